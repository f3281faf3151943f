/** The rarer words of the schema language. */
import { it } from "vitest";
import * as c from "../../src/codec/index.js";
import { hex } from "../support/compare.js";
import { both, decodes, encodes, refuses, rejects, withBothEngines } from "./engines.js";

withBothEngines("cbits", () => {
  const Fields = c.cbits(c.u8, { first: 4, second: 3, third: 1 });

  it("C fills a little-endian word from its least significant bit, a big-endian one from its most significant", () => {
    both(Fields, "d2", { first: 2, second: 5, third: 1 });
    both(Fields, "2b", { first: 2, second: 5, third: 1 }, { littleEndian: false });
    both(c.cbits(c.u16, { low: 4, high: 12 }), "a2 01", { low: 2, high: 0x1a });
    both(c.cbits(c.u16, { low: 4, high: 12 }), "20 1a", { low: 2, high: 0x1a }, { littleEndian: false });
    both(c.cbits(c.u32, { all: 32 }), "01 02 03 84", { all: 0x84030201 });
    refuses(Fields, { second: 8 }, [], "second: 8 is outside 0…7");
  });
});

withBothEngines("counted members", () => {
  const Two = c.struct("two", 4, {
    names: c.u8,
    length: c.u8,
    x: c.u16,
    list: c.array(c.u16, "names"),
    raw: c.countedBytes("length"),
    rest: c.bytes,
  });

  it("follow each other without padding", () => {
    both(Two, "02 03 07 00 01 00 02 00 aa bb cc dd", {
      names: 2,
      length: 3,
      x: 7,
      list: [1, 2],
      raw: hex("aa bb cc"),
      rest: hex("dd"),
    });
    encodes(Two, { list: [1], raw: hex("aa") }, "01 01 00 00 01 00 aa");
    encodes(Two, {}, "00 00 00 00");
  });

  it("do not reach beyond the payload", () => {
    rejects(Two, "02 03 07 00 01 00 02", [], 4, /expected 4 bytes, got 3/);
    rejects(Two, "02 03 07 00 01 00 02 00 aa bb", [], 8, /expected 3 bytes, got 2/);
    rejects(Two, "ff ff 00 00", [], 4, /expected 510 bytes, got 0/);
  });

  it("a count may be one less than the elements", () => {
    const Plus = c.struct("plus", 1, { last: c.u8, segments: c.array(c.u8, "last", { plus: 1 }) });
    both(Plus, "01 05 06", { last: 1, segments: [5, 6] });
    encodes(Plus, { segments: [5] }, "00 05");
    rejects(Plus, "01 05", [], 1, /expected 2 bytes, got 1/);
    const Bytes = c.struct("plus", 1, { n: c.u8, data: c.countedBytes("n", { plus: 2 }) });
    both(Bytes, "01 0a 0b 0c", { n: 1, data: hex("0a 0b 0c") });
    refuses(Bytes, { data: hex("0a") }, ["n"], /outside 0…255/);
  });

  it("refuses a count that the elements do not have", () => {
    refuses(Two, { names: 1, list: [1, 2] }, ["names"], /\b1\b.*\b2\b/);
    refuses(Two, { length: 4, raw: hex("aa bb cc") }, ["length"], /\b4\b.*\b3\b/);
  });
});

withBothEngines("lists whose length leaves something out", () => {
  const Tlv = c.struct("tlv", 2, { type: c.u8, len: c.u8, data: c.bytes });

  it("the two bytes of an extension header's TLV", () => {
    both(c.listOf(Tlv, "len", { align: 1, plus: 2 }), "01 01 aa 05 00", [
      { type: 1, len: 1, data: hex("aa") },
      { type: 5, len: 0, data: hex("") },
    ]);
    rejects(c.listOf(Tlv, "len", { align: 1, plus: 2 }), "01 02 aa", [], 0, /does not fit 3 bytes/);
  });
});

