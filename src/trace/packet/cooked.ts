// LINKTYPE_NETLINK: a 16-byte cooked header, big-endian, before the messages of each packet.
import type { Context } from "../context.js";
import type { Datagram } from "../types.js";

export const LINKTYPE_NETLINK = 253;

export const COOKED_LENGTH = 16;

const ARPHRD_NETLINK = 824;

/** What a capture file says about one packet. */
export interface Packet {
  linkType: number;
  /** The packet's bytes; a view, valid during the call only. */
  data: Uint8Array;
  /** Length before it was cut to the snap length. */
  length: number;
  timeNs: bigint | undefined;
  offset: number;
}

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
export function packetDatagram(context: Context, packet: Packet, out: Datagram[]): void {
  const { data, length, linkType, timeNs, offset } = packet;
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
