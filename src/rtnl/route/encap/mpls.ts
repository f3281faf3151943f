// include/uapi/linux/mpls_iptunnel.h: MPLS_IPTUNNEL_*
import { attr, attrs, type Infer, mplsLabels, u8 } from "../../../codec/index.js";

export const MplsEncap = attrs({
  /** Labels that are pushed, outermost first. */
  dst: attr(1, "MPLS_IPTUNNEL_DST", mplsLabels),
  /** Absent: the packet's own. */
  ttl: attr(2, "MPLS_IPTUNNEL_TTL", u8),
});
export interface MplsEncap extends Infer<typeof MplsEncap> {}
