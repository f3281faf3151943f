import type { ConstantsOf, NameOf } from "./constants.js";
import { SchemaError } from "./errors.js";
import { make } from "./make.js";
import type {
  AddressType,
  AnyType,
  BitsType,
  ByteOrder,
  BytesType,
  Constants,
  FlaggedType,
  FlagType,
  IntType,
  IpType,
  LinkAddressType,
  MplsType,
  SchemaNode,
  TextType,
  VarIntType,
} from "./type.js";
import { NLA_F_NESTED, NLA_F_NET_BYTEORDER } from "./type.js";

function int(size: 1 | 2 | 4 | 8, signed: boolean, order: ByteOrder = "host"): IntType {
  return make<IntType>({ tag: "int", size, signed, order, js: "number" });
}

function int64(signed: boolean, order: ByteOrder = "host"): IntType<bigint> {
  return make<IntType<bigint>>({ tag: "int", size: 8, signed, order, js: "bigint" });
}

export const u8 = int(1, false);
export const u16 = int(2, false);
export const u32 = int(4, false);
export const s8 = int(1, true);
export const s16 = int(2, true);
export const s32 = int(4, true);
/** 64 bits, as a bigint. */
export const u64 = int64(false);
export const s64 = int64(true);
/** Big-endian (network order) integers. */
export const be16 = int(2, false, "big");
export const be32 = int(4, false, "big");
export const be64 = int64(false, "big");
/** Little-endian whatever the host. */
export const le16 = int(2, false, "little");
export const le32 = int(4, false, "little");
/** An unsigned 64-bit counter as a number: exact up to 2^53 - 1, rounded above. Encoding takes safe integers only. */
export const counter64 = int(8, false);
/** A signed 64-bit quantity as a number: exact within ±(2^53 - 1). */
export const scounter64 = int(8, true);
/** YNL `uint`: 4 or 8 bytes on the wire, a number exact up to 2^53 - 1. */
export const uint = make<VarIntType>({ tag: "varint", signed: false });
/** YNL `sint`: 4 or 8 bytes on the wire, a number exact within ±(2^53 - 1). */
export const sint = make<VarIntType>({ tag: "varint", signed: true });

/**
 * An integer whose values have names. Decodes to the name as a string literal, an unknown number stays a number;
 * encodes either.
 */
export function enumOf<T extends Constants>(
  base: IntType,
  names: ConstantsOf<T>,
): IntType<NameOf<T> | number, NameOf<T> | number> {
  return make<IntType<NameOf<T> | number>>({ ...base, names });
}

/** An integer whose bits have names. Stays a number; `flagNames` lists the names. */
export function flagsOf(base: IntType, bits: Constants): IntType {
  return make<IntType>({ ...base, bits, hex: true });
}

/** An integer that people read in hexadecimal: marks, handles, masks. */
export function hex<T extends AnyType>(base: T): T {
  return annotate(base, { hex: true });
}

type BitsOut<W> = { [K in keyof W]: number };

/**
 * An integer cut into bit fields, listed from the most significant bit down. On a big-endian base this is the order in
 * which protocol headers are drawn.
 *
 * @throws SchemaError when the widths do not add up to the base's width
 */
export function bits<W extends Readonly<Record<string, number>>>(
  base: IntType,
  widths: W,
): BitsType<BitsOut<W>, Partial<BitsOut<W>>> {
  const total = Object.values(widths).reduce((sum, width) => sum + width, 0);
  if (total !== base.size * 8 || base.size > 4)
    throw new SchemaError(`bit fields of ${total} bits in ${base.size} bytes`);
  return make<BitsType<BitsOut<W>, Partial<BitsOut<W>>>>({ tag: "bits", base, widths, c: false });
}

/**
 * Bit fields in the order in which C declares them. C fills a little-endian word from its least significant bit, a
 * big-endian one from its most significant.
 *
 * @throws SchemaError when the widths do not add up to the base's width
 */
export function cbits<W extends Readonly<Record<string, number>>>(
  base: IntType,
  widths: W,
): BitsType<BitsOut<W>, Partial<BitsOut<W>>> {
  return Object.freeze({ ...bits(base, widths), c: true });
}

