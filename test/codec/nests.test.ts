import { expect, it } from "vitest";
import * as c from "../../src/codec/index.js";
import { hex } from "../support/compare.js";
import { both, decodes, encodes, refuses, rejects, withBothEngines } from "./engines.js";

const Entry = c.attrs({ a: c.attr(1, "E_A", c.u8) });
const entry = (a: number | undefined) => (a === undefined ? {} : { a });

withBothEngines("indexed nests", () => {
  it("are arrays in wire order, numbered from 1", () => {
    const Attrs = c.attrs({ list: c.attr(1, "X_LIST", c.indexed(Entry)) });
    both(Attrs, "1c 00 01 00 0c 00 01 00 05 00 01 00 07 00 00 00 0c 00 02 00 05 00 01 00 08 00 00 00", {
      list: [entry(7), entry(8)],
    });
    both(Attrs, "04 00 01 00", { list: [] });
    decodes(Attrs, "10 00 01 00 04 00 09 00 04 00 03 80 04 00 03 00", {
      list: [entry(undefined), entry(undefined), entry(undefined)],
    });
  });

  it("of scalars, from another first index, with bits", () => {
    both(c.indexed(c.u32, { from: 0 }), "08 00 00 00 07 00 00 00 08 00 01 00 08 00 00 00", [7, 8]);
    encodes(c.indexed(c.nested(Entry), { from: 5 }), [{}, {}], "04 00 05 80 04 00 06 80");
    both(c.indexed(c.cstring), "06 00 01 00 61 00 00 00", ["a"]);
  });

  it("name entries by their index in errors", () => {
    const Attrs = c.attrs({ list: c.attr(1, "X_LIST", c.indexed(Entry)) });
    refuses(Attrs, { list: [{}, { a: 256 }] }, ["X_LIST", "[2]", "E_A"], "256 is outside 0…255");
    refuses(Attrs, { list: [{}, 5] }, ["X_LIST", "[2]"], "expected attributes, got 5");
    refuses(Attrs, { list: { a: 5 } }, ["X_LIST"], "expected an array, got an object");
    rejects(
      Attrs,
      "10 00 01 00 0c 00 09 00 06 00 01 00 07 07 00 00",
      ["X_LIST", "[9]", "E_A"],
      12,
      /expected 1 bytes, got 2/,
    );
    rejects(Attrs, "08 00 01 00 07 00 01 00", ["X_LIST"], 4, "attribute 1: a length of 7 does not fit 4 bytes");
  });

  it("indexedBy keeps the index of each entry", () => {
    const By = c.indexedBy("port", Entry);
    both(By, "0c 00 09 00 05 00 01 00 07 00 00 00 04 00 03 00", [
      { port: 9, value: entry(7) },
      { port: 3, value: entry(undefined) },
    ]);
    both(c.indexedBy("bit", c.flag), "04 00 05 00 04 00 06 00", [
      { bit: 5, value: true },
      { bit: 6, value: true },
    ]);
    refuses(By, [{ value: {} }], ["[undefined]"], "undefined is no attribute type");
    refuses(By, [{ port: 16384, value: {} }], ["[16384]"], "16384 is no attribute type");
    refuses(By, [{ port: -1, value: {} }], ["[-1]"], "-1 is no attribute type");
    refuses(By, [{ port: "1", value: {} }], ["[1]"], '"1" is no attribute type');
    refuses(By, [5], [], "expected an entry, got 5");
    refuses(By, [{ port: 3, value: { b: 1 } }], ["[3]"], 'the set has no "b"');
  });

  it("entries of indexedBy are checked for misspelt keys", () => {
    expect(() => c.encode(c.indexedBy("port", Entry), [{ port: 3, value: {}, prot: 4 } as never])).toThrow(
      c.EncodeError,
    );
  });

  it("more entries than there are indexes are refused", () => {
    const List = c.indexed(c.flag);
    expect(c.encode(List, Array(16383).fill(true))).toHaveLength(4 * 16383);
    refuses(List, Array(16384).fill(true), ["[16384]"], "16384 is no attribute type");
  });
});

