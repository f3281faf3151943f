/** Random schemas with random values for them, right and wrong ones. */
import fc from "fast-check";
import * as c from "../../src/codec/index.js";
import { alignOf, alignTo, sizeOf } from "../../src/codec/layout.js";
import type { SchemaNode } from "../../src/codec/type.js";
import { spell } from "./spell.js";

/** A schema and values that fit it more often than not. */
export interface Made {
  readonly type: c.AnyType;
  readonly value: fc.Arbitrary<unknown>;
}

const made = (type: unknown, value: fc.Arbitrary<unknown>): Made =>
  ({ type, value, [fc.toStringMethod]: () => spell(type as c.AnyType) }) as Made;

const Names = c.constants("N_", { zero: 0, one: 1, two: 2, deux: 2, far: 200 });
const Bits = c.constants("B_", { low: 1, high: 128 });

/** Values of the wrong type or range, for any place. */
const wrong = fc.constantFrom<unknown>(
  null,
  -1,
  0.5,
  256,
  2 ** 40,
  Number.NaN,
  -1n,
  1n << 64n,
  "",
  "x",
  "a\0b",
  "\ud800",
  "10.0.0.1",
  true,
  false,
  new Uint8Array(3),
  [],
  [1],
  {},
  { nonsense: 1 },
);

const whole = (size: number, signed: boolean) =>
  signed
    ? fc.integer({ min: -(2 ** (size * 8 - 1)), max: 2 ** (size * 8 - 1) - 1 })
    : fc.integer({ min: 0, max: 2 ** (size * 8) - 1 });

const plainText = fc
  .string({ unit: fc.constantFrom("a", "z", "0", "ä", "€", "🐧", "\udc80", "\udcff"), maxLength: 6 })
  .filter((s) => !s.includes("\0"));
const bytesOf = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
const names = fc.constantFrom<unknown>("zero", "one", "two", "deux", 0, 1, 2, 77);

/** Types of one size: they fit structs and arrays. */
const FIXED: readonly Made[] = [
  made(c.u8, whole(1, false)),
  made(c.s8, whole(1, true)),
  made(c.u16, whole(2, false)),
  made(c.s16, whole(2, true)),
  made(c.u32, whole(4, false)),
  made(c.s32, whole(4, true)),
  made(c.be16, whole(2, false)),
  made(c.be32, whole(4, false)),
  made(c.le16, whole(2, false)),
  made(c.le32, whole(4, false)),
  made(c.u64, fc.bigInt({ min: 0n, max: (1n << 64n) - 1n })),
  made(c.s64, fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n })),
  made(c.be64, fc.bigInt({ min: 0n, max: (1n << 64n) - 1n })),
  made(c.counter64, fc.maxSafeNat()),
  made(c.scounter64, fc.maxSafeInteger()),
  made(c.enumOf(c.u8, Names), names),
  made(c.enumOf(c.be16, Names), names),
  made(c.flagsOf(c.u32, Bits), whole(4, false)),
  made(c.bits(c.u8, { hi: 3, lo: 5 }), fc.record({ hi: fc.nat(7), lo: fc.nat(32) }, { requiredKeys: [] })),
  made(c.bits(c.be32, { a: 1, b: 31 }), fc.record({ a: fc.nat(1), b: fc.nat(2 ** 31 - 1) }, { requiredKeys: [] })),
  made(c.bits(c.u32, { all: 32 }), fc.record({ all: whole(4, false) })),
  made(
    c.cbits(c.u16, { first: 4, second: 12 }),
    fc.record({ first: fc.nat(15), second: fc.nat(4095) }, { requiredKeys: [] }),
  ),
  made(c.chars(6), plainText),
  made(c.fixedBytes(3), bytesOf(3)),
  made(
    c.mac,
    bytesOf(6).map((b) => c.decode(c.mac, b)),
  ),
  made(c.ipv4, fc.oneof(fc.ipV4(), bytesOf(4))),
  made(c.ipv6, fc.oneof(fc.ipV6(), bytesOf(16))),
];

