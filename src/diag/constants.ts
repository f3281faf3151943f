// include/net/tcp_states.h (in UAPI as BPF_TCP_* of include/uapi/linux/bpf.h), include/uapi/linux/sock_diag.h, inet_diag.h
import { constants, type NameOf } from "../codec/index.js";

/** States of a socket; UDP, raw and unix sockets use the same numbers. */
export const TcpState = constants("BPF_TCP_", {
  established: 1,
  syn_sent: 2,
  syn_recv: 3,
  fin_wait1: 4,
  fin_wait2: 5,
  time_wait: 6,
  close: 7,
  close_wait: 8,
  last_ack: 9,
  listen: 10,
  closing: 11,
  new_syn_recv: 12,
  bound_inactive: 13,
});
export type TcpState = NameOf<typeof TcpState>;

/** `type` argument of socket(2). */
export const SocketType = constants("SOCK_", {
  stream: 1,
  dgram: 2,
  raw: 3,
  rdm: 4,
  seqpacket: 5,
  dccp: 6,
  packet: 10,
});
export type SocketType = NameOf<typeof SocketType>;

/** Timer that a socket waits for. */
export const InetDiagTimer = constants("IDIAG_TIMER_", {
  off: 0,
  on: 1,
  keepalive: 2,
  timewait: 3,
  probe0: 4,
  delack: 5,
});
export type InetDiagTimer = NameOf<typeof InetDiagTimer>;

/** Places in the array of a *_DIAG_*MEMINFO attribute; all in bytes but `drops`. */
export const SkMeminfo = constants("SK_MEMINFO_", {
  rmem_alloc: 0,
  rcvbuf: 1,
  wmem_alloc: 2,
  sndbuf: 3,
  fwd_alloc: 4,
  wmem_queued: 5,
  optmem: 6,
  backlog: 7,
  drops: 8,
});
export type SkMeminfo = NameOf<typeof SkMeminfo>;

/** Multicast groups: sockets that were destroyed. */
export const SknlGroup = constants("SKNLGRP_", {
  none: 0,
  inet_tcp_destroy: 1,
  inet_udp_destroy: 2,
  inet6_tcp_destroy: 3,
  inet6_udp_destroy: 4,
});
export type SknlGroup = NameOf<typeof SknlGroup>;

export const TcpCaState = constants(
  "TCP_CA_",
  { open: 0, disorder: 1, cwr: 2, recovery: 3, loss: 4 },
  { open: "TCP_CA_Open", disorder: "TCP_CA_Disorder", recovery: "TCP_CA_Recovery", loss: "TCP_CA_Loss" },
);
export type TcpCaState = NameOf<typeof TcpCaState>;

/** Options that both ends agreed on. */
export const TcpInfoOptions = constants("TCPI_OPT_", {
  timestamps: 1,
  sack: 2,
  wscale: 4,
  ecn: 8,
  ecn_seen: 0x10,
  syn_data: 0x20,
  usec_ts: 0x40,
  tfo_child: 0x80,
});
