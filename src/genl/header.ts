// include/uapi/linux/genetlink.h: struct genlmsghdr; include/uapi/linux/netlink.h: struct nla_bitfield32
import { as, type Infer, struct, u8, u16, u32 } from "../codec/index.js";

/** What every generic netlink message starts with. */
export const GenlHeader = struct("genlmsghdr", 4, {
  /** Command; each family has its own numbers. */
  cmd: u8,
  /** Version of the family's interface; not `version`, which several families have as an attribute. */
  genlVersion: as("version", u8),
  reserved: u16,
});
export interface GenlHeader extends Infer<typeof GenlHeader> {}

/** NLA_BITFIELD32: `value` counts only where `selector` has a bit. */
export const Bitfield32 = struct("nla_bitfield32", 8, { value: u32, selector: u32 });
export interface Bitfield32 extends Infer<typeof Bitfield32> {}
