import { it } from "vitest";
import * as c from "../../src/codec/index.js";
import { hex, same } from "../support/compare.js";
import { both, decodes, encodes, refuses, rejects, withBothEngines } from "./engines.js";

const Vlan = c.attrs({ id: c.attr(1, "VLAN_ID", c.u16) });
const Bridge = c.attrs({ age: c.attr(1, "BR_AGE", c.u32) });
const Info = c.attrs({
  kind: c.attr(1, "INFO_KIND", c.cstring),
  data: c.attr(2, "INFO_DATA", c.byKind("kind", { vlan: Vlan, bridge: Bridge })),
});

withBothEngines("byKind by a sibling", () => {
  const vlan = { kind: "vlan", data: { id: 5 } };

  it("in either wire order", () => {
    both(Info, "09 00 01 00 76 6c 61 6e 00 00 00 00 0c 00 02 00 06 00 01 00 05 00 00 00", vlan);
    decodes(Info, "0c 00 02 00 06 00 01 00 05 00 00 00 09 00 01 00 76 6c 61 6e 00 00 00 00", vlan);
    decodes(Info, "0b 00 01 00 62 72 69 64 67 65 00 00 0c 00 02 00 08 00 01 00 05 00 00 00", {
      kind: "bridge",
      data: { age: 5 },
    });
  });

  it("keeps unknown kinds whole, and gives them back", () => {
    both(
      Info,
      "07 00 01 00 69 66 62 80 08 00 02 80 01 02 03 04".replace("62 80", "62 00").replace("07 00 01", "08 00 01"),
      {
        kind: "ifb",
        unknown: [{ type: 2, flags: c.NLA_F_NESTED, data: hex("01 02 03 04") }],
      },
    );
    decodes(Info, "08 00 02 00 01 02 03 04", {
      unknown: [{ type: 2, flags: 0, data: hex("01 02 03 04") }],
    });
  });

  it("an unknown kind may carry the name of an object's own property", () => {
    for (const kind of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
      const bytes = c.encode(Info, { kind, unknown: [{ type: 2, flags: 0, data: hex("05") }] });
      same(c.decode(Info, bytes), { kind, unknown: [{ type: 2, flags: 0, data: hex("05") }] });
    }
  });

  it("the last of several payloads wins, and is read by the last kind", () => {
    decodes(
      Info,
      "0c 00 02 00 06 00 01 00 01 00 00 00 09 00 01 00 76 6c 61 6e 00 00 00 00 0c 00 02 00 06 00 01 00 02 00 00 00",
      { kind: "vlan", data: { id: 2 } },
    );
    decodes(Info, "08 00 01 00 69 66 62 00 0c 00 02 00 06 00 01 00 01 00 00 00 09 00 01 00 76 6c 61 6e 00 00 00 00", {
      kind: "vlan",
      data: { id: 1 },
    });
  });

  it("refuses data without a known kind", () => {
    refuses(
      Info,
      { kind: "vlann", data: { id: 5 } },
      ["INFO_DATA"],
      'no schema for kind "vlann": give the bytes in unknown; did you mean "vlan"?',
    );
    refuses(Info, { data: { id: 5 } }, ["INFO_DATA"], "no schema for kind undefined: give the bytes in unknown");
    refuses(Info, { kind: "vlan", data: { id: 70000 } }, ["INFO_DATA", "VLAN_ID"], "70000 is outside 0…65535");
    refuses(Info, { kind: "vlan", data: { age: 5 } }, ["INFO_DATA"], 'the set has no "age"');
  });

  it("errors are placed by the kind that was found", () => {
    rejects(
      Info,
      "0c 00 02 00 05 00 01 00 05 00 00 00 09 00 01 00 76 6c 61 6e 00 00 00 00",
      ["INFO_DATA", "VLAN_ID"],
      8,
      "integer: expected 2 bytes, got 1",
    );
  });

  it("a fallback takes unknown kinds", () => {
    const Open = c.attrs({
      kind: c.attr(1, "O_KIND", c.u8),
      data: c.attr(2, "O_DATA", c.byKind("kind", { 1: c.u16, 2: c.cstring }, c.bytes)),
    });
    both(Open, "05 00 01 00 01 00 00 00 06 00 02 00 07 00 00 00", { kind: 1, data: 7 });
    both(Open, "05 00 01 00 02 00 00 00 06 00 02 00 61 00 00 00", { kind: 2, data: "a" });
    both(Open, "05 00 01 00 09 00 00 00 06 00 02 00 61 00 00 00", { kind: 9, data: hex("61 00") });
    both(Open, "06 00 02 00 61 00 00 00", { data: hex("61 00") });
  });

  it("enumerations choose by name; the encoder takes the number too", () => {
    const Type = c.constants("T_", { one: 1, two: 2 });
    const Attrs = c.attrs({
      data: c.attr(1, "E_DATA", c.byKind("type", { one: c.u8, two: c.u16, 7: c.u32 })),
      type: c.attr(2, "E_TYPE", c.enumOf(c.u16, Type)),
    });
    both(Attrs, "05 00 01 00 05 00 00 00 06 00 02 00 01 00 00 00", { data: 5, type: "one" });
    both(Attrs, "08 00 01 00 05 00 00 00 06 00 02 00 07 00 00 00", { data: 5, type: 7 });
    encodes(Attrs, { type: 2, data: 5 }, "06 00 01 00 05 00 00 00 06 00 02 00 02 00 00 00");
  });

  it("repeated payloads of a kind", () => {
    const Attrs = c.attrs({
      data: c.attr(1, "R_DATA", c.repeated(c.byKind("kind", { vlan: Vlan }))),
      kind: c.attr(2, "R_KIND", c.cstring),
    });
    decodes(
      Attrs,
      "0c 00 01 00 06 00 01 00 01 00 00 00 0c 00 01 00 06 00 01 00 02 00 00 00 09 00 02 00 76 6c 61 6e 00",
      {
        data: [{ id: 1 }, { id: 2 }],
        kind: "vlan",
      },
    );
  });

  it("two choices in one set", () => {
    const Two = c.attrs({
      kind: c.attr(1, "K", c.cstring),
      data: c.attr(2, "D", c.byKind("kind", { a: c.u8, b: c.u16 })),
      slaveKind: c.attr(3, "SK", c.cstring),
      slaveData: c.attr(4, "SD", c.byKind("slaveKind", { a: c.u32 })),
    });
    both(Two, "06 00 01 00 62 00 00 00 06 00 02 00 01 00 00 00 06 00 03 00 61 00 00 00 08 00 04 00 02 00 00 00", {
      kind: "b",
      data: 1,
      slaveKind: "a",
      slaveData: 2,
    });
  });
});

