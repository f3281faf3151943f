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

/** The same to words, in which `at` counts. */
export function writeTimeWords(words: Uint32Array, at: number, seconds: number, nanoseconds: number): void {
  const low = Math.imul(seconds, 1_000_000_000) >>> 0;
  const high = Math.round((seconds * 1_000_000_000 - low) / 0x1_0000_0000);
  const sum = low + nanoseconds;
  words[at] = sum > 0xffffffff ? high + 1 : high;
  words[at + 1] = sum;
}

/** To whole words; the rest of the last one is zeros. For little-endian machines; the source may lie anywhere. */
function copyAligned(to: Uint32Array, at: number, from: DataView, start: number, length: number): void {
  let word = at >>> 2;
  let i = 0;
  // The byte order is written out here: a variable would cost as much as the rest of it.
  for (; i + 4 <= length; i += 4) to[word++] = from.getUint32(start + i, true);
  if (i === length) return;
  let last = 0;
  for (let k = 0; i + k < length; k++) last |= from.getUint8(start + i + k) << (8 * k);
  to[word] = last;
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
  /** Of `bytes`; all are others after a `reserve`. */
  view: DataView;
  words: Uint32Array;

  constructor(size: number) {
    this.bytes = new Uint8Array(align4(size));
    this.view = new DataView(this.bytes.buffer);
    this.words = new Uint32Array(this.bytes.buffer);
  }

  /** Makes room for `extra` more bytes. */
  reserve(extra: number): void {
    const needed = this.length + extra;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(align4(Math.max(needed, this.bytes.length * 2)));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
    this.words = new Uint32Array(larger.buffer);
  }

  /** What was copied from last, its memory, and a view of that when it was so twice: packets of a ring share theirs. */
  #source: Uint8Array | undefined;
  #memory: ArrayBufferLike | undefined;
  #sourceView: DataView | undefined;
  /** Where the source begins in its memory. */
  #sourceStart = 0;

  /** Copies part of an array to an offset, where there is room for whole words. */
  copyTo(at: number, source: Uint8Array, start: number, length: number): void {
    // Asking an array for its memory is a call that takes longer than copying a short packet.
    if (source !== this.#source) this.#turnTo(source);
    else this.#sourceView ??= new DataView(source.buffer);
    if (length < SHORT && this.#sourceView !== undefined) {
      const from = this.#sourceStart + start;
      if (littleEndian && (at & 3) === 0) copyAligned(this.words, at, this.#sourceView, from, length);
      else copyWords(this.view, at, this.#sourceView, from, length);
      return;
    }
    this.bytes.set(source.subarray(start, start + length), at);
  }

  /** The memory that an array is part of. */
  memoryOf(source: Uint8Array): DataView {
    if (source !== this.#source) this.#turnTo(source);
    this.#sourceView ??= new DataView(source.buffer);
    return this.#sourceView;
  }

  #turnTo(source: Uint8Array): void {
    const { buffer } = source;
    if (buffer !== this.#memory) this.#sourceView = undefined;
    else this.#sourceView ??= new DataView(buffer);
    this.#memory = buffer;
    this.#source = source;
    this.#sourceStart = source.byteOffset;
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
