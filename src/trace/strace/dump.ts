// The hexdump that strace prints below a call (-e read=… -e write=…), taken by column.
import { ByteBuffer, HEX_DIGITS } from "../bytes.js";
import { plausibleHeader } from "../chain.js";
import type { DataCall } from "./calls.js";

const SPACE = 0x20;

/** Most bytes kept of one call. */
const MAX_DUMP = 16 * 1024 * 1024;

/** One datagram's part of a dump. */
export interface DumpVector {
  start: number;
  end: number;
  /** Sum of the announced buffer sizes; `undefined` for calls that announce none. */
  announced: number | undefined;
  /** Why later bytes of this vector are missing. */
  damage: "lost-lines" | "cannot-fetch" | "too-large" | undefined;
}

/** Collects the dump of one call; its memory is used again for the next. */
export class Dump {
  readonly #data = new ByteBuffer(65_536);
  #bufferStart = 0;
  /** Index of the next buffer in its vector. */
  #nextBuffer = 0;
  #shape: DataCall["shape"] = "buffer";
  /** Longest dump of a plain buffer. */
  #limit = 0;
  vectors: DumpVector[] = [];
  /** True when lines follow that cannot be of this call, so that another call's line is missing. They are ignored. */
  foreign = false;

  /** Starts the dump of a call; `limit` is the most that it can have where buffer sizes are not announced. */
  begin(shape: DataCall["shape"], limit: number): void {
    this.#shape = shape;
    this.#limit = limit;
    this.#data.clear();
    this.#bufferStart = 0;
    this.#nextBuffer = 0;
    this.foreign = false;
    if (this.vectors.length > 0) this.vectors = [];
  }

  get isEmpty(): boolean {
    return this.vectors.length === 0;
  }

  bytes(vector: DumpVector, length: number): Uint8Array {
    return this.#data.copy(vector.start, vector.start + Math.min(length, vector.end - vector.start));
  }

  /** Whether the first bytes could be a netlink header; true as long as there are too few to say. */
  plausible(littleEndian: boolean): boolean {
    return this.#data.length < 16 || plausibleHeader(this.#data.bytes, 0, littleEndian);
  }

  /** ` = N buffers in vector I`: one datagram of an *mmsg call. */
  startVector(index: number): void {
    if (this.#shape !== "messages" || index !== this.vectors.length) this.foreign = true;
    if (this.foreign) return;
    this.#nextBuffer = 0;
    this.#bufferStart = this.#data.length;
    this.vectors.push({ start: this.#bufferStart, end: this.#bufferStart, announced: 0, damage: undefined });
  }

  /** ` * N bytes in buffer I`. */
  startBuffer(length: number, index: number): void {
    const orphan = this.#shape === "messages" && this.vectors.length === 0;
    if (this.#shape === "buffer" || orphan || index < this.#nextBuffer) this.foreign = true;
    if (this.foreign) return;
    const vector = this.#current();
    const complete = vector.end - vector.start >= (vector.announced ?? 0);
    if (index > this.#nextBuffer || !complete) vector.damage ??= "lost-lines";
    vector.announced = (vector.announced ?? 0) + length;
    this.#nextBuffer = index + 1;
    this.#bufferStart = this.#data.length;
  }

  cannotFetch(): void {
    if (!this.foreign) this.#current().damage ??= "cannot-fetch";
  }

  #current(): DumpVector {
    const last = this.vectors[this.vectors.length - 1];
    if (last !== undefined) return last;
    const first: DumpVector = { start: 0, end: 0, announced: undefined, damage: undefined };
    this.vectors.push(first);
    return first;
  }

  /** Whether the call has more bytes to show. */
  #expects(): boolean {
    if (this.#shape === "buffer") return this.#data.length < this.#limit;
    const last = this.vectors[this.vectors.length - 1];
    return last !== undefined && (last.damage !== undefined || last.end - last.start < last.announced!);
  }

  /** ` | OFFSET  xx xx … |`; false when the line is not of that form. */
  hexLine(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start + 3;
    let offset = 0;
    for (let digit = 0; at < end; at++) {
      digit = HEX_DIGITS[bytes[at]!]!;
      if (digit < 0) break;
      offset = offset * 16 + digit;
    }
    if (at - start < 8 || bytes[at] !== SPACE || bytes[at + 1] !== SPACE || at + 51 > end) return false;
    if (this.foreign || !this.#expects()) {
      this.foreign = true;
      return true;
    }
    const vector = this.#current();
    if (vector.damage !== undefined) return true;
    const data = this.#data;
    if (offset !== data.length - this.#bufferStart) {
      vector.damage = "lost-lines";
      return true;
    }
    if (data.length >= MAX_DUMP) {
      vector.damage = "too-large";
      return true;
    }
    data.reserve(16);
    const target = data.bytes;
    let length = data.length;
    at += 2;
    for (let column = 0; column < 16; column++, at += 3) {
      if (column === 8) at++;
      const high = HEX_DIGITS[bytes[at]!]!;
      const low = HEX_DIGITS[bytes[at + 1]!]!;
      if ((high | low) < 0) {
        if (bytes[at] === SPACE && bytes[at + 1] === SPACE) break;
        vector.damage = "lost-lines";
        break;
      }
      target[length++] = (high << 4) | low;
    }
    data.length = length;
    vector.end = length;
    return true;
  }
}
