// include/uapi/linux/if_team.h: TEAM_CMD_*, TEAM_ATTR_*
import {
  attr,
  attrs,
  byKind,
  bytes,
  constants,
  cstring,
  enumOf,
  flag,
  type Infer,
  message,
  type NameOf,
  nested,
  repeated,
  s32,
  u8,
  u32,
  unit,
} from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { GenlHeader } from "./header.js";

/** Types as the kernel numbers them inside (include/net/netlink.h: NLA_*). */
export const TeamOptionType = constants("NLA_", { u32: 3, string: 5, flag: 6, binary: 11, s32: 14 });
export type TeamOptionType = NameOf<typeof TeamOptionType>;

export const TeamOption = attrs({
  name: attr(1, "TEAM_ATTR_OPTION_NAME", cstring),
  changed: attr(2, "TEAM_ATTR_OPTION_CHANGED", flag),
  type: attr(3, "TEAM_ATTR_OPTION_TYPE", enumOf(u8, TeamOptionType)),
  data: attr(4, "TEAM_ATTR_OPTION_DATA", byKind("type", { u32, s32, string: cstring, binary: bytes, flag })),
  removed: attr(5, "TEAM_ATTR_OPTION_REMOVED", flag),
  portIfindex: attr(6, "TEAM_ATTR_OPTION_PORT_IFINDEX", u32),
  arrayIndex: attr(7, "TEAM_ATTR_OPTION_ARRAY_INDEX", u32),
});
export type TeamOption = Infer<typeof TeamOption>;

export const TeamOptionItem = attrs({
  option: attr(1, "TEAM_ATTR_ITEM_OPTION", repeated(nested(TeamOption))),
});
export interface TeamOptionItem extends Infer<typeof TeamOptionItem> {}

export const TeamPort = attrs({
  ifindex: attr(1, "TEAM_ATTR_PORT_IFINDEX", u32),
  changed: attr(2, "TEAM_ATTR_PORT_CHANGED", flag),
  linkup: attr(3, "TEAM_ATTR_PORT_LINKUP", flag),
  speed: attr(4, "TEAM_ATTR_PORT_SPEED", unit("Mbit/s", u32)),
  duplex: attr(5, "TEAM_ATTR_PORT_DUPLEX", u8),
  removed: attr(6, "TEAM_ATTR_PORT_REMOVED", flag),
});
export interface TeamPort extends Infer<typeof TeamPort> {}

export const TeamPortItem = attrs({
  port: attr(1, "TEAM_ATTR_ITEM_PORT", repeated(nested(TeamPort))),
});
export interface TeamPortItem extends Infer<typeof TeamPortItem> {}

export const TeamAttrs = attrs({
  teamIfindex: attr(1, "TEAM_ATTR_TEAM_IFINDEX", u32),
  listOption: attr(2, "TEAM_ATTR_LIST_OPTION", nested(TeamOptionItem)),
  listPort: attr(3, "TEAM_ATTR_LIST_PORT", nested(TeamPortItem)),
});
export const Team = message(GenlHeader, TeamAttrs);
export interface Team extends Infer<typeof Team> {}

/** Generic netlink family "team". */
export const team = genericFamily(
  "team",
  {
    TEAM_CMD_NOOP: [0, Team],
    TEAM_CMD_OPTIONS_SET: [1, Team],
    TEAM_CMD_OPTIONS_GET: [2, Team],
    TEAM_CMD_PORT_LIST_GET: [3, Team],
  },
  { version: 1, groups: ["change_event"] },
);
