// include/uapi/linux/pkt_cls.h: TCA_ROUTE4_*
import { attr, attrs, hex, type Infer, u32 } from "../../../codec/index.js";
import { Actions } from "../action/action.js";
import { Police } from "../action/police.js";

/** Matches the realms of the packet's route. */
export const RouteClassifier = attrs({
  classid: attr(1, "TCA_ROUTE4_CLASSID", hex(u32)),
  to: attr(2, "TCA_ROUTE4_TO", u32),
  from: attr(3, "TCA_ROUTE4_FROM", u32),
  iif: attr(4, "TCA_ROUTE4_IIF", u32),
  police: attr(5, "TCA_ROUTE4_POLICE", Police),
  act: attr(6, "TCA_ROUTE4_ACT", Actions),
});
export interface RouteClassifier extends Infer<typeof RouteClassifier> {}
