// include/uapi/linux/inet_diag.h: struct inet_diag_req_v2, struct inet_diag_msg, INET_DIAG_*
import {
  array,
  as,
  attr,
  attrs,
  be16,
  byKind,
  bytes,
  cbits,
  constants,
  cstring,
  enumOf,
  fixedBytes,
  flag,
  flagsOf,
  hex,
  type Infer,
  ipv4,
  ipv6,
  message,
  type NameOf,
  nested,
  repeated,
  struct,
  u8,
  u16,
  u32,
  u64,
  unit,
  variant,
} from "../codec/index.js";
import { AddressFamily } from "../uapi/index.js";
import { SockaddrIn, SockaddrIn6 } from "../uapi/sockaddr.js";
import { Bytecode } from "./bytecode.js";
import { InetDiagTimer, TcpState } from "./constants.js";
import { MptcpInfo } from "./mptcp-info.js";
import { MptcpSubflow } from "./mptcp-subflow.js";
import { TcpInfo } from "./tcp-info.js";

const family = enumOf(u8, AddressFamily);
/** Two words that identify a socket for as long as it lives; all ones in a request: any. */
const cookie = array(hex(u32), 2);

/** What tells an IPv4 socket from others; addresses take the first four of the sixteen bytes. */
export const InetSockid = struct(
  "inet_diag_sockid",
  48,
  {
    sport: be16,
    dport: be16,
    src: ipv4,
    srcPad: as("idiag_src[1]", fixedBytes(12)),
    dst: ipv4,
    dstPad: as("idiag_dst[1]", fixedBytes(12)),
    if: u32,
    cookie,
  },
  { prefix: "idiag_" },
);

/** What tells an IPv6 socket from others. */
export const Inet6Sockid = struct(
  "inet_diag_sockid",
  48,
  { sport: be16, dport: be16, src: ipv6, dst: ipv6, if: u32, cookie },
  { prefix: "idiag_" },
);

type Sockid = typeof InetSockid | typeof Inet6Sockid;

function requestHeader<T extends Sockid>(id: T) {
  return struct(
    "inet_diag_req_v2",
    56,
    {
      family: as("sdiag_family", family),
      /** IPPROTO_*; protocols above 255 go into INET_DIAG_REQ_PROTOCOL. */
      sdiagProtocol: as("sdiag_protocol", u8),
      /** Attributes wanted: bit n - 1 for INET_DIAG_* number n. */
      ext: hex(u8),
      /** Protocol of a raw socket, for SOCK_RAW. */
      pad: as("pad", u8),
      /** States wanted: bit n for state number n. */
      states: hex(u32),
      id: as("id", id),
    },
    { prefix: "idiag_" },
  );
}

function replyHeader<T extends Sockid>(id: T) {
  return struct(
    "inet_diag_msg",
    72,
    {
      family,
      state: enumOf(u8, TcpState),
      timer: enumOf(u8, InetDiagTimer),
      retrans: u8,
      id: as("id", id),
      expires: unit("ms", u32),
      /** Bytes to read; of a listening socket, connections to accept. */
      rqueue: u32,
      /** Bytes not yet acknowledged; of a listening socket, the backlog. */
      wqueue: u32,
      uid: u32,
      inode: u32,
    },
    { prefix: "idiag_" },
  );
}

/** Fd of a bpf map whose values are wanted. */
const BpfStorageRequest = attrs({ mapFd: attr(1, "SK_DIAG_BPF_STORAGE_REQ_MAP_FD", repeated(u32)) });

export const InetDiagRequestAttrs = attrs({
  bytecode: attr(1, "INET_DIAG_REQ_BYTECODE", Bytecode),
  skBpfStorages: attr(2, "INET_DIAG_REQ_SK_BPF_STORAGES", nested(BpfStorageRequest)),
  protocol: attr(3, "INET_DIAG_REQ_PROTOCOL", u32),
});

const Meminfo = struct(
  "inet_diag_meminfo",
  16,
  { rmem: unit("bytes", u32), wmem: unit("bytes", u32), fmem: unit("bytes", u32), tmem: unit("bytes", u32) },
  { prefix: "idiag_" },
);

const VegasInfo = struct(
  "tcpvegas_info",
  16,
  { enabled: u32, rttcnt: u32, rtt: unit("us", u32), minrtt: unit("us", u32) },
  { prefix: "tcpv_" },
);

const DctcpInfo = struct(
  "tcp_dctcp_info",
  16,
  { enabled: u16, ceState: u16, alpha: u32, abEcn: unit("bytes", u32), abTot: unit("bytes", u32) },
  { prefix: "dctcp_" },
);

const BbrInfo = struct(
  "tcp_bbr_info",
  20,
  {
    /** Low and high half of the bandwidth estimate, bytes/s. */
    bwLo: u32,
    bwHi: u32,
    minRtt: unit("us", u32),
    /** Gains are shifted left by 8 bits. */
    pacingGain: u32,
    cwndGain: u32,
  },
  { prefix: "bbr_" },
);

/** A key of the TCP MD5 option; an IPv4 address takes the first four bytes of `addr`. */
const Md5Signature = struct(
  "tcp_diag_md5sig",
  100,
  { family, prefixlen: u8, keylen: u16, addr: fixedBytes(16), key: fixedBytes(80) },
  { prefix: "tcpm_" },
);

/** struct sockaddr_storage. */
const Storage = variant("family", enumOf(u16, AddressFamily), { inet: SockaddrIn, inet6: SockaddrIn6 }, 128);

