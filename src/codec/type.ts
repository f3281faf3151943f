/**
 * The vocabulary of a schema. Every node is a frozen plain object told apart by `tag`; the compiler, the interpreter,
 * the tree, `describe` and the tests all walk these same objects.
 *
 * `"~out"` and `"~in"` are phantom: they exist for the type checker only. They are the type that decoding gives and the
 * type that encoding takes.
 */

/** A schema whose decoded form is `Out` and whose encoder accepts `In`. */
export interface Type<out Out = unknown, out In = Out, out Selector extends string = never> {
  readonly "~out": Out;
  readonly "~in": In;
  /** Name of the sibling that chooses among the schemas of a `byKind`; `never` for every other type. */
  readonly "~selector": Selector;
  /** The schemas of a `byKind`. */
  readonly "~table": unknown;
  readonly tag: string;
  /** Name in the kernel's C source, where it is not derived from the key. */
  readonly kernel?: string;
  /** Unit of the value, for people: `"ms"`, `"bytes"`. */
  readonly unit?: string;
  /** A struct member that older kernels do not have: absent when the payload ends before it. */
  readonly later?: boolean;
}

/** Type of a decoded value. */
export type Infer<T extends { readonly "~out": unknown }> = T["~out"];
/** Type of a value to encode. */
export type Input<T extends { readonly "~in": unknown }> = T["~in"];

/** A schema of any type. */
// biome-ignore lint/suspicious/noExplicitAny: the bound of every generic over schemas; `unknown` would reject contravariant users
export type AnyType = Type<any, any, string>;

/**
 * The least a schema is. Generic functions are bound by this and read types with `OutOf`, so that a set which contains
 * itself is not asked for its own type while that is being inferred.
 */
export interface SchemaNode {
  readonly tag: string;
}
export type OutOf<T> = T extends { readonly "~out": infer O } ? O : never;
export type InOf<T> = T extends { readonly "~in": infer I } ? I : never;
export type SelectorOf<T> = T extends { readonly "~selector": infer S } ? S : never;
export type TableOf<T> = T extends { readonly "~table": infer U } ? U : never;

/** Names of the values of an enumeration or of the bits of a flag set. */
export interface Constants {
  readonly [name: string]: number;
}

export type ByteOrder = "host" | "big" | "little";

/** A fixed-width integer. With `names` it is an enumeration, with `bits` a set of flags. */
export interface IntType<Out = number, In = Out> extends Type<Out, In> {
  readonly tag: "int";
  readonly size: 1 | 2 | 4 | 8;
  readonly signed: boolean;
  readonly order: ByteOrder;
  /** JavaScript type of an 8-byte integer; narrower ones are always numbers. */
  readonly js: "number" | "bigint";
  readonly names?: Constants;
  readonly bits?: Constants;
  readonly hex?: boolean;
}

/** YNL `uint`/`sint`: four or eight bytes, told by the length of the payload. */
export interface VarIntType extends Type<number> {
  readonly tag: "varint";
  readonly signed: boolean;
}

/**
 * An integer cut into bit fields. `c`: listed as C bit fields are declared, so that the host's byte order decides which
 * end comes first; otherwise from the most significant bit down.
 */
export interface BitsType<Out = unknown, In = Out> extends Type<Out, In> {
  readonly tag: "bits";
  readonly base: IntType;
  readonly widths: Readonly<Record<string, number>>;
  readonly c: boolean;
}

/** An attribute whose presence is its value; the payload is empty. */
export interface FlagType extends Type<true, boolean> {
  readonly tag: "flag";
}

/** A string of bytes. `nul`: ends with NUL on the wire. `size`: a `char[size]` padded with NULs. */
export interface TextType extends Type<string> {
  readonly tag: "text";
  readonly nul: boolean;
  readonly size?: number;
}

/** `count`: key of the struct member that counts them. */
export interface BytesType extends Type<Uint8Array> {
  readonly tag: "bytes";
  readonly size?: number;
  readonly count?: Count;
}

/** A number of elements that a struct member holds: its value plus a constant. */
export interface Count {
  readonly key: string;
  readonly plus: number;
}

/** Link-layer address, printed as hexadecimal pairs with colons. */
export interface LinkAddressType extends Type<string, string | Uint8Array> {
  readonly tag: "lladdr";
  readonly size?: number;
}

export interface IpType extends Type<string, string | Uint8Array> {
  readonly tag: "ip";
  readonly size: 4 | 16;
}

/** A network address whose form follows from an address family in scope and from its length. */
export interface AddressType extends Type<string, string | Uint8Array> {
  readonly tag: "address";
  readonly family: string | undefined;
}

export interface MplsType extends Type<string> {
  readonly tag: "mpls";
}

/**
 * One member of a struct, laid out. `size` is undefined where it depends on the payload: for a member that another one
 * counts, and for the last, which may take the rest. Members after such a one follow it directly, and `offset` is that of
 * the first of them.
 */
export interface Member {
  readonly key: string;
  readonly kernel: string;
  readonly type: AnyType;
  readonly offset: number;
  readonly size: number | undefined;
}

export interface StructType<Out = unknown, In = unknown> extends Type<Out, In> {
  readonly tag: "struct";
  readonly name: string;
  readonly size: number;
  /** Bytes that every kernel sends: up to the first `later` member. */
  readonly min: number;
  readonly align: number;
  /** Every member in order. */
  readonly members: readonly Member[];
  /** Those at a fixed place. */
  readonly fixed: readonly Member[];
  /** Those from the first without a fixed size on. */
  readonly tails: readonly Member[];
}

