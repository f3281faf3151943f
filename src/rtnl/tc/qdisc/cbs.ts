// include/uapi/linux/pkt_sched.h: TCA_CBS_*, struct tc_cbs_qopt
import { attr, attrs, type Infer, s32, struct, u8, unit } from "../../../codec/index.js";

export const CbsOpt = struct("tc_cbs_qopt", 20, {
  offload: u8,
  hicredit: unit("bytes", s32),
  locredit: unit("bytes", s32),
  idleslope: unit("kbit/s", s32),
  sendslope: unit("kbit/s", s32),
});
export const Cbs = attrs({ parms: attr(1, "TCA_CBS_PARMS", CbsOpt) });
export interface Cbs extends Infer<typeof Cbs> {}
