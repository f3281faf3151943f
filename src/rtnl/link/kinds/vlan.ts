// include/uapi/linux/if_link.h: IFLA_VLAN_*; if_vlan.h: VLAN_FLAG_*
import {
  type AttrsType,
  attr,
  attrs,
  be16,
  constants,
  enumOf,
  flagsOf,
  hex,
  type Infer,
  type Input,
  type NameOf,
  repeated,
  struct,
  u16,
  u32,
} from "../../../codec/index.js";
import { VlanProtocol } from "../constants.js";

export const VlanFlags = constants("VLAN_FLAG_", {
  reorder_hdr: 0x1,
  gvrp: 0x2,
  loose_binding: 0x4,
  mvrp: 0x8,
  bridge_binding: 0x10,
});
export type VlanFlags = NameOf<typeof VlanFlags>;

/** Only the bits in `mask` change; replies have all of them. */
const FlagsAndMask = struct("ifla_vlan_flags", 8, { flags: flagsOf(u32, VlanFlags), mask: hex(u32) });
/** Between an skb's priority and the tag's, 0 … 7: from skb to tag on egress, from tag to skb on ingress. */
const QosMapping = struct("ifla_vlan_qos_mapping", 8, { from: u32, to: u32 });
const QosMap = attrs({ mapping: attr(1, "IFLA_VLAN_QOS_MAPPING", repeated(QosMapping)) });

const vlanData = attrs({
  /** 0 … 4094. */
  id: attr(1, "IFLA_VLAN_ID", u16),
  flags: attr(2, "IFLA_VLAN_FLAGS", FlagsAndMask),
  egressQos: attr(3, "IFLA_VLAN_EGRESS_QOS", QosMap),
  ingressQos: attr(4, "IFLA_VLAN_INGRESS_QOS", QosMap),
  /** Big-endian. */
  protocol: attr(5, "IFLA_VLAN_PROTOCOL", enumOf(be16, VlanProtocol)),
});
export interface VlanData extends Infer<typeof vlanData> {}
export interface VlanDataInput extends Input<typeof vlanData> {}
export const VlanData: AttrsType<VlanData, VlanDataInput> = vlanData;