/** Types that take what there is. */
const FREE: readonly Made[] = [
  made(c.cstring, plainText),
  made(c.text, plainText),
  made(c.bytes, fc.uint8Array({ maxLength: 9 })),
  made(c.lladdr, fc.uint8Array({ maxLength: 9 })),
  made(c.ip, fc.oneof(fc.ipV4(), fc.ipV6(), fc.uint8Array({ maxLength: 9 }))),
  made(c.addressOf("family"), fc.constantFrom("10.0.0.1", "::1", "0x0102", "100", "100/200,ttl=3")),
  made(c.mplsLabels, fc.constantFrom("100", "100/200", "5,tc=1,ttl=2,bos=0")),
  made(c.uint, fc.maxSafeNat()),
  made(c.sint, fc.maxSafeInteger()),
  made(c.flag, fc.boolean()),
];

/** Keys are few, so that inner sets hide outer ones; some are properties that every object has. */
const SET_KEYS = ["kind", "type", "a", "b", "c", "valueOf"] as const;
const HEADER_KEYS = ["family", "index", "h1", "h2"] as const;
const SELECTORS = [...SET_KEYS, ...HEADER_KEYS, "$direction"] as const;
const TABLE_KEYS = ["zero", "one", "two", "0", "1", "request", "reply", "x"] as const;

const mostly = (value: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 60, arbitrary: value }, { weight: 1, arbitrary: wrong });
const pick = <T>(from: readonly T[]) => fc.constantFrom(...from);

/** An object of these members, some absent, rarely with a key too many. */
function objectOf(
  fields: readonly (readonly [string, fc.Arbitrary<unknown>])[],
  extra: fc.Arbitrary<unknown> | undefined,
) {
  const shape = Object.fromEntries(
    fields.map(([key, value]) => [key, fc.option(mostly(value), { nil: undefined, freq: 4 })]),
  );
  const base = fc.record(shape, { requiredKeys: [] });
  const more: fc.Arbitrary<object> = fc.oneof(
    { weight: 40, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constant({ mispelt: 1 }) },
    { weight: 1, arbitrary: fc.constant({ unknown: [] }) },
    ...(extra === undefined ? [] : [{ weight: 10, arbitrary: fc.record({ unknown: extra }) }]),
  );
  return fc.tuple(base, more).map(([a, b]) => ({ ...a, ...b }));
}

const unknowns = fc.array(
  fc.record(
    {
      type: fc.oneof(fc.nat(40), fc.constantFrom(16383, 16384)),
      flags: pick([0, 0x4000, 0x8000, 0xc000]),
      data: fc.uint8Array({ maxLength: 5 }),
    },
    { requiredKeys: ["type", "data"] },
  ),
  { maxLength: 2 },
);

function structOf(keys: readonly string[], depth: number, open: boolean): fc.Arbitrary<Made> {
  const tail = depth > 0 && open ? fc.option(payload(depth - 1), { freq: 2 }) : fc.constant(null);
  return fc
    .tuple(
      fc.uniqueArray(pick(keys), { minLength: 1, maxLength: 4 }),
      fc.array(member(depth), { minLength: 4, maxLength: 4 }),
      fc.boolean(),
      fc.nat(6),
      tail,
    )
    .map(([chosen, types, packed, later, last]) => {
      const fields: [string, Made][] = chosen.map((key, i) => {
        const one = types[i]!;
        return open && i > 0 && i >= later ? [key, made(c.later(one.type), one.value)] : [key, one];
      });
      const closed = fields.every(([, { type }]) => type.later !== true);
      if (last !== null && closed && last.type.tag !== "byKind" && last.type.tag !== "flag")
        fields.push(["tail", last]);
      let size = 0;
      let align = 1;
      for (const [, { type }] of fields) {
        const own = sizeOf(type);
        const to = packed ? 1 : alignOf(type);
        size = alignTo(size, to);
        align = Math.max(align, to);
        size += own ?? 0;
      }
      const record = Object.fromEntries(fields.map(([key, { type }]) => [key, type]));
      const schema = c.struct("s", alignTo(size, align), record, { packed, prefix: "s_" });
      return made(
        schema,
        objectOf(
          fields.map(([key, { value }]) => [key, value]),
          undefined,
        ),
      );
    });
}

function member(depth: number): fc.Arbitrary<Made> {
  const leaf = pick(FIXED);
  if (depth <= 0) return leaf;
  return fc.oneof({ weight: 6, arbitrary: leaf }, structOf(HEADER_KEYS, 0, false), fixedArray());
}

function fixedArray(): fc.Arbitrary<Made> {
  return fc
    .tuple(pick(FIXED), fc.integer({ min: 1, max: 3 }))
    .map(([{ type, value }, n]) => made(c.array(type, n), fc.array(mostly(value), { minLength: n, maxLength: n })));
}

