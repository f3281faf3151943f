// The way in: a reader for an input of any format.
import { Context, type FormatReader } from "./context.js";
import { Detector } from "./detect.js";
import { HexReader } from "./hex/reader.js";
import { PcapFormat, PcapngFormat } from "./packet/cooked.js";
import { RawReader } from "./packet/raw.js";
import { StraceReader } from "./strace/reader.js";
import {
  type CaptureFormat,
  type CaptureReader,
  type Datagram,
  type Note,
  type ReaderOptions,
  TraceError,
} from "./types.js";

const READERS: Readonly<Record<CaptureFormat, new (context: Context) => FormatReader>> = {
  strace: StraceReader,
  pcap: PcapFormat,
  pcapng: PcapngFormat,
  hex: HexReader,
  raw: RawReader,
};

class Reader implements CaptureReader {
  readonly #context: Context;
  #detector: Detector | undefined;
  #reader: FormatReader | undefined;
  #format: CaptureFormat | undefined;
  #failure: TraceError | undefined;
  #count = 0;
  #ended = false;

  constructor(options: ReaderOptions) {
    this.#context = new Context(options);
    if (options.format === undefined) this.#detector = new Detector();
    else this.#use(options.format);
  }

  get format(): CaptureFormat | undefined {
    return this.#format;
  }

  get notes(): readonly Note[] {
    return this.#context.notes;
  }

  push(chunk: Uint8Array): Datagram[] {
    if (this.#ended) throw new TraceError("push after end");
    return this.#run((out) => {
      if (this.#detector === undefined) {
        this.#reader!.push(chunk, out);
        return;
      }
      const format = this.#detector.push(chunk);
      if (format !== undefined) this.#start(format, out);
    });
  }

  end(): Datagram[] {
    if (this.#ended) return [];
    const rest = this.#run((out) => {
      if (this.#detector !== undefined) this.#start(this.#detector.end(), out);
      this.#reader!.end(out);
    });
    this.#ended = true;
    // There is no later call that could report it.
    if (this.#failure !== undefined && rest.length === 0) throw this.#failure;
    if (this.#failure !== undefined)
      this.#context.note("truncated-file", "error", this.#failure.message, this.#failure);
    if (this.#count === 0)
      this.#context.note("no-datagrams", "warning", `no netlink datagram in this ${this.#format} input`);
    this.#context.finish();
    return rest;
  }

  #start(format: CaptureFormat, out: Datagram[]): void {
    const { buffer } = this.#detector!;
    this.#detector = undefined;
    this.#use(format);
    this.#reader!.push(buffer.copy(), out);
  }

  #use(format: CaptureFormat): void {
    const Format = READERS[format];
    if (Format === undefined) throw new TraceError(`unknown format ${JSON.stringify(format)}`);
    this.#format = format;
    this.#reader = new Format(this.#context);
  }

  /** What was complete before an error is given out first; the error comes with the next call. */
  #run(step: (out: Datagram[]) => void): Datagram[] {
    if (this.#failure !== undefined) throw this.#failure;
    const out: Datagram[] = [];
    try {
      step(out);
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
      this.#failure = error;
    }
    this.#count += out.length;
    return out;
  }
}

/**
 * A reader that takes the input in chunks of any size, in bounded memory.
 * An input that cannot be read makes `push` or `end` throw a `TraceError`, after what came before was given out.
 *
 * @example
 * const reader = openReader({ protocol: 0 });
 * for await (const chunk of chunks) for (const datagram of reader.push(chunk)) use(datagram);
 * for (const datagram of reader.end()) use(datagram);
 */
export function openReader(options: ReaderOptions = {}): CaptureReader {
  return new Reader(options);
}

export interface Capture {
  format: CaptureFormat;
  datagrams: Datagram[];
  notes: readonly Note[];
}

/** Reads an input that is in memory as a whole. Throws a `TraceError` when it cannot be read. */
export function readCapture(bytes: Uint8Array, options: ReaderOptions = {}): Capture {
  const reader = openReader(options);
  const datagrams = reader.push(bytes);
  for (const datagram of reader.end()) datagrams.push(datagram);
  return { format: reader.format ?? "hex", datagrams, notes: reader.notes };
}
