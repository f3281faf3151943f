// include/uapi/linux/rtnetlink.h: struct nduseroptmsg, NDUSEROPT_*
import { attr, attrs, countedBytes, enumOf, type Infer, ipv6, s32, struct, u8, u16, u32 } from "../codec/index.js";
import { AddressFamily } from "./constants.js";

const NdUserOptionAttrs = attrs({
  /** Address of the router. */
  srcaddr: attr(1, "NDUSEROPT_SRCADDR", ipv6),
});

/** RTM_NEWNDUSEROPT: a neighbour discovery option for user space, such as RDNSS and DNSSL (RFC 8106). */
export const NdUserOption = struct(
  "nduseroptmsg",
  16,
  {
    family: enumOf(u8, AddressFamily),
    /** Of `options`, bytes; the encoder fills it in. */
    optsLen: u16,
    /** Interface index. */
    ifindex: s32,
    /** 134 is a router advertisement. */
    icmpType: u8,
    icmpCode: u8,
    pad3: u32,
    /** Options as in the ICMPv6 message: type, length in 8-byte units, data. */
    options: countedBytes("optsLen"),
    attrs: NdUserOptionAttrs,
  },
  { prefix: "nduseropt_" },
);
export interface NdUserOption extends Infer<typeof NdUserOption> {}