withBothEngines("arrays", () => {
  const Item = c.struct("item", 4, { a: c.u16, b: c.u8 });

  it("take the rest of the payload in whole elements", () => {
    both(c.array(c.u16), "01 00 02 00", [1, 2]);
    both(c.array(c.u16), "00 01 00 02", [1, 2], { littleEndian: false });
    both(c.array(c.be32), "00 00 00 01", [1]);
    both(c.array(c.u64), "", []);
    both(c.array(Item), "01 00 02 00 03 00 04 00", [
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
    both(c.array(c.mac), "02 00 00 00 00 01", ["02:00:00:00:00:01"]);
    both(c.array(c.chars(2)), "61 00 62 63", ["a", "bc"]);
    both(c.array(c.enumOf(c.u8, { zero: 0, one: 1 })), "00 01 02", ["zero", "one", 2]);
    rejects(c.array(c.u32), "01 00 00 00 02", [], 0, "array: 5 bytes are no whole elements of 4");
  });

  it("of a fixed count", () => {
    both(c.array(c.u8, 3), "01 02 03", [1, 2, 3]);
    both(c.array(c.array(c.u8, 2), 2), "01 02 03 04", [
      [1, 2],
      [3, 4],
    ]);
    decodes(c.array(c.u8, 2), "01 02 03", [1, 2]);
    rejects(c.array(c.u16, 3), "01 00 02 00", [], 0, "array: expected 3 elements of 2 bytes, got 4 bytes");
    refuses(c.array(c.u8, 3), [1, 2], [], "expected 3 elements, got 2");
    refuses(c.array(c.u8, 3), [1, 2, 3, 4], [], "expected 3 elements, got 4");
  });

  it("refuse wrong elements and what is no array", () => {
    refuses(c.array(c.u8), [1, 256], [], "256 is outside 0…255");
    refuses(c.array(c.u8), new Array(2), [], "expected an integer, got undefined");
    refuses(c.array(Item), [{ a: 1 }, { a: -1 }], ["a"], "-1 is outside 0…65535");
    for (const wrong of [1, "ab", null, { length: 2 }, hex("01 02")]) {
      refuses(c.array(c.u8), wrong, [], /^expected an array, got /);
      refuses(c.array(c.u8, 2), wrong, [], /^expected an array, got /);
    }
  });
});

withBothEngines("lists of records", () => {
  const Hop = c.struct("rtnexthop", 8, { len: c.u16, flags: c.u8, hops: c.u8, ifindex: c.s32 }, { prefix: "rtnh_" });
  const Record = c.message(
    Hop,
    c.attrs({ gateway: c.attr(5, "RTA_GATEWAY", c.ip), name: c.attr(6, "X_NAME", c.cstring) }),
  );

  it("read each record by its own length", () => {
    both(c.listOf(Record, "len"), "10 00 00 02 03 00 00 00 08 00 05 00 0a 00 00 01 08 00 01 00 04 00 00 00", [
      { len: 16, flags: 0, hops: 2, ifindex: 3, gateway: "10.0.0.1" },
      { len: 8, flags: 1, hops: 0, ifindex: 4 },
    ]);
    both(c.listOf(Record, "len"), "", []);
  });

  it("compute lengths, and align records", () => {
    encodes(
      c.listOf(Record, "len"),
      [
        { ifindex: 1, name: "ab" },
        { len: 99, ifindex: 2 },
      ],
      "10 00 00 00 01 00 00 00 07 00 06 00 61 62 00 00 08 00 00 00 02 00 00 00",
    );
    const Odd = c.struct("odd", 2, { len: c.u8, n: c.u8, rest: c.bytes });
    both(c.listOf(Odd, "len"), "03 01 aa 00 02 02", [
      { len: 3, n: 1, rest: hex("aa") },
      { len: 2, n: 2, rest: hex("") },
    ]);
    both(c.listOf(Odd, "len", { align: 1 }), "03 01 aa 02 02", [
      { len: 3, n: 1, rest: hex("aa") },
      { len: 2, n: 2, rest: hex("") },
    ]);
    both(c.listOf(Odd, "len", { align: 8 }), "03 01 aa 00 00 00 00 00 02 02", [
      { len: 3, n: 1, rest: hex("aa") },
      { len: 2, n: 2, rest: hex("") },
    ]);
    refuses(c.listOf(Odd, "len"), [{ rest: new Uint8Array(254) }], [], /256 is outside 0…255/);
  });

  it("zeros after the last record are padding", () => {
    decodes(c.listOf(Record, "len"), "08 00 00 00 01 00 00 00 00 00 00 00", [
      { len: 8, flags: 0, hops: 0, ifindex: 1 },
    ]);
  });

  it("reject lengths that do not fit", () => {
    const List = c.attrs({ hops: c.attr(9, "RTA_MULTIPATH", c.listOf(Record, "len")) });
    rejects(
      List,
      "0c 00 09 00 07 00 00 00 01 00 00 00",
      ["RTA_MULTIPATH"],
      4,
      "rtnh_len: a length of 7 does not fit 8 bytes",
    );
    rejects(
      List,
      "0c 00 09 00 09 00 00 00 01 00 00 00",
      ["RTA_MULTIPATH"],
      4,
      "rtnh_len: a length of 9 does not fit 8 bytes",
    );
    rejects(
      List,
      "0c 00 09 00 00 00 00 00 01 00 00 00",
      ["RTA_MULTIPATH"],
      4,
      "rtnh_len: a length of 0 does not fit 8 bytes",
    );
    rejects(
      List,
      "10 00 09 00 08 00 00 00 01 00 00 00 08 00 00 00",
      ["RTA_MULTIPATH"],
      12,
      "struct rtnexthop: expected 8 bytes, got 4",
    );
    rejects(
      List,
      "14 00 09 00 10 00 00 00 01 00 00 00 07 00 05 00 0a 00 00 00".replace("07 00 05", "09 00 05"),
      ["RTA_MULTIPATH"],
      12,
      "attribute 5: a length of 9 does not fit 8 bytes",
    );
  });

  it("refuse wrong records", () => {
    const List = c.attrs({ hops: c.attr(9, "RTA_MULTIPATH", c.listOf(Record, "len")) });
    refuses(List, { hops: [{ gateway: "x" }] }, ["RTA_MULTIPATH", "RTA_GATEWAY"], '"x" is no address');
    refuses(List, { hops: [{ ifindex: "x" }] }, ["RTA_MULTIPATH", "rtnh_ifindex"], 'expected an integer, got "x"');
    refuses(
      List,
      { hops: [{ gatway: "x" }] },
      ["RTA_MULTIPATH"],
      'the message has no "gatway"; did you mean "gateway"?',
    );
    refuses(List, { hops: [5] }, ["RTA_MULTIPATH"], "expected a record, got 5");
    refuses(List, { hops: {} }, ["RTA_MULTIPATH"], "expected an array, got an object");
  });
});

withBothEngines("messages", () => {
  const Plain = c.struct("hdr", 12, { family: c.u8, index: c.u32, wide: c.u16 }, { prefix: "h_" });
  const M = c.message(Plain, c.attrs({ a: c.attr(1, "M_A", c.u8) }));

  it("merge the header's keys and the attributes' into one object", () => {
    both(M, "02 000000 03000000 0400 0000 05 00 01 00 07 00 00 00", {
      family: 2,
      index: 3,
      wide: 4,
      a: 7,
    });
    both(M, "02 000000 03000000 0400 0000", { family: 2, index: 3, wide: 4 });
    encodes(M, {}, "00".repeat(12));
  });

  it("a short header is completed with zeros", () => {
    decodes(M, "11", { family: 0x11, index: 0, wide: 0 });
    decodes(M, "", { family: 0, index: 0, wide: 0 });
    decodes(M, "11 00 00 00 05 00 00", { family: 0x11, index: 0, wide: 0 });
    decodes(M, "11 00 00 00 05 00 00 00 01", { family: 0x11, index: 5, wide: 0 });
  });

  it("a short header ends at the region, not at the buffer", () => {
    decodes(M, "11 ff ff ff ff ff ff ff ff ff ff ff ff ff", { family: 0x11, index: 0, wide: 0 }, { end: 1 });
  });

  it("attributes start at a multiple of four", () => {
    const Odd = c.message(c.struct("odd", 5, { name: c.chars(5) }), c.attrs({ a: c.attr(1, "M_A", c.u8) }));
    both(Odd, "61 62 63 00 00 00 00 00 05 00 01 00 07 00 00 00", { name: "abc", a: 7 });
    encodes(Odd, { name: "abc" }, "61 62 63 00 00 00 00 00");
  });

  it("inside an attribute", () => {
    const Peer = c.attrs({ peer: c.attr(1, "VETH_INFO_PEER", M) });
    both(Peer, "18 00 01 00 02 000000 03000000 0400 0000 05 00 01 00 07 00 00 00", {
      peer: { family: 2, index: 3, wide: 4, a: 7 },
    });
    refuses(Peer, { peer: { a: -1 } }, ["VETH_INFO_PEER", "M_A"], "-1 is outside 0…255");
    refuses(Peer, { peer: { index: -1 } }, ["VETH_INFO_PEER", "h_index"], /outside/);
    refuses(Peer, { peer: { indx: 1 } }, ["VETH_INFO_PEER"], 'the message has no "indx"; did you mean "index"?');
    rejects(
      Peer,
      "18 00 01 00 02 000000 03000000 0400 0000 06 00 01 00 07 00 00 00",
      ["VETH_INFO_PEER", "M_A"],
      20,
      /expected 1 bytes, got 2/,
    );
  });

  it("refuse what is no object", () => {
    for (const wrong of [1, null, "x", [], hex("01")]) refuses(M, wrong, [], /^expected a message, got /);
    refuses(M, { a: "x" }, ["RTM_X", "M_A"], /expected an integer/, { name: "RTM_X" });
  });
});
