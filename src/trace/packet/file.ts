// What a capture file holds, whatever its format.

/** An interface of a capture file. A classic pcap file has one, without a name. */
export interface PacketInterface {
  /** Position among the interfaces of all sections of the file. */
  readonly index: number;
  /** LINKTYPE_* number. */
  readonly linkType: number;
  /** Bytes kept of each packet at most; 0 for no limit. */
  readonly snapLength: number;
  /** Timestamp units in a second. */
  readonly unitsPerSecond: bigint;
  /** Seconds to add to every timestamp. */
  readonly offsetSeconds: bigint;
  readonly littleEndian: boolean;
  /** Options as they are in the file, to be read with `packetOptions`; a copy. */
  readonly options: Uint8Array;
}

/** One packet of a capture file. */
export interface FilePacket {
  readonly from: PacketInterface;
  /** The packet's bytes; a view, valid during the call only. */
  readonly data: Uint8Array;
  /** Length before it was cut to the snap length. */
  readonly length: number;
  /** Nanoseconds since the epoch; undefined where the file has none (a simple packet block), or one before the epoch. */
  readonly timeNs: bigint | undefined;
  /** Of the packet's record in the file. */
  readonly offset: number;
  /** Options as they are in the file; a view, valid during the call only. */
  readonly options: Uint8Array;
}

/** What an interface statistics block says. */
export interface FileStatistics {
  readonly from: PacketInterface;
  readonly timeNs: bigint | undefined;
  readonly options: Uint8Array;
}

/** Takes what a file holds, in its order. */
export interface PacketSink {
  /** The options of a section header; pcap files have none. */
  section?(options: Uint8Array, littleEndian: boolean): void;
  interface?(described: PacketInterface): void;
  packet(packet: FilePacket): void;
  statistics?(statistics: FileStatistics): void;
}
