/** Checks of options that are made from the schemas that encode them. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { z } from "zod";
import {
  type AnyType,
  addressOf,
  array,
  attr,
  attrs,
  be16,
  bits,
  byKind,
  bytes,
  chars,
  constants,
  counter64,
  cstring,
  encode,
  enumOf,
  fixedBytes,
  flag,
  indexed,
  indexedBy,
  ipv4,
  ipv6,
  isEncodeError,
  listOf,
  lladdr,
  mac,
  message,
  nested,
  repeated,
  s8,
  s32,
  sint,
  struct,
  u8,
  u16,
  u32,
  u64,
  uint,
  variant,
} from "../../src/codec/index.js";
import { checkOptions, isOptionError, optionShape, optionsOf } from "../../src/options/index.js";
import { Link, LinkInfo } from "../../src/rtnl/index.js";

function problems(type: AnyType, value: unknown, scope?: Record<string, string>): string[] {
  try {
    checkOptions(optionsOf(type, scope === undefined ? {} : { scope }), value, "test");
    return [];
  } catch (error) {
    if (!isOptionError(error)) throw error;
    return error.message.split("\n").map((line) => line.replace(/^test: /, ""));
  }
}

const Color = constants("COLOR_", { red: 1, green: 2 });

/** Types with values that fit and values that do not, each with what is said of it. */
type Case = readonly [
  name: string,
  type: AnyType,
  good: readonly unknown[],
  bad: readonly (readonly [unknown, string])[],
];
const CASES: readonly Case[] = [
  [
    "u8",
    u8,
    [0, 255],
    [
      [256, "expected at most 255, got 256"],
      [-1, "expected at least 0, got -1"],
      [1.5, "expected int, got 1.5"],
      ["1", 'expected number, got "1"'],
      [null, "expected number, got null"],
    ],
  ],
  [
    "s8",
    s8,
    [-128, 127],
    [
      [128, "expected at most 127, got 128"],
      [-129, "expected at least -128, got -129"],
    ],
  ],
  ["be16", be16, [65535], [[65536, "expected at most 65535, got 65536"]]],
  [
    "u32",
    u32,
    [4294967295],
    [
      [4294967296, "expected at most 4294967295, got 4294967296"],
      [Number.NaN, "expected number, got NaN"],
    ],
  ],
  ["s32", s32, [-2147483648], [[2147483648, "expected at most 2147483647, got 2147483648"]]],
  [
    "u64",
    u64,
    [0n, 18446744073709551615n],
    [
      [1.5, "expected a bigint, got 1.5"],
      [2 ** 53, "expected a bigint, got 9007199254740992"],
      [-1n, "-1n is outside 0…18446744073709551615"],
    ],
  ],
  [
    "counter64",
    counter64,
    [2 ** 53 - 1],
    [
      [2 ** 53, "expected at most 9007199254740991, got 9007199254740992"],
      [-1, "expected at least 0, got -1"],
    ],
  ],
  ["uint", uint, [2 ** 40], [[-1, "expected at least 0, got -1"]]],
  ["sint", sint, [-(2 ** 40)], [["x", 'expected number, got "x"']]],
  [
    "enum",
    enumOf(u8, Color),
    ["red", 2, 77],
    [
      ["rad", '"rad" is none of red, green; did you mean "red"?'],
      [300, "300 is outside 0…255"],
    ],
  ],
  [
    "bits",
    bits(u8, { high: 3, low: 5 }),
    [{ high: 7, low: 31 }, {}],
    [
      [{ high: 8 }, "high: expected at most 7, got 8"],
      [{ lo: 1 }, 'lo: unknown option; did you mean "low"?'],
    ],
  ],
  ["flag", flag, [true], [[1, "expected boolean, got 1"]]],
  [
    "cstring",
    cstring,
    ["eth0", ""],
    [
      ["a\0b", '"a\\u0000b" holds a NUL or half a surrogate pair'],
      [5, "expected a string, got 5"],
    ],
  ],
  ["chars", chars(4), ["abcd"], [["abcde", '"abcde" is longer than 4 bytes']]],
  ["bytes", bytes, [new Uint8Array(3)], [["abc", 'expected bytes, got "abc"']]],
  ["fixed bytes", fixedBytes(2), [new Uint8Array(2)], [[new Uint8Array(3), "expected 2 bytes, got 3"]]],
  ["mac", mac, ["02:00:00:00:00:01", new Uint8Array(6)], [["02:00", '"02:00" is no MAC address']]],
  ["lladdr", lladdr, ["02:00", ""], [["zz", '"zz" is no link-layer address']]],
  ["ipv4", ipv4, ["192.0.2.1", new Uint8Array(4)], [["192.0.2", '"192.0.2" is no IPv4 address']]],
  ["ipv6", ipv6, ["2001:db8::1"], [["192.0.2.1", '"192.0.2.1" is no IPv6 address']]],
  ["address", addressOf("family"), ["192.0.2.1", "::1", "100/200", new Uint8Array(4)], [["x", '"x" is no address']]],
  [
    "struct",
    struct("s", 4, { a: u16, b: u16 }),
    [{}, { a: 1 }, { a: undefined }],
    [
      [{ c: 1 }, 'c: unknown option; did you mean "a"?'],
      [{ a: "1" }, 'a: expected number, got "1"'],
      [[], "expected object, got an array of 0"],
    ],
  ],
  [
    "array",
    array(u8, 2),
    [[1, 2]],
    [
      [[1, 256], "[1]: expected at most 255, got 256"],
      [[1], "expected at least 2 elements, got an array of 1"],
    ],
  ],
  [
    "list",
    listOf(struct("r", 4, { len: u16, x: u16 }), "len"),
    [[{ x: 1 }, {}]],
    [[[{ y: 1 }], 'y: unknown option; did you mean "x"?']],
  ],
  [
    "indexed",
    indexed(u8),
    [[1, 2], []],
    [
      [[1, "x"], '[1]: expected number, got "x"'],
      [5, "expected array, got 5"],
    ],
  ],
  ["indexed by", indexedBy("id", u8), [[{ id: 5, value: 1 }]], [[[{ id: 5 }], "[0].value: is missing"]]],
];

