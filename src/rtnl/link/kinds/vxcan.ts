// include/uapi/linux/can/vxcan.h: VXCAN_INFO_*
import { type AttrsType, attr, attrs, type Infer, type Input } from "../../../codec/index.js";
import { Link } from "../link.js";

const vxcanData = attrs({
  /** Requests only: the other end, a link message of its own. */
  get peer() {
    return attr(1, "VXCAN_INFO_PEER", Link);
  },
});
export interface VxcanData extends Infer<typeof vxcanData> {}
export interface VxcanDataInput extends Input<typeof vxcanData> {}
export const VxcanData: AttrsType<VxcanData, VxcanDataInput> = vxcanData;
