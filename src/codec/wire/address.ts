/** Text forms of addresses, straight from and into byte arrays. */
import { isBytes } from "./bytes.js";

const HEX: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
const DEC: readonly string[] = Array.from({ length: 256 }, (_, i) => String(i));
// "0a:" for every byte but the last: one addition less for each.
const PAIR: readonly string[] = HEX.map((h) => `${h}:`);
const DOTTED: readonly string[] = DEC.map((d) => `${d}.`);

/** `02:00:00:00:00:01`: hexadecimal pairs with colons, empty for no bytes. */
export function readPairs(u8: Uint8Array, start: number, end: number): string {
  if (start >= end) return "";
  let s = "";
  const last = end - 1;
  for (let i = start; i < last; i++) s += PAIR[u8[i]!]!;
  return s + HEX[u8[last]!]!;
}

/**
 * Texts of the last addresses and of their first three bytes, by hash. Tables of routes and neighbours repeat gateways and
 * go through networks address by address: what is found here is neither made nor kept a second time.
 */
const SLOTS = 256;
const cachedAddresses = new Int32Array(SLOTS);
const cachedTexts: string[] = new Array<string>(SLOTS).fill("0.0.0.0");
const cachedNetworks = new Int32Array(SLOTS);
const cachedStarts: string[] = new Array<string>(SLOTS).fill("0.0.0.");

/** `192.0.2.1`. */
export function readIpv4(u8: Uint8Array, o: number): string {
  const network = (u8[o]! << 16) | (u8[o + 1]! << 8) | u8[o + 2]!;
  const host = u8[o + 3]!;
  const address = (network << 8) | host;
  const hash = network ^ (network >>> 8);
  const slot = (hash ^ host) & (SLOTS - 1);
  if (cachedAddresses[slot] === address) return cachedTexts[slot]!;
  const start = hash & (SLOTS - 1);
  if (cachedNetworks[start] !== network) {
    cachedNetworks[start] = network;
    cachedStarts[start] = DOTTED[u8[o]!]! + DOTTED[u8[o + 1]!]! + DOTTED[u8[o + 2]!]!;
  }
  const text = cachedStarts[start]! + DEC[host]!;
  cachedAddresses[slot] = address;
  cachedTexts[slot] = text;
  return text;
}

/** RFC 5952: lower case, the longest run of zero groups shortened, IPv4-mapped addresses dotted. */
export function readIpv6(u8: Uint8Array, o: number): string {
  let best = -1;
  let bestLength = 1;
  let run = -1;
  for (let i = 0; i < 8; i++) {
    if (u8[o + 2 * i] === 0 && u8[o + 2 * i + 1] === 0) {
      if (run < 0) run = i;
      if (i - run + 1 > bestLength) {
        best = run;
        bestLength = i - run + 1;
      }
    } else run = -1;
  }
  if (best === 0 && bestLength === 5 && u8[o + 10] === 0xff && u8[o + 11] === 0xff)
    return `::ffff:${readIpv4(u8, o + 12)}`;
  let s = "";
  for (let i = 0; i < 8; i++) {
    if (i === best) {
      s += "::";
      i += bestLength - 1;
      continue;
    }
    if (s !== "" && !s.endsWith(":")) s += ":";
    s += ((u8[o + 2 * i]! << 8) | u8[o + 2 * i + 1]!).toString(16);
  }
  return s;
}

/** `0x0a0b`: bytes of an address whose form is not known. */
export function readHex(u8: Uint8Array, start: number, end: number): string {
  let s = "0x";
  for (let i = start; i < end; i++) s += HEX[u8[i]!]!;
  return s;
}

