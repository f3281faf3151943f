// include/uapi/linux/pkt_sched.h: TCA_FQ_CODEL_*, struct tc_fq_codel_*
import {
  attr,
  attrs,
  constants,
  enumOf,
  type Infer,
  s32,
  struct,
  u8,
  u32,
  unit,
  variant,
} from "../../../codec/index.js";

export const FqCodel = attrs({
  target: attr(1, "TCA_FQ_CODEL_TARGET", unit("us", u32)),
  limit: attr(2, "TCA_FQ_CODEL_LIMIT", unit("packets", u32)),
  interval: attr(3, "TCA_FQ_CODEL_INTERVAL", unit("us", u32)),
  ecn: attr(4, "TCA_FQ_CODEL_ECN", u32),
  /** Cannot be changed after creation. */
  flows: attr(5, "TCA_FQ_CODEL_FLOWS", u32),
  quantum: attr(6, "TCA_FQ_CODEL_QUANTUM", unit("bytes", u32)),
  ceThreshold: attr(7, "TCA_FQ_CODEL_CE_THRESHOLD", unit("us", u32)),
  dropBatchSize: attr(8, "TCA_FQ_CODEL_DROP_BATCH_SIZE", unit("packets", u32)),
  memoryLimit: attr(9, "TCA_FQ_CODEL_MEMORY_LIMIT", unit("bytes", u32)),
  /** The CE threshold applies to packets whose DS field & mask is the selector; Linux 5.15. */
  ceThresholdSelector: attr(10, "TCA_FQ_CODEL_CE_THRESHOLD_SELECTOR", u8),
  ceThresholdMask: attr(11, "TCA_FQ_CODEL_CE_THRESHOLD_MASK", u8),
});
export interface FqCodel extends Infer<typeof FqCodel> {}

export const FqCodelXstatsType = constants("TCA_FQ_CODEL_XSTATS_", { qdisc: 0, class: 1 });

const xstatsType = enumOf(u32, FqCodelXstatsType);

export const FqCodelQdiscStats = struct("tc_fq_codel_qd_stats", 36, {
  maxpacket: unit("bytes", u32),
  dropOverlimit: unit("packets", u32),
  ecnMark: unit("packets", u32),
  newFlowCount: u32,
  newFlowsLen: u32,
  oldFlowsLen: u32,
  ceMark: unit("packets", u32),
  memoryUsage: unit("bytes", u32),
  dropOvermemory: unit("packets", u32),
});

/** Of a flow. */
export const FqCodelClassStats = struct("tc_fq_codel_cl_stats", 24, {
  deficit: unit("bytes", s32),
  /** Queueing delay that the last packet saw. */
  ldelay: unit("us", u32),
  count: u32,
  lastcount: u32,
  dropping: u32,
  dropNext: unit("us", s32),
});

/** struct tc_fq_codel_xstats ends in a union of the two; the kernel sends all 40 bytes for a class too. */
export const FqCodelXstats = variant("type", xstatsType, {
  qdisc: struct("tc_fq_codel_xstats", 40, { type: xstatsType, qdiscStats: FqCodelQdiscStats }),
  class: struct("tc_fq_codel_xstats", 28, { type: xstatsType, classStats: FqCodelClassStats }),
});
export type FqCodelXstats = Infer<typeof FqCodelXstats>;
