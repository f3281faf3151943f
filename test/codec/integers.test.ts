import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as c from "../../src/codec/index.js";
import { hex, same } from "../support/compare.js";
import { both, decodes, encodes, refuses, rejects, withBothEngines } from "./engines.js";

const Colour = c.constants("COLOUR_", { red: 0, green: 1, blue: 2, azure: 2, high: 0xffffffff });
const Signed = c.constants("S_", { below: -1, zero: 0 });

withBothEngines("integers", () => {
  it.each([
    ["u8", c.u8, "ff", 255],
    ["s8", c.s8, "ff", -1],
    ["s8 lowest", c.s8, "80", -128],
    ["u16", c.u16, "34 12", 0x1234],
    ["u16 highest", c.u16, "ff ff", 65535],
    ["s16", c.s16, "fe ff", -2],
    ["u32", c.u32, "78 56 34 12", 0x12345678],
    ["u32 above 2^31", c.u32, "00 00 00 80", 2 ** 31],
    ["s32", c.s32, "00 00 00 80", -(2 ** 31)],
    ["u64", c.u64, "ff ff ff ff ff ff ff ff", 2n ** 64n - 1n],
    ["s64", c.s64, "00 00 00 00 00 00 00 80", -(2n ** 63n)],
    ["be16", c.be16, "12 34", 0x1234],
    ["be32", c.be32, "80 00 00 01", 0x80000001],
    ["be64", c.be64, "01 02 03 04 05 06 07 08", 0x0102030405060708n],
    ["le16", c.le16, "34 12", 0x1234],
    ["le32", c.le32, "78 56 34 12", 0x12345678],
    ["counter64", c.counter64, "ff ff ff ff ff ff 1f 00", Number.MAX_SAFE_INTEGER],
    ["scounter64", c.scounter64, "ff ff ff ff ff ff ff ff", -1],
    ["scounter64 lowest", c.scounter64, "01 00 00 00 00 00 e0 ff", Number.MIN_SAFE_INTEGER],
  ])("%s reads and writes little-endian", (_name, type, bytes, value) => {
    both(type, bytes, value);
  });

  it.each([
    ["u8", c.u8, "ff", 255],
    ["u16", c.u16, "12 34", 0x1234],
    ["s16", c.s16, "ff fe", -2],
    ["u32", c.u32, "12 34 56 78", 0x12345678],
    ["s32", c.s32, "ff ff ff fd", -3],
    ["u64", c.u64, "01 02 03 04 05 06 07 08", 0x0102030405060708n],
    ["s64", c.s64, "ff ff ff ff ff ff ff fe", -2n],
    ["be16 whatever the host", c.be16, "12 34", 0x1234],
    ["be32 whatever the host", c.be32, "12 34 56 78", 0x12345678],
    ["be64 whatever the host", c.be64, "00 00 00 00 00 00 00 05", 5n],
    ["le16 whatever the host", c.le16, "34 12", 0x1234],
    ["le32 whatever the host", c.le32, "78 56 34 12", 0x12345678],
    ["counter64", c.counter64, "00 00 00 01 00 00 00 02", 4294967298],
    ["scounter64", c.scounter64, "ff ff ff ff 00 00 00 00", -4294967296],
    ["uint of 4", c.uint, "00 00 00 07", 7],
    ["uint of 8", c.uint, "00 00 00 01 00 00 00 00", 4294967296],
  ])("%s reads and writes big-endian", (_name, type, bytes, value) => {
    both(type, bytes, value, { littleEndian: false });
  });

  it("counters above 2^53 are rounded, not wrapped", () => {
    decodes(c.counter64, "ff ff ff ff ff ff ff ff", 2 ** 64);
    decodes(c.scounter64, "00 00 00 00 00 00 00 80", -(2 ** 63));
  });

  it("uint and sint take four bytes when that is enough, else eight", () => {
    both(c.uint, "ff ff ff ff", 0xffffffff);
    both(c.uint, "00 00 00 00 01 00 00 00", 2 ** 32);
    decodes(c.uint, "05 00 00 00 00 00 00 00", 5);
    both(c.sint, "ff ff ff ff", -1);
    both(c.sint, "00 00 00 80", -(2 ** 31));
    both(c.sint, "ff ff ff 7f ff ff ff ff", -(2 ** 31) - 1);
    both(c.sint, "00 00 00 80 00 00 00 00", 2 ** 31);
    rejects(c.uint, "01 02", [], 0, "integer: expected 4 or 8 bytes, got 2");
    rejects(c.sint, "", [], 0, "integer: expected 4 or 8 bytes, got 0");
    refuses(c.uint, -1, [], /outside 0…/);
    refuses(c.uint, 2 ** 53, [], /expected an integer/);
  });

  it.each([
    [c.u8, -1, 256],
    [c.s8, -129, 128],
    [c.u16, -1, 65536],
    [c.s16, -32769, 32768],
    [c.u32, -1, 2 ** 32],
    [c.s32, -(2 ** 31) - 1, 2 ** 31],
    [c.be16, -1, 65536],
    [c.be32, -1, 2 ** 32],
    [c.u64, -1n, 2n ** 64n],
    [c.s64, -(2n ** 63n) - 1n, 2n ** 63n],
    [c.counter64, -1, -2],
  ])("refuses what is out of range %#", (type, below, above) => {
    refuses(type, below, [], /is outside -?\d+…\d+$/);
    refuses(type, above, [], /is outside -?\d+…\d+$/);
  });

  it("names the limits of the range", () => {
    refuses(c.u8, 256, [], "256 is outside 0…255");
    refuses(c.s16, -40000, [], "-40000 is outside -32768…32767");
    refuses(c.u64, 2n ** 64n, [], "18446744073709551616n is outside 0…18446744073709551615");
  });

  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, "1", true, null, 1n, {}, [], new Uint8Array(1), () => 1])(
    "refuses %s as a number",
    (value) => {
      for (const type of [c.u8, c.s16, c.u32, c.be16, c.counter64, c.uint])
        refuses(type, value, [], /^expected an integer, got /);
    },
  );

  it.each([1, "1", 1.5, null, true])("refuses %s as a bigint", (value) => {
    for (const type of [c.u64, c.s64, c.be64]) refuses(type, value, [], /^expected a bigint, got /);
  });

  it("writes minus zero as zero", () => {
    encodes(c.u32, -0, "00 00 00 00");
    encodes(c.uint, -0, "00 00 00 00");
  });

  it("takes exactly its own number of bytes", () => {
    rejects(c.u32, "01 02 03", [], 0, "integer: expected 4 bytes, got 3");
    rejects(c.u8, "", [], 0, "integer: expected 1 bytes, got 0");
    rejects(c.u16, "01 02 03", [], 0, "integer: expected 2 bytes, got 3");
    rejects(c.be64, "01", [], 0, "integer: expected 8 bytes, got 1");
  });

  it("every value survives a round trip in either byte order", () => {
    const cases = [
      [c.u8, fc.integer({ min: 0, max: 255 })],
      [c.s8, fc.integer({ min: -128, max: 127 })],
      [c.u16, fc.integer({ min: 0, max: 65535 })],
      [c.s16, fc.integer({ min: -32768, max: 32767 })],
      [c.u32, fc.integer({ min: 0, max: 0xffffffff })],
      [c.s32, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })],
      [c.u64, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })],
      [c.s64, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
      [c.counter64, fc.maxSafeNat()],
      [c.scounter64, fc.maxSafeInteger()],
      [c.uint, fc.maxSafeNat()],
      [c.sint, fc.maxSafeInteger()],
    ] as const;
    for (const [type, values] of cases) {
      fc.assert(
        fc.property(values as fc.Arbitrary<number | bigint>, fc.boolean(), (value, littleEndian) => {
          const bytes = c.encode(type as c.AnyType, value, { littleEndian });
          same(c.decode(type as c.AnyType, bytes, { littleEndian }), Object.is(value, -0) ? 0 : value);
        }),
        { numRuns: 60 },
      );
    }
  });
});

