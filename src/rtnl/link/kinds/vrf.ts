// include/uapi/linux/if_link.h: IFLA_VRF_*, IFLA_VRF_PORT_*
import { type AttrsType, attr, attrs, type Infer, type Input, u32 } from "../../../codec/index.js";

const vrfData = attrs({
  /** Routing table. */
  table: attr(1, "IFLA_VRF_TABLE", u32),
});
export interface VrfData extends Infer<typeof vrfData> {}
export interface VrfDataInput extends Input<typeof vrfData> {}
export const VrfData: AttrsType<VrfData, VrfDataInput> = vrfData;

const vrfPort = attrs({
  /** Routing table of the VRF. */
  table: attr(1, "IFLA_VRF_PORT_TABLE", u32),
});
export interface VrfPort extends Infer<typeof vrfPort> {}
export interface VrfPortInput extends Input<typeof vrfPort> {}
/** A device in a VRF. */
export const VrfPort: AttrsType<VrfPort, VrfPortInput> = vrfPort;
