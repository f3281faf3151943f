import { SchemaError } from "./errors.js";
import { alignOf, alignTo, kernelOf, sizeOf } from "./layout.js";
import type {
  AnyType,
  ArrayType,
  Attr,
  AttrsType,
  ByKindType,
  Constants,
  FlaggedType,
  IndexedType,
  InOf,
  IntType,
  ListType,
  Member,
  MessageType,
  OutOf,
  RepeatedType,
  SchemaNode,
  StructType,
  UnknownAttribute,
  VariantType,
} from "./type.js";
import { NLA_TYPE_MASK, node } from "./type.js";

type Simplify<T> = { [K in keyof T]: T[K] } & {};

// The phantom members never exist, so every constructor ends in one cast.
function make<T>(fields: Omit<T, "~out" | "~in" | "~selector" | "~table">): T {
  return Object.freeze(fields) as T;
}

type StructOut<F extends Record<string, AnyType>> = { [K in keyof F]: F[K]["~out"] };
type StructIn<F extends Record<string, AnyType>> = { [K in keyof F]?: F[K]["~in"] | undefined };

export interface Struct<F extends Record<string, AnyType>> extends StructType {
  readonly "~out": StructOut<F>;
  readonly "~in": StructIn<F>;
}

export interface StructOptions {
  /** What the kernel's member names start with, `"rtm_"`. */
  prefix?: string;
  /** Members follow each other without C padding (`__attribute__((packed))`). */
  packed?: boolean;
}

/**
 * Fixed fields with the layout that C gives them: natural alignment, padding at the end. Behind them may stand members
 * that others count (`array(T, "key")`, `countedBytes("key")`), and last one that takes the rest of the payload.
 *
 * @param name the kernel's struct
 * @param size `sizeof`, bytes
 * @throws SchemaError when the members do not add up to `size`
 */
export function struct<F extends Record<string, AnyType>>(
  name: string,
  size: number,
  fields: F,
  options: StructOptions = {},
): Struct<F> {
  const members: Member[] = [];
  let offset = 0;
  let align = 1;
  let min: number | undefined;
  let fixed = 0;
  for (const [key, type] of Object.entries(fields)) {
    const fieldSize = fixed === members.length ? sizeOf(type) : undefined;
    const fieldAlign = options.packed === true ? 1 : alignOf(type);
    if (fixed === members.length) {
      offset = alignTo(offset, fieldAlign);
      align = Math.max(align, fieldAlign);
    }
    const member: Member = { key, kernel: kernelOf(key, type, options.prefix), type, offset, size: fieldSize };
    if (type.later === true) min ??= offset;
    else if (min !== undefined) throw new SchemaError(`struct ${name}: ${key} follows a later member`);
    members.push(Object.freeze(member));
    if (fieldSize !== undefined) {
      offset += fieldSize;
      fixed++;
    }
  }
  const total = alignTo(offset, align);
  if (total !== size) throw new SchemaError(`struct ${name}: members take ${total} bytes, not ${size}`);
  const tails = members.slice(fixed);
  checkTails(name, members, tails);
  return make<Struct<F>>({
    tag: "struct",
    name,
    size,
    min: min ?? (tails.length === 0 ? offset : size),
    align,
    members,
    fixed: members.slice(0, fixed),
    tails,
  });
}

function checkTails(name: string, members: readonly Member[], tails: readonly Member[]): void {
  for (const tail of tails) {
    const type = node(tail.type);
    const count = type.tag === "array" || type.tag === "bytes" ? type.count : undefined;
    if (count === undefined && sizeOf(tail.type) === undefined && tail !== tails.at(-1)) {
      throw new SchemaError(`struct ${name}: nothing tells where ${tail.key} ends`);
    }
    if (typeof count === "object" && !members.some((m) => m.key === count.key && m.type.tag === "int")) {
      throw new SchemaError(`struct ${name}: ${tail.key} is counted by ${count.key}, which is no integer member`);
    }
    if (type.tag === "byKind" && type.fallback === undefined) {
      throw new SchemaError(`struct ${name}: ${tail.key} needs a fallback for kinds that it does not know`);
    }
  }
}

/** One attribute of a set: its number, the kernel's name, its type. */
export function attr<T extends SchemaNode>(id: number, name: string, type: T): Attr<T> {
  if (!Number.isInteger(id) || id < 0 || id > NLA_TYPE_MASK)
    throw new SchemaError(`${name}: ${id} is no attribute type`);
  let inner: SchemaNode = type;
  let flags = 0;
  let many = false;
  for (;;) {
    if (inner.tag === "flagged") {
      const flagged = inner as FlaggedType<SchemaNode>;
      flags |= flagged.flags;
      inner = flagged.element;
    } else if (inner.tag === "repeated") {
      if (many) throw new SchemaError(`${name}: repeated twice`);
      many = true;
      inner = (inner as RepeatedType<SchemaNode>).element;
    } else break;
  }
  if (inner.tag === "array" && typeof (inner as unknown as ArrayType).count === "object") {
    throw new SchemaError(`${name}: only a struct can count the elements of an array`);
  }
  return Object.freeze({ id, name, type: inner, flags, repeated: many }) as unknown as Attr<T>;
}

