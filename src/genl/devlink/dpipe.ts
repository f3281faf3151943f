// include/uapi/linux/devlink.h: DEVLINK_ATTR_DPIPE_*
import {
  attr,
  attrs,
  bytes,
  counter64,
  cstring,
  enumOf,
  type Infer,
  nested,
  repeated,
  u8,
  u32,
  u64,
} from "../../codec/index.js";
import { DevlinkDpipeActionType, DevlinkDpipeFieldMappingType, DevlinkDpipeMatchType } from "./constants.js";

export const DevlinkDpipeMatch = attrs({
  dpipeMatchType: attr(42, "DEVLINK_ATTR_DPIPE_MATCH_TYPE", enumOf(u32, DevlinkDpipeMatchType)),
  /** Of `DevlinkDpipeHeaderId` when the header is global. */
  dpipeHeaderId: attr(52, "DEVLINK_ATTR_DPIPE_HEADER_ID", u32),
  dpipeHeaderGlobal: attr(54, "DEVLINK_ATTR_DPIPE_HEADER_GLOBAL", u8),
  dpipeHeaderIndex: attr(55, "DEVLINK_ATTR_DPIPE_HEADER_INDEX", u32),
  dpipeFieldId: attr(58, "DEVLINK_ATTR_DPIPE_FIELD_ID", u32),
});
export interface DevlinkDpipeMatch extends Infer<typeof DevlinkDpipeMatch> {}

export const DevlinkDpipeTableMatches = attrs({
  dpipeMatch: attr(40, "DEVLINK_ATTR_DPIPE_MATCH", repeated(nested(DevlinkDpipeMatch))),
});
export interface DevlinkDpipeTableMatches extends Infer<typeof DevlinkDpipeTableMatches> {}

export const DevlinkDpipeAction = attrs({
  dpipeActionType: attr(45, "DEVLINK_ATTR_DPIPE_ACTION_TYPE", enumOf(u32, DevlinkDpipeActionType)),
  dpipeHeaderId: attr(52, "DEVLINK_ATTR_DPIPE_HEADER_ID", u32),
  dpipeHeaderGlobal: attr(54, "DEVLINK_ATTR_DPIPE_HEADER_GLOBAL", u8),
  dpipeHeaderIndex: attr(55, "DEVLINK_ATTR_DPIPE_HEADER_INDEX", u32),
  dpipeFieldId: attr(58, "DEVLINK_ATTR_DPIPE_FIELD_ID", u32),
});
export interface DevlinkDpipeAction extends Infer<typeof DevlinkDpipeAction> {}

export const DevlinkDpipeTableActions = attrs({
  dpipeAction: attr(43, "DEVLINK_ATTR_DPIPE_ACTION", repeated(nested(DevlinkDpipeAction))),
});
export interface DevlinkDpipeTableActions extends Infer<typeof DevlinkDpipeTableActions> {}

export const DevlinkDpipeTable = attrs(
  {
    dpipeTableName: attr(29, "DEVLINK_ATTR_DPIPE_TABLE_NAME", cstring),
    dpipeTableSize: attr(30, "DEVLINK_ATTR_DPIPE_TABLE_SIZE", u64),
    dpipeTableMatches: attr(31, "DEVLINK_ATTR_DPIPE_TABLE_MATCHES", nested(DevlinkDpipeTableMatches)),
    dpipeTableActions: attr(32, "DEVLINK_ATTR_DPIPE_TABLE_ACTIONS", nested(DevlinkDpipeTableActions)),
    dpipeTableCountersEnabled: attr(33, "DEVLINK_ATTR_DPIPE_TABLE_COUNTERS_ENABLED", u8),
    dpipeTableResourceId: attr(75, "DEVLINK_ATTR_DPIPE_TABLE_RESOURCE_ID", u64),
    dpipeTableResourceUnits: attr(76, "DEVLINK_ATTR_DPIPE_TABLE_RESOURCE_UNITS", u64),
  },
  { pad: { DEVLINK_ATTR_PAD: 61 } },
);
export interface DevlinkDpipeTable extends Infer<typeof DevlinkDpipeTable> {}

export const DevlinkDpipeTables = attrs({
  dpipeTable: attr(28, "DEVLINK_ATTR_DPIPE_TABLE", repeated(nested(DevlinkDpipeTable))),
});
export interface DevlinkDpipeTables extends Infer<typeof DevlinkDpipeTables> {}

export const DevlinkDpipeMatchValue = attrs({
  dpipeMatch: attr(40, "DEVLINK_ATTR_DPIPE_MATCH", repeated(nested(DevlinkDpipeMatch))),
  dpipeValue: attr(46, "DEVLINK_ATTR_DPIPE_VALUE", bytes),
  dpipeValueMask: attr(47, "DEVLINK_ATTR_DPIPE_VALUE_MASK", bytes),
  dpipeValueMapping: attr(48, "DEVLINK_ATTR_DPIPE_VALUE_MAPPING", u32),
});
export interface DevlinkDpipeMatchValue extends Infer<typeof DevlinkDpipeMatchValue> {}

