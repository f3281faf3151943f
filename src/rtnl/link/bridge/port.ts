// include/uapi/linux/if_link.h: IFLA_BRPORT_*
import {
  type AttrsType,
  attr,
  attrs,
  counter64,
  enumOf,
  flag,
  hex,
  type Infer,
  type Input,
  u8,
  u16,
  u32,
  unit,
} from "../../../codec/index.js";
import { BridgePortState, MulticastRouter } from "./constants.js";
import { BridgeId } from "./id.js";

const timer = unit("clock ticks (USER_HZ)", counter64);

const bridgePort = attrs(
  {
    state: attr(1, "IFLA_BRPORT_STATE", enumOf(u8, BridgePortState)),
    /** 0 … 63. */
    priority: attr(2, "IFLA_BRPORT_PRIORITY", u16),
    /** 1 … 65535. */
    cost: attr(3, "IFLA_BRPORT_COST", u32),
    /** Hairpin: frames may leave through the port that they came by. */
    mode: attr(4, "IFLA_BRPORT_MODE", u8),
    /** Ignores BPDUs. */
    guard: attr(5, "IFLA_BRPORT_GUARD", u8),
    /** Never becomes the root port. */
    protect: attr(6, "IFLA_BRPORT_PROTECT", u8),
    fastLeave: attr(7, "IFLA_BRPORT_FAST_LEAVE", u8),
    learning: attr(8, "IFLA_BRPORT_LEARNING", u8),
    unicastFlood: attr(9, "IFLA_BRPORT_UNICAST_FLOOD", u8),
    proxyarp: attr(10, "IFLA_BRPORT_PROXYARP", u8),
    learningSync: attr(11, "IFLA_BRPORT_LEARNING_SYNC", u8),
    proxyarpWifi: attr(12, "IFLA_BRPORT_PROXYARP_WIFI", u8),
    rootId: attr(13, "IFLA_BRPORT_ROOT_ID", BridgeId),
    bridgeId: attr(14, "IFLA_BRPORT_BRIDGE_ID", BridgeId),
    designatedPort: attr(15, "IFLA_BRPORT_DESIGNATED_PORT", hex(u16)),
    designatedCost: attr(16, "IFLA_BRPORT_DESIGNATED_COST", u16),
    id: attr(17, "IFLA_BRPORT_ID", hex(u16)),
    no: attr(18, "IFLA_BRPORT_NO", hex(u16)),
    topologyChangeAck: attr(19, "IFLA_BRPORT_TOPOLOGY_CHANGE_ACK", u8),
    configPending: attr(20, "IFLA_BRPORT_CONFIG_PENDING", u8),
    messageAgeTimer: attr(21, "IFLA_BRPORT_MESSAGE_AGE_TIMER", timer),
    forwardDelayTimer: attr(22, "IFLA_BRPORT_FORWARD_DELAY_TIMER", timer),
    holdTimer: attr(23, "IFLA_BRPORT_HOLD_TIMER", timer),
    /** Request: forgets the addresses learnt on the port. */
    flush: attr(24, "IFLA_BRPORT_FLUSH", flag),
    multicastRouter: attr(25, "IFLA_BRPORT_MULTICAST_ROUTER", enumOf(u8, MulticastRouter)),
    mcastFlood: attr(27, "IFLA_BRPORT_MCAST_FLOOD", u8),
    mcastToUcast: attr(28, "IFLA_BRPORT_MCAST_TO_UCAST", u8),
    vlanTunnel: attr(29, "IFLA_BRPORT_VLAN_TUNNEL", u8),
    bcastFlood: attr(30, "IFLA_BRPORT_BCAST_FLOOD", u8),
    groupFwdMask: attr(31, "IFLA_BRPORT_GROUP_FWD_MASK", hex(u16)),
    neighSuppress: attr(32, "IFLA_BRPORT_NEIGH_SUPPRESS", u8),
    isolated: attr(33, "IFLA_BRPORT_ISOLATED", u8),
    /** Index of the port that takes over when this one loses its carrier, 0 for none. */
    backupPort: attr(34, "IFLA_BRPORT_BACKUP_PORT", u32),
    mrpRingOpen: attr(35, "IFLA_BRPORT_MRP_RING_OPEN", u8),
    mrpInOpen: attr(36, "IFLA_BRPORT_MRP_IN_OPEN", u8),
    mcastEhtHostsLimit: attr(37, "IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT", u32),
    mcastEhtHostsCnt: attr(38, "IFLA_BRPORT_MCAST_EHT_HOSTS_CNT", u32),
    locked: attr(39, "IFLA_BRPORT_LOCKED", u8),
    /** MAC authentication bypass; Linux 6.2. */
    mab: attr(40, "IFLA_BRPORT_MAB", u8),
    mcastNGroups: attr(41, "IFLA_BRPORT_MCAST_N_GROUPS", u32),
    /** 0 is unlimited. */
    mcastMaxGroups: attr(42, "IFLA_BRPORT_MCAST_MAX_GROUPS", u32),
    neighVlanSuppress: attr(43, "IFLA_BRPORT_NEIGH_VLAN_SUPPRESS", u8),
    backupNhid: attr(44, "IFLA_BRPORT_BACKUP_NHID", u32),
    neighForwardGrat: attr(45, "IFLA_BRPORT_NEIGH_FORWARD_GRAT", u8),
  },
  { pad: { IFLA_BRPORT_PAD: 26 } },
);
export interface BridgePort extends Infer<typeof bridgePort> {}
export interface BridgePortInput extends Input<typeof bridgePort> {}
/** A bridge's port: IFLA_INFO_SLAVE_DATA of a device in a bridge, and IFLA_PROTINFO in messages of family AF_BRIDGE. */
export const BridgePort: AttrsType<BridgePort, BridgePortInput> = bridgePort;
