/** The interpreting encoder: the fallback, the source of every EncodeError, and what the compiled encoder is compared with. */

import { alignTo, fieldsOf } from "../layout.js";
import { choose, lookUp, namesOf, type Scope, selectorValue } from "../scope.js";
import {
  type AnyType,
  type AttrsType,
  type Count,
  type IntType,
  type Member,
  NLA_HDRLEN,
  NLA_TYPE_MASK,
  node,
  type StructType,
  type UnknownAttribute,
  type VariantType,
} from "../type.js";
import { writeAddress, writeIpv4, writeIpv6, writeLabels, writePairs } from "../wire/address.js";
import { isBytes } from "../wire/bytes.js";
import { bitOrder } from "./decode.js";
import { suggestion } from "./suggest.js";
import {
  checkKeys,
  deeper,
  encodeText,
  fill,
  keysOf,
  leaf,
  list,
  object,
  refuse,
  show,
  type Writing,
  writeInt,
} from "./write.js";

const UNKNOWN_KEYS: ReadonlySet<string> = new Set(["type", "flags", "data"]);

/** Encodes a payload at `o` and returns the offset after it. */
export function encodeValue(w: Writing, type: AnyType, o: number, value: unknown, scope: Scope | undefined): number {
  const t = node(type);
  switch (t.tag) {
    case "int":
      return writeInt(w, t, o, value);
    case "varint": {
      const wide = typeof value === "number" && (t.signed ? value !== (value | 0) : value !== value >>> 0);
      const int = { tag: "int", size: wide ? 8 : 4, signed: t.signed, order: "host", js: "number" };
      return writeInt(w, int as unknown as IntType, o, value);
    }
    case "bits": {
      const parts = object(w, value, "bit fields");
      checkKeys(w, parts, new Set(Object.keys(t.widths)), "bit field");
      let word = 0;
      for (const [key, width] of bitOrder(t, w.littleEndian)) {
        const part = parts[key] ?? 0;
        if (typeof part !== "number" || !Number.isInteger(part) || part < 0 || part >= 2 ** width) {
          refuse(w, `${key}: ${show(part)} is outside 0…${2 ** width - 1}`);
        }
        word = word * 2 ** width + part;
      }
      return writeInt(w, t.base, o, word);
    }
    case "flag":
      if (value !== true) refuse(w, `expected true, got ${show(value)}`);
      return o;
    case "text":
      return encodeText(w, t.nul, t.size, o, value);
    case "bytes":
      if (!isBytes(value)) refuse(w, `expected bytes, got ${show(value)}`);
      if (t.size !== undefined && value.length !== t.size) refuse(w, `expected ${t.size} bytes, got ${value.length}`);
      if (o + value.length <= w.u8.length) w.u8.set(value, o);
      return o + value.length;
    case "lladdr":
      return leaf(
        w,
        writePairs(w.u8, o, value, t.size ?? 0),
        t.size === 6 ? "MAC address" : "link-layer address",
        value,
      );
    case "ip":
      return t.size === 4
        ? leaf(w, writeIpv4(w.u8, o, value), "IPv4 address", value)
        : leaf(w, writeIpv6(w.u8, o, value), "IPv6 address", value);
    case "address": {
      const family = t.family === undefined ? undefined : lookUp(scope, t.family, w.direction);
      return leaf(w, writeAddress(w.u8, o, value, family), "address", value);
    }
    case "mpls":
      return leaf(w, writeLabels(w.u8, o, value), "label stack", value);
    case "struct":
      return encodeStruct(w, t, o, object(w, value, `struct ${t.name}`), scope);
    case "attrs":
      return deeper(w, () => {
        const values = object(w, value, "attributes");
        checkKeys(w, values, keysOf(t), "the set");
        return encodeAttrs(w, t, o, values, scopeOf(t, values, scope));
      });
    case "message":
      return deeper(w, () => {
        const values = object(w, value, "a message");
        checkKeys(w, values, keysOf(t), "the message");
        const own = scopeOf(t, values, scope);
        const after = encodeMembers(w, t.header, o, values, own);
        const body = o + alignTo(t.header.size, 4);
        fill(w, after, body);
        return encodeAttrs(w, t.body, body, values, own);
      });
    case "byKind": {
      const kind = lookUp(scope, t.selector, w.direction);
      const chosen = choose(t.table, kind) ?? t.fallback;
      if (chosen === undefined) {
        const near = typeof kind === "string" ? suggestion(kind, Object.keys(t.table)) : "";
        refuse(w, `no schema for ${t.selector} ${show(kind)}: give the bytes in unknown${near}`);
      }
      return encodeValue(w, chosen, o, value, scope);
    }
    case "variant":
      return encodeVariant(w, t, o, object(w, value, `a ${t.key}`), scope);
    case "array": {
      const values = list(w, value);
      if (typeof t.count === "number" && values.length !== t.count) {
        refuse(w, `expected ${t.count} elements, got ${values.length}`);
      }
      let at = o;
      for (const element of values) at = encodeValue(w, t.element, at, element, scope);
      return at;
    }
    case "list": {
      const header = t.element.tag === "struct" ? t.element : t.element.header;
      const member = header.members.find((m) => m.key === t.length)!;
      let at = o;
      for (const element of list(w, value)) {
        const from = o + alignTo(at - o, t.align);
        fill(w, at, from);
        const end = encodeValue(w, t.element, from, { ...object(w, element, "a record"), [t.length]: 0 }, scope);
        writeInt(w, member.type as unknown as IntType, from + member.offset, end - from - t.plus);
        at = end;
      }
      return at;
    }
    case "indexed":
      return deeper(w, () => {
        let at = o;
        let index = t.from;
        for (const entry of list(w, value)) {
          let payload: unknown = entry;
          if (t.key !== undefined) {
            const pair = object(w, entry, "an entry");
            checkKeys(w, pair, new Set([t.key, "value"]), "an entry");
            index = pair[t.key] as number;
            payload = pair.value;
          }
          at = encodeAttribute(w, index, t.flags, `[${String(index)}]`, t.element, at, payload, scope);
          index += t.step;
        }
        return at;
      });
  }
}

