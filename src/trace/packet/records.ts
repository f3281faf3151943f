// Binary files that are a sequence of records, each saying its own length: pcap and pcapng.
import { ByteBuffer } from "../bytes.js";
import { u16, u32 } from "../chain.js";
import { TraceError } from "../types.js";
import type { PacketSink } from "./file.js";

/** Longest record that is believed; a larger length means a damaged file. */
const MAX_RECORD = 64 * 1024 * 1024;

export abstract class RecordReader {
  protected readonly sink: PacketSink;
  /** Byte order of the file's own numbers. */
  protected fileLittleEndian = true;
  /** Offset of the record being read. */
  offset = 0;
  readonly #pending = new ByteBuffer();

  constructor(sink: PacketSink) {
    this.sink = sink;
  }

  /** Length of the record that starts with these bytes; `undefined` when more bytes are needed to tell. */
  protected abstract recordLength(bytes: Uint8Array): number | undefined;
  /** One whole record; the bytes are valid during the call only. */
  protected abstract record(bytes: Uint8Array): void;

  push(chunk: Uint8Array): void {
    this.#pending.append(chunk);
    let at = 0;
    for (;;) {
      const view = this.#pending.bytes.subarray(at, this.#pending.length);
      const length = this.recordLength(view);
      if (length !== undefined && length > MAX_RECORD) this.fail(`a record of ${length} bytes cannot be`);
      if (length === undefined || length > view.length) break;
      this.record(view.subarray(0, length));
      this.offset += length;
      at += length;
    }
    if (at > 0) this.#pending.consume(at);
  }

  /** What is wrong with an input that ends here; undefined when it ends with a record. */
  get cutOff(): string | undefined {
    const { length } = this.#pending;
    if (length === 0) return undefined;
    return `the file ends in the middle of a record (${length} bytes of it are there)`;
  }

  protected fail(message: string): never {
    throw new TraceError(message, { offset: this.offset });
  }

  protected u32(bytes: Uint8Array, at: number): number {
    return u32(bytes, at, this.fileLittleEndian);
  }

  protected u16(bytes: Uint8Array, at: number): number {
    return u16(bytes, at, this.fileLittleEndian);
  }
}