function digit(c: number): number {
  if (c >= 0x30 && c <= 0x39) return c - 0x30;
  const lower = c | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Writes an address given as bytes of exactly `size` (any size when 0); returns the offset after it or -1. */
export function writeRaw(u8: Uint8Array, o: number, value: Uint8Array, size: number): number {
  if (size !== 0 && value.length !== size) return -1;
  for (let i = 0; i < value.length; i++) u8[o + i] = value[i]!;
  return o + value.length;
}

/** Writes `02:00:…` (one or two digits a byte, `-` allowed between); returns the offset after it or -1. */
export function writePairs(u8: Uint8Array, start: number, value: unknown, size: number): number {
  if (typeof value !== "string") return isBytes(value) ? writeRaw(u8, start, value, size) : -1;
  let o = start;
  for (let i = 0; i < value.length; i++) {
    let byte = digit(value.charCodeAt(i));
    if (byte < 0) return -1;
    const low = i + 1 < value.length ? digit(value.charCodeAt(i + 1)) : -1;
    if (low >= 0) {
      byte = byte * 16 + low;
      i++;
    }
    u8[o++] = byte;
    i++;
    if (i < value.length) {
      const separator = value.charCodeAt(i);
      if ((separator !== 0x3a && separator !== 0x2d) || i + 1 === value.length) return -1;
    }
  }
  return size !== 0 && o - start !== size ? -1 : o;
}

/** Writes a dotted quad (four decimal numbers, no leading zeros); returns the offset after it or -1. */
export function writeIpv4(u8: Uint8Array, o: number, value: unknown): number {
  if (typeof value !== "string") return isBytes(value) ? writeRaw(u8, o, value, 4) : -1;
  const n = value.length;
  let i = 0;
  for (let k = 0; k < 4; k++) {
    let byte = -1;
    for (let digits = 0; i < n && digits < 3; digits++) {
      const c = value.charCodeAt(i) - 0x30;
      if (c < 0 || c > 9) break;
      if (byte === 0) return -1;
      byte = (byte < 0 ? 0 : byte * 10) + c;
      i++;
    }
    if (byte < 0 || byte > 255) return -1;
    u8[o + k] = byte;
    if (k < 3 && value.charCodeAt(i++) !== 0x2e) return -1;
  }
  return i === n ? o + 4 : -1;
}

/** Writes IPv6 text (RFC 4291: `::`, a dotted quad at the end); returns the offset after it or -1. */
export function writeIpv6(u8: Uint8Array, o: number, value: unknown): number {
  if (typeof value !== "string") return isBytes(value) ? writeRaw(u8, o, value, 16) : -1;
  const n = value.length;
  let at = 0;
  let gap = -1;
  let i = 0;
  if (value.startsWith("::")) {
    gap = 0;
    i = 2;
  }
  while (i < n) {
    if (at >= 16) return -1;
    let group = 0;
    let digits = 0;
    const from = i;
    while (i < n && digits < 5) {
      const d = digit(value.charCodeAt(i));
      if (d < 0) break;
      group = group * 16 + d;
      digits++;
      i++;
    }
    if (i < n && value.charCodeAt(i) === 0x2e) {
      if (at > 12 || writeIpv4(u8, o + at, value.slice(from)) < 0) return -1;
      at += 4;
      i = n;
      break;
    }
    if (digits === 0 || digits > 4) return -1;
    u8[o + at++] = group >> 8;
    u8[o + at++] = group & 0xff;
    if (i === n) break;
    if (value.charCodeAt(i++) !== 0x3a) return -1;
    if (value.charCodeAt(i) === 0x3a) {
      if (gap >= 0) return -1;
      gap = at;
      i++;
    } else if (i === n) return -1;
  }
  if (gap < 0) return at === 16 ? o + 16 : -1;
  if (at === 16) return -1;
  const moved = at - gap;
  for (let k = 1; k <= moved; k++) u8[o + 16 - k] = u8[o + at - k]!;
  for (let k = gap; k < 16 - moved; k++) u8[o + k] = 0;
  return o + 16;
}

/** Writes `0x…`; returns the offset after it or -1. */
export function writeHex(u8: Uint8Array, o: number, value: string): number {
  if (!value.startsWith("0x") || value.length % 2 !== 0) return -1;
  let at = o;
  for (let i = 2; i < value.length; i += 2) {
    const high = digit(value.charCodeAt(i));
    const low = digit(value.charCodeAt(i + 1));
    if (high < 0 || low < 0) return -1;
    u8[at++] = high * 16 + low;
  }
  return at;
}

/** A network address by family (`"mpls"` makes a label stack) and length. */
export function readAddress(u8: Uint8Array, start: number, end: number, family: unknown): string {
  const length = end - start;
  if (family === "mpls" && length > 0 && length % 4 === 0) return readLabels(u8, start, end);
  if (length === 4) return readIpv4(u8, start);
  if (length === 16) return readIpv6(u8, start);
  return readHex(u8, start, end);
}

/** The inverse of `readAddress`; returns the offset after it or -1. */
export function writeAddress(u8: Uint8Array, o: number, value: unknown, family: unknown): number {
  if (typeof value !== "string") return isBytes(value) ? writeRaw(u8, o, value, 0) : -1;
  if (value.startsWith("0x")) return writeHex(u8, o, value);
  if (family === "mpls") return writeLabels(u8, o, value);
  return value.includes(":") ? writeIpv6(u8, o, value) : writeIpv4(u8, o, value);
}

/** MPLS label stack, RFC 3032: label 20 bits, traffic class 3, bottom of stack 1, TTL 8; big-endian. */
export function readLabels(u8: Uint8Array, start: number, end: number): string {
  let s = "";
  for (let o = start; o + 4 <= end; o += 4) {
    if (o !== start) s += "/";
    const tc = (u8[o + 2]! >> 1) & 7;
    const bos = u8[o + 2]! & 1;
    const ttl = u8[o + 3]!;
    s += String((u8[o]! << 12) | (u8[o + 1]! << 4) | (u8[o + 2]! >> 4));
    if (tc !== 0) s += `,tc=${tc}`;
    if (ttl !== 0) s += `,ttl=${ttl}`;
    if (bos !== (o + 8 > end ? 1 : 0)) s += `,bos=${bos}`;
  }
  return s;
}

const LABEL = /^(\d{1,7})(?:,tc=([0-7]))?(?:,ttl=(\d{1,3}))?(?:,bos=([01]))?$/;

/** Writes `100/200`; returns the offset after it or -1. */
export function writeLabels(u8: Uint8Array, start: number, value: unknown): number {
  if (typeof value !== "string") return -1;
  if (value === "") return start;
  const labels = value.split("/");
  let o = start;
  for (let i = 0; i < labels.length; i++) {
    const match = LABEL.exec(labels[i]!);
    if (match === null) return -1;
    const label = Number(match[1]);
    const ttl = Number(match[3] ?? 0);
    if (label > 0xfffff || ttl > 255) return -1;
    const bos = match[4] === undefined ? (i === labels.length - 1 ? 1 : 0) : Number(match[4]);
    u8[o++] = label >> 12;
    u8[o++] = (label >> 4) & 0xff;
    u8[o++] = ((label & 15) << 4) | (Number(match[2] ?? 0) << 1) | bos;
    u8[o++] = ttl;
  }
  return o;
}
