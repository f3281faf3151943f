/** Writes packets to pcapng and pcap files. */
import { codedError, littleEndian } from "../../ffi/index.js";
import { BlockBuffer } from "./buffer.js";
import { type FileEncoder, type FileInterface, type PacketRecord, pcapEncoder, pcapngEncoder } from "./encoder.js";
import { checkWriterOptions, settleInterface, type WriterInterface, type WriterOptions } from "./options.js";
import { flagsOf, type InterfaceStatistics, type Tag, type WritablePacket } from "./packet.js";
import { Rotation } from "./rotation.js";
import type { PacketSource, Run } from "./run.js";
import { FileSink } from "./sink.js";

/** What a batch of packets offers to be written without an object for each: the batches of a Capture do. */
export interface WritableBatch {
  cursor(): {
    /** Goes to the next packet; false behind the last. */
    next(): boolean;
    /** The packet lies here, at `offset`, `length` bytes of it. */
    readonly bytes: Uint8Array;
    readonly offset: number;
    readonly length: number;
    readonly originalLength: number;
    readonly seconds: number;
    readonly nanoseconds: number;
    readonly vlan: Tag | undefined;
    readonly direction: string | number;
    /** All of that in one go, where there is a way that is cheaper than asking for one after the other. */
    describe?(into: Pick<PacketRecord, Described>): void;
  };
}

type Described = "bytes" | "offset" | "length" | "originalLength" | "seconds" | "nanoseconds" | "vlan" | "direction";

const MIB = 1024 * 1024;
const SECOND = 1_000_000_000n;
/** Nanoseconds that 64 bits hold. */
const LAST_TIME = 2n ** 64n - 1n;
const NO_COMMENTS: readonly string[] = [];
/** Bytes. */
const MAX_COMMENTS = 16 * MIB;

function refuse(message: string): never {
  throw codedError("ERR_RINGLINK_CAPTURE_FILE", message);
}

/**
 * A capture file that is being written, or a row of them. Packets are collected in a buffer of fixed size, which is written
 * at once when it is full; a file that is closed is whole. Writing is synchronous: when it returns, nothing is pending but
 * what is in the buffer. Where the disk is full, the file stays whole up to the last record that fitted, the error is thrown,
 * and what is in the buffer is tried again with the next call.
 *
 * @example
 * using writer = PacketWriter.open("dns.pcapng", { interfaces: [{ name: "eth0", filter: "udp port 53" }] });
 * for await (const batch of capture) writer.writeBatch(batch);
 */
