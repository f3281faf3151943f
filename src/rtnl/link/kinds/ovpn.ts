// include/uapi/linux/if_link.h: IFLA_OVPN_*; Linux 6.16
import {
  type AttrsType,
  attr,
  attrs,
  constants,
  enumOf,
  type Infer,
  type Input,
  type NameOf,
  u8,
} from "../../../codec/index.js";

/** Point to point, or many peers. */
export const OvpnMode = constants("OVPN_MODE_", { p2p: 0, mp: 1 });
export type OvpnMode = NameOf<typeof OvpnMode>;

const ovpnData = attrs({
  mode: attr(1, "IFLA_OVPN_MODE", enumOf(u8, OvpnMode)),
});
export interface OvpnData extends Infer<typeof ovpnData> {}
export interface OvpnDataInput extends Input<typeof ovpnData> {}
export const OvpnData: AttrsType<OvpnData, OvpnDataInput> = ovpnData;
