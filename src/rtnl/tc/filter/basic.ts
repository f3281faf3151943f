// include/uapi/linux/pkt_cls.h: TCA_BASIC_*, struct tc_basic_pcnt
import { attr, attrs, counter64, hex, type Infer, struct, u32, unit } from "../../../codec/index.js";
import { Actions } from "../action/action.js";
import { Police } from "../action/police.js";
import { EmatchTree } from "../ematch/ematch.js";

export const BasicPcnt = struct("tc_basic_pcnt", 16, {
  rcnt: unit("packets", counter64),
  rhit: unit("packets", counter64),
});

export const Basic = attrs(
  {
    classid: attr(1, "TCA_BASIC_CLASSID", hex(u32)),
    ematches: attr(2, "TCA_BASIC_EMATCHES", EmatchTree),
    act: attr(3, "TCA_BASIC_ACT", Actions),
    police: attr(4, "TCA_BASIC_POLICE", Police),
    pcnt: attr(5, "TCA_BASIC_PCNT", BasicPcnt),
  },
  { pad: { TCA_BASIC_PAD: 6 } },
);
export interface Basic extends Infer<typeof Basic> {}
