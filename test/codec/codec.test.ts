import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interpretEncode } from "../../src/codec/codec.js";
import * as c from "../../src/codec/index.js";
import { hex, same } from "../support/compare.js";
import { set } from "./arbitrary.js";
import { decodeError, encodeError, withBothEngines } from "./engines.js";

const Data = c.attrs({
  data: c.attr(1, "D_DATA", c.bytes),
  fixed: c.attr(2, "D_FIXED", c.fixedBytes(4)),
  list: c.attr(3, "D_LIST", c.repeated(c.bytes)),
  name: c.attr(4, "D_NAME", c.cstring),
  n: c.attr(5, "D_N", c.u32),
});

withBothEngines("decoding", () => {
  const wire = "08 00 01 00 01 02 03 04 08 00 02 00 05 06 07 08 08 00 03 00 09 0a 0b 0c 08 00 63 00 0d 0e 0f 10";

  it("nothing in a value shares memory with the bytes, not even with a Buffer's", () => {
    for (const make of [
      (b: Uint8Array) => b,
      (b: Uint8Array) => Buffer.from(b),
      (b: Uint8Array) => Buffer.concat([Buffer.alloc(8), b]).subarray(8),
    ]) {
      const bytes = make(hex(wire));
      const value = c.decode(Data, bytes);
      bytes.fill(0xff);
      same(value, {
        data: hex("01 02 03 04"),
        fixed: hex("05 06 07 08"),
        list: [hex("09 0a 0b 0c")],
        unknown: [{ type: 99, flags: 0, data: hex("0d 0e 0f 10") }],
      });
      for (const part of [value.data!, value.fixed!, value.list![0]!, value.unknown![0]!.data]) {
        expect(part.buffer).not.toBe(bytes.buffer);
        expect(part.constructor).toBe(Uint8Array);
      }
    }
  });

  it("reads a region of a larger view, and nothing around it", () => {
    const view = c.viewOf(hex(`ff ff ff ff ff 08 00 05 00 07 00 00 00 ff ff`));
    expect(c.decode(Data, view, { start: 5, end: 13 }).n).toBe(7);
    expect(decodeError(Data, view.u8, { start: 5, end: 12 }).offset).toBe(0);
    expect(() => c.decode(Data, view, { start: 5, end: 16 })).toThrow(RangeError);
    expect(() => c.decode(Data, view, { start: -1 })).toThrow(RangeError);
    expect(() => c.decode(Data, view, { start: 9, end: 8 })).toThrow(RangeError);
    expect(() => c.decode(Data, view, { start: Number.NaN })).toThrow(RangeError);
  });

  it("reads at odd offsets", () => {
    const bytes = hex(wire);
    for (let shift = 0; shift < 8; shift++) {
      const moved = new Uint8Array(bytes.length + 8);
      moved.set(bytes, shift);
      same(c.decode(Data, moved, { start: shift, end: shift + bytes.length }), c.decode(Data, bytes));
      same(c.decode(Data, moved.subarray(shift, shift + bytes.length)), c.decode(Data, bytes));
    }
  });

  it("whatever the bytes, throws nothing but DecodeError", () => {
    fc.assert(
      fc.property(
        set(3),
        fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 5, maxLength: 5 }),
        (made, inputs) => {
          for (const bytes of inputs) {
            try {
              c.decode(made.type, bytes);
            } catch (error) {
              if (!c.isDecodeError(error)) throw error;
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it("every truncation decodes or throws a DecodeError", () => {
    const bytes = hex(wire);
    for (let end = 0; end <= bytes.length; end++) {
      try {
        c.decode(Data, bytes, { end });
      } catch (error) {
        expect(c.isDecodeError(error)).toBe(true);
      }
    }
  });
});

withBothEngines("encoding", () => {
  it("grows beyond the scratch, several times", () => {
    for (const count of [1, 2, 5, 20, 60]) {
      const list = Array.from({ length: count }, (_, i) => new Uint8Array(60_000).fill(i + 1));
      const bytes = c.encode(Data, { list, n: 7 });
      expect(bytes).toHaveLength(count * 60_004 + 8);
      const back = c.decode(Data, bytes);
      expect(back.n).toBe(7);
      expect(back.list!.map((part) => part[59_999])).toEqual(list.map((part) => part[0]));
    }
  });

  it("grows wherever the buffer ends, in strings, padding and nests too", () => {
    const filler = (size: number) => ({ list: [new Uint8Array(60_000), new Uint8Array(size)], name: "näme🐧", n: 7 });
    for (let size = 5_480; size < 5_532; size++) {
      const value = filler(size);
      const back = c.decode(Data, c.encode(Data, value));
      expect(back.name).toBe("näme🐧");
      expect(back.n).toBe(7);
    }
  });

  it("refuses what no message could hold", () => {
    const part = new Uint8Array(65_000);
    expect(encodeError(Data, { list: Array(1100).fill(part) }).reason).toMatch(/more than 67108864 bytes/);
    expect(c.encode(Data, { n: 1 })).toHaveLength(8);
  });

  it("results are bytes of their own", () => {
    const first = c.encode(Data, { n: 1 });
    const copy = first.slice();
    c.encode(Data, { n: 2 });
    same(first, copy);
    expect(first.buffer.byteLength).toBe(first.length);
  });

  it("a getter in a value may encode, to any depth", () => {
    const nest = (depth: number): Uint8Array =>
      c.encode(Data, {
        get data(): Uint8Array {
          return depth === 0 ? hex("aa") : nest(depth - 1);
        },
        n: depth,
      });
    let bytes: Uint8Array | undefined = nest(5);
    for (let depth = 5; depth >= 0; depth--) {
      const value: c.Infer<typeof Data> = c.decode(Data, bytes!);
      expect(value.n).toBe(depth);
      bytes = value.data;
    }
    same(bytes, hex("aa"));
  });

  it("an inner encoding larger than its scratch leaves the outer one alone", () => {
    const value = {
      name: "outer",
      get data() {
        expect(c.encode(Data, { list: [new Uint8Array(50_000), new Uint8Array(50_000)] })).toHaveLength(100_008);
        return hex("01 02");
      },
      n: 9,
    };
    const back = c.decode(Data, c.encode(Data, value));
    same([back.name, back.data, back.n], ["outer", hex("01 02"), 9]);
  });

  it("an error, even a caller's own, leaves the scratch usable", () => {
    const mine = new Error("mine");
    const value = {
      get n(): number {
        throw mine;
      },
    };
    for (let i = 0; i < 3; i++) {
      expect(() => c.encode(Data, value)).toThrow(mine);
      expect(() => c.encode(Data, { n: -1 })).toThrow(c.EncodeError);
      expect(c.encode(Data, { n: 1 })).toHaveLength(8);
    }
  });

  it("a RangeError of the caller's is the caller's", () => {
    const value = {
      get n(): number {
        throw new RangeError("mine");
      },
    };
    expect(() => c.encode(Data, value)).toThrow(new RangeError("mine"));
  });

  it("encodeInto tells when it did not fit", () => {
    const small = c.viewOf(new Uint8Array(10));
    expect(c.encodeInto(Data, { n: 7 }, small, 2)).toBe(10);
    for (const value of [
      { n: 7, name: "x" },
      { name: "a longer name" },
      { data: new Uint8Array(40) },
      { n: 1, fixed: new Uint8Array(4) },
    ]) {
      expect(c.encodeInto(Data, value, small, 0)).toBeGreaterThan(10);
    }
    expect(() => c.encodeInto(Data, { n: -1 }, small, 0)).toThrow(c.EncodeError);
  });

  it("a buffer of any size gives the same bytes or says that it is too small", () => {
    fc.assert(
      fc.property(
        set(2).chain((made) => fc.tuple(fc.constant(made), made.value)),
        fc.nat(80),
        ([made, value], size) => {
          let bytes: Uint8Array;
          try {
            bytes = c.encode(made.type, value);
          } catch (error) {
            if (!c.isEncodeError(error)) throw error;
            return;
          }
          const view = c.viewOf(new Uint8Array(size));
          const end = c.encodeInto(made.type, value, view);
          if (bytes.length <= size) same(view.u8.slice(0, end), bytes);
          else expect(end).toBeGreaterThan(size);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("values of classes, frozen values and values without prototype are objects like others", () => {
    class Mine {
      readonly n = 5;
    }
    const bytes = hex("08 00 05 00 05 00 00 00");
    same(c.encode(Data, new Mine()), bytes);
    same(c.encode(Data, Object.freeze({ n: 5 })), bytes);
    same(c.encode(Data, Object.assign(Object.create(null), { n: 5 })), bytes);
  });

  it("encodeWith lets several parts share one buffer", () => {
    const bytes = c.encodeWith((view) => c.encodeInto(Data, { n: 2 }, view, c.encodeInto(Data, { n: 1 }, view)));
    same(bytes, hex("08 00 05 00 01 00 00 00 08 00 05 00 02 00 00 00"));
  });
});

describe("errors", () => {
  it("are told apart across copies of the package", () => {
    expect(c.isDecodeError(new c.DecodeError("r", [], 0))).toBe(true);
    expect(c.isEncodeError(new c.EncodeError("r", []))).toBe(true);
    expect(c.isDecodeError(new c.EncodeError("r", []))).toBe(false);
    expect(c.isEncodeError(Object.assign(new Error("x"), { [Symbol.for("ringlink.EncodeError")]: true }))).toBe(true);
    for (const other of [null, undefined, 5, "x", new Error("x"), {}]) {
      expect(c.isDecodeError(other)).toBe(false);
      expect(c.isEncodeError(other)).toBe(false);
    }
  });

  it("are errors with a name", () => {
    const error = new c.DecodeError("broken", ["A", "B"], 7);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe("DecodeError: A › B: broken at offset 7");
    expect(String(new c.EncodeError("broken", ["A"]))).toBe("EncodeError: A: broken");
  });
});

describe("where code may not be generated", () => {
  it("schemas are interpreted", { timeout: 60_000 }, () => {
    const program = `
      import * as c from ${JSON.stringify(new URL("../../src/codec/index.ts", import.meta.url).href)};
      const Set = c.attrs({ n: c.attr(1, "N", c.u32) });
      const bytes = c.encode(Set, { n: 7 });
      let forbidden = false;
      try { new Function(""); } catch { forbidden = true; }
      console.log(JSON.stringify([forbidden, c.decode(Set, bytes).n]));
    `;
    const options = [
      "--import",
      "tsx",
      "--disallow-code-generation-from-strings",
      "--input-type=module",
      "-e",
      program,
    ];
    const printed = execFileSync(process.execPath, options, {
      encoding: "utf8",
      cwd: new URL("../../", import.meta.url),
    });
    expect(JSON.parse(printed)).toEqual([true, 7]);
  });

  it("the interpreter needs no view that it did not get", () => {
    const view = c.viewOf(new Uint8Array(8));
    expect(interpretEncode(Data, { n: 1 }, view, 0)).toBe(8);
  });
});
