// include/uapi/linux/rtnetlink.h: enum rtnetlink_groups; netfilter/nfnetlink.h; xfrm.h; sock_diag.h; audit.h
import { type Constants, constants } from "../../codec/index.js";
import { NetlinkProtocol } from "../header.js";

export const RouteGroup = constants("RTNLGRP_", {
  link: 1,
  notify: 2,
  neigh: 3,
  tc: 4,
  ipv4_ifaddr: 5,
  ipv4_mroute: 6,
  ipv4_route: 7,
  ipv4_rule: 8,
  ipv6_ifaddr: 9,
  ipv6_mroute: 10,
  ipv6_route: 11,
  ipv6_ifinfo: 12,
  ipv6_prefix: 18,
  ipv6_rule: 19,
  nd_useropt: 20,
  phonet_ifaddr: 21,
  phonet_route: 22,
  dcb: 23,
  ipv4_netconf: 24,
  ipv6_netconf: 25,
  mdb: 26,
  mpls_route: 27,
  nsid: 28,
  mpls_netconf: 29,
  ipv4_mroute_r: 30,
  ipv6_mroute_r: 31,
  nexthop: 32,
  brvlan: 33,
  mctp_ifaddr: 34,
  tunnel: 35,
  stats: 36,
  ipv4_mcaddr: 37,
  ipv6_mcaddr: 38,
  ipv6_acaddr: 39,
});

export const NetfilterGroup = constants("NFNLGRP_", {
  conntrack_new: 1,
  conntrack_update: 2,
  conntrack_destroy: 3,
  conntrack_exp_new: 4,
  conntrack_exp_update: 5,
  conntrack_exp_destroy: 6,
  nftables: 7,
  acct_quota: 8,
  nftrace: 9,
});

export const XfrmGroup = constants("XFRMNLGRP_", {
  acquire: 1,
  expire: 2,
  sa: 3,
  policy: 4,
  aevents: 5,
  report: 6,
  migrate: 7,
  mapping: 8,
});

export const SockDiagGroup = constants("SKNLGRP_", {
  inet_tcp_destroy: 1,
  inet_udp_destroy: 2,
  inet6_tcp_destroy: 3,
  inet6_udp_destroy: 4,
});

export const AuditGroup = constants("AUDIT_NLGRP_", { readlog: 1 });

const GROUPS = new Map<number, { readonly prefix: string; readonly names: Constants }>([
  [NetlinkProtocol.route, { prefix: "RTNLGRP_", names: RouteGroup }],
  [NetlinkProtocol.netfilter, { prefix: "NFNLGRP_", names: NetfilterGroup }],
  [NetlinkProtocol.xfrm, { prefix: "XFRMNLGRP_", names: XfrmGroup }],
  [NetlinkProtocol.sock_diag, { prefix: "SKNLGRP_", names: SockDiagGroup }],
  [NetlinkProtocol.audit, { prefix: "AUDIT_NLGRP_", names: AuditGroup }],
]);

/** A multicast group: its number, its name (`"link"`, `"ipv4-ifaddr"`) or the kernel's constant (`"RTNLGRP_LINK"`). */
export type Group = number | string;

/** @throws RangeError when the protocol has no group of that name */
export function groupNumber(protocol: number, group: Group): number {
  if (typeof group === "number") return group;
  const known = GROUPS.get(protocol);
  if (known === undefined) {
    throw new RangeError(`groups of netlink protocol ${protocol} have no names here: give the number of ${group}`);
  }
  const name = group.startsWith(known.prefix) ? group.slice(known.prefix.length) : group;
  const key = name.toLowerCase().replaceAll("-", "_");
  if (Object.hasOwn(known.names, key)) return known.names[key]!;
  throw new RangeError(`no multicast group ${JSON.stringify(group)}; known: ${Object.keys(known.names).join(", ")}`);
}
