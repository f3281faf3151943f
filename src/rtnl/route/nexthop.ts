// include/uapi/linux/rtnetlink.h: struct rtnexthop, RTNH_F_*, and the RTA_* that follow it
import {
  addressOf,
  attr,
  attrs,
  constants,
  enumOf,
  flagsOf,
  hex,
  type Infer,
  message,
  type NameOf,
  nested,
  s32,
  struct,
  u8,
  u16,
  u32,
} from "../../codec/index.js";
import { EncapType, routeEncap } from "./encap/encap.js";
import { RouteVia } from "./via.js";

export const NexthopFlags = constants("RTNH_F_", {
  dead: 0x01,
  pervasive: 0x02,
  onlink: 0x04,
  offload: 0x08,
  linkdown: 0x10,
  unresolved: 0x20,
  trap: 0x40,
});
export type NexthopFlags = NameOf<typeof NexthopFlags>;

export const RouteNexthopHeader = struct(
  "rtnexthop",
  8,
  {
    /** Of the whole record; the encoder computes it. */
    len: u16,
    flags: flagsOf(u8, NexthopFlags),
    /** Weight minus one; in multicast routes the TTL threshold of the interface. */
    hops: u8,
    /** Output interface index. */
    ifindex: s32,
  },
  { prefix: "rtnh_" },
);

const RouteNexthopAttrs = attrs({
  gateway: attr(5, "RTA_GATEWAY", addressOf("family")),
  /** IPv4 realms: source in the upper 16 bits, destination in the lower. */
  flow: attr(11, "RTA_FLOW", hex(u32)),
  /** Next hop of another family. */
  via: attr(18, "RTA_VIA", RouteVia),
  /** MPLS: the label stack that replaces the incoming one. */
  newdst: attr(19, "RTA_NEWDST", addressOf("family")),
  encapType: attr(21, "RTA_ENCAP_TYPE", enumOf(u16, EncapType)),
  encap: attr(22, "RTA_ENCAP", nested(routeEncap)),
});

/** One next hop of RTA_MULTIPATH. */
export const RouteNexthop = message(RouteNexthopHeader, RouteNexthopAttrs);
export type RouteNexthop = Infer<typeof RouteNexthop>;
