/**
 * The interpreting decoder: walks the schema as data. It is the fallback where code may not be generated, the source of
 * every DecodeError, and what the compiled decoder is compared with.
 */
import { nameOf, namesByValue } from "../constants.js";
import { DecodeError } from "../errors.js";
import { alignTo, fieldsOf, sizeOf } from "../layout.js";
import { choose, dependentKeys, lookUp, namesOf, type Scope } from "../scope.js";
import {
  type AnyType,
  type ArrayType,
  type Attr,
  type AttrsType,
  type BitsType,
  type Direction,
  type IndexedType,
  type IntType,
  type ListType,
  MAX_DEPTH,
  type MessageType,
  NLA_HDRLEN,
  NLA_TYPE_MASK,
  node,
  type StructType,
  type UnknownAttribute,
  type VariantType,
} from "../type.js";
import { readAddress, readIpv4, readIpv6, readLabels, readPairs } from "../wire/address.js";
import { readText, textEnd } from "../wire/text.js";

/** What a decoder reads from, and where it is. */
export interface Reading {
  readonly dv: DataView;
  readonly u8: Uint8Array;
  readonly littleEndian: boolean;
  readonly direction: Direction;
  /** Offset that errors count from. */
  readonly base: number;
  /** Kernel names of the attributes that are being read. */
  readonly path: string[];
  depth: number;
}

export function fail(r: Reading, reason: string, offset: number): never {
  throw new DecodeError(reason, [...r.path], offset - r.base);
}

/** Runs `body` one nest deeper. */
function within<T>(r: Reading, offset: number, body: () => T): T {
  if (r.depth >= MAX_DEPTH) fail(r, `nested deeper than ${MAX_DEPTH} levels`, offset);
  r.depth++;
  const value = body();
  r.depth--;
  return value;
}

function exact(r: Reading, what: string, size: number, start: number, end: number): void {
  if (end - start !== size) fail(r, `${what}: expected ${size} bytes, got ${end - start}`, start);
}

export function byteOrder(r: { readonly littleEndian: boolean }, type: IntType<unknown>): boolean {
  return type.order === "host" ? r.littleEndian : type.order === "little";
}

/** Reads an integer without its names. */
export function readInt(r: Reading, type: IntType<unknown>, o: number): number | bigint {
  const little = byteOrder(r, type);
  switch (type.size) {
    case 1:
      return type.signed ? r.dv.getInt8(o) : r.u8[o]!;
    case 2:
      return type.signed ? r.dv.getInt16(o, little) : r.dv.getUint16(o, little);
    case 4:
      return type.signed ? r.dv.getInt32(o, little) : r.dv.getUint32(o, little);
    case 8: {
      if (type.js === "bigint") return type.signed ? r.dv.getBigInt64(o, little) : r.dv.getBigUint64(o, little);
      const low = r.dv.getUint32(little ? o : o + 4, little);
      const high = type.signed ? r.dv.getInt32(little ? o + 4 : o, little) : r.dv.getUint32(little ? o + 4 : o, little);
      return high * 4294967296 + low;
    }
  }
}

function decodeInt(r: Reading, type: IntType<unknown>, o: number): unknown {
  const value = readInt(r, type, o);
  return type.names === undefined ? value : (nameOf(type.names, value as number) ?? value);
}

/** Bit fields from the most significant down, as the host lays them out. */
export function bitOrder(type: BitsType, littleEndian: boolean): [string, number][] {
  const fields = Object.entries(type.widths);
  return type.c && littleEndian ? fields.reverse() : fields;
}

function decodeBits(r: Reading, type: BitsType, o: number): Record<string, number> {
  const word = readInt(r, type.base, o) as number;
  const out: Record<string, number> = {};
  for (const key of Object.keys(type.widths)) out[key] = 0;
  let shift = type.base.size * 8;
  for (const [key, width] of bitOrder(type, r.littleEndian)) {
    shift -= width;
    out[key] = (word >>> shift) & (2 ** width - 1);
    if (width === 32) out[key] = word >>> 0;
  }
  return out;
}

