// include/uapi/linux/mroute.h: IPMRA_CREPORT_*, IGMPMSG_*; include/uapi/linux/mroute6.h: IP6MRA_CREPORT_*, MRT6MSG_*
import {
  attr,
  attrs,
  bytes,
  constants,
  enumOf,
  type Infer,
  ipv4,
  ipv6,
  message,
  type NameOf,
  u8,
  u32,
} from "../codec/index.js";
import { RouteTable } from "./constants.js";
import { GenericHeader } from "./nsid.js";

/** Why the kernel asks its IPv4 multicast routing daemon. */
export const CacheReportType = constants("IGMPMSG_", { nocache: 1, wrongvif: 2, wholepkt: 3, wrvifwhole: 4 });
export type CacheReportType = NameOf<typeof CacheReportType>;

/** The same for IPv6. */
export const CacheReport6Type = constants("MRT6MSG_", { nocache: 1, wrongmif: 2, wholepkt: 3, wrmifwhole: 4 });
export type CacheReport6Type = NameOf<typeof CacheReport6Type>;

const CacheReportAttrs = attrs({
  msgtype: attr(1, "IPMRA_CREPORT_MSGTYPE", enumOf(u8, CacheReportType)),
  vifId: attr(2, "IPMRA_CREPORT_VIF_ID", u32),
  srcAddr: attr(3, "IPMRA_CREPORT_SRC_ADDR", ipv4),
  dstAddr: attr(4, "IPMRA_CREPORT_DST_ADDR", ipv4),
  /** The packet, from its IP header on. */
  pkt: attr(5, "IPMRA_CREPORT_PKT", bytes),
  table: attr(6, "IPMRA_CREPORT_TABLE", enumOf(u32, RouteTable)),
});

/** RTM_NEWCACHEREPORT of family `ipmr`: a packet that no multicast route is there for, or that came in the wrong way. */
export const CacheReport = message(GenericHeader, CacheReportAttrs);
export interface CacheReport extends Infer<typeof CacheReport> {}

const CacheReport6Attrs = attrs({
  msgtype: attr(1, "IP6MRA_CREPORT_MSGTYPE", enumOf(u8, CacheReport6Type)),
  mifId: attr(2, "IP6MRA_CREPORT_MIF_ID", u32),
  srcAddr: attr(3, "IP6MRA_CREPORT_SRC_ADDR", ipv6),
  dstAddr: attr(4, "IP6MRA_CREPORT_DST_ADDR", ipv6),
  /** The packet, from its IPv6 header on. */
  pkt: attr(5, "IP6MRA_CREPORT_PKT", bytes),
});

/** RTM_NEWCACHEREPORT of family `ip6mr`. */
export const CacheReport6 = message(GenericHeader, CacheReport6Attrs);
export interface CacheReport6 extends Infer<typeof CacheReport6> {}
