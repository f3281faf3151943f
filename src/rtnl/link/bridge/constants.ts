// include/uapi/linux/if_bridge.h, mrp_bridge.h, cfm_bridge.h: constants of bridges
import { constants, type NameOf } from "../../../codec/index.js";

/** Spanning tree state of a port. */
export const BridgePortState = constants("BR_STATE_", {
  disabled: 0,
  listening: 1,
  learning: 2,
  forwarding: 3,
  blocking: 4,
});
export type BridgePortState = NameOf<typeof BridgePortState>;

/** How multicast routers are found on a port, or by a bridge. */
export const MulticastRouter = constants("MDB_RTR_TYPE_", {
  disabled: 0,
  temp_query: 1,
  perm: 2,
  temp: 3,
});
export type MulticastRouter = NameOf<typeof MulticastRouter>;

/** Who runs the spanning tree protocol. */
export const StpMode = constants("BR_STP_MODE_", {
  auto: 0,
  user: 1,
  kernel: 2,
});
export type StpMode = NameOf<typeof StpMode>;

/** Bits of `struct br_boolopt_multi`: 1 << BR_BOOLOPT_*. */
export const BridgeBoolOptions = constants("BR_BOOLOPT_", {
  no_ll_learn: 1 << 0,
  mcast_vlan_snooping: 1 << 1,
  mst_enable: 1 << 2,
  mdb_offload_fail_notification: 1 << 3,
  fdb_local_vlan_0: 1 << 4,
});
export type BridgeBoolOptions = NameOf<typeof BridgeBoolOptions>;

/** Whom a request of family AF_BRIDGE is for: the bridge over a port, or the device itself. */
export const BridgeFlags = constants("BRIDGE_FLAGS_", {
  master: 1,
  self: 2,
});
export type BridgeFlags = NameOf<typeof BridgeFlags>;

/** Edge virtual bridging mode of a device with an embedded switch. */
export const BridgeMode = constants("BRIDGE_MODE_", {
  veb: 0,
  vepa: 1,
  undef: 65535,
});
export type BridgeMode = NameOf<typeof BridgeMode>;

export const BridgeVlanFlags = constants("BRIDGE_VLAN_INFO_", {
  master: 1,
  pvid: 2,
  untagged: 4,
  range_begin: 8,
  range_end: 16,
  brentry: 32,
  only_opts: 64,
});
export type BridgeVlanFlags = NameOf<typeof BridgeVlanFlags>;

export const MrpRingRole = constants("BR_MRP_RING_ROLE_", { disabled: 0, mrc: 1, mrm: 2, mra: 3 });
export type MrpRingRole = NameOf<typeof MrpRingRole>;

export const MrpInRole = constants("BR_MRP_IN_ROLE_", { disabled: 0, mic: 1, mim: 2 });
export type MrpInRole = NameOf<typeof MrpInRole>;

export const MrpRingState = constants("BR_MRP_RING_STATE_", { open: 0, closed: 1 });
export type MrpRingState = NameOf<typeof MrpRingState>;

export const MrpInState = constants("BR_MRP_IN_STATE_", { open: 0, closed: 1 });
export type MrpInState = NameOf<typeof MrpInState>;

export const MrpPortState = constants("BR_MRP_PORT_STATE_", {
  disabled: 0,
  blocked: 1,
  forwarding: 2,
  not_connected: 3,
});
export type MrpPortState = NameOf<typeof MrpPortState>;

export const MrpPortRole = constants("BR_MRP_PORT_ROLE_", { primary: 0, secondary: 1, inter: 2 });
export type MrpPortRole = NameOf<typeof MrpPortRole>;

export const CfmDomain = constants("BR_CFM_", { port: 0, vlan: 1 });
export type CfmDomain = NameOf<typeof CfmDomain>;

export const CfmDirection = constants("BR_CFM_MEP_DIRECTION_", { down: 0, up: 1 });
export type CfmDirection = NameOf<typeof CfmDirection>;

/** Interval between continuity check messages. */
export const CfmInterval = constants("BR_CFM_CCM_INTERVAL_", {
  none: 0,
  "3_3_ms": 1,
  "10_ms": 2,
  "100_ms": 3,
  "1_sec": 4,
  "10_sec": 5,
  "1_min": 6,
  "10_min": 7,
});
export type CfmInterval = NameOf<typeof CfmInterval>;