/** Decodes the payload `[start, end)`. */
export function decodeValue(r: Reading, type: AnyType, start: number, end: number, scope: Scope | undefined): unknown {
  const t = node(type);
  switch (t.tag) {
    case "int":
      exact(r, "integer", t.size, start, end);
      return decodeInt(r, t, start);
    case "varint": {
      const length = end - start;
      if (length !== 4 && length !== 8) fail(r, `integer: expected 4 or 8 bytes, got ${length}`, start);
      return readInt(r, { ...t, tag: "int", size: length, order: "host", js: "number" } as unknown as IntType, start);
    }
    case "bits":
      exact(r, "bit fields", t.base.size, start, end);
      return decodeBits(r, t, start);
    case "flag":
      exact(r, "flag", 0, start, end);
      return true;
    case "text":
      if (t.size !== undefined) exact(r, "string", t.size, start, end);
      return readText(r.u8, start, textEnd(r.u8, start, end));
    case "bytes":
      if (t.size !== undefined) exact(r, "bytes", t.size, start, end);
      return r.u8.slice(start, end);
    case "lladdr":
      if (t.size !== undefined) exact(r, "address", t.size, start, end);
      return readPairs(r.u8, start, end);
    case "ip":
      exact(r, "address", t.size, start, end);
      return t.size === 4 ? readIpv4(r.u8, start) : readIpv6(r.u8, start);
    case "address":
      return readAddress(r.u8, start, end, t.family === undefined ? undefined : lookUp(scope, t.family, r.direction));
    case "mpls":
      if ((end - start) % 4 !== 0) fail(r, `label stack: ${end - start} bytes are no whole labels`, start);
      return readLabels(r.u8, start, end);
    case "struct":
      return decodeStruct(r, t, start, end, scope);
    case "attrs":
      return within(r, start, () => {
        const out: Record<string, unknown> = {};
        decodeAttrs(r, t, start, end, out, namesOf(t), scope);
        return out;
      });
    case "message":
      return decodeMessage(r, t, start, end, scope);
    case "byKind": {
      const chosen = choose(t.table, lookUp(scope, t.selector, r.direction)) ?? t.fallback;
      if (chosen === undefined) fail(r, `no schema for this ${t.selector}`, start);
      return decodeValue(r, chosen, start, end, scope);
    }
    case "array":
      return decodeArray(r, t, start, end, scope, typeof t.count === "number" ? t.count : undefined);
    case "variant":
      return decodeVariant(r, t, start, end, scope);
    case "list":
      return decodeList(r, t, start, end, scope);
    case "indexed":
      return within(r, start, () => decodeIndexed(r, t, start, end, scope));
  }
}

function decodeStruct(r: Reading, t: StructType, start: number, end: number, scope: Scope | undefined): unknown {
  if (end - start < t.min) fail(r, `struct ${t.name}: expected ${t.min} bytes, got ${end - start}`, start);
  const out: Record<string, unknown> = {};
  decodeMembers(r, t, start, end, out, { names: namesOf(t), values: out, parent: scope });
  return out;
}

/** Members into `out`. A member past `end` is absent when it came later to the kernel, else zero (short headers). */
function decodeMembers(
  r: Reading,
  t: StructType,
  start: number,
  end: number,
  out: Record<string, unknown>,
  scope: Scope,
) {
  for (const m of t.fixed) {
    const o = start + m.offset;
    const size = m.size!;
    if (o + size <= end) out[m.key] = decodeValue(r, m.type, o, o + size, scope);
    else out[m.key] = m.type.later === true ? undefined : zero(r, m.type, size, scope);
  }
  let o = start + (t.tails[0]?.offset ?? 0);
  for (const m of t.tails) {
    const extent = extentOf(m.type, out);
    if (extent !== undefined && o + extent > end) fail(r, `${m.kernel}: expected ${extent} bytes, got ${end - o}`, o);
    const to = extent === undefined ? Math.max(o, end) : o + extent;
    out[m.key] = decodeValue(r, m.type, o, to, scope);
    o = to;
  }
}

