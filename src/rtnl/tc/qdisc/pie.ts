// include/uapi/linux/pkt_sched.h: TCA_PIE_*, struct tc_pie_xstats
import { attr, attrs, counter64, type Infer, struct, u32, unit } from "../../../codec/index.js";

export const Pie = attrs({
  target: attr(1, "TCA_PIE_TARGET", unit("us", u32)),
  limit: attr(2, "TCA_PIE_LIMIT", unit("packets", u32)),
  tupdate: attr(3, "TCA_PIE_TUPDATE", unit("us", u32)),
  alpha: attr(4, "TCA_PIE_ALPHA", u32),
  beta: attr(5, "TCA_PIE_BETA", u32),
  ecn: attr(6, "TCA_PIE_ECN", u32),
  bytemode: attr(7, "TCA_PIE_BYTEMODE", u32),
  dqRateEstimator: attr(8, "TCA_PIE_DQ_RATE_ESTIMATOR", u32),
});
export interface Pie extends Infer<typeof Pie> {}

export const PieXstats = struct("tc_pie_xstats", 40, {
  /** Drop probability; 2^56 - 1 is certainty. */
  prob: counter64,
  delay: unit("us", u32),
  avgDqRate: unit("bytes/s", u32),
  dqRateEstimating: u32,
  packetsIn: unit("packets", u32),
  dropped: unit("packets", u32),
  overlimit: unit("packets", u32),
  maxq: unit("packets", u32),
  ecnMark: unit("packets", u32),
});
