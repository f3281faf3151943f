import type { ByteView, DecodeOptions } from "../codec.js";
import { decode, encodeInto, interpretEncode, viewOf } from "../codec.js";
import { DecodeError, isDecodeError, isEncodeError } from "../errors.js";
import { allZero, decodeValue, extentOf, type Reading, readInt } from "../interpret/decode.js";
import { alignTo, fieldsOf } from "../layout.js";
import { choose, dependentKeys, freeNames, lookUp, namesOf, type Scope } from "../scope.js";
import {
  type AnyType,
  type Attr,
  type AttrsType,
  type IndexedType,
  type IntType,
  type ListType,
  MAX_DEPTH,
  type MessageType,
  NLA_HDRLEN,
  NLA_TYPE_MASK,
  node,
  type Schema,
  type StructType,
} from "../type.js";
import {
  type AttributeNode,
  type AttrsNode,
  type ListNode,
  type RawNode,
  type StructNode,
  setOrigin,
  type TreeNode,
  type ValueNode,
} from "./node.js";

/**
 * Reads a payload losslessly. Never fails on content: what does not fit its schema is kept raw with the reason.
 * `encodeTree` of the result gives the same bytes.
 */
export function decodeTree(schema: AnyType, bytes: Uint8Array | ByteView, options: DecodeOptions = {}): TreeNode {
  const view = "dv" in bytes ? bytes : viewOf(bytes);
  const { start = 0, end = view.u8.length, littleEndian = true, direction = "reply", scope } = options;
  const path = options.name === undefined ? [] : [options.name];
  const reading: Reading = { ...view, littleEndian, direction, base: start, path, depth: 0 };
  const outer = scope && { names: new Set(Object.keys(scope)), values: scope, parent: undefined };
  return new TreeReader(reading).read(schema, start, end, outer);
}

const flat = new WeakMap<AnyType, boolean>();

/** Whether a type is one value, without attributes or records inside. */
function isFlat(type: AnyType): boolean {
  let known = flat.get(type);
  if (known === undefined) {
    const t = node(type);
    switch (t.tag) {
      case "attrs":
      case "message":
      case "list":
      case "indexed":
      case "byKind":
        known = false;
        break;
      case "struct":
        known = t.members.every((m) => isFlat(m.type));
        break;
      default:
        known = true;
    }
    flat.set(type, known);
  }
  return known;
}

/** Whether a value of this type always encodes to the bytes that it was read from. */
function isExact(t: Schema): boolean {
  switch (t.tag) {
    case "int":
      // A 64-bit number may have lost its low bits.
      return t.size < 8 || t.js === "bigint";
    case "ip":
    case "bytes":
    case "lladdr":
    case "flag":
      return true;
    default:
      return false;
  }
}

class TreeReader {
  readonly #r: Reading;

  constructor(reading: Reading) {
    this.#r = reading;
  }

  #place(start: number, end: number): { offset: number; length: number } {
    return { offset: start - this.#r.base, length: end - start };
  }

  #raw(start: number, end: number, error?: string): RawNode {
    const raw: RawNode = { kind: "raw", ...this.#place(start, end), raw: this.#r.u8.slice(start, end) };
    if (error !== undefined) raw.error = error;
    return setOrigin(raw, undefined);
  }

