// include/uapi/linux/pkt_sched.h: TCA_DRR_*, struct tc_drr_stats
import { attr, attrs, struct, u32, unit } from "../../../codec/index.js";

/** The qdisc takes no options. */
export const DrrClass = attrs({ quantum: attr(1, "TCA_DRR_QUANTUM", unit("bytes", u32)) });
export const DrrStats = struct("tc_drr_stats", 4, { deficit: unit("bytes", u32) });
