// include/uapi/linux/if_link.h: struct tunnel_msg, VXLAN_VNIFILTER_*; drivers/net/vxlan/vxlan_vnifilter.c
import {
  attr,
  attrs,
  constants,
  counter64,
  enumOf,
  flagsOf,
  type Infer,
  ipv4,
  ipv6,
  message,
  nested,
  repeated,
  struct,
  u8,
  u16,
  u32,
  unit,
} from "../codec/index.js";
import { AddressFamily } from "./constants.js";

export const TunnelFlags = constants("TUNNEL_MSG_", { flag_stats: 1 });

export const TunnelHeader = struct("tunnel_msg", 8, {
  family: enumOf(u8, AddressFamily),
  flags: flagsOf(u8, TunnelFlags),
  reserved2: u16,
  /** The VXLAN device. */
  ifindex: u32,
});

const stats = attrs(
  {
    rxBytes: attr(1, "VNIFILTER_ENTRY_STATS_RX_BYTES", unit("bytes", counter64)),
    rxPkts: attr(2, "VNIFILTER_ENTRY_STATS_RX_PKTS", unit("packets", counter64)),
    rxDrops: attr(3, "VNIFILTER_ENTRY_STATS_RX_DROPS", unit("packets", counter64)),
    rxErrors: attr(4, "VNIFILTER_ENTRY_STATS_RX_ERRORS", unit("packets", counter64)),
    txBytes: attr(5, "VNIFILTER_ENTRY_STATS_TX_BYTES", unit("bytes", counter64)),
    txPkts: attr(6, "VNIFILTER_ENTRY_STATS_TX_PKTS", unit("packets", counter64)),
    txDrops: attr(7, "VNIFILTER_ENTRY_STATS_TX_DROPS", unit("packets", counter64)),
    txErrors: attr(8, "VNIFILTER_ENTRY_STATS_TX_ERRORS", unit("packets", counter64)),
  },
  { pad: { VNIFILTER_ENTRY_STATS_PAD: 9 } },
);

/** One VXLAN network identifier, or a range of them. */
export const VniFilterEntry = attrs({
  start: attr(1, "VXLAN_VNIFILTER_ENTRY_START", u32),
  end: attr(2, "VXLAN_VNIFILTER_ENTRY_END", u32),
  /** Multicast group or remote address of these VNIs. */
  group: attr(3, "VXLAN_VNIFILTER_ENTRY_GROUP", ipv4),
  group6: attr(4, "VXLAN_VNIFILTER_ENTRY_GROUP6", ipv6),
  stats: attr(5, "VXLAN_VNIFILTER_ENTRY_STATS", nested(stats)),
});

/** RTM_*TUNNEL: the VNIs that a VXLAN device with a VNI filter takes. */
export const Tunnel = message(
  TunnelHeader,
  attrs({ entry: attr(1, "VXLAN_VNIFILTER_ENTRY", nested(repeated(VniFilterEntry))) }),
);
export interface Tunnel extends Infer<typeof Tunnel> {}
