// include/uapi/linux/vm_sockets_diag.h: struct vsock_diag_req, struct vsock_diag_msg
import { array, as, attrs, enumOf, flagsOf, hex, type Infer, message, struct, u8, u16, u32 } from "../codec/index.js";
import { AddressFamily } from "../uapi/index.js";
import { SocketType, TcpState } from "./constants.js";
import { ShutdownFlags } from "./inet.js";

const VsockDiagRequestHeader = struct(
  "vsock_diag_req",
  24,
  {
    family: as("sdiag_family", enumOf(u8, AddressFamily)),
    protocol: as("sdiag_protocol", u8),
    pad: as("pad", u16),
    states: hex(u32),
    ino: u32,
    show: u32,
    cookie: array(hex(u32), 2),
  },
  { prefix: "vdiag_" },
);
export const VsockDiagRequest = message(VsockDiagRequestHeader, attrs({}));
export interface VsockDiagRequest extends Infer<typeof VsockDiagRequest> {}

const VsockDiagHeader = struct(
  "vsock_diag_msg",
  32,
  {
    family: enumOf(u8, AddressFamily),
    type: enumOf(u8, SocketType),
    state: enumOf(u8, TcpState),
    shutdown: flagsOf(u8, ShutdownFlags),
    srcCid: u32,
    srcPort: u32,
    dstCid: u32,
    dstPort: u32,
    ino: u32,
    cookie: array(hex(u32), 2),
  },
  { prefix: "vdiag_" },
);
export const VsockDiag = message(VsockDiagHeader, attrs({}));
export interface VsockDiag extends Infer<typeof VsockDiag> {}
