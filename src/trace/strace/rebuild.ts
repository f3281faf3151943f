// Bytes from payloads that strace decoded no further than headers: nlmsghdr (+ nfgenmsg + attributes) + hex.
// The lengths in the headers must come out exactly, otherwise nothing is rebuilt.
import { ByteBuffer } from "../bytes.js";
import { align4, HEADER_LENGTH } from "../chain.js";
import { BATCH_TYPES, SUBSYSTEM_TYPES, SUBSYSTEMS } from "./names/nfnetlink.js";
import { NLM_FLAGS } from "./names/protocols.js";
import { ADDRESS_FAMILIES, ERRNO } from "./names/system.js";
import {
  AUDIT_TYPES,
  CONTROL_TYPES,
  CRYPTO_TYPES,
  GENERIC_TYPES,
  ROUTE_TYPES,
  SELINUX_TYPES,
  SOCK_DIAG_TYPES,
  XFRM_TYPES,
} from "./names/types.js";
import { lookupIn, parseFlags, parseNumber } from "./numbers.js";
import type { Item, Value } from "./syntax.js";

/** Why bytes could not be rebuilt. */
export type RefusalReason = "decoded" | "cut" | "unknown-family" | "mismatch";

export class Refusal extends Error {
  readonly reason: RefusalReason;
  constructor(reason: RefusalReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;

const typeNames = lookupIn(
  CONTROL_TYPES,
  ROUTE_TYPES,
  XFRM_TYPES,
  SOCK_DIAG_TYPES,
  CRYPTO_TYPES,
  SELINUX_TYPES,
  AUDIT_TYPES,
  GENERIC_TYPES,
  BATCH_TYPES,
  SUBSYSTEMS,
  SUBSYSTEM_TYPES,
);
const flagNames = lookupIn(NLM_FLAGS);
const familyNames = lookupIn(ADDRESS_FAMILIES);
const errorNames = lookupIn(ERRNO);
const attributeNames = lookupIn({
  NLA_F_NESTED: 0x8000,
  NLA_F_NET_BYTEORDER: 0x4000,
  NLMSGERR_ATTR_MSG: 1,
  NLMSGERR_ATTR_OFFS: 2,
  NLMSGERR_ATTR_COOKIE: 3,
});
const nfnetlinkNames = lookupIn({ NFNETLINK_V0: 0, NFNETLINK_V1: 1 });

function group(value: Value | undefined): readonly Item[] | undefined {
  return value?.kind === "group" ? value.items : undefined;
}

function field(items: readonly Item[], ...names: readonly string[]): Value | undefined {
  return items.find((item) => item.name !== undefined && names.includes(item.name))?.value;
}

/** Whether a value is a printed nlmsghdr: `{nlmsg_len=…}`, or `{len=…}` before 5.13. */
export function isHeader(value: Value | undefined): boolean {
  const items = group(value);
  const first = items?.[0]?.name;
  return (first === "nlmsg_len" || first === "len") && items!.length >= 5;
}

/** Whether a value starts as messages do; what is behind the header may still be undecodable. */
export function isNetlink(value: Value | undefined): boolean {
  let at = value;
  for (let depth = 0; depth < 4 && at !== undefined; depth++) {
    if (isHeader(at)) return true;
    at = group(at)?.[0]?.value;
  }
  return false;
}

export class Rebuilder {
  readonly #littleEndian: boolean;
  readonly #families: ReadonlyMap<string, number>;
  readonly #out = new ByteBuffer(1024);

  constructor(littleEndian: boolean, families: ReadonlyMap<string, number>) {
    this.#littleEndian = littleEndian;
    this.#families = families;
  }

  /** Bytes of one buffer's worth of messages; throws a `Refusal`. */
  rebuild(value: Value): Uint8Array {
    this.#out.clear();
    const items = group(value) ?? [];
    // `[header, payload]` is one message; `[message, message]` is several, of which some may be bare headers.
    const single = isHeader(value) || (isHeader(items[0]?.value) && !isNetlink(items[1]?.value));
    if (value.kind === "group" && value.more) throw new Refusal("cut", "strace left out messages");
    for (const message of single ? [value] : items.map((item) => item.value)) {
      this.#pad(align4(this.#out.length));
      this.#message(message, true);
    }
    return this.#out.copy();
  }

  #message(value: Value, exact: boolean): void {
    const items = group(value) ?? [];
    const header = isHeader(value) ? items : group(items[0]?.value);
    if (header === undefined || !isHeader({ kind: "group", items: header, more: false })) {
      throw new Refusal("decoded", "a message without a header");
    }
    const start = this.#out.length;
    const length = this.#number(field(header, "nlmsg_len", "len"), "nlmsg_len");
    const type = this.#type(field(header, "nlmsg_type", "type"));
    this.#u32(length);
    this.#u16(type);
    this.#u16(this.#flags(field(header, "nlmsg_flags", "flags"), flagNames, "nlmsg_flags"));
    this.#u32(this.#number(field(header, "nlmsg_seq", "seq"), "nlmsg_seq"));
    this.#u32(this.#number(field(header, "nlmsg_pid", "pid"), "nlmsg_pid"));
    if (!isHeader(value)) this.#payload(items.slice(1), type);
    if (exact) this.#fill(start, length, "nlmsg_len");
  }

  #payload(items: readonly Item[], type: number): void {
    for (const { name, value } of items) {
      const inner = group(value);
      if (value.kind === "string") this.#string(value);
      else if (type === NLMSG_DONE && value.kind === "atom") this.#u32(this.#number(value, "NLMSG_DONE"));
      else if (type === NLMSG_ERROR && inner?.[0]?.name === "error") this.#error(inner);
      else if (type === NLMSG_ERROR && group(inner?.[0]?.value)?.[0]?.name === "error") this.#payload(inner!, type);
      else if (inner?.[0]?.name === "nfgen_family") this.#nfgenmsg(inner);
      else if (name === undefined && inner !== undefined && isAttributes(value)) this.#attributes(value);
      else throw new Refusal("decoded", "strace decoded the payload");
    }
  }

