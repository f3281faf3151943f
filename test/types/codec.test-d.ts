// What the compiler says to those who encode and decode.
import { describe, expectTypeOf, it } from "vitest";
import * as c from "../../src/codec/index.js";

const Vlan = c.attrs({ id: c.attr(1, "VLAN_ID", c.u16) });
const Bridge = c.attrs({ age: c.attr(1, "AGE", c.u32) });
const Link = c.message(
  c.struct("hdr", 8, { family: c.enumOf(c.u8, c.constants("AF_", { unspec: 0, inet: 2 })), index: c.s32 }),
  c.attrs({
    mtu: c.attr(1, "MTU", c.u32),
    name: c.attr(2, "NAME", c.cstring),
    info: c.attr(
      3,
      "INFO",
      c.attrs({
        kind: c.attr(1, "KIND", c.cstring),
        data: c.attr(2, "DATA", c.byKind("kind", { vlan: Vlan, bridge: Bridge })),
      }),
    ),
  }),
);

describe("decode", () => {
  it("gives the schema's type", () => {
    const link = c.decode(Link, new Uint8Array(8));
    expectTypeOf(link).toEqualTypeOf<c.Infer<typeof Link>>();
    expectTypeOf(link.mtu).toEqualTypeOf<number | undefined>();
    expectTypeOf(link.family).toEqualTypeOf<"unspec" | "inet" | number>();
    // @ts-expect-error no such key
    link.mtuu;
  });

  it("takes bytes or a view, not an ArrayBuffer", () => {
    c.decode(Link, Buffer.alloc(8));
    c.decode(Link, c.viewOf(new Uint8Array(8)));
    // @ts-expect-error an ArrayBuffer is not viewed by itself
    () => c.decode(Link, new ArrayBuffer(8));
    // @ts-expect-error no such direction
    () => c.decode(Link, new Uint8Array(8), { direction: "both" });
  });
});

describe("encode", () => {
  it("takes optional keys", () => {
    c.encode(Link, {});
    c.encode(Link, {
      mtu: undefined,
      index: 1,
      family: "inet",
      unknown: [{ type: 9, flags: 0, data: new Uint8Array(1) }],
    });
    c.encode(Link, { info: { kind: "vlan", data: { id: 1 } } });
    c.encode(Link, { info: { kind: "ifb" } });
    c.encode(Link, c.decode(Link, new Uint8Array(8)));
  });

  it("refuses misspelt keys, in the header, the set and below", () => {
    // @ts-expect-error misspelt attribute
    () => c.encode(Link, { mtuu: 1 });
    // @ts-expect-error misspelt header member
    () => c.encode(Link, { indx: 1 });
    // @ts-expect-error misspelt key of a nest
    () => c.encode(Link, { info: { kid: "vlan" } });
    // @ts-expect-error misspelt key of what the kind chose
    () => c.encode(Link, { info: { kind: "vlan", data: { idd: 1 } } });
  });

  it("refuses wrong types", () => {
    // @ts-expect-error a string for a number
    () => c.encode(Link, { mtu: "1500" });
    // @ts-expect-error a bigint for a number
    () => c.encode(Link, { mtu: 1500n });
    // @ts-expect-error null is not absent
    () => c.encode(Link, { mtu: null });
    // @ts-expect-error not a name of the enumeration
    () => c.encode(Link, { family: "inet7" });
  });

  it("refuses data of another kind, or of a misspelt one", () => {
    // @ts-expect-error a bridge has no id
    () => c.encode(Link, { info: { kind: "bridge", data: { id: 1 } } });
    // @ts-expect-error no such kind has data
    () => c.encode(Link, { info: { kind: "vlann", data: { id: 1 } } });
    // @ts-expect-error data without a kind
    () => c.encode(Link, { info: { data: { id: 1 } } });
  });
});

describe("schemas", () => {
  it("refuse what is no schema", () => {
    // @ts-expect-error not a schema
    () => c.attr(1, "X", 5);
    // @ts-expect-error an array needs a type
    () => c.array("u8");
    // @ts-expect-error a message starts with a struct
    () => c.message(Vlan, Vlan);
    // @ts-expect-error the bit widths are numbers
    () => c.bits(c.u8, { hi: "4" });
    // @ts-expect-error an enumeration has an integer below
    () => c.enumOf(c.cstring, { a: 1 });
    // @ts-expect-error a bigint cannot have names
    () => c.enumOf(c.u64, { a: 1 });
  });
});
