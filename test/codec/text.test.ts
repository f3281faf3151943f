import fc from "fast-check";
import { expect, it } from "vitest";
import * as c from "../../src/codec/index.js";
import { hex, hexOf, same } from "../support/compare.js";
import { both, decodes, encodes, refuses, rejects, withBothEngines } from "./engines.js";

/** Bytes that are likely to hold beginnings, middles and ends of UTF-8 sequences. */
const awkward = fc.array(
  fc.oneof(
    fc.integer({ min: 1, max: 0x7f }),
    fc.integer({ min: 0x80, max: 0xff }),
    fc.constantFrom(0xc0, 0xc1, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf),
  ),
  { maxLength: 40 },
);

withBothEngines("strings", () => {
  it("cstring ends with NUL on the wire", () => {
    both(c.cstring, "65 74 68 30 00", "eth0");
    both(c.cstring, "00", "");
  });

  it("cstring is read without its terminator, and up to the first NUL", () => {
    decodes(c.cstring, "", "");
    decodes(c.cstring, "65 74 68", "eth");
    decodes(c.cstring, "65 00 74 68", "e");
    decodes(c.cstring, "00 74 68", "");
    decodes(c.cstring, "65 00 00 00", "e");
  });

  it("text has no terminator", () => {
    both(c.text, "65 74 68 30", "eth0");
    both(c.text, "", "");
    decodes(c.text, "65 74 00", "et");
  });

  it("chars fills its size with NULs", () => {
    both(c.chars(8), "65 74 68 30 00 00 00 00", "eth0");
    both(c.chars(4), "65 74 68 30", "eth0");
    both(c.chars(2), "00 00", "");
    decodes(c.chars(4), "65 00 68 30", "e");
    refuses(c.chars(4), "eth10", [], '"eth10" is longer than 4 bytes');
    refuses(c.chars(3), "ää", [], '"ää" is longer than 3 bytes');
    rejects(c.chars(4), "65 74 68", [], 0, "string: expected 4 bytes, got 3");
    rejects(c.chars(4), "65 74 68 00 00", [], 0, "string: expected 4 bytes, got 5");
  });

  it.each([
    ["two bytes", "c3 a4", "ä"],
    ["three bytes", "e2 82 ac", "€"],
    ["four bytes", "f0 9f 90 a7", "🐧"],
    ["the highest code point", "f4 8f bf bf", "\u{10ffff}"],
    ["the last before the surrogates", "ed 9f bf", "\ud7ff"],
    ["the first after the surrogates", "ee 80 80", "\ue000"],
    ["mixed with ASCII", "61 c3 a4 62", "aäb"],
  ])("UTF-8 of %s", (_name, bytes, value) => {
    both(c.text, bytes, value);
    both(c.cstring, `${bytes} 00`, value);
  });

  it.each([
    ["a continuation alone", "80", "\udc80"],
    ["a start alone", "c3", "\udcc3"],
    ["an overlong slash", "c0 af", "\udcc0\udcaf"],
    ["an overlong three-byte form", "e0 80 af", "\udce0\udc80\udcaf"],
    ["an encoded surrogate", "ed a0 80", "\udced\udca0\udc80"],
    ["beyond the last code point", "f4 90 80 80", "\udcf4\udc90\udc80\udc80"],
    ["a sequence cut short", "61 f0 9f 90", "a\udcf0\udc9f\udc90"],
    ["ff", "61 ff 62", "a\udcff b".replace(" ", "")],
    ["a start and then ASCII", "e2 82 41", "\udce2\udc82A"],
  ])("bytes that are not UTF-8 survive: %s", (_name, bytes, value) => {
    both(c.text, bytes, value);
    both(c.cstring, `${bytes} 00`, value);
  });

  it("refuses NULs and halves of surrogate pairs", () => {
    for (const type of [c.cstring, c.text, c.chars(16)]) {
      refuses(type, "eth\0", [], /^"eth\\u0000" holds a NUL or half a surrogate pair$/);
      refuses(type, "\0", [], /holds a NUL/);
      refuses(type, "ä\0", [], /holds a NUL/);
      refuses(type, "\ud800", [], /half a surrogate pair/);
      refuses(type, "a\ud83d", [], /half a surrogate pair/);
      refuses(type, "\udc00", [], /half a surrogate pair/);
      refuses(type, "\udc7f", [], /half a surrogate pair/);
      refuses(type, "\udd00", [], /half a surrogate pair/);
    }
  });

  it.each([1, null, true, new Uint8Array(2), ["a"], {}])("refuses %s as a string", (value) => {
    for (const type of [c.cstring, c.text, c.chars(4)]) refuses(type, value, [], /^expected a string, got /);
  });

  it("an error shows the beginning of a long string only", () => {
    refuses(c.chars(4), "x".repeat(100), [], `"${"x".repeat(40)}…" is longer than 4 bytes`);
  });

  it("long strings of every length around the fast paths", () => {
    for (const length of [23, 24, 25, 26, 63, 64, 65, 4095, 4096, 4097, 10000]) {
      for (const last of ["z", "ä", "\udcff"]) {
        const value = "a".repeat(length) + last;
        const bytes = c.encode(c.cstring, value);
        expect(bytes.at(-1)).toBe(0);
        expect(c.decode(c.cstring, bytes)).toBe(value);
      }
    }
  });

  it("any bytes without NUL come back as they were", () => {
    fc.assert(
      fc.property(awkward, (units) => {
        const bytes = Uint8Array.from(units);
        expect(hexOf(c.encode(c.text, c.decode(c.text, bytes)))).toBe(hexOf(bytes));
      }),
      { numRuns: 500 },
    );
  });

  it("well-formed strings are plain UTF-8, as TextEncoder writes it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (value) => {
        fc.pre(!value.includes("\0"));
        expect(hexOf(c.encode(c.text, value))).toBe(hexOf(new TextEncoder().encode(value)));
        expect(c.decode(c.text, new TextEncoder().encode(value))).toBe(value);
      }),
      { numRuns: 300 },
    );
  });
});

