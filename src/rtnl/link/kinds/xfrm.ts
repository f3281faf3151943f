// include/uapi/linux/if_link.h: IFLA_XFRM_*
import { type AttrsType, attr, attrs, flag, hex, type Infer, type Input, u32 } from "../../../codec/index.js";

const xfrmData = attrs({
  /** Index of the device below, 0 for none. */
  link: attr(1, "IFLA_XFRM_LINK", u32),
  /** Ties policies and states to the device; not 0. */
  ifId: attr(2, "IFLA_XFRM_IF_ID", hex(u32)),
  collectMetadata: attr(3, "IFLA_XFRM_COLLECT_METADATA", flag),
});
export interface XfrmData extends Infer<typeof xfrmData> {}
export interface XfrmDataInput extends Input<typeof xfrmData> {}
export const XfrmData: AttrsType<XfrmData, XfrmDataInput> = xfrmData;
