// include/uapi/linux/tcp.h: struct tcp_info
import {
  as,
  cbits,
  counter64,
  enumOf,
  flagsOf,
  type Infer,
  later,
  struct,
  u8,
  u16,
  u32,
  u64,
  unit,
} from "../codec/index.js";
import { TcpCaState, TcpInfoOptions, TcpState } from "./constants.js";

/** TCP's view of a connection. The struct grows; members from `pacingRate` on are absent on older kernels. */
export const TcpInfo = struct(
  "tcp_info",
  280,
  {
    state: enumOf(u8, TcpState),
    caState: enumOf(u8, TcpCaState),
    retransmits: u8,
    probes: u8,
    backoff: u8,
    options: flagsOf(u8, TcpInfoOptions),
    wscale: as("tcpi_snd_wscale", cbits(u8, { sndWscale: 4, rcvWscale: 4 })),
    /** `fastopenClientFail` is enum tcp_fastopen_client_fail. */
    delivery: as(
      "tcpi_delivery_rate_app_limited",
      cbits(u8, { deliveryRateAppLimited: 1, fastopenClientFail: 2, reserved: 5 }),
    ),
    rto: unit("us", u32),
    ato: unit("us", u32),
    sndMss: unit("bytes", u32),
    rcvMss: unit("bytes", u32),
    unacked: unit("packets", u32),
    sacked: unit("packets", u32),
    lost: unit("packets", u32),
    retrans: unit("packets", u32),
    fackets: unit("packets", u32),
    lastDataSent: unit("ms", u32),
    lastAckSent: unit("ms", u32),
    lastDataRecv: unit("ms", u32),
    lastAckRecv: unit("ms", u32),
    pmtu: unit("bytes", u32),
    rcvSsthresh: unit("bytes", u32),
    rtt: unit("us", u32),
    rttvar: unit("us", u32),
    sndSsthresh: unit("packets", u32),
    sndCwnd: unit("packets", u32),
    advmss: unit("bytes", u32),
    reordering: unit("packets", u32),
    rcvRtt: unit("us", u32),
    rcvSpace: unit("bytes", u32),
    totalRetrans: unit("packets", u32),
    /** All ones: not limited. Linux 3.15. */
    pacingRate: later(unit("bytes/s", u64)),
    maxPacingRate: later(unit("bytes/s", u64)),
    /** Linux 4.1. */
    bytesAcked: later(unit("bytes", counter64)),
    bytesReceived: later(unit("bytes", counter64)),
    /** Linux 4.2. */
    segsOut: later(unit("packets", u32)),
    segsIn: later(unit("packets", u32)),
    /** Linux 4.6. */
    notsentBytes: later(unit("bytes", u32)),
    minRtt: later(unit("us", u32)),
    dataSegsIn: later(unit("packets", u32)),
    dataSegsOut: later(unit("packets", u32)),
    /** Linux 4.9. */
    deliveryRate: later(unit("bytes/s", u64)),
    /** Linux 4.10. */
    busyTime: later(unit("us", counter64)),
    rwndLimited: later(unit("us", counter64)),
    sndbufLimited: later(unit("us", counter64)),
    /** Linux 4.18. */
    delivered: later(unit("packets", u32)),
    deliveredCe: later(unit("packets", u32)),
    /** Linux 4.19. */
    bytesSent: later(unit("bytes", counter64)),
    bytesRetrans: later(unit("bytes", counter64)),
    dsackDups: later(u32),
    reordSeen: later(u32),
    /** Linux 5.4. */
    rcvOoopack: later(unit("packets", u32)),
    sndWnd: later(unit("bytes", u32)),
    /** Linux 6.2. */
    rcvWnd: later(unit("bytes", u32)),
    rehash: later(u32),
    /** Linux 6.7. */
    totalRto: later(u16),
    totalRtoRecoveries: later(u16),
    totalRtoTime: later(unit("ms", u32)),
    /** Accurate ECN, Linux 6.18. */
    receivedCe: later(unit("packets", u32)),
    deliveredE1Bytes: later(as("tcpi_delivered_e1_bytes", unit("bytes", u32))),
    deliveredE0Bytes: later(as("tcpi_delivered_e0_bytes", unit("bytes", u32))),
    deliveredCeBytes: later(unit("bytes", u32)),
    receivedE1Bytes: later(as("tcpi_received_e1_bytes", unit("bytes", u32))),
    receivedE0Bytes: later(as("tcpi_received_e0_bytes", unit("bytes", u32))),
    receivedCeBytes: later(unit("bytes", u32)),
    ecn: later(as("tcpi_ecn_mode", cbits(u32, { ecnMode: 2, accecnOptSeen: 2, accecnFailMode: 4, options2: 24 }))),
  },
  { prefix: "tcpi_" },
);
export interface TcpInfo extends Infer<typeof TcpInfo> {}
