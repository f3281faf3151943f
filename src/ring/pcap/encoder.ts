/** The two file formats, as bytes. */
import { codedError, littleEndian } from "../../ffi/index.js";
import { type BlockBuffer, writeTimeWords } from "./buffer.js";
import { LinkType } from "./link-type.js";
import type { InterfaceStatistics, PacketHash, Tag } from "./packet.js";
import { type WriteRun, writePcapngRun, writePcapRun } from "./run.js";

/** An interface with everything settled. */
export interface FileInterface {
  readonly linkType: number;
  readonly snapLength: number;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly filter: string | undefined;
  /** Six bytes. */
  readonly hardwareAddress: Uint8Array | undefined;
  /** Bits per second. */
  readonly speed: number | undefined;
}

/** What a file says about who made it. */
export interface FileOrigin {
  readonly hardware: string | undefined;
  readonly os: string | undefined;
  readonly application: string | undefined;
  readonly comment: string | undefined;
}

/** A packet on its way into the buffer; one object serves all. */
export interface PacketRecord {
  seconds: number;
  nanoseconds: number;
  /** The packet lies here, at `offset`. */
  bytes: Uint8Array;
  offset: number;
  length: number;
  originalLength: number;
  interfaceIndex: number;
  vlan: Tag | undefined;
  /** What `flags` tells of, as far as it came with a batch. */
  direction: string | number | undefined;
  flags: number;
  comments: readonly string[];
  hash: PacketHash | undefined;
}

export interface FileEncoder {
  /** What stands at the start of every file. */
  header(out: BlockBuffer, origin: FileOrigin, interfaces: readonly FileInterface[]): void;
  /** An interface that comes later. */
  interface(out: BlockBuffer, described: FileInterface): void;
  packet(out: BlockBuffer, record: PacketRecord, from: FileInterface): void;
  /** Packets without records. */
  readonly run: WriteRun;
  /** Times in nanoseconds since 1970. */
  statistics(out: BlockBuffer, index: number, counters: InterfaceStatistics, times: readonly [bigint, bigint]): void;
  /** Upper bound for the bytes of a packet's record without its options. */
  readonly overhead: number;
  /** Upper bound for the bytes of a statistics block. */
  readonly statisticsSize: number;
}

/** Ethernet addresses, which come before the tag. */
const ADDRESSES = 12;
const TAG = 4;

const takesTag = ({ vlan, length }: PacketRecord, { linkType }: FileInterface): boolean =>
  vlan !== undefined && linkType === LinkType.ethernet && length >= ADDRESSES;

/** The bytes, with the tag where it was. `captured`: how many there will be; up to four more may be touched. */
function copyData(out: BlockBuffer, at: number, record: PacketRecord, captured: number, tag: boolean): void {
  const { bytes, offset, length, vlan } = record;
  if (!tag || captured <= ADDRESSES) {
    out.copyTo(at, bytes, offset, Math.min(length, captured));
    return;
  }
  out.copyTo(at, bytes, offset, ADDRESSES);
  const { tpid, tci } = vlan!;
  const to = out.bytes;
  to[at + 12] = tpid >> 8;
  to[at + 13] = tpid;
  to[at + 14] = tci >> 8;
  to[at + 15] = tci;
  // The tag may have made it longer than what is kept.
  const rest = Math.max(0, Math.min(length, captured - TAG) - ADDRESSES);
  out.copyTo(at + ADDRESSES + TAG, bytes, offset + ADDRESSES, rest);
}

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE = 1;
const STATISTICS = 5;
const ENHANCED_PACKET = 6;

const EPB_FLAGS = 2;
const NANOSECONDS = Uint8Array.of(9);
const SECOND = 1_000_000_000n;

