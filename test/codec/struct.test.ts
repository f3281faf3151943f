import { expect, it } from "vitest";
import * as c from "../../src/codec/index.js";
import { hex, same } from "../support/compare.js";
import { both, decodes, encodes, refuses, rejects, withBothEngines } from "./engines.js";

const Point = c.struct("point", 12, { kind: c.u8, x: c.u16, y: c.s32, z: c.u8 }, { prefix: "pt_" });
const Grown = c.struct("grown", 16, { a: c.u32, b: c.later(c.u16), c: c.later(c.u64) });

withBothEngines("structs", () => {
  it("have the layout of C", () => {
    both(Point, "01 00 03 02 fc ff ff ff 07 00 00 00", { kind: 1, x: 0x203, y: -4, z: 7 });
    both(Point, "01 00 02 03 ff ff ff fc 07 00 00 00", { kind: 1, x: 0x203, y: -4, z: 7 }, { littleEndian: false });
    same(
      Point.members.map((m) => [m.key, m.kernel, m.offset, m.size]),
      [
        ["kind", "pt_kind", 0, 1],
        ["x", "pt_x", 2, 2],
        ["y", "pt_y", 4, 4],
        ["z", "pt_z", 8, 1],
      ],
    );
  });

  it("of many counters have small and large ones, in either byte order", () => {
    const keys = ["a", "b", "c", "d", "e"] as const;
    const S = c.struct("counters", 48, {
      a: c.counter64,
      b: c.counter64,
      c: c.scounter64,
      d: c.counter64,
      e: c.counter64,
      n: c.u32,
    });
    const zeros = { a: 0, b: 0, c: 0, d: 0, e: 0, n: 1 };
    for (const littleEndian of [true, false]) {
      for (const value of [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]) {
        const all = { a: value, b: value, c: value, d: value, e: value, n: 2 };
        same(c.decode(S, c.encode(S, all, { littleEndian }), { littleEndian }), all);
        for (const key of keys) {
          const one = { ...zeros, [key]: value };
          same(c.decode(S, c.encode(S, one, { littleEndian }), { littleEndian }), one);
        }
      }
      for (const value of [-1, -(2 ** 31), -(2 ** 32), -(2 ** 32) - 1, Number.MIN_SAFE_INTEGER]) {
        const one = { ...zeros, c: value };
        same(c.decode(S, c.encode(S, one, { littleEndian }), { littleEndian }), one);
      }
    }
  });

  it("name members in the kernel's words", () => {
    const S = c.struct("s", 4, { dstLen: c.u8, ifIndex2: c.u8, own: c.as("__own_name", c.u16) }, { prefix: "rtm_" });
    same(
      S.members.map((m) => m.kernel),
      ["rtm_dst_len", "rtm_if_index2", "__own_name"],
    );
  });

  it("align 64-bit members, inner structs and arrays as C does", () => {
    const Inner = c.struct("inner", 16, { a: c.u8, b: c.u64 });
    const Outer = c.struct("outer", 32, { a: c.u8, inner: Inner, list: c.array(c.u16, 3), last: c.u8 });
    same(
      Outer.members.map((m) => m.offset),
      [0, 8, 24, 30],
    );
    both(Outer, "01 00000000000000 02 00000000000000 0300000000000000 0400 0500 0600 07 00", {
      a: 1,
      inner: { a: 2, b: 3n },
      list: [4, 5, 6],
      last: 7,
    });
  });

  it("align addresses: ipv4 and ipv6 to 4, hardware addresses to 1", () => {
    const S = c.struct("s", 32, { a: c.u8, mac: c.mac, v4: c.ipv4, b: c.u8, v6: c.ipv6 });
    same(
      S.members.map((m) => m.offset),
      [0, 1, 8, 12, 16],
    );
    both(S, `01 020000000001 00 0a000001 02 000000 ${"00".repeat(15)} 01`, {
      a: 1,
      mac: "02:00:00:00:00:01",
      v4: "10.0.0.1",
      b: 2,
      v6: "::1",
    });
  });

  it("packed: members follow each other", () => {
    const Packed = c.struct("packed", 7, { a: c.u8, b: c.u32, c: c.be16 }, { packed: true });
    both(Packed, "01 02 00 00 00 00 03", { a: 1, b: 2, c: 3 });
    const Around = c.struct("around", 12, { a: c.u8, packed: Packed, b: c.u32 });
    same(
      Around.members.map((m) => m.offset),
      [0, 1, 8],
    );
  });

  it("absent members are zero, whatever their type", () => {
    const All = c.struct("all", 40, {
      e: c.enumOf(c.u8, { none: 0, some: 1 }),
      b: c.bits(c.u8, { hi: 4, lo: 4 }),
      name: c.chars(4),
      mac: c.mac,
      ip: c.ipv4,
      wide: c.u64,
      raw: c.fixedBytes(2),
      array: c.array(c.u16, 2),
      inner: c.struct("in", 8, { x: c.u32, y: c.u8 }),
    });
    encodes(All, {}, "00".repeat(40));
    encodes(All, { ip: undefined, inner: undefined }, "00".repeat(40));
    decodes(All, "00".repeat(40), {
      e: "none",
      b: { hi: 0, lo: 0 },
      name: "",
      mac: "00:00:00:00:00:00",
      ip: "0.0.0.0",
      wide: 0n,
      raw: hex("0000"),
      array: [0, 0],
      inner: { x: 0, y: 0 },
    });
  });

  it("writes zeros over whatever the buffer held", () => {
    const view = c.viewOf(new Uint8Array(16).fill(0xff));
    expect(c.encodeInto(Point, { kind: 1, z: 2 }, view, 2)).toBe(14);
    same(view.u8, hex("ff ff 01 00 00 00 00 00 00 00 02 00 00 00 ff ff"));
  });

  it("longer payloads are fine: the kernel's structs grow", () => {
    decodes(Point, "01 00 03 02 fc ff ff ff 07 00 00 00 aa bb cc dd", { kind: 1, x: 0x203, y: -4, z: 7 });
  });

  it("the padding at the end may be missing, a member not", () => {
    decodes(Point, "01 00 03 02 fc ff ff ff 07", { kind: 1, x: 0x203, y: -4, z: 7 });
    rejects(Point, "01 00 03 02 fc ff ff ff", [], 0, "struct point: expected 9 bytes, got 8");
    rejects(Point, "", [], 0, "struct point: expected 9 bytes, got 0");
  });

  it("later members are absent from shorter payloads", () => {
    both(Grown, "01 00 00 00 02 00 00 00 03 00 00 00 00 00 00 00", { a: 1, b: 2, c: 3n });
    both(Grown, "01 00 00 00 02 00 00 00", { a: 1, b: 2, c: undefined });
    both(Grown, "01 00 00 00", { a: 1, b: undefined, c: undefined });
    decodes(Grown, "01 00 00 00 02 00 00 00 03 00 00 00", { a: 1, b: 2, c: undefined });
    decodes(Grown, "01 00 00 00 02", { a: 1, b: undefined, c: undefined });
    rejects(Grown, "01 00 00", [], 0, "struct grown: expected 4 bytes, got 3");
    expect(Grown.min).toBe(4);
  });

  it("an earlier member that is absent before a given one is zero", () => {
    encodes(Grown, { a: 1, c: 3n }, "01 00 00 00 00 00 00 00 03 00 00 00 00 00 00 00");
    encodes(Grown, {}, "00 00 00 00");
  });

  it("refuse keys that they do not have, with the struct's name", () => {
    refuses(Point, { kindd: 1 }, [], 'struct point has no "kindd"; did you mean "kind"?');
    refuses(Point, { unknown: [] }, [], 'struct point has no "unknown"');
    encodes(Point, { kindd: undefined }, "00".repeat(12));
  });

  it("name the member that is wrong in the kernel's words", () => {
    refuses(Point, { kind: 256 }, ["pt_kind"], "256 is outside 0…255");
    refuses(Point, { y: "1" }, ["pt_y"], 'expected an integer, got "1"');
    refuses(Point, { x: null }, ["pt_x"], "expected an integer, got null");
    refuses(Grown, { a: 1, c: 3 }, ["c"], "expected a bigint, got 3");
    const Outer = c.struct("outer", 16, { at: Point, n: c.as("__n", c.u8) }, { prefix: "o_" });
    refuses(Outer, { at: { z: -1 } }, ["o_at", "pt_z"], "-1 is outside 0…255");
    refuses(Outer, { n: -1 }, ["__n"], "-1 is outside 0…255");
    refuses(Outer, { at: { q: -1 } }, ["o_at"], 'struct point has no "q"');
    refuses(Outer, { at: 5 }, ["o_at"], "expected struct point, got 5");
  });

  it.each([1, "x", null, true, [1], new Uint8Array(12)])("refuse %s as a struct", (value) => {
    refuses(Point, value, [], /^expected struct point, got /);
  });
});

