// include/uapi/linux/if_link.h: IFLA_PPP_*
import { type AttrsType, attr, attrs, type Infer, type Input, s32 } from "../../../codec/index.js";

const pppData = attrs({
  /** Descriptor of an open /dev/ppp; requests only. */
  devFd: attr(1, "IFLA_PPP_DEV_FD", s32),
});
export interface PppData extends Infer<typeof pppData> {}
export interface PppDataInput extends Input<typeof pppData> {}
export const PppData: AttrsType<PppData, PppDataInput> = pppData;
