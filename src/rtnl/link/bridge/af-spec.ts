// include/uapi/linux/if_bridge.h: IFLA_AF_SPEC of messages of family AF_BRIDGE, IFLA_BRIDGE_*
import {
  type AttrsType,
  attr,
  attrs,
  enumOf,
  flagsOf,
  type Infer,
  type Input,
  nested,
  repeated,
  struct,
  u8,
  u16,
  u32,
} from "../../../codec/index.js";
import { BridgeCfm } from "./cfm.js";
import { BridgeFlags, BridgeMode, BridgePortState, BridgeVlanFlags } from "./constants.js";
import { BridgeMrp } from "./mrp.js";

export const BridgeVlanInfo = struct("bridge_vlan_info", 4, {
  flags: flagsOf(u16, BridgeVlanFlags),
  /** 1 … 4094. */
  vid: u16,
});
export interface BridgeVlanInfo extends Infer<typeof BridgeVlanInfo> {}

const VlanTunnelInfo = attrs({
  /** VXLAN network identifier. */
  id: attr(1, "IFLA_BRIDGE_VLAN_TUNNEL_ID", u32),
  vid: attr(2, "IFLA_BRIDGE_VLAN_TUNNEL_VID", u16),
  /** Of a range: `range_begin` or `range_end`. */
  flags: attr(3, "IFLA_BRIDGE_VLAN_TUNNEL_FLAGS", flagsOf(u16, BridgeVlanFlags)),
});

const MstEntry = attrs({
  /** Spanning tree instance, 0 … 4094. */
  msti: attr(1, "IFLA_BRIDGE_MST_ENTRY_MSTI", u16),
  state: attr(2, "IFLA_BRIDGE_MST_ENTRY_STATE", enumOf(u8, BridgePortState)),
});

const bridgeSpec = attrs({
  flags: attr(0, "IFLA_BRIDGE_FLAGS", flagsOf(u16, BridgeFlags)),
  mode: attr(1, "IFLA_BRIDGE_MODE", enumOf(u16, BridgeMode)),
  /** One each, or two for a range with RTEXT_FILTER_BRVLAN_COMPRESSED. */
  vlanInfo: attr(2, "IFLA_BRIDGE_VLAN_INFO", repeated(BridgeVlanInfo)),
  vlanTunnelInfo: attr(3, "IFLA_BRIDGE_VLAN_TUNNEL_INFO", repeated(VlanTunnelInfo)),
  mrp: attr(4, "IFLA_BRIDGE_MRP", nested(BridgeMrp)),
  cfm: attr(5, "IFLA_BRIDGE_CFM", nested(BridgeCfm)),
  mst: attr(
    6,
    "IFLA_BRIDGE_MST",
    nested(attrs({ entry: attr(1, "IFLA_BRIDGE_MST_ENTRY", repeated(nested(MstEntry))) })),
  ),
});
export interface BridgeSpec extends Infer<typeof bridgeSpec> {}
export interface BridgeSpecInput extends Input<typeof bridgeSpec> {}
export const BridgeSpec: AttrsType<BridgeSpec, BridgeSpecInput> = bridgeSpec;
