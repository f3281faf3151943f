import { describe, expect, it } from "vitest";
import * as c from "../../src/codec/index.js";

/** Schemas that contradict themselves, each with what the error says. Built by functions: the error comes at once. */
const CASES: readonly (readonly [name: string, build: () => unknown, message: string | RegExp])[] = [
  ["a struct of the wrong size", () => c.struct("x", 5, { a: c.u32 }), "struct x: members take 4 bytes, not 5"],
  ["a forgotten member", () => c.struct("x", 12, { a: c.u8, b: c.u32 }), "struct x: members take 8 bytes, not 12"],
  [
    "padding in a packed struct",
    () => c.struct("x", 8, { a: c.u8, b: c.u32 }, { packed: true }),
    "struct x: members take 5 bytes, not 8",
  ],
  ["an alignment of 8", () => c.struct("x", 12, { a: c.u64, b: c.u32 }), "struct x: members take 16 bytes, not 12"],
  [
    "something after the rest",
    () => c.struct("x", 4, { a: c.u32, rest: c.bytes, b: c.bytes }),
    "struct x: nothing tells where rest ends",
  ],
  [
    "something fixed after the rest",
    () => c.struct("x", 4, { a: c.u32, rest: c.bytes, b: c.u32 }),
    "struct x: nothing tells where rest ends",
  ],
  [
    "a member after a later one",
    () => c.struct("x", 8, { a: c.u32, b: c.later(c.u16), c: c.u16 }),
    "struct x: c follows a later member",
  ],
  [
    "a later member before attributes",
    () => c.message(c.struct("x", 4, { a: c.u16, b: c.later(c.u16) }), c.attrs({})),
    "b of struct x is later: no attributes can follow",
  ],
  [
    "a tail by kind without fallback",
    () => c.struct("x", 4, { kind: c.u32, data: c.byKind("kind", { 1: c.u8 }) }),
    "struct x: data needs a fallback for kinds that it does not know",
  ],
  [
    "a count that is no member",
    () => c.struct("x", 4, { n: c.u32, list: c.array(c.u8, "m") }),
    "struct x: list is counted by m, which is no integer member",
  ],
  ["a count that is no integer", () => c.struct("x", 4, { n: c.ipv4, list: c.array(c.u8, "n") }), /counted by n/],
  ["bytes counted by nothing", () => c.struct("x", 4, { n: c.u32, list: c.countedBytes("m") }), /counted by m/],
  ["an array counted outside a struct", () => c.attr(1, "X", c.array(c.u8, "n")), /only a struct can count/],
  ["an attribute type above 14 bits", () => c.attr(0x4000, "X", c.u8), "X: 16384 is no attribute type"],
  ["a negative attribute type", () => c.attr(-1, "X", c.u8), "X: -1 is no attribute type"],
  ["a fraction of an attribute type", () => c.attr(1.5, "X", c.u8), "X: 1.5 is no attribute type"],
  ["repeated twice", () => c.attr(1, "X", c.repeated(c.repeated(c.u8))), "X: repeated twice"],
  ["repeated twice around a flag", () => c.attr(1, "X", c.repeated(c.nested(c.repeated(c.u8)))), "X: repeated twice"],
  ["the key unknown", () => c.attrs({ unknown: c.attr(1, "X", c.u8) }), /the key unknown is taken/],
  ["a field that is no attribute", () => c.attrs({ a: c.u8 }), "a is not made by attr()"],
  ["two attributes of one number", () => c.attrs({ a: c.attr(1, "A", c.u8), b: c.attr(1, "B", c.u8) }), /A.*B|B.*A/],
  [
    "a message of a struct with a tail",
    () => c.message(c.struct("x", 4, { a: c.u32, rest: c.bytes }), c.attrs({})),
    "struct x ends in rest: no attributes can follow",
  ],
  [
    "a key in header and set",
    () => c.message(c.struct("x", 1, { a: c.u8 }), c.attrs({ a: c.attr(1, "A", c.u8) })),
    /\ba\b/,
  ],
  ["a header member called unknown", () => c.message(c.struct("x", 1, { unknown: c.u8 }), c.attrs({})), /unknown/],
  ["an array of strings", () => c.array(c.cstring), "an array needs elements of one size"],
  ["an array of sets", () => c.array(c.attrs({})), "an array needs elements of one size"],
  ["an array of nothing", () => c.array(c.fixedBytes(0)), "an array needs elements of one size"],
  [
    "a list without its length",
    () => c.listOf(c.struct("x", 2, { len: c.u16 }), "length"),
    "struct x has no number length",
  ],
  [
    "a list whose length is a string",
    () => c.listOf(c.struct("x", 2, { len: c.chars(2) }), "len"),
    "struct x has no number len",
  ],
  [
    "a list whose length is a bigint",
    () => c.listOf(c.struct("x", 8, { len: c.u64 }), "len"),
    /struct x has no number len/,
  ],
  ["bit fields that are too few", () => c.bits(c.u16, { a: 8 }), "bit fields of 8 bits in 2 bytes"],
  ["bit fields that are too many", () => c.cbits(c.u8, { a: 8, b: 1 }), "bit fields of 9 bits in 1 bytes"],
  ["a constant that is no integer", () => c.constants("X_", { a: 1.5 }), "X_a: 1.5 is not an integer"],
  [
    "a variant that starts otherwise",
    () => c.variant("family", c.u16, { a: c.struct("x", 2, { kind: c.u16 }) }),
    "struct x does not start with family",
  ],
  [
    "a variant of another width",
    () => c.variant("family", c.u16, { a: c.struct("x", 4, { family: c.u32 }) }),
    "struct x does not start with family",
  ],
];

describe("schemas that contradict themselves", () => {
  it.each(CASES)("%s", (_name, build, message) => {
    expect(build).toThrow(c.SchemaError);
    expect(build).toThrow(message);
    try {
      build();
    } catch (error) {
      expect((error as c.SchemaError).code).toBe("ERR_RINGLINK_SCHEMA");
    }
  });

  it("behind a getter: when the set is used first, in every way of using it", () => {
    const make = () => {
      const Clash = c.attrs({
        a: c.attr(1, "A", c.u8),
        get self() {
          return c.attr(1, "SELF", Clash);
        },
      });
      return Clash;
    };
    expect(() => c.decode(make(), new Uint8Array(0))).toThrow(c.SchemaError);
    expect(() => c.encode(make(), {})).toThrow("SELF and A are both 1");
    const padded = c.attrs({ a: c.attr(1, "A", c.u8) }, { pad: { PAD: 1 } });
    expect(() => c.decode(padded, new Uint8Array(0))).toThrow("PAD is declared both as padding and as an attribute");
  });

  it("schemas are frozen", () => {
    const nodes = [
      c.u8,
      c.enumOf(c.u8, {}),
      c.struct("x", 1, { a: c.u8 }),
      c.attrs({}),
      c.attr(1, "A", c.u8),
      c.indexed(c.u8),
      c.nested(c.u8),
      c.byKind("x", {}),
      c.unit("ms", c.u8),
    ];
    for (const node of nodes) expect(Object.isFrozen(node)).toBe(true);
  });
});
