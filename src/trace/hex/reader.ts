// Text files of hex: plain hex in any common form, or hexdumps with offsets.
import { LineReader, latin1, MAX_LINE } from "../bytes.js";
import type { Context, FormatReader } from "../context.js";
import { MessageStream, type Place } from "../messages.js";
import { COOKED_LENGTH, cookedDirection, cookedProtocol, isCooked } from "../packet/cooked.js";
import { type Datagram, TraceError } from "../types.js";
import { offsetBase, parseOffsetLine, startsDump } from "./offsets.js";
import { PlainHex } from "./plain.js";

/** Longest run of repeated lines (`*`) that is filled in. */
const MAX_REPEAT = 16 * 1024 * 1024;

export class HexReader extends LineReader implements FormatReader {
  readonly #context: Context;
  readonly #stream: MessageStream;
  readonly #plain = new PlainHex();
  #mode: "plain" | "offsets" | undefined;
  /** The first line that is neither; forgiven when a hexdump follows (tcpdump prints a summary line first). */
  #doubt: TraceError | undefined;
  #fresh = true;
  /** Bytes of the present hexdump up to and with the last line. */
  #count = 0;
  #base: number | undefined;
  #repeat = false;
  /** The last line's bytes: the next offset may say that it was shorter, or that it repeats. */
  #last: { bytes: Uint8Array; place: Place } | undefined;
  #out: Datagram[] = [];

  constructor(context: Context) {
    super();
    this.#context = context;
    this.#stream = new MessageStream(context, "dump");
  }

  push(chunk: Uint8Array, out: Datagram[]): void {
    this.#out = out;
    this.feed(chunk);
  }

  end(out: Datagram[]): void {
    this.#out = out;
    this.feedEnd();
    if (this.#doubt !== undefined) throw this.#doubt;
    this.#restart();
  }

  protected onOverlong(): void {
    throw new TraceError(`a line of more than ${MAX_LINE} bytes`, this);
  }

  protected onLine(bytes: Uint8Array, start: number, end: number): void {
    if (this.#plain.done) return;
    const text = latin1(bytes, start, end);
    if (this.#mode === "offsets") this.#offsetLine(text);
    else if (this.#mode === undefined && startsDump(text)) {
      this.#mode = "offsets";
      this.#doubt = undefined;
      this.#offsetLine(text);
    } else this.#plainLine(text);
  }

  #plainLine(text: string): void {
    let bytes: Uint8Array;
    try {
      bytes = this.#plain.read(text, this.line);
    } catch (error) {
      if (!(error instanceof TraceError) || this.#mode !== undefined) throw error;
      this.#doubt ??= error;
      return;
    }
    if (bytes.length === 0) return;
    if (this.#doubt !== undefined) throw this.#doubt;
    this.#mode = "plain";
    this.#append(bytes, { line: this.line, offset: this.offset });
  }

  /** In a hexdump, lines without an offset are not data (summaries of tcpdump, comments, blank lines). */
  #offsetLine(text: string): void {
    if (text.trim() === "*") {
      this.#repeat = true;
      return;
    }
    const parsed = parseOffsetLine(text, this.#context.littleEndian);
    if (parsed === undefined) return;
    const place = { line: this.line, offset: this.offset };
    if (/^0+$/.test(parsed.offset)) this.#restart();
    else this.#advance(parsed.offset, parsed.bytes.length === 0);
    if (parsed.bytes.length === 0) return;
    this.#flushLast();
    this.#last = { bytes: parsed.bytes, place };
    this.#count += parsed.bytes.length;
  }

  /** Checks an offset against the bytes so far; fills repeated lines, and shortens a last half word. */
  #advance(digits: string, final: boolean): void {
    const last = this.#last;
    if (this.#repeat && last !== undefined && last.bytes.length > 0) {
      this.#repeat = false;
      this.#fill(digits, last.bytes, last.place);
    }
    const base = offsetBase(digits, this.#count, this.#base);
    if (base !== undefined) {
      // 16 bytes in, the offset tells the base; an offset that means the same in two does not.
      if (this.#count >= 16) this.#base = base;
      return;
    }
    if (final && last !== undefined && offsetBase(digits, this.#count - 1, this.#base) !== undefined) {
      last.bytes = last.bytes.subarray(0, last.bytes.length - 1);
      this.#count--;
      return;
    }
    throw new TraceError(`offset ${digits}, but there are ${this.#count} bytes before it`, { line: this.line });
  }

  #fill(digits: string, bytes: Uint8Array, place: Place): void {
    // Seven digits are octal for od and hex for hexdump; nothing told them apart yet.
    if (this.#base === undefined && digits.length === 7 && this.#count < 32) {
      throw new TraceError("the base of the offsets is not clear: dump again with -v", { line: this.line });
    }
    const target = Number.parseInt(digits, this.#base ?? 16);
    if (!(target - this.#count <= MAX_REPEAT)) throw new TraceError("too many repeated lines", { line: this.line });
    while (this.#count + bytes.length <= target) {
      this.#append(bytes, place);
      this.#count += bytes.length;
    }
  }

  #flushLast(): void {
    if (this.#last !== undefined) this.#append(this.#last.bytes, this.#last.place);
    this.#last = undefined;
  }

  /** The start of another dump, or the end of the input. */
  #restart(): void {
    this.#flushLast();
    this.#stream.flush(this.#out);
    this.#stream.known = {};
    this.#fresh = true;
    this.#count = 0;
    this.#base = undefined;
    this.#repeat = false;
  }

  #append(bytes: Uint8Array, place: Place): void {
    let data = bytes;
    if (this.#fresh && isCooked(bytes)) {
      this.#stream.known = { protocol: cookedProtocol(bytes), direction: cookedDirection(bytes) };
      data = bytes.subarray(COOKED_LENGTH);
    }
    this.#fresh = false;
    this.#stream.append(data, place, this.#out);
  }
}
