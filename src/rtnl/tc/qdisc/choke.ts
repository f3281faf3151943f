// include/uapi/linux/pkt_sched.h: TCA_CHOKE_*, struct tc_choke_xstats
import { attr, attrs, type Infer, struct, u32, unit } from "../../../codec/index.js";
import { MaxP, RedStab, redOpt } from "./red.js";

export const Choke = attrs({
  parms: attr(1, "TCA_CHOKE_PARMS", redOpt("packets")),
  /** Requests only. */
  stab: attr(2, "TCA_CHOKE_STAB", RedStab),
  maxP: attr(3, "TCA_CHOKE_MAX_P", MaxP),
});
export interface Choke extends Infer<typeof Choke> {}

export const ChokeXstats = struct("tc_choke_xstats", 20, {
  early: unit("packets", u32),
  pdrop: unit("packets", u32),
  other: unit("packets", u32),
  marked: unit("packets", u32),
  matched: unit("packets", u32),
});
