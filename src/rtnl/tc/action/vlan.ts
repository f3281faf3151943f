// include/uapi/linux/tc_act/tc_vlan.h: TCA_VLAN_*, struct tc_vlan
import { attr, attrs, be16, constants, enumOf, type Infer, mac, s32, struct, u8, u16 } from "../../../codec/index.js";
import { EtherType } from "../../../uapi/ether-type.js";
import { ActionTimes, generic } from "../verdict.js";

export const VlanAction = constants("TCA_VLAN_ACT_", { pop: 1, push: 2, modify: 3, pop_eth: 4, push_eth: 5 });

export const VlanParms = struct("tc_vlan", 24, {
  ...generic,
  vAction: enumOf(s32, VlanAction),
});

export const VlanActionAttrs = attrs(
  {
    tm: attr(1, "TCA_VLAN_TM", ActionTimes),
    parms: attr(2, "TCA_VLAN_PARMS", VlanParms),
    pushVlanId: attr(3, "TCA_VLAN_PUSH_VLAN_ID", u16),
    pushVlanProtocol: attr(4, "TCA_VLAN_PUSH_VLAN_PROTOCOL", enumOf(be16, EtherType)),
    pushVlanPriority: attr(6, "TCA_VLAN_PUSH_VLAN_PRIORITY", u8),
    pushEthDst: attr(7, "TCA_VLAN_PUSH_ETH_DST", mac),
    pushEthSrc: attr(8, "TCA_VLAN_PUSH_ETH_SRC", mac),
  },
  { pad: { TCA_VLAN_PAD: 5 } },
);
export interface VlanActionAttrs extends Infer<typeof VlanActionAttrs> {}
