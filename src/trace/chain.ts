// Just enough of nlmsghdr to tell whether bytes can be netlink, and where whole messages end.

/** Size of struct nlmsghdr. */
export const HEADER_LENGTH = 16;

/** Longest message that a reader waits for; the kernel's own limit for a datagram is far below. */
export const MAX_MESSAGE = 16 * 1024 * 1024;

export function u32(bytes: Uint8Array, at: number, littleEndian: boolean): number {
  const a = bytes[at] ?? 0;
  const b = bytes[at + 1] ?? 0;
  const c = bytes[at + 2] ?? 0;
  const d = bytes[at + 3] ?? 0;
  return littleEndian ? ((d << 24) | (c << 16) | (b << 8) | a) >>> 0 : ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

export function u16(bytes: Uint8Array, at: number, littleEndian: boolean): number {
  const a = bytes[at] ?? 0;
  const b = bytes[at + 1] ?? 0;
  return littleEndian ? (b << 8) | a : (a << 8) | b;
}

export const align4 = (length: number): number => length + (-length & 3);

/** Bytes after the last whole message, its padding not counted. */
export function trailingBytes(bytes: Uint8Array, littleEndian: boolean): number {
  let at = 0;
  while (bytes.length - at >= HEADER_LENGTH) {
    const length = u32(bytes, at, littleEndian);
    if (length < HEADER_LENGTH || length > bytes.length - at) break;
    at += align4(length);
  }
  return Math.max(0, bytes.length - at);
}

/** Whether the first header could be one: a sane length, and no flag bit that the kernel does not define. */
export function plausibleHeader(bytes: Uint8Array, at: number, littleEndian: boolean): boolean {
  const length = u32(bytes, at, littleEndian);
  return length >= HEADER_LENGTH && length <= MAX_MESSAGE && u16(bytes, at + 6, littleEndian) < 0x1000;
}

/** Whether the bytes start with a whole header that could be one. */
export function plausibleStart(bytes: Uint8Array, littleEndian: boolean): boolean {
  return bytes.length >= HEADER_LENGTH && plausibleHeader(bytes, 0, littleEndian);
}

/** Whether the bytes are whole messages from end to end, zeros after the last one allowed. */
export function plausibleChain(bytes: Uint8Array, littleEndian: boolean): boolean {
  let at = 0;
  while (bytes.length - at >= HEADER_LENGTH && plausibleHeader(bytes, at, littleEndian)) {
    const length = u32(bytes, at, littleEndian);
    if (length > bytes.length - at) return false;
    at += align4(length);
  }
  return at > 0 && bytes.subarray(Math.min(at, bytes.length)).every((byte) => byte === 0);
}
