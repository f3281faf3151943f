// include/uapi/linux/if_link.h: IFLA_VXLAN_*
import {
  type AttrsType,
  attr,
  attrs,
  be16,
  be32,
  byKind,
  constants,
  enumOf,
  fixedBytes,
  flag,
  hex,
  type Infer,
  type Input,
  ipv4,
  ipv6,
  type NameOf,
  struct,
  u8,
  u32,
  unit,
} from "../../../codec/index.js";

/** The outer IPv4 header's don't-fragment bit. */
export const VxlanDf = constants("VXLAN_DF_", { unset: 0, set: 1, inherit: 2 });
export type VxlanDf = NameOf<typeof VxlanDf>;

export const VxlanLabelPolicy = constants("VXLAN_LABEL_", { fixed: 0, inherit: 1 });
export type VxlanLabelPolicy = NameOf<typeof VxlanLabelPolicy>;

/** UDP source ports; big-endian. */
const PortRange = struct("ifla_vxlan_port_range", 4, { low: be16, high: be16 });

const vxlanData = attrs({
  /** VXLAN network identifier, 0 … 16777215. */
  id: attr(1, "IFLA_VXLAN_ID", u32),
  /** Multicast group, or the one remote end. */
  group: attr(2, "IFLA_VXLAN_GROUP", ipv4),
  /** Index of the device below, 0 for none. */
  link: attr(3, "IFLA_VXLAN_LINK", u32),
  local: attr(4, "IFLA_VXLAN_LOCAL", ipv4),
  ttl: attr(5, "IFLA_VXLAN_TTL", u8),
  /** 1 takes it from the inner packet. */
  tos: attr(6, "IFLA_VXLAN_TOS", u8),
  learning: attr(7, "IFLA_VXLAN_LEARNING", u8),
  ageing: attr(8, "IFLA_VXLAN_AGEING", unit("s", u32)),
  /** Most forwarding entries, 0 is unlimited. */
  limit: attr(9, "IFLA_VXLAN_LIMIT", u32),
  portRange: attr(10, "IFLA_VXLAN_PORT_RANGE", PortRange),
  proxy: attr(11, "IFLA_VXLAN_PROXY", u8),
  rsc: attr(12, "IFLA_VXLAN_RSC", u8),
  l2miss: attr(13, "IFLA_VXLAN_L2MISS", u8),
  l3miss: attr(14, "IFLA_VXLAN_L3MISS", u8),
  /** UDP destination port; big-endian. */
  port: attr(15, "IFLA_VXLAN_PORT", be16),
  group6: attr(16, "IFLA_VXLAN_GROUP6", ipv6),
  local6: attr(17, "IFLA_VXLAN_LOCAL6", ipv6),
  udpCsum: attr(18, "IFLA_VXLAN_UDP_CSUM", u8),
  udpZeroCsum6Tx: attr(19, "IFLA_VXLAN_UDP_ZERO_CSUM6_TX", u8),
  udpZeroCsum6Rx: attr(20, "IFLA_VXLAN_UDP_ZERO_CSUM6_RX", u8),
  remcsumTx: attr(21, "IFLA_VXLAN_REMCSUM_TX", u8),
  remcsumRx: attr(22, "IFLA_VXLAN_REMCSUM_RX", u8),
  gbp: attr(23, "IFLA_VXLAN_GBP", flag),
  remcsumNopartial: attr(24, "IFLA_VXLAN_REMCSUM_NOPARTIAL", flag),
  collectMetadata: attr(25, "IFLA_VXLAN_COLLECT_METADATA", u8),
  /** IPv6 flow label, 20 bits; big-endian. */
  label: attr(26, "IFLA_VXLAN_LABEL", hex(be32)),
  gpe: attr(27, "IFLA_VXLAN_GPE", flag),
  /** A flag in requests; 0 or 1 in replies. */
  ttlInherit: attr(28, "IFLA_VXLAN_TTL_INHERIT", byKind("$direction", { request: flag, reply: u8 })),
  df: attr(29, "IFLA_VXLAN_DF", enumOf(u8, VxlanDf)),
  vnifilter: attr(30, "IFLA_VXLAN_VNIFILTER", u8),
  localbypass: attr(31, "IFLA_VXLAN_LOCALBYPASS", u8),
  /** Linux 6.8. */
  labelPolicy: attr(32, "IFLA_VXLAN_LABEL_POLICY", enumOf(u32, VxlanLabelPolicy)),
  /** Header bits that may be set in received packets, a whole VXLAN header; Linux 6.14. */
  reservedBits: attr(33, "IFLA_VXLAN_RESERVED_BITS", fixedBytes(8)),
  /** Linux 6.17. */
  mcRoute: attr(34, "IFLA_VXLAN_MC_ROUTE", u8),
});
export interface VxlanData extends Infer<typeof vxlanData> {}
export interface VxlanDataInput extends Input<typeof vxlanData> {}
export const VxlanData: AttrsType<VxlanData, VxlanDataInput> = vxlanData;
