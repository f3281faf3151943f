// include/uapi/linux/if_bridge.h: struct br_port_msg, struct br_mdb_entry, MDBA_*, MDBE_*, MDB_*
import {
  attr,
  attrs,
  be16,
  constants,
  enumOf,
  fixedBytes,
  flagsOf,
  type Infer,
  ip,
  message,
  type NameOf,
  nested,
  repeated,
  struct,
  u8,
  u16,
  u32,
  unit,
} from "../codec/index.js";
import { AddressFamily, RouteProtocol } from "./constants.js";

export const MdbState = constants("MDB_", { temporary: 0, permanent: 1 });
export type MdbState = NameOf<typeof MdbState>;

export const MdbFlags = constants("MDB_FLAGS_", {
  offload: 0x01,
  fast_leave: 0x02,
  star_excl: 0x04,
  blocked: 0x08,
  offload_failed: 0x10,
});
export type MdbFlags = NameOf<typeof MdbFlags>;

/** Which sources a membership is about: all but those listed, or only those. */
export const MdbGroupMode = constants("MCAST_", { exclude: 0, include: 1 });
export type MdbGroupMode = NameOf<typeof MdbGroupMode>;

export const MdbRouterType = constants("MDB_RTR_TYPE_", { disabled: 0, temp_query: 1, perm: 2, temp: 3 });
export type MdbRouterType = NameOf<typeof MdbRouterType>;

/** What kind of address an entry has, an EtherType; 0 is a MAC address. */
export const MdbProto = constants("ETH_P_", { ip: 0x0800, ipv6: 0x86dd });
export type MdbProto = NameOf<typeof MdbProto>;

/** `ifindex` is the bridge's or the VXLAN device's. */
export const MdbHeader = struct("br_port_msg", 8, { family: enumOf(u8, AddressFamily), ifindex: u32 });

export const MdbEntry = struct("br_mdb_entry", 28, {
  /** Interface index of the port. */
  ifindex: u32,
  state: enumOf(u8, MdbState),
  flags: flagsOf(u8, MdbFlags),
  vid: u16,
  /** The group: the first 4, 16 or 6 bytes, by `proto`. */
  addr: fixedBytes(16),
  /** Big-endian. */
  proto: enumOf(be16, MdbProto),
});
export interface MdbEntry extends Infer<typeof MdbEntry> {}

const MdbSource = attrs({
  address: attr(1, "MDBA_MDB_SRCATTR_ADDRESS", ip),
  timer: attr(2, "MDBA_MDB_SRCATTR_TIMER", unit("clock ticks (USER_HZ)", u32)),
});

const MdbSourceList = attrs({
  entry: attr(1, "MDBA_MDB_SRCLIST_ENTRY", nested(repeated(MdbSource))),
});

const MdbEntryAttrs = attrs({
  timer: attr(1, "MDBA_MDB_EATTR_TIMER", unit("clock ticks (USER_HZ)", u32)),
  srcList: attr(2, "MDBA_MDB_EATTR_SRC_LIST", nested(MdbSourceList)),
  groupMode: attr(3, "MDBA_MDB_EATTR_GROUP_MODE", enumOf(u8, MdbGroupMode)),
  source: attr(4, "MDBA_MDB_EATTR_SOURCE", ip),
  rtprot: attr(5, "MDBA_MDB_EATTR_RTPROT", enumOf(u8, RouteProtocol)),
  /** VXLAN: the remote endpoint. */
  dst: attr(6, "MDBA_MDB_EATTR_DST", ip),
  /** Host byte order. */
  dstPort: attr(7, "MDBA_MDB_EATTR_DST_PORT", u16),
  vni: attr(8, "MDBA_MDB_EATTR_VNI", u32),
  /** VXLAN: interface to send through. */
  viaIfindex: attr(9, "MDBA_MDB_EATTR_IFINDEX", u32),
  srcVni: attr(10, "MDBA_MDB_EATTR_SRC_VNI", u32),
});

