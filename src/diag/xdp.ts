// include/uapi/linux/xdp_diag.h: struct xdp_diag_req, struct xdp_diag_msg, XDP_DIAG_*
import {
  array,
  as,
  attr,
  attrs,
  constants,
  counter64,
  enumOf,
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

export const XdpDiagShow = constants("XDP_SHOW_", { info: 1, ring_cfg: 2, umem: 4, meminfo: 8, stats: 0x10 });
export const XdpUmemFlags = constants("XDP_DU_F_", { zerocopy: 1 });

const XdpDiagRequestHeader = struct(
  "xdp_diag_req",
  20,
  {
    family: as("sdiag_family", enumOf(u8, AddressFamily)),
    protocol: as("sdiag_protocol", u8),
    pad: as("pad", u16),
    ino: u32,
    show: flagsOf(u32, XdpDiagShow),
    cookie: array(hex(u32), 2),
  },
  { prefix: "xdiag_" },
);
export const XdpDiagRequest = message(XdpDiagRequestHeader, attrs({}));
export interface XdpDiagRequest extends Infer<typeof XdpDiagRequest> {}

const XdpDiagHeader = struct(
  "xdp_diag_msg",
  16,
  {
    family: enumOf(u8, AddressFamily),
    type: enumOf(u8, SocketType),
    pad: as("pad", u16),
    ino: u32,
    cookie: array(hex(u32), 2),
  },
  { prefix: "xdiag_" },
);

const Info = struct("xdp_diag_info", 8, { ifindex: u32, queueId: u32 });
const Ring = struct("xdp_diag_ring", 4, { entries: u32 });
const Umem = struct("xdp_diag_umem", 40, {
  size: unit("bytes", counter64),
  id: u32,
  numPages: u32,
  chunkSize: unit("bytes", u32),
  headroom: unit("bytes", u32),
  ifindex: u32,
  queueId: u32,
  flags: flagsOf(u32, XdpUmemFlags),
  refs: u32,
});
const Stats = struct(
  "xdp_diag_stats",
  48,
  {
    rxDropped: unit("packets", counter64),
    rxInvalid: unit("packets", counter64),
    rxFull: unit("packets", counter64),
    fillRingEmpty: counter64,
    txInvalid: unit("packets", counter64),
    txRingEmpty: counter64,
  },
  { prefix: "n_" },
);

export const XdpDiagAttrs = attrs({
  info: attr(1, "XDP_DIAG_INFO", Info),
  uid: attr(2, "XDP_DIAG_UID", u32),
  rxRing: attr(3, "XDP_DIAG_RX_RING", Ring),
  txRing: attr(4, "XDP_DIAG_TX_RING", Ring),
  umem: attr(5, "XDP_DIAG_UMEM", Umem),
  umemFillRing: attr(6, "XDP_DIAG_UMEM_FILL_RING", Ring),
  umemCompletionRing: attr(7, "XDP_DIAG_UMEM_COMPLETION_RING", Ring),
  /** Indexed by `SkMeminfo`. */
  meminfo: attr(8, "XDP_DIAG_MEMINFO", array(u32)),
  stats: attr(9, "XDP_DIAG_STATS", Stats),
});
export const XdpDiag = message(XdpDiagHeader, XdpDiagAttrs);
export interface XdpDiag extends Infer<typeof XdpDiag> {}
