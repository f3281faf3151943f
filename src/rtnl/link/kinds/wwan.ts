// include/uapi/linux/wwan.h: IFLA_WWAN_*
import { type AttrsType, attr, attrs, type Infer, type Input, u32 } from "../../../codec/index.js";

const wwanData = attrs({
  /** Number of the data channel of the modem that IFLA_PARENT_DEV_NAME names. */
  linkId: attr(1, "IFLA_WWAN_LINK_ID", u32),
});
export interface WwanData extends Infer<typeof wwanData> {}
export interface WwanDataInput extends Input<typeof wwanData> {}
export const WwanData: AttrsType<WwanData, WwanDataInput> = wwanData;