/** `struct { n; m; items[n]; raw[m]; rest }`. */
function counted(): fc.Arbitrary<Made> {
  const items = FIXED.filter(({ type }) => alignOf(type) <= 4);
  return fc.tuple(pick(items), fc.nat(1), fc.boolean()).map(([{ type, value }, plus, open]) => {
    const fields = { n: c.u8, m: c.u8, y: c.u16, items: c.array(type, "n", { plus }), raw: c.countedBytes("m") };
    const schema = open ? c.struct("counted", 4, { ...fields, rest: c.bytes }) : c.struct("counted", 4, fields);
    const values: [string, fc.Arbitrary<unknown>][] = [
      ["y", whole(2, false)],
      ["items", fc.array(mostly(value), { minLength: plus, maxLength: 3 })],
      ["raw", fc.uint8Array({ maxLength: 4 })],
    ];
    if (open) values.push(["rest", fc.uint8Array({ maxLength: 4 })]);
    return made(schema, objectOf(values, undefined));
  });
}

/** A choice among structs by their first member, with a size of its own or without. */
function variant(): fc.Arbitrary<Made> {
  return fc.tuple(pick(FIXED), pick(FIXED), fc.boolean()).map(([one, two, padded]) => {
    const kind = c.enumOf(c.u16, Names);
    const packed = { packed: true };
    const first = c.struct("one", 2 + sizeOf(one.type)!, { kind, a: one.type }, packed);
    const second = c.struct("two", 2 + sizeOf(two.type)!, { kind, b: two.type }, packed);
    const value = fc.oneof(
      fc.record({ kind: fc.constantFrom<unknown>("one", 1), a: mostly(one.value) }),
      fc.record({ kind: fc.constantFrom<unknown>("two", "deux", 2), b: mostly(two.value) }, { requiredKeys: ["kind"] }),
      fc.record({ kind: fc.constantFrom<unknown>(99, "far", 1), data: fc.uint8Array({ maxLength: 6 }) }),
    );
    return made(c.variant("kind", kind, { one: first, two: second }, padded ? 20 : undefined), value);
  });
}

function list(depth: number): fc.Arbitrary<Made> {
  return fc.tuple(set(depth - 1), fc.boolean()).map(([body, plain]) => {
    const header = c.struct("record", 4, { len: c.u16, n: c.u16 }, { prefix: "r_" });
    const plus = plain ? 2 : 0;
    const element = plain ? header : c.message(header, body.type as c.AttrsType);
    const own = objectOf([["n", whole(2, false)]], undefined);
    const one = plain ? own : fc.tuple(own, body.value).map(([a, b]) => (typeof b === "object" ? { ...b, ...a } : a));
    return made(c.listOf(element as c.StructType, "len", { plus }), fc.array(mostly(one), { maxLength: 3 }));
  });
}

function choice(depth: number): fc.Arbitrary<Made> {
  return fc
    .tuple(
      pick(SELECTORS),
      fc.uniqueArray(pick(TABLE_KEYS), { minLength: 1, maxLength: 4 }),
      fc.array(payload(depth - 1), { minLength: 4, maxLength: 4 }),
      fc.boolean(),
    )
    .map(([selector, kinds, types, fallback]) => {
      const table = kinds.map((kind, i) => [kind, types[i]!] as const);
      const flagged = (kind: string, type: c.AnyType) =>
        kind === "x" ? (c.nested(type) as unknown as c.AnyType) : type;
      const schemas = Object.fromEntries(table.map(([kind, { type }]) => [kind, flagged(kind, type)]));
      const type = fallback ? c.byKind(selector, schemas, c.bytes) : c.byKind(selector, schemas);
      return made(type, fc.oneof(...table.map(([, { value }]) => value)));
    });
}

function payload(depth: number): fc.Arbitrary<Made> {
  const leaf = pick([...FIXED, ...FREE]);
  if (depth <= 0) return leaf;
  return fc.oneof(
    { weight: 6, arbitrary: leaf },
    { weight: 3, arbitrary: set(depth) },
    { weight: 2, arbitrary: structOf(HEADER_KEYS, depth, true) },
    { weight: 1, arbitrary: counted() },
    { weight: 1, arbitrary: variant() },
    { weight: 1, arbitrary: fixedArray() },
    {
      weight: 1,
      arbitrary: pick(FIXED).map(({ type, value }) => made(c.array(type), fc.array(mostly(value), { maxLength: 3 }))),
    },
    { weight: 1, arbitrary: list(depth) },
    { weight: 1, arbitrary: nest(depth) },
    { weight: 2, arbitrary: message(depth) },
  );
}

