// include/uapi/linux/pkt_cls.h: TCA_FW_*
import { attr, attrs, cstring, hex, type Infer, u32 } from "../../../codec/index.js";
import { Actions } from "../action/action.js";
import { Police } from "../action/police.js";

/** The filter's handle is the firewall mark. */
export const Fw = attrs({
  classid: attr(1, "TCA_FW_CLASSID", hex(u32)),
  police: attr(2, "TCA_FW_POLICE", Police),
  indev: attr(3, "TCA_FW_INDEV", cstring),
  act: attr(4, "TCA_FW_ACT", Actions),
  mask: attr(5, "TCA_FW_MASK", hex(u32)),
});
export interface Fw extends Infer<typeof Fw> {}
