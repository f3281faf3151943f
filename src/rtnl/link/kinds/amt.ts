// include/uapi/linux/amt.h: IFLA_AMT_* (Automatic Multicast Tunneling, RFC 7450)
import {
  type AttrsType,
  attr,
  attrs,
  be16,
  constants,
  enumOf,
  type Infer,
  type Input,
  ipv4,
  type NameOf,
  u32,
} from "../../../codec/index.js";

export const AmtMode = constants("AMT_MODE_", { gateway: 0, relay: 1 });
export type AmtMode = NameOf<typeof AmtMode>;

const amtData = attrs({
  mode: attr(1, "IFLA_AMT_MODE", enumOf(u32, AmtMode)),
  /** Big-endian. */
  relayPort: attr(2, "IFLA_AMT_RELAY_PORT", be16),
  /** Big-endian. */
  gatewayPort: attr(3, "IFLA_AMT_GATEWAY_PORT", be16),
  /** Index of the device below. */
  link: attr(4, "IFLA_AMT_LINK", u32),
  localIp: attr(5, "IFLA_AMT_LOCAL_IP", ipv4),
  remoteIp: attr(6, "IFLA_AMT_REMOTE_IP", ipv4),
  discoveryIp: attr(7, "IFLA_AMT_DISCOVERY_IP", ipv4),
  maxTunnels: attr(8, "IFLA_AMT_MAX_TUNNELS", u32),
});
export interface AmtData extends Infer<typeof amtData> {}
export interface AmtDataInput extends Input<typeof amtData> {}
export const AmtData: AttrsType<AmtData, AmtDataInput> = amtData;
