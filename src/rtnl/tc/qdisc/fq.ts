// include/uapi/linux/pkt_sched.h: TCA_FQ_*, struct tc_fq_qd_stats
import {
  array,
  attr,
  attrs,
  counter64,
  type Infer,
  later,
  s32,
  scounter64,
  struct,
  u8,
  u32,
  unit,
} from "../../../codec/index.js";
import { Prio } from "./prio.js";

export const Fq = attrs({
  plimit: attr(1, "TCA_FQ_PLIMIT", unit("packets", u32)),
  flowPlimit: attr(2, "TCA_FQ_FLOW_PLIMIT", unit("packets", u32)),
  quantum: attr(3, "TCA_FQ_QUANTUM", unit("bytes", u32)),
  initialQuantum: attr(4, "TCA_FQ_INITIAL_QUANTUM", unit("bytes", u32)),
  rateEnable: attr(5, "TCA_FQ_RATE_ENABLE", u32),
  /** Ignored since Linux 3.13. */
  flowDefaultRate: attr(6, "TCA_FQ_FLOW_DEFAULT_RATE", unit("bytes/s", u32)),
  flowMaxRate: attr(7, "TCA_FQ_FLOW_MAX_RATE", unit("bytes/s", u32)),
  /** Base-2 logarithm of the number of hash buckets. */
  bucketsLog: attr(8, "TCA_FQ_BUCKETS_LOG", u32),
  flowRefillDelay: attr(9, "TCA_FQ_FLOW_REFILL_DELAY", unit("us", u32)),
  orphanMask: attr(10, "TCA_FQ_ORPHAN_MASK", u32),
  lowRateThreshold: attr(11, "TCA_FQ_LOW_RATE_THRESHOLD", unit("bytes/s", u32)),
  ceThreshold: attr(12, "TCA_FQ_CE_THRESHOLD", unit("us", u32)),
  timerSlack: attr(13, "TCA_FQ_TIMER_SLACK", unit("ns", u32)),
  horizon: attr(14, "TCA_FQ_HORIZON", unit("us", u32)),
  horizonDrop: attr(15, "TCA_FQ_HORIZON_DROP", u8),
  priomap: attr(16, "TCA_FQ_PRIOMAP", Prio),
  /** Weight of each of the three bands. */
  weights: attr(17, "TCA_FQ_WEIGHTS", array(s32)),
  offloadHorizon: attr(18, "TCA_FQ_OFFLOAD_HORIZON", unit("us", u32)),
});
export interface Fq extends Infer<typeof Fq> {}

export const FqXstats = struct("tc_fq_qd_stats", 152, {
  gcFlows: counter64,
  highprioPackets: unit("packets", counter64),
  tcpRetrans: unit("packets", counter64),
  throttled: counter64,
  flowsPlimit: unit("packets", counter64),
  pktsTooLong: unit("packets", counter64),
  allocationErrors: counter64,
  timeNextDelayedFlow: unit("ns", scounter64),
  flows: u32,
  inactiveFlows: u32,
  throttledFlows: u32,
  unthrottleLatencyNs: unit("ns", u32),
  /** Linux 4.20. */
  ceMark: later(unit("packets", counter64)),
  /** Linux 5.8. */
  horizonDrops: later(unit("packets", counter64)),
  horizonCaps: later(unit("packets", counter64)),
  /** Linux 6.7, as all below. */
  fastpathPackets: later(unit("packets", counter64)),
  bandDrops: later(unit("packets", array(counter64, 3))),
  bandPktCount: later(unit("packets", array(u32, 3))),
  pad: later(u32),
});
