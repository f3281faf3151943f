// include/uapi/linux/if_link.h: IFLA_HSR_* (HSR and PRP, IEC 62439-3)
import {
  type AttrsType,
  attr,
  attrs,
  constants,
  enumOf,
  type Infer,
  type Input,
  mac,
  type NameOf,
  u8,
  u16,
  u32,
} from "../../../codec/index.js";

export const HsrProtocol = constants("HSR_PROTOCOL_", { hsr: 0, prp: 1 });
export type HsrProtocol = NameOf<typeof HsrProtocol>;

const hsrData = attrs({
  /** Index of the device. */
  slave1: attr(1, "IFLA_HSR_SLAVE1", u32),
  slave2: attr(2, "IFLA_HSR_SLAVE2", u32),
  /** Last byte of the supervision frames' address. */
  multicastSpec: attr(3, "IFLA_HSR_MULTICAST_SPEC", u8),
  supervisionAddr: attr(4, "IFLA_HSR_SUPERVISION_ADDR", mac),
  seqNr: attr(5, "IFLA_HSR_SEQ_NR", u16),
  /** 0 or 1. */
  version: attr(6, "IFLA_HSR_VERSION", u8),
  protocol: attr(7, "IFLA_HSR_PROTOCOL", enumOf(u8, HsrProtocol)),
  /** Index of the device towards hosts without HSR; Linux 6.10. */
  interlink: attr(8, "IFLA_HSR_INTERLINK", u32),
});
export interface HsrData extends Infer<typeof hsrData> {}
export interface HsrDataInput extends Input<typeof hsrData> {}
export const HsrData: AttrsType<HsrData, HsrDataInput> = hsrData;