  /** struct nlmsgerr: the error, the message it is about (perhaps only its header), then attributes. */
  #error(items: readonly Item[]): void {
    for (const { name, value } of items) {
      if (name === "error" && value.kind === "atom") this.#u32(errorNumber(value.text));
      else if (name === "msg" && value.kind === "string") this.#string(value);
      else if (name === "msg") this.#message(value, false);
      else if (isAttributes(value)) {
        this.#pad(align4(this.#out.length));
        this.#attributes(value);
      } else throw new Refusal("decoded", "strace decoded the error");
    }
  }

  #nfgenmsg(items: readonly Item[]): void {
    this.#out.push(this.#flags(field(items, "nfgen_family"), familyNames, "nfgen_family") & 0xff);
    this.#out.push(this.#flags(field(items, "version"), nfnetlinkNames, "version") & 0xff);
    const id = field(items, "res_id");
    const text = id?.kind === "atom" ? id.text : "";
    const match = /^htons\((.*)\)/.exec(text);
    const value = parseFlags(match?.[1] ?? text, typeNames);
    if (value === undefined) throw new Refusal("decoded", `res_id ${text}`);
    if (match !== null) {
      this.#out.push((value >> 8) & 0xff);
      this.#out.push(value & 0xff);
    } else this.#u16(value);
  }

  #attributes(value: Value): void {
    if (value.kind === "group" && value.more) throw new Refusal("cut", "strace left out attributes");
    for (const attribute of isAttribute(value) ? [value] : (group(value) ?? []).map((item) => item.value)) {
      const items = group(attribute) ?? [];
      const header = items[0]?.name === "nla_len" ? items : group(items[0]?.value);
      if (header === undefined) throw new Refusal("decoded", "an attribute without a header");
      this.#pad(align4(this.#out.length));
      const start = this.#out.length;
      const length = this.#number(field(header, "nla_len"), "nla_len");
      const type = this.#flags(field(header, "nla_type"), attributeNames, "nla_type");
      this.#u16(length);
      this.#u16(type);
      if (header !== items) this.#attributeValue(items[1]?.value, type, length);
      this.#fill(start, length, "nla_len", type === 1 ? 1 : 0);
    }
  }

  #attributeValue(value: Value | undefined, type: number, length: number): void {
    if (value?.kind === "string") this.#string(value);
    else if (value?.kind === "atom" && type === 2 && length === 8) this.#u32(this.#number(value, "attribute"));
    else if (value !== undefined && isAttributes(value)) this.#attributes(value);
    else throw new Refusal("decoded", "strace decoded an attribute");
  }

  /** Up to 3 bytes of padding may be missing at the end of what a length covers (for a string: its NUL). */
  #fill(start: number, length: number, what: string, slack = 3): void {
    const missing = start + length - this.#out.length;
    const bareHeader = what === "nlmsg_len" && length < HEADER_LENGTH && this.#out.length - start === HEADER_LENGTH;
    if (bareHeader || missing === 0) return;
    if (missing < 0 || missing > slack) {
      throw new Refusal("mismatch", `${what} is ${length}, but ${this.#out.length - start} bytes are printed`);
    }
    this.#pad(start + length);
  }

  #type(value: Value | undefined): number {
    const text = value?.kind === "atom" ? value.text : "";
    const type = parseFlags(text, (name) => typeNames(name) ?? this.#families.get(name));
    if (type === undefined) throw new Refusal("unknown-family", text);
    return type;
  }

  #flags(value: Value | undefined, lookup: (name: string) => number | undefined, what: string): number {
    const flags = value?.kind === "atom" ? parseFlags(value.text, lookup) : undefined;
    if (flags === undefined) throw new Refusal("decoded", `${what} is not known`);
    return flags;
  }

  #number(value: Value | undefined, what: string): number {
    const number = value?.kind === "atom" ? parseNumber(value.text) : undefined;
    if (number === undefined) throw new Refusal("decoded", `${what} is not a number`);
    return number;
  }

  #string(value: Extract<Value, { kind: "string" }>): void {
    if (value.cut) throw new Refusal("cut", "the string is cut");
    this.#out.append(value.bytes);
  }

  #pad(end: number): void {
    while (this.#out.length < end) this.#out.push(0);
  }

  #u16(value: number): void {
    this.#out.push(this.#littleEndian ? value & 0xff : (value >> 8) & 0xff);
    this.#out.push(this.#littleEndian ? (value >> 8) & 0xff : value & 0xff);
  }

  #u32(value: number): void {
    const low = value & 0xffff;
    const high = (value >>> 16) & 0xffff;
    this.#u16(this.#littleEndian ? low : high);
    this.#u16(this.#littleEndian ? high : low);
  }
}

/** `[{nla_len=…}, value]`, or a bare header. */
function isAttribute(value: Value): boolean {
  const items = group(value);
  return items?.[0]?.name === "nla_len" || group(items?.[0]?.value)?.[0]?.name === "nla_len";
}

function isAttributes(value: Value): boolean {
  const first = group(value)?.[0]?.value;
  return isAttribute(value) || (first !== undefined && isAttribute(first));
}

/** `-ENODEV`, `-19`, `0`. */
function errorNumber(text: string): number {
  const match = /^-(E\w+)/.exec(text);
  const value = match === null ? parseNumber(text) : errorNames(match[1]!);
  if (value === undefined) throw new Refusal("decoded", `error ${text}`);
  return match === null ? value : -value;
}