/** One attribute of a set. */
export interface Attr<T extends SchemaNode = AnyType> {
  readonly "~out": OutOf<T>;
  readonly "~in": InOf<T>;
  readonly "~selector": SelectorOf<T>;
  readonly "~table": TableOf<T>;
  readonly id: number;
  readonly name: string;
  readonly type: AnyType;
  /** NLA_F_* bits that the encoder sets. */
  readonly flags: number;
  /** The attribute may occur many times; the value is an array. */
  readonly repeated: boolean;
}

export interface AttrsType<Out = unknown, In = unknown> extends Type<Out, In> {
  readonly tag: "attrs";
  /** May hold getters, so that a set can contain itself: read through `fieldsOf`. */
  readonly fields: Readonly<Record<string, Attr>>;
  /** Padding attributes: skipped in values, named in trees. */
  readonly pad: Constants;
}

export interface ByKindType<S extends string = string, Table = unknown, Out = unknown, In = unknown>
  extends Type<Out, In, S> {
  readonly tag: "byKind";
  readonly "~table": Table;
  readonly selector: S;
  readonly table: Readonly<Record<string, AnyType>>;
  readonly fallback: AnyType | undefined;
  /** NLA_F_* bits that the encoder adds for some of the kinds. */
  readonly flags: Readonly<Record<string, number>>;
}

/** A choice among structs by a member that all of them start with (the family of a sockaddr). */
export interface VariantType<Out = unknown, In = unknown> extends Type<Out, In> {
  readonly tag: "variant";
  readonly key: string;
  readonly discriminator: IntType;
  readonly table: Readonly<Record<string, StructType>>;
  /** Bytes it always takes (a sockaddr_storage); undefined: as many as the chosen struct. */
  readonly size: number | undefined;
}

/** A struct followed by attributes, their keys merged into one object. */
export interface MessageType<Out = unknown, In = unknown> extends Type<Out, In> {
  readonly tag: "message";
  readonly header: StructType;
  readonly body: AttrsType;
}

/** Elements of one fixed size, back to back. `count`: how many; undefined: the rest of the payload. */
export interface ArrayType<Out = unknown, In = unknown> extends Type<Out, In> {
  readonly tag: "array";
  readonly element: AnyType;
  readonly count: number | Count | undefined;
}

/** Records that carry their own length, each aligned to `align` bytes. */
export interface ListType<Out = unknown, In = unknown> extends Type<Out, In> {
  readonly tag: "list";
  readonly element: StructType | MessageType;
  /** Key of the member that holds the record's length. */
  readonly length: string;
  readonly align: number;
  /** Bytes of the record that its length does not count. */
  readonly plus: number;
}

/** A nest whose attribute types are indexes. */
export interface IndexedType<Out = unknown, In = unknown> extends Type<Out, In> {
  readonly tag: "indexed";
  readonly element: AnyType;
  readonly flags: number;
  /** First index that the encoder writes. */
  readonly from: number;
  /** What the encoder adds to the index from entry to entry: 1, or 0 where the kernel wants the same everywhere. */
  readonly step: number;
  /** Key under which each entry keeps its index; undefined: indexes are only an order. */
  readonly key: string | undefined;
  /** Kernel's name of an entry, for trees and paths. */
  readonly entry: string | undefined;
}

export interface RepeatedType<T extends SchemaNode = AnyType> {
  readonly "~out": OutOf<T>[];
  readonly "~in": readonly InOf<T>[];
  readonly "~selector": never;
  readonly "~table": unknown;
  readonly tag: "repeated";
  readonly element: T;
}

/** Marks an attribute that is sent with NLA_F_* bits set. */
export interface FlaggedType<T extends SchemaNode = AnyType> {
  readonly "~out": OutOf<T>;
  readonly "~in": InOf<T>;
  readonly "~selector": SelectorOf<T>;
  readonly "~table": TableOf<T>;
  readonly tag: "flagged";
  readonly element: T;
  readonly flags: number;
}

/** Every node that can stand for a payload. */
export type Schema =
  | IntType<unknown>
  | VarIntType
  | BitsType
  | FlagType
  | TextType
  | BytesType
  | LinkAddressType
  | IpType
  | AddressType
  | MplsType
  | StructType
  | AttrsType
  | ByKindType
  | VariantType
  | MessageType
  | ArrayType
  | ListType
  | IndexedType;

/** `struct nlattr` type bits, include/uapi/linux/netlink.h. */
export const NLA_F_NESTED = 0x8000;
export const NLA_F_NET_BYTEORDER = 0x4000;
export const NLA_TYPE_MASK = 0x3fff;
/** `sizeof(struct nlattr)`, bytes. */
export const NLA_HDRLEN = 4;

/** An attribute that the schema does not know, kept whole. */
export interface UnknownAttribute {
  /** Attribute type without the NLA_F_* bits. */
  type: number;
  /** NLA_F_NESTED | NLA_F_NET_BYTEORDER as on the wire. */
  flags: number;
  data: Uint8Array;
}

/** Direction of a message: `request` goes to the kernel, `reply` comes from it (notifications too). */
export type Direction = "request" | "reply";

/** Deepest nesting that is read or written; the kernel's own messages stay below ten. */
export const MAX_DEPTH = 64;

/** Views a schema node as the union that can be told apart by `tag`. */
export function node(type: AnyType): Schema {
  return type as unknown as Schema;
}
