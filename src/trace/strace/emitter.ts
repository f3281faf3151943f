// A completed call and its dump (or its arguments) become datagrams, or a note about why not.
import { plausibleChain, plausibleStart } from "../chain.js";
import type { Context } from "../context.js";
import { STRACE_RECIPE } from "../recipe.js";
import type { Datagram, DatagramSource, Truncation } from "../types.js";
import type { CallResult, DataCall } from "./calls.js";
import type { OpenFile } from "./descriptors.js";
import type { Dump, DumpVector } from "./dump.js";
import { epochNanoseconds } from "./leader.js";
import { hasFlag, parseNumber } from "./numbers.js";
import { learnFamilies, messageFlagsTruncated, type Payload, payloads } from "./payload.js";
import type { Process, Unfinished } from "./processes.js";
import { Rebuilder } from "./rebuild.js";
import { argumentValue } from "./syntax.js";
import { hasNetlinkAddress, type Tracker } from "./tracking.js";

/** A data call that returned, before its dump was read. */
export interface Transfer {
  readonly data: DataCall;
  readonly process: Process;
  readonly call: Unfinished;
  readonly args: readonly string[];
  readonly result: CallResult;
  readonly fd: number;
  /** `undefined`: nothing is known about the descriptor, so the bytes must look like netlink. */
  readonly file: OpenFile | undefined;
}

const GENERIC = 16;

export class Emitter {
  readonly #context: Context;
  readonly #tracker: Tracker;
  readonly #rebuilder: Rebuilder;
  #skipped = 0;
  #guessed = 0;

  constructor(context: Context, tracker: Tracker) {
    this.#context = context;
    this.#tracker = tracker;
    this.#rebuilder = new Rebuilder(context.littleEndian, context.families);
  }

  /** Decides whether a call can carry a datagram worth reading. */
  begin(
    data: DataCall,
    process: Process,
    call: Unfinished,
    args: readonly string[],
    result: CallResult,
  ): Transfer | undefined {
    const found = this.#tracker.file(process, args[0] ?? "");
    if (found === undefined || found.fd < 0) return undefined;
    const receive = data.direction === "receive";
    if (receive && (args[1] ?? "").includes("SCM_RIGHTS")) this.#tracker.received(process, args[1]!);
    if (found.file?.netlink === false) return undefined;
    if (receive && (result.failed !== undefined || result.value === undefined || result.value <= 0)) return undefined;
    if (receive && hasFlag(this.#flags(data, args), "MSG_PEEK", 0x2)) return undefined;
    // A call that never returned: what it sent is not known to have left.
    if (result.value === undefined && result.failed === undefined) return undefined;
    let file = found.file?.netlink === true ? found.file : undefined;
    if (file === undefined && hasNetlinkAddress(args.join(", "))) {
      file = { netlink: true, protocol: undefined, port: undefined, guessed: false };
    }
    return { data, process, call, args, result, fd: found.fd, file };
  }

  /** Counts a buffer on an unknown descriptor that is not netlink. */
  skipped(): void {
    this.#skipped++;
  }

  /** Most bytes that a dump of a plain buffer can have: strace shows what was returned, even above the buffer's size. */
  dumpLimit(transfer: Transfer): number {
    return transfer.data.direction === "receive" ? (transfer.result.value ?? 0) : this.#bufferLength(transfer);
  }

  emit(transfer: Transfer, dump: Dump, out: Datagram[]): void {
    if (dump.foreign) {
      const message = "the dump below this call is, at least in part, of another call whose line is missing";
      this.#context.note("lost-lines", "warning", message, transfer.call);
    }
    if (dump.isEmpty) this.#fromArguments(transfer, out);
    else this.#fromDump(transfer, dump, out);
  }

  end(): void {
    if (this.#skipped > 0) {
      const message = `${this.#skipped} buffers of descriptors of unknown kind do not look like netlink and were left out`;
      this.#context.note("not-netlink", "info", message);
    }
    if (this.#guessed > 0) {
      const message = `${this.#guessed} datagrams are on descriptors whose socket() call is not in the capture; record with -yy, or name the protocol`;
      this.#context.note("guessed", "info", message);
    }
  }

  #flags(data: DataCall, args: readonly string[]): string {
    return data.flags === undefined ? "" : argumentValue(args[data.flags] ?? "");
  }

  #fromDump(transfer: Transfer, dump: Dump, out: Datagram[]): void {
    const { data, args, result } = transfer;
    const count = data.shape === "messages" ? (result.value ?? 0) : 1;
    const cut = data.direction === "receive" ? messageFlagsTruncated(data, args) : [];
    for (const [index, vector] of dump.vectors.slice(0, count).entries()) {
      const truncated = this.#truncation(transfer, vector, cut[index] ?? false);
      const keep = truncated?.reason === "clamped" ? this.#bufferLength(transfer) : vector.end - vector.start;
      if (vector.damage !== undefined && vector.damage !== "cannot-fetch") {
        const message =
          vector.damage === "too-large" ? "the dump of this call is too large" : "lines of this dump are missing";
        this.#context.note(vector.damage, "warning", message, transfer.call);
      }
      const bytes = dump.bytes(vector, keep);
      if (bytes.length > 0) this.#deliver(transfer, bytes, "dump", truncated, out);
    }
  }

