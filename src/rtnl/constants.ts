// include/uapi/linux/rtnetlink.h, RTN_*, RTPROT_*, RT_SCOPE_*, RT_TABLE_*;
// include/uapi/linux/in.h and in6.h: IPPROTO_*
import { constants, type NameOf } from "../codec/index.js";

export { AddressFamily } from "../uapi/address-family.js";
export { IpProtocol } from "../uapi/ip-protocol.js";

/** What becomes of packets that match. */
export const RouteType = constants("RTN_", {
  unspec: 0,
  unicast: 1,
  local: 2,
  broadcast: 3,
  anycast: 4,
  multicast: 5,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8,
  throw: 9,
  nat: 10,
  xresolve: 11,
});
export type RouteType = NameOf<typeof RouteType>;

/** Who put the object there. Values from `static` up are not interpreted by the kernel. */
export const RouteProtocol = constants("RTPROT_", {
  unspec: 0,
  redirect: 1,
  kernel: 2,
  boot: 3,
  static: 4,
  gated: 8,
  ra: 9,
  mrt: 10,
  zebra: 11,
  bird: 12,
  dnrouted: 13,
  xorp: 14,
  ntk: 15,
  dhcp: 16,
  mrouted: 17,
  keepalived: 18,
  babel: 42,
  ovn: 84,
  openr: 99,
  bgp: 186,
  isis: 187,
  ospf: 188,
  rip: 189,
  eigrp: 192,
});
export type RouteProtocol = NameOf<typeof RouteProtocol>;

/** Distance to the destination; smaller is wider. */
export const RouteScope = constants("RT_SCOPE_", { universe: 0, site: 200, link: 253, host: 254, nowhere: 255 });
export type RouteScope = NameOf<typeof RouteScope>;

/** Routing tables with a name of their own. `compat`: the table's number does not fit the header's eight bits. */
export const RouteTable = constants("RT_TABLE_", { unspec: 0, compat: 252, default: 253, main: 254, local: 255 });
export type RouteTable = NameOf<typeof RouteTable>;
