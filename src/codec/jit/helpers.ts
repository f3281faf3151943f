/** What generated code calls. Small functions, so that the engine can inline them. */

import { allZero } from "../interpret/decode.js";
import { choose } from "../scope.js";
import { NLA_TYPE_MASK, type UnknownAttribute } from "../type.js";
import {
  readAddress,
  readIpv4,
  readIpv6,
  readLabels,
  readPairs,
  writeAddress,
  writeIpv4,
  writeIpv6,
  writeLabels,
  writePairs,
} from "../wire/address.js";
import { isBytes } from "../wire/bytes.js";
import { readText, textEnd, writeText } from "../wire/text.js";

/** Thrown by generated code on what it does not accept; the interpreter then has the last word. */
export const BAD = Symbol("ringlink.bad");

const DIGITS = Uint8Array.from("0123456789abcdef", (c) => c.charCodeAt(0));

/** ASCII of at most 15 characters in one call: a flat string, in half the time of adding character by character. */
function readShort(u8: Uint8Array, p: number, length: number): string {
  switch (length) {
    case 1:
      return String.fromCharCode(u8[p]!);
    case 2:
      return String.fromCharCode(u8[p]!, u8[p + 1]!);
    case 3:
      return String.fromCharCode(u8[p]!, u8[p + 1]!, u8[p + 2]!);
    case 4:
      return String.fromCharCode(u8[p]!, u8[p + 1]!, u8[p + 2]!, u8[p + 3]!);
    case 5:
      return String.fromCharCode(u8[p]!, u8[p + 1]!, u8[p + 2]!, u8[p + 3]!, u8[p + 4]!);
    case 6:
      return String.fromCharCode(u8[p]!, u8[p + 1]!, u8[p + 2]!, u8[p + 3]!, u8[p + 4]!, u8[p + 5]!);
    case 7:
      return String.fromCharCode(u8[p]!, u8[p + 1]!, u8[p + 2]!, u8[p + 3]!, u8[p + 4]!, u8[p + 5]!, u8[p + 6]!);
    case 8:
      return String.fromCharCode(
        u8[p]!,
        u8[p + 1]!,
        u8[p + 2]!,
        u8[p + 3]!,
        u8[p + 4]!,
        u8[p + 5]!,
        u8[p + 6]!,
        u8[p + 7]!,
      );
    case 9:
      return String.fromCharCode(
        u8[p]!,
        u8[p + 1]!,
        u8[p + 2]!,
        u8[p + 3]!,
        u8[p + 4]!,
        u8[p + 5]!,
        u8[p + 6]!,
        u8[p + 7]!,
        u8[p + 8]!,
      );
    case 10:
      return String.fromCharCode(
        u8[p]!,
        u8[p + 1]!,
        u8[p + 2]!,
        u8[p + 3]!,
        u8[p + 4]!,
        u8[p + 5]!,
        u8[p + 6]!,
        u8[p + 7]!,
        u8[p + 8]!,
        u8[p + 9]!,
      );
    case 11:
      return String.fromCharCode(
        u8[p]!,
        u8[p + 1]!,
        u8[p + 2]!,
        u8[p + 3]!,
        u8[p + 4]!,
        u8[p + 5]!,
        u8[p + 6]!,
        u8[p + 7]!,
        u8[p + 8]!,
        u8[p + 9]!,
        u8[p + 10]!,
      );
    case 12:
      return String.fromCharCode(
        u8[p]!,
        u8[p + 1]!,
        u8[p + 2]!,
        u8[p + 3]!,
        u8[p + 4]!,
        u8[p + 5]!,
        u8[p + 6]!,
        u8[p + 7]!,
        u8[p + 8]!,
        u8[p + 9]!,
        u8[p + 10]!,
        u8[p + 11]!,
      );
    case 13:
      return String.fromCharCode(
        u8[p]!,
        u8[p + 1]!,
        u8[p + 2]!,
        u8[p + 3]!,
        u8[p + 4]!,
        u8[p + 5]!,
        u8[p + 6]!,
        u8[p + 7]!,
        u8[p + 8]!,
        u8[p + 9]!,
        u8[p + 10]!,
        u8[p + 11]!,
        u8[p + 12]!,
      );
    case 14:
      return String.fromCharCode(
        u8[p]!,
        u8[p + 1]!,
        u8[p + 2]!,
        u8[p + 3]!,
        u8[p + 4]!,
        u8[p + 5]!,
        u8[p + 6]!,
        u8[p + 7]!,
        u8[p + 8]!,
        u8[p + 9]!,
        u8[p + 10]!,
        u8[p + 11]!,
        u8[p + 12]!,
        u8[p + 13]!,
      );
    case 15:
      return String.fromCharCode(
        u8[p]!,
        u8[p + 1]!,
        u8[p + 2]!,
        u8[p + 3]!,
        u8[p + 4]!,
        u8[p + 5]!,
        u8[p + 6]!,
        u8[p + 7]!,
        u8[p + 8]!,
        u8[p + 9]!,
        u8[p + 10]!,
        u8[p + 11]!,
        u8[p + 12]!,
        u8[p + 13]!,
        u8[p + 14]!,
      );
    default:
      return "";
  }
}