withBothEngines("bytes", () => {
  it("takes the rest of the payload", () => {
    both(c.bytes, "", new Uint8Array(0));
    both(c.bytes, "00 01 ff", hex("00 01 ff"));
  });

  it("fixedBytes takes exactly its size", () => {
    both(c.fixedBytes(3), "00 01 ff", hex("00 01 ff"));
    rejects(c.fixedBytes(3), "00 01", [], 0, "bytes: expected 3 bytes, got 2");
    rejects(c.fixedBytes(3), "00 01 02 03", [], 0, "bytes: expected 3 bytes, got 4");
    refuses(c.fixedBytes(3), hex("00 01"), [], "expected 3 bytes, got 2");
    refuses(c.fixedBytes(3), hex("00 01 02 03"), [], "expected 3 bytes, got 4");
  });

  it("encodes Node buffers and views into larger buffers", () => {
    encodes(c.bytes, Buffer.from("abc"), "61 62 63");
    encodes(c.fixedBytes(2), hex("00 01 02 03").subarray(1, 3), "01 02");
  });

  it.each(["00", 1, [1, 2], null, new ArrayBuffer(2), new DataView(new ArrayBuffer(2)), new Uint16Array(1)])(
    "refuses %s as bytes",
    (value) => {
      refuses(c.bytes, value, [], /^expected bytes, got /);
      refuses(c.fixedBytes(2), value, [], /^expected bytes, got /);
    },
  );
});

withBothEngines("flags", () => {
  it("is an empty payload", () => {
    both(c.flag, "", true);
    rejects(c.flag, "01", [], 0, "flag: expected 0 bytes, got 1");
    refuses(c.flag, 1, [], "expected true, got 1");
    refuses(c.flag, false, [], "expected true, got false");
    refuses(c.flag, "yes", [], 'expected true, got "yes"');
  });

  it("false leaves the attribute out", () => {
    const Attrs = c.attrs({ quiet: c.attr(1, "X_QUIET", c.flag) });
    both(Attrs, "04 00 01 00", { quiet: true });
    encodes(Attrs, { quiet: false }, "");
    encodes(Attrs, {}, "");
    same(c.decode(Attrs, new Uint8Array(0)), {});
    refuses(Attrs, { quiet: 0 }, ["X_QUIET"], "expected true, got 0");
    refuses(Attrs, { quiet: null }, ["X_QUIET"], "expected true, got null");
  });
});
