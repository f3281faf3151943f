// include/uapi/linux/veth.h: VETH_INFO_*
import { type AttrsType, attr, attrs, type Infer, type Input } from "../../../codec/index.js";
import { Link } from "../link.js";

const vethData = attrs({
  /** Requests only: the other end, a link message of its own. */
  get peer() {
    return attr(1, "VETH_INFO_PEER", Link);
  },
});
export interface VethData extends Infer<typeof vethData> {}
export interface VethDataInput extends Input<typeof vethData> {}
export const VethData: AttrsType<VethData, VethDataInput> = vethData;