/** Bytes of a member behind the fixed ones; undefined: the rest. `values` holds what counts it. */
export function extentOf(type: AnyType, values: Readonly<Record<string, unknown>>): number | undefined {
  const t = node(type);
  const count = t.tag === "array" || t.tag === "bytes" ? t.count : undefined;
  if (typeof count !== "object") return sizeOf(type);
  const n = (values[count.key] as number) + count.plus;
  return t.tag === "array" ? n * sizeOf(t.element)! : n;
}

function decodeVariant(r: Reading, t: VariantType, start: number, end: number, scope: Scope | undefined): unknown {
  if (t.size !== undefined) exact(r, t.key, t.size, start, end);
  const size = t.discriminator.size;
  if (end - start < size) fail(r, `${t.key}: expected ${size} bytes, got ${end - start}`, start);
  const chosen = choose(t.table, decodeInt(r, t.discriminator, start));
  if (chosen !== undefined) return decodeStruct(r, node(chosen) as StructType, start, end, scope);
  return { [t.key]: readInt(r, t.discriminator, start), data: r.u8.slice(start + size, end) };
}

function zero(r: Reading, type: AnyType, size: number, scope: Scope): unknown {
  const u8 = new Uint8Array(size);
  return decodeValue({ ...r, u8, dv: new DataView(u8.buffer) }, type, 0, size, scope);
}

function decodeMessage(r: Reading, t: MessageType, start: number, end: number, scope: Scope | undefined): unknown {
  return within(r, start, () => {
    const out: Record<string, unknown> = {};
    const own: Scope = { names: namesOf(t), values: out, parent: scope };
    decodeMembers(r, t.header, start, end, out, own);
    decodeAttrs(r, t.body, Math.min(end, start + alignTo(t.header.size, 4)), end, out, own.names, scope);
    return out;
  });
}

function decodeArray(r: Reading, t: ArrayType, start: number, end: number, scope: Scope | undefined, count?: number) {
  const size = sizeOf(t.element)!;
  const length = end - start;
  if (count === undefined) {
    if (length % size !== 0) fail(r, `array: ${length} bytes are no whole elements of ${size}`, start);
  } else if (length < count * size) {
    fail(r, `array: expected ${count} elements of ${size} bytes, got ${length} bytes`, start);
  }
  const n = count ?? length / size;
  const out: unknown[] = [];
  for (let i = 0; i < n; i++) out.push(decodeValue(r, t.element, start + i * size, start + (i + 1) * size, scope));
  return out;
}

function decodeList(r: Reading, t: ListType, start: number, end: number, scope: Scope | undefined): unknown[] {
  const header = t.element.tag === "struct" ? t.element : t.element.header;
  const member = header.members.find((m) => m.key === t.length)!;
  const out: unknown[] = [];
  for (let o = start; o < end; ) {
    if (o + header.size > end) {
      if (allZero(r.u8, o, end)) break;
      fail(r, `struct ${header.name}: expected ${header.size} bytes, got ${end - o}`, o);
    }
    const length = (readInt(r, member.type as unknown as IntType, o + member.offset) as number) + t.plus;
    if (length < header.size || o + length > end) {
      fail(r, `${member.kernel}: a length of ${length} does not fit ${end - o} bytes`, o);
    }
    out.push(decodeValue(r, t.element, o, o + length, scope));
    o = start + alignTo(o - start + length, t.align);
  }
  return out;
}

