// strace output, line by line: which call a line belongs to, and when a call with its dump is complete.
import { indexWithin, LineReader, latin1, MAX_LINE } from "../bytes.js";
import type { Context, FormatReader } from "../context.js";
import type { Datagram } from "../types.js";
import { DATA_CALLS, parseResult } from "./calls.js";
import { Sockets } from "./descriptors.js";
import { Dump } from "./dump.js";
import { Emitter, type Transfer } from "./emitter.js";
import { Leader } from "./leader.js";
import { type Process, Processes, type Unfinished } from "./processes.js";
import { splitCall } from "./syntax.js";
import { isTracked, Tracker } from "./tracking.js";

const ESCAPE = 0x1b;
const SPACE = 0x20;
const UNFINISHED = " <unfinished ...>";
const ATTACHED = /(?:strace: )?Process (\d+) attached.*$/;

const isNameByte = (byte: number): boolean =>
  (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || byte === 0x3f;

/** A call line whose end was pushed to the next line by a notice of strace. */
interface Open {
  process: Process;
  call: Unfinished;
}

export class StraceReader extends LineReader implements FormatReader {
  readonly #context: Context;
  readonly #leader = new Leader();
  readonly #processes = new Processes();
  readonly #tracker = new Tracker(this.#processes, new Sockets());
  readonly #dump = new Dump();
  readonly #emitter: Emitter;
  /** The call that dump lines belong to; `undefined` when its dump is of no interest. */
  #transfer: Transfer | undefined;
  #open: Open | undefined;
  #out: Datagram[] = [];

  constructor(context: Context) {
    super();
    this.#context = context;
    this.#emitter = new Emitter(context, this.#tracker);
  }

  push(chunk: Uint8Array, out: Datagram[]): void {
    this.#out = out;
    this.feed(chunk);
  }

  end(out: Datagram[]): void {
    this.#out = out;
    this.feedEnd();
    this.#finish();
    for (const call of this.#processes.unfinished()) {
      if (!DATA_CALLS.has(call.name)) continue;
      this.#context.note("unfinished", "info", `${call.name} was still running when the capture ended`, call);
    }
    this.#emitter.end();
  }

  protected onOverlong(): void {
    this.#context.note("long-line", "warning", `a line of more than ${MAX_LINE} bytes was cut`, this);
  }

  protected onLine(bytes: Uint8Array, start: number, end: number): void {
    const first = bytes[start];
    const second = bytes[start + 1];
    if (first === SPACE && end - start > 2) {
      if (second === 0x7c) {
        this.#dumpLine(bytes, start, end);
        return;
      }
      // Sizes of buffers (` * `) and vectors (` = `), and stack frames (` > `).
      if (bytes[start + 2] === SPACE && (second === 0x2a || second === 0x3d || second === 0x3e)) {
        if (this.#transfer !== undefined && second !== 0x3e) this.#sizeLine(latin1(bytes, start, end));
        return;
      }
    }
    if (indexWithin(bytes, ESCAPE, start, end) >= 0) {
      const plain = stripColours(bytes.subarray(start, end));
      if (indexWithin(plain, ESCAPE, 0, plain.length) < 0) this.onLine(plain, 0, plain.length);
      return;
    }
    this.#textLine(bytes, start, end);
  }

  #dumpLine(bytes: Uint8Array, start: number, end: number): void {
    if (this.#transfer === undefined) return;
    if (this.#dump.hexLine(bytes, start, end)) {
      // A descriptor that nothing is known about: stop at once when this is not netlink.
      if (this.#transfer.file === undefined && !this.#dump.plausible(this.#context.littleEndian)) {
        this.#emitter.skipped();
        this.#transfer = undefined;
      }
    } else if (indexWithin(bytes, ESCAPE, start, end) >= 0) {
      const plain = stripColours(bytes.subarray(start, end));
      if (indexWithin(plain, ESCAPE, 0, plain.length) < 0) this.onLine(plain, 0, plain.length);
    } else if (latin1(bytes, start, Math.min(end, start + 80)).includes("<Cannot fetch")) {
      this.#dump.cannotFetch();
      this.#context.note("cannot-fetch", "warning", "strace could not read the buffer of a call", this);
    }
  }

  #sizeLine(text: string): void {
    const buffer = /^ \* (\d+) bytes in buffer (\d+)$/.exec(text);
    if (buffer !== null) this.#dump.startBuffer(Number(buffer[1]), Number(buffer[2]));
    const vector = /^ = \d+ buffers in vector (\d+)$/.exec(text);
    if (vector !== null) this.#dump.startVector(Number(vector[1]));
  }

  #textLine(bytes: Uint8Array, start: number, end: number): void {
    const leader = this.#leader;
    leader.read(bytes, start, end);
    const body = leader.body;
    let nameEnd = body;
    while (nameEnd < end && isNameByte(bytes[nameEnd]!)) nameEnd++;
    if (nameEnd > body && bytes[nameEnd] === 0x28) this.#callLine(bytes, body, nameEnd, end);
    else if (bytes[body] === 0x3c && bytes[body + 1] === 0x2e) this.#resumedLine(latin1(bytes, body, end));
    else if (bytes[body] === 0x2b && bytes[body + 1] === 0x2b) this.#exitLine(latin1(bytes, body, end));
    else if (bytes[body] === 0x2d && bytes[body + 1] === 0x2d) this.#finish();
    else this.#otherLine(latin1(bytes, start, end));
  }

  #callLine(bytes: Uint8Array, body: number, nameEnd: number, end: number): void {
    this.#finish();
    this.#closeOpen();
    const { pid, comm, time, absolute } = this.#leader;
    const name = latin1(bytes, body, nameEnd);
    const matters = DATA_CALLS.has(name) || isTracked(name);
    // A line without a pid that is of no interest may as well be the program's own output.
    if (pid === undefined && !matters) return;
    const process = this.#processes.of(pid, comm, undefined);
    this.#processes.resume(process, name);
    if (!matters) return;
    const call: Unfinished = { name, head: "", line: this.line, offset: this.offset, time, absolute };
    this.#call(process, call, latin1(bytes, body, end));
  }

  #call(process: Process, call: Unfinished, text: string): void {
    if (text.endsWith(UNFINISHED)) {
      call.head = text.slice(0, -UNFINISHED.length);
      this.#processes.suspend(process, call);
      // The kernel frees the number before close returns, so another thread may get it meanwhile.
      if (call.name === "close")
        this.#tracker.track(process, "close", [call.head.slice(6)], { value: 0, failed: undefined, text: "" }, "");
      return;
    }
    const parts = splitCall(text, call.name.length + 1);
    const result = parts === undefined ? undefined : parseResult(parts.rest);
    if (parts !== undefined && result !== undefined) {
      this.#complete(process, call, parts.args, result, text);
      return;
    }
    const notice = ATTACHED.exec(text);
    if (notice !== null) {
      call.head = text.slice(0, notice.index);
      this.#processes.suspend(process, call);
      this.#processes.attached(Number(notice[1]));
    } else call.head = text;
    this.#open = { process, call };
  }

  #complete(
    process: Process,
    call: Unfinished,
    args: readonly string[],
    result: NonNullable<ReturnType<typeof parseResult>>,
    text: string,
  ): void {
    const data = DATA_CALLS.get(call.name);
    if (data === undefined) {
      this.#tracker.track(process, call.name, args, result, text);
      return;
    }
    this.#transfer = this.#emitter.begin(data, process, call, args, result);
    if (this.#transfer !== undefined) this.#dump.begin(data.shape, this.#emitter.dumpLimit(this.#transfer));
  }

  #resumedLine(text: string): void {
    this.#finish();
    this.#closeOpen();
    const match = /^<\.\.\. (\S+) resumed>( <unfinished \.\.\.>)?/.exec(text);
    if (match === null) return;
    const name = match[1]!;
    const process = this.#processes.of(this.#leader.pid, this.#leader.comm, name);
    const head = this.#processes.resume(process, name);
    const data = DATA_CALLS.get(name);
    if (head === undefined) {
      if (data !== undefined)
        this.#context.note("unfinished", "info", `${name} resumes, but its start is not there`, this);
      return;
    }
    if (name === "close") return;
    // A send belongs to the time it started, everything else to the time it ended.
    const { time, absolute } = data?.direction === "send" ? head : this.#leader;
    const call = { name, head: "", line: this.line, offset: this.offset, time, absolute };
    this.#call(process, call, head.head + text.slice(match[0].length));
  }

  #exitLine(text: string): void {
    this.#finish();
    this.#closeOpen();
    if (!/^\+\+\+ (?:exited|killed)/.test(text)) return;
    const { pid, comm } = this.#leader;
    this.#processes.exited(this.#processes.of(pid, comm, undefined));
  }

  /** A notice of strace, the rest of a call that a notice interrupted, or a line of the program itself. */
  #otherLine(text: string): void {
    const open = this.#open;
    this.#open = undefined;
    if (open !== undefined) {
      this.#processes.resume(open.process, open.call.name);
      this.#call(open.process, open.call, open.call.head + text);
      this.#closeOpen();
      return;
    }
    const attached = /^(?:\[pid +\d+\] )?(?:strace: )?Process (\d+) attached/.exec(text);
    if (attached !== null) this.#processes.attached(Number(attached[1]));
  }

  /** No line can complete the open call any more. */
  #closeOpen(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined || !DATA_CALLS.has(open.call.name)) return;
    this.#context.note("broken-line", "warning", `the line of this ${open.call.name} is not complete`, open.call);
  }

  #finish(): void {
    if (this.#transfer !== undefined) this.#emitter.emit(this.#transfer, this.#dump, this.#out);
    this.#transfer = undefined;
  }
}

/** Drops SGR sequences (`ESC [ … m`). */
function stripColours(line: Uint8Array): Uint8Array {
  const out = new Uint8Array(line.length);
  let length = 0;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === ESCAPE && line[at + 1] === 0x5b) {
      let end = at + 2;
      while (end < line.length && ((line[end]! >= 0x30 && line[end]! <= 0x39) || line[end] === 0x3b)) end++;
      if (line[end] === 0x6d) {
        at = end;
        continue;
      }
    }
    out[length++] = line[at]!;
  }
  return out.subarray(0, length);
}