/** draft-ietf-opsawg-pcapng */
export const pcapngEncoder: FileEncoder = {
  overhead: 64,
  run: writePcapngRun,
  statisticsSize: 112,
  header(out, origin, interfaces) {
    const block = out.begin(SECTION_HEADER);
    out.reserve(16);
    out.u32(0x1a2b3c4d);
    out.u16(1);
    out.u16(0);
    // The section's length is not known beforehand.
    out.u32(0xffffffff);
    out.u32(0xffffffff);
    if (origin.hardware !== undefined) out.text(2, origin.hardware);
    if (origin.os !== undefined) out.text(3, origin.os);
    if (origin.application !== undefined) out.text(4, origin.application);
    if (origin.comment !== undefined) out.text(1, origin.comment);
    out.endOfOptions();
    out.end(block);
    for (const described of interfaces) this.interface(out, described);
  },
  interface(out, { linkType, snapLength, name, description, hardwareAddress, speed, filter }) {
    const block = out.begin(INTERFACE);
    out.reserve(8);
    out.u16(linkType);
    out.u16(0);
    out.u32(snapLength);
    if (name !== undefined) out.text(2, name);
    if (description !== undefined) out.text(3, description);
    if (hardwareAddress !== undefined) out.option(6, hardwareAddress);
    if (speed !== undefined) out.u64(8, speed);
    // if_tsresol
    out.option(9, NANOSECONDS);
    // if_filter: 0 says that a libpcap expression follows.
    if (filter !== undefined) out.text(11, `\0${filter}`);
    out.endOfOptions();
    out.end(block);
  },
  packet(out, record, from) {
    const tag = takesTag(record, from) ? TAG : 0;
    const captured = Math.min(record.length + tag, from.snapLength);
    out.reserve(record.length + this.overhead);
    // In locals, and in words, which all of a block begins at: this is where a writer's time goes.
    const { words, length: block } = out;
    const at = block >>> 2;
    words[at] = ENHANCED_PACKET;
    words[at + 2] = record.interfaceIndex;
    writeTimeWords(words, at + 3, record.seconds, record.nanoseconds);
    words[at + 5] = captured;
    words[at + 6] = record.originalLength + tag;
    const data = block + 28;
    const end = data + captured + (-captured & 3);
    // Zeros behind the data first; the data then covers what is not padding.
    if (captured > 0) words[(end - 4) >>> 2] = 0;
    copyData(out, data, record, captured, tag !== 0);
    if (tag !== 0) out.bytes.fill(0, data + captured, end);
    const { flags, hash, comments } = record;
    if (hash !== undefined || comments.length > 0) {
      out.length = end;
      packetOptions(out, record);
      out.end(block);
      return;
    }
    let trailer = end >>> 2;
    if (flags !== 0) {
      out.view.setUint16(end, EPB_FLAGS, littleEndian);
      out.view.setUint16(end + 2, 4, littleEndian);
      words[trailer + 1] = flags;
      words[trailer + 2] = 0;
      trailer += 3;
    }
    const length = trailer * 4 + 4 - block;
    words[at + 1] = length;
    words[trailer] = length;
    out.length = block + length;
  },
  statistics(out, index, counters, [start, end]) {
    out.reserve(this.statisticsSize);
    const block = out.begin(STATISTICS);
    out.u32(index);
    out.time(Number(end / SECOND), Number(end % SECOND));
    const times = [start, end];
    times.forEach((time, i) => {
      out.u16(2 + i);
      out.u16(8);
      out.time(Number(time / SECOND), Number(time % SECOND));
    });
    const { received, dropped, accepted, systemDropped, delivered } = counters;
    [received, dropped, accepted, systemDropped, delivered].forEach((count, i) => {
      if (count !== undefined) out.u64(4 + i, count);
    });
    out.endOfOptions();
    out.end(block);
  },
};

function packetOptions(out: BlockBuffer, { flags, hash, comments }: PacketRecord): void {
  for (const comment of comments) out.text(1, comment);
  if (flags !== 0) {
    out.reserve(8);
    out.u16(EPB_FLAGS);
    out.u16(4);
    out.u32(flags);
  }
  if (hash !== undefined) {
    const value = new Uint8Array(1 + hash.value.length);
    value[0] = hash.algorithm;
    value.set(hash.value, 1);
    out.option(3, value);
  }
  out.endOfOptions();
}

/** draft-ietf-opsawg-pcap, with nanoseconds. */
export const pcapEncoder: FileEncoder = {
  overhead: 32,
  run: writePcapRun,
  statisticsSize: 0,
  header(out, _origin, [described]) {
    out.reserve(24);
    out.u32(0xa1b23c4d);
    out.u16(2);
    out.u16(4);
    out.u32(0);
    out.u32(0);
    out.u32(described!.snapLength);
    out.u32(described!.linkType);
  },
  interface() {
    throw codedError("ERR_RINGLINK_CAPTURE_FILE", "a pcap file has one interface; pcapng has several");
  },
  packet(out, record, from) {
    if (record.seconds > 0xffffffff) {
      throw codedError("ERR_RINGLINK_CAPTURE_FILE", "a pcap file holds no times after February 2106");
    }
    const tag = takesTag(record, from);
    const captured = Math.min(record.length + (tag ? TAG : 0), from.snapLength);
    out.reserve(record.length + this.overhead);
    out.u32(record.seconds);
    out.u32(record.nanoseconds);
    out.u32(captured);
    out.u32(record.originalLength + (tag ? TAG : 0));
    copyData(out, out.length, record, captured, tag);
    out.length += captured;
  },
  statistics() {},
};
