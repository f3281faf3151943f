// include/uapi/linux/pkt_cls.h: struct tc_u32_key
import { be32, hex, s32, struct, unit } from "../../../codec/index.js";

/** A 32-bit word of the packet compared under a mask, both in network byte order. */
export const U32Key = struct("tc_u32_key", 16, {
  mask: hex(be32),
  val: hex(be32),
  /** From the header that the selector looks at, bytes. */
  off: unit("bytes", s32),
  /** -1: `off` counts from the next header, as the selector's offset found it. */
  offmask: hex(s32),
});
