/** Packets on their way to and from capture files. */

/** A VLAN tag beside the bytes of a packet. */
export interface Tag {
  /** Priority, drop eligibility and VLAN id, 16 bits. */
  readonly tci: number;
  /** Protocol of the tag: 0x8100, 0x88a8. */
  readonly tpid: number;
}

/** What a file can say of a packet's way: sent, or received in one of these manners ("inbound": not known how). */
export type FileDirection = "host" | "broadcast" | "multicast" | "otherHost" | "outgoing" | "inbound";

/** A hash of a packet's bytes or flow. */
export interface PacketHash {
  /** 0 two's complement, 1 XOR, 2 CRC32, 3 MD5, 4 SHA-1, 5 Toeplitz. */
  readonly algorithm: number;
  readonly value: Uint8Array;
}

/** What can be written: the packets of a Capture, those read from a file, and others. */
export interface WritablePacket {
  /** Nanoseconds since 1970. */
  readonly timestampNs: bigint;
  readonly data: Uint8Array;
  /** Length on the wire; that of `data` when left out. */
  readonly originalLength?: number | undefined;
  /** A tag that was taken out of an Ethernet frame; it is put back. `originalLength` does not count it. */
  readonly vlan?: Tag | undefined;
  /** pcapng only. What is no FileDirection is left out. */
  readonly direction?: FileDirection | string | number | undefined;
  /** pcapng only; 65,535 bytes of UTF-8 each. */
  readonly comments?: readonly string[] | undefined;
  /** pcapng only. */
  readonly hash?: PacketHash | undefined;
}

/** A packet out of a file. */
export interface StoredPacket {
  /** Nanoseconds since 1970; undefined where the file has no time (simple packet blocks). */
  readonly timestampNs: bigint | undefined;
  /** The packet's own memory. */
  readonly data: Uint8Array<ArrayBuffer>;
  readonly originalLength: number;
  /** Of `interfaces` of the file. */
  readonly interfaceIndex: number;
  readonly linkType: number;
  readonly direction: FileDirection | undefined;
  readonly comments: readonly string[];
  readonly hash: PacketHash | undefined;
  /** Offset of its record in the file, bytes. */
  readonly offset: number;
}

/** Counters of an interface, of packets; undefined where they are not known. */
export interface InterfaceStatistics {
  /** Packets that the interface received, whether or not a filter took them. */
  readonly received?: number | undefined;
  /** Packets that the interface itself dropped. */
  readonly dropped?: number | undefined;
  /** Packets that the filter took. */
  readonly accepted?: number | undefined;
  /** Packets that the filter took and the system dropped, for want of room. */
  readonly systemDropped?: number | undefined;
  /** Packets that were given to the program. */
  readonly delivered?: number | undefined;
}

/** Lowest bits of epb_flags: direction (1 in, 2 out), and how it was received from bit 2 on. */
const FLAGS: Readonly<Record<FileDirection, number>> = {
  inbound: 0b00001,
  outgoing: 0b00010,
  host: 0b00101,
  multicast: 0b01001,
  broadcast: 0b01101,
  otherHost: 0b10001,
};
const BY_FLAGS: ReadonlyMap<number, FileDirection> = new Map(
  (Object.keys(FLAGS) as FileDirection[]).map((direction) => [FLAGS[direction], direction]),
);

/** epb_flags of a direction; 0 when there is nothing to say. */
export function flagsOf(direction: WritablePacket["direction"]): number {
  if (typeof direction !== "string") return 0;
  return Object.hasOwn(FLAGS, direction) ? FLAGS[direction as FileDirection] : 0;
}

export function directionOf(flags: number): FileDirection | undefined {
  // What is sent is sent, to whomever.
  if ((flags & 0b11) === FLAGS.outgoing) return "outgoing";
  return BY_FLAGS.get(flags & 0b11111) ?? ((flags & 0b11) === FLAGS.inbound ? "inbound" : undefined);
}
