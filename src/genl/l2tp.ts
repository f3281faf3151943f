// include/uapi/linux/l2tp.h: L2TP_CMD_*, L2TP_ATTR_*
import {
  attr,
  attrs,
  bytes,
  constants,
  counter64,
  cstring,
  enumOf,
  flag,
  hex,
  type Infer,
  ipv4,
  ipv6,
  message,
  type NameOf,
  nested,
  u8,
  u16,
  u32,
  u64,
  unit,
} from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { GenlHeader } from "./header.js";

export const L2tpPwtype = constants("L2TP_PWTYPE_", { none: 0, eth_vlan: 4, eth: 5, ppp: 7, ppp_ac: 8, ip: 11 });
export type L2tpPwtype = NameOf<typeof L2tpPwtype>;

export const L2tpEncaptype = constants("L2TP_ENCAPTYPE_", { udp: 0, ip: 1 });
export type L2tpEncaptype = NameOf<typeof L2tpEncaptype>;

export const L2tpL2specType = constants("L2TP_L2SPECTYPE_", { none: 0, default: 1 });
export type L2tpL2specType = NameOf<typeof L2tpL2specType>;

export const L2tpSeqmode = constants("L2TP_SEQ_", { none: 0, ip: 1, all: 2 });
export type L2tpSeqmode = NameOf<typeof L2tpSeqmode>;

export const L2tpStats = attrs(
  {
    txPackets: attr(1, "L2TP_ATTR_TX_PACKETS", unit("packets", counter64)),
    txBytes: attr(2, "L2TP_ATTR_TX_BYTES", unit("bytes", counter64)),
    txErrors: attr(3, "L2TP_ATTR_TX_ERRORS", counter64),
    rxPackets: attr(4, "L2TP_ATTR_RX_PACKETS", unit("packets", counter64)),
    rxBytes: attr(5, "L2TP_ATTR_RX_BYTES", unit("bytes", counter64)),
    rxSeqDiscards: attr(6, "L2TP_ATTR_RX_SEQ_DISCARDS", counter64),
    rxOosPackets: attr(7, "L2TP_ATTR_RX_OOS_PACKETS", counter64),
    rxErrors: attr(8, "L2TP_ATTR_RX_ERRORS", counter64),
    rxCookieDiscards: attr(10, "L2TP_ATTR_RX_COOKIE_DISCARDS", counter64),
    rxInvalid: attr(11, "L2TP_ATTR_RX_INVALID", counter64),
  },
  { pad: { L2TP_ATTR_STATS_PAD: 9 } },
);
export interface L2tpStats extends Infer<typeof L2tpStats> {}

export const L2tpAttrs = attrs(
  {
    pwType: attr(1, "L2TP_ATTR_PW_TYPE", enumOf(u16, L2tpPwtype)),
    encapType: attr(2, "L2TP_ATTR_ENCAP_TYPE", enumOf(u16, L2tpEncaptype)),
    offset: attr(3, "L2TP_ATTR_OFFSET", u16),
    dataSeq: attr(4, "L2TP_ATTR_DATA_SEQ", enumOf(u8, L2tpSeqmode)),
    l2specType: attr(5, "L2TP_ATTR_L2SPEC_TYPE", enumOf(u8, L2tpL2specType)),
    l2specLen: attr(6, "L2TP_ATTR_L2SPEC_LEN", unit("bytes", u8)),
    protoVersion: attr(7, "L2TP_ATTR_PROTO_VERSION", u8),
    ifname: attr(8, "L2TP_ATTR_IFNAME", cstring),
    connId: attr(9, "L2TP_ATTR_CONN_ID", u32),
    peerConnId: attr(10, "L2TP_ATTR_PEER_CONN_ID", u32),
    sessionId: attr(11, "L2TP_ATTR_SESSION_ID", u32),
    peerSessionId: attr(12, "L2TP_ATTR_PEER_SESSION_ID", u32),
    udpCsum: attr(13, "L2TP_ATTR_UDP_CSUM", u8),
    vlanId: attr(14, "L2TP_ATTR_VLAN_ID", u16),
    cookie: attr(15, "L2TP_ATTR_COOKIE", bytes),
    peerCookie: attr(16, "L2TP_ATTR_PEER_COOKIE", bytes),
    debug: attr(17, "L2TP_ATTR_DEBUG", hex(u32)),
    recvSeq: attr(18, "L2TP_ATTR_RECV_SEQ", u8),
    sendSeq: attr(19, "L2TP_ATTR_SEND_SEQ", u8),
    lnsMode: attr(20, "L2TP_ATTR_LNS_MODE", u8),
    usingIpsec: attr(21, "L2TP_ATTR_USING_IPSEC", u8),
    recvTimeout: attr(22, "L2TP_ATTR_RECV_TIMEOUT", unit("ms", u64)),
    fd: attr(23, "L2TP_ATTR_FD", u32),
    ipSaddr: attr(24, "L2TP_ATTR_IP_SADDR", ipv4),
    ipDaddr: attr(25, "L2TP_ATTR_IP_DADDR", ipv4),
    udpSport: attr(26, "L2TP_ATTR_UDP_SPORT", u16),
    udpDport: attr(27, "L2TP_ATTR_UDP_DPORT", u16),
    mtu: attr(28, "L2TP_ATTR_MTU", u16),
    mru: attr(29, "L2TP_ATTR_MRU", u16),
    stats: attr(30, "L2TP_ATTR_STATS", nested(L2tpStats)),
    ip6Saddr: attr(31, "L2TP_ATTR_IP6_SADDR", ipv6),
    ip6Daddr: attr(32, "L2TP_ATTR_IP6_DADDR", ipv6),
    udpZeroCsum6Tx: attr(33, "L2TP_ATTR_UDP_ZERO_CSUM6_TX", flag),
    udpZeroCsum6Rx: attr(34, "L2TP_ATTR_UDP_ZERO_CSUM6_RX", flag),
  },
  { pad: { L2TP_ATTR_PAD: 35 } },
);
export const L2tp = message(GenlHeader, L2tpAttrs);
export interface L2tp extends Infer<typeof L2tp> {}

/** Generic netlink family "l2tp". */
export const l2tp = genericFamily(
  "l2tp",
  {
    L2TP_CMD_NOOP: [0, L2tp],
    L2TP_CMD_TUNNEL_CREATE: [1, L2tp],
    L2TP_CMD_TUNNEL_DELETE: [2, L2tp],
    L2TP_CMD_TUNNEL_MODIFY: [3, L2tp],
    L2TP_CMD_TUNNEL_GET: [4, L2tp],
    L2TP_CMD_SESSION_CREATE: [5, L2tp],
    L2TP_CMD_SESSION_DELETE: [6, L2tp],
    L2TP_CMD_SESSION_MODIFY: [7, L2tp],
    L2TP_CMD_SESSION_GET: [8, L2tp],
  },
  { groups: ["l2tp"] },
);
