// include/uapi/linux/neighbour.h: struct ndmsg, NDA_*, struct nda_cacheinfo, NUD_*, NTF_*, NFEA_*, FDB_NOTIFY_*
import {
  addressOf,
  attr,
  attrs,
  be16,
  constants,
  enumOf,
  flag,
  flagsOf,
  type Infer,
  lladdr,
  message,
  type NameOf,
  nested,
  s32,
  struct,
  u8,
  u16,
  u32,
  unit,
} from "../codec/index.js";
import { AddressFamily, RouteProtocol, RouteType } from "./constants.js";

/** Reachability. An entry is in one state; filters and masks combine them. */
export const NeighbourState = constants("NUD_", {
  none: 0x00,
  incomplete: 0x01,
  reachable: 0x02,
  stale: 0x04,
  delay: 0x08,
  probe: 0x10,
  failed: 0x20,
  noarp: 0x40,
  permanent: 0x80,
});
export type NeighbourState = NameOf<typeof NeighbourState>;

export const NeighbourFlags = constants("NTF_", {
  use: 0x01,
  self: 0x02,
  master: 0x04,
  proxy: 0x08,
  ext_learned: 0x10,
  offloaded: 0x20,
  sticky: 0x40,
  router: 0x80,
});
export type NeighbourFlags = NameOf<typeof NeighbourFlags>;

/** The flags that did not fit `ndm_flags`. */
export const NeighbourExtFlags = constants("NTF_EXT_", { managed: 0x01, locked: 0x02, ext_validated: 0x04 });
export type NeighbourExtFlags = NameOf<typeof NeighbourExtFlags>;

/** What a bridge tells about the activity of an FDB entry. */
export const FdbNotify = constants("FDB_NOTIFY_", { bit: 1, inactive_bit: 2 });
export type FdbNotify = NameOf<typeof FdbNotify>;

export const NeighbourHeader = struct(
  "ndmsg",
  12,
  {
    /** `bridge` for forwarding databases. */
    family: enumOf(u8, AddressFamily),
    /** Interface index. */
    ifindex: s32,
    state: flagsOf(u16, NeighbourState),
    flags: flagsOf(u8, NeighbourFlags),
    type: enumOf(u8, RouteType),
  },
  { prefix: "ndm_" },
);

/** Times since the event, and the number of users. */
export const NeighbourCacheInfo = struct(
  "nda_cacheinfo",
  16,
  {
    confirmed: unit("clock ticks (USER_HZ)", u32),
    used: unit("clock ticks (USER_HZ)", u32),
    updated: unit("clock ticks (USER_HZ)", u32),
    refcnt: u32,
  },
  { prefix: "ndm_" },
);
export interface NeighbourCacheInfo extends Infer<typeof NeighbourCacheInfo> {}

/** Options of FDB entries. */
export const FdbExtAttrs = attrs({
  /** Kernel 5.14. */
  activityNotify: attr(1, "NFEA_ACTIVITY_NOTIFY", flagsOf(u8, FdbNotify)),
  /** A replacement leaves the time of last use alone. */
  dontRefresh: attr(2, "NFEA_DONT_REFRESH", flag),
});
export interface FdbExtAttrs extends Infer<typeof FdbExtAttrs> {}

const NeighbourAttrs = attrs({
  /** Network address; in an FDB of VXLAN the remote tunnel endpoint. */
  dst: attr(1, "NDA_DST", addressOf("family")),
  lladdr: attr(2, "NDA_LLADDR", lladdr),
  cacheinfo: attr(3, "NDA_CACHEINFO", NeighbourCacheInfo),
  probes: attr(4, "NDA_PROBES", u32),
  vlan: attr(5, "NDA_VLAN", u16),
  /** UDP port, big-endian. */
  port: attr(6, "NDA_PORT", be16),
  vni: attr(7, "NDA_VNI", u32),
  /** Interface that a VXLAN entry sends through; the entry's own one is the header's `ifindex`. */
  viaIfindex: attr(8, "NDA_IFINDEX", u32),
  /** Interface index of the bridge; in requests a filter. */
  master: attr(9, "NDA_MASTER", u32),
  /** Network namespace of `viaIfindex`. */
  linkNetnsid: attr(10, "NDA_LINK_NETNSID", s32),
  srcVni: attr(11, "NDA_SRC_VNI", u32),
  protocol: attr(12, "NDA_PROTOCOL", enumOf(u8, RouteProtocol)),
  /** Id of a nexthop object. */
  nhId: attr(13, "NDA_NH_ID", u32),
  fdbExtAttrs: attr(14, "NDA_FDB_EXT_ATTRS", nested(FdbExtAttrs)),
  flagsExt: attr(15, "NDA_FLAGS_EXT", flagsOf(u32, NeighbourExtFlags)),
  /** Bulk deletion: bits of `state` that are compared. */
  ndmStateMask: attr(16, "NDA_NDM_STATE_MASK", flagsOf(u16, NeighbourState)),
  /** Bulk deletion: bits of `flags` that are compared. */
  ndmFlagsMask: attr(17, "NDA_NDM_FLAGS_MASK", flagsOf(u8, NeighbourFlags)),
});

/** RTM_*NEIGH: neighbours (ARP, ND), their proxies, and forwarding databases. */
export const Neighbour = message(NeighbourHeader, NeighbourAttrs);
export interface Neighbour extends Infer<typeof Neighbour> {}
