// include/uapi/linux/ethtool_netlink_generated.h: ETHTOOL_A_TUNNEL_*
import { attr, attrs, be16, enumOf, type Infer, message, nested, repeated, u32 } from "../../codec/index.js";
import { GenlHeader } from "../header.js";
import { EthtoolBitset } from "./bitset.js";
import { EthtoolUdpTunnelType } from "./constants.js";
import { EthtoolHeader } from "./header.js";

export const EthtoolTunnelUdpEntry = attrs({
  port: attr(1, "ETHTOOL_A_TUNNEL_UDP_ENTRY_PORT", be16),
  type: attr(2, "ETHTOOL_A_TUNNEL_UDP_ENTRY_TYPE", enumOf(u32, EthtoolUdpTunnelType)),
});
export interface EthtoolTunnelUdpEntry extends Infer<typeof EthtoolTunnelUdpEntry> {}

export const EthtoolTunnelUdpTable = attrs({
  size: attr(1, "ETHTOOL_A_TUNNEL_UDP_TABLE_SIZE", u32),
  types: attr(2, "ETHTOOL_A_TUNNEL_UDP_TABLE_TYPES", nested(EthtoolBitset)),
  entry: attr(3, "ETHTOOL_A_TUNNEL_UDP_TABLE_ENTRY", repeated(nested(EthtoolTunnelUdpEntry))),
});
export interface EthtoolTunnelUdpTable extends Infer<typeof EthtoolTunnelUdpTable> {}

export const EthtoolTunnelUdp = attrs({
  table: attr(1, "ETHTOOL_A_TUNNEL_UDP_TABLE", repeated(nested(EthtoolTunnelUdpTable))),
});
export interface EthtoolTunnelUdp extends Infer<typeof EthtoolTunnelUdp> {}

export const EthtoolTunnelInfoAttrs = attrs({
  header: attr(1, "ETHTOOL_A_TUNNEL_INFO_HEADER", nested(EthtoolHeader)),
  udpPorts: attr(2, "ETHTOOL_A_TUNNEL_INFO_UDP_PORTS", nested(EthtoolTunnelUdp)),
});
export const EthtoolTunnelInfo = message(GenlHeader, EthtoolTunnelInfoAttrs);
export interface EthtoolTunnelInfo extends Infer<typeof EthtoolTunnelInfo> {}
