// include/uapi/linux/if_packet.h: TP_STATUS_*, PACKET_*
import { ETH_HLEN } from "./constants.js";

/** Bits of a received packet's status. */
export const PacketStatus = {
  /** Larger than a frame; the rest was queued to the socket as an ordinary packet. */
  copy: 1 << 1,
  /** Packets have been dropped since the statistics were last read. */
  losing: 1 << 2,
  /** The checksum is to be filled in by hardware, or by nobody when the packet stays on the machine. */
  checksumNotReady: 1 << 3,
  vlanValid: 1 << 4,
  vlanTpidValid: 1 << 6,
  /** The kernel has verified the transport checksum. */
  checksumValid: 1 << 7,
  /** One of several TCP segments that were merged. */
  gsoTcp: 1 << 8,
  timestampSoftware: 1 << 29,
  timestampSystemHardware: 1 << 30,
  timestampRawHardware: 1 << 31,
} as const;

/** Names of the bits that are set. */
export function packetStatusNames(status: number): (keyof typeof PacketStatus)[] {
  return (Object.keys(PacketStatus) as (keyof typeof PacketStatus)[]).filter((name) => status & PacketStatus[name]);
}

/**
 * Where a timestamp comes from: the network device, the device converted to system time, the kernel's receive path, or
 * ("ring") the moment when the packet was written into the ring.
 */
export type TimestampClock = "rawHardware" | "systemHardware" | "software" | "ring";

export function timestampClock(status: number): TimestampClock {
  if (status & PacketStatus.timestampRawHardware) return "rawHardware";
  if (status & PacketStatus.timestampSystemHardware) return "systemHardware";
  return status & PacketStatus.timestampSoftware ? "software" : "ring";
}

const DIRECTIONS = ["host", "broadcast", "multicast", "otherHost", "outgoing", "loopback", "user", "kernel"] as const;

/** sll_pkttype: to us, to all, to a group, to somebody else (seen for being promiscuous), or sent by us. */
export type PacketDirection = (typeof DIRECTIONS)[number];

export function packetDirection(type: number): PacketDirection | number {
  return DIRECTIONS[type] ?? type;
}

/** Offset of an Ethernet frame's VLAN tag, which the kernel takes out of it. */
export const VLAN_OFFSET = ETH_HLEN - 2;
