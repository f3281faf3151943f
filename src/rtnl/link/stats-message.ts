// include/uapi/linux/if_link.h: struct if_stats_msg, IFLA_STATS_*; RTM_NEWSTATS, RTM_GETSTATS, RTM_SETSTATS
import {
  type AttrsType,
  array,
  attr,
  attrs,
  constants,
  counter64,
  enumOf,
  flagsOf,
  type Infer,
  type Input,
  indexedBy,
  message,
  type NameOf,
  nested,
  repeated,
  struct,
  u8,
  u16,
  u32,
  unit,
} from "../../codec/index.js";
import { AddressFamily } from "../constants.js";
import { BridgeVlanFlags } from "./bridge/constants.js";
import { LinkStats64 } from "./stats.js";

/** Groups of statistics, as bits: 1 << (IFLA_STATS_* - 1). */
export const StatsFilter = constants("IFLA_STATS_", {
  link_64: 1 << 0,
  link_xstats: 1 << 1,
  link_xstats_slave: 1 << 2,
  link_offload_xstats: 1 << 3,
  af_spec: 1 << 4,
});
export type StatsFilter = NameOf<typeof StatsFilter>;

export const StatsHeader = struct("if_stats_msg", 12, {
  family: enumOf(u8, AddressFamily),
  /** Interface index, 0 in a dump's request. */
  ifindex: u32,
  /** What a request asks for and a reply holds. */
  filterMask: flagsOf(u32, StatsFilter),
});

const BridgeVlanStats = struct("bridge_vlan_xstats", 40, {
  rxBytes: unit("bytes", counter64),
  rxPackets: unit("packets", counter64),
  txBytes: unit("bytes", counter64),
  txPackets: unit("packets", counter64),
  vid: u16,
  flags: flagsOf(u16, BridgeVlanFlags),
  pad2: u32,
});
/** Received, then sent. */
const rxTx = array(counter64, 2);
const BridgeMcastStats = struct("br_mcast_stats", 240, {
  igmpV1queries: rxTx,
  igmpV2queries: rxTx,
  igmpV3queries: rxTx,
  igmpLeaves: rxTx,
  igmpV1reports: rxTx,
  igmpV2reports: rxTx,
  igmpV3reports: rxTx,
  igmpParseErrors: counter64,
  mldV1queries: rxTx,
  mldV2queries: rxTx,
  mldLeaves: rxTx,
  mldV1reports: rxTx,
  mldV2reports: rxTx,
  mldParseErrors: counter64,
  mcastBytes: rxTx,
  mcastPackets: rxTx,
});
const BridgeStpStats = struct("bridge_stp_xstats", 48, {
  transitionBlk: counter64,
  transitionFwd: counter64,
  rxBpdu: counter64,
  txBpdu: counter64,
  rxTcn: counter64,
  txTcn: counter64,
});

const bridgeXstats = attrs(
  {
    vlan: attr(1, "BRIDGE_XSTATS_VLAN", repeated(BridgeVlanStats)),
    mcast: attr(2, "BRIDGE_XSTATS_MCAST", BridgeMcastStats),
    stp: attr(4, "BRIDGE_XSTATS_STP", BridgeStpStats),
  },
  { pad: { BRIDGE_XSTATS_PAD: 3 } },
);
export interface BridgeXstats extends Infer<typeof bridgeXstats> {}
export interface BridgeXstatsInput extends Input<typeof bridgeXstats> {}
export const BridgeXstats: AttrsType<BridgeXstats, BridgeXstatsInput> = bridgeXstats;

/** include/uapi/linux/if_bonding.h: BOND_3AD_STAT_*. */
const Bond3adStats = attrs(
  {
    lacpduRx: attr(0, "BOND_3AD_STAT_LACPDU_RX", counter64),
    lacpduTx: attr(1, "BOND_3AD_STAT_LACPDU_TX", counter64),
    lacpduUnknownRx: attr(2, "BOND_3AD_STAT_LACPDU_UNKNOWN_RX", counter64),
    lacpduIllegalRx: attr(3, "BOND_3AD_STAT_LACPDU_ILLEGAL_RX", counter64),
    markerRx: attr(4, "BOND_3AD_STAT_MARKER_RX", counter64),
    markerTx: attr(5, "BOND_3AD_STAT_MARKER_TX", counter64),
    markerRespRx: attr(6, "BOND_3AD_STAT_MARKER_RESP_RX", counter64),
    markerRespTx: attr(7, "BOND_3AD_STAT_MARKER_RESP_TX", counter64),
    markerUnknownRx: attr(8, "BOND_3AD_STAT_MARKER_UNKNOWN_RX", counter64),
  },
  { pad: { BOND_3AD_STAT_PAD: 9 } },
);

