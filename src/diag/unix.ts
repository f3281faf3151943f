// include/uapi/linux/unix_diag.h: struct unix_diag_req, struct unix_diag_msg, UNIX_DIAG_*
import {
  array,
  as,
  attr,
  attrs,
  bytes,
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
import { SocketType, TcpState } from "./constants.js";
import { ShutdownFlags } from "./inet.js";

/** Attributes wanted. */
export const UnixDiagShow = constants("UDIAG_SHOW_", {
  name: 1,
  vfs: 2,
  peer: 4,
  icons: 8,
  rqlen: 0x10,
  meminfo: 0x20,
  uid: 0x40,
});

const UnixDiagRequestHeader = struct(
  "unix_diag_req",
  24,
  {
    family: as("sdiag_family", enumOf(u8, AddressFamily)),
    protocol: as("sdiag_protocol", u8),
    pad: as("pad", u16),
    /** States wanted: bit n for state number n. */
    states: hex(u32),
    /** 0: all sockets. */
    ino: u32,
    show: flagsOf(u32, UnixDiagShow),
    /** All ones: any. */
    cookie: array(hex(u32), 2),
  },
  { prefix: "udiag_" },
);
export const UnixDiagRequest = message(UnixDiagRequestHeader, attrs({}));
export interface UnixDiagRequest extends Infer<typeof UnixDiagRequest> {}

const UnixDiagHeader = struct(
  "unix_diag_msg",
  16,
  {
    family: enumOf(u8, AddressFamily),
    type: enumOf(u8, SocketType),
    state: enumOf(u8, TcpState),
    pad: as("pad", u8),
    ino: u32,
    cookie: array(hex(u32), 2),
  },
  { prefix: "udiag_" },
);

const Vfs = struct("unix_diag_vfs", 8, { ino: u32, dev: hex(u32) }, { prefix: "udiag_vfs_" });

/** Lengths of the queues; of a listening socket, connections waiting and the backlog. */
const QueueLength = struct("unix_diag_rqlen", 8, { rqueue: u32, wqueue: u32 }, { prefix: "udiag_" });

export const UnixDiagAttrs = attrs({
  /** A path without terminator, or a NUL and an abstract name. */
  name: attr(0, "UNIX_DIAG_NAME", bytes),
  vfs: attr(1, "UNIX_DIAG_VFS", Vfs),
  /** Inode of the other end. */
  peer: attr(2, "UNIX_DIAG_PEER", u32),
  /** Inodes of the sockets that wait to be accepted. */
  icons: attr(3, "UNIX_DIAG_ICONS", array(u32)),
  rqlen: attr(4, "UNIX_DIAG_RQLEN", QueueLength),
  /** Indexed by `SkMeminfo`. */
  meminfo: attr(5, "UNIX_DIAG_MEMINFO", array(u32)),
  shutdown: attr(6, "UNIX_DIAG_SHUTDOWN", flagsOf(u8, ShutdownFlags)),
  uid: attr(7, "UNIX_DIAG_UID", u32),
});
export const UnixDiag = message(UnixDiagHeader, UnixDiagAttrs);
export interface UnixDiag extends Infer<typeof UnixDiag> {}
