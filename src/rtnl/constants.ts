// include/linux/socket.h: AF_*; include/uapi/linux/rtnetlink.h: RTNL_FAMILY_*, RTN_*, RTPROT_*, RT_SCOPE_*, RT_TABLE_*;
// include/uapi/linux/in.h and in6.h: IPPROTO_*
import { constants, type NameOf } from "../codec/index.js";

/** Address families as rtnetlink uses them; the multicast routing families are rtnetlink's own. */
export const AddressFamily = constants(
  "AF_",
  {
    unspec: 0,
    unix: 1,
    inet: 2,
    ax25: 3,
    ipx: 4,
    appletalk: 5,
    netrom: 6,
    bridge: 7,
    atmpvc: 8,
    x25: 9,
    inet6: 10,
    rose: 11,
    decnet: 12,
    netbeui: 13,
    security: 14,
    key: 15,
    netlink: 16,
    packet: 17,
    ash: 18,
    econet: 19,
    atmsvc: 20,
    rds: 21,
    sna: 22,
    irda: 23,
    pppox: 24,
    wanpipe: 25,
    llc: 26,
    ib: 27,
    mpls: 28,
    can: 29,
    tipc: 30,
    bluetooth: 31,
    iucv: 32,
    rxrpc: 33,
    isdn: 34,
    phonet: 35,
    ieee802154: 36,
    caif: 37,
    alg: 38,
    nfc: 39,
    vsock: 40,
    kcm: 41,
    qipcrtr: 42,
    smc: 43,
    xdp: 44,
    mctp: 45,
    ipmr: 128,
    ip6mr: 129,
  },
  { ipmr: "RTNL_FAMILY_IPMR", ip6mr: "RTNL_FAMILY_IP6MR", decnet: "AF_DECnet" },
);
export type AddressFamily = NameOf<typeof AddressFamily>;

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

/** IP protocol and next header numbers. */
export const IpProtocol = constants("IPPROTO_", {
  ip: 0,
  icmp: 1,
  igmp: 2,
  ipip: 4,
  tcp: 6,
  egp: 8,
  pup: 12,
  udp: 17,
  idp: 22,
  tp: 29,
  dccp: 33,
  ipv6: 41,
  routing: 43,
  fragment: 44,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  none: 59,
  dstopts: 60,
  mtp: 92,
  beetph: 94,
  encap: 98,
  pim: 103,
  comp: 108,
  l2tp: 115,
  sctp: 132,
  mh: 135,
  udplite: 136,
  mpls: 137,
  ethernet: 143,
  aggfrag: 144,
  raw: 255,
});
export type IpProtocol = NameOf<typeof IpProtocol>;
