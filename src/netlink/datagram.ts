/** Cuts datagrams into messages. */
import type { ByteView } from "../codec/index.js";
import { NLMSG_HDRLEN } from "./header.js";

/** One message of a datagram: its header, read, and where it lies. Offsets count from the start of the bytes. */
export interface RawMessage {
  readonly length: number;
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly port: number;
  /** Offset of the nlmsghdr. */
  readonly start: number;
  /** Offset of the payload. */
  readonly payload: number;
  /** Offset after the payload. */
  readonly end: number;
  /** Offset of whatever follows, padding included. */
  readonly next: number;
}

export interface SplitDatagram {
  readonly messages: readonly RawMessage[];
  /** Offset after the last message. Bytes behind it are no message. */
  readonly end: number;
  /** Why the bytes behind the last message are no message; absent when there are none or they are zeros. */
  readonly error?: string;
}

/**
 * Cuts `[start, end)` into messages. Zeros after the last one are normal: programs send buffers that are longer than
 * their message. Never throws on content.
 */
export function splitDatagram(view: ByteView, littleEndian = true, start = 0, end = view.u8.length): SplitDatagram {
  const messages: RawMessage[] = [];
  const { dv, u8 } = view;
  let o = start;
  while (o + NLMSG_HDRLEN <= end) {
    const length = dv.getUint32(o, littleEndian);
    if (length < NLMSG_HDRLEN || o + length > end) break;
    const next = Math.min(end, o + ((length + 3) & ~3));
    messages.push({
      length,
      type: dv.getUint16(o + 4, littleEndian),
      flags: dv.getUint16(o + 6, littleEndian),
      sequence: dv.getUint32(o + 8, littleEndian),
      port: dv.getUint32(o + 12, littleEndian),
      start: o,
      payload: o + NLMSG_HDRLEN,
      end: o + length,
      next,
    });
    o = next;
  }
  for (let i = o; i < end; i++) {
    if (u8[i] === 0) continue;
    const rest = end - o;
    const length = rest >= 4 ? dv.getUint32(o, littleEndian) : undefined;
    const error =
      rest < NLMSG_HDRLEN
        ? `${rest} bytes after the last message`
        : `nlmsg_len ${length} at offset ${o - start} does not fit ${rest} bytes`;
    return { messages, end: o, error };
  }
  return { messages, end: o };
}