/** A string up to its first NUL. */
function readZ(u8: Uint8Array, start: number, end: number): string {
  const limit = end - start > 16 ? start + 16 : end;
  let i = start;
  while (i < limit && u8[i]! > 0 && u8[i]! < 0x80) i++;
  // Longer than that, or not ASCII.
  if (i === start + 16 || (i < end && u8[i] !== 0)) return readText(u8, start, textEnd(u8, start, end));
  return readShort(u8, start, i - start);
}

function readMac(u8: Uint8Array, o: number): string {
  const a = u8[o]!;
  const b = u8[o + 1]!;
  const c = u8[o + 2]!;
  const d = u8[o + 3]!;
  const e = u8[o + 4]!;
  const f = u8[o + 5]!;
  // One call makes one flat string, where additions would leave a rope of six pieces.
  return String.fromCharCode(
    DIGITS[a >> 4]!,
    DIGITS[a & 15]!,
    58,
    DIGITS[b >> 4]!,
    DIGITS[b & 15]!,
    58,
    DIGITS[c >> 4]!,
    DIGITS[c & 15]!,
    58,
    DIGITS[d >> 4]!,
    DIGITS[d & 15]!,
    58,
    DIGITS[e >> 4]!,
    DIGITS[e & 15]!,
    58,
    DIGITS[f >> 4]!,
    DIGITS[f & 15]!,
  );
}

function readLink(u8: Uint8Array, start: number, end: number): string {
  return end - start === 6 ? readMac(u8, start) : readPairs(u8, start, end);
}

function readIp(u8: Uint8Array, start: number, end: number): string {
  return end - start === 4 ? readIpv4(u8, start) : readAddress(u8, start, end, undefined);
}

function readAddr(u8: Uint8Array, start: number, end: number, family: unknown): string {
  return end - start === 4 && family === "inet" ? readIpv4(u8, start) : readAddress(u8, start, end, family);
}

function readVar(dv: DataView, p: number, q: number, signed: boolean, little: boolean): number {
  if (q - p === 4) return signed ? dv.getInt32(p, little) : dv.getUint32(p, little);
  if (q - p !== 8) throw BAD;
  const high = little ? p + 4 : p;
  const low = little ? p : p + 4;
  return (signed ? dv.getInt32(high, little) : dv.getUint32(high, little)) * 4294967296 + dv.getUint32(low, little);
}

/** The name of an enumeration's value out of a dense table; numbers without a name stand for themselves. */
function pick(names: readonly (string | number)[], value: number): string | number {
  return value >= 0 && value < names.length ? names[value]! : value;
}