function decodeIndexed(r: Reading, t: IndexedType, start: number, end: number, scope: Scope | undefined): unknown[] {
  const out: unknown[] = [];
  eachAttribute(r, start, end, (type, _flags, p, q) => {
    r.path.push(`[${type}]`);
    const value = decodeValue(r, t.element, p, q, scope);
    r.path.pop();
    out.push(t.key === undefined ? value : { [t.key]: type, value });
  });
  return out;
}

export function allZero(u8: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (u8[i] !== 0) return false;
  return true;
}

/** Walks struct nlattr headers. Zeros after the last attribute are padding; anything else that is no attribute is an error. */
export function eachAttribute(
  r: Reading,
  start: number,
  end: number,
  visit: (type: number, flags: number, payload: number, payloadEnd: number) => void,
): void {
  let o = start;
  while (o + NLA_HDRLEN <= end) {
    const length = r.dv.getUint16(o, r.littleEndian);
    const type = r.dv.getUint16(o + 2, r.littleEndian);
    if (length < NLA_HDRLEN || o + length > end) {
      if (allZero(r.u8, o, end)) return;
      fail(r, `attribute ${type & NLA_TYPE_MASK}: a length of ${length} does not fit ${end - o} bytes`, o);
    }
    visit(type & NLA_TYPE_MASK, type & ~NLA_TYPE_MASK, o + NLA_HDRLEN, o + length);
    o += alignTo(length, 4);
  }
  if (o < end && !allZero(r.u8, o, end)) fail(r, `${end - o} bytes after the last attribute`, o);
}

/**
 * Attributes into `out`, those that are there, in the order of the schema. `names` are those of the message or set that `out`
 * belongs to.
 */
function decodeAttrs(
  r: Reading,
  t: AttrsType,
  start: number,
  end: number,
  out: Record<string, unknown>,
  names: ReadonlySet<string>,
  parent: Scope | undefined,
): void {
  const table = fieldsOf(t);
  const values: Record<string, unknown> = Object.assign(Object.create(null), out);
  const scope: Scope = { names, values, parent };
  const waiting = dependentKeys(t);
  const later = new Map<string, [number, number, number][]>();
  let unknown: UnknownAttribute[] | undefined;
  const keep = (type: number, flags: number, p: number, q: number) => {
    unknown ??= [];
    unknown.push({ type, flags, data: r.u8.slice(p, q) });
  };
  const read = (key: string, field: Attr, flags: number, p: number, q: number) => {
    const t = node(field.type);
    if (t.tag === "byKind" && t.fallback === undefined) {
      if (choose(t.table, lookUp(scope, t.selector, r.direction)) === undefined) return keep(field.id, flags, p, q);
    }
    r.path.push(field.name);
    const value = decodeValue(r, field.type, p, q, scope);
    r.path.pop();
    if (!field.repeated) values[key] = value;
    else if (values[key] === undefined) values[key] = [value];
    else (values[key] as unknown[]).push(value);
  };
  eachAttribute(r, start, end, (type, flags, p, q) => {
    const entry = table.byId.get(type);
    if (entry === undefined) {
      if (!table.pad.has(type)) keep(type, flags, p, q);
    } else if (waiting.has(entry[0])) {
      const ranges = later.get(entry[0]);
      if (ranges === undefined) later.set(entry[0], [[flags, p, q]]);
      else if (entry[1].repeated) ranges.push([flags, p, q]);
      else ranges[0] = [flags, p, q];
    } else read(entry[0], entry[1], flags, p, q);
  });
  for (const [key, field] of table.entries) {
    for (const [flags, p, q] of later.get(key) ?? []) read(key, field, flags, p, q);
  }
  // A key that objects have anyway ("constructor") must not be taken for an attribute.
  for (const [key] of table.entries) if (values[key] !== undefined || key in out) out[key] = values[key];
  if (unknown !== undefined) out.unknown = unknown;
}

/** The name of an enumeration's value, for callers that hold the number. */
export function enumName(type: IntType<unknown>, value: number): string | undefined {
  return type.names === undefined ? undefined : namesByValue(type.names).get(value);
}
