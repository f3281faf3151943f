// include/uapi/linux/netlink_diag.h: struct netlink_diag_req, struct netlink_diag_msg, NETLINK_DIAG_*
import {
  array,
  as,
  attr,
  attrs,
  constants,
  enumOf,
  flagsOf,
  hex,
  type Infer,
  message,
  struct,
  u8,
  u16,
  u32,
} from "../codec/index.js";
import { AddressFamily } from "../uapi/index.js";
import { SocketType } from "./constants.js";

export const NetlinkDiagShow = constants("NDIAG_SHOW_", { meminfo: 1, groups: 2, ring_cfg: 4, flags: 8 });

export const NetlinkDiagFlags = constants("NDIAG_FLAG_", {
  cb_running: 1,
  pktinfo: 2,
  broadcast_error: 4,
  no_enobufs: 8,
  listen_all_nsid: 0x10,
  cap_ack: 0x20,
});

const NetlinkDiagRequestHeader = struct(
  "netlink_diag_req",
  20,
  {
    family: as("sdiag_family", enumOf(u8, AddressFamily)),
    /** NETLINK_* number; 255: all. */
    protocol: as("sdiag_protocol", u8),
    pad: as("pad", u16),
    ino: u32,
    show: flagsOf(u32, NetlinkDiagShow),
    cookie: array(hex(u32), 2),
  },
  { prefix: "ndiag_" },
);
export const NetlinkDiagRequest = message(NetlinkDiagRequestHeader, attrs({}));
export interface NetlinkDiagRequest extends Infer<typeof NetlinkDiagRequest> {}

const NetlinkDiagHeader = struct(
  "netlink_diag_msg",
  28,
  {
    family: enumOf(u8, AddressFamily),
    type: enumOf(u8, SocketType),
    protocol: u8,
    state: u8,
    portid: u32,
    dstPortid: u32,
    dstGroup: u32,
    ino: u32,
    cookie: array(hex(u32), 2),
  },
  { prefix: "ndiag_" },
);

/** Memory-mapped netlink, gone since Linux 4.6. */
const NetlinkDiagRing = struct(
  "netlink_diag_ring",
  16,
  { blockSize: u32, blockNr: u32, frameSize: u32, frameNr: u32 },
  { prefix: "ndr_" },
);

export const NetlinkDiagAttrs = attrs({
  /** Indexed by `SkMeminfo`. */
  meminfo: attr(0, "NETLINK_DIAG_MEMINFO", array(u32)),
  /** Bit n - 1 for group n, the first 32 groups in the first word (an array of unsigned long in the kernel). */
  groups: attr(1, "NETLINK_DIAG_GROUPS", array(hex(u32))),
  rxRing: attr(2, "NETLINK_DIAG_RX_RING", NetlinkDiagRing),
  txRing: attr(3, "NETLINK_DIAG_TX_RING", NetlinkDiagRing),
  flags: attr(4, "NETLINK_DIAG_FLAGS", flagsOf(u32, NetlinkDiagFlags)),
});
export const NetlinkDiag = message(NetlinkDiagHeader, NetlinkDiagAttrs);
export interface NetlinkDiag extends Infer<typeof NetlinkDiag> {}
