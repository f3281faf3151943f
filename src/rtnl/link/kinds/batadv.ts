// include/uapi/linux/batman_adv.h: IFLA_BATADV_*
import { type AttrsType, attr, attrs, cstring, type Infer, type Input } from "../../../codec/index.js";

const batadvData = attrs({
  /** Routing algorithm, BATMAN_IV or BATMAN_V; requests only. */
  algoName: attr(1, "IFLA_BATADV_ALGO_NAME", cstring),
});
export interface BatadvData extends Infer<typeof batadvData> {}
export interface BatadvDataInput extends Input<typeof batadvData> {}
export const BatadvData: AttrsType<BatadvData, BatadvDataInput> = batadvData;
