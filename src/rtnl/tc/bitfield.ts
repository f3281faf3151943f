// include/uapi/linux/netlink.h: struct nla_bitfield32
import { type Constants, flagsOf, struct, u32 } from "../../codec/index.js";

/** Flags with a mask of those that the sender means; the kernel refuses values outside the selector. */
export function bitfield32(flags: Constants) {
  return struct("nla_bitfield32", 8, { value: flagsOf(u32, flags), selector: flagsOf(u32, flags) });
}
