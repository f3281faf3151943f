// include/uapi/linux/netlink.h: struct nla_bitfield32
import { flagsOf, hex, u32 } from "./scalars.js";
import { struct } from "./struct.js";
import type { Constants } from "./type.js";

/**
 * NLA_BITFIELD32: flags with a mask of those that the sender means. `value` counts only where `selector` has a bit; the
 * kernel refuses bits of `value` outside of `selector`.
 *
 * @param flags names of the bits
 */
export function bitfield32(flags?: Constants) {
  const word = flags === undefined ? hex(u32) : flagsOf(u32, flags);
  return struct("nla_bitfield32", 8, { value: word, selector: word });
}
