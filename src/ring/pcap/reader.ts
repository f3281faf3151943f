/** Reads pcapng and pcap files. The format itself is the business of src/trace. */
import { closeSync, openSync, readSync } from "node:fs";
import { codedError } from "../../ffi/index.js";
import {
  type FilePacket,
  optionU64,
  PacketFileReader,
  type PacketInterface,
  packetOptions,
} from "../../trace/index.js";
import { directionOf, type InterfaceStatistics, type PacketHash, type StoredPacket } from "./packet.js";
import { patiently } from "./sink.js";

/** An interface as a file describes it. */
export interface StoredInterface {
  readonly linkType: number;
  /** Bytes kept of each packet at most; 0 for no limit. */
  readonly snapLength: number;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly filter: string | undefined;
  readonly hardwareAddress: Uint8Array | undefined;
  /** Bits per second. */
  readonly speed: number | undefined;
  /** Timestamp units in a second. */
  readonly unitsPerSecond: bigint;
  /** Those of its last statistics block; known when that was read, which is at the end of most files. */
  readonly statistics: InterfaceStatistics | undefined;
}

/** What a section of a pcapng file says about who made it. */
export interface StoredSection {
  readonly hardware: string | undefined;
  readonly os: string | undefined;
  readonly application: string | undefined;
  readonly comments: readonly string[];
}

const CHUNK = 256 * 1024;

const decoder = new TextDecoder();
const u32 = (bytes: Uint8Array, littleEndian: boolean): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0, littleEndian);

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What is read from one after another: the bytes of the caller, or those of a descriptor. */
class Source {
  readonly name: string | undefined;
  #bytes: Uint8Array | undefined;
  #fd = -1;
  #owned = false;
  readonly #chunk: Uint8Array;

  constructor(from: string | number | Uint8Array) {
    this.name = typeof from === "string" ? from : undefined;
    this.#chunk = new Uint8Array(from instanceof Uint8Array ? 0 : CHUNK);
    if (from instanceof Uint8Array) this.#bytes = from;
    else if (typeof from === "number") this.#fd = from;
    else {
      this.#fd = openSync(from, "r");
      this.#owned = true;
    }
  }

