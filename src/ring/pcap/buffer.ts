/** Memory in which blocks are put together, in this machine's byte order, before they are written in one go. */
import { littleEndian } from "../../ffi/index.js";

/** Below this, bytes are copied in a loop, four at a time: it is faster than a call. */
const SHORT = 104;

const align4 = (length: number): number => length + (-length & 3);
const encoder = new TextEncoder();

/** Nanoseconds of a time as pcapng wants them: the upper 32 bits, then the lower. */
export function writeTime(view: DataView, at: number, seconds: number, nanoseconds: number): void {
  const low = Math.imul(seconds, 1_000_000_000) >>> 0;
  // The product is not exact in a double, but it is by far exact enough for its upper half.
  const high = Math.round((seconds * 1_000_000_000 - low) / 0x1_0000_0000);
  const sum = low + nanoseconds;
  view.setUint32(at, sum > 0xffffffff ? high + 1 : high, littleEndian);
  view.setUint32(at + 4, sum >>> 0, littleEndian);
}

/** The same byte order on both sides makes it none at all. */
function copyWords(to: DataView, at: number, from: DataView, start: number, length: number): void {
  let i = 0;
  for (; i + 4 <= length; i += 4) to.setUint32(at + i, from.getUint32(start + i, true), true);
  for (; i < length; i++) to.setUint8(at + i, from.getUint8(start + i));
}

export class BlockBuffer {
  bytes: Uint8Array;
  length = 0;
  /** Of `bytes`; both are others after a `reserve`. */
  view: DataView;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for `extra` more bytes. */
  reserve(extra: number): void {
    const needed = this.length + extra;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }

  /** Memory that was copied from last, and a view of it when it was so twice: packets of a ring share theirs. */
  #source: ArrayBufferLike | undefined;
  #sourceView: DataView | undefined;

  /** Copies part of an array to an offset, where there is room. */
  copyTo(at: number, source: Uint8Array, start: number, length: number): void {
    if (source.buffer !== this.#source) {
      this.#source = source.buffer;
      this.#sourceView = undefined;
    } else if (length < SHORT) {
      this.#sourceView ??= new DataView(source.buffer);
      copyWords(this.view, at, this.#sourceView, source.byteOffset + start, length);
      return;
    }
    this.bytes.set(source.subarray(start, start + length), at);
  }

  // The following write where there is room: reserve comes first.

  u16(value: number): void {
    this.view.setUint16(this.length, value, littleEndian);
    this.length += 2;
  }

  /** In network byte order. */
  be16(value: number): void {
    this.view.setUint16(this.length, value);
    this.length += 2;
  }

  u32(value: number): void {
    this.view.setUint32(this.length, value, littleEndian);
    this.length += 4;
  }

  time(seconds: number, nanoseconds: number): void {
    writeTime(this.view, this.length, seconds, nanoseconds);
    this.length += 8;
  }

  /** Part of an array. */
  copy(source: Uint8Array, start: number, length: number): void {
    this.copyTo(this.length, source, start, length);
    this.length += length;
  }

  /** Zeros up to the next multiple of four, counted from `start`. */
  pad(start: number): void {
    const end = start + align4(this.length - start);
    while (this.length < end) this.bytes[this.length++] = 0;
  }

  // Options make room for themselves.

  option(code: number, value: Uint8Array): void {
    this.reserve(8 + value.length);
    this.u16(code);
    this.u16(value.length);
    const start = this.length;
    this.copy(value, 0, value.length);
    this.pad(start);
  }

  text(code: number, text: string): void {
    this.option(code, encoder.encode(text));
  }

  u64(code: number, value: number): void {
    this.reserve(12);
    this.u16(code);
    this.u16(8);
    this.view.setBigUint64(this.length, BigInt(value), littleEndian);
    this.length += 8;
  }

  endOfOptions(): void {
    this.reserve(4);
    this.u32(0);
  }

  /** Starts a pcapng block; gives where it starts. */
  begin(type: number): number {
    this.reserve(8);
    const start = this.length;
    this.u32(type);
    this.u32(0);
    return start;
  }

  /** Ends a block: its length at both of its ends. */
  end(start: number): void {
    this.reserve(4);
    const length = this.length + 4 - start;
    this.u32(length);
    this.view.setUint32(start + 4, length, littleEndian);
  }
}