it("integers of 64 bits may be written as numbers", () => {
  expect(optionsOf(u64).parse(5)).toBe(5n);
  expect(optionsOf(u64).parse(2 ** 53 - 1)).toBe(9007199254740991n);
});

it.each(CASES)("%s", (_, type, good, bad) => {
  for (const value of good) {
    expect(problems(type, value)).toEqual([]);
    encode(type, value as never, { scope: { family: String(value).includes("/") ? "mpls" : "inet" } });
  }
  for (const [value, text] of bad) {
    const [problem] = problems(type, value);
    expect(problem?.replace(/^\[0\]\.y/, "y")).toBe(text);
    expect(() => encode(type, value as never)).toThrow();
  }
});

const Inner = attrs({ size: attr(1, "SIZE", u16), names: attr(2, "NAMES", repeated(cstring)) });
const Other = attrs({ color: attr(1, "COLOR", enumOf(u8, Color)) });
const Choice = attrs({
  kind: attr(1, "KIND", cstring),
  data: attr(2, "DATA", byKind("kind", { inner: nested(Inner), other: Other })),
  on: attr(3, "ON", flag),
});

it("sets: every key is optional, none is invented, what is inside is looked into", () => {
  expect(problems(Inner, {})).toEqual([]);
  expect(problems(Inner, { size: undefined, names: ["a"] })).toEqual([]);
  expect(problems(Inner, { sise: 1, names: "a", size: -1 })).toEqual([
    "size: expected at least 0, got -1",
    'names: expected array, got "a"',
    'sise: unknown option; did you mean "size"?',
  ]);
  expect(problems(Inner, { unknown: [{ type: 7, data: new Uint8Array(1) }] })).toEqual([]);
  expect(problems(Inner, { unknown: [{ type: 70000, data: "x" }] })).toEqual([
    "unknown[0].type: expected at most 16383, got 70000",
    "unknown[0].data: expected bytes",
  ]);
});

it("a sibling chooses what is checked", () => {
  expect(problems(Choice, { kind: "inner", data: { size: 5 }, on: true })).toEqual([]);
  expect(problems(Choice, { on: false })).toEqual([]);
  expect(problems(Choice, { kind: "other", data: { color: "green" } })).toEqual([]);
  expect(problems(Choice, { kind: "other", data: { size: 5 } })).toEqual(["data.size: unknown option"]);
  expect(problems(Choice, { kind: "iner", data: {} })).toEqual([
    'data: not known for kind "iner"; did you mean "inner"?',
  ]);
  expect(problems(Choice, { data: {} })).toEqual(["data: not known for kind undefined"]);
  expect(problems(Choice, { kind: "toString", data: {} })).toEqual(['data: not known for kind "toString"']);
});

it("so does a member of the header, by name, number, or as zero when it is left out", () => {
  const Family = constants("AF_", { unspec: 0, inet: 2 });
  const Whole = message(
    struct("h", 4, { family: enumOf(u8, Family), pad: fixedBytes(3) }),
    attrs({ value: attr(1, "VALUE", byKind("family", { unspec: u8, inet: ipv4 })) }),
  );
  expect(problems(Whole, { family: "inet", value: "192.0.2.1" })).toEqual([]);
  expect(problems(Whole, { family: 2, value: "192.0.2.1" })).toEqual([]);
  expect(problems(Whole, { value: 5 })).toEqual([]);
  expect(problems(Whole, { value: "192.0.2.1" })).toEqual(['value: expected number, got "192.0.2.1"']);
});