export class PacketWriter {
  readonly #encoder: FileEncoder;
  readonly #options: WriterOptions;
  readonly #interfaces: FileInterface[];
  readonly #buffer: BlockBuffer;
  readonly #limit: number;
  readonly #rotation: Rotation;
  /** Whether a file may be full, or its time up. */
  readonly #rotates: boolean;
  #sink: FileSink;
  #packets = 0;
  #closed = false;
  readonly #record: PacketRecord = {
    seconds: 0,
    nanoseconds: 0,
    bytes: new Uint8Array(0),
    offset: 0,
    length: 0,
    originalLength: 0,
    interfaceIndex: 0,
    vlan: undefined,
    direction: undefined,
    flags: 0,
    comments: NO_COMMENTS,
    hash: undefined,
  };
  readonly #run: Run = { packets: 0, firstSeconds: 0, firstNanoseconds: 0, lastSeconds: 0, lastNanoseconds: 0 };

  /**
   * Creates a file, or empties the one that is there. A descriptor (1 is standard output) stays the caller's.
   *
   * @throws OptionError that names a wrong option; what node:fs throws when there can be no such file
   */
  static open(target: string | number, options: WriterOptions = {}): PacketWriter {
    checkWriterOptions(options);
    if (typeof target === "number" && (options.rotate?.bytes ?? options.rotate?.seconds) !== undefined)
      refuse("a descriptor is one file: rotation needs a path");
    return new PacketWriter(target, options);
  }

  private constructor(target: string | number, options: WriterOptions) {
    const { format = "pcapng", interfaces = [{}], bufferBytes = MIB, rotate = {} } = options;
    this.#encoder = format === "pcapng" ? pcapngEncoder : pcapEncoder;
    this.#options = options;
    this.#interfaces = interfaces.map((described) => settleInterface(described, "PacketWriter.open: interfaces"));
    this.#limit = bufferBytes;
    this.#buffer = new BlockBuffer(bufferBytes);
    this.#rotation = new Rotation(target, rotate);
    this.#rotates = rotate.bytes !== undefined || rotate.seconds !== undefined;
    this.#sink = new FileSink(this.#rotation.next(BigInt(Date.now()) * 1_000_000n));
    try {
      this.#header();
    } catch (error) {
      this.#sink.close();
      throw error;
    }
  }

  /** Packets written since it was opened. */
  get packets(): number {
    return this.#packets;
  }

  /** Bytes of the present file, those in the buffer counted. */
  get size(): number {
    return this.#sink.size + this.#buffer.length;
  }

  /** Files begun since it was opened. */
  get files(): number {
    return this.#rotation.files;
  }

  /** Path of the present file; undefined for a descriptor. */
  get path(): string | undefined {
    return this.#rotation.path;
  }

  /** Describes one more interface; gives its index. pcapng only. @throws OptionError that names what is wrong */
  addInterface(described: WriterInterface): number {
    this.#check();
    const settled = settleInterface(described, "PacketWriter.addInterface");
    this.#encoder.interface(this.#buffer, settled);
    return this.#interfaces.push(settled) - 1;
  }

  /**
   * Writes a packet of an interface, by its index.
   *
   * @throws Error with code ERR_RINGLINK_CAPTURE_FILE for what a file cannot hold; what node:fs throws when writing failed
   */
  write(packet: WritablePacket, interfaceIndex = 0): void {
    this.#check();
    const { timestampNs, data } = packet;
    if (typeof timestampNs !== "bigint") refuse(`timestampNs is ${String(timestampNs)}, no number of nanoseconds`);
    if (!(data instanceof Uint8Array)) refuse("the packet's data are no bytes");
    if (timestampNs < 0n || timestampNs > LAST_TIME)
      refuse(`a time of ${timestampNs} ns; files hold 0 to ${LAST_TIME}`);
    const { originalLength = data.length, comments = NO_COMMENTS, hash } = packet;
    if (!Number.isInteger(originalLength) || originalLength < data.length || originalLength > 0xfffffffb)
      refuse(`originalLength is ${originalLength}, of a packet of ${data.length} bytes`);
    const record = this.#record;
    record.seconds = Number(timestampNs / SECOND);
    record.nanoseconds = Number(timestampNs % SECOND);
    record.bytes = data;
    record.offset = 0;
    record.length = data.length;
    record.originalLength = originalLength;
    record.vlan = packet.vlan;
    record.flags = flagsOf(packet.direction);
    record.comments = comments;
    record.hash = hash;
    this.#put(interfaceIndex, optionsSize(packet));
  }

  /** Writes the packets of a batch, without an object for each. The batch stays the caller's. */
  writeBatch(batch: WritableBatch, interfaceIndex = 0): void {
    this.#check();
    const record = this.#record;
    record.comments = NO_COMMENTS;
    record.hash = undefined;
    // Mostly the same as that of the packet before.
    let last: string | number | undefined;
    record.flags = 0;
    const source = sourceOf(batch.cursor());
    // What is as simple as most packets are goes in one run. What it leaves, and what may belong to the next file, goes by itself.
    const inRuns = littleEndian && !this.#rotates;
    for (let more = source.next(); more; more = source.next()) {
      if (!inRuns) source.describe(record);
      else if (!this.#writeRun(source, interfaceIndex)) return;
      if (record.direction !== last) {
        last = record.direction;
        record.flags = flagsOf(last);
      }
      this.#put(interfaceIndex, 0);
    }
  }

  /** False when it came to the end; otherwise the source, and the record, are at a packet that has to go by itself. */
  #writeRun(source: PacketSource, interfaceIndex: number): boolean {
    const from = this.#interfaceAt(interfaceIndex);
    const run = this.#run;
    run.packets = 0;
    this.#record.interfaceIndex = interfaceIndex;
    try {
      return this.#encoder.run(this.#buffer, source, this.#record, from, this.#limit, run);
    } finally {
      this.#rotation.sawRun(run);
      this.#packets += run.packets;
    }
  }

  #interfaceAt(index: number): FileInterface {
    const found = this.#interfaces[index];
    if (found === undefined) refuse(`there is no interface ${index}; there are ${this.#interfaces.length}`);
    return found;
  }

  #put(interfaceIndex: number, extra: number): void {
    const record = this.#record;
    const from = this.#interfaceAt(interfaceIndex);
    record.interfaceIndex = interfaceIndex;
    const most = Math.min(record.length, from.snapLength) + this.#encoder.overhead + extra;
    if (this.#rotates) {
      const tail = this.#encoder.statisticsSize * this.#interfaces.length;
      if (this.#rotation.isDue(record.seconds, record.nanoseconds, this.size + most + tail)) this.#nextFile();
    }
    if (this.#buffer.length > 0 && this.#buffer.length + most > this.#limit) this.flush();
    const before = this.#buffer.length;
    try {
      this.#encoder.packet(this.#buffer, record, from);
    } catch (error) {
      // Half a record must not stay.
      this.#buffer.length = before;
      throw error;
    }
    this.#rotation.saw(record.seconds, record.nanoseconds);
    this.#packets++;
  }

  /** Ends the present file and goes on in the next one. @throws Error when there is no other: a descriptor */
  rotate(): void {
    this.#check();
    if (this.#rotation.path === undefined) refuse("a descriptor is one file: rotation needs a path");
    this.#nextFile();
  }

  #nextFile(): void {
    // What can fail for want of room comes first, and can be tried again.
    this.flush();
    this.#finish();
    const { seconds, nanoseconds } = this.#record;
    const path = this.#rotation.next(BigInt(seconds) * SECOND + BigInt(nanoseconds));
    this.#sink = new FileSink(path);
    this.#header();
  }

  #header(): void {
    const { hardware, os, application, comment } = this.#options;
    this.#encoder.header(this.#buffer, { hardware, os, application, comment }, this.#interfaces);
    this.flush();
  }

  /** Statistics, and all that is in the buffer. */
  #finish(): void {
    const { statistics } = this.#options;
    const times = this.#rotation.times();
    if (statistics !== undefined && this.#encoder.statisticsSize > 0) {
      this.#interfaces.forEach((_, index) => {
        const counters = statistics(index);
        if (counters === undefined) return;
        checkCounters(counters);
        this.#encoder.statistics(this.#buffer, index, counters, times);
      });
    }
    try {
      this.flush();
    } finally {
      this.#sink.close();
    }
  }

  /** Writes what is in the buffer. @throws what node:fs throws */
  flush(): void {
    if (this.#buffer.length === 0) return;
    this.#sink.write(this.#buffer.bytes, this.#buffer.length);
    this.#buffer.length = 0;
  }

  /** Ends the file: statistics, then all that is pending. The descriptor is closed even when that fails. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.#finish();
    } finally {
      this.#sink.close();
    }
  }

  get closed(): boolean {
    return this.#closed;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #check(): void {
    if (this.#closed) throw codedError("ERR_RINGLINK_CLOSED", "the capture file is closed");
  }
}

type BatchCursor = ReturnType<WritableBatch["cursor"]>;

function sourceOf(cursor: BatchCursor): PacketSource {
  return canDescribe(cursor) ? cursor : { next: () => cursor.next(), describe: (record) => describe(cursor, record) };
}

function canDescribe(cursor: BatchCursor): cursor is BatchCursor & PacketSource {
  return cursor.describe !== undefined;
}

function describe(cursor: BatchCursor, record: PacketRecord): void {
  record.seconds = cursor.seconds;
  record.nanoseconds = cursor.nanoseconds;
  record.bytes = cursor.bytes;
  record.offset = cursor.offset;
  record.length = cursor.length;
  record.originalLength = cursor.originalLength;
  record.vlan = cursor.vlan;
  record.direction = cursor.direction;
}

/** Bytes of a packet's comments and hash in a file. @throws Error when they do not fit */
function optionsSize({ comments = NO_COMMENTS, hash }: WritablePacket): number {
  let size = 0;
  for (const comment of comments) {
    const length = Buffer.byteLength(comment);
    if (length > 0xffff) refuse(`a comment of ${length} bytes; it has 65,535 at most`);
    size += 8 + length;
  }
  if (size > MAX_COMMENTS) refuse(`${comments.length} comments of ${size} bytes; a packet has ${MAX_COMMENTS} at most`);
  if (hash === undefined) return size;
  if (hash.value.length > 0xfffe) refuse(`a hash of ${hash.value.length} bytes; it has 65,534 at most`);
  if (!Number.isInteger(hash.algorithm) || hash.algorithm < 0 || hash.algorithm > 255)
    refuse(`hash algorithm ${hash.algorithm} is not 0 to 255`);
  return size + 8 + hash.value.length;
}

function checkCounters(counters: InterfaceStatistics): void {
  for (const [name, count] of Object.entries(counters)) {
    if (count === undefined || (Number.isSafeInteger(count) && count >= 0)) continue;
    refuse(`statistics: ${name} is ${String(count)}, no number of packets`);
  }
}
