// include/uapi/linux/pkt_sched.h: TCA_DUALPI2_*, struct tc_dualpi2_xstats
import { attr, attrs, constants, enumOf, type Infer, s32, struct, u8, u32, unit } from "../../../codec/index.js";

export const Dualpi2DropOverload = constants("TC_DUALPI2_DROP_OVERLOAD_", { overflow: 0, drop: 1 });
export const Dualpi2DropEarly = constants("TC_DUALPI2_DROP_EARLY_", { drop_dequeue: 0, drop_enqueue: 1 });
export const Dualpi2EcnMask = constants("TC_DUALPI2_ECN_MASK_", { l4s_ect: 1, cla_ect: 2, any_ect: 3 });
export const Dualpi2SplitGso = constants("TC_DUALPI2_SPLIT_GSO_", { no_split_gso: 0, split_gso: 1 });

/** Linux 6.17. */
export const Dualpi2 = attrs(
  {
    limit: attr(1, "TCA_DUALPI2_LIMIT", unit("packets", u32)),
    memoryLimit: attr(2, "TCA_DUALPI2_MEMORY_LIMIT", unit("bytes", u32)),
    target: attr(3, "TCA_DUALPI2_TARGET", unit("us", u32)),
    tupdate: attr(4, "TCA_DUALPI2_TUPDATE", unit("us", u32)),
    /** Gains in Hz, scaled by 256. */
    alpha: attr(5, "TCA_DUALPI2_ALPHA", u32),
    beta: attr(6, "TCA_DUALPI2_BETA", u32),
    /** One of the two thresholds of the L4S queue. */
    stepThreshPkts: attr(7, "TCA_DUALPI2_STEP_THRESH_PKTS", unit("packets", u32)),
    stepThreshUs: attr(8, "TCA_DUALPI2_STEP_THRESH_US", unit("us", u32)),
    minQlenStep: attr(9, "TCA_DUALPI2_MIN_QLEN_STEP", unit("packets", u32)),
    coupling: attr(10, "TCA_DUALPI2_COUPLING", u8),
    dropOverload: attr(11, "TCA_DUALPI2_DROP_OVERLOAD", enumOf(u8, Dualpi2DropOverload)),
    dropEarly: attr(12, "TCA_DUALPI2_DROP_EARLY", enumOf(u8, Dualpi2DropEarly)),
    /** Share of the bandwidth that the classic queue keeps. */
    cProtection: attr(13, "TCA_DUALPI2_C_PROTECTION", unit("percent", u8)),
    ecnMask: attr(14, "TCA_DUALPI2_ECN_MASK", enumOf(u8, Dualpi2EcnMask)),
    splitGso: attr(15, "TCA_DUALPI2_SPLIT_GSO", enumOf(u8, Dualpi2SplitGso)),
  },
  { pad: { TCA_DUALPI2_PAD: 16 } },
);
export interface Dualpi2 extends Infer<typeof Dualpi2> {}

export const Dualpi2Xstats = struct("tc_dualpi2_xstats", 48, {
  /** 0xffffffff is certainty. */
  prob: u32,
  delayC: unit("us", u32),
  delayL: unit("us", u32),
  packetsInC: unit("packets", u32),
  packetsInL: unit("packets", u32),
  maxq: unit("packets", u32),
  ecnMark: unit("packets", u32),
  stepMarks: unit("packets", u32),
  credit: s32,
  memoryUsed: unit("bytes", u32),
  maxMemoryUsed: unit("bytes", u32),
  memoryLimit: unit("bytes", u32),
});