  read(type: AnyType, start: number, end: number, scope: Scope | undefined): TreeNode {
    const t = node(type);
    if (isFlat(type)) return this.#value(type, start, end, scope);
    if (this.#r.depth >= MAX_DEPTH) return this.#raw(start, end, `nested deeper than ${MAX_DEPTH} levels`);
    this.#r.depth++;
    try {
      switch (t.tag) {
        case "attrs":
          return this.#attrs(t, start, end, { names: namesOf(t), values: {}, parent: scope });
        case "message":
          return this.#message(t, start, end, scope);
        case "list":
          return this.#list(t, start, end, scope);
        case "indexed":
          return this.#indexed(t, start, end, scope);
        case "struct":
          return this.#struct(t, start, end, scope);
        case "byKind": {
          const chosen = choose(t.table, lookUp(scope, t.selector, this.#r.direction)) ?? t.fallback;
          return chosen === undefined ? this.#raw(start, end) : this.read(chosen, start, end, scope);
        }
        default:
          return this.#raw(start, end, `no tree for ${t.tag}`);
      }
    } finally {
      this.#r.depth--;
    }
  }

  /** Reads a value, by generated code where nothing around it matters. */
  #leaf(type: AnyType, start: number, end: number, scope: Scope | undefined): unknown {
    if (freeNames(type).size > 0) return decodeValue(this.#r, type, start, end, scope);
    const { littleEndian, direction } = this.#r;
    return decode(type, this.#r, { start, end, littleEndian, direction });
  }

  /** One value; what its encoding leaves out is kept beside it. */
  #value(type: AnyType, start: number, end: number, scope: Scope | undefined): ValueNode | RawNode {
    let value: unknown;
    try {
      value = this.#leaf(type, start, end, scope);
    } catch (error) {
      if (isDecodeError(error)) return this.#raw(start, end, error.reason);
      throw error;
    }
    const found: ValueNode = { kind: "value", ...this.#place(start, end), value };
    setOrigin(found, type, scope);
    const t = node(type);
    if (isExact(t)) return found;
    const bytes = this.#r.u8.subarray(start, end);
    if (t.tag === "text" && t.size === undefined) {
      const text = encodeLeaf({ ...type, nul: false } as AnyType, value, this.#r, scope, bytes.length);
      const rest = text === undefined ? undefined : bytes.length - text.length;
      if (text !== undefined && startsWith(bytes, text) && allZero(bytes, text.length, bytes.length)) {
        if (rest !== (t.nul ? 1 : 0)) found.terminator = rest!;
      } else found.raw = bytes.slice();
      return found;
    }
    const again = encodeLeaf(type, value, this.#r, scope, bytes.length);
    if (again === undefined || !startsWith(bytes, again)) found.raw = bytes.slice();
    else if (again.length < bytes.length) found.tail = bytes.slice(again.length);
    return found;
  }

  #message(t: MessageType, start: number, end: number, parent: Scope | undefined): TreeNode {
    const values: Record<string, unknown> = {};
    const scope: Scope = { names: namesOf(t), values, parent };
    const body = Math.min(end, start + alignTo(t.header.size, 4));
    const headerEnd = Math.min(end, start + t.header.size);
    let header: ValueNode | RawNode;
    if (headerEnd - start < t.header.size) {
      // Old programs send one byte of family; the kernel takes the rest as zero.
      header = this.#raw(
        start,
        headerEnd,
        `struct ${t.header.name} of ${t.header.size} bytes, ${headerEnd - start} given`,
      );
      const padded = new Uint8Array(t.header.size);
      padded.set(this.#r.u8.subarray(start, headerEnd));
      const r: Reading = { ...this.#r, ...viewOf(padded) };
      Object.assign(values, decodeValue(r, t.header, 0, padded.length, parent));
    } else {
      header = this.#value(t.header, start, headerEnd, parent);
      if (header.kind === "value") Object.assign(values, header.value);
    }
    if (!allZero(this.#r.u8, headerEnd, body) || body !== start + alignTo(t.header.size, 4)) {
      if (header.kind === "value") header.tail = this.#r.u8.slice(headerEnd, body);
      else header = { ...header, raw: this.#r.u8.slice(start, body) };
    }
    const found = this.#attrs(t.body, body, end, scope);
    return setOrigin({ ...found, ...this.#place(start, end), header }, t, parent);
  }

  #attrs(t: AttrsType, start: number, end: number, scope: Scope): AttrsNode {
    const table = fieldsOf(t);
    const waiting = dependentKeys(t);
    const values = scope.values as Record<string, unknown>;
    const open: (() => void)[] = [];
    const found = this.#walk(start, end, (attribute, p, q) => {
      const entry = table.byId.get(attribute.type);
      attribute.name = entry?.[1].name ?? table.pad.get(attribute.type);
      if (entry === undefined) attribute.content = this.#raw(p, q);
      else if (waiting.has(entry[0])) open.push(() => this.#fill(attribute, entry[1], p, q, scope));
      else {
        this.#fill(attribute, entry[1], p, q, scope);
        if (attribute.content.kind === "value") values[entry[0]] = attribute.content.value;
      }
    });
    for (const read of open) read();
    return setOrigin(found, t);
  }

  #fill(attribute: AttributeNode, field: Attr, p: number, q: number, scope: Scope): void {
    this.#r.path.push(field.name);
    attribute.content = this.read(field.type, p, q, scope);
    this.#r.path.pop();
  }

  #indexed(t: IndexedType, start: number, end: number, scope: Scope | undefined): AttrsNode {
    const found = this.#walk(start, end, (attribute, p, q) => {
      attribute.name = t.entry ?? `[${attribute.type}]`;
      attribute.content = this.read(t.element, p, q, scope);
    });
    return setOrigin(found, t);
  }

  /** Walks attribute headers; the first thing that is no attribute ends the walk and becomes `trailing`. */
  #walk(start: number, end: number, visit: (attribute: AttributeNode, p: number, q: number) => void): AttrsNode {
    const { dv, u8, littleEndian, base } = this.#r;
    const attributes: AttributeNode[] = [];
    const found: AttrsNode = { kind: "attrs", ...this.#place(start, end), attributes };
    let o = start;
    while (o + NLA_HDRLEN <= end) {
      const length = dv.getUint16(o, littleEndian);
      const type = dv.getUint16(o + 2, littleEndian);
      if (length < NLA_HDRLEN || o + length > end) {
        if (!allZero(u8, o, end)) found.error = `a length of ${length} does not fit ${end - o} bytes`;
        break;
      }
      const q = o + length;
      const next = o + alignTo(length, 4);
      const attribute: AttributeNode = {
        name: undefined,
        type: type & NLA_TYPE_MASK,
        flags: type & ~NLA_TYPE_MASK,
        offset: o - base,
        length,
        content: undefined as unknown as TreeNode,
      };
      visit(attribute, o + NLA_HDRLEN, q);
      if (next > end || !allZero(u8, q, next)) attribute.padding = u8.slice(q, Math.min(next, end));
      attributes.push(attribute);
      o = Math.min(next, end);
    }
    if (o < end) {
      found.trailing = u8.slice(o, end);
      if (found.error === undefined && !allZero(u8, o, end)) found.error = `${end - o} bytes after the last attribute`;
    }
    return found;
  }

  #list(t: ListType, start: number, end: number, scope: Scope | undefined): ListNode {
    const { u8 } = this.#r;
    const header = t.element.tag === "struct" ? t.element : t.element.header;
    const member = header.fixed.find((m) => m.key === t.length)!;
    const found: ListNode = { kind: "list", ...this.#place(start, end), records: [] };
    let o = start;
    while (o + header.size <= end) {
      const length = (readInt(this.#r, member.type as unknown as IntType, o + member.offset) as number) + t.plus;
      if (length < header.size || o + length > end) {
        if (!allZero(u8, o, end)) found.error = `${member.kernel}: a length of ${length} does not fit ${end - o} bytes`;
        break;
      }
      const record: ListNode["records"][number] = { content: this.read(t.element, o, o + length, scope) };
      const next = start + alignTo(o - start + length, t.align);
      if (next > end || !allZero(u8, o + length, next)) record.padding = u8.slice(o + length, Math.min(next, end));
      found.records.push(record);
      o = Math.min(next, end);
    }
    if (o < end) found.trailing = u8.slice(o, end);
    return setOrigin(found, t, scope);
  }

  #struct(t: StructType, start: number, end: number, parent: Scope | undefined): TreeNode {
    const fixedEnd = start + t.tails[0]!.offset;
    if (fixedEnd > end || end - start < t.min)
      return this.#raw(start, end, `struct ${t.name} of ${t.min} bytes, ${end - start} given`);
    const values: Record<string, unknown> = {};
    const scope: Scope = { names: namesOf(t), values, parent };
    try {
      for (const m of t.fixed)
        values[m.key] = decodeValue(this.#r, m.type, start + m.offset, start + m.offset + m.size!, scope);
    } catch (error) {
      if (error instanceof DecodeError) return this.#raw(start, end, error.reason);
      throw error;
    }
    // The fixed part is a struct of its own: its members in order, nothing behind them.
    const headType = { ...t, members: t.fixed, tails: [], size: t.tails[0]!.offset, min: t.tails[0]!.offset };
    const head = this.#value(headType as AnyType, start, fixedEnd, parent) as ValueNode;
    const parts: StructNode["parts"] = [];
    let o = fixedEnd;
    for (const m of t.tails) {
      const extent = extentOf(m.type, values);
      if (extent !== undefined && o + extent > end)
        return this.#raw(start, end, `${m.kernel} of ${extent} bytes, ${end - o} given`);
      const to = extent === undefined ? end : o + extent;
      parts.push({ name: m.kernel, content: this.read(m.type, o, to, scope) });
      o = to;
    }
    const found: StructNode = { kind: "struct", ...this.#place(start, end), head, parts };
    if (o < end) found.trailing = this.#r.u8.slice(o, end);
    return setOrigin(found, t, parent);
  }
}

/** Where leaves are encoded for comparison. Nothing keeps a view of it beyond that. */
const scratch = viewOf(new Uint8Array(4096));

/** The encoding of a leaf's value, undefined when it has none; good until the next call. */
function encodeLeaf(
  type: AnyType,
  value: unknown,
  r: Reading,
  scope: Scope | undefined,
  length: number,
): Uint8Array | undefined {
  const view = length + 64 <= scratch.u8.length ? scratch : viewOf(new Uint8Array(length + 64));
  const options = { littleEndian: r.littleEndian, direction: r.direction };
  try {
    // A string's type is made for the occasion (without its NUL), so compiling it would not pay.
    const alone = type.tag !== "text" && freeNames(type).size === 0;
    const end = alone
      ? encodeInto(type, value as never, view, 0, options)
      : interpretEncode(type, value as never, view, 0, options, scope);
    return end <= view.u8.length ? view.u8.subarray(0, end) : undefined;
  } catch (error) {
    if (isEncodeError(error)) return undefined;
    throw error;
  }
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  if (prefix.length > bytes.length) return false;
  for (let i = 0; i < prefix.length; i++) if (bytes[i] !== prefix[i]) return false;
  return true;
}
