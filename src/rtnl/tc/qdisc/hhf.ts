// include/uapi/linux/pkt_sched.h: TCA_HHF_*, struct tc_hhf_xstats
import { attr, attrs, type Infer, struct, u32, unit } from "../../../codec/index.js";

export const Hhf = attrs({
  backlogLimit: attr(1, "TCA_HHF_BACKLOG_LIMIT", unit("packets", u32)),
  quantum: attr(2, "TCA_HHF_QUANTUM", unit("bytes", u32)),
  hhFlowsLimit: attr(3, "TCA_HHF_HH_FLOWS_LIMIT", u32),
  resetTimeout: attr(4, "TCA_HHF_RESET_TIMEOUT", unit("us", u32)),
  admitBytes: attr(5, "TCA_HHF_ADMIT_BYTES", unit("bytes", u32)),
  evictTimeout: attr(6, "TCA_HHF_EVICT_TIMEOUT", unit("us", u32)),
  nonHhWeight: attr(7, "TCA_HHF_NON_HH_WEIGHT", u32),
});
export interface Hhf extends Infer<typeof Hhf> {}

export const HhfXstats = struct("tc_hhf_xstats", 16, {
  dropOverlimit: unit("packets", u32),
  hhOverlimit: u32,
  hhTotCount: u32,
  hhCurCount: u32,
});