withBothEngines("nests that all carry the same type", () => {
  it("step 0", () => {
    both(c.indexed(c.u8, { from: 3, step: 0 }), "05 00 03 00 07 00 00 00 05 00 03 00 08 00 00 00", [7, 8]);
    encodes(c.indexed(c.u8, { from: 0, step: 2 }), [1, 2], "05 00 00 00 01 00 00 00 05 00 02 00 02 00 00 00");
  });
});

withBothEngines("NLA flags by kind", () => {
  const Inner = c.attrs({ a: c.attr(1, "A", c.u8) });
  const Spec = c.attrs({
    kind: c.attr(1, "KIND", c.cstring),
    data: c.attr(2, "DATA", c.byKind("kind", { nest: c.nested(Inner), plain: Inner })),
  });

  it("are set for the kinds that want them", () => {
    encodes(Spec, { kind: "nest", data: {} }, "09 00 01 00 6e 65 73 74 00 00 00 00 04 00 02 80");
    encodes(Spec, { kind: "plain", data: {} }, "0a 00 01 00 70 6c 61 69 6e 00 00 00 04 00 02 00");
    decodes(Spec, "09 00 01 00 6e 65 73 74 00 00 00 00 04 00 02 00", {
      kind: "nest",
      data: {},
    });
  });
});

withBothEngines("variants", () => {
  const Family = c.constants("AF_", { unspec: 0, inet: 2, inet6: 10 });
  const family = c.enumOf(c.u16, Family);
  const Inet = c.struct("sockaddr_in", 8, { family, port: c.be16, addr: c.ipv4 }, { prefix: "sin_" });
  const Inet6 = c.struct("sockaddr_in6", 20, { family, port: c.be16, addr: c.ipv6 }, { prefix: "sin6_" });
  const Address = c.variant("family", family, { inet: Inet, inet6: Inet6 });
  const Storage = c.variant("family", family, { inet: Inet, inet6: Inet6 }, 24);

  it("are chosen by their first member", () => {
    both(Address, "02 00 00 35 0a 00 00 01", { family: "inet", port: 53, addr: "10.0.0.1" });
    both(Address, `0a 00 00 35 ${"00".repeat(15)} 01`, { family: "inet6", port: 53, addr: "::1" });
    both(Address, "00 02 00 35 0a 00 00 01", { family: "inet", port: 53, addr: "10.0.0.1" }, { littleEndian: false });
    encodes(Address, { family: 2, port: 53, addr: "10.0.0.1" }, "02 00 00 35 0a 00 00 01");
  });

  it("keep what they do not know as bytes", () => {
    both(Address, "63 00 01 02 03", { family: 99, data: hex("01 02 03") });
  });

  it("fill the size that they always take", () => {
    both(Storage, `02 00 00 35 0a 00 00 01 ${"00".repeat(16)}`, { family: "inet", port: 53, addr: "10.0.0.1" });
    const S = c.struct("s", 28, { a: Storage, b: c.u32 });
    both(S, `02 00 00 35 0a 00 00 01 ${"00".repeat(16)} 07 00 00 00`, {
      a: { family: "inet", port: 53, addr: "10.0.0.1" },
      b: 7,
    });
    refuses(Storage, { family: 99, data: new Uint8Array(23) }, [], "25 bytes do not fit 24");
  });

  it("name what is wrong", () => {
    refuses(Address, { family: "inet", port: 70000 }, ["sin_port"], "70000 is outside 0…65535");
    refuses(Address, { family: "inet", prt: 1 }, [], 'struct sockaddr_in has no "prt"; did you mean "port"?');
    refuses(Address, { family: 99 }, [], "expected bytes in data, got undefined");
    refuses(Address, { family: 99, data: hex("01"), port: 1 }, [], /has no "port"/);
    refuses(Address, 5, [], /got 5$/);
    rejects(Address, "02 00 00 35 0a 00 00", [], 0, "struct sockaddr_in: expected 8 bytes, got 7");
    rejects(Address, "02", [], 0, /expected 2 bytes, got 1/);
  });
});