  /** The size of the program's buffer (plain send/receive calls). */
  #bufferLength(transfer: Transfer): number {
    return parseNumber(argumentValue(transfer.args[2] ?? "")) ?? Number.MAX_SAFE_INTEGER;
  }

  #truncation(transfer: Transfer, vector: DumpVector, cut: boolean): Truncation | undefined {
    const { data, result } = transfer;
    const length = vector.end - vector.start;
    const returned = result.value ?? 0;
    const buffer = data.shape === "buffer" ? this.#bufferLength(transfer) : Number.MAX_SAFE_INTEGER;
    // The dump of a send is as long as its length argument, that of a receive as long as what was returned.
    const whole = data.direction === "receive" ? returned : buffer;
    const announced = vector.announced ?? (whole === Number.MAX_SAFE_INTEGER ? length : whole);
    if (vector.damage === undefined && length === buffer && returned > buffer)
      return { reason: "MSG_TRUNC", length: returned };
    if (vector.damage !== undefined || length < announced) return { reason: "incomplete", length: announced };
    if (data.direction === "send") {
      const short = data.shape !== "messages" && returned > length;
      return short ? { reason: "incomplete", length: returned } : undefined;
    }
    if (length > buffer) return { reason: "clamped", length };
    const total = data.shape === "messages" ? undefined : returned > length ? returned : undefined;
    return cut || total !== undefined ? { reason: "MSG_TRUNC", length: total } : undefined;
  }

  #fromArguments(transfer: Transfer, out: Datagram[]): void {
    const { data, args, result } = transfer;
    if (data.shape === "buffer" && this.#bufferLength(transfer) === 0) return;
    if (data.shape === "messages" && result.failed !== undefined) return;
    const cut = data.direction === "receive" ? messageFlagsTruncated(data, args) : [];
    const count = data.shape === "messages" ? (result.value ?? 0) : 1;
    for (const [index, payload] of payloads(data, args, this.#rebuilder).slice(0, count).entries()) {
      if ("refused" in payload) this.#refuse(transfer, payload);
      else if (payload.bytes.length > 0) this.#fromPayload(transfer, payload, cut[index] ?? false, out);
    }
  }

  #fromPayload(
    transfer: Transfer,
    payload: Extract<Payload, { bytes: Uint8Array }>,
    cut: boolean,
    out: Datagram[],
  ): void {
    const { data, result } = transfer;
    const one = data.shape !== "messages";
    const returned = one ? result.value : undefined;
    // Before 4.13 a received string could be as long as the buffer.
    const limit = data.direction === "receive" && returned !== undefined ? returned : payload.bytes.length;
    const buffer = data.shape === "buffer" ? this.#bufferLength(transfer) : limit;
    const bytes = payload.bytes.subarray(0, Math.min(limit, buffer));
    const whole = data.direction === "send" && data.shape === "buffer" ? this.#bufferLength(transfer) : returned;
    const missing = whole !== undefined && whole > bytes.length && result.failed === undefined;
    let truncated: Truncation | undefined;
    if (payload.bytes.length > buffer && limit > buffer) truncated = { reason: "clamped", length: limit };
    else if (cut || (missing && data.direction === "receive" && payload.source === "string")) {
      truncated = { reason: "MSG_TRUNC", length: missing ? whole : undefined };
    } else if (missing)
      truncated = { reason: payload.source === "rebuilt" ? "unprinted" : "incomplete", length: whole };
    this.#deliver(transfer, bytes, payload.source, truncated, out);
  }

  #refuse(transfer: Transfer, payload: Extract<Payload, { refused: string }>): void {
    if (transfer.file === undefined && !payload.netlink) {
      if (payload.refused !== "no-bytes") this.#skipped++;
      return;
    }
    const { call } = transfer;
    const again = `Record again with: ${STRACE_RECIPE}`;
    if (payload.refused === "cut") {
      const message = `the payload of this ${call.name} is cut, so it was left out (strace -s 65536 prints more). ${again}`;
      this.#context.note("cut-string", "warning", message, call);
    } else if (payload.refused === "unknown-family") {
      const message = `the id of the generic netlink family ${payload.detail} is not known; give it, or record again with: ${STRACE_RECIPE}`;
      this.#context.note("unknown-family", "warning", message, call);
    } else if (payload.refused === "no-bytes") {
      this.#context.note("no-bytes", "warning", `no payload was printed. ${again}`, call, 1);
    } else {
      const message = `strace decoded this payload (${payload.detail}), so its bytes are gone. ${again}`;
      this.#context.note("decoded-payload", "warning", message, call, 1);
    }
  }

  #deliver(
    transfer: Transfer,
    bytes: Uint8Array,
    source: DatagramSource,
    truncated: Truncation | undefined,
    out: Datagram[],
  ): void {
    const { data, process, call, result, fd, file } = transfer;
    const { littleEndian, families } = this.#context;
    const plausible = truncated === undefined ? plausibleChain : plausibleStart;
    if (file === undefined && source !== "rebuilt" && !plausible(bytes, littleEndian)) {
      this.#skipped++;
      return;
    }
    const guessed = file === undefined || file.guessed || file.protocol === undefined;
    if (guessed && this.#context.protocol === undefined) this.#guessed++;
    const datagram = this.#context.datagram(bytes, source, {
      direction: data.direction,
      protocol: file?.protocol,
      protocolGuessed: guessed,
      pid: process.pid,
      comm: process.comm,
      fd,
      time: call.time,
      timeNs: call.absolute && call.time !== undefined ? epochNanoseconds(call.time) : undefined,
      syscall: call.name,
      port: file?.port,
      failed: result.failed,
      truncated,
      line: call.line,
      offset: call.offset,
    });
    if (datagram.protocol === GENERIC || datagram.protocol === undefined) learnFamilies(bytes, littleEndian, families);
    out.push(datagram);
  }
}
