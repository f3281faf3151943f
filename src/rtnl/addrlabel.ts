// include/uapi/linux/if_addrlabel.h: struct ifaddrlblmsg, IFAL_*
import { addressOf, as, attr, attrs, enumOf, type Infer, message, struct, u8, u32 } from "../codec/index.js";
import { AddressFamily } from "./constants.js";

export const AddressLabelHeader = struct(
  "ifaddrlblmsg",
  12,
  {
    family: enumOf(u8, AddressFamily),
    reserved: as("__ifal_reserved", u8),
    /** Bits. */
    prefixlen: u8,
    flags: u8,
    /** Interface index; 0: all. */
    index: u32,
    seq: u32,
  },
  { prefix: "ifal_" },
);

const AddressLabelAttrs = attrs({
  address: attr(1, "IFAL_ADDRESS", addressOf("family")),
  label: attr(2, "IFAL_LABEL", u32),
});

/** RTM_*ADDRLABEL: labels of IPv6 source address selection, RFC 6724. */
export const AddressLabel = message(AddressLabelHeader, AddressLabelAttrs);
export interface AddressLabel extends Infer<typeof AddressLabel> {}
