// include/uapi/linux/pkt_sched.h: TCA_FQ_PIE_*, struct tc_fq_pie_xstats
import { attr, attrs, type Infer, struct, u32, unit } from "../../../codec/index.js";

export const FqPie = attrs({
  limit: attr(1, "TCA_FQ_PIE_LIMIT", unit("packets", u32)),
  flows: attr(2, "TCA_FQ_PIE_FLOWS", u32),
  target: attr(3, "TCA_FQ_PIE_TARGET", unit("us", u32)),
  tupdate: attr(4, "TCA_FQ_PIE_TUPDATE", unit("us", u32)),
  alpha: attr(5, "TCA_FQ_PIE_ALPHA", u32),
  beta: attr(6, "TCA_FQ_PIE_BETA", u32),
  quantum: attr(7, "TCA_FQ_PIE_QUANTUM", unit("bytes", u32)),
  memoryLimit: attr(8, "TCA_FQ_PIE_MEMORY_LIMIT", unit("bytes", u32)),
  ecnProb: attr(9, "TCA_FQ_PIE_ECN_PROB", unit("percent", u32)),
  ecn: attr(10, "TCA_FQ_PIE_ECN", u32),
  bytemode: attr(11, "TCA_FQ_PIE_BYTEMODE", u32),
  dqRateEstimator: attr(12, "TCA_FQ_PIE_DQ_RATE_ESTIMATOR", u32),
});
export interface FqPie extends Infer<typeof FqPie> {}

export const FqPieXstats = struct("tc_fq_pie_xstats", 36, {
  packetsIn: unit("packets", u32),
  dropped: unit("packets", u32),
  overlimit: unit("packets", u32),
  overmemory: unit("packets", u32),
  ecnMark: unit("packets", u32),
  newFlowCount: u32,
  newFlowsLen: u32,
  oldFlowsLen: u32,
  memoryUsage: unit("bytes", u32),
});