withBothEngines("enumerations and flags", () => {
  it("decodes to names, the first name of a number winning, unknown numbers staying numbers", () => {
    both(c.enumOf(c.u8, Colour), "01", "green");
    both(c.enumOf(c.u8, Colour), "02", "blue");
    both(c.enumOf(c.u8, Colour), "63", 99);
    both(c.enumOf(c.u32, Colour), "ff ff ff ff", "high");
    both(c.enumOf(c.be16, Colour), "00 02", "blue");
    both(c.enumOf(c.s32, Signed), "ff ff ff ff", "below");
    both(c.enumOf(c.u16, Colour), "00 01", "green", { littleEndian: false });
  });

  it("encodes synonyms and the numbers of names", () => {
    encodes(c.enumOf(c.u8, Colour), "azure", "02");
    encodes(c.enumOf(c.u8, Colour), 1, "01");
  });

  it("refuses a misspelt name and lists those there are", () => {
    refuses(
      c.enumOf(c.u8, Colour),
      "gren",
      [],
      '"gren" is none of red, green, blue, azure, high; did you mean "green"?',
    );
    refuses(c.enumOf(c.u8, Colour), "GREEN", [], /is none of/);
    refuses(c.enumOf(c.u8, Colour), "toString", [], /is none of/);
    refuses(c.enumOf(c.u8, Colour), "__proto__", [], /is none of/);
  });

  it("refuses a number or a name that the integer cannot hold", () => {
    refuses(c.enumOf(c.u8, Colour), 256, [], /outside 0…255/);
    refuses(c.enumOf(c.u8, Colour), "high", [], '"high" is outside 0…255');
    refuses(c.enumOf(c.u8, Colour), true, [], "expected an integer, got true");
  });

  it("flag sets stay numbers", () => {
    const Flags = c.constants("F_", { up: 1, running: 0x40, both: 0x41, top: 2 ** 31 });
    both(c.flagsOf(c.u32, Flags), "41 00 00 80", 0x80000041);
    refuses(c.flagsOf(c.u32, Flags), "up", [], 'expected an integer, got "up"');
  });

  it("hex and unit change nothing on the wire", () => {
    both(c.hex(c.u32), "ef be ad de", 0xdeadbeef);
    both(c.unit("ms", c.u16), "e8 03", 1000);
  });
});

