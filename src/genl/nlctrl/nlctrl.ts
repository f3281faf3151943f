// include/uapi/linux/genetlink.h: CTRL_CMD_*, CTRL_ATTR_*; include/uapi/linux/netlink.h: NL_POLICY_TYPE_ATTR_*
import {
  attr,
  attrs,
  constants,
  cstring,
  flagsOf,
  type Infer,
  indexed,
  indexedBy,
  message,
  nested,
  u16,
  u32,
} from "../../codec/index.js";
import { PolicyAttrs } from "../../netlink/policy.js";
import { genericFamily } from "../../netlink/protocol.js";
import { GenlHeader } from "../header.js";

/** Message type of the controller, the only family whose number is fixed. */

export const GenlOpFlags = constants("GENL_", {
  admin_perm: 0x01,
  cmd_cap_do: 0x02,
  cmd_cap_dump: 0x04,
  cmd_cap_haspol: 0x08,
  uns_admin_perm: 0x10,
});

export const GenlOperation = attrs({
  id: attr(1, "CTRL_ATTR_OP_ID", u32),
  flags: attr(2, "CTRL_ATTR_OP_FLAGS", flagsOf(u32, GenlOpFlags)),
});
export interface GenlOperation extends Infer<typeof GenlOperation> {}

export const GenlGroup = attrs({
  name: attr(1, "CTRL_ATTR_MCAST_GRP_NAME", cstring),
  /** Number to join with NETLINK_ADD_MEMBERSHIP. */
  id: attr(2, "CTRL_ATTR_MCAST_GRP_ID", u32),
});
export interface GenlGroup extends Infer<typeof GenlGroup> {}

/** Numbers of the policies that an operation's requests are checked with. */
export const OperationPolicy = attrs({
  do: attr(1, "CTRL_ATTR_POLICY_DO", u32),
  dump: attr(2, "CTRL_ATTR_POLICY_DUMP", u32),
});
export interface OperationPolicy extends Infer<typeof OperationPolicy> {}

export const GenlFamilyAttrs = attrs({
  familyId: attr(1, "CTRL_ATTR_FAMILY_ID", u16),
  familyName: attr(2, "CTRL_ATTR_FAMILY_NAME", cstring),
  version: attr(3, "CTRL_ATTR_VERSION", u32),
  /** Size of the header that the family puts after struct genlmsghdr, bytes. */
  hdrsize: attr(4, "CTRL_ATTR_HDRSIZE", u32),
  maxattr: attr(5, "CTRL_ATTR_MAXATTR", u32),
  ops: attr(6, "CTRL_ATTR_OPS", nested(indexed(nested(GenlOperation), { entry: "CTRL_ATTR_OP" }))),
  mcastGroups: attr(7, "CTRL_ATTR_MCAST_GROUPS", nested(indexed(nested(GenlGroup), { entry: "CTRL_ATTR_MCAST_GRP" }))),
  /** One attribute of one policy in each message of a policy dump. */
  policy: attr(8, "CTRL_ATTR_POLICY", nested(indexedBy("policy", nested(indexedBy("attribute", nested(PolicyAttrs)))))),
  opPolicy: attr(9, "CTRL_ATTR_OP_POLICY", nested(indexedBy("op", nested(OperationPolicy)))),
  /** In a request: limits a policy dump to one operation. */
  op: attr(10, "CTRL_ATTR_OP", u32),
});
export const GenlFamily = message(GenlHeader, GenlFamilyAttrs);
export interface GenlFamily extends Infer<typeof GenlFamily> {}

/** The controller, "nlctrl": which families there are, their numbers, operations, groups and policies. */
export const nlctrl = genericFamily(
  "nlctrl",
  {
    CTRL_CMD_NEWFAMILY: [1, GenlFamily],
    CTRL_CMD_DELFAMILY: [2, GenlFamily],
    CTRL_CMD_GETFAMILY: [3, GenlFamily],
    CTRL_CMD_NEWOPS: [4, GenlFamily],
    CTRL_CMD_DELOPS: [5, GenlFamily],
    CTRL_CMD_GETOPS: [6, GenlFamily],
    CTRL_CMD_NEWMCAST_GRP: [7, GenlFamily],
    CTRL_CMD_DELMCAST_GRP: [8, GenlFamily],
    CTRL_CMD_GETMCAST_GRP: [9, GenlFamily],
    CTRL_CMD_GETPOLICY: [10, GenlFamily],
  },
  { version: 2, groups: ["notify"] },
);
