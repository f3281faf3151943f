// include/uapi/linux/devlink.h: DEVLINK_PORT_FN_ATTR_*, DEVLINK_ATTR_STATS_*, DEVLINK_RATE_TC_ATTR_*
import {
  attr,
  attrs,
  bitfield32,
  counter64,
  cstring,
  enumOf,
  type Infer,
  lladdr,
  nested,
  repeated,
  u8,
  u32,
  uint,
} from "../../codec/index.js";
import { DevlinkPortFnOpstate, DevlinkPortFnState } from "./constants.js";

/** What names another devlink instance. */
export const DevlinkHandle = attrs({
  busName: attr(1, "DEVLINK_ATTR_BUS_NAME", cstring),
  devName: attr(2, "DEVLINK_ATTR_DEV_NAME", cstring),
  netnsId: attr(140, "DEVLINK_ATTR_NETNS_ID", u32),
  index: attr(184, "DEVLINK_ATTR_INDEX", uint),
});
export interface DevlinkHandle extends Infer<typeof DevlinkHandle> {}

export const DevlinkPortFunction = attrs({
  hwAddr: attr(1, "DEVLINK_PORT_FUNCTION_ATTR_HW_ADDR", lladdr),
  state: attr(2, "DEVLINK_PORT_FN_ATTR_STATE", enumOf(u8, DevlinkPortFnState)),
  opstate: attr(3, "DEVLINK_PORT_FN_ATTR_OPSTATE", enumOf(u8, DevlinkPortFnOpstate)),
  caps: attr(4, "DEVLINK_PORT_FN_ATTR_CAPS", bitfield32()),
  devlink: attr(5, "DEVLINK_PORT_FN_ATTR_DEVLINK", nested(DevlinkHandle)),
  maxIoEqs: attr(6, "DEVLINK_PORT_FN_ATTR_MAX_IO_EQS", u32),
});
export interface DevlinkPortFunction extends Infer<typeof DevlinkPortFunction> {}

export const DevlinkStats = attrs(
  {
    statsRxPackets: attr(0, "DEVLINK_ATTR_STATS_RX_PACKETS", counter64),
    statsRxBytes: attr(1, "DEVLINK_ATTR_STATS_RX_BYTES", counter64),
    statsRxDropped: attr(2, "DEVLINK_ATTR_STATS_RX_DROPPED", counter64),
  },
  { pad: { DEVLINK_ATTR_PAD: 61 } },
);
export interface DevlinkStats extends Infer<typeof DevlinkStats> {}

export const DevlinkRateTcBw = attrs({
  index: attr(1, "DEVLINK_RATE_TC_ATTR_INDEX", u8),
  bw: attr(2, "DEVLINK_RATE_TC_ATTR_BW", u32),
});
export interface DevlinkRateTcBw extends Infer<typeof DevlinkRateTcBw> {}

export const DevlinkLinecardSupportedTypes = attrs({
  linecardType: attr(173, "DEVLINK_ATTR_LINECARD_TYPE", repeated(cstring)),
});
export interface DevlinkLinecardSupportedTypes extends Infer<typeof DevlinkLinecardSupportedTypes> {}
