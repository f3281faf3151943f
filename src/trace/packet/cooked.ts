// LINKTYPE_NETLINK: a 16-byte cooked header, big-endian, before the messages of each packet.
import type { Context, FormatReader } from "../context.js";
import type { Datagram } from "../types.js";
import type { FilePacket, PacketSink } from "./file.js";
import { PcapReader } from "./pcap.js";
import { PcapngReader } from "./pcapng.js";
import type { RecordReader } from "./records.js";

export const LINKTYPE_NETLINK = 253;

export const COOKED_LENGTH = 16;

const ARPHRD_NETLINK = 824;

const be16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

/** Whether bytes start with the cooked header. */
export function isCooked(bytes: Uint8Array): boolean {
  return bytes.length >= COOKED_LENGTH && be16(bytes, 2) === ARPHRD_NETLINK && be16(bytes, 0) < 8;
}

/** NETLINK_* number in a cooked header. */
export const cookedProtocol = (bytes: Uint8Array): number => be16(bytes, 14);

/** Packet type in a cooked header: 6 goes to user space, 7 to the kernel; a tap may say 4 (outgoing) for both. */
export function cookedDirection(bytes: Uint8Array): Datagram["direction"] {
  const type = be16(bytes, 0);
  return type === 7 ? "send" : type === 6 ? "receive" : "unknown";
}

/** The datagram of a packet; a note where it has none. */
function packetDatagram(context: Context, packet: FilePacket, out: Datagram[]): void {
  const { data, length, timeNs, offset } = packet;
  const { linkType } = packet.from;
  if (linkType !== LINKTYPE_NETLINK) {
    context.note("link-type", "warning", `packets of link type ${linkType} are not netlink (that is 253)`, packet, 1);
    return;
  }
  const hardware = be16(data, 2);
  if (data.length < COOKED_LENGTH || hardware !== ARPHRD_NETLINK) {
    const what = data.length < COOKED_LENGTH ? `only ${data.length} bytes long` : `of hardware type ${hardware}`;
    context.note("not-netlink", "warning", `a packet is ${what} and was left out`, { offset });
    return;
  }
  const cut = data.length < length;
  if (data.length === COOKED_LENGTH && !cut) return;
  out.push(
    context.datagram(data.slice(COOKED_LENGTH), "packet", {
      direction: cookedDirection(data),
      protocol: cookedProtocol(data),
      time: timeNs === undefined ? undefined : printTime(timeNs),
      timeNs,
      truncated: cut ? { reason: "snaplen", length: length - COOKED_LENGTH } : undefined,
      offset,
    }),
  );
}

/** Seconds since the epoch with nine decimals. */
function printTime(timeNs: bigint): string {
  return `${timeNs / 1_000_000_000n}.${String(timeNs % 1_000_000_000n).padStart(9, "0")}`;
}

/** Makes datagrams of a file's packets. */
abstract class PacketFormat implements FormatReader {
  readonly #context: Context;
  readonly #reader: RecordReader;
  #out: Datagram[] = [];

  constructor(context: Context, Reader: new (sink: PacketSink) => RecordReader) {
    this.#context = context;
    this.#reader = new Reader({ packet: (packet) => packetDatagram(context, packet, this.#out) });
  }

  push(chunk: Uint8Array, out: Datagram[]): void {
    this.#out = out;
    this.#reader.push(chunk);
  }

  end(): void {
    const { cutOff } = this.#reader;
    if (cutOff !== undefined) this.#context.note("truncated-file", "warning", cutOff, this.#reader);
  }
}

export class PcapFormat extends PacketFormat {
  constructor(context: Context) {
    super(context, PcapReader);
  }
}

export class PcapngFormat extends PacketFormat {
  constructor(context: Context) {
    super(context, PcapngReader);
  }
}
