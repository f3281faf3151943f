// include/uapi/linux/devlink.h: DEVLINK_ATTR_HEALTH_REPORTER_*, DEVLINK_ATTR_FMSG_*
import {
  attr,
  attrs,
  bytes,
  constants,
  counter64,
  cstring,
  type Infer,
  indexedBy,
  type NameOf,
  u8,
  u64,
  unit,
} from "../../codec/index.js";

/**
 * A report as a stream of attributes whose order is its structure: NEST_START of an object, a pair or an array, names,
 * types and values, NEST_END. Each entry keeps its attribute number and its bytes.
 */
export const DevlinkFmsg = indexedBy("attribute", bytes);

/** Numbers in a `DevlinkFmsg`. */
export const DevlinkFmsgAttribute = constants("DEVLINK_ATTR_FMSG_", {
  obj_nest_start: 107,
  pair_nest_start: 108,
  arr_nest_start: 109,
  nest_end: 110,
  obj_name: 111,
  obj_value_type: 112,
  obj_value_data: 113,
});
export type DevlinkFmsgAttribute = NameOf<typeof DevlinkFmsgAttribute>;

export const DevlinkHealthReporter = attrs(
  {
    healthReporterName: attr(115, "DEVLINK_ATTR_HEALTH_REPORTER_NAME", cstring),
    healthReporterState: attr(116, "DEVLINK_ATTR_HEALTH_REPORTER_STATE", u8),
    healthReporterErrCount: attr(117, "DEVLINK_ATTR_HEALTH_REPORTER_ERR_COUNT", counter64),
    healthReporterRecoverCount: attr(118, "DEVLINK_ATTR_HEALTH_REPORTER_RECOVER_COUNT", counter64),
    healthReporterDumpTs: attr(119, "DEVLINK_ATTR_HEALTH_REPORTER_DUMP_TS", unit("ms", counter64)),
    healthReporterGracefulPeriod: attr(120, "DEVLINK_ATTR_HEALTH_REPORTER_GRACEFUL_PERIOD", unit("ms", u64)),
    healthReporterAutoRecover: attr(121, "DEVLINK_ATTR_HEALTH_REPORTER_AUTO_RECOVER", u8),
    healthReporterDumpTsNs: attr(137, "DEVLINK_ATTR_HEALTH_REPORTER_DUMP_TS_NS", unit("ns", u64)),
    healthReporterAutoDump: attr(141, "DEVLINK_ATTR_HEALTH_REPORTER_AUTO_DUMP", u8),
    healthReporterBurstPeriod: attr(181, "DEVLINK_ATTR_HEALTH_REPORTER_BURST_PERIOD", unit("ms", u64)),
  },
  { pad: { DEVLINK_ATTR_PAD: 61 } },
);
export interface DevlinkHealthReporter extends Infer<typeof DevlinkHealthReporter> {}