/** The scope of a set or message, with numbers of enumerations turned into the names that `byKind` tables use. */
function scopeOf(type: AnyType, values: Record<string, unknown>, parent: Scope | undefined): Scope {
  const t = node(type);
  const named = { ...values };
  const members = t.tag === "struct" ? t.members : t.tag === "message" ? t.header.members : [];
  for (const m of members) named[m.key] = selectorValue(m.type, named[m.key] ?? headerDefault(m));
  const set = t.tag === "attrs" ? t : t.tag === "message" ? t.body : undefined;
  for (const [key, field] of set === undefined ? [] : fieldsOf(set).entries)
    named[key] = selectorValue(field.type, named[key]);
  return { names: namesOf(type), values: named, parent };
}

function headerDefault(m: Member): unknown {
  return m.type.tag === "int" && (m.type as unknown as IntType).js === "number" ? 0 : undefined;
}

function encodeStruct(
  w: Writing,
  t: StructType,
  o: number,
  values: Record<string, unknown>,
  scope: Scope | undefined,
): number {
  checkKeys(w, values, namesOf(t), `struct ${t.name}`);
  return encodeMembers(w, t, o, values, scopeOf(t, values, scope));
}

/** Members of a struct; absent ones are zero. Later members that are absent at the end are left out. */
function encodeMembers(w: Writing, t: StructType, o: number, values: Record<string, unknown>, scope: Scope): number {
  let end = o;
  let size = t.size;
  const cut = t.members.find(
    (m) => m.type.later === true && t.members.every((n) => n.offset < m.offset || values[n.key] === undefined),
  );
  if (cut !== undefined) size = cut.offset;
  for (const m of t.fixed) {
    if (m.offset >= size) break;
    fill(w, end, o + m.offset);
    w.path.push(m.kernel);
    end = encodeMember(w, t, m, o + m.offset, values, scope);
    w.path.pop();
  }
  fill(w, end, o + size);
  if (t.tails.length === 0) return o + size;
  end = o + t.tails[0]!.offset;
  for (const m of t.tails) {
    w.path.push(m.kernel);
    if (values[m.key] !== undefined) end = encodeValue(w, m.type, end, values[m.key], scope);
    w.path.pop();
  }
  return end;
}

function encodeVariant(
  w: Writing,
  t: VariantType,
  o: number,
  value: Record<string, unknown>,
  scope: Scope | undefined,
): number {
  const chosen = choose(t.table, selectorValue(t.discriminator, value[t.key]));
  let end: number;
  if (chosen !== undefined) end = encodeStruct(w, node(chosen) as StructType, o, value, scope);
  else {
    checkKeys(w, value, new Set([t.key, "data"]), `a ${t.key} without a schema`);
    end = writeInt(w, t.discriminator, o, value[t.key]);
    if (!isBytes(value.data)) refuse(w, `expected bytes in data, got ${show(value.data)}`);
    if (end + value.data.length <= w.u8.length) w.u8.set(value.data, end);
    end += value.data.length;
  }
  if (t.size === undefined) return end;
  if (end > o + t.size) refuse(w, `${end - o} bytes do not fit ${t.size}`);
  fill(w, end, o + t.size);
  return o + t.size;
}