withBothEngines("struct tails", () => {
  const Item = c.struct("item", 4, { a: c.u16, b: c.u16 });

  it("bytes, text and arrays take the rest", () => {
    const B = c.struct("b", 4, { n: c.u32, rest: c.bytes });
    both(B, "01 00 00 00", { n: 1, rest: new Uint8Array(0) });
    both(B, "01 00 00 00 aa bb", { n: 1, rest: hex("aa bb") });
    rejects(B, "01 00 00", [], 0, "struct b: expected 4 bytes, got 3");
    const T = c.struct("t", 1, { n: c.u8, name: c.cstring });
    both(T, "01 65 00", { n: 1, name: "e" });
    const A = c.struct("a", 4, { n: c.u32, items: c.array(Item) });
    both(A, "09 00 00 00 01 00 02 00 03 00 04 00", {
      n: 9,
      items: [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
    });
    rejects(A, "09 00 00 00 01 00 02", [], 4, "array: 3 bytes are no whole elements of 4");
  });

  it("start at the struct's size, after its padding", () => {
    const P = c.struct("p", 4, { n: c.u8, rest: c.array(c.u32) });
    both(P, "01 00 00 00 02 00 00 00", { n: 1, rest: [2] });
  });

  it("counted arrays take as many elements as the member says, and ignore what follows", () => {
    const Counted = c.struct("counted", 2, { count: c.u8, x: c.u8, items: c.array(Item, "count") }, { prefix: "c_" });
    same(
      Counted.members.map((m) => m.offset),
      [0, 1, 2],
    );
    both(Counted, "02 07 01 00 02 00 03 00 04 00", {
      count: 2,
      x: 7,
      items: [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
    });
    decodes(Counted, "01 07 01 00 02 00 03 00 04 00 ff", { count: 1, x: 7, items: [{ a: 1, b: 2 }] });
    decodes(Counted, "00 07 01 00", { count: 0, x: 7, items: [] });
    rejects(Counted, "02 07 01 00 02 00 03", [], 2, /expected 8 bytes, got 5/);
    rejects(Counted, "ff 00", [], 2, /expected 1020 bytes, got 0/);
  });

  it("counted arrays: the encoder counts, and refuses another count", () => {
    const Counted = c.struct("counted", 2, { count: c.u8, x: c.u8, items: c.array(c.u8, "count") }, { prefix: "c_" });
    encodes(Counted, { items: [1, 2, 3] }, "03 00 01 02 03");
    encodes(Counted, { count: 3, items: [1, 2, 3] }, "03 00 01 02 03");
    encodes(Counted, {}, "00 00");
    refuses(Counted, { count: 2, items: [1, 2, 3] }, ["c_count"], /\b2\b.*\b3\b/);
    refuses(Counted, { count: 1 }, ["c_count"], /\b1\b.*\b0\b/);
    refuses(Counted, { items: Array(256).fill(0) }, ["c_count"], "256 is outside 0…255");
    refuses(Counted, { items: [1, 256] }, ["c_items"], "256 is outside 0…255");
    refuses(Counted, { items: 3 }, ["c_items"], "expected an array, got 3");
  });

  it("attributes and records", () => {
    const Attrs = c.attrs({ a: c.attr(1, "X_A", c.u8) });
    const S = c.struct("s", 4, { n: c.u32, attributes: Attrs });
    both(S, "01 00 00 00 05 00 01 00 07 00 00 00", { n: 1, attributes: { a: 7 } });
    encodes(S, { n: 1 }, "01 00 00 00");
    refuses(S, { attributes: { a: 256 } }, ["attributes", "X_A"], "256 is outside 0…255");
    const Hop = c.struct("hop", 4, { len: c.u16, hops: c.u16 });
    const L = c.struct("l", 4, { n: c.u32, list: c.listOf(Hop, "len") });
    both(L, "01 00 00 00 04 00 07 00 04 00 08 00", {
      n: 1,
      list: [
        { len: 4, hops: 7 },
        { len: 4, hops: 8 },
      ],
    });
  });

  it("a choice by a member", () => {
    const Kind = c.constants("K_", { short: 1, long: 2 });
    const S = c.struct("s", 4, {
      kind: c.enumOf(c.u32, Kind),
      data: c.byKind("kind", { short: c.u16, long: c.u64, 7: c.cstring }, c.bytes),
    });
    both(S, "01 00 00 00 05 00", { kind: "short", data: 5 });
    both(S, "02 00 00 00 05 00 00 00 00 00 00 00", { kind: "long", data: 5n });
    both(S, "07 00 00 00 61 00", { kind: 7, data: "a" });
    both(S, "63 00 00 00 05 00 06", { kind: 99, data: hex("05 00 06") });
    encodes(S, { kind: 1, data: 5 }, "01 00 00 00 05 00");
    refuses(S, { kind: "long", data: 5 }, ["data"], "expected a bigint, got 5");
    refuses(S, { kind: 99, data: 5 }, ["data"], "expected bytes, got 5");
  });
});