  /** The next bytes, valid until the next call; none at the end. */
  next(): Uint8Array {
    if (this.#bytes !== undefined) {
      const chunk = this.#bytes.subarray(0, CHUNK);
      this.#bytes = this.#bytes.subarray(CHUNK);
      return chunk;
    }
    if (this.#fd < 0) return this.#chunk.subarray(0, 0);
    return this.#chunk.subarray(
      0,
      patiently(() => readSync(this.#fd, this.#chunk, 0, CHUNK, null)),
    );
  }

  close(): void {
    if (this.#owned && this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
    this.#bytes = undefined;
  }
}

/**
 * The packets of a capture file, in the file's order, each with memory of its own. It reads as it goes, a piece at a time; a
 * file of a path is closed at the end of the loop, however that ends.
 */
export class PacketFile implements Iterable<StoredPacket> {
  readonly #source: Source;
  readonly #reader: PacketFileReader;
  readonly #interfaces: Mutable<StoredInterface>[] = [];
  readonly #sections: StoredSection[] = [];
  /** Packets of the piece that was read last, and how many of them were given out. */
  #packets: StoredPacket[] = [];
  #given = 0;
  #failure: unknown;
  #ended = false;

  /** `readPackets` opens it. */
  constructor(from: string | number | Uint8Array) {
    this.#source = new Source(from);
    this.#reader = new PacketFileReader({
      section: (options, littleEndian) => this.#sections.push(section(options, littleEndian)),
      interface: (described) => this.#interfaces.push(storedInterface(described)),
      packet: (packet) => this.#packets.push(storedPacket(packet)),
      statistics: ({ from: { index, littleEndian }, options }) => {
        this.#interfaces[index]!.statistics = statistics(options, littleEndian);
      },
    });
    try {
      // A pipe may give its first bytes one by one.
      while (this.#reader.format === undefined) this.#fill();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get format(): "pcap" | "pcapng" {
    return this.#reader.format!;
  }

  /** Interfaces described so far. */
  get interfaces(): readonly StoredInterface[] {
    return this.#interfaces;
  }

  /** Section headers read so far; a pcap file has none. */
  get sections(): readonly StoredSection[] {
    return this.#sections;
  }

  /**
   * Goes on with the next packet; every loop goes on where the one before it stopped.
   *
   * @throws Error with code ERR_RINGLINK_CAPTURE_FILE where the file is damaged or cut off, after the packets before that place
   */
  *[Symbol.iterator](): Generator<StoredPacket, undefined> {
    try {
      for (let packet = this.next(); packet !== undefined; packet = this.next()) yield packet;
    } finally {
      this.close();
    }
    return undefined;
  }

  /** The next packet; undefined at the end. @throws as the loop does */
  next(): StoredPacket | undefined {
    while (this.#given === this.#packets.length && !this.#ended) this.#fill();
    return this.#packets[this.#given++];
  }

  /** Reads until there is a packet, or the end. What was complete before an error comes first. */
  #fill(): void {
    if (this.#failure !== undefined) {
      this.#ended = true;
      throw this.#failure;
    }
    this.#packets = [];
    this.#given = 0;
    const chunk = this.#source.next();
    try {
      if (chunk.length > 0) this.#reader.push(chunk);
      else {
        this.#ended = true;
        this.#reader.end();
      }
    } catch (cause) {
      const { name } = this.#source;
      const message = `${name === undefined ? "" : `${name}: `}${(cause as Error).message}`;
      this.#failure = codedError("ERR_RINGLINK_CAPTURE_FILE", message, { cause });
      if (this.#packets.length === 0) this.#fill();
    }
  }

  /** Ends the reading. Idempotent; a loop's end does it too. */
  close(): void {
    this.#ended = true;
    this.#packets = [];
    this.#given = 0;
    this.#source.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * Opens a pcapng or pcap file for reading: its path, an open descriptor (0 is standard input), or its bytes.
 *
 * @throws Error with code ERR_RINGLINK_CAPTURE_FILE when it is no such file; what node:fs throws when it cannot be read
 *
 * @example
 * for (const packet of readPackets("dns.pcapng")) console.log(packet.timestampNs, packet.data.length);
 */
export function readPackets(from: string | number | Uint8Array): PacketFile {
  return new PacketFile(from);
}

function storedInterface({ linkType, snapLength, unitsPerSecond, options, littleEndian }: PacketInterface) {
  const found: Mutable<StoredInterface> = {
    linkType,
    snapLength,
    name: undefined,
    description: undefined,
    filter: undefined,
    hardwareAddress: undefined,
    speed: undefined,
    unitsPerSecond,
    statistics: undefined,
  };
  for (const { code, value } of packetOptions(options, littleEndian)) {
    if (code === 2) found.name = decoder.decode(value);
    else if (code === 3) found.description = decoder.decode(value);
    else if (code === 6 && value.length === 6) found.hardwareAddress = value.slice();
    else if (code === 8 && value.length === 8) found.speed = Number(optionU64(value, littleEndian));
    // A first byte of 0 says that text follows, 1 would be a program.
    else if (code === 11 && value[0] === 0) found.filter = decoder.decode(value.subarray(1));
  }
  return found;
}

function section(options: Uint8Array, littleEndian: boolean): StoredSection {
  const texts: Record<number, string[]> = { 1: [], 2: [], 3: [], 4: [] };
  for (const { code, value } of packetOptions(options, littleEndian)) texts[code]?.push(decoder.decode(value));
  return { comments: texts[1]!, hardware: texts[2]![0], os: texts[3]![0], application: texts[4]![0] };
}

const COUNTERS: ReadonlyMap<number, keyof InterfaceStatistics> = new Map([
  [4, "received"],
  [5, "dropped"],
  [6, "accepted"],
  [7, "systemDropped"],
  [8, "delivered"],
]);

function statistics(options: Uint8Array, littleEndian: boolean): InterfaceStatistics {
  const found: Mutable<InterfaceStatistics> = {};
  for (const { code, value } of packetOptions(options, littleEndian)) {
    const name = COUNTERS.get(code);
    if (name !== undefined && value.length === 8) found[name] = Number(optionU64(value, littleEndian));
  }
  return found;
}

function storedPacket({ from, data, length, timeNs, offset, options }: FilePacket): StoredPacket {
  let flags = 0;
  const comments: string[] = [];
  let hash: PacketHash | undefined;
  if (options.length > 0) {
    for (const { code, value } of packetOptions(options, from.littleEndian)) {
      if (code === 1) comments.push(decoder.decode(value));
      else if (code === 2 && value.length === 4) flags = u32(value, from.littleEndian);
      else if (code === 3 && value.length > 0) hash = { algorithm: value[0]!, value: value.slice(1) };
    }
  }
  return {
    timestampNs: timeNs,
    data: data.slice() as Uint8Array<ArrayBuffer>,
    originalLength: length,
    interfaceIndex: from.index,
    linkType: from.linkType,
    direction: directionOf(flags),
    comments,
    hash,
    offset,
  };
}
