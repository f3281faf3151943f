import { SchemaError } from "./errors.js";
import type { AnyType, Attr, AttrsType, MessageType } from "./type.js";
import { node } from "./type.js";

/** Rounds up to a multiple of `align`, a power of two. */
export function alignTo(offset: number, align: number): number {
  return (offset + align - 1) & ~(align - 1);
}

/** Bytes that a type always takes; undefined when that depends on the payload. */
export function sizeOf(type: AnyType): number | undefined {
  const t = node(type);
  switch (t.tag) {
    case "int":
      return t.size;
    case "bits":
      return t.base.size;
    case "ip":
      return t.size;
    case "text":
    case "bytes":
    case "lladdr":
    case "variant":
      return t.size;
    case "struct":
      return t.tails.length === 0 ? t.size : undefined;
    case "array": {
      if (typeof t.count !== "number") return undefined;
      return t.count * sizeOf(t.element)!;
    }
    default:
      return undefined;
  }
}

/** Natural alignment in C on 64-bit machines. */
export function alignOf(type: AnyType): number {
  const t = node(type);
  switch (t.tag) {
    case "int":
      return t.size;
    case "bits":
      return t.base.size;
    case "ip":
      return 4;
    case "struct":
      return t.align;
    case "variant":
      return t.discriminator.size;
    case "array":
      return alignOf(t.element);
    default:
      return 1;
  }
}

/** `dstLen` to `rtm_dst_len`: a camelCase key in the kernel's spelling. */
export function kernelOf(key: string, type: AnyType, prefix = ""): string {
  return type.kernel ?? prefix + key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The attributes of a set with their keys. Sets may use getters to contain themselves, so this is not done when they are built. */
export interface FieldTable {
  readonly entries: readonly (readonly [string, Attr])[];
  readonly byId: ReadonlyMap<number, readonly [string, Attr]>;
  /** Names of padding attributes by number. */
  readonly pad: ReadonlyMap<number, string>;
}

const tables = new WeakMap<AttrsType, FieldTable>();

/**
 * @throws SchemaError when two attributes of a set share a number
 */
export function fieldsOf(set: AttrsType): FieldTable {
  let table = tables.get(set);
  if (table === undefined) {
    const entries = Object.entries(set.fields);
    const byId = new Map<number, readonly [string, Attr]>();
    const pad = new Map<number, string>();
    for (const entry of entries) {
      const other = byId.get(entry[1].id);
      if (other !== undefined) throw new SchemaError(`${entry[1].name} and ${other[1].name} are both ${entry[1].id}`);
      byId.set(entry[1].id, entry);
    }
    for (const [name, id] of Object.entries(set.pad)) {
      if (byId.has(id)) throw new SchemaError(`${name} is declared both as padding and as an attribute`);
      pad.set(id, name);
    }
    table = { entries, byId, pad };
    tables.set(set, table);
  }
  return table;
}

/** The keys of a value, in their order: those that it always has, and those of what may be absent, `unknown` the last. */
export function valueKeys(type: MessageType | AttrsType): { always: readonly string[]; optional: readonly string[] } {
  const set = type.tag === "message" ? type.body : type;
  const always = type.tag === "message" ? type.header.members.map(({ key }) => key) : [];
  return { always, optional: [...fieldsOf(set).entries.map(([key]) => key), "unknown"] };
}
