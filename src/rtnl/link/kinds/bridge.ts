// include/uapi/linux/if_link.h: IFLA_BR_*; if_bridge.h: BRIDGE_QUERIER_*, struct br_boolopt_multi
import {
  type AttrsType,
  attr,
  attrs,
  be16,
  counter64,
  enumOf,
  flag,
  flagsOf,
  hex,
  type Infer,
  type Input,
  ipv4,
  ipv6,
  mac,
  struct,
  u8,
  u16,
  u32,
  unit,
} from "../../../codec/index.js";
import { BridgeBoolOptions, MulticastRouter, StpMode } from "../bridge/constants.js";
import { BridgeId } from "../bridge/id.js";
import { VlanProtocol } from "../constants.js";

const ticks = unit("clock ticks (USER_HZ)", u32);
const timer = unit("clock ticks (USER_HZ)", counter64);

/** Only the options in `optmask` change. */
const BoolOptions = struct("br_boolopt_multi", 8, {
  optval: flagsOf(u32, BridgeBoolOptions),
  optmask: flagsOf(u32, BridgeBoolOptions),
});

const querierState = attrs(
  {
    ipAddress: attr(1, "BRIDGE_QUERIER_IP_ADDRESS", ipv4),
    /** Index of the port. */
    ipPort: attr(2, "BRIDGE_QUERIER_IP_PORT", u32),
    ipOtherTimer: attr(3, "BRIDGE_QUERIER_IP_OTHER_TIMER", timer),
    ipv6Address: attr(5, "BRIDGE_QUERIER_IPV6_ADDRESS", ipv6),
    /** Index of the port. */
    ipv6Port: attr(6, "BRIDGE_QUERIER_IPV6_PORT", u32),
    ipv6OtherTimer: attr(7, "BRIDGE_QUERIER_IPV6_OTHER_TIMER", timer),
  },
  { pad: { BRIDGE_QUERIER_PAD: 4 } },
);
export interface QuerierState extends Infer<typeof querierState> {}
export interface QuerierStateInput extends Input<typeof querierState> {}
/** The multicast querier that was heard last. */
export const QuerierState: AttrsType<QuerierState, QuerierStateInput> = querierState;