const LinkXstats = attrs({
  bridge: attr(1, "LINK_XSTATS_TYPE_BRIDGE", BridgeXstats),
  bond: attr(2, "LINK_XSTATS_TYPE_BOND", attrs({ ad: attr(1, "BOND_XSTATS_3AD", Bond3adStats) })),
});

const HwStats64 = struct("rtnl_hw_stats64", 72, {
  rxPackets: unit("packets", counter64),
  txPackets: unit("packets", counter64),
  rxBytes: unit("bytes", counter64),
  txBytes: unit("bytes", counter64),
  rxErrors: counter64,
  txErrors: counter64,
  rxDropped: counter64,
  txDropped: counter64,
  multicast: counter64,
});

const HwStatsInfo = attrs({
  /** Whether hardware statistics were asked for. */
  request: attr(1, "IFLA_OFFLOAD_XSTATS_HW_S_INFO_REQUEST", u8),
  /** Whether a device gives them. */
  used: attr(2, "IFLA_OFFLOAD_XSTATS_HW_S_INFO_USED", u8),
});

const OffloadXstats = attrs({
  /** Of packets that went through the CPU. */
  cpuHit: attr(1, "IFLA_OFFLOAD_XSTATS_CPU_HIT", LinkStats64),
  /** `kind` is an IFLA_OFFLOAD_XSTATS_* number. */
  hwSInfo: attr(2, "IFLA_OFFLOAD_XSTATS_HW_S_INFO", nested(indexedBy("kind", nested(HwStatsInfo)))),
  l3Stats: attr(3, "IFLA_OFFLOAD_XSTATS_L3_STATS", HwStats64),
});

/** include/uapi/linux/mpls.h. */
const MplsLinkStats = struct("mpls_link_stats", 72, {
  rxPackets: unit("packets", counter64),
  txPackets: unit("packets", counter64),
  rxBytes: unit("bytes", counter64),
  txBytes: unit("bytes", counter64),
  rxErrors: counter64,
  txErrors: counter64,
  rxDropped: counter64,
  txDropped: counter64,
  rxNoroute: counter64,
});
const FamilyStats = attrs({
  mpls: attr(28, "AF_MPLS", attrs({ link: attr(1, "MPLS_STATS_LINK", MplsLinkStats) })),
});

/** RTM_NEWSTATS from the kernel. */
export const LinkStats = message(
  StatsHeader,
  attrs({
    link64: attr(1, "IFLA_STATS_LINK_64", LinkStats64),
    /** Of the kind of the device. */
    linkXstats: attr(2, "IFLA_STATS_LINK_XSTATS", LinkXstats),
    /** Of the device as a part of another. */
    linkXstatsSlave: attr(3, "IFLA_STATS_LINK_XSTATS_SLAVE", LinkXstats),
    linkOffloadXstats: attr(4, "IFLA_STATS_LINK_OFFLOAD_XSTATS", OffloadXstats),
    afSpec: attr(5, "IFLA_STATS_AF_SPEC", FamilyStats),
  }),
);
export interface LinkStats extends Infer<typeof LinkStats> {}

/** Within each group of statistics, 1 << (number - 1) of those that are wanted. */
const GetFilters = attrs({
  link64: attr(1, "IFLA_STATS_LINK_64", u32),
  linkXstats: attr(2, "IFLA_STATS_LINK_XSTATS", u32),
  linkXstatsSlave: attr(3, "IFLA_STATS_LINK_XSTATS_SLAVE", u32),
  linkOffloadXstats: attr(4, "IFLA_STATS_LINK_OFFLOAD_XSTATS", u32),
  afSpec: attr(5, "IFLA_STATS_AF_SPEC", u32),
});

/** RTM_GETSTATS and RTM_SETSTATS. */
export const LinkStatsRequest = message(
  StatsHeader,
  attrs({
    getFilters: attr(1, "IFLA_STATS_GET_FILTERS", nested(GetFilters)),
    /** 1 switches hardware statistics of layer 3 on, 0 off; RTM_SETSTATS. */
    setOffloadXstatsL3Stats: attr(2, "IFLA_STATS_SET_OFFLOAD_XSTATS_L3_STATS", u8),
  }),
);
export interface LinkStatsRequest extends Infer<typeof LinkStatsRequest> {}