it("what is chosen from outside goes by the scope, and may be anything without one", () => {
  const set = attrs({ value: attr(1, "VALUE", byKind("family", { inet: ipv4, inet6: ipv6 })) });
  expect(problems(set, { value: "::1" })).toEqual([]);
  expect(problems(set, { value: "x" })).toEqual([
    'value: expected "x" is no IPv4 address or "x" is no IPv6 address, got "x"',
  ]);
  expect(problems(set, { value: "::1" }, { family: "inet6" })).toEqual([]);
  expect(problems(set, { value: "::1" }, { family: "inet" })).toEqual(['value: "::1" is no IPv4 address']);
  const request = attrs({ value: attr(1, "VALUE", byKind("$direction", { request: flag, reply: u8 })) });
  expect(problems(request, { value: true })).toEqual([]);
  expect(problems(request, { value: 1 })).toEqual(["value: expected boolean, got 1"]);
});

it("one of several structs is told by its first member", () => {
  const Family = constants("AF_", { inet: 2, inet6: 10 });
  const family = enumOf(u16, Family);
  const Socket = variant("family", family, {
    inet: struct("in", 8, { family, port: be16, address: ipv4 }),
  });
  expect(problems(Socket, { family: "inet", port: 5, address: "192.0.2.1" })).toEqual([]);
  expect(problems(Socket, { family: 2, port: 70000 })).toEqual(["port: expected at most 65535, got 70000"]);
  expect(problems(Socket, { family: 77, data: new Uint8Array(2) })).toEqual([]);
  expect(problems(Socket, { family: 77, port: 1 }).length).toBeGreaterThan(0);
  expect(problems(Socket, null).length).toBeGreaterThan(0);
});

it("sets that contain themselves are looked into as deep as the value goes", () => {
  const peer = (data: unknown) => ({ kind: "veth", data: { peer: { linkinfo: data } } });
  expect(problems(LinkInfo, peer(peer({ kind: "vlan", data: { id: 5 } })))).toEqual([]);
  expect(problems(LinkInfo, peer(peer({ kind: "vlan", data: { id: "5" } })))).toEqual([
    'data.peer.linkinfo.data.peer.linkinfo.data.id: expected number, got "5"',
  ]);
});

it("shapes go beside other options, without what is left out", () => {
  const check = z.strictObject({ ...optionShape(Inner, { except: ["names", "unknown"] }), more: z.string() });
  expect(checkOptions(check, { size: 1, more: "x" }, "test")).toEqual({ size: 1, more: "x" });
  expect(() => checkOptions(check, { names: [], more: "x" }, "test")).toThrow("test: names: unknown option");
  const choice = z.strictObject(optionShape(Choice));
  expect(choice.safeParse({ data: { size: 1 } }).success).toBe(true);
  expect(choice.safeParse({ data: { size: "1" } }).success).toBe(false);
});

it("the check of a type is made once", () => {
  expect(optionsOf(Inner)).toBe(optionsOf(Inner));
});

it("what the check takes the encoder takes, and the other way round", () => {
  const leaf = fc.oneof(fc.integer({ min: -5, max: 70000 }), fc.string(), fc.boolean(), fc.constant(undefined));
  const value = fc.record(
    {
      kind: fc.oneof(fc.constantFrom("inner", "other", "none"), leaf),
      data: fc.oneof(
        leaf,
        fc.record(
          { size: leaf, names: fc.oneof(leaf, fc.array(leaf)), color: fc.oneof(leaf, fc.constant("red")) },
          { requiredKeys: [] },
        ),
      ),
      on: leaf,
      more: fc.integer(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(value, (options) => {
      let encodes = true;
      try {
        encode(Choice, options as never);
      } catch (error) {
        if (!isEncodeError(error)) throw error;
        encodes = false;
      }
      expect(optionsOf(Choice).safeParse(options).success).toBe(encodes);
    }),
  );
});

it("links: options as the schema has them", () => {
  expect(problems(Link, { ifname: "x", mtu: 1400, address: "02:00:00:00:00:01", linkmode: "default" })).toEqual([]);
  expect(problems(Link, { mtuu: 1 })).toEqual(['mtuu: unknown option; did you mean "mtu"?']);
  expect(problems(Link, { afSpec: { inet6: { addrGenMode: "eui63" } } })).toEqual([
    'afSpec.inet6.addrGenMode: "eui63" is none of eui64, none, stable_privacy, random; did you mean "eui64"?',
  ]);
});
