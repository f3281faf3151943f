// include/uapi/linux/tc_act/tc_connmark.h: TCA_CONNMARK_*, struct tc_connmark
import { attr, attrs, type Infer, struct, u16 } from "../../../codec/index.js";
import { ActionTimes, generic } from "../verdict.js";

export const ConnmarkParms = struct("tc_connmark", 24, { ...generic, zone: u16 });

export const Connmark = attrs(
  {
    parms: attr(1, "TCA_CONNMARK_PARMS", ConnmarkParms),
    tm: attr(2, "TCA_CONNMARK_TM", ActionTimes),
  },
  { pad: { TCA_CONNMARK_PAD: 3 } },
);
export interface Connmark extends Infer<typeof Connmark> {}