/** An entry as the kernel reports it. */
export const MdbEntryInfo = message(MdbEntry, MdbEntryAttrs);
export interface MdbEntryInfo extends Infer<typeof MdbEntryInfo> {}

const MdbGroup = attrs({
  info: attr(1, "MDBA_MDB_ENTRY_INFO", repeated(MdbEntryInfo)),
});

const MdbGroups = attrs({
  entry: attr(1, "MDBA_MDB_ENTRY", nested(repeated(MdbGroup))),
});

const MdbRouterPort = message(
  struct("MDBA_ROUTER_PORT", 4, { ifindex: u32 }),
  attrs({
    timer: attr(1, "MDBA_ROUTER_PATTR_TIMER", unit("clock ticks (USER_HZ)", u32)),
    type: attr(2, "MDBA_ROUTER_PATTR_TYPE", enumOf(u8, MdbRouterType)),
    inetTimer: attr(3, "MDBA_ROUTER_PATTR_INET_TIMER", unit("clock ticks (USER_HZ)", u32)),
    inet6Timer: attr(4, "MDBA_ROUTER_PATTR_INET6_TIMER", unit("clock ticks (USER_HZ)", u32)),
    vid: attr(5, "MDBA_ROUTER_PATTR_VID", u16),
  }),
);

export const MdbRouters = attrs({
  port: attr(1, "MDBA_ROUTER_PORT", repeated(MdbRouterPort)),
});

/** RTM_*MDB from the kernel: multicast groups and router ports of a bridge, or groups of a VXLAN device. */
export const Mdb = message(
  MdbHeader,
  attrs({
    mdb: attr(1, "MDBA_MDB", nested(MdbGroups)),
    router: attr(2, "MDBA_ROUTER", nested(MdbRouters)),
  }),
);
export interface Mdb extends Infer<typeof Mdb> {}

const MdbRequestSource = attrs({
  address: attr(1, "MDBE_SRCATTR_ADDRESS", ip),
});

const MdbRequestSourceList = attrs({
  entry: attr(1, "MDBE_SRC_LIST_ENTRY", nested(repeated(MdbRequestSource))),
});

export const MdbRequestAttrs = attrs({
  source: attr(1, "MDBE_ATTR_SOURCE", ip),
  srcList: attr(2, "MDBE_ATTR_SRC_LIST", nested(MdbRequestSourceList)),
  groupMode: attr(3, "MDBE_ATTR_GROUP_MODE", enumOf(u8, MdbGroupMode)),
  rtprot: attr(4, "MDBE_ATTR_RTPROT", enumOf(u8, RouteProtocol)),
  dst: attr(5, "MDBE_ATTR_DST", ip),
  /** Host byte order. */
  dstPort: attr(6, "MDBE_ATTR_DST_PORT", u16),
  vni: attr(7, "MDBE_ATTR_VNI", u32),
  ifindex: attr(8, "MDBE_ATTR_IFINDEX", u32),
  srcVni: attr(9, "MDBE_ATTR_SRC_VNI", u32),
  /** Bulk deletion: bits of the entry's `state` that are compared. */
  stateMask: attr(10, "MDBE_ATTR_STATE_MASK", flagsOf(u8, MdbState)),
});
export interface MdbRequestAttrs extends Infer<typeof MdbRequestAttrs> {}

/** RTM_NEWMDB and RTM_DELMDB to the kernel. */
export const MdbSet = message(
  MdbHeader,
  attrs({
    entry: attr(1, "MDBA_SET_ENTRY", MdbEntry),
    attrs: attr(2, "MDBA_SET_ENTRY_ATTRS", nested(MdbRequestAttrs)),
  }),
);
export interface MdbSet extends Infer<typeof MdbSet> {}

/** RTM_GETMDB to the kernel; without an entry it asks for a dump. */
export const MdbGet = message(
  MdbHeader,
  attrs({
    entry: attr(1, "MDBA_GET_ENTRY", MdbEntry),
    attrs: attr(2, "MDBA_GET_ENTRY_ATTRS", nested(MdbRequestAttrs)),
  }),
);
export interface MdbGet extends Infer<typeof MdbGet> {}
