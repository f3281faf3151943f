// include/uapi/linux/devlink.h: DEVLINK_ATTR_PARAM_*
import {
  attr,
  attrs,
  byKind,
  bytes,
  cstring,
  enumOf,
  flag,
  type Infer,
  nested,
  repeated,
  u8,
  u16,
  u32,
  u64,
} from "../../codec/index.js";
import { DevlinkParamCmode, DevlinkVarAttrType } from "./constants.js";

/** The value of a parameter; a boolean is `true` or absent. */
export const ParamData = byKind("paramType", {
  u8,
  u16,
  u32,
  u64,
  string: cstring,
  flag,
  nul_string: cstring,
  binary: bytes,
});
/** The value that the parameter has after a reset; a boolean is a number here. */
export const ParamDefault = byKind("paramType", {
  u8,
  u16,
  u32,
  u64,
  string: cstring,
  flag: u8,
  nul_string: cstring,
  binary: bytes,
});

export const DevlinkParamValue = attrs({
  paramValueData: attr(86, "DEVLINK_ATTR_PARAM_VALUE_DATA", ParamData),
  paramValueCmode: attr(87, "DEVLINK_ATTR_PARAM_VALUE_CMODE", enumOf(u8, DevlinkParamCmode)),
  paramValueDefault: attr(182, "DEVLINK_ATTR_PARAM_VALUE_DEFAULT", ParamDefault),
});
export interface DevlinkParamValue extends Infer<typeof DevlinkParamValue> {}

/** One value for each of the parameter's configuration modes. */
export const DevlinkParamValuesList = attrs({
  paramValue: attr(85, "DEVLINK_ATTR_PARAM_VALUE", repeated(nested(DevlinkParamValue))),
});
export interface DevlinkParamValuesList extends Infer<typeof DevlinkParamValuesList> {}

export const DevlinkParam = attrs({
  paramName: attr(81, "DEVLINK_ATTR_PARAM_NAME", cstring),
  paramGeneric: attr(82, "DEVLINK_ATTR_PARAM_GENERIC", flag),
  paramType: attr(83, "DEVLINK_ATTR_PARAM_TYPE", enumOf(u8, DevlinkVarAttrType)),
  paramValuesList: attr(84, "DEVLINK_ATTR_PARAM_VALUES_LIST", nested(DevlinkParamValuesList)),
});
export interface DevlinkParam extends Infer<typeof DevlinkParam> {}
