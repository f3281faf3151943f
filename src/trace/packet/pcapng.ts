// The block-structured capture file: sections, interfaces, packets.
import { align4 } from "../chain.js";
import type { Datagram } from "../types.js";
import { packetDatagram } from "./cooked.js";
import { RecordReader } from "./records.js";

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE = 1;
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;

/** Smallest possible block: type, length, length. */
const MIN_BLOCK = 12;
/** Interfaces of one section that are kept. */
const MAX_INTERFACES = 65_536;

interface Interface {
  linkType: number;
  /** Longest packet part that was kept; 0 for no limit. */
  snapLength: number;
  /** Timestamp units in a second. */
  unitsPerSecond: bigint;
  /** Seconds to add to every timestamp. */
  offsetSeconds: bigint;
}

export class PcapngReader extends RecordReader {
  #interfaces: Interface[] = [];
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

  protected record(bytes: Uint8Array, out: Datagram[]): void {
    const length = this.u32(bytes, 4);
    const trailer = this.u32(bytes, align4(length) - 4);
    if (trailer !== length) this.fail(`a block is ${length} bytes long at its start and ${trailer} at its end`);
    const type = this.u32(bytes, 0);
    const body = bytes.subarray(8, align4(length) - 4);
    if (type === SECTION_HEADER) {
      this.#started = true;
      this.#interfaces = [];
    } else if (type === INTERFACE) this.#interface(body);
    else if (type === ENHANCED_PACKET) this.#packet(body, this.u32(body, 0), out);
    else if (type === OLD_PACKET) this.#packet(body, this.u16(body, 0), out);
    else if (type === SIMPLE_PACKET) this.#simple(body, out);
  }

  #interface(body: Uint8Array): void {
    if (body.length < 8) this.fail("an interface block is too short");
    if (this.#interfaces.length >= MAX_INTERFACES) this.fail("too many interfaces");
    const described: Interface = {
      linkType: this.u16(body, 0),
      snapLength: this.u32(body, 4),
      unitsPerSecond: 1_000_000n,
      offsetSeconds: 0n,
    };
    for (let at = 8; at + 4 <= body.length; ) {
      const code = this.u16(body, at);
      const length = this.u16(body, at + 2);
      const value = body.subarray(at + 4, at + 4 + length);
      if (code === 0 || value.length < length) break;
      if (code === IF_TSRESOL && length >= 1) {
        const exponent = BigInt(value[0]! & 0x7f);
        described.unitsPerSecond = (value[0]! & 0x80) === 0 ? 10n ** exponent : 1n << exponent;
      }
      if (code === IF_TSOFFSET && length === 8) {
        const [first, second] = [BigInt(this.u32(value, 0)), BigInt(this.u32(value, 4))];
        described.offsetSeconds = BigInt.asIntN(
          64,
          this.fileLittleEndian ? (second << 32n) | first : (first << 32n) | second,
        );
      }
      at += 4 + align4(length);
    }
    this.#interfaces.push(described);
  }

  /** Enhanced and old packet blocks differ in the width of the interface id only. */
  #packet(body: Uint8Array, id: number, out: Datagram[]): void {
    if (body.length < 20) this.fail("a packet block is too short");
    const from = this.#interfaces[id];
    if (from === undefined) this.fail(`a packet of interface ${id}, which is not described`);
    const captured = this.u32(body, 12);
    if (captured > body.length - 20) this.fail(`a packet of ${captured} bytes in a block of ${body.length}`);
    const units = (BigInt(this.u32(body, 4)) << 32n) | BigInt(this.u32(body, 8));
    const timeNs = (units * 1_000_000_000n) / from.unitsPerSecond + from.offsetSeconds * 1_000_000_000n;
    this.#deliver(from, body.subarray(20, 20 + captured), this.u32(body, 16), timeNs < 0n ? undefined : timeNs, out);
  }

  /** A simple packet block has no time, and belongs to the first interface. */
  #simple(body: Uint8Array, out: Datagram[]): void {
    const from = this.#interfaces[0];
    if (from === undefined) this.fail("a packet before any interface is described");
    const length = this.u32(body, 0);
    const limit = from.snapLength === 0 ? length : Math.min(length, from.snapLength);
    this.#deliver(from, body.subarray(4, 4 + limit), length, undefined, out);
  }

  #deliver(from: Interface, data: Uint8Array, length: number, timeNs: bigint | undefined, out: Datagram[]): void {
    packetDatagram(this.context, { linkType: from.linkType, data, length, timeNs, offset: this.offset }, out);
  }
}
