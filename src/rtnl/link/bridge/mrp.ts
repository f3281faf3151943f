// include/uapi/linux/if_bridge.h: IFLA_BRIDGE_MRP_* (Media Redundancy Protocol, IEC 62439-2)
import {
  type AttrsType,
  attr,
  attrs,
  enumOf,
  type Infer,
  type Input,
  nested,
  repeated,
  u16,
  u32,
  unit,
} from "../../../codec/index.js";
import { MrpInRole, MrpInState, MrpPortRole, MrpPortState, MrpRingRole, MrpRingState } from "./constants.js";

const MrpInstance = attrs({
  ringId: attr(1, "IFLA_BRIDGE_MRP_INSTANCE_RING_ID", u32),
  pIfindex: attr(2, "IFLA_BRIDGE_MRP_INSTANCE_P_IFINDEX", u32),
  sIfindex: attr(3, "IFLA_BRIDGE_MRP_INSTANCE_S_IFINDEX", u32),
  prio: attr(4, "IFLA_BRIDGE_MRP_INSTANCE_PRIO", u16),
});

const PortState = attrs({
  state: attr(1, "IFLA_BRIDGE_MRP_PORT_STATE_STATE", enumOf(u32, MrpPortState)),
});

const PortRole = attrs({
  role: attr(1, "IFLA_BRIDGE_MRP_PORT_ROLE_ROLE", enumOf(u32, MrpPortRole)),
});

const RingState = attrs({
  ringId: attr(1, "IFLA_BRIDGE_MRP_RING_STATE_RING_ID", u32),
  state: attr(2, "IFLA_BRIDGE_MRP_RING_STATE_STATE", enumOf(u32, MrpRingState)),
});

const RingRole = attrs({
  ringId: attr(1, "IFLA_BRIDGE_MRP_RING_ROLE_RING_ID", u32),
  role: attr(2, "IFLA_BRIDGE_MRP_RING_ROLE_ROLE", enumOf(u32, MrpRingRole)),
});

const StartTest = attrs({
  ringId: attr(1, "IFLA_BRIDGE_MRP_START_TEST_RING_ID", u32),
  interval: attr(2, "IFLA_BRIDGE_MRP_START_TEST_INTERVAL", unit("us", u32)),
  maxMiss: attr(3, "IFLA_BRIDGE_MRP_START_TEST_MAX_MISS", u32),
  period: attr(4, "IFLA_BRIDGE_MRP_START_TEST_PERIOD", unit("ms", u32)),
  monitor: attr(5, "IFLA_BRIDGE_MRP_START_TEST_MONITOR", u32),
});

const mrpInfo = attrs({
  ringId: attr(1, "IFLA_BRIDGE_MRP_INFO_RING_ID", u32),
  pIfindex: attr(2, "IFLA_BRIDGE_MRP_INFO_P_IFINDEX", u32),
  sIfindex: attr(3, "IFLA_BRIDGE_MRP_INFO_S_IFINDEX", u32),
  prio: attr(4, "IFLA_BRIDGE_MRP_INFO_PRIO", u16),
  ringState: attr(5, "IFLA_BRIDGE_MRP_INFO_RING_STATE", enumOf(u32, MrpRingState)),
  ringRole: attr(6, "IFLA_BRIDGE_MRP_INFO_RING_ROLE", enumOf(u32, MrpRingRole)),
  testInterval: attr(7, "IFLA_BRIDGE_MRP_INFO_TEST_INTERVAL", unit("us", u32)),
  testMaxMiss: attr(8, "IFLA_BRIDGE_MRP_INFO_TEST_MAX_MISS", u32),
  testMonitor: attr(9, "IFLA_BRIDGE_MRP_INFO_TEST_MONITOR", u32),
  iIfindex: attr(10, "IFLA_BRIDGE_MRP_INFO_I_IFINDEX", u32),
  inState: attr(11, "IFLA_BRIDGE_MRP_INFO_IN_STATE", enumOf(u32, MrpInState)),
  inRole: attr(12, "IFLA_BRIDGE_MRP_INFO_IN_ROLE", enumOf(u32, MrpInRole)),
  inTestInterval: attr(13, "IFLA_BRIDGE_MRP_INFO_IN_TEST_INTERVAL", unit("us", u32)),
  inTestMaxMiss: attr(14, "IFLA_BRIDGE_MRP_INFO_IN_TEST_MAX_MISS", u32),
});
export interface MrpInfo extends Infer<typeof mrpInfo> {}
export interface MrpInfoInput extends Input<typeof mrpInfo> {}
export const MrpInfo: AttrsType<MrpInfo, MrpInfoInput> = mrpInfo;

const InRole = attrs({
  ringId: attr(1, "IFLA_BRIDGE_MRP_IN_ROLE_RING_ID", u32),
  inId: attr(2, "IFLA_BRIDGE_MRP_IN_ROLE_IN_ID", u16),
  role: attr(3, "IFLA_BRIDGE_MRP_IN_ROLE_ROLE", enumOf(u32, MrpInRole)),
  iIfindex: attr(4, "IFLA_BRIDGE_MRP_IN_ROLE_I_IFINDEX", u32),
});

const InState = attrs({
  inId: attr(1, "IFLA_BRIDGE_MRP_IN_STATE_IN_ID", u32),
  state: attr(2, "IFLA_BRIDGE_MRP_IN_STATE_STATE", enumOf(u32, MrpInState)),
});

const StartInTest = attrs({
  inId: attr(1, "IFLA_BRIDGE_MRP_START_IN_TEST_IN_ID", u32),
  interval: attr(2, "IFLA_BRIDGE_MRP_START_IN_TEST_INTERVAL", unit("us", u32)),
  maxMiss: attr(3, "IFLA_BRIDGE_MRP_START_IN_TEST_MAX_MISS", u32),
  period: attr(4, "IFLA_BRIDGE_MRP_START_IN_TEST_PERIOD", unit("ms", u32)),
});

const bridgeMrp = attrs({
  instance: attr(1, "IFLA_BRIDGE_MRP_INSTANCE", nested(MrpInstance)),
  portState: attr(2, "IFLA_BRIDGE_MRP_PORT_STATE", nested(PortState)),
  portRole: attr(3, "IFLA_BRIDGE_MRP_PORT_ROLE", nested(PortRole)),
  ringState: attr(4, "IFLA_BRIDGE_MRP_RING_STATE", nested(RingState)),
  ringRole: attr(5, "IFLA_BRIDGE_MRP_RING_ROLE", nested(RingRole)),
  startTest: attr(6, "IFLA_BRIDGE_MRP_START_TEST", nested(StartTest)),
  info: attr(7, "IFLA_BRIDGE_MRP_INFO", repeated(MrpInfo)),
  inRole: attr(8, "IFLA_BRIDGE_MRP_IN_ROLE", nested(InRole)),
  inState: attr(9, "IFLA_BRIDGE_MRP_IN_STATE", nested(InState)),
  startInTest: attr(10, "IFLA_BRIDGE_MRP_START_IN_TEST", nested(StartInTest)),
});
export interface BridgeMrp extends Infer<typeof bridgeMrp> {}
export interface BridgeMrpInput extends Input<typeof bridgeMrp> {}
/** Requests carry one of the parts, replies one `info` for each ring. */
export const BridgeMrp: AttrsType<BridgeMrp, BridgeMrpInput> = bridgeMrp;
