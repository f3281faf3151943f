// include/uapi/linux/if_link.h: IFLA_DSA_*
import { type AttrsType, attr, attrs, type Infer, type Input, u32 } from "../../../codec/index.js";

const dsaData = attrs({
  /** Index of the device that carries the switch port's frames. */
  conduit: attr(1, "IFLA_DSA_CONDUIT", u32),
});
export interface DsaData extends Infer<typeof dsaData> {}
export interface DsaDataInput extends Input<typeof dsaData> {}
export const DsaData: AttrsType<DsaData, DsaDataInput> = dsaData;
