// include/uapi/linux/if_link.h: struct rtnl_link_stats, rtnl_link_stats64, rtnl_link_ifmap
import { counter64, type Infer, later, struct, u8, u16, u32, u64, unit } from "../../codec/index.js";

/** Counters of 32 bits, which wrap; `LinkStats64` has them whole. */
export const LinkStats32 = struct("rtnl_link_stats", 96, {
  rxPackets: unit("packets", u32),
  txPackets: unit("packets", u32),
  rxBytes: unit("bytes", u32),
  txBytes: unit("bytes", u32),
  rxErrors: u32,
  txErrors: u32,
  rxDropped: u32,
  txDropped: u32,
  multicast: u32,
  collisions: u32,
  rxLengthErrors: u32,
  rxOverErrors: u32,
  rxCrcErrors: u32,
  rxFrameErrors: u32,
  rxFifoErrors: u32,
  rxMissedErrors: u32,
  txAbortedErrors: u32,
  txCarrierErrors: u32,
  txFifoErrors: u32,
  txHeartbeatErrors: u32,
  txWindowErrors: u32,
  rxCompressed: u32,
  txCompressed: u32,
  /** Linux 4.6. */
  rxNohandler: later(u32),
});
export interface LinkStats32 extends Infer<typeof LinkStats32> {}

export const LinkStats64 = struct("rtnl_link_stats64", 200, {
  rxPackets: unit("packets", counter64),
  txPackets: unit("packets", counter64),
  rxBytes: unit("bytes", counter64),
  txBytes: unit("bytes", counter64),
  rxErrors: counter64,
  txErrors: counter64,
  rxDropped: counter64,
  txDropped: counter64,
  multicast: counter64,
  collisions: counter64,
  rxLengthErrors: counter64,
  rxOverErrors: counter64,
  rxCrcErrors: counter64,
  rxFrameErrors: counter64,
  rxFifoErrors: counter64,
  rxMissedErrors: counter64,
  txAbortedErrors: counter64,
  txCarrierErrors: counter64,
  txFifoErrors: counter64,
  txHeartbeatErrors: counter64,
  txWindowErrors: counter64,
  rxCompressed: counter64,
  txCompressed: counter64,
  /** Linux 4.6. */
  rxNohandler: later(counter64),
  /** Packets for another host's hardware address; Linux 5.19. */
  rxOtherhostDropped: later(counter64),
});
export interface LinkStats64 extends Infer<typeof LinkStats64> {}

/** Bus resources of a device that sits on one. */
export const LinkMap = struct("rtnl_link_ifmap", 32, {
  memStart: u64,
  memEnd: u64,
  baseAddr: u64,
  irq: u16,
  dma: u8,
  port: u8,
});
export interface LinkMap extends Infer<typeof LinkMap> {}
