// include/uapi/linux/if_link.h: IFLA_GENEVE_*
import {
  type AttrsType,
  attr,
  attrs,
  be16,
  be32,
  constants,
  enumOf,
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
} from "../../../codec/index.js";

/** The outer IPv4 header's don't-fragment bit. */
export const GeneveDf = constants("GENEVE_DF_", { unset: 0, set: 1, inherit: 2 });
export type GeneveDf = NameOf<typeof GeneveDf>;

/** UDP source ports; big-endian. */
const PortRange = struct("ifla_geneve_port_range", 4, { low: be16, high: be16 });

const geneveData = attrs({
  /** Virtual network identifier, 0 … 16777215. */
  id: attr(1, "IFLA_GENEVE_ID", u32),
  remote: attr(2, "IFLA_GENEVE_REMOTE", ipv4),
  ttl: attr(3, "IFLA_GENEVE_TTL", u8),
  /** 1 takes it from the inner packet. */
  tos: attr(4, "IFLA_GENEVE_TOS", u8),
  /** UDP destination port; big-endian. */
  port: attr(5, "IFLA_GENEVE_PORT", be16),
  collectMetadata: attr(6, "IFLA_GENEVE_COLLECT_METADATA", flag),
  remote6: attr(7, "IFLA_GENEVE_REMOTE6", ipv6),
  udpCsum: attr(8, "IFLA_GENEVE_UDP_CSUM", u8),
  udpZeroCsum6Tx: attr(9, "IFLA_GENEVE_UDP_ZERO_CSUM6_TX", u8),
  udpZeroCsum6Rx: attr(10, "IFLA_GENEVE_UDP_ZERO_CSUM6_RX", u8),
  /** IPv6 flow label, 20 bits; big-endian. */
  label: attr(11, "IFLA_GENEVE_LABEL", hex(be32)),
  ttlInherit: attr(12, "IFLA_GENEVE_TTL_INHERIT", u8),
  df: attr(13, "IFLA_GENEVE_DF", enumOf(u8, GeneveDf)),
  innerProtoInherit: attr(14, "IFLA_GENEVE_INNER_PROTO_INHERIT", flag),
  portRange: attr(15, "IFLA_GENEVE_PORT_RANGE", PortRange),
  groHint: attr(16, "IFLA_GENEVE_GRO_HINT", flag),
  local: attr(17, "IFLA_GENEVE_LOCAL", ipv4),
  local6: attr(18, "IFLA_GENEVE_LOCAL6", ipv6),
});
export interface GeneveData extends Infer<typeof geneveData> {}
export interface GeneveDataInput extends Input<typeof geneveData> {}
export const GeneveData: AttrsType<GeneveData, GeneveDataInput> = geneveData;
