import { SchemaError } from "./errors.js";
import { sizeOf } from "./layout.js";
import { make, type Simplify } from "./make.js";
import type {
  AnyType,
  ArrayType,
  FlaggedType,
  IndexedType,
  InOf,
  IntType,
  ListType,
  MessageType,
  OutOf,
  RepeatedType,
  SchemaNode,
  StructType,
} from "./type.js";

export interface ArrayOf<T extends AnyType> extends ArrayType {
  readonly "~out": T["~out"][];
  readonly "~in": readonly T["~in"][];
}

/**
 * A C array. `count`: its fixed length, or the key of the struct member that counts it (`plus` elements more than that
 * member says); without one it takes the rest of the payload.
 */
export function array<T extends AnyType>(
  element: T,
  count?: number | string,
  options: { readonly plus?: number } = {},
): ArrayOf<T> {
  const size = sizeOf(element);
  if (size === undefined || size === 0) throw new SchemaError("an array needs elements of one size");
  const counted = typeof count === "string" ? { key: count, plus: options.plus ?? 0 } : count;
  return make<ArrayOf<T>>({ tag: "array", element, count: counted });
}

export interface ListOf<T extends StructType | MessageType> extends ListType {
  readonly "~out": T["~out"][];
  readonly "~in": readonly T["~in"][];
}

export interface ListOptions {
  /** Each record starts at a multiple of this many bytes; 4 by default. */
  readonly align?: number;
  /** Bytes of a record that its length member does not count (2 for the TLVs of IPv6 extension headers). */
  readonly plus?: number;
}

/**
 * Records that carry their own length in the member `length` (struct rtnexthop). The encoder computes the length.
 */
export function listOf<T extends StructType | MessageType>(
  element: T,
  length: string,
  options: ListOptions = {},
): ListOf<T> {
  const header = (element.tag === "struct" ? element : element.header) as StructType;
  const member = header.fixed.find((m) => m.key === length);
  if (member?.type.tag !== "int" || (member.type as unknown as IntType).js !== "number") {
    throw new SchemaError(`struct ${header.name} has no number ${length}`);
  }
  const { align = 4, plus = 0 } = options;
  return make<ListOf<T>>({ tag: "list", element, length, align, plus });
}

export interface IndexedOptions {
  /** First index that the encoder writes; 1 in most of the kernel, 0 in some families. */
  from?: number;
  /** What the encoder adds from entry to entry; 1 by default, 0 where all entries carry the same type. */
  step?: number;
  /** The kernel's name of an entry. */
  entry?: string;
}

function indexedNode(type: SchemaNode, options: IndexedOptions, key: string | undefined) {
  const flagged = type.tag === "flagged" ? (type as FlaggedType) : undefined;
  const element = flagged === undefined ? (type as AnyType) : flagged.element;
  const { from = 1, step = 1, entry } = options;
  return { tag: "indexed" as const, element, flags: flagged?.flags ?? 0, from, step, key, entry };
}

export interface Indexed<T extends SchemaNode> extends IndexedType {
  readonly "~out": OutOf<T>[];
  readonly "~in": readonly InOf<T>[];
}

/** A nest whose attribute types only number its entries (tc actions, WireGuard peers): an array, in wire order. */
export function indexed<T extends SchemaNode>(element: T, options: IndexedOptions = {}): Indexed<T> {
  return make<Indexed<T>>(indexedNode(element, options, undefined));
}

type Keyed<K extends string, V> = Simplify<{ [P in K]: number } & { value: V }>;

export interface IndexedBy<K extends string, T extends SchemaNode> extends IndexedType {
  readonly "~out": Keyed<K, OutOf<T>>[];
  readonly "~in": readonly Keyed<K, InOf<T>>[];
}

/** A nest whose attribute types are values of their own (YNL nest-type-value): entries `{ [key]: type, value }`. */
export function indexedBy<K extends string, T extends SchemaNode>(
  key: K,
  element: T,
  options: IndexedOptions = {},
): IndexedBy<K, T> {
  return make<IndexedBy<K, T>>(indexedNode(element, options, key));
}

/** An attribute that occurs many times in its set (YNL multi-attr): an array, in wire order. */
export function repeated<T extends SchemaNode>(element: T): RepeatedType<T> {
  return make<RepeatedType<T>>({ tag: "repeated", element });
}
