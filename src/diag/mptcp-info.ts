// include/uapi/linux/mptcp.h: struct mptcp_info
import { constants, counter64, flagsOf, hex, type Infer, later, struct, u8, u32, u64, unit } from "../codec/index.js";

export const MptcpInfoFlags = constants("MPTCP_INFO_FLAG_", { fallback: 1, remote_key_received: 2 });

/** MPTCP's view of a connection; members from `retransmits` on are absent before Linux 6.5. */
export const MptcpInfo = struct(
  "mptcp_info",
  96,
  {
    subflows: u8,
    addAddrSignal: u8,
    addAddrAccepted: u8,
    subflowsMax: u8,
    addAddrSignalMax: u8,
    addAddrAcceptedMax: u8,
    flags: flagsOf(u32, MptcpInfoFlags),
    token: hex(u32),
    writeSeq: u64,
    sndUna: u64,
    rcvNxt: u64,
    localAddrUsed: u8,
    localAddrMax: u8,
    csumEnabled: u8,
    retransmits: later(u32),
    bytesRetrans: later(unit("bytes", counter64)),
    bytesSent: later(unit("bytes", counter64)),
    bytesReceived: later(unit("bytes", counter64)),
    bytesAcked: later(unit("bytes", counter64)),
    /** Linux 6.7. */
    subflowsTotal: later(u8),
    /** Linux 6.18. */
    endpLaminarMax: later(u8),
    endpFullmeshMax: later(u8),
    /** Linux 6.10. */
    lastDataSent: later(unit("ms", u32)),
    lastDataRecv: later(unit("ms", u32)),
    lastAckRecv: later(unit("ms", u32)),
  },
  { prefix: "mptcpi_" },
);
export interface MptcpInfo extends Infer<typeof MptcpInfo> {}
