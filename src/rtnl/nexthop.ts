// include/uapi/linux/nexthop.h: struct nhmsg, NHA_*, struct nexthop_grp, NEXTHOP_GRP_TYPE_*
import {
  addressOf,
  array,
  attr,
  attrs,
  constants,
  counter64,
  enumOf,
  flag,
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
  uint,
  unit,
} from "../codec/index.js";
import { AddressFamily, RouteProtocol, RouteScope } from "./constants.js";
import { EncapType, routeEncap } from "./route/encap/encap.js";
import { NexthopFlags } from "./route/nexthop.js";

/** How a group chooses: by hash, or by a table of buckets that changes as little as possible. */
export const NexthopGroupType = constants("NEXTHOP_GRP_TYPE_", { mpath: 0, res: 1 });
export type NexthopGroupType = NameOf<typeof NexthopGroupType>;

/** Requests: what a dump carries. Replies: `resp_grp_resvd_0` tells that the kernel knows weights above 256. */
export const NexthopOpFlags = constants("NHA_OP_FLAG_", {
  dump_stats: 0x01,
  dump_hw_stats: 0x02,
  resp_grp_resvd_0: 0x80000000,
});
export type NexthopOpFlags = NameOf<typeof NexthopOpFlags>;

export const NexthopHeader = struct(
  "nhmsg",
  8,
  {
    /** `unspec` for groups. */
    family: enumOf(u8, AddressFamily),
    scope: enumOf(u8, RouteScope),
    protocol: enumOf(u8, RouteProtocol),
    flags: flagsOf(u32, NexthopFlags),
  },
  { prefix: "nh_" },
);

/**
 * A member of a group, as the kernel stores it: the weight that `ip` shows and `nexthops.add` takes is `weight` + 256 ×
 * `weightHigh` + 1, which `nexthopWeight` works out.
 */
export const NexthopGroupEntry = struct("nexthop_grp", 8, {
  id: u32,
  /** Lower eight bits of the weight minus one, as `hops` of a route's next hops. */
  weight: u8,
  /** Upper eight bits of the weight minus one; kernel 6.12. */
  weightHigh: u8,
});
export interface NexthopGroupEntry extends Infer<typeof NexthopGroupEntry> {}

/** Of a resilient group. */
export const NexthopResilientGroup = attrs(
  {
    buckets: attr(1, "NHA_RES_GROUP_BUCKETS", u16),
    /** Time without traffic after which a bucket may change its next hop. */
    idleTimer: attr(2, "NHA_RES_GROUP_IDLE_TIMER", unit("clock ticks (USER_HZ)", u32)),
    /** Time after which buckets are changed even under traffic; 0: never. */
    unbalancedTimer: attr(3, "NHA_RES_GROUP_UNBALANCED_TIMER", unit("clock ticks (USER_HZ)", u32)),
    /** How long the group has been out of balance. */
    unbalancedTime: attr(4, "NHA_RES_GROUP_UNBALANCED_TIME", unit("clock ticks (USER_HZ)", counter64)),
  },
  { pad: { NHA_RES_GROUP_PAD: 0 } },
);
export interface NexthopResilientGroup extends Infer<typeof NexthopResilientGroup> {}

export const NexthopBucketInfo = attrs(
  {
    index: attr(1, "NHA_RES_BUCKET_INDEX", u16),
    idleTime: attr(2, "NHA_RES_BUCKET_IDLE_TIME", unit("clock ticks (USER_HZ)", counter64)),
    nhId: attr(3, "NHA_RES_BUCKET_NH_ID", u32),
  },
  { pad: { NHA_RES_BUCKET_PAD: 0 } },
);
export interface NexthopBucketInfo extends Infer<typeof NexthopBucketInfo> {}

export const NexthopGroupStatsEntry = attrs({
  id: attr(1, "NHA_GROUP_STATS_ENTRY_ID", u32),
  packets: attr(2, "NHA_GROUP_STATS_ENTRY_PACKETS", uint),
  /** Forwarded in hardware. */
  packetsHw: attr(3, "NHA_GROUP_STATS_ENTRY_PACKETS_HW", uint),
});
export interface NexthopGroupStatsEntry extends Infer<typeof NexthopGroupStatsEntry> {}

export const NexthopGroupStats = attrs({
  entry: attr(1, "NHA_GROUP_STATS_ENTRY", nested(repeated(NexthopGroupStatsEntry))),
});
export interface NexthopGroupStats extends Infer<typeof NexthopGroupStats> {}

const NexthopAttrs = attrs({
  id: attr(1, "NHA_ID", u32),
  group: attr(2, "NHA_GROUP", array(NexthopGroupEntry)),
  groupType: attr(3, "NHA_GROUP_TYPE", enumOf(u16, NexthopGroupType)),
  blackhole: attr(4, "NHA_BLACKHOLE", flag),
  /** Output interface index. */
  oif: attr(5, "NHA_OIF", u32),
  gateway: attr(6, "NHA_GATEWAY", addressOf("family")),
  encapType: attr(7, "NHA_ENCAP_TYPE", enumOf(u16, EncapType)),
  encap: attr(8, "NHA_ENCAP", nested(routeEncap)),
  /** Dumps: groups only. */
  groups: attr(9, "NHA_GROUPS", flag),
  /** Dumps: only next hops on ports of the interface with this index. */
  master: attr(10, "NHA_MASTER", u32),
  /** For forwarding databases: no route may use it. */
  fdb: attr(11, "NHA_FDB", flag),
  resGroup: attr(12, "NHA_RES_GROUP", nested(NexthopResilientGroup)),
  resBucket: attr(13, "NHA_RES_BUCKET", nested(NexthopBucketInfo)),
  opFlags: attr(14, "NHA_OP_FLAGS", flagsOf(u32, NexthopOpFlags)),
  groupStats: attr(15, "NHA_GROUP_STATS", nested(NexthopGroupStats)),
  /** 0 or 1. */
  hwStatsEnable: attr(16, "NHA_HW_STATS_ENABLE", u32),
  /** 0 or 1. */
  hwStatsUsed: attr(17, "NHA_HW_STATS_USED", u32),
});

/** RTM_*NEXTHOP and RTM_*NEXTHOPBUCKET: a next hop, a group of them, or a bucket of a resilient group. */
export const Nexthop = message(NexthopHeader, NexthopAttrs);
export type Nexthop = Infer<typeof Nexthop>;
