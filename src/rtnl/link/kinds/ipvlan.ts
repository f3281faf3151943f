// include/uapi/linux/if_link.h: IFLA_IPVLAN_*, of ipvlan and ipvtap
import {
  type AttrsType,
  attr,
  attrs,
  constants,
  enumOf,
  flagsOf,
  type Infer,
  type Input,
  type NameOf,
  u16,
} from "../../../codec/index.js";

export const IpvlanMode = constants("IPVLAN_MODE_", { l2: 0, l3: 1, l3s: 2 });
export type IpvlanMode = NameOf<typeof IpvlanMode>;

export const IpvlanFlags = constants("IPVLAN_F_", { private: 1, vepa: 2 });
export type IpvlanFlags = NameOf<typeof IpvlanFlags>;

const ipvlanData = attrs({
  mode: attr(1, "IFLA_IPVLAN_MODE", enumOf(u16, IpvlanMode)),
  flags: attr(2, "IFLA_IPVLAN_FLAGS", flagsOf(u16, IpvlanFlags)),
});
export interface IpvlanData extends Infer<typeof ipvlanData> {}
export interface IpvlanDataInput extends Input<typeof ipvlanData> {}
export const IpvlanData: AttrsType<IpvlanData, IpvlanDataInput> = ipvlanData;
