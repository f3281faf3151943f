/**
 * Packets of a batch on their way into the buffer in one go: a loop for each format, with all that it needs in locals. What is not
 * as simple as most packets are is left to the encoder. For little-endian machines.
 */
import type { BlockBuffer } from "./buffer.js";
import type { FileInterface, PacketRecord } from "./encoder.js";
import { flagsOf } from "./packet.js";

/** What goes from packet to packet of a batch. */
export interface PacketSource {
  /** Goes to the next packet; false behind the last. */
  next(): boolean;
  /** Writes what there is to know of it into a record. */
  describe(into: PacketRecord): void;
}

/** What was written by the last call, one object for all. */
export interface Run {
  packets: number;
  /** The time of its first packet, and the latest one. */
  firstSeconds: number;
  firstNanoseconds: number;
  lastSeconds: number;
  lastNanoseconds: number;
}

/**
 * Writes packets from the one that the source is at, as many as there is room for below `limit`. True when it ends at a packet that
 * has to go another way, which `record` is then of; false behind the last one.
 */
export type WriteRun = (
  out: BlockBuffer,
  source: PacketSource,
  record: PacketRecord,
  from: FileInterface,
  limit: number,
  run: Run,
) => boolean;

/** From this length on a call copies faster than a loop. */
const LONG = 192;

/** To whole words; the rest of the last one is zeros. */
function copyToWords(to: Uint32Array, at: number, from: DataView, start: number, length: number): void {
  let word = at;
  let i = start;
  const end = start + length;
  for (; i + 16 <= end; i += 16, word += 4) {
    to[word] = from.getUint32(i, true);
    to[word + 1] = from.getUint32(i + 4, true);
    to[word + 2] = from.getUint32(i + 8, true);
    to[word + 3] = from.getUint32(i + 12, true);
  }
  for (; i + 4 <= end; i += 4, word++) to[word] = from.getUint32(i, true);
  if (i === end) return;
  let last = from.getUint8(i);
  if (i + 1 < end) last |= from.getUint8(i + 1) << 8;
  if (i + 2 < end) last |= from.getUint8(i + 2) << 16;
  to[word] = last;
}

/** To wherever it is. */
function copyToBytes(to: DataView, at: number, from: DataView, start: number, length: number): void {
  let i = 0;
  for (; i + 16 <= length; i += 16) {
    to.setUint32(at + i, from.getUint32(start + i, true), true);
    to.setUint32(at + i + 4, from.getUint32(start + i + 4, true), true);
    to.setUint32(at + i + 8, from.getUint32(start + i + 8, true), true);
    to.setUint32(at + i + 12, from.getUint32(start + i + 12, true), true);
  }
  for (; i + 4 <= length; i += 4) to.setUint32(at + i, from.getUint32(start + i, true), true);
  for (; i < length; i++) to.setUint8(at + i, from.getUint8(start + i));
}

/** Bytes of an enhanced packet block beside the data: its head, up to three of padding, flags, end of options, its length. */
const PCAPNG_MOST = 28 + 3 + 12 + 4;
const ENHANCED_PACKET = 6;
/** An option of four bytes, epb_flags: its length and its code. */
const FLAGS_OPTION = (4 << 16) | 2;

