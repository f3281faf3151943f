// include/uapi/linux/netconf.h: struct netconfmsg, NETCONFA_*
import { attr, attrs, constants, enumOf, type Infer, message, type NameOf, s32, struct, u8 } from "../codec/index.js";
import { AddressFamily } from "./constants.js";

/** Values of `ifindex` that are no interface: the settings of all, and those that new interfaces start with. */
export const NetconfIfindex = constants("NETCONFA_IFINDEX_", { all: -1, default: -2 });
export type NetconfIfindex = NameOf<typeof NetconfIfindex>;

export const NetconfHeader = struct("netconfmsg", 1, { family: enumOf(u8, AddressFamily) }, { prefix: "ncm_" });

/** Settings as in /proc/sys/net/…/conf; most are 0 or 1. */
const NetconfAttrs = attrs({
  ifindex: attr(1, "NETCONFA_IFINDEX", enumOf(s32, NetconfIfindex)),
  forwarding: attr(2, "NETCONFA_FORWARDING", s32),
  /** Reverse path filter: 0 off, 1 strict, 2 loose. */
  rpFilter: attr(3, "NETCONFA_RP_FILTER", s32),
  mcForwarding: attr(4, "NETCONFA_MC_FORWARDING", s32),
  proxyNeigh: attr(5, "NETCONFA_PROXY_NEIGH", s32),
  ignoreRoutesWithLinkdown: attr(6, "NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN", s32),
  /** MPLS. */
  input: attr(7, "NETCONFA_INPUT", s32),
  bcForwarding: attr(8, "NETCONFA_BC_FORWARDING", s32),
  /** IPv6; kernel 6.17. */
  forceForwarding: attr(9, "NETCONFA_FORCE_FORWARDING", s32),
});

/** RTM_*NETCONF: forwarding settings of an interface. */
export const Netconf = message(NetconfHeader, NetconfAttrs);
export interface Netconf extends Infer<typeof Netconf> {}
