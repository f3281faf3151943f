// include/uapi/linux/tc_act/tc_tunnel_key.h: TCA_TUNNEL_KEY_*, struct tc_tunnel_key
import {
  attr,
  attrs,
  be16,
  be32,
  byKind,
  bytes,
  constants,
  enumOf,
  flag,
  hex,
  type Infer,
  ipv4,
  ipv6,
  nested,
  repeated,
  s32,
  struct,
  u8,
  u32,
} from "../../../codec/index.js";
import { ActionTimes, generic } from "../verdict.js";

export const TunnelKeyAction = constants("TCA_TUNNEL_KEY_ACT_", { set: 1, release: 2 });

export const TunnelKeyParms = struct("tc_tunnel_key", 24, {
  ...generic,
  tAction: enumOf(s32, TunnelKeyAction),
});

/** One option, as a request has it. */
export const TunnelKeyGeneve = attrs({
  class: attr(1, "TCA_TUNNEL_KEY_ENC_OPT_GENEVE_CLASS", hex(be16)),
  type: attr(2, "TCA_TUNNEL_KEY_ENC_OPT_GENEVE_TYPE", hex(u8)),
  /** A multiple of 4 bytes, at most 128. */
  data: attr(3, "TCA_TUNNEL_KEY_ENC_OPT_GENEVE_DATA", bytes),
});

/** What the kernel makes of it: the options of all nests in one, in parallel lists. */
export const TunnelKeyGeneveList = attrs({
  class: attr(1, "TCA_TUNNEL_KEY_ENC_OPT_GENEVE_CLASS", repeated(hex(be16))),
  type: attr(2, "TCA_TUNNEL_KEY_ENC_OPT_GENEVE_TYPE", repeated(hex(u8))),
  data: attr(3, "TCA_TUNNEL_KEY_ENC_OPT_GENEVE_DATA", repeated(bytes)),
});

export const TunnelKeyVxlan = attrs({
  /** Group policy, host byte order. */
  gbp: attr(1, "TCA_TUNNEL_KEY_ENC_OPT_VXLAN_GBP", hex(u32)),
});

export const TunnelKeyErspan = attrs({
  ver: attr(1, "TCA_TUNNEL_KEY_ENC_OPT_ERSPAN_VER", u8),
  /** Version 1. */
  index: attr(2, "TCA_TUNNEL_KEY_ENC_OPT_ERSPAN_INDEX", be32),
  /** Version 2. */
  dir: attr(3, "TCA_TUNNEL_KEY_ENC_OPT_ERSPAN_DIR", u8),
  hwid: attr(4, "TCA_TUNNEL_KEY_ENC_OPT_ERSPAN_HWID", u8),
});

export const TunnelKeyOptions = attrs({
  /** A request has one for each option of the packet, a reply one for all. */
  geneve: attr(
    1,
    "TCA_TUNNEL_KEY_ENC_OPTS_GENEVE",
    repeated(byKind("$direction", { request: TunnelKeyGeneve, reply: TunnelKeyGeneveList })),
  ),
  vxlan: attr(2, "TCA_TUNNEL_KEY_ENC_OPTS_VXLAN", nested(TunnelKeyVxlan)),
  erspan: attr(3, "TCA_TUNNEL_KEY_ENC_OPTS_ERSPAN", nested(TunnelKeyErspan)),
});

export const TunnelKey = attrs(
  {
    tm: attr(1, "TCA_TUNNEL_KEY_TM", ActionTimes),
    parms: attr(2, "TCA_TUNNEL_KEY_PARMS", TunnelKeyParms),
    encIpv4Src: attr(3, "TCA_TUNNEL_KEY_ENC_IPV4_SRC", ipv4),
    encIpv4Dst: attr(4, "TCA_TUNNEL_KEY_ENC_IPV4_DST", ipv4),
    encIpv6Src: attr(5, "TCA_TUNNEL_KEY_ENC_IPV6_SRC", ipv6),
    encIpv6Dst: attr(6, "TCA_TUNNEL_KEY_ENC_IPV6_DST", ipv6),
    encKeyId: attr(7, "TCA_TUNNEL_KEY_ENC_KEY_ID", be32),
    encDstPort: attr(9, "TCA_TUNNEL_KEY_ENC_DST_PORT", be16),
    noCsum: attr(10, "TCA_TUNNEL_KEY_NO_CSUM", u8),
    encOpts: attr(11, "TCA_TUNNEL_KEY_ENC_OPTS", nested(TunnelKeyOptions)),
    encTos: attr(12, "TCA_TUNNEL_KEY_ENC_TOS", hex(u8)),
    encTtl: attr(13, "TCA_TUNNEL_KEY_ENC_TTL", u8),
    noFrag: attr(14, "TCA_TUNNEL_KEY_NO_FRAG", flag),
  },
  { pad: { TCA_TUNNEL_KEY_PAD: 8 } },
);
export interface TunnelKey extends Infer<typeof TunnelKey> {}