export const writePcapngRun: WriteRun = (out, source, record, { snapLength }, limit, run) => {
  const { words } = out;
  source.describe(record);
  const { bytes, interfaceIndex } = record;
  const start = bytes.byteOffset;
  const memory = out.memoryOf(bytes);
  const most = Math.min(limit, words.length * 4) - PCAPNG_MOST;
  let at = out.length;
  let direction: string | number | undefined;
  let flags = 0;
  // Nanoseconds until a second began, in two halves.
  let second = -1;
  let low = 0;
  let high = 0;
  let lastSeconds = -1;
  let lastNanoseconds = -1;
  let packets = 0;
  let more = true;
  try {
    do {
      const { offset, seconds, nanoseconds } = record;
      const captured = Math.min(record.length, snapLength);
      if (at + captured > most || record.vlan !== undefined || record.bytes !== bytes) break;
      if (offset + captured > bytes.length) break;
      if (seconds !== second) {
        second = seconds;
        low = Math.imul(seconds, 1_000_000_000) >>> 0;
        // The product is not exact in a double, but it is by far exact enough for its upper half.
        high = Math.round((seconds * 1_000_000_000 - low) / 0x1_0000_0000);
      }
      if (packets++ === 0) {
        run.firstSeconds = seconds;
        run.firstNanoseconds = nanoseconds;
      }
      if (seconds > lastSeconds || (seconds === lastSeconds && nanoseconds > lastNanoseconds)) {
        lastSeconds = seconds;
        lastNanoseconds = nanoseconds;
      }
      const sum = low + nanoseconds;
      const block = at >>> 2;
      words[block] = ENHANCED_PACKET;
      words[block + 2] = interfaceIndex;
      words[block + 3] = sum > 0xffffffff ? high + 1 : high;
      words[block + 4] = sum >>> 0;
      words[block + 5] = captured;
      words[block + 6] = record.originalLength;
      let word = block + 7 + ((captured + 3) >>> 2);
      if (captured < LONG) {
        copyToWords(words, block + 7, memory, start + offset, captured);
      } else {
        words[word - 1] = 0;
        out.bytes.set(bytes.subarray(offset, offset + captured), at + 28);
      }
      if (record.direction !== direction) {
        direction = record.direction;
        flags = flagsOf(direction);
      }
      if (flags !== 0) {
        words[word] = FLAGS_OPTION;
        words[word + 1] = flags;
        words[word + 2] = 0;
        word += 3;
      }
      const length = (word + 1 - block) * 4;
      words[block + 1] = length;
      words[word] = length;
      at += length;
      more = source.next();
      if (more) source.describe(record);
    } while (more);
  } finally {
    // What is whole stays, should the source throw.
    out.length = at;
    run.packets = packets;
    run.lastSeconds = lastSeconds;
    run.lastNanoseconds = lastNanoseconds;
  }
  return more;
};

const PCAP_HEAD = 16;

export const writePcapRun: WriteRun = (out, source, record, { snapLength }, limit, run) => {
  const { view } = out;
  source.describe(record);
  const { bytes } = record;
  const start = bytes.byteOffset;
  const memory = out.memoryOf(bytes);
  const most = Math.min(limit, view.byteLength) - PCAP_HEAD;
  let at = out.length;
  let lastSeconds = -1;
  let lastNanoseconds = -1;
  let packets = 0;
  let more = true;
  try {
    do {
      const { offset, seconds, nanoseconds } = record;
      const captured = Math.min(record.length, snapLength);
      if (at + captured > most || record.vlan !== undefined || record.bytes !== bytes) break;
      if (offset + captured > bytes.length || seconds > 0xffffffff) break;
      if (packets++ === 0) {
        run.firstSeconds = seconds;
        run.firstNanoseconds = nanoseconds;
      }
      if (seconds > lastSeconds || (seconds === lastSeconds && nanoseconds > lastNanoseconds)) {
        lastSeconds = seconds;
        lastNanoseconds = nanoseconds;
      }
      view.setUint32(at, seconds, true);
      view.setUint32(at + 4, nanoseconds, true);
      view.setUint32(at + 8, captured, true);
      view.setUint32(at + 12, record.originalLength, true);
      const data = at + PCAP_HEAD;
      if (captured < LONG) copyToBytes(view, data, memory, start + offset, captured);
      else out.bytes.set(bytes.subarray(offset, offset + captured), data);
      at = data + captured;
      more = source.next();
      if (more) source.describe(record);
    } while (more);
  } finally {
    // What is whole stays, should the source throw.
    out.length = at;
    run.packets = packets;
    run.lastSeconds = lastSeconds;
    run.lastNanoseconds = lastNanoseconds;
  }
  return more;
};