export const TlsConfig = constants("TLS_CONF_", { base: 1, sw: 2, hw: 3, hw_record: 4 });
export type TlsConfig = NameOf<typeof TlsConfig>;

/** include/uapi/linux/tls.h: TLS_INFO_*. */
const TlsInfo = attrs({
  version: attr(1, "TLS_INFO_VERSION", hex(u16)),
  cipher: attr(2, "TLS_INFO_CIPHER", u16),
  txconf: attr(3, "TLS_INFO_TXCONF", enumOf(u16, TlsConfig)),
  rxconf: attr(4, "TLS_INFO_RXCONF", enumOf(u16, TlsConfig)),
  zcRoTx: attr(5, "TLS_INFO_ZC_RO_TX", flag),
  rxNoPad: attr(6, "TLS_INFO_RX_NO_PAD", flag),
});

const UlpInfo = attrs({
  name: attr(1, "INET_ULP_INFO_NAME", cstring),
  tls: attr(2, "INET_ULP_INFO_TLS", nested(TlsInfo)),
  mptcp: attr(3, "INET_ULP_INFO_MPTCP", nested(MptcpSubflow)),
});

const BpfStorage = attrs(
  {
    mapId: attr(2, "SK_DIAG_BPF_STORAGE_MAP_ID", u32),
    mapValue: attr(3, "SK_DIAG_BPF_STORAGE_MAP_VALUE", bytes),
  },
  { pad: { SK_DIAG_BPF_STORAGE_PAD: 1 } },
);
const BpfStorages = attrs({ storage: attr(1, "SK_DIAG_BPF_STORAGE", nested(repeated(BpfStorage))) });

/** Switches of the socket, one bit each. */
const Sockopt = struct("inet_diag_sockopt", 2, {
  flags: as(
    "recverr",
    cbits(u8, {
      recverr: 1,
      isIcsk: 1,
      freebind: 1,
      hdrincl: 1,
      mcLoop: 1,
      transparent: 1,
      mcAll: 1,
      nodefrag: 1,
    }),
  ),
  flags2: as(
    "bind_address_no_port",
    cbits(u8, { bindAddressNoPort: 1, recverrRfc4884: 1, deferConnect: 1, unused: 5 }),
  ),
});

/** Directions that shutdown(2) has closed. */
export const ShutdownFlags = constants("", { rcv: 1, send: 2 }, { rcv: "RCV_SHUTDOWN", send: "SEND_SHUTDOWN" });

export const InetDiagAttrs = attrs(
  {
    meminfo: attr(1, "INET_DIAG_MEMINFO", Meminfo),
    /**
     * By the IPPROTO_* that was asked for, which the reply does not say: `socketProtocol` in scope 262 is MPTCP, 132
     * SCTP, whose struct is kept as bytes; anything else is TCP.
     */
    info: attr(2, "INET_DIAG_INFO", byKind("socketProtocol", { 132: bytes, 262: MptcpInfo }, TcpInfo)),
    vegasinfo: attr(3, "INET_DIAG_VEGASINFO", VegasInfo),
    cong: attr(4, "INET_DIAG_CONG", cstring),
    tos: attr(5, "INET_DIAG_TOS", hex(u8)),
    tclass: attr(6, "INET_DIAG_TCLASS", hex(u8)),
    /** Indexed by `SkMeminfo`. */
    skmeminfo: attr(7, "INET_DIAG_SKMEMINFO", array(u32)),
    shutdown: attr(8, "INET_DIAG_SHUTDOWN", flagsOf(u8, ShutdownFlags)),
    dctcpinfo: attr(9, "INET_DIAG_DCTCPINFO", DctcpInfo),
    protocol: attr(10, "INET_DIAG_PROTOCOL", u8),
    skv6only: attr(11, "INET_DIAG_SKV6ONLY", u8),
    /** Addresses of an SCTP association. */
    locals: attr(12, "INET_DIAG_LOCALS", array(Storage)),
    peers: attr(13, "INET_DIAG_PEERS", array(Storage)),
    mark: attr(15, "INET_DIAG_MARK", hex(u32)),
    bbrinfo: attr(16, "INET_DIAG_BBRINFO", BbrInfo),
    /** net_cls class, or the socket's priority. */
    classId: attr(17, "INET_DIAG_CLASS_ID", hex(u32)),
    md5sig: attr(18, "INET_DIAG_MD5SIG", array(Md5Signature)),
    ulpInfo: attr(19, "INET_DIAG_ULP_INFO", nested(UlpInfo)),
    skBpfStorages: attr(20, "INET_DIAG_SK_BPF_STORAGES", nested(BpfStorages)),
    cgroupId: attr(21, "INET_DIAG_CGROUP_ID", u64),
    sockopt: attr(22, "INET_DIAG_SOCKOPT", Sockopt),
  },
  { pad: { INET_DIAG_PAD: 14 } },
);

export const InetDiagRequest = message(requestHeader(InetSockid), InetDiagRequestAttrs);
export interface InetDiagRequest extends Infer<typeof InetDiagRequest> {}
export const Inet6DiagRequest = message(requestHeader(Inet6Sockid), InetDiagRequestAttrs);
export interface Inet6DiagRequest extends Infer<typeof Inet6DiagRequest> {}

export const InetDiag = message(replyHeader(InetSockid), InetDiagAttrs);
export interface InetDiag extends Infer<typeof InetDiag> {}
export const Inet6Diag = message(replyHeader(Inet6Sockid), InetDiagAttrs);
export interface Inet6Diag extends Infer<typeof Inet6Diag> {}