// Loose, so that a getter which returns the set itself need not be resolved while the set's type is inferred.
// biome-ignore lint/suspicious/noExplicitAny: see above; `attrs` checks each entry when it is built
type AttrRecord = Record<string, any>;
type Unknowns = { readonly unknown: UnknownAttribute[] | undefined };
type UnknownsIn = { readonly unknown?: readonly UnknownAttribute[] | undefined };

/** Keys of the set that choose the schema of another of its attributes. */
type Selectors<F extends AttrRecord> = F[keyof F]["~selector"] & keyof F;
type Dependents<F extends AttrRecord, S> = {
  [K in keyof F]: [F[K]["~selector"]] extends [never] ? never : F[K]["~selector"] extends S ? K : never;
}[keyof F];
type Kinds<F extends AttrRecord, D extends keyof F> = { [K in D]: keyof F[K]["~table"] }[D] & string;
type KindOutOf<Table, K> = K extends keyof Table ? OutOf<Table[K]> : never;
type KindInOf<Table, K> = K extends keyof Table ? InOf<Table[K]> : never;

type KindOut<F extends AttrRecord, S extends keyof F, D extends keyof F, K> = K extends unknown
  ? { [P in S]: K } & { [P in D]: KindOutOf<F[P]["~table"], K> | undefined }
  : never;
type KindIn<F extends AttrRecord, S extends keyof F, D extends keyof F, K> = K extends unknown
  ? { [P in S]: K } & { [P in D]?: KindInOf<F[P]["~table"], K> | undefined }
  : never;
type OtherOut<F extends AttrRecord, S extends keyof F, D extends keyof F> = { [P in S]: F[P]["~out"] | undefined } & {
  [P in D]: undefined;
};
/** `string & {}` keeps the known names in completion. */
type OtherIn<F extends AttrRecord, S extends keyof F, D extends keyof F> = {
  [P in S]?: (F[P]["~in"] & {}) | undefined;
} & { [P in D]?: undefined };

type ChoiceOut<F extends AttrRecord, S extends keyof F> = S extends unknown
  ? (choice: KindOut<F, S, Dependents<F, S>, Kinds<F, Dependents<F, S>>> | OtherOut<F, S, Dependents<F, S>>) => void
  : never;
type ChoiceIn<F extends AttrRecord, S extends keyof F> = S extends unknown
  ? (choice: KindIn<F, S, Dependents<F, S>, Kinds<F, Dependents<F, S>>> | OtherIn<F, S, Dependents<F, S>>) => void
  : never;
/** Intersects what each selector adds: a set may have more than one (IFLA_INFO_KIND and IFLA_INFO_SLAVE_KIND). */
type Intersect<Union> = [Union] extends [(choice: infer I) => void] ? I : never;
type Spread<T> = T extends unknown ? Simplify<T> : never;

type AttrsOut<F extends AttrRecord> = [Selectors<F>] extends [never]
  ? Simplify<{ [K in keyof F]: F[K]["~out"] | undefined } & Unknowns>
  : Spread<
      { [K in Exclude<keyof F, Selectors<F> | Dependents<F, Selectors<F>>>]: F[K]["~out"] | undefined } & Unknowns &
        Intersect<ChoiceOut<F, Selectors<F>>>
    >;
type AttrsIn<F extends AttrRecord> = [Selectors<F>] extends [never]
  ? Simplify<{ [K in keyof F]?: F[K]["~in"] | undefined } & UnknownsIn>
  : Spread<
      { [K in Exclude<keyof F, Selectors<F> | Dependents<F, Selectors<F>>>]?: F[K]["~in"] | undefined } & UnknownsIn &
        Intersect<ChoiceIn<F, Selectors<F>>>
    >;

export interface AttrsOptions {
  /** Padding and unused attributes, kernel name to number: skipped in values, named in trees. */
  pad?: Constants;
}

/** A set of attributes. An interface, so that its types are worked out only when they are asked for. */
export interface AttrSet<F extends AttrRecord> extends AttrsType {
  readonly "~out": AttrsOut<F>;
  readonly "~in": AttrsIn<F>;
}

/**
 * A set of attributes, keyed. Decoding gives every key (`undefined` when absent) and `unknown`, the attributes that the
 * set does not declare. A getter lets a set contain itself.
 */
