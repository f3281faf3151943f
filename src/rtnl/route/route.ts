// include/uapi/linux/rtnetlink.h: struct rtmsg, RTA_*, struct rta_cacheinfo, struct rta_mfc_stats, RTM_F_*
import {
  addressOf,
  as,
  attr,
  attrs,
  be16,
  be32,
  byKind,
  constants,
  counter64,
  enumOf,
  flagsOf,
  hex,
  type Infer,
  listOf,
  message,
  type NameOf,
  nested,
  s32,
  struct,
  u8,
  u16,
  u32,
  unit,
} from "../../codec/index.js";
import { AddressFamily, IpProtocol, RouteProtocol, RouteScope, RouteTable, RouteType } from "../constants.js";
import { EncapType, routeEncap } from "./encap/encap.js";
import { RouteMetrics } from "./metrics.js";
import { RouteNexthop } from "./nexthop.js";
import { RouteVia } from "./via.js";

/** RTM_F_*; a route with one next hop carries that one's RTNH_F_* in the same word. */
export const RouteFlags = constants(
  "RTM_F_",
  {
    dead: 0x01,
    pervasive: 0x02,
    onlink: 0x04,
    nexthop_offload: 0x08,
    linkdown: 0x10,
    unresolved: 0x20,
    nexthop_trap: 0x40,
    notify: 0x100,
    cloned: 0x200,
    equalize: 0x400,
    prefix: 0x800,
    lookup_table: 0x1000,
    fib_match: 0x2000,
    offload: 0x4000,
    trap: 0x8000,
    offload_failed: 0x20000000,
  },
  {
    dead: "RTNH_F_DEAD",
    pervasive: "RTNH_F_PERVASIVE",
    onlink: "RTNH_F_ONLINK",
    nexthop_offload: "RTNH_F_OFFLOAD",
    linkdown: "RTNH_F_LINKDOWN",
    unresolved: "RTNH_F_UNRESOLVED",
    nexthop_trap: "RTNH_F_TRAP",
  },
);
export type RouteFlags = NameOf<typeof RouteFlags>;

/** Router preference, RFC 4191. */
export const RoutePreference = constants("ICMPV6_ROUTER_PREF_", { medium: 0, high: 1, invalid: 2, low: 3 });
export type RoutePreference = NameOf<typeof RoutePreference>;

export const RouteHeader = struct(
  "rtmsg",
  12,
  {
    family: enumOf(u8, AddressFamily),
    /** Length of `dst`, bits; 20 for an MPLS label. */
    dstLen: u8,
    /** Length of `src`, bits. */
    srcLen: u8,
    tos: u8,
    /** The table when its number fits, otherwise `compat`; the attribute `table` supersedes it. */
    rtmTable: as("rtm_table", enumOf(u8, RouteTable)),
    protocol: enumOf(u8, RouteProtocol),
    scope: enumOf(u8, RouteScope),
    type: enumOf(u8, RouteType),
    flags: flagsOf(u32, RouteFlags),
  },
  { prefix: "rtm_" },
);

export const RouteCacheInfo = struct(
  "rta_cacheinfo",
  32,
  {
    clntref: u32,
    lastuse: unit("clock ticks (USER_HZ)", u32),
    /** Time left; 0: never. */
    expires: unit("clock ticks (USER_HZ)", s32),
    /** Negative errno as 32 bits, 4294967183 is -EHOSTUNREACH. */
    error: u32,
    used: u32,
    id: u32,
    ts: u32,
    tsage: u32,
  },
  { prefix: "rta_" },
);
export interface RouteCacheInfo extends Infer<typeof RouteCacheInfo> {}

export const MulticastStats = struct(
  "rta_mfc_stats",
  24,
  {
    packets: counter64,
    bytes: counter64,
    /** Packets that came in by another interface than the route's. */
    wrongIf: counter64,
  },
  { prefix: "mfcs_" },
);
export interface MulticastStats extends Infer<typeof MulticastStats> {}

const RouteAttrs = attrs(
  {
    /** Destination network; its length is the header's `dstLen`. Absent: the default route. */
    dst: attr(1, "RTA_DST", addressOf("family")),
    src: attr(2, "RTA_SRC", addressOf("family")),
    /** Input interface index. */
    iif: attr(3, "RTA_IIF", u32),
    /** Output interface index. */
    oif: attr(4, "RTA_OIF", u32),
    gateway: attr(5, "RTA_GATEWAY", addressOf("family")),
    /** The metric: lower is preferred. */
    priority: attr(6, "RTA_PRIORITY", u32),
    prefsrc: attr(7, "RTA_PREFSRC", addressOf("family")),
    metrics: attr(8, "RTA_METRICS", RouteMetrics),
    multipath: attr(9, "RTA_MULTIPATH", listOf(RouteNexthop, "len")),
    /** IPv4 realms: source in the upper 16 bits, destination in the lower. */
    flow: attr(11, "RTA_FLOW", hex(u32)),
    cacheinfo: attr(12, "RTA_CACHEINFO", RouteCacheInfo),
    table: attr(15, "RTA_TABLE", enumOf(u32, RouteTable)),
    mark: attr(16, "RTA_MARK", hex(u32)),
    /** Multicast routes (families `ipmr`, `ip6mr`). */
    mfcStats: attr(17, "RTA_MFC_STATS", MulticastStats),
    /** Next hop of another family. */
    via: attr(18, "RTA_VIA", RouteVia),
    /** MPLS: the label stack that replaces the incoming one. */
    newdst: attr(19, "RTA_NEWDST", addressOf("family")),
    pref: attr(20, "RTA_PREF", enumOf(u8, RoutePreference)),
    encapType: attr(21, "RTA_ENCAP_TYPE", enumOf(u16, EncapType)),
    encap: attr(22, "RTA_ENCAP", nested(routeEncap)),
    /** Seconds left, 32 bits; in multicast routes the time since the last use in clock ticks (USER_HZ), 64 bits. */
    expires: attr(23, "RTA_EXPIRES", byKind("family", { ipmr: counter64, ip6mr: counter64 }, u32)),
    uid: attr(25, "RTA_UID", u32),
    /** MPLS: 0 or 1. */
    ttlPropagate: attr(26, "RTA_TTL_PROPAGATE", u8),
    ipProto: attr(27, "RTA_IP_PROTO", enumOf(u8, IpProtocol)),
    /** Lookups; big-endian, as `dport`. */
    sport: attr(28, "RTA_SPORT", be16),
    dport: attr(29, "RTA_DPORT", be16),
    /** Id of a nexthop object. */
    nhId: attr(30, "RTA_NH_ID", u32),
    /** Twenty bits, big-endian; kernel 6.14. */
    flowlabel: attr(31, "RTA_FLOWLABEL", hex(be32)),
  },
  { pad: { RTA_PROTOINFO: 10, RTA_SESSION: 13, RTA_MP_ALGO: 14, RTA_PAD: 24 } },
);

/** RTM_*ROUTE, of every family that routes: inet, inet6, mpls, ipmr, ip6mr. */
export const Route = message(RouteHeader, RouteAttrs);
export type Route = Infer<typeof Route>;
