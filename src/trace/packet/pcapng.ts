// The block-structured capture file: sections, interfaces, packets, statistics.
import { align4 } from "../chain.js";
import type { PacketInterface } from "./file.js";
import { optionU64, packetOptions } from "./options.js";
import { RecordReader } from "./records.js";

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE = 1;
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const STATISTICS = 5;
const ENHANCED_PACKET = 6;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;

/** Smallest possible block: type, length, length. */
const MIN_BLOCK = 12;
/** Interfaces of one section that are kept. */
const MAX_INTERFACES = 65_536;

/** Nanoseconds. */
const SECOND = 1_000_000_000n;

const NO_OPTIONS = new Uint8Array(0);

export class PcapngReader extends RecordReader {
  /** Of the section being read. */
  #interfaces: PacketInterface[] = [];
  /** Interfaces of the sections before. */
  #before = 0;
  #started = false;

  protected recordLength(bytes: Uint8Array): number | undefined {
    if (bytes.length < MIN_BLOCK) return undefined;
    // The type of a section header reads the same in both byte orders; its magic tells the order of what follows.
    if (this.u32(bytes, 0) === SECTION_HEADER) {
      this.fileLittleEndian = true;
      if (this.u32(bytes, 8) !== BYTE_ORDER_MAGIC) {
        this.fileLittleEndian = false;
        if (this.u32(bytes, 8) !== BYTE_ORDER_MAGIC) this.fail("a section without its byte-order magic");
      }
    } else if (!this.#started) this.fail("this is not a pcapng file");
    const length = this.u32(bytes, 4);
    if (length < MIN_BLOCK) this.fail(`a block of ${length} bytes cannot be`);
    return align4(length);
  }

  protected record(bytes: Uint8Array): void {
    const length = this.u32(bytes, 4);
    const trailer = this.u32(bytes, align4(length) - 4);
    if (trailer !== length) this.fail(`a block is ${length} bytes long at its start and ${trailer} at its end`);
    const type = this.u32(bytes, 0);
    const body = bytes.subarray(8, align4(length) - 4);
    if (type === SECTION_HEADER) this.#section(body);
    else if (type === INTERFACE) this.#interface(body);
    else if (type === ENHANCED_PACKET) this.#packet(body, this.u32(body, 0));
    else if (type === OLD_PACKET) this.#packet(body, this.u16(body, 0));
    else if (type === SIMPLE_PACKET) this.#simple(body);
    else if (type === STATISTICS) this.#statistics(body);
  }

  #section(body: Uint8Array): void {
    this.#started = true;
    this.#before += this.#interfaces.length;
    this.#interfaces = [];
    this.sink.section?.(body.subarray(16), this.fileLittleEndian);
  }

  #interface(body: Uint8Array): void {
    if (body.length < 8) this.fail("an interface block is too short");
    if (this.#interfaces.length >= MAX_INTERFACES) this.fail("too many interfaces");
    let unitsPerSecond = 1_000_000n;
    let offsetSeconds = 0n;
    for (const { code, value } of packetOptions(body.subarray(8), this.fileLittleEndian)) {
      if (code === IF_TSRESOL && value.length >= 1) {
        const exponent = BigInt(value[0]! & 0x7f);
        unitsPerSecond = (value[0]! & 0x80) === 0 ? 10n ** exponent : 1n << exponent;
      }
      if (code === IF_TSOFFSET && value.length === 8)
        offsetSeconds = BigInt.asIntN(64, optionU64(value, this.fileLittleEndian));
    }
    const described: PacketInterface = {
      index: this.#before + this.#interfaces.length,
      linkType: this.u16(body, 0),
      snapLength: this.u32(body, 4),
      unitsPerSecond,
      offsetSeconds,
      littleEndian: this.fileLittleEndian,
      options: body.slice(8),
    };
    this.#interfaces.push(described);
    this.sink.interface?.(described);
  }

  /** Enhanced and old packet blocks differ in the width of the interface id only. */
  #packet(body: Uint8Array, id: number): void {
    if (body.length < 20) this.fail("a packet block is too short");
    const from = this.#interfaces[id];
    if (from === undefined) this.fail(`a packet of interface ${id}, which is not described`);
    const captured = this.u32(body, 12);
    if (captured > body.length - 20) this.fail(`a packet of ${captured} bytes in a block of ${body.length}`);
    const end = 20 + captured;
    const options = align4(end) < body.length ? body.subarray(align4(end)) : NO_OPTIONS;
    this.#deliver(from, body.subarray(20, end), this.u32(body, 16), this.#time(from, body, 4), options);
  }

  /** A simple packet block has no time, and belongs to the first interface. */
  #simple(body: Uint8Array): void {
    const from = this.#interfaces[0];
    if (from === undefined) this.fail("a packet before any interface is described");
    if (body.length < 4) this.fail("a packet block is too short");
    const length = this.u32(body, 0);
    const limit = from.snapLength === 0 ? length : Math.min(length, from.snapLength);
    if (limit > body.length - 4) this.fail(`a packet of ${limit} bytes in a block of ${body.length}`);
    this.#deliver(from, body.subarray(4, 4 + limit), length, undefined, NO_OPTIONS);
  }

  #statistics(body: Uint8Array): void {
    if (this.sink.statistics === undefined) return;
    if (body.length < 12) this.fail("a statistics block is too short");
    const id = this.u32(body, 0);
    const from = this.#interfaces[id];
    if (from === undefined) this.fail(`statistics of interface ${id}, which is not described`);
    this.sink.statistics({ from, timeNs: this.#time(from, body, 4), options: body.subarray(12) });
  }

  /** Nanoseconds since the epoch of the two words at an offset, in the interface's units. */
  #time(from: PacketInterface, body: Uint8Array, at: number): bigint | undefined {
    const units = (BigInt(this.u32(body, at)) << 32n) | BigInt(this.u32(body, at + 4));
    // What most files have needs no arithmetic.
    if (from.unitsPerSecond === SECOND && from.offsetSeconds === 0n) return units;
    const timeNs = (units * SECOND) / from.unitsPerSecond + from.offsetSeconds * SECOND;
    return timeNs < 0n ? undefined : timeNs;
  }

  #deliver(
    from: PacketInterface,
    data: Uint8Array,
    length: number,
    timeNs: bigint | undefined,
    options: Uint8Array,
  ): void {
    this.sink.packet({ from, data, length, timeNs, offset: this.offset, options });
  }
}
