// Byte helpers: a growable buffer, hex digits by table, ASCII to string, lines out of chunks.

const digits = new Int8Array(256).fill(-1);
for (let i = 0; i < 10; i++) digits[0x30 + i] = i;
for (let i = 0; i < 6; i++) {
  digits[0x41 + i] = 10 + i;
  digits[0x61 + i] = 10 + i;
}

/** Value of an ASCII hex digit, or -1; indexed by byte. */
export const HEX_DIGITS: Int8Array = digits;

/** One character for each byte (strace output is ASCII; other bytes map to U+0080…U+00FF). */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at += 8192) {
    text += String.fromCharCode.apply(null, bytes.subarray(at, Math.min(end, at + 8192)) as unknown as number[]);
  }
  return text;
}

/** `indexOf` that never looks behind `end`: searching a whole chunk for every line would be quadratic. */
export function indexWithin(bytes: Uint8Array, byte: number, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === byte) return at;
  return -1;
}

/** Bytes that grow; its memory is used again after `clear`, unless it became large. */
export class ByteBuffer {
  bytes: Uint8Array;
  length = 0;
  readonly #initial: number;

  constructor(initial = 4096) {
    this.#initial = initial;
    this.bytes = new Uint8Array(initial);
  }

  /** Makes room for `extra` more bytes behind `length`. */
  reserve(extra: number): void {
    const needed = this.length + extra;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  append(source: Uint8Array, start = 0, end: number = source.length): void {
    this.reserve(end - start);
    this.bytes.set(source.subarray(start, end), this.length);
    this.length += end - start;
  }

  push(byte: number): void {
    this.reserve(1);
    this.bytes[this.length++] = byte;
  }

  /** Drops `count` bytes at the front. */
  consume(count: number): void {
    this.bytes.copyWithin(0, count, this.length);
    this.length -= count;
  }

  copy(start = 0, end: number = this.length): Uint8Array {
    return this.bytes.slice(start, end);
  }

  clear(): void {
    this.length = 0;
    if (this.bytes.length > 1024 * 1024) this.bytes = new Uint8Array(this.#initial);
  }
}

/** Longest line that is read; what is behind is dropped and reported. */
export const MAX_LINE = 16 * 1024 * 1024;

/** Cuts chunks into lines without copying, except for a line that spans two chunks. */
export abstract class LineReader {
  /** Number of the line being handled, from 1. */
  line = 0;
  /** Offset of the line being handled. */
  offset = 0;
  readonly #carry = new ByteBuffer();
  #overlong = false;

  /** One line, without its end (LF or CR LF). */
  protected abstract onLine(bytes: Uint8Array, start: number, end: number): void;
  protected abstract onOverlong(): void;

  protected feed(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      const newline = chunk.indexOf(10, at);
      const end = newline < 0 ? chunk.length : newline;
      if (this.#carry.length > 0 || newline < 0 || this.#overlong) this.#keep(chunk, at, end);
      if (newline < 0) return;
      if (this.#carry.length > 0 || this.#overlong) this.#flushCarry(1);
      else this.#emit(chunk, at, end, 1);
      at = newline + 1;
    }
  }

  /** The last line may lack its newline. */
  protected feedEnd(): void {
    if (this.#carry.length > 0) this.#flushCarry(0);
  }

  #dropped = 0;

  #keep(chunk: Uint8Array, start: number, end: number): void {
    const room = MAX_LINE - this.#carry.length;
    if (end - start > room) {
      this.#overlong = true;
      this.#dropped += end - start - room;
    }
    this.#carry.append(chunk, start, Math.min(end, start + room));
  }

  #flushCarry(newline: number): void {
    if (this.#overlong) this.onOverlong();
    const dropped = this.#dropped;
    const { bytes, length } = this.#carry;
    this.#overlong = false;
    this.#dropped = 0;
    this.#carry.clear();
    this.#emit(bytes, 0, length, newline);
    this.offset += dropped;
  }

  #emit(bytes: Uint8Array, start: number, end: number, newline: number): void {
    this.line++;
    const stop = end > start && bytes[end - 1] === 13 ? end - 1 : end;
    this.onLine(bytes, start, stop);
    this.offset += end - start + newline;
  }
}
