/** Reads a packet from its front to its end, never beyond. */
import { decode, ipv6 } from "../library.js";

/** The packet was cut, or ends too early, in the middle of this header. */
export class CutOff extends Error {
  override readonly name = "CutOff";
}

export class PacketReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** Where the packet ends on the wire as far as its headers say; it may have been cut before. */
  #end: number;

  constructor(bytes: Uint8Array, length: number) {
    this.#bytes = bytes;
    this.#end = length;
  }

  /** Bytes that are left on the wire, captured or not. */
  get left(): number {
    return Math.max(0, this.#end - this.#at);
  }

  /** Says that the packet ends after `length` more bytes: what is behind is padding. */
  limit(length: number): void {
    this.#end = Math.min(this.#end, this.#at + length);
  }

  /** Goes over bytes, and gives where they start. @throws CutOff when not all are there */
  #take(length: number): number {
    const at = this.#at;
    if (at + length > Math.min(this.#end, this.#bytes.length)) throw new CutOff();
    this.#at = at + length;
    return at;
  }

  skip(length: number): void {
    this.#take(length);
  }

  u8(): number {
    return this.#bytes[this.#take(1)]!;
  }

  u16(): number {
    const at = this.#take(2);
    return (this.#bytes[at]! << 8) | this.#bytes[at + 1]!;
  }

  u32(): number {
    return this.u16() * 0x10000 + this.u16();
  }

  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** The next byte, which stays. */
  peek(): number {
    const value = this.u8();
    this.#at--;
    return value;
  }

  /** Bytes that were captured from here on. */
  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at, this.#end);
  }

  mac(): string {
    return Array.from(this.bytes(6), (byte) => byte.toString(16).padStart(2, "0")).join(":");
  }

  ipv4(): string {
    return this.bytes(4).join(".");
  }

  ipv6(): string {
    return decode(ipv6, this.bytes(16));
  }
}

export const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, "0")}`;
