// Options of pcapng blocks: code, length, value, padding, until a code of 0.
import { align4, u16, u32 } from "../chain.js";

export interface PacketOption {
  readonly code: number;
  /** A view. */
  readonly value: Uint8Array;
}

/** The options in these bytes, up to their end mark or to one that does not fit. */
export function* packetOptions(bytes: Uint8Array, littleEndian: boolean): Generator<PacketOption> {
  for (let at = 0; at + 4 <= bytes.length; ) {
    const code = u16(bytes, at, littleEndian);
    const length = u16(bytes, at + 2, littleEndian);
    const value = bytes.subarray(at + 4, at + 4 + length);
    if (code === 0 || value.length < length) return;
    yield { code, value };
    at += 4 + align4(length);
  }
}

/** A 64-bit number of an option; the file's byte order applies. */
export function optionU64(value: Uint8Array, littleEndian: boolean): bigint {
  const [first, second] = [BigInt(u32(value, 0, littleEndian)), BigInt(u32(value, 4, littleEndian))];
  return littleEndian ? (second << 32n) | first : (first << 32n) | second;
}
