// A stream of bytes without datagram boundaries (a hex file, a binary file) cut into messages.
import { ByteBuffer } from "./bytes.js";
import { align4, HEADER_LENGTH, MAX_MESSAGE, plausibleHeader, plausibleStart, u32 } from "./chain.js";
import type { Context } from "./context.js";
import type { Datagram, DatagramSource } from "./types.js";

/** Where in the input something came from. */
export interface Place {
  line: number | undefined;
  offset: number | undefined;
}

/** Bytes taken at once, so that the buffer never grows with the size of what is given. */
const SLICE = 65_536;

/**
 * Gives one datagram for each message. Bytes that cannot be a header end the splitting: zeros go behind the last
 * message, anything else comes as one datagram of its own at the end.
 */
export class MessageStream {
  /** What is known about the messages to come. */
  known: Partial<Datagram> = {};
  readonly #context: Context;
  readonly #source: DatagramSource;
  readonly #buffer = new ByteBuffer();
  /** Start of the part of the buffer that was not delivered. */
  #start = 0;
  /** End of the whole message at `#start` that is held back, because zeros may follow that belong to it. */
  #held = 0;
  /** Place of the message at `#start`, and of what follows the held message. */
  #place: Place = { line: undefined, offset: undefined };
  #next: Place = this.#place;
  /** Set once something that is no header was met. */
  #blob = false;
  #dropped = 0;

  constructor(context: Context, source: DatagramSource) {
    this.#context = context;
    this.#source = source;
  }

  get isEmpty(): boolean {
    return this.#buffer.length === 0;
  }

  append(bytes: Uint8Array, place: Place, out: Datagram[]): void {
    for (let at = 0; at < bytes.length; at += SLICE) {
      if (this.#buffer.length === Math.max(this.#start, this.#held)) {
        this.#next = { line: place.line, offset: place.offset === undefined ? undefined : place.offset + at };
      }
      const end = Math.min(bytes.length, at + SLICE);
      const kept = Math.min(end, at + Math.max(0, 2 * MAX_MESSAGE - this.#buffer.length));
      this.#dropped += end - kept;
      this.#buffer.append(bytes, at, kept);
      this.#split(out);
      if (this.#start > 0) this.#compact();
    }
  }

  /** A boundary in the input: what is left is all that there is. */
  flush(out: Datagram[]): void {
    const { bytes, length } = this.#buffer;
    if (this.#held > this.#start) {
      const zeros = bytes.subarray(this.#held, length).every((byte) => byte === 0);
      this.#deliver(zeros ? length : this.#held, out);
    }
    if (length > this.#start) this.#rest(out);
    if (this.#dropped > 0) {
      const message = `${this.#dropped} bytes of what is not netlink were left out`;
      this.#context.note("too-large", "warning", message, this.#next);
    }
    this.#buffer.clear();
    this.#start = 0;
    this.#held = 0;
    this.#blob = false;
    this.#dropped = 0;
  }

  #split(out: Datagram[]): void {
    const { littleEndian } = this.#context;
    const { bytes, length } = this.#buffer;
    while (!this.#blob) {
      const at = Math.max(this.#start, this.#held);
      if (length - at < HEADER_LENGTH) return;
      if (!plausibleHeader(bytes, at, littleEndian)) {
        this.#blob = true;
        return;
      }
      const size = u32(bytes, at, littleEndian);
      if (length - at < align4(size)) return;
      if (at > this.#start) this.#deliver(at, out);
      this.#place = this.#next;
      this.#held = at + align4(size);
      const { line, offset } = this.#place;
      this.#next = { line, offset: offset === undefined ? undefined : offset + align4(size) };
    }
  }

  #deliver(end: number, out: Datagram[]): void {
    const known = { ...this.known, ...this.#place };
    out.push(this.#context.datagram(this.#buffer.copy(this.#start, end), this.#source, known));
    this.#start = end;
    this.#held = end;
    this.#place = this.#next;
  }

  #compact(): void {
    this.#buffer.consume(this.#start);
    this.#held -= Math.min(this.#start, this.#held);
    this.#start = 0;
  }

  /** What is not a whole message at the end. */
  #rest(out: Datagram[]): void {
    const bytes = this.#buffer.copy(this.#start);
    const { littleEndian } = this.#context;
    const started = plausibleStart(bytes, littleEndian);
    const size = started ? u32(bytes, 0, littleEndian) : 0;
    const truncated = size > bytes.length ? ({ reason: "incomplete", length: size } as const) : undefined;
    const datagram = this.#context.datagram(bytes, this.#source, { ...this.known, ...this.#next, truncated });
    if (truncated !== undefined) {
      const message = `the last message lacks ${size - bytes.length} bytes`;
      this.#context.note("truncated-file", "warning", message, this.#next);
    } else if (!started && datagram.trailing > 0) {
      this.#context.note("trailing", "warning", `${bytes.length} bytes are not netlink messages`, this.#next);
    }
    out.push(datagram);
  }
}
