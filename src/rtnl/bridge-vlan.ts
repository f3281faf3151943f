// include/uapi/linux/if_bridge.h: struct br_vlan_msg, BRIDGE_VLANDB_*; net/bridge/br_vlan.c, br_vlan_options.c
import {
  attr,
  attrs,
  constants,
  counter64,
  enumOf,
  flagsOf,
  type Infer,
  message,
  type NameOf,
  nested,
  repeated,
  struct,
  u8,
  u16,
  u32,
  u64,
  unit,
} from "../codec/index.js";
import { AddressFamily } from "./constants.js";
import { BridgePortState, BridgeVlanInfo, QuerierState } from "./link/index.js";
import { MdbRouters, MdbRouterType } from "./mdb.js";

/** What a dump is asked for. */
export const BridgeVlanDumpFlags = constants("BRIDGE_VLANDB_DUMPF_", { stats: 1, global: 2 });
export type BridgeVlanDumpFlags = NameOf<typeof BridgeVlanDumpFlags>;

export const BridgeVlanHeader = struct("br_vlan_msg", 8, {
  family: enumOf(u8, AddressFamily),
  reserved1: u8,
  reserved2: u16,
  /** The bridge or its port. */
  ifindex: u32,
});

const stats = attrs(
  {
    rxBytes: attr(1, "BRIDGE_VLANDB_STATS_RX_BYTES", unit("bytes", counter64)),
    rxPackets: attr(2, "BRIDGE_VLANDB_STATS_RX_PACKETS", unit("packets", counter64)),
    txBytes: attr(3, "BRIDGE_VLANDB_STATS_TX_BYTES", unit("bytes", counter64)),
    txPackets: attr(4, "BRIDGE_VLANDB_STATS_TX_PACKETS", unit("packets", counter64)),
  },
  { pad: { BRIDGE_VLANDB_STATS_PAD: 5 } },
);

const tunnelInfo = attrs({
  /** VXLAN network identifier. */
  id: attr(1, "BRIDGE_VLANDB_TINFO_ID", u32),
  /** RTM_SETLINK to add, RTM_DELLINK to delete. */
  cmd: attr(2, "BRIDGE_VLANDB_TINFO_CMD", u32),
});

/** One VLAN, or a range up to `range`. */
export const BridgeVlanEntry = attrs({
  info: attr(1, "BRIDGE_VLANDB_ENTRY_INFO", BridgeVlanInfo),
  /** Last VLAN of the range that `info.vid` starts. */
  range: attr(2, "BRIDGE_VLANDB_ENTRY_RANGE", u16),
  state: attr(3, "BRIDGE_VLANDB_ENTRY_STATE", enumOf(u8, BridgePortState)),
  tunnelInfo: attr(4, "BRIDGE_VLANDB_ENTRY_TUNNEL_INFO", nested(tunnelInfo)),
  stats: attr(5, "BRIDGE_VLANDB_ENTRY_STATS", nested(stats)),
  mcastRouter: attr(6, "BRIDGE_VLANDB_ENTRY_MCAST_ROUTER", enumOf(u8, MdbRouterType)),
  mcastNGroups: attr(7, "BRIDGE_VLANDB_ENTRY_MCAST_N_GROUPS", u32),
  /** 0: no limit. */
  mcastMaxGroups: attr(8, "BRIDGE_VLANDB_ENTRY_MCAST_MAX_GROUPS", u32),
  neighSuppress: attr(9, "BRIDGE_VLANDB_ENTRY_NEIGH_SUPPRESS", u8),
  neighForwardGrat: attr(10, "BRIDGE_VLANDB_ENTRY_NEIGH_FORWARD_GRAT", u8),
});

const ticks = unit("clock ticks (USER_HZ)", u64);

/** What holds for a VLAN on the whole bridge. */
export const BridgeVlanGlobalOptions = attrs(
  {
    id: attr(1, "BRIDGE_VLANDB_GOPTS_ID", u16),
    range: attr(2, "BRIDGE_VLANDB_GOPTS_RANGE", u16),
    mcastSnooping: attr(3, "BRIDGE_VLANDB_GOPTS_MCAST_SNOOPING", u8),
    mcastIgmpVersion: attr(4, "BRIDGE_VLANDB_GOPTS_MCAST_IGMP_VERSION", u8),
    mcastMldVersion: attr(5, "BRIDGE_VLANDB_GOPTS_MCAST_MLD_VERSION", u8),
    mcastLastMemberCnt: attr(6, "BRIDGE_VLANDB_GOPTS_MCAST_LAST_MEMBER_CNT", u32),
    mcastStartupQueryCnt: attr(7, "BRIDGE_VLANDB_GOPTS_MCAST_STARTUP_QUERY_CNT", u32),
    mcastLastMemberIntvl: attr(8, "BRIDGE_VLANDB_GOPTS_MCAST_LAST_MEMBER_INTVL", ticks),
    mcastMembershipIntvl: attr(10, "BRIDGE_VLANDB_GOPTS_MCAST_MEMBERSHIP_INTVL", ticks),
    mcastQuerierIntvl: attr(11, "BRIDGE_VLANDB_GOPTS_MCAST_QUERIER_INTVL", ticks),
    mcastQueryIntvl: attr(12, "BRIDGE_VLANDB_GOPTS_MCAST_QUERY_INTVL", ticks),
    mcastQueryResponseIntvl: attr(13, "BRIDGE_VLANDB_GOPTS_MCAST_QUERY_RESPONSE_INTVL", ticks),
    mcastStartupQueryIntvl: attr(14, "BRIDGE_VLANDB_GOPTS_MCAST_STARTUP_QUERY_INTVL", ticks),
    mcastQuerier: attr(15, "BRIDGE_VLANDB_GOPTS_MCAST_QUERIER", u8),
    mcastRouterPorts: attr(16, "BRIDGE_VLANDB_GOPTS_MCAST_ROUTER_PORTS", nested(MdbRouters)),
    mcastQuerierState: attr(17, "BRIDGE_VLANDB_GOPTS_MCAST_QUERIER_STATE", nested(QuerierState)),
    /** Spanning tree instance. */
    msti: attr(18, "BRIDGE_VLANDB_GOPTS_MSTI", u16),
  },
  { pad: { BRIDGE_VLANDB_GOPTS_PAD: 9 } },
);

/** RTM_NEWVLAN and RTM_DELVLAN, from the kernel and to it. */
export const BridgeVlan = message(
  BridgeVlanHeader,
  attrs({
    entry: attr(1, "BRIDGE_VLANDB_ENTRY", nested(repeated(BridgeVlanEntry))),
    globalOptions: attr(2, "BRIDGE_VLANDB_GLOBAL_OPTIONS", nested(repeated(BridgeVlanGlobalOptions))),
  }),
);
export interface BridgeVlan extends Infer<typeof BridgeVlan> {}

/** RTM_GETVLAN: its attributes are numbered apart. */
export const BridgeVlanGet = message(
  BridgeVlanHeader,
  attrs({ flags: attr(1, "BRIDGE_VLANDB_DUMP_FLAGS", flagsOf(u32, BridgeVlanDumpFlags)) }),
);
export interface BridgeVlanGet extends Infer<typeof BridgeVlanGet> {}
