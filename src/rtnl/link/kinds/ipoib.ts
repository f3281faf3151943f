// include/uapi/linux/if_link.h: IFLA_IPOIB_*
import {
  type AttrsType,
  attr,
  attrs,
  constants,
  enumOf,
  hex,
  type Infer,
  type Input,
  type NameOf,
  u16,
} from "../../../codec/index.js";

export const IpoibMode = constants("IPOIB_MODE_", { datagram: 0, connected: 1 });
export type IpoibMode = NameOf<typeof IpoibMode>;

const ipoibData = attrs({
  /** Partition key. */
  pkey: attr(1, "IFLA_IPOIB_PKEY", hex(u16)),
  mode: attr(2, "IFLA_IPOIB_MODE", enumOf(u16, IpoibMode)),
  umcast: attr(3, "IFLA_IPOIB_UMCAST", u16),
});
export interface IpoibData extends Infer<typeof ipoibData> {}
export interface IpoibDataInput extends Input<typeof ipoibData> {}
export const IpoibData: AttrsType<IpoibData, IpoibDataInput> = ipoibData;