function nest(depth: number): fc.Arbitrary<Made> {
  return fc
    .tuple(payload(depth - 1), fc.boolean(), fc.boolean(), fc.nat(2))
    .map(([{ type, value }, by, flagged, from]) => {
      const element = flagged ? c.nested(type) : type;
      if (!by)
        return made(c.indexed(element, { from, step: from === 2 ? 0 : 1 }), fc.array(mostly(value), { maxLength: 3 }));
      const entry = fc.record({ at: mostly(fc.nat(20)), value: mostly(value) });
      return made(c.indexedBy("at", element, { from }), fc.array(entry, { maxLength: 3 }));
    });
}

/** Selectors hold numbers, names or strings; everything else is anything. */
const SELECTOR_TYPES: readonly Made[] = [
  made(c.enumOf(c.u8, Names), names),
  made(c.u8, fc.nat(2)),
  made(c.cstring, pick(["zero", "one", "x", "constructor"])),
];

function field(key: string, depth: number): fc.Arbitrary<Made> {
  if (key === "kind" || key === "type") return pick(SELECTOR_TYPES);
  return fc.oneof(
    { weight: 3, arbitrary: payload(depth - 1) },
    { weight: depth > 0 ? 2 : 0, arbitrary: choice(depth) },
  );
}

export function set(depth: number): fc.Arbitrary<Made> {
  return fc
    .uniqueArray(pick(SET_KEYS), { minLength: 1, maxLength: 5 })
    .chain((keys) => {
      const entries = keys.map((key) => fc.tuple(fc.constant(key), field(key, depth), fc.nat(9)));
      return fc.tuple(
        fc.tuple(...entries),
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 16383], { minLength: 6, maxLength: 6 }),
      );
    })
    .map(([entries, ids]) => {
      const fields: [string, c.Attr<SchemaNode>][] = [];
      const values: [string, fc.Arbitrary<unknown>][] = [];
      entries.forEach(([key, { type, value }, how], i) => {
        const many = how === 0 || how === 1;
        let node: SchemaNode = type;
        if (how === 1 || how === 2) node = c.nested(node);
        if (how === 3) node = c.netByteOrder(node);
        if (many) node = c.repeated(node);
        fields.push([key, c.attr(ids[i]!, `A_${key.toUpperCase()}`, node) as c.Attr<SchemaNode>]);
        values.push([key, many ? fc.array(mostly(value), { maxLength: 3 }) : value]);
      });
      const schema = c.attrs(Object.fromEntries(fields), { pad: { A_PAD: ids[5]! } });
      return made(schema, objectOf(values, unknowns));
    });
}

export function message(depth: number): fc.Arbitrary<Made> {
  return fc.tuple(structOf(HEADER_KEYS, 0, false), set(depth)).map(([header, body]) => {
    const value = fc
      .tuple(header.value, body.value)
      .map(([a, b]) => (typeof b === "object" ? { ...(a as object), ...b } : b));
    return made(c.message(header.type as c.StructType, body.type as c.AttrsType), value);
  });
}

/** Any schema that a user can write. */
export const schema: fc.Arbitrary<Made> = fc.oneof(
  { weight: 4, arbitrary: message(3) },
  { weight: 3, arbitrary: set(3) },
  { weight: 3, arbitrary: payload(3) },
);

/** Bytes that look like attributes: small types, mostly honest lengths. */
export const attributeBytes: fc.Arbitrary<Uint8Array> = fc
  .array(
    fc.tuple(
      fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 16383, 9),
      fc.constantFrom(0, 0x80, 0x40, 0xc0),
      fc.uint8Array({ maxLength: 12 }),
      fc.constantFrom(0, 0, 0, 0, 0, 0, 0, -1, 1, 4),
    ),
    { maxLength: 5 },
  )
  .map((attributes) =>
    Uint8Array.from(
      attributes.flatMap(([type, flags, data, lie]) => {
        const length = Math.max(0, data.length + 4 + lie);
        return [length, 0, type & 255, (type >> 8) | flags, ...data, ...new Array((4 - (data.length % 4)) % 4).fill(0)];
      }),
    ),
  );