export const DevlinkDpipeEntryMatchValues = attrs({
  dpipeMatchValue: attr(41, "DEVLINK_ATTR_DPIPE_MATCH_VALUE", repeated(nested(DevlinkDpipeMatchValue))),
});
export interface DevlinkDpipeEntryMatchValues extends Infer<typeof DevlinkDpipeEntryMatchValues> {}

export const DevlinkDpipeActionValue = attrs({
  dpipeAction: attr(43, "DEVLINK_ATTR_DPIPE_ACTION", repeated(nested(DevlinkDpipeAction))),
  dpipeValue: attr(46, "DEVLINK_ATTR_DPIPE_VALUE", bytes),
  dpipeValueMask: attr(47, "DEVLINK_ATTR_DPIPE_VALUE_MASK", bytes),
  dpipeValueMapping: attr(48, "DEVLINK_ATTR_DPIPE_VALUE_MAPPING", u32),
});
export interface DevlinkDpipeActionValue extends Infer<typeof DevlinkDpipeActionValue> {}

export const DevlinkDpipeEntryActionValues = attrs({
  dpipeActionValue: attr(44, "DEVLINK_ATTR_DPIPE_ACTION_VALUE", repeated(nested(DevlinkDpipeActionValue))),
});
export interface DevlinkDpipeEntryActionValues extends Infer<typeof DevlinkDpipeEntryActionValues> {}

export const DevlinkDpipeEntry = attrs(
  {
    dpipeEntryIndex: attr(36, "DEVLINK_ATTR_DPIPE_ENTRY_INDEX", u64),
    dpipeEntryMatchValues: attr(37, "DEVLINK_ATTR_DPIPE_ENTRY_MATCH_VALUES", nested(DevlinkDpipeEntryMatchValues)),
    dpipeEntryActionValues: attr(38, "DEVLINK_ATTR_DPIPE_ENTRY_ACTION_VALUES", nested(DevlinkDpipeEntryActionValues)),
    dpipeEntryCounter: attr(39, "DEVLINK_ATTR_DPIPE_ENTRY_COUNTER", counter64),
  },
  { pad: { DEVLINK_ATTR_PAD: 61 } },
);
export interface DevlinkDpipeEntry extends Infer<typeof DevlinkDpipeEntry> {}

export const DevlinkDpipeEntries = attrs({
  dpipeEntry: attr(35, "DEVLINK_ATTR_DPIPE_ENTRY", repeated(nested(DevlinkDpipeEntry))),
});
export interface DevlinkDpipeEntries extends Infer<typeof DevlinkDpipeEntries> {}

export const DevlinkDpipeField = attrs({
  dpipeFieldName: attr(57, "DEVLINK_ATTR_DPIPE_FIELD_NAME", cstring),
  dpipeFieldId: attr(58, "DEVLINK_ATTR_DPIPE_FIELD_ID", u32),
  dpipeFieldBitwidth: attr(59, "DEVLINK_ATTR_DPIPE_FIELD_BITWIDTH", u32),
  dpipeFieldMappingType: attr(60, "DEVLINK_ATTR_DPIPE_FIELD_MAPPING_TYPE", enumOf(u32, DevlinkDpipeFieldMappingType)),
});
export interface DevlinkDpipeField extends Infer<typeof DevlinkDpipeField> {}

export const DevlinkDpipeHeaderFields = attrs({
  dpipeField: attr(56, "DEVLINK_ATTR_DPIPE_FIELD", repeated(nested(DevlinkDpipeField))),
});
export interface DevlinkDpipeHeaderFields extends Infer<typeof DevlinkDpipeHeaderFields> {}

export const DevlinkDpipeHeader = attrs({
  dpipeHeaderName: attr(51, "DEVLINK_ATTR_DPIPE_HEADER_NAME", cstring),
  dpipeHeaderId: attr(52, "DEVLINK_ATTR_DPIPE_HEADER_ID", u32),
  dpipeHeaderFields: attr(53, "DEVLINK_ATTR_DPIPE_HEADER_FIELDS", nested(DevlinkDpipeHeaderFields)),
  dpipeHeaderGlobal: attr(54, "DEVLINK_ATTR_DPIPE_HEADER_GLOBAL", u8),
});
export interface DevlinkDpipeHeader extends Infer<typeof DevlinkDpipeHeader> {}

export const DevlinkDpipeHeaders = attrs({
  dpipeHeader: attr(50, "DEVLINK_ATTR_DPIPE_HEADER", repeated(nested(DevlinkDpipeHeader))),
});
export interface DevlinkDpipeHeaders extends Infer<typeof DevlinkDpipeHeaders> {}
