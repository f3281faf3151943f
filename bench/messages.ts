/** Recorded messages to decode, many of a kind and no two alike. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { everything, netlink, trace } from "../src/index.js";

const { Dissector, NLMSG_HDRLEN } = netlink;
const { readCapture } = trace;

/** Benchmarks run from the repository's root. */
export const ROOT = process.cwd();
const CAPTURES = join(ROOT, "test/fixtures/captures");

export function captureFiles(): { name: string; bytes: Uint8Array }[] {
  return readdirSync(CAPTURES)
    .filter((name) => name.endsWith(".txt"))
    .sort()
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(CAPTURES, name))) }));
}

/** The messages of one name that the kernel sent in a capture. */
export function recorded(capture: string, name: string): Uint8Array[] {
  const { datagrams } = readCapture(readFileSync(join(CAPTURES, capture)));
  const dissector = new Dissector(everything);
  const found: Uint8Array[] = [];
  for (const { bytes, protocol, direction, pid, fd } of datagrams) {
    if (direction !== "receive") continue;
    const { messages } = dissector.dissect({ bytes, protocol, direction: "reply", conversation: `${pid}/${fd}` });
    for (const message of messages) if (message.name === name) found.push(message.bytes.slice());
  }
  if (found.length === 0) throw new Error(`no ${name} in ${capture}`);
  return found;
}

/** The attributes of a message whose fixed header takes `header` bytes: where each lies, and its type. */
export function attributesOf(message: Uint8Array, header: number): { type: number; start: number; end: number }[] {
  const dv = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const found: { type: number; start: number; end: number }[] = [];
  for (let o = NLMSG_HDRLEN + header; o + 4 <= message.length; ) {
    const length = dv.getUint16(o, true);
    if (length < 4) break;
    const end = Math.min(message.length, o + ((length + 3) & ~3));
    found.push({ type: dv.getUint16(o + 2, true) & 0x3fff, start: o, end });
    o = end;
  }
  return found;
}

/** The message with only those of its outermost attributes that `keep` wants. */
export function withAttributes(message: Uint8Array, header: number, keep: (type: number) => boolean): Uint8Array {
  const parts = attributesOf(message, header).filter(({ type }) => keep(type));
  const start = NLMSG_HDRLEN + header;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.end - part.start, start));
  bytes.set(message.subarray(0, start));
  let o = start;
  for (const part of parts) {
    bytes.set(message.subarray(part.start, part.end), o);
    o += part.end - part.start;
  }
  new DataView(bytes.buffer).setUint32(0, bytes.length, true);
  return bytes;
}

export const COPIES = 64;

/** Messages laid one behind the other as in a receive buffer, which is viewed once. */
export interface Batch {
  readonly u8: Uint8Array;
  readonly dv: DataView;
  /** Offsets of the payloads. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** The whole messages, headers included. */
  readonly messages: readonly Uint8Array[];
}

/** Fills a buffer with messages in turn; the interface index in each is another one. */
export function batchOf(messages: readonly Uint8Array[], indexAt = NLMSG_HDRLEN + 4): Batch {
  const copies = Array.from({ length: COPIES }, (_, i) => {
    const copy = messages[i % messages.length]!.slice();
    new DataView(copy.buffer).setUint32(indexAt, i + 1, true);
    return copy;
  });
  const room = copies.reduce((sum, copy) => sum + ((copy.length + 3) & ~3), 0);
  const u8 = new Uint8Array(room);
  const start = new Int32Array(COPIES);
  const end = new Int32Array(COPIES);
  let o = 0;
  copies.forEach((copy, i) => {
    u8.set(copy, o);
    start[i] = o + NLMSG_HDRLEN;
    end[i] = o + copy.length;
    o += (copy.length + 3) & ~3;
  });
  const messagesOf = Array.from(start, (from, i) => u8.slice(from - NLMSG_HDRLEN, end[i]));
  return { u8, dv: new DataView(u8.buffer), start, end, messages: messagesOf };
}
