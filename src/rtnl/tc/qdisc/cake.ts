// include/uapi/linux/pkt_sched.h: TCA_CAKE_*, CAKE_*
import {
  attr,
  attrs,
  constants,
  counter64,
  enumOf,
  hex,
  type Infer,
  indexed,
  s32,
  u32,
  u64,
  unit,
} from "../../../codec/index.js";

export const CakeFlowMode = constants("CAKE_FLOW_", {
  none: 0,
  src_ip: 1,
  dst_ip: 2,
  hosts: 3,
  flows: 4,
  dual_src: 5,
  dual_dst: 6,
  triple: 7,
});

export const CakeDiffserv = constants("CAKE_DIFFSERV_", {
  diffserv3: 0,
  diffserv4: 1,
  diffserv8: 2,
  besteffort: 3,
  precedence: 4,
});

export const CakeAckFilter = constants("CAKE_ACK_", { none: 0, filter: 1, aggressive: 2 });
export const CakeAtm = constants("CAKE_ATM_", { none: 0, atm: 1, ptm: 2 });

export const Cake = attrs(
  {
    /** 0: unlimited. */
    baseRate64: attr(2, "TCA_CAKE_BASE_RATE64", unit("bytes/s", u64)),
    diffservMode: attr(3, "TCA_CAKE_DIFFSERV_MODE", enumOf(u32, CakeDiffserv)),
    atm: attr(4, "TCA_CAKE_ATM", enumOf(u32, CakeAtm)),
    flowMode: attr(5, "TCA_CAKE_FLOW_MODE", enumOf(u32, CakeFlowMode)),
    overhead: attr(6, "TCA_CAKE_OVERHEAD", unit("bytes", s32)),
    rtt: attr(7, "TCA_CAKE_RTT", unit("us", u32)),
    target: attr(8, "TCA_CAKE_TARGET", unit("us", u32)),
    autorate: attr(9, "TCA_CAKE_AUTORATE", u32),
    memory: attr(10, "TCA_CAKE_MEMORY", unit("bytes", u32)),
    nat: attr(11, "TCA_CAKE_NAT", u32),
    raw: attr(12, "TCA_CAKE_RAW", u32),
    wash: attr(13, "TCA_CAKE_WASH", u32),
    mpu: attr(14, "TCA_CAKE_MPU", unit("bytes", u32)),
    ingress: attr(15, "TCA_CAKE_INGRESS", u32),
    ackFilter: attr(16, "TCA_CAKE_ACK_FILTER", enumOf(u32, CakeAckFilter)),
    splitGso: attr(17, "TCA_CAKE_SPLIT_GSO", u32),
    /** Bits of the firewall mark that choose the tin. */
    fwmark: attr(18, "TCA_CAKE_FWMARK", hex(u32)),
  },
  { pad: { TCA_CAKE_PAD: 1 } },
);
export interface Cake extends Infer<typeof Cake> {}

const packets = unit("packets", u32);
const bytes64 = unit("bytes", counter64);
const us = unit("us", u32);

