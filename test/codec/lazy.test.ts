/** Views of messages: each member is what decoding the whole message says, whichever engine reads it. */
import { inspect } from "node:util";
import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { decode, encode, viewOf } from "../../src/codec/codec.js";
import {
  type AnyType,
  attr,
  attrs,
  byKind,
  cstring,
  type Direction,
  message,
  repeated,
  setCodeGeneration,
  struct,
  u8,
  u32,
} from "../../src/codec/index.js";
import { lazyReader } from "../../src/codec/lazy.js";
import { outcome, same } from "../support/compare.js";
import { goldenNames, messageOf, readGolden } from "../support/golden.js";
import { type Made, schema } from "./arbitrary.js";

afterEach(() => setCodeGeneration(true));

interface Region {
  readonly type: AnyType;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly littleEndian: boolean;
  readonly direction: Direction;
}

/** Compares every member, in either order, with the whole value. Number of members that could be read. */
function compareMembers({ type, bytes, start, end, littleEndian, direction }: Region): number {
  const options = { littleEndian, direction, name: "MSG" };
  const whole = outcome(() => decode(type, bytes, { ...options, start, end }));
  const reader = lazyReader(type, options);
  if (type.tag !== "message" && type.tag !== "attrs") {
    same(
      outcome(() => reader(viewOf(bytes), start, end)),
      whole,
      "no members",
    );
    return 0;
  }
  const lazy = reader(viewOf(bytes), start, end) as Record<string, unknown>;
  const keys: string[] = [];
  for (const key in lazy) keys.push(key);
  if ("value" in whole) {
    const value = whole.value as Record<string, unknown>;
    expect(keys).toEqual(expect.arrayContaining(Object.keys(value)));
    for (const key of [...keys, ...keys.reverse()]) same(lazy[key], value[key], key);
    return keys.length;
  }
  let read = 0;
  for (const key of keys) {
    const found = outcome(() => lazy[key]);
    if ("value" in found) read++;
    else same(found, whole, key);
  }
  return read;
}

const given = schema.chain((made: Made) =>
  fc.record({
    made: fc.constant(made),
    values: fc.array(made.value, { minLength: 3, maxLength: 3 }),
    changes: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
    cut: fc.nat(5),
    littleEndian: fc.boolean(),
    direction: fc.constantFrom<Direction>("request", "reply"),
    generates: fc.boolean(),
  }),
);

it("random schemas", { timeout: 120_000 }, () => {
  const read = { whole: 0, damaged: 0 };
  fc.assert(
    fc.property(given, ({ made, values, changes, cut, littleEndian, direction, generates }) => {
      for (const value of values) {
        setCodeGeneration(true);
        const encoded = outcome(() => encode(made.type, value, { littleEndian, direction }));
        if (!("value" in encoded)) continue;
        setCodeGeneration(generates);
        const bytes = encoded.value as Uint8Array;
        const padded = new Uint8Array(bytes.length + 16).fill(0xa5);
        padded.set(bytes, 8);
        const region = { type: made.type, bytes: padded, start: 8, end: 8 + bytes.length, littleEndian, direction };
        read.whole += compareMembers(region);
        for (const [at, byte] of changes) if (bytes.length > 0) padded[8 + (at % bytes.length)] = byte;
        read.damaged += compareMembers({ ...region, end: Math.max(8, region.end - cut) });
      }
    }),
    { numRuns: Number(process.env["RINGLINK_FUZZ_RUNS"] ?? 400) },
  );
  expect(read.whole).toBeGreaterThan(300);
  expect(read.damaged).toBeGreaterThan(100);
});

it("recorded messages of every kind", { timeout: 120_000 }, () => {
  let members = 0;
  for (const name of goldenNames()) {
    const golden = readGolden(name);
    const { schema: type, direction, littleEndian, raw } = messageOf(golden);
    if (type === undefined) continue;
    const { payload: start, end } = raw;
    members += compareMembers({ type, bytes: golden.bytes, start, end, littleEndian, direction });
  }
  expect(members).toBeGreaterThan(1000);
});

const Thing = message(
  struct("thing", 4, { sort: u8, rest: u8, more: u8, last: u8 }),
  attrs({
    data: attr(1, "THING_DATA", byKind("kind", { a: cstring, b: u32 })),
    kind: attr(2, "THING_KIND", cstring),
    parts: attr(3, "THING_PART", repeated(u8)),
    size: attr(4, "THING_SIZE", u32),
  }),
);

it("a selector behind what it selects, repeats, the last of two, what is unknown", () => {
  const bytes = Uint8Array.of(
    ...[9, 8, 7, 6],
    ...[8, 0, 4, 0, 1, 0, 0, 0],
    ...[6, 0, 1, 0, 120, 0, 0, 0],
    ...[5, 0, 3, 0, 1, 0, 0, 0],
    ...[6, 0, 2, 0, 97, 0, 0, 0],
    ...[5, 0, 3, 0, 2, 0, 0, 0],
    ...[8, 0, 4, 0, 2, 0, 0, 0],
    ...[8, 0, 99, 0, 1, 2, 3, 4],
  );
  for (const generates of [true, false]) {
    setCodeGeneration(generates);
    const view = lazyReader(Thing)(viewOf(bytes), 0, bytes.length) as Record<string, unknown>;
    expect([view["last"], view["data"], view["parts"], view["size"]]).toEqual([6, "x", [1, 2], 2]);
    expect(view["unknown"]).toEqual([{ type: 99, flags: 0, data: Uint8Array.of(1, 2, 3, 4) }]);
    expect(Object.keys(view)).toEqual([]);
    expect(JSON.parse(JSON.stringify(view))).toMatchObject({ kind: "a", size: 2 });
    expect(inspect(view)).toContain("size: 2");
  }
});

it("what is damaged does not keep the rest from being read", () => {
  const bytes = Uint8Array.of(9, 8, 7, 6, 6, 0, 2, 0, 97, 0, 0, 0, 6, 0, 4, 0, 2, 0, 0, 0);
  expect(() => decode(Thing, bytes)).toThrow("THING_SIZE");
  const view = lazyReader(Thing, { name: "THING" })(viewOf(bytes), 0, bytes.length) as Record<string, unknown>;
  expect([view["sort"], view["kind"], view["parts"]]).toEqual([9, "a", undefined]);
  expect(() => view["size"]).toThrow("THING › THING_SIZE");
  expect(() => view["unknown"]).toThrow("THING › THING_SIZE");
});

it("getters are made of generated code, when they are used", () => {
  const Own = message(struct("own", 4, { id: u32 }), attrs({ name: attr(1, "OWN_NAME", cstring) }));
  const bytes = encode(Own, { id: 5, name: "x" });
  const view = lazyReader(Own)(viewOf(bytes), 0, bytes.length) as { id: number; name: string };
  const getter = (key: string) => Object.getOwnPropertyDescriptor(Object.getPrototypeOf(view), key)?.get;
  const before = getter("name");
  expect(view.id).toBe(5);
  expect(getter("name")).toBe(before);
  expect(view.name).toBe("x");
  expect(getter("name")).not.toBe(before);
  expect(String(getter("name"))).toContain("member(v.dv, v.u8");
});
