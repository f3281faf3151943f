// include/uapi/linux/pkt_cls.h: TCA_MATCHALL_*, struct tc_matchall_pcnt
import { attr, attrs, counter64, flagsOf, hex, type Infer, struct, u32, unit } from "../../../codec/index.js";
import { Actions } from "../action/action.js";
import { ClassifierFlags } from "./flags.js";

export const MatchallPcnt = struct("tc_matchall_pcnt", 8, { rhit: unit("packets", counter64) });

export const Matchall = attrs(
  {
    classid: attr(1, "TCA_MATCHALL_CLASSID", hex(u32)),
    act: attr(2, "TCA_MATCHALL_ACT", Actions),
    flags: attr(3, "TCA_MATCHALL_FLAGS", flagsOf(u32, ClassifierFlags)),
    pcnt: attr(4, "TCA_MATCHALL_PCNT", MatchallPcnt),
  },
  { pad: { TCA_MATCHALL_PAD: 5 } },
);
export interface Matchall extends Infer<typeof Matchall> {}
