// include/uapi/linux/devlink.h: DEVLINK_ATTR_RELOAD_*
import { attr, attrs, enumOf, type Infer, nested, repeated, u8, u32 } from "../../codec/index.js";
import { DevlinkReloadAction, DevlinkReloadLimit } from "./constants.js";

export const DevlinkReloadStatsEntry = attrs({
  reloadStatsLimit: attr(159, "DEVLINK_ATTR_RELOAD_STATS_LIMIT", enumOf(u8, DevlinkReloadLimit)),
  reloadStatsValue: attr(160, "DEVLINK_ATTR_RELOAD_STATS_VALUE", u32),
});
export interface DevlinkReloadStatsEntry extends Infer<typeof DevlinkReloadStatsEntry> {}

export const DevlinkReloadActStats = attrs({
  reloadStatsEntry: attr(158, "DEVLINK_ATTR_RELOAD_STATS_ENTRY", repeated(nested(DevlinkReloadStatsEntry))),
});
export interface DevlinkReloadActStats extends Infer<typeof DevlinkReloadActStats> {}

export const DevlinkReloadActInfo = attrs({
  reloadAction: attr(153, "DEVLINK_ATTR_RELOAD_ACTION", enumOf(u8, DevlinkReloadAction)),
  reloadActionStats: attr(163, "DEVLINK_ATTR_RELOAD_ACTION_STATS", repeated(nested(DevlinkReloadActStats))),
});
export interface DevlinkReloadActInfo extends Infer<typeof DevlinkReloadActInfo> {}

export const DevlinkReloadStats = attrs({
  reloadActionInfo: attr(162, "DEVLINK_ATTR_RELOAD_ACTION_INFO", repeated(nested(DevlinkReloadActInfo))),
});
export interface DevlinkReloadStats extends Infer<typeof DevlinkReloadStats> {}

export const DevlinkDevStats = attrs({
  reloadStats: attr(157, "DEVLINK_ATTR_RELOAD_STATS", nested(DevlinkReloadStats)),
  /** Reloads that another host asked for. */
  remoteReloadStats: attr(161, "DEVLINK_ATTR_REMOTE_RELOAD_STATS", nested(DevlinkReloadStats)),
});
export interface DevlinkDevStats extends Infer<typeof DevlinkDevStats> {}
