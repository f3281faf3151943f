/** IP and link-layer addresses, and prefixes, as people write them: text or bytes. */
import { z } from "zod";
import { decode, ipv4, ipv6 } from "../codec/index.js";
import { readPairs, writeIpv4, writeIpv6, writePairs } from "../codec/wire/address.js";
import { shownValue } from "./check.js";

export type IpFamily = "inet" | "inet6";

/** Text (`192.0.2.1`, `2001:db8::1`), or 4 or 16 bytes in network byte order. */
export type AddressInput = string | Uint8Array;

/** An address that is known to be one. */
export interface IpAddress {
  readonly family: IpFamily;
  /** 4 or 16, network byte order. */
  readonly bytes: Uint8Array;
}

export interface IpPrefix extends IpAddress {
  /** Bits, 0 … 32 or 128. */
  readonly length: number;
  /** Whether the length was written down; a bare address counts as a prefix of all its bits. */
  readonly explicit: boolean;
}

const BITS: Readonly<Record<IpFamily, number>> = { inet: 32, inet6: 128 };

/** Bits of an address of a family. */
export function addressBits(family: IpFamily): number {
  return BITS[family];
}

/** @throws RangeError for what is no IP address */
export function parseAddress(value: AddressInput): IpAddress {
  if (value instanceof Uint8Array) {
    if (value.length === 4) return { family: "inet", bytes: value };
    if (value.length === 16) return { family: "inet6", bytes: value };
    throw new RangeError(`an IP address has 4 or 16 bytes, not ${value.length}`);
  }
  const isIpv6 = value.includes(":");
  const bytes = new Uint8Array(isIpv6 ? 16 : 4);
  const end = isIpv6 ? writeIpv6(bytes, 0, value) : writeIpv4(bytes, 0, value);
  if (end !== bytes.length) {
    const zone = isIpv6 && value.includes("%") ? "; the interface, its zone, is an option of its own" : "";
    throw new RangeError(`no IP address: ${shownValue(value)}${zone}`);
  }
  return { family: isIpv6 ? "inet6" : "inet", bytes };
}

/** `10` and `10.1` with the zeros that prefixes leave out. */
function wholeIpv4(text: string): string {
  let dots = 0;
  for (let at = text.indexOf("."); at >= 0; at = text.indexOf(".", at + 1)) dots++;
  if (dots >= 3) return text;
  const missing = /^\d{1,3}(?:\.\d{1,3}){0,2}$/.test(text) ? 4 - text.split(".").length : 0;
  return text + ".0".repeat(missing);
}

/** Number of leading ones of a netmask; -1 when ones follow zeros. */
function maskLength(mask: Uint8Array): number {
  let bits = "";
  for (const byte of mask) bits += byte.toString(2).padStart(8, "0");
  const length = bits.indexOf("0");
  if (length < 0) return bits.length;
  return bits.includes("1", length) ? -1 : length;
}

/**
 * `192.0.2.0/24`, `192.0.2.0/255.255.255.0`, `2001:db8::/32`, or a bare address, which stands for itself alone. The last bytes
 * of an IPv4 prefix may be left out where they are zero: `10/8`.
 *
 * @throws RangeError for what is none of these
 */
export function parsePrefix(value: AddressInput): IpPrefix {
  if (typeof value !== "string" || !value.includes("/")) {
    const address = parseAddress(value);
    return { ...address, length: BITS[address.family], explicit: false };
  }
  const slash = value.indexOf("/");
  const address = parseAddress(wholeIpv4(value.slice(0, slash)));
  const text = value.slice(slash + 1);
  const bits = BITS[address.family];
  let length = -1;
  const first = text.charCodeAt(0);
  if (text.length < 4 && first >= 0x30 && first <= 0x39 && /^\d+$/.test(text)) length = Number(text);
  else if (/[.:]/.test(text)) {
    const mask = parseAddress(text);
    if (mask.family === address.family) length = maskLength(mask.bytes);
  }
  if (length < 0 || length > bits) {
    throw new RangeError(`no prefix length of 0 … ${bits} bits: ${shownValue(value)}`);
  }
  return { ...address, length, explicit: true };
}

/** Text of an address. */
export function addressText({ family, bytes }: IpAddress): string {
  return decode(family === "inet" ? ipv4 : ipv6, bytes);
}

export function prefixText(prefix: IpPrefix): string {
  return `${addressText(prefix)}/${prefix.length}`;
}

/** Whether an address lies inside of a prefix of its family. */
export function isWithin(bytes: Uint8Array, { bytes: of, length }: IpPrefix): boolean {
  const whole = length >> 3;
  for (let i = 0; i < whole; i++) if (bytes[i] !== of[i]) return false;
  const rest = length & 7;
  return rest === 0 || (bytes[whole]! ^ of[whole]!) >> (8 - rest) === 0;
}

function parsed<T>(parse: (value: AddressInput) => T) {
  return z.custom<AddressInput>().transform((value, context): T => {
    try {
      if (value === undefined) throw new RangeError("is missing");
      if (typeof value !== "string" && !(value instanceof Uint8Array)) {
        throw new RangeError(`expected an IP address as text or bytes, got ${shownValue(value)}`);
      }
      return parse(value);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      context.issues.push({ code: "custom", message: error.message, input: value });
      return z.NEVER;
    }
  });
}

/** Option: an IP address. */
export const address = parsed(parseAddress);
/** Option: a prefix, or an address that stands for itself alone. */
export const prefix = parsed(parsePrefix);

/** A link-layer address that was checked, as the kernel's are decoded: `02:00:00:00:00:01`. */
export function lladdrText(lladdr: string | Uint8Array): string {
  const bytes = new Uint8Array(lladdr.length);
  return readPairs(bytes, 0, writePairs(bytes, 0, lladdr, 0));
}
