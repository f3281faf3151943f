// include/uapi/linux/lwtunnel.h: LWT_XFRM_*
import { attr, attrs, hex, type Infer, u32 } from "../../../codec/index.js";

/** Metadata for an xfrm interface in collect-metadata mode. */
export const XfrmEncap = attrs({
  /** Not 0. */
  ifId: attr(1, "LWT_XFRM_IF_ID", hex(u32)),
  /** Index of the underlying interface. */
  link: attr(2, "LWT_XFRM_LINK", u32),
});
export interface XfrmEncap extends Infer<typeof XfrmEncap> {}
