// include/uapi/linux/pkt_cls.h: TCA_FLOWER_KEY_ENC_OPT*_*, TCA_FLOWER_KEY_MPLS_OPT*_*, TCA_FLOWER_KEY_CFM_*
import { attr, attrs, be16, be32, be64, byKind, bytes, hex, nested, repeated, u8, u32 } from "../../../codec/index.js";

/** One option, as a request has it. */
export const FlowerGeneve = attrs({
  class: attr(1, "TCA_FLOWER_KEY_ENC_OPT_GENEVE_CLASS", hex(be16)),
  type: attr(2, "TCA_FLOWER_KEY_ENC_OPT_GENEVE_TYPE", hex(u8)),
  /** A multiple of 4 bytes, at most 128. */
  data: attr(3, "TCA_FLOWER_KEY_ENC_OPT_GENEVE_DATA", bytes),
});

/** What the kernel makes of it: the options of all nests in one, in parallel lists. */
export const FlowerGeneveList = attrs({
  class: attr(1, "TCA_FLOWER_KEY_ENC_OPT_GENEVE_CLASS", repeated(hex(be16))),
  type: attr(2, "TCA_FLOWER_KEY_ENC_OPT_GENEVE_TYPE", repeated(hex(u8))),
  data: attr(3, "TCA_FLOWER_KEY_ENC_OPT_GENEVE_DATA", repeated(bytes)),
});

export const FlowerVxlan = attrs({
  /** Group policy, host byte order. */
  gbp: attr(1, "TCA_FLOWER_KEY_ENC_OPT_VXLAN_GBP", hex(u32)),
});

export const FlowerErspan = attrs({
  ver: attr(1, "TCA_FLOWER_KEY_ENC_OPT_ERSPAN_VER", u8),
  /** Version 1. */
  index: attr(2, "TCA_FLOWER_KEY_ENC_OPT_ERSPAN_INDEX", be32),
  /** Version 2. */
  dir: attr(3, "TCA_FLOWER_KEY_ENC_OPT_ERSPAN_DIR", u8),
  hwid: attr(4, "TCA_FLOWER_KEY_ENC_OPT_ERSPAN_HWID", u8),
});

export const FlowerGtp = attrs({
  pduType: attr(1, "TCA_FLOWER_KEY_ENC_OPT_GTP_PDU_TYPE", u8),
  qfi: attr(2, "TCA_FLOWER_KEY_ENC_OPT_GTP_QFI", u8),
});

export const FlowerPfcp = attrs({
  type: attr(1, "TCA_FLOWER_KEY_ENC_OPT_PFCP_TYPE", u8),
  seid: attr(2, "TCA_FLOWER_KEY_ENC_OPT_PFCP_SEID", hex(be64)),
});

/** Options of the outer packet, of one kind. */
export const FlowerTunnelOptions = attrs({
  /** A request has one for each option of the packet, a reply one for all. */
  geneve: attr(
    1,
    "TCA_FLOWER_KEY_ENC_OPTS_GENEVE",
    repeated(byKind("$direction", { request: FlowerGeneve, reply: FlowerGeneveList })),
  ),
  vxlan: attr(2, "TCA_FLOWER_KEY_ENC_OPTS_VXLAN", nested(FlowerVxlan)),
  erspan: attr(3, "TCA_FLOWER_KEY_ENC_OPTS_ERSPAN", nested(FlowerErspan)),
  gtp: attr(4, "TCA_FLOWER_KEY_ENC_OPTS_GTP", nested(FlowerGtp)),
  pfcp: attr(5, "TCA_FLOWER_KEY_ENC_OPTS_PFCP", nested(FlowerPfcp)),
});

/** One entry of the label stack. */
export const FlowerMplsLse = attrs({
  /** From 1, the outermost. */
  depth: attr(1, "TCA_FLOWER_KEY_MPLS_OPT_LSE_DEPTH", u8),
  ttl: attr(2, "TCA_FLOWER_KEY_MPLS_OPT_LSE_TTL", u8),
  bos: attr(3, "TCA_FLOWER_KEY_MPLS_OPT_LSE_BOS", u8),
  tc: attr(4, "TCA_FLOWER_KEY_MPLS_OPT_LSE_TC", u8),
  /** 20 bits, host byte order. */
  label: attr(5, "TCA_FLOWER_KEY_MPLS_OPT_LSE_LABEL", u32),
});

export const FlowerMplsOptions = attrs({
  lse: attr(1, "TCA_FLOWER_KEY_MPLS_OPTS_LSE", nested(repeated(FlowerMplsLse))),
});

/** Connectivity fault management, IEEE 802.1ag. */
export const FlowerCfm = attrs({
  mdLevel: attr(1, "TCA_FLOWER_KEY_CFM_MD_LEVEL", u8),
  opcode: attr(2, "TCA_FLOWER_KEY_CFM_OPCODE", u8),
});