withBothEngines("bit fields", () => {
  const Head = c.bits(c.u8, { version: 4, length: 4 });
  const Wide = c.bits(c.be32, { version: 4, class: 8, label: 20 });

  it("lists fields from the most significant bit down", () => {
    both(Head, "45", { version: 4, length: 5 });
    both(Wide, "6a b1 23 45", { version: 6, class: 0xab, label: 0x12345 });
    both(c.bits(c.u32, { all: 32 }), "ff ff ff ff", { all: 0xffffffff });
    both(c.bits(c.u32, { top: 1, rest: 31 }), "ff ff ff ff", { top: 1, rest: 0x7fffffff });
    both(c.bits(c.u16, { high: 12, low: 4 }), "32 1a", { high: 0x1a3, low: 2 });
    both(c.bits(c.u16, { high: 12, low: 4 }), "1a 32", { high: 0x1a3, low: 2 }, { littleEndian: false });
  });

  it("absent fields are zero", () => {
    encodes(Head, {}, "00");
    encodes(Head, { version: 15, length: undefined }, "f0");
  });

  it("refuses values that are too wide, of the wrong type or of no field", () => {
    refuses(Head, { version: 16 }, [], "version: 16 is outside 0…15");
    refuses(Head, { version: -1 }, [], "version: -1 is outside 0…15");
    refuses(Head, { version: 1.5 }, [], "version: 1.5 is outside 0…15");
    refuses(Head, { version: "4" }, [], 'version: "4" is outside 0…15');
    refuses(Head, { versoin: 4 }, [], 'bit field has no "versoin"; did you mean "version"?');
    refuses(Head, { unknown: 4 }, [], 'bit field has no "unknown"');
    refuses(Head, 0x45, [], "expected bit fields, got 69");
    refuses(Head, null, [], "expected bit fields, got null");
    refuses(Head, [], [], "expected bit fields, got an array");
    refuses(Head, new Uint8Array(1), [], "expected bit fields, got 1 bytes");
  });

  it("takes exactly its own number of bytes", () => {
    rejects(Wide, "01 02 03", [], 0, "bit fields: expected 4 bytes, got 3");
  });

  it("must fill its integer", () => {
    expect(() => c.bits(c.u8, { a: 4, b: 3 })).toThrow(c.SchemaError);
    expect(() => c.bits(c.u8, { a: 4, b: 5 })).toThrow("bit fields of 9 bits in 1 bytes");
    expect(() => c.bits(c.counter64, { a: 32, b: 32 })).toThrow(c.SchemaError);
  });
});

describe("constants", () => {
  const Special = c.constants("AF_", { inet: 2, decnet: 12 }, { decnet: "AF_DECnet" });

  it("know the kernel's spelling", () => {
    expect(c.kernelName(Special, "inet")).toBe("AF_INET");
    expect(c.kernelName(Special, "decnet")).toBe("AF_DECnet");
  });

  it("find the name of a value", () => {
    expect(c.nameOf(Special, 12)).toBe("decnet");
    expect(c.nameOf(Special, 13)).toBeUndefined();
    expect(c.nameOf(Colour, 2)).toBe("blue");
  });

  it("are frozen, and enumerate only their names", () => {
    expect(Object.isFrozen(Special)).toBe(true);
    expect(Object.keys(Special)).toEqual(["inet", "decnet"]);
    expect({ ...Special }).toEqual({ inet: 2, decnet: 12 });
  });

  it("must be integers", () => {
    expect(() => c.constants("X_", { half: 0.5 })).toThrow("X_half: 0.5 is not an integer");
    expect(() => c.constants("X_", { none: Number.NaN })).toThrow(c.SchemaError);
  });

  it("list the flags of a set, wide ones before their parts, and the rest", () => {
    const Flags = c.constants("F_", { none: 0, both: 3, one: 1, two: 2, top: 2 ** 31 });
    expect(c.flagNames(Flags, 0)).toEqual({ names: [], rest: 0 });
    expect(c.flagNames(Flags, 3)).toEqual({ names: ["both"], rest: 0 });
    expect(c.flagNames(Flags, 2)).toEqual({ names: ["two"], rest: 0 });
    expect(c.flagNames(Flags, 2 ** 31 + 1)).toEqual({ names: ["one", "top"], rest: 0 });
    expect(c.flagNames(Flags, 0x10)).toEqual({ names: [], rest: 0x10 });
  });
});

describe("byte order by default", () => {
  it("is little-endian", () => {
    expect(c.decode(c.u16, hex("01 00"))).toBe(1);
  });
});
