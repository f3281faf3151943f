// include/uapi/linux/lwtunnel.h: LWTUNNEL_IP_OPTS_*, LWTUNNEL_IP_OPT_*; include/uapi/linux/if_tunnel.h: TUNNEL_*
import {
  attr,
  attrs,
  be16,
  be32,
  bytes,
  constants,
  hex,
  type Infer,
  type NameOf,
  nested,
  repeated,
  u8,
  u32,
} from "../../../codec/index.js";

/** Flags of a tunnel, big-endian on the wire. */
export const TunnelFlags = constants("TUNNEL_", {
  csum: 0x01,
  routing: 0x02,
  key: 0x04,
  seq: 0x08,
  strict: 0x10,
  rec: 0x20,
  version: 0x40,
  no_key: 0x80,
  dont_fragment: 0x100,
  oam: 0x200,
  crit_opt: 0x400,
  geneve_opt: 0x800,
  vxlan_opt: 0x1000,
  nocache: 0x2000,
  erspan_opt: 0x4000,
  gtp_opt: 0x8000,
});
export type TunnelFlags = NameOf<typeof TunnelFlags>;

/**
 * Geneve options. The kernel sends all options in one nest, each as class, type and data in turn; it takes one option a
 * nest. So each key holds as many values as there are options, and requests give one of each.
 */
export const GeneveOption = attrs({
  /** Big-endian. */
  class: attr(1, "LWTUNNEL_IP_OPT_GENEVE_CLASS", repeated(hex(be16))),
  type: attr(2, "LWTUNNEL_IP_OPT_GENEVE_TYPE", repeated(hex(u8))),
  /** A multiple of 4 bytes, at most 124. */
  data: attr(3, "LWTUNNEL_IP_OPT_GENEVE_DATA", repeated(bytes)),
});
export interface GeneveOption extends Infer<typeof GeneveOption> {}

export const VxlanOption = attrs({
  /** Group policy id and flags. */
  gbp: attr(1, "LWTUNNEL_IP_OPT_VXLAN_GBP", hex(u32)),
});
export interface VxlanOption extends Infer<typeof VxlanOption> {}

export const ErspanOption = attrs({
  /** 1 or 2. */
  ver: attr(1, "LWTUNNEL_IP_OPT_ERSPAN_VER", u8),
  /** Version 1; big-endian. */
  index: attr(2, "LWTUNNEL_IP_OPT_ERSPAN_INDEX", be32),
  /** Version 2. */
  dir: attr(3, "LWTUNNEL_IP_OPT_ERSPAN_DIR", u8),
  /** Version 2; 0…63. */
  hwid: attr(4, "LWTUNNEL_IP_OPT_ERSPAN_HWID", u8),
});
export interface ErspanOption extends Infer<typeof ErspanOption> {}

/** Metadata of the tunnel's own protocol: one kind at a time. */
export const IpOptions = attrs({
  geneve: attr(1, "LWTUNNEL_IP_OPTS_GENEVE", nested(repeated(GeneveOption))),
  vxlan: attr(2, "LWTUNNEL_IP_OPTS_VXLAN", nested(VxlanOption)),
  erspan: attr(3, "LWTUNNEL_IP_OPTS_ERSPAN", nested(ErspanOption)),
});
export interface IpOptions extends Infer<typeof IpOptions> {}