const bridgeData = attrs(
  {
    /** 2 … 30 seconds with STP. */
    forwardDelay: attr(1, "IFLA_BR_FORWARD_DELAY", ticks),
    /** 1 … 10 seconds. */
    helloTime: attr(2, "IFLA_BR_HELLO_TIME", ticks),
    /** 6 … 40 seconds. */
    maxAge: attr(3, "IFLA_BR_MAX_AGE", ticks),
    ageingTime: attr(4, "IFLA_BR_AGEING_TIME", ticks),
    /** 0 off, 1 in the kernel, 2 in user space. */
    stpState: attr(5, "IFLA_BR_STP_STATE", u32),
    priority: attr(6, "IFLA_BR_PRIORITY", u16),
    vlanFiltering: attr(7, "IFLA_BR_VLAN_FILTERING", u8),
    /** Big-endian. */
    vlanProtocol: attr(8, "IFLA_BR_VLAN_PROTOCOL", enumOf(be16, VlanProtocol)),
    groupFwdMask: attr(9, "IFLA_BR_GROUP_FWD_MASK", hex(u16)),
    rootId: attr(10, "IFLA_BR_ROOT_ID", BridgeId),
    bridgeId: attr(11, "IFLA_BR_BRIDGE_ID", BridgeId),
    rootPort: attr(12, "IFLA_BR_ROOT_PORT", u16),
    rootPathCost: attr(13, "IFLA_BR_ROOT_PATH_COST", u32),
    topologyChange: attr(14, "IFLA_BR_TOPOLOGY_CHANGE", u8),
    topologyChangeDetected: attr(15, "IFLA_BR_TOPOLOGY_CHANGE_DETECTED", u8),
    helloTimer: attr(16, "IFLA_BR_HELLO_TIMER", timer),
    tcnTimer: attr(17, "IFLA_BR_TCN_TIMER", timer),
    topologyChangeTimer: attr(18, "IFLA_BR_TOPOLOGY_CHANGE_TIMER", timer),
    gcTimer: attr(19, "IFLA_BR_GC_TIMER", timer),
    groupAddr: attr(20, "IFLA_BR_GROUP_ADDR", mac),
    /** Request: forgets every learnt address. */
    fdbFlush: attr(21, "IFLA_BR_FDB_FLUSH", flag),
    mcastRouter: attr(22, "IFLA_BR_MCAST_ROUTER", enumOf(u8, MulticastRouter)),
    mcastSnooping: attr(23, "IFLA_BR_MCAST_SNOOPING", u8),
    mcastQueryUseIfaddr: attr(24, "IFLA_BR_MCAST_QUERY_USE_IFADDR", u8),
    mcastQuerier: attr(25, "IFLA_BR_MCAST_QUERIER", u8),
    /** Without effect since Linux 5.0; 16. */
    mcastHashElasticity: attr(26, "IFLA_BR_MCAST_HASH_ELASTICITY", u32),
    mcastHashMax: attr(27, "IFLA_BR_MCAST_HASH_MAX", u32),
    mcastLastMemberCnt: attr(28, "IFLA_BR_MCAST_LAST_MEMBER_CNT", u32),
    mcastStartupQueryCnt: attr(29, "IFLA_BR_MCAST_STARTUP_QUERY_CNT", u32),
    mcastLastMemberIntvl: attr(30, "IFLA_BR_MCAST_LAST_MEMBER_INTVL", timer),
    mcastMembershipIntvl: attr(31, "IFLA_BR_MCAST_MEMBERSHIP_INTVL", timer),
    mcastQuerierIntvl: attr(32, "IFLA_BR_MCAST_QUERIER_INTVL", timer),
    mcastQueryIntvl: attr(33, "IFLA_BR_MCAST_QUERY_INTVL", timer),
    mcastQueryResponseIntvl: attr(34, "IFLA_BR_MCAST_QUERY_RESPONSE_INTVL", timer),
    mcastStartupQueryIntvl: attr(35, "IFLA_BR_MCAST_STARTUP_QUERY_INTVL", timer),
    nfCallIptables: attr(36, "IFLA_BR_NF_CALL_IPTABLES", u8),
    nfCallIp6tables: attr(37, "IFLA_BR_NF_CALL_IP6TABLES", u8),
    nfCallArptables: attr(38, "IFLA_BR_NF_CALL_ARPTABLES", u8),
    /** 0 for none, else 1 … 4094. */
    vlanDefaultPvid: attr(39, "IFLA_BR_VLAN_DEFAULT_PVID", u16),
    vlanStatsEnabled: attr(41, "IFLA_BR_VLAN_STATS_ENABLED", u8),
    mcastStatsEnabled: attr(42, "IFLA_BR_MCAST_STATS_ENABLED", u8),
    /** 2 or 3. */
    mcastIgmpVersion: attr(43, "IFLA_BR_MCAST_IGMP_VERSION", u8),
    /** 1 or 2. */
    mcastMldVersion: attr(44, "IFLA_BR_MCAST_MLD_VERSION", u8),
    vlanStatsPerPort: attr(45, "IFLA_BR_VLAN_STATS_PER_PORT", u8),
    multiBoolopt: attr(46, "IFLA_BR_MULTI_BOOLOPT", BoolOptions),
    mcastQuerierState: attr(47, "IFLA_BR_MCAST_QUERIER_STATE", QuerierState),
    fdbNLearned: attr(48, "IFLA_BR_FDB_N_LEARNED", u32),
    /** 0 is unlimited. */
    fdbMaxLearned: attr(49, "IFLA_BR_FDB_MAX_LEARNED", u32),
    stpMode: attr(50, "IFLA_BR_STP_MODE", enumOf(u32, StpMode)),
  },
  { pad: { IFLA_BR_PAD: 40 } },
);
export interface BridgeData extends Infer<typeof bridgeData> {}
export interface BridgeDataInput extends Input<typeof bridgeData> {}
export const BridgeData: AttrsType<BridgeData, BridgeDataInput> = bridgeData;
