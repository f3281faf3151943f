// include/uapi/linux/if_link.h: IFLA_VF_PORTS, IFLA_PORT_SELF, IFLA_PORT_*
import {
  type AttrsType,
  attr,
  attrs,
  cstring,
  enumOf,
  fixedBytes,
  type Infer,
  type Input,
  repeated,
  s32,
  struct,
  u8,
  u16,
} from "../../codec/index.js";
import { PortRequest, PortResponse } from "./constants.js";

const PortVsi = struct("ifla_port_vsi", 8, {
  vsiMgrId: u8,
  /** 24 bits, in the byte order of IEEE 802.1Qbg. */
  vsiTypeId: fixedBytes(3),
  vsiTypeVersion: u8,
  pad: fixedBytes(3),
});

const linkPort = attrs({
  /** Number of the virtual function, -1 for the device itself. */
  vf: attr(1, "IFLA_PORT_VF", s32),
  profile: attr(2, "IFLA_PORT_PROFILE", cstring),
  vsiType: attr(3, "IFLA_PORT_VSI_TYPE", PortVsi),
  instanceUuid: attr(4, "IFLA_PORT_INSTANCE_UUID", fixedBytes(16)),
  hostUuid: attr(5, "IFLA_PORT_HOST_UUID", fixedBytes(16)),
  request: attr(6, "IFLA_PORT_REQUEST", enumOf(u8, PortRequest)),
  response: attr(7, "IFLA_PORT_RESPONSE", enumOf(u16, PortResponse)),
});
export interface LinkPort extends Infer<typeof linkPort> {}
export interface LinkPortInput extends Input<typeof linkPort> {}
/** Port profile of a virtual function, or of the device itself. */
export const LinkPort: AttrsType<LinkPort, LinkPortInput> = linkPort;

const vfPorts = attrs({ port: attr(1, "IFLA_VF_PORT", repeated(LinkPort)) });
export interface VfPorts extends Infer<typeof vfPorts> {}
export interface VfPortsInput extends Input<typeof vfPorts> {}
export const VfPorts: AttrsType<VfPorts, VfPortsInput> = vfPorts;