export function attrs<F extends AttrRecord>(fields: F, options: AttrsOptions = {}): AttrSet<F> {
  const names = new Map<number, string>();
  for (const [key, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(fields))) {
    if (key === "__proto__") throw new SchemaError("the key __proto__ cannot be used");
    if (key === "unknown") throw new SchemaError("the key unknown is taken: it holds what a set does not know");
    if (get !== undefined) continue;
    if (typeof value?.id !== "number") throw new SchemaError(`${key} is not made by attr()`);
    const other = names.get(value.id);
    if (other !== undefined) throw new SchemaError(`${value.name} and ${other} are both ${value.id}`);
    names.set(value.id, value.name);
  }
  return make<AttrSet<F>>({ tag: "attrs", fields, pad: options.pad ?? {} });
}

type TableOut<Table extends Record<string, AnyType>> = Table[keyof Table]["~out"];
type TableIn<Table extends Record<string, AnyType>> = Table[keyof Table]["~in"];

export interface ByKind<S extends string, Table extends Record<string, AnyType>, Fallback extends AnyType>
  extends ByKindType<S, Table> {
  readonly "~out": TableOut<Table> | Fallback["~out"];
  readonly "~in": TableIn<Table> | Fallback["~in"];
}

/**
 * Chooses a schema by the value of `selector`: a sibling in any wire order, a member of the header, a sibling further
 * out, or `$direction` (`request`, `reply`). Without a match and a fallback, an attribute goes to `unknown`, whole.
 */
export function byKind<S extends string, Table extends Record<string, AnyType>, Fallback extends AnyType = never>(
  selector: S,
  table: Table,
  fallback?: Fallback,
): ByKind<S, Table, Fallback> {
  const plain: Record<string, AnyType> = {};
  const flags: Record<string, number> = {};
  for (const [kind, type] of Object.entries(table)) {
    const flagged = type.tag === "flagged" ? (type as unknown as FlaggedType) : undefined;
    plain[kind] = flagged?.element ?? type;
    if (flagged !== undefined) flags[kind] = flagged.flags;
  }
  return make<ByKind<S, Table, Fallback>>({
    tag: "byKind",
    selector,
    table: plain,
    fallback,
    flags,
  });
}

type VariantOut<K extends string, Table extends Record<string, StructType>> =
  | { [N in keyof Table]: Simplify<Omit<Table[N]["~out"], K> & { [P in K]: N }> }[keyof Table]
  | Simplify<{ [P in K]: number } & { data: Uint8Array }>;
type VariantIn<K extends string, Table extends Record<string, StructType>> =
  | { [N in keyof Table]: Simplify<Omit<Table[N]["~in"], K> & { [P in K]: N }> }[keyof Table]
  | Simplify<{ [P in K]: number } & { data: Uint8Array }>;

export interface Variant<K extends string, Table extends Record<string, StructType>> extends VariantType {
  readonly "~out": VariantOut<K, Table>;
  readonly "~in": VariantIn<K, Table>;
}

/**
 * One of several structs that all start with the same member, chosen by its value: a sockaddr by its family. A value
 * that the table does not have is given as a number, with the bytes after the member in `data`.
 *
 * @param key the member's key
 * @param discriminator its type, an enumeration
 * @param size bytes that the payload always takes (`sizeof(struct sockaddr_storage)`), zeros behind the struct
 */
export function variant<K extends string, Table extends Record<string, StructType>>(
  key: K,
  discriminator: IntType<unknown>,
  table: Table,
  size?: number,
): Variant<K, Table> {
  for (const { name, members } of Object.values(table)) {
    const first = members[0];
    if (first?.key !== key || first.size !== discriminator.size)
      throw new SchemaError(`struct ${name} does not start with ${key}`);
  }
  return make<Variant<K, Table>>({
    tag: "variant",
    key,
    discriminator: discriminator as IntType,
    table,
    size,
  });
}

type MessageOf<Header, Body> = Body extends unknown ? Simplify<Header & Body> : never;

export interface Message<H extends StructType, B extends AttrsType> extends MessageType {
  readonly "~out": MessageOf<H["~out"], B["~out"]>;
  readonly "~in": MessageOf<H["~in"], B["~in"]>;
}

/**
 * A struct followed by attributes, in one object: a netlink message, or an attribute that is built like one
 * (VETH_INFO_PEER, netem's TCA_OPTIONS, a struct rtnexthop). Attributes start at the header's size aligned to 4.
 */
export function message<H extends StructType, B extends AttrsType>(header: H, body: B): Message<H, B> {
  const [tail] = (header as StructType).tails;
  if (tail !== undefined) throw new SchemaError(`struct ${header.name} ends in ${tail.key}: no attributes can follow`);
  for (const { key } of (header as StructType).members) {
    if (key === "unknown" || Object.hasOwn((body as AttrsType).fields, key)) {
      throw new SchemaError(`${key} of struct ${header.name} is also a key of the attributes`);
    }
  }
  return make<Message<H, B>>({ tag: "message", header, body });
}

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
