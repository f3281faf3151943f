// include/uapi/linux/tc_act/tc_defact.h: TCA_DEF_*, struct tc_defact
import { attr, attrs, cstring, type Infer, struct } from "../../../codec/index.js";
import { ActionTimes, generic } from "../verdict.js";

export const SimpleParms = struct("tc_defact", 20, generic);

export const Simple = attrs(
  {
    tm: attr(1, "TCA_DEF_TM", ActionTimes),
    parms: attr(2, "TCA_DEF_PARMS", SimpleParms),
    /** Text to log, at most 31 bytes. */
    data: attr(3, "TCA_DEF_DATA", cstring),
  },
  { pad: { TCA_DEF_PAD: 4 } },
);
export interface Simple extends Infer<typeof Simple> {}
