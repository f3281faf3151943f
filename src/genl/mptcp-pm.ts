// include/uapi/linux/mptcp_pm.h: MPTCP_PM_CMD_*, MPTCP_PM_ATTR_*, MPTCP_EVENT_*
import {
  attr,
  attrs,
  be16,
  constants,
  enumOf,
  flagsOf,
  hex,
  type Infer,
  ipv4,
  ipv6,
  message,
  type NameOf,
  nested,
  s32,
  u8,
  u16,
  u32,
  unit,
} from "../codec/index.js";
import { directionalFamily } from "../netlink/protocol.js";
import { AddressFamily } from "../uapi/index.js";
import { GenlHeader } from "./header.js";

export const MptcpEventType = constants("MPTCP_EVENT_", {
  unspec: 0,
  created: 1,
  established: 2,
  closed: 3,
  announced: 6,
  removed: 7,
  sub_established: 10,
  sub_closed: 11,
  sub_priority: 13,
  listener_created: 15,
  listener_closed: 16,
});
export type MptcpEventType = NameOf<typeof MptcpEventType>;

export const MptcpAddrFlags = constants("MPTCP_PM_ADDR_FLAG_", {
  signal: 1,
  subflow: 2,
  backup: 4,
  fullmesh: 8,
  implicit: 0x10,
  laminar: 0x20,
});

export const MptcpAddress = attrs({
  family: attr(1, "MPTCP_PM_ADDR_ATTR_FAMILY", enumOf(u16, AddressFamily)),
  id: attr(2, "MPTCP_PM_ADDR_ATTR_ID", u8),
  addr4: attr(3, "MPTCP_PM_ADDR_ATTR_ADDR4", ipv4),
  addr6: attr(4, "MPTCP_PM_ADDR_ATTR_ADDR6", ipv6),
  port: attr(5, "MPTCP_PM_ADDR_ATTR_PORT", u16),
  flags: attr(6, "MPTCP_PM_ADDR_ATTR_FLAGS", flagsOf(u32, MptcpAddrFlags)),
  ifIdx: attr(7, "MPTCP_PM_ADDR_ATTR_IF_IDX", s32),
});
export interface MptcpAddress extends Infer<typeof MptcpAddress> {}

export const MptcpEndpointAttrs = attrs({
  addr: attr(1, "MPTCP_PM_ENDPOINT_ADDR", nested(MptcpAddress)),
});
export const MptcpEndpoint = message(GenlHeader, MptcpEndpointAttrs);
export interface MptcpEndpoint extends Infer<typeof MptcpEndpoint> {}

export const MptcpPmAttrs = attrs({
  addr: attr(1, "MPTCP_PM_ATTR_ADDR", nested(MptcpAddress)),
  rcvAddAddrs: attr(2, "MPTCP_PM_ATTR_RCV_ADD_ADDRS", u32),
  subflows: attr(3, "MPTCP_PM_ATTR_SUBFLOWS", u32),
  token: attr(4, "MPTCP_PM_ATTR_TOKEN", hex(u32)),
  locId: attr(5, "MPTCP_PM_ATTR_LOC_ID", u8),
  addrRemote: attr(6, "MPTCP_PM_ATTR_ADDR_REMOTE", nested(MptcpAddress)),
});
export const MptcpPm = message(GenlHeader, MptcpPmAttrs);
export interface MptcpPm extends Infer<typeof MptcpPm> {}

export const MptcpEventAttrs = attrs({
  token: attr(1, "MPTCP_ATTR_TOKEN", hex(u32)),
  family: attr(2, "MPTCP_ATTR_FAMILY", enumOf(u16, AddressFamily)),
  locId: attr(3, "MPTCP_ATTR_LOC_ID", u8),
  remId: attr(4, "MPTCP_ATTR_REM_ID", u8),
  saddr4: attr(5, "MPTCP_ATTR_SADDR4", ipv4),
  saddr6: attr(6, "MPTCP_ATTR_SADDR6", ipv6),
  daddr4: attr(7, "MPTCP_ATTR_DADDR4", ipv4),
  daddr6: attr(8, "MPTCP_ATTR_DADDR6", ipv6),
  sport: attr(9, "MPTCP_ATTR_SPORT", be16),
  dport: attr(10, "MPTCP_ATTR_DPORT", be16),
  backup: attr(11, "MPTCP_ATTR_BACKUP", u8),
  error: attr(12, "MPTCP_ATTR_ERROR", u8),
  flags: attr(13, "MPTCP_ATTR_FLAGS", u16),
  timeout: attr(14, "MPTCP_ATTR_TIMEOUT", unit("ms", u32)),
  ifIdx: attr(15, "MPTCP_ATTR_IF_IDX", s32),
  resetReason: attr(16, "MPTCP_ATTR_RESET_REASON", u32),
  resetFlags: attr(17, "MPTCP_ATTR_RESET_FLAGS", u32),
  serverSide: attr(18, "MPTCP_ATTR_SERVER_SIDE", u8),
});
export const MptcpEvent = message(GenlHeader, MptcpEventAttrs);
export interface MptcpEvent extends Infer<typeof MptcpEvent> {}

/**
 * Generic netlink family "mptcp_pm". Events are numbered apart from commands but come in the same messages:
 * MPTCP_EVENT_CLOSED (3) and MPTCP_EVENT_ANNOUNCED (6) have the numbers of the replies to GET_ADDR and GET_LIMITS, which are what is declared here.
 */
export const mptcpPm = directionalFamily(
  "mptcp_pm",
  {
    MPTCP_PM_CMD_ADD_ADDR: [1, MptcpEndpoint],
    MPTCP_PM_CMD_DEL_ADDR: [2, MptcpEndpoint],
    MPTCP_PM_CMD_GET_ADDR: [3, MptcpPm],
    MPTCP_PM_CMD_FLUSH_ADDRS: [4, MptcpEndpoint],
    MPTCP_PM_CMD_SET_LIMITS: [5, MptcpPm],
    MPTCP_PM_CMD_GET_LIMITS: [6, MptcpPm],
    MPTCP_PM_CMD_SET_FLAGS: [7, MptcpPm],
    MPTCP_PM_CMD_ANNOUNCE: [8, MptcpPm],
    MPTCP_PM_CMD_REMOVE: [9, MptcpPm],
    MPTCP_PM_CMD_SUBFLOW_CREATE: [10, MptcpPm],
    MPTCP_PM_CMD_SUBFLOW_DESTROY: [11, MptcpPm],
  },
  {
    MPTCP_EVENT_CREATED: [1, MptcpEvent],
    MPTCP_EVENT_ESTABLISHED: [2, MptcpEvent],
    MPTCP_PM_CMD_GET_ADDR: [3, MptcpPm],
    MPTCP_PM_CMD_GET_LIMITS: [6, MptcpPm],
    MPTCP_EVENT_REMOVED: [7, MptcpEvent],
    MPTCP_EVENT_SUB_ESTABLISHED: [10, MptcpEvent],
    MPTCP_EVENT_SUB_CLOSED: [11, MptcpEvent],
    MPTCP_EVENT_SUB_PRIORITY: [13, MptcpEvent],
    MPTCP_EVENT_LISTENER_CREATED: [15, MptcpEvent],
    MPTCP_EVENT_LISTENER_CLOSED: [16, MptcpEvent],
  },
  { groups: ["mptcp_pm_cmds", "mptcp_pm_events"] },
);
