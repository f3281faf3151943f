// include/uapi/linux/devlink.h: DEVLINK_ATTR_INFO_*, DEVLINK_ATTR_SELFTEST_*, DEVLINK_ATTR_TRAP_METADATA_*
import { attr, attrs, cstring, enumOf, flag, type Infer, nested, repeated, u8, u32 } from "../../codec/index.js";
import { DevlinkSelftestStatus } from "./constants.js";

export const DevlinkSelftestResult = attrs({
  id: attr(2, "DEVLINK_ATTR_SELFTEST_RESULT_ID", u32),
  status: attr(3, "DEVLINK_ATTR_SELFTEST_RESULT_STATUS", enumOf(u8, DevlinkSelftestStatus)),
});
export interface DevlinkSelftestResult extends Infer<typeof DevlinkSelftestResult> {}

export const DevlinkSelftestResults = attrs({
  result: attr(1, "DEVLINK_ATTR_SELFTEST_RESULT", repeated(nested(DevlinkSelftestResult))),
});
export interface DevlinkSelftestResults extends Infer<typeof DevlinkSelftestResults> {}

export const DevlinkInfoVersion = attrs({
  infoVersionName: attr(103, "DEVLINK_ATTR_INFO_VERSION_NAME", cstring),
  infoVersionValue: attr(104, "DEVLINK_ATTR_INFO_VERSION_VALUE", cstring),
});
export interface DevlinkInfoVersion extends Infer<typeof DevlinkInfoVersion> {}

export const DevlinkSelftestIds = attrs({
  flash: attr(1, "DEVLINK_ATTR_SELFTEST_ID_FLASH", flag),
});
export interface DevlinkSelftestIds extends Infer<typeof DevlinkSelftestIds> {}

export const DevlinkTrapMetadata = attrs({
  trapMetadataTypeInPort: attr(0, "DEVLINK_ATTR_TRAP_METADATA_TYPE_IN_PORT", flag),
  trapMetadataTypeFaCookie: attr(1, "DEVLINK_ATTR_TRAP_METADATA_TYPE_FA_COOKIE", flag),
});
export interface DevlinkTrapMetadata extends Infer<typeof DevlinkTrapMetadata> {}
