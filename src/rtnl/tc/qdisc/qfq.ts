// include/uapi/linux/pkt_sched.h: TCA_QFQ_*, struct tc_qfq_stats
import { attr, attrs, struct, u32, unit } from "../../../codec/index.js";

/** The qdisc takes no options. */
export const QfqClass = attrs({
  weight: attr(1, "TCA_QFQ_WEIGHT", u32),
  lmax: attr(2, "TCA_QFQ_LMAX", unit("bytes", u32)),
});
export const QfqStats = struct("tc_qfq_stats", 8, { weight: u32, lmax: unit("bytes", u32) });
