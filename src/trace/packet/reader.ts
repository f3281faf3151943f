// The packets of a pcap or pcapng file, whatever they carry.
import { ByteBuffer } from "../bytes.js";
import { binaryFormat } from "../detect.js";
import { TraceError } from "../types.js";
import type { PacketSink } from "./file.js";
import { PcapReader } from "./pcap.js";
import { PcapngReader } from "./pcapng.js";
import type { RecordReader } from "./records.js";

/**
 * Reads a pcap or pcapng file in pieces of any size and gives its interfaces, packets and statistics to a sink. Bounded
 * memory: one record at most is kept between two pieces.
 *
 * @example
 * const reader = new PacketFileReader({ packet: ({ data, timeNs }) => show(data, timeNs) });
 * for (const chunk of chunks) reader.push(chunk);
 * reader.end();
 */
export class PacketFileReader {
  readonly #sink: PacketSink;
  readonly #start = new ByteBuffer(64);
  #reader: RecordReader | undefined;
  #format: "pcap" | "pcapng" | undefined;

  constructor(sink: PacketSink) {
    this.#sink = sink;
  }

  /** `undefined` until four bytes are there. */
  get format(): "pcap" | "pcapng" | undefined {
    return this.#format;
  }

  /** Takes the next bytes; they are not kept. @throws TraceError when this is no such file, or one that contradicts itself */
  push(chunk: Uint8Array): void {
    if (this.#reader !== undefined) {
      this.#reader.push(chunk);
      return;
    }
    this.#start.append(chunk);
    if (this.#start.length < 4) return;
    const format = binaryFormat(this.#start.bytes, this.#start.length);
    if (format === undefined) throw new TraceError("this is neither a pcap nor a pcapng file", { offset: 0 });
    this.#format = format;
    this.#reader = format === "pcap" ? new PcapReader(this.#sink) : new PcapngReader(this.#sink);
    const first = this.#start.copy();
    this.#start.clear();
    this.#reader.push(first);
  }

  /** Says that there is no more input. @throws TraceError when it ends in the middle of something */
  end(): void {
    if (this.#reader === undefined) {
      const what = this.#start.length === 0 ? "the file is empty" : `the file has only ${this.#start.length} bytes`;
      throw new TraceError(what, { offset: 0 });
    }
    const { cutOff, offset } = this.#reader;
    if (cutOff !== undefined) throw new TraceError(cutOff, { offset });
  }
}
