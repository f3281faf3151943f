/** The objects that compiled decoders make: keys, their order, hidden classes, and a bound on the code made for them. */
import { setFlagsFromString } from "node:v8";
import { expect, it } from "vitest";
import { interpretDecode, viewOf } from "../../src/codec/codec.js";
import { attr, attrs, decode, encode, message, struct, u8, u16 } from "../../src/codec/index.js";
import { SIMPLE_OBJECTS } from "../../src/codec/jit/shapes.js";
import { same } from "../support/compare.js";

setFlagsFromString("--allow-natives-syntax");
const haveSameMap = new Function("a", "b", "return %HaveSameMap(a, b)") as (a: object, b: object) => boolean;

/** More keys than two words of bits hold. */
const KEYS = Array.from({ length: 64 }, (_, i) => `k${i}`);
const wide = () =>
  message(
    struct("head", 4, { family: u8, version: u8, index: u16 }),
    attrs(Object.fromEntries(KEYS.map((key, i) => [key, attr(i + 1, `A_${key}`, u8)]))),
  );

function interpreted(schema: Parameters<typeof decode>[0], bytes: Uint8Array): unknown {
  return interpretDecode(schema, viewOf(bytes), 0, bytes.length, "reply", { littleEndian: true, name: "" });
}

it("objects with the same keys share one hidden class, whatever the order of the bytes", () => {
  const Three = attrs({ a: attr(1, "A", u8), b: attr(2, "B", u8), c: attr(3, "C", u8) });
  const [forth, back] = [encode(Three, { a: 1, b: 2 }), encode(Three, { a: 1, b: 2 })];
  back.copyWithin(0, 8);
  back.set(forth.subarray(0, 8), 8);
  for (let i = 0; i < SIMPLE_OBJECTS; i++) decode(Three, forth);
  const [one, other] = [decode(Three, forth), decode(Three, back)];
  expect(Object.entries(one)).toEqual([
    ["a", 1],
    ["b", 2],
  ]);
  expect(haveSameMap(one, other)).toBe(true);
});

it("each of many combinations gives what the interpreter gives, before and after code was made for it", () => {
  const schema = wide();
  for (let round = 0; round <= SIMPLE_OBJECTS; round++) {
    for (let n = 0; n < 500; n++) {
      const there = KEYS.filter((_, i) => ((n * 2654435761) >>> (i % 32)) % 2 === (i > 40 ? n % 2 : 1));
      const bytes = encode(schema, { index: n, ...Object.fromEntries(there.map((key, i) => [key, i])) });
      const value = decode(schema, bytes);
      expect(Object.keys(value)).toEqual(["family", "version", "index", ...there]);
      same(value, interpreted(schema, bytes));
    }
  }
});

it("the first and the last key of a word, and what is unknown", () => {
  const schema = wide();
  for (const there of [["k0"], ["k29"], ["k30"], ["k59"], ["k60"], ["k63"], []]) {
    const known = encode(schema, Object.fromEntries(there.map((key) => [key, 7])));
    const bytes = new Uint8Array([...known, 4, 0, 99, 0]);
    for (let i = 0; i <= SIMPLE_OBJECTS; i++) {
      expect(Object.keys(decode(schema, known)).slice(3)).toEqual(there);
      expect(Object.keys(decode(schema, bytes)).slice(3)).toEqual([...there, "unknown"]);
    }
    same(decode(schema, bytes), interpreted(schema, bytes));
  }
});

it("a key that every object inherits is undefined when it is absent", () => {
  const Odd = attrs({ constructor: attr(1, "A", u8), valueOf: attr(2, "B", u8), b: attr(3, "C", u8) });
  const bytes = Uint8Array.of(5, 0, 3, 0, 1, 0, 0, 0);
  for (let i = 0; i <= SIMPLE_OBJECTS; i++) {
    const value = decode(Odd, bytes) as Record<string, unknown>;
    expect([value["constructor"], value["valueOf"], value["b"]]).toEqual([undefined, undefined, 1]);
    same(value, interpreted(Odd, bytes));
  }
});
