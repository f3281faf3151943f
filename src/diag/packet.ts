// include/uapi/linux/packet_diag.h: struct packet_diag_req, struct packet_diag_msg, PACKET_DIAG_*; linux/filter.h: struct sock_filter
import {
  array,
  as,
  attr,
  attrs,
  constants,
  enumOf,
  fixedBytes,
  flagsOf,
  hex,
  type Infer,
  message,
  struct,
  u8,
  u16,
  u32,
  unit,
} from "../codec/index.js";
import { AddressFamily } from "../uapi/index.js";
import { SocketType } from "./constants.js";

export const PacketDiagShow = constants("PACKET_SHOW_", {
  info: 1,
  mclist: 2,
  ring_cfg: 4,
  fanout: 8,
  meminfo: 0x10,
  filter: 0x20,
});

export const PacketDiagFlags = constants("PDI_", { running: 1, auxdata: 2, origdev: 4, vnethdr: 8, loss: 0x10 });

const PacketDiagRequestHeader = struct(
  "packet_diag_req",
  20,
  {
    family: as("sdiag_family", enumOf(u8, AddressFamily)),
    protocol: as("sdiag_protocol", u8),
    pad: as("pad", u16),
    ino: u32,
    show: flagsOf(u32, PacketDiagShow),
    cookie: array(hex(u32), 2),
  },
  { prefix: "pdiag_" },
);
export const PacketDiagRequest = message(PacketDiagRequestHeader, attrs({}));
export interface PacketDiagRequest extends Infer<typeof PacketDiagRequest> {}

const PacketDiagHeader = struct(
  "packet_diag_msg",
  16,
  {
    family: enumOf(u8, AddressFamily),
    type: enumOf(u8, SocketType),
    /** EtherType, host byte order. */
    num: hex(u16),
    ino: u32,
    cookie: array(hex(u32), 2),
  },
  { prefix: "pdiag_" },
);

const Info = struct(
  "packet_diag_info",
  24,
  {
    /** Interface that the socket is bound to; 0: all. */
    index: u32,
    /** TPACKET_V* of its rings. */
    version: u32,
    reserve: unit("bytes", u32),
    copyThresh: u32,
    tstamp: u32,
    flags: flagsOf(u32, PacketDiagFlags),
  },
  { prefix: "pdi_" },
);

const MulticastMembership = struct(
  "packet_diag_mclist",
  44,
  { index: u32, count: u32, type: u16, alen: u16, addr: fixedBytes(32) },
  { prefix: "pdmc_" },
);

const PacketDiagRing = struct(
  "packet_diag_ring",
  28,
  {
    blockSize: unit("bytes", u32),
    blockNr: u32,
    frameSize: unit("bytes", u32),
    frameNr: u32,
    retireTmo: unit("ms", u32),
    sizeofPriv: unit("bytes", u32),
    features: hex(u32),
  },
  { prefix: "pdr_" },
);

/** One instruction of classic BPF. */
export const SockFilter = struct("sock_filter", 8, { code: hex(u16), jt: u8, jf: u8, k: hex(u32) });
export interface SockFilter extends Infer<typeof SockFilter> {}

export const PacketDiagAttrs = attrs({
  info: attr(0, "PACKET_DIAG_INFO", Info),
  mclist: attr(1, "PACKET_DIAG_MCLIST", array(MulticastMembership)),
  rxRing: attr(2, "PACKET_DIAG_RX_RING", PacketDiagRing),
  txRing: attr(3, "PACKET_DIAG_TX_RING", PacketDiagRing),
  /** Group in the low 16 bits, PACKET_FANOUT_* type in the next eight. */
  fanout: attr(4, "PACKET_DIAG_FANOUT", hex(u32)),
  uid: attr(5, "PACKET_DIAG_UID", u32),
  /** Indexed by `SkMeminfo`. */
  meminfo: attr(6, "PACKET_DIAG_MEMINFO", array(u32)),
  filter: attr(7, "PACKET_DIAG_FILTER", array(SockFilter)),
});
export const PacketDiag = message(PacketDiagHeader, PacketDiagAttrs);
export interface PacketDiag extends Infer<typeof PacketDiag> {}