function encodeMember(
  w: Writing,
  t: StructType,
  m: Member,
  o: number,
  values: Record<string, unknown>,
  scope: Scope,
): number {
  let value = values[m.key];
  for (const tail of t.tails) {
    const counted = countedBy(tail, m.key);
    if (counted === undefined) continue;
    const items = values[tail.key] as { length?: unknown } | undefined;
    const n = (typeof items?.length === "number" ? items.length : 0) - counted.plus;
    if (value === undefined) value = n;
    else if (value !== n)
      refuse(
        w,
        `${show(typeof value === "number" ? value + counted.plus : value)} elements announced, ${n + counted.plus} given`,
      );
  }
  if (value !== undefined) return encodeValue(w, m.type, o, value, scope);
  fill(w, o, o + m.size!);
  return o + m.size!;
}

/** How `key` counts a member behind the fixed ones, if it does. */
export function countedBy(tail: Member, key: string): Count | undefined {
  const type = node(tail.type);
  const count = type.tag === "array" || type.tag === "bytes" ? type.count : undefined;
  return typeof count === "object" && count.key === key ? count : undefined;
}

/** Writes one attribute with its header and padding; returns the aligned offset after it. */
function encodeAttribute(
  w: Writing,
  id: number,
  flags: number,
  name: string,
  type: AnyType,
  o: number,
  value: unknown,
  scope: Scope | undefined,
): number {
  w.path.push(name);
  const kinds = node(type);
  const kindFlags = kinds.tag === "byKind" ? (choose(kinds.flags, lookUp(scope, kinds.selector, w.direction)) ?? 0) : 0;
  if (!Number.isInteger(id) || id < 0 || id > NLA_TYPE_MASK) refuse(w, `${show(id)} is no attribute type`);
  const end = encodeValue(w, type, o + NLA_HDRLEN, value, scope);
  const after = finishAttribute(w, id, flags | kindFlags, o, end);
  w.path.pop();
  return after;
}

function finishAttribute(w: Writing, id: number, flags: number, o: number, end: number): number {
  if (end - o > 0xffff) refuse(w, `${end - o} bytes do not fit an attribute`);
  if (o + NLA_HDRLEN <= w.u8.length) {
    w.dv.setUint16(o, end - o, w.littleEndian);
    w.dv.setUint16(o + 2, id | flags, w.littleEndian);
  }
  const after = end + ((o - end) & 3);
  fill(w, end, after);
  return after;
}

function encodeAttrs(w: Writing, t: AttrsType, start: number, values: Record<string, unknown>, scope: Scope): number {
  let o = start;
  for (const [key, field] of fieldsOf(t).entries) {
    const value = values[key];
    if (value === undefined || (field.type.tag === "flag" && value === false)) continue;
    if (!field.repeated) o = encodeAttribute(w, field.id, field.flags, field.name, field.type, o, value, scope);
    else {
      w.path.push(field.name);
      const many = list(w, value);
      w.path.pop();
      for (const one of many) o = encodeAttribute(w, field.id, field.flags, field.name, field.type, o, one, scope);
    }
  }
  return values.unknown === undefined ? o : encodeUnknown(w, o, values.unknown);
}

/** Attributes that no schema describes, as they came. */
export function encodeUnknown(w: Writing, start: number, unknown: unknown): number {
  let o = start;
  for (const entry of list(w, unknown)) {
    const given = object(w, entry, "an unknown attribute");
    const { type, flags = 0, data } = given as Partial<UnknownAttribute>;
    w.path.push(`unknown ${show(type)}`);
    checkKeys(w, given, UNKNOWN_KEYS, "an unknown attribute");
    if (!Number.isInteger(type) || type! < 0 || type! > NLA_TYPE_MASK) refuse(w, "no attribute type");
    if (!Number.isInteger(flags) || (flags & NLA_TYPE_MASK) !== 0 || flags > 0xffff)
      refuse(w, `${show(flags)} are no NLA_F_* bits`);
    if (!isBytes(data)) refuse(w, `expected bytes, got ${show(data)}`);
    const end = o + NLA_HDRLEN + data.length;
    if (end <= w.u8.length) w.u8.set(data, o + NLA_HDRLEN);
    o = finishAttribute(w, type!, flags, o, end);
    w.path.pop();
  }
  return o;
}