export const CakeTinStats = attrs(
  {
    sentPackets: attr(2, "TCA_CAKE_TIN_STATS_SENT_PACKETS", packets),
    sentBytes64: attr(3, "TCA_CAKE_TIN_STATS_SENT_BYTES64", bytes64),
    droppedPackets: attr(4, "TCA_CAKE_TIN_STATS_DROPPED_PACKETS", packets),
    droppedBytes64: attr(5, "TCA_CAKE_TIN_STATS_DROPPED_BYTES64", bytes64),
    acksDroppedPackets: attr(6, "TCA_CAKE_TIN_STATS_ACKS_DROPPED_PACKETS", packets),
    acksDroppedBytes64: attr(7, "TCA_CAKE_TIN_STATS_ACKS_DROPPED_BYTES64", bytes64),
    ecnMarkedPackets: attr(8, "TCA_CAKE_TIN_STATS_ECN_MARKED_PACKETS", packets),
    ecnMarkedBytes64: attr(9, "TCA_CAKE_TIN_STATS_ECN_MARKED_BYTES64", bytes64),
    backlogPackets: attr(10, "TCA_CAKE_TIN_STATS_BACKLOG_PACKETS", packets),
    backlogBytes: attr(11, "TCA_CAKE_TIN_STATS_BACKLOG_BYTES", unit("bytes", u32)),
    thresholdRate64: attr(12, "TCA_CAKE_TIN_STATS_THRESHOLD_RATE64", unit("bytes/s", u64)),
    targetUs: attr(13, "TCA_CAKE_TIN_STATS_TARGET_US", us),
    intervalUs: attr(14, "TCA_CAKE_TIN_STATS_INTERVAL_US", us),
    wayIndirectHits: attr(15, "TCA_CAKE_TIN_STATS_WAY_INDIRECT_HITS", u32),
    wayMisses: attr(16, "TCA_CAKE_TIN_STATS_WAY_MISSES", u32),
    wayCollisions: attr(17, "TCA_CAKE_TIN_STATS_WAY_COLLISIONS", u32),
    peakDelayUs: attr(18, "TCA_CAKE_TIN_STATS_PEAK_DELAY_US", us),
    avgDelayUs: attr(19, "TCA_CAKE_TIN_STATS_AVG_DELAY_US", us),
    baseDelayUs: attr(20, "TCA_CAKE_TIN_STATS_BASE_DELAY_US", us),
    sparseFlows: attr(21, "TCA_CAKE_TIN_STATS_SPARSE_FLOWS", u32),
    bulkFlows: attr(22, "TCA_CAKE_TIN_STATS_BULK_FLOWS", u32),
    unresponsiveFlows: attr(23, "TCA_CAKE_TIN_STATS_UNRESPONSIVE_FLOWS", u32),
    maxSkblen: attr(24, "TCA_CAKE_TIN_STATS_MAX_SKBLEN", unit("bytes", u32)),
    flowQuantum: attr(25, "TCA_CAKE_TIN_STATS_FLOW_QUANTUM", unit("bytes", u32)),
  },
  { pad: { TCA_CAKE_TIN_STATS_PAD: 1 } },
);

/** Of the qdisc; a class (one flow) has deficit … blueTimerUs only. */
export const CakeStats = attrs(
  {
    capacityEstimate64: attr(2, "TCA_CAKE_STATS_CAPACITY_ESTIMATE64", unit("bytes/s", u64)),
    memoryLimit: attr(3, "TCA_CAKE_STATS_MEMORY_LIMIT", unit("bytes", u32)),
    memoryUsed: attr(4, "TCA_CAKE_STATS_MEMORY_USED", unit("bytes", u32)),
    avgNetoff: attr(5, "TCA_CAKE_STATS_AVG_NETOFF", unit("bytes", u32)),
    minNetlen: attr(6, "TCA_CAKE_STATS_MIN_NETLEN", unit("bytes", u32)),
    maxNetlen: attr(7, "TCA_CAKE_STATS_MAX_NETLEN", unit("bytes", u32)),
    minAdjlen: attr(8, "TCA_CAKE_STATS_MIN_ADJLEN", unit("bytes", u32)),
    maxAdjlen: attr(9, "TCA_CAKE_STATS_MAX_ADJLEN", unit("bytes", u32)),
    tinStats: attr(10, "TCA_CAKE_STATS_TIN_STATS", indexed(CakeTinStats)),
    deficit: attr(11, "TCA_CAKE_STATS_DEFICIT", unit("bytes", s32)),
    cobaltCount: attr(12, "TCA_CAKE_STATS_COBALT_COUNT", u32),
    dropping: attr(13, "TCA_CAKE_STATS_DROPPING", u32),
    dropNextUs: attr(14, "TCA_CAKE_STATS_DROP_NEXT_US", unit("us", s32)),
    /** 0xffffffff is certainty. */
    pDrop: attr(15, "TCA_CAKE_STATS_P_DROP", u32),
    blueTimerUs: attr(16, "TCA_CAKE_STATS_BLUE_TIMER_US", unit("us", s32)),
    /** Of cake_mq. */
    activeQueues: attr(17, "TCA_CAKE_STATS_ACTIVE_QUEUES", u32),
  },
  { pad: { TCA_CAKE_STATS_PAD: 1 } },
);
export interface CakeStats extends Infer<typeof CakeStats> {}