withBothEngines("byKind from further out", () => {
  const Family = c.constants("AF_", { inet: 2, inet6: 10, mpls: 28 });
  const Header = c.struct("hdr", 4, { family: c.enumOf(c.u8, Family), type: c.u16 });

  it("by a member of the header", () => {
    const M = c.message(
      Header,
      c.attrs({ data: c.attr(1, "M_DATA", c.byKind("family", { inet: c.ipv4, inet6: c.ipv6 })) }),
    );
    both(M, "02 00 00 00 08 00 01 00 0a 00 00 01", { family: "inet", type: 0, data: "10.0.0.1" });
    both(M, `0a 00 00 00 14 00 01 00 ${"00".repeat(15)} 01`, {
      family: "inet6",
      type: 0,
      data: "::1",
    });
    both(M, "1c 00 00 00 08 00 01 00 0a 00 00 01", {
      family: "mpls",
      type: 0,
      unknown: [{ type: 1, flags: 0, data: hex("0a 00 00 01") }],
    });
    encodes(M, { family: 2, data: "10.0.0.1" }, "02 00 00 00 08 00 01 00 0a 00 00 01");
    refuses(M, { data: "10.0.0.1" }, ["M_DATA"], "no schema for family 0: give the bytes in unknown");
  });

  it("by an absent member of the header, which is zero", () => {
    const M = c.message(Header, c.attrs({ data: c.attr(1, "M_DATA", c.byKind("type", { 0: c.u8, 1: c.u16 })) }));
    both(M, "00 00 00 00 05 00 01 00 07 00 00 00", { family: 0, type: 0, data: 7 });
    encodes(M, { data: 7 }, "00 00 00 00 05 00 01 00 07 00 00 00");
  });

  it("by a sibling of an enclosing set, in any wire order", () => {
    const Stats = c.attrs({ app: c.attr(4, "S_APP", c.byKind("kind", { red: c.u32, sfq: c.u16 })) });
    const Tc = c.attrs({
      kind: c.attr(1, "TCA_KIND", c.cstring),
      stats: c.attr(7, "TCA_STATS2", Stats),
      list: c.attr(8, "TCA_LIST", c.indexed(Stats)),
      every: c.attr(9, "TCA_EVERY", c.repeated(Stats)),
    });
    const red = { app: 9 };
    both(Tc, "08 00 01 00 72 65 64 00 0c 00 07 00 08 00 04 00 09 00 00 00", { kind: "red", stats: red });
    decodes(Tc, "0c 00 07 00 08 00 04 00 09 00 00 00 08 00 01 00 72 65 64 00", { kind: "red", stats: red });
    decodes(Tc, "10 00 08 00 0c 00 01 00 08 00 04 00 09 00 00 00 08 00 01 00 72 65 64 00", {
      kind: "red",
      list: [red],
    });
    decodes(Tc, "0c 00 09 00 08 00 04 00 09 00 00 00 08 00 01 00 72 65 64 00", {
      kind: "red",
      every: [red],
    });
    decodes(Tc, "0c 00 07 00 08 00 04 00 09 00 00 00", {
      stats: { unknown: [{ type: 4, flags: 0, data: hex("09 00 00 00") }] },
    });
    refuses(Tc, { kind: "sfq", stats: { app: 70000 } }, ["TCA_STATS2", "S_APP"], "70000 is outside 0…65535");
  });

  it("the closest declaration wins, even when it is absent", () => {
    const Inner = c.attrs({
      kind: c.attr(1, "I_KIND", c.cstring),
      data: c.attr(2, "I_DATA", c.byKind("kind", { a: c.u8, b: c.u16 })),
    });
    const Outer = c.attrs({ kind: c.attr(1, "O_KIND", c.cstring), inner: c.attr(2, "O_INNER", Inner) });
    decodes(Outer, "06 00 01 00 61 00 00 00 14 00 02 00 06 00 01 00 62 00 00 00 06 00 02 00 07 00 00 00", {
      kind: "a",
      inner: { kind: "b", data: 7 },
    });
    decodes(Outer, "06 00 01 00 61 00 00 00 0c 00 02 00 05 00 02 00 07 00 00 00", {
      kind: "a",
      inner: { unknown: [{ type: 2, flags: 0, data: hex("07") }] },
    });
    refuses(Outer, { kind: "a", inner: { data: 7 } }, ["O_INNER", "I_DATA"], /^no schema for kind undefined/);
  });

  it("by the header through two nests and a list", () => {
    const Deep = c.attrs({ via: c.attr(1, "D_VIA", c.byKind("family", { inet: c.ipv4, inet6: c.ipv6 }, c.bytes)) });
    const Hop = c.message(c.struct("hop", 4, { len: c.u16, n: c.u16 }), Deep);
    const M = c.message(Header, c.attrs({ hops: c.attr(3, "M_HOPS", c.listOf(Hop, "len")) }));
    both(M, "02 00 00 00 10 00 03 00 0c 00 05 00 08 00 01 00 0a 00 00 01", {
      family: "inet",
      type: 0,
      hops: [{ len: 12, n: 5, via: "10.0.0.1" }],
    });
  });

  it("by direction", () => {
    const Attrs = c.attrs({ a: c.attr(1, "X_A", c.byKind("$direction", { request: c.u8, reply: c.u32 })) });
    decodes(Attrs, "08 00 01 00 07 00 00 00", { a: 7 });
    decodes(Attrs, "05 00 01 00 07 00 00 00", { a: 7 }, { direction: "request" });
    encodes(Attrs, { a: 7 }, "05 00 01 00 07 00 00 00");
    encodes(Attrs, { a: 7 }, "08 00 01 00 07 00 00 00", { direction: "reply" });
    rejects(Attrs, "05 00 01 00 07 00 00 00", ["X_A"], 4, "integer: expected 4 bytes, got 1");
    const Half = c.attrs({ a: c.attr(1, "X_A", c.byKind("$direction", { reply: c.u32 })) });
    decodes(
      Half,
      "05 00 01 00 07 00 00 00",
      { unknown: [{ type: 1, flags: 0, data: hex("07") }] },
      { direction: "request" },
    );
    refuses(Half, { a: 7 }, ["X_A"], 'no schema for $direction "request": give the bytes in unknown');
  });

  it("by a scope given with the call", () => {
    const type = c.byKind("family", { inet: c.ipv4, inet6: c.ipv6 });
    both(type, "0a 00 00 01", "10.0.0.1", { scope: { family: "inet" } });
    rejects(type, "0a 00 00 01", [], 0, "no schema for this family", { scope: { family: "mpls" } });
    rejects(type, "0a 00 00 01", [], 0, "no schema for this family");
    const Attrs = c.attrs({ via: c.attr(1, "V", type) });
    both(Attrs, "08 00 01 00 0a 00 00 01", { via: "10.0.0.1" }, { scope: { family: "inet" } });
  });

  it("by a kind whose own schema is chosen again", () => {
    const Attrs = c.attrs({
      outer: c.attr(1, "OUTER", c.u8),
      inner: c.attr(2, "INNER", c.u8),
      data: c.attr(3, "DATA", c.byKind("outer", { 1: c.byKind("inner", { 1: c.u8, 2: c.u16 }, c.bytes), 2: c.u32 })),
    });
    decodes(Attrs, "06 00 03 00 07 00 00 00 05 00 01 00 01 00 00 00 05 00 02 00 02 00 00 00", {
      outer: 1,
      inner: 2,
      data: 7,
    });
  });
});