/** Presence is the value: `true` or absent. Encoding `false` leaves the attribute out. */
export const flag = make<FlagType>({ tag: "flag" });

/** NUL-terminated string. Bytes that are not UTF-8 survive as lone surrogates U+DC80…U+DCFF (Python's surrogateescape). */
export const cstring = make<TextType>({ tag: "text", nul: true });
/** String without terminator. */
export const text = make<TextType>({ tag: "text", nul: false });

/** `char name[size]`: NUL-padded, at most `size` bytes, terminator not required when full. */
export function chars(size: number): TextType {
  return make<TextType>({ tag: "text", nul: true, size });
}

/** The rest of the payload, as bytes. The decoded array is a copy. */
export const bytes = make<BytesType>({ tag: "bytes" });
/** Exactly `size` bytes. */
export function fixedBytes(size: number): BytesType {
  return make<BytesType>({ tag: "bytes", size });
}

/** As many bytes as the struct member `count` says, plus a constant. */
export function countedBytes(count: string, options: { readonly plus?: number } = {}): BytesType {
  return make<BytesType>({ tag: "bytes", count: { key: count, plus: options.plus ?? 0 } });
}

/** Hardware address of six bytes, `02:00:00:00:00:01`. */
export const mac = make<LinkAddressType>({ tag: "lladdr", size: 6 });
/** Link-layer address of any length (6 on Ethernet, 4 or 16 on IP tunnels, 20 on IPoIB), pairs with colons. */
export const lladdr = make<LinkAddressType>({ tag: "lladdr" });
/** Four bytes, dotted. */
export const ipv4 = make<IpType>({ tag: "ip", size: 4 });
/** Sixteen bytes, RFC 5952 text. */
export const ipv6 = make<IpType>({ tag: "ip", size: 16 });

/**
 * A network address. Its length decides between IPv4 and IPv6; `family` names the member or attribute whose value
 * `"mpls"` makes it a label stack. Any other length is `0x…` hexadecimal.
 */
export function addressOf(family?: string): AddressType {
  return make<AddressType>({ tag: "address", family });
}

/** IPv4 or IPv6 by length. */
export const ip = addressOf();

/**
 * MPLS label stack as text, `100/200`; a label carries `tc=`, `ttl=`, `bos=` after commas where they differ from
 * tc 0, ttl 0 and bottom-of-stack on the last label only.
 */
export const mplsLabels = make<MplsType>({ tag: "mpls" });

function annotate<T extends AnyType>(type: T, extra: Partial<AnyType> & { hex?: boolean }): T {
  return Object.freeze({ ...type, ...extra });
}

/** The same type with a unit, for people: `unit("ms", u32)`. */
export function unit<T extends AnyType>(name: string, type: T): T {
  return annotate(type, { unit: name });
}

/** A struct member whose kernel name does not follow from its key and the struct's prefix. */
export function as<T extends AnyType>(kernel: string, type: T): T {
  return annotate(type, { kernel });
}

/** A struct type of members that older kernels do not send. */
export interface Later<T extends AnyType> {
  readonly "~out": T["~out"] | undefined;
  readonly "~in": T["~in"] | undefined;
  readonly "~selector": T["~selector"];
  readonly "~table": T["~table"];
  readonly tag: T["tag"];
}

/** A struct member that the kernel appended later: `undefined` when the payload ends before it. */
export function later<T extends AnyType>(type: T): Later<T> {
  return annotate(type, { later: true }) as unknown as Later<T>;
}

/** An attribute sent with NLA_F_NESTED; decoding never requires the bit. */
export function nested<T extends SchemaNode>(element: T): FlaggedType<T> {
  return make<FlaggedType<T>>({ tag: "flagged", element, flags: NLA_F_NESTED });
}

/** An attribute sent with NLA_F_NET_BYTEORDER (ipset); the element's own byte order decides how it is read. */
export function netByteOrder<T extends SchemaNode>(element: T): FlaggedType<T> {
  return make<FlaggedType<T>>({ tag: "flagged", element, flags: NLA_F_NET_BYTEORDER });
}
