// include/uapi/linux/seg6_iptunnel.h: SEG6_IPTUNNEL_*, struct seg6_iptunnel_encap, SEG6_IPTUN_MODE_*
import { attr, attrs, constants, enumOf, type Infer, ipv6, type NameOf, s32, struct } from "../../../codec/index.js";
import { SegmentRoutingHeader } from "./srh.js";

export const Seg6Mode = constants("SEG6_IPTUN_MODE_", {
  inline: 0,
  encap: 1,
  l2encap: 2,
  encap_red: 3,
  l2encap_red: 4,
});
export type Seg6Mode = NameOf<typeof Seg6Mode>;

export const Seg6EncapHeader = struct("seg6_iptunnel_encap", 4, {
  mode: enumOf(s32, Seg6Mode),
  srh: SegmentRoutingHeader,
});
export interface Seg6EncapHeader extends Infer<typeof Seg6EncapHeader> {}

/** SRv6: packets get a segment routing header. */
export const Seg6Encap = attrs({
  srh: attr(1, "SEG6_IPTUNNEL_SRH", Seg6EncapHeader),
  /** Source of the outer header; kernel 7.0. */
  src: attr(2, "SEG6_IPTUNNEL_SRC", ipv6),
});
export interface Seg6Encap extends Infer<typeof Seg6Encap> {}