function pickFrom(names: ReadonlyMap<number, string>, value: number): string | number {
  return names.get(value) ?? value;
}

function keep(
  list: UnknownAttribute[] | undefined,
  u8: Uint8Array,
  type: number,
  p: number,
  q: number,
): UnknownAttribute[] {
  const entry = { type: type & NLA_TYPE_MASK, flags: type & ~NLA_TYPE_MASK & 0xffff, data: u8.slice(p, q) };
  if (list === undefined) return [entry];
  list.push(entry);
  return list;
}

export const decodeHelpers = {
  BAD,
  keep,
  pick,
  pickFrom,
  readAddr,
  readIp,
  readIpv4,
  readIpv6,
  readLabels,
  readLink,
  readMac,
  readPairs,
  readVar,
  readZ,
  zeros: allZero,
};

/** Ends an attribute that began at `b` and whose payload ends at `e`; returns the aligned offset after it. */
function fin(dv: DataView, u8: Uint8Array, b: number, e: number, id: number, little: boolean): number {
  const length = e - b;
  if (length > 0xffff) throw BAD;
  dv.setUint32(b, little ? ((id << 16) | length) >>> 0 : ((length << 16) | id) >>> 0, little);
  let o = e;
  for (; (o - b) & 3; o++) u8[o] = 0;
  return o;
}

function ok(o: number): number {
  if (o < 0) throw BAD;
  return o;
}

function writeZ(u8: Uint8Array, o: number, value: unknown): number {
  if (typeof value !== "string") throw BAD;
  const end = ok(writeText(u8, o, value));
  u8[end] = 0;
  return end + 1;
}

function writeS(u8: Uint8Array, o: number, value: unknown): number {
  if (typeof value !== "string") throw BAD;
  return ok(writeText(u8, o, value));
}

/** `char[size]`. */
function writeChars(u8: Uint8Array, o: number, value: unknown, size: number): void {
  const end = writeS(u8, o, value);
  if (end > o + size) throw BAD;
  for (let i = end; i < o + size; i++) u8[i] = 0;
}

function writeBytes(u8: Uint8Array, o: number, value: unknown): number {
  if (!isBytes(value)) throw BAD;
  u8.set(value, o);
  return o + value.length;
}

function packBits(value: unknown, widths: Readonly<Record<string, number>>): number {
  if (typeof value !== "object" || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) throw BAD;
  const parts = value as Record<string, unknown>;
  for (const key of Object.keys(parts)) if (!Object.hasOwn(widths, key)) throw BAD;
  let word = 0;
  for (const key of Object.keys(widths)) {
    const width = widths[key]!;
    const part = parts[key] ?? 0;
    if (typeof part !== "number" || !Number.isInteger(part) || part < 0 || part >= 2 ** width) throw BAD;
    word = word * 2 ** width + part;
  }
  return word;
}

function writeVar(dv: DataView, o: number, value: unknown, signed: boolean, little: boolean): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || (value < 0 && !signed)) throw BAD;
  if (signed ? value === (value | 0) : value === value >>> 0) {
    dv.setUint32(o, value, little);
    return o + 4;
  }
  dv.setUint32(little ? o : o + 4, value >>> 0, little);
  dv.setUint32(little ? o + 4 : o, Math.floor(value / 4294967296), little);
  return o + 8;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw BAD;
  return value;
}

/** A number of an enumeration as the name that `byKind` tables use. */
function named(names: ReadonlyMap<number, string>, value: unknown): unknown {
  return typeof value === "number" ? (names.get(value) ?? value) : value;
}

export const encodeHelpers = {
  BAD,
  choose,
  fin,
  list,
  named,
  ok,
  packBits,
  writeAddress,
  writeBytes,
  writeChars,
  writeIpv4,
  writeIpv6,
  writeLabels,
  writePairs,
  writeS,
  writeVar,
  writeZ,
};
