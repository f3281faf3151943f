// include/uapi/linux/genetlink.h: struct genlmsghdr, GENL_ID_*, CTRL_*
import { as, attr, attrs, cstring, type Infer, message, struct, u8, u16 } from "../codec/index.js";

/** What every generic netlink message starts with. */
export const GenlHeader = struct("genlmsghdr", 4, {
  /** Command; each family has its own numbers. */
  cmd: u8,
  /** Version of the family's interface; not `version`, which several families have as an attribute. */
  genlVersion: as("version", u8),
  reserved: u16,
});
export interface GenlHeader extends Infer<typeof GenlHeader> {}

/** Message type of the controller, the one family whose id is fixed. */
export const GENL_ID_CTRL = 16;
export const CTRL_CMD_NEWFAMILY = 1;

/** A family that nobody introduced: its header, and attributes as they are. */
export const UnknownFamily = message(GenlHeader, attrs({}));

/** The part of CTRL_CMD_NEWFAMILY that tells which id a family has. */
export const FamilyIntroduction = message(
  GenlHeader,
  attrs({ id: attr(1, "CTRL_ATTR_FAMILY_ID", u16), name: attr(2, "CTRL_ATTR_FAMILY_NAME", cstring) }),
);
