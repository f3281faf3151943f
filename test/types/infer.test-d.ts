// What decoding gives and encoding takes, for every word of the schema language.
import { describe, expectTypeOf, it } from "vitest";
import type { Infer, Input, UnknownAttribute } from "../../src/codec/index.js";
import * as c from "../../src/codec/index.js";

const Colour = c.constants("C_", { red: 0, green: 1 });
type Colour = c.NameOf<typeof Colour>;
type Unknown = UnknownAttribute[] | undefined;
type UnknownIn = readonly UnknownAttribute[] | undefined;

describe("leaves", () => {
  it("integers are numbers up to 32 bits and bigints above, never both", () => {
    for (const type of [
      c.u8,
      c.u16,
      c.u32,
      c.s8,
      c.s16,
      c.s32,
      c.be16,
      c.be32,
      c.le16,
      c.le32,
      c.counter64,
      c.scounter64,
    ]) {
      expectTypeOf<Infer<typeof type>>().toEqualTypeOf<number>();
      expectTypeOf<Input<typeof type>>().toEqualTypeOf<number>();
    }
    expectTypeOf<Infer<typeof c.u64>>().toEqualTypeOf<bigint>();
    expectTypeOf<Input<typeof c.s64>>().toEqualTypeOf<bigint>();
    expectTypeOf<Infer<typeof c.be64>>().toEqualTypeOf<bigint>();
    expectTypeOf<Infer<typeof c.uint>>().toEqualTypeOf<number>();
    expectTypeOf<Infer<typeof c.sint>>().toEqualTypeOf<number>();
  });

  it("names, flags and bits", () => {
    const kind = c.enumOf(c.u8, Colour);
    expectTypeOf<Colour>().toEqualTypeOf<"red" | "green">();
    expectTypeOf<Infer<typeof kind>>().toEqualTypeOf<"red" | "green" | number>();
    expectTypeOf<Input<typeof kind>>().toEqualTypeOf<"red" | "green" | number>();
    const flags = c.flagsOf(c.u32, Colour);
    expectTypeOf<Infer<typeof flags>>().toEqualTypeOf<number>();
    const bits = c.bits(c.u8, { hi: 4, lo: 4 });
    expectTypeOf<Infer<typeof bits>>().toEqualTypeOf<{ hi: number; lo: number }>();
    expectTypeOf<{ hi: 1 }>().toExtend<Input<typeof bits>>();
    const wrapped = c.unit("ms", c.hex(c.as("x_y", kind)));
    expectTypeOf<Infer<typeof wrapped>>().toEqualTypeOf<"red" | "green" | number>();
  });

  it("strings, bytes and addresses", () => {
    expectTypeOf<Infer<typeof c.cstring>>().toEqualTypeOf<string>();
    expectTypeOf<Infer<typeof c.text>>().toEqualTypeOf<string>();
    expectTypeOf<Infer<ReturnType<typeof c.chars>>>().toEqualTypeOf<string>();
    expectTypeOf<Infer<typeof c.bytes>>().toEqualTypeOf<Uint8Array>();
    expectTypeOf<Infer<typeof c.mac>>().toEqualTypeOf<string>();
    expectTypeOf<Input<typeof c.mac>>().toEqualTypeOf<string | Uint8Array>();
    expectTypeOf<Infer<typeof c.ipv6>>().toEqualTypeOf<string>();
    expectTypeOf<Input<typeof c.ip>>().toEqualTypeOf<string | Uint8Array>();
    expectTypeOf<Infer<typeof c.mplsLabels>>().toEqualTypeOf<string>();
    expectTypeOf<Infer<typeof c.flag>>().toEqualTypeOf<true>();
    expectTypeOf<Input<typeof c.flag>>().toEqualTypeOf<boolean>();
  });
});

describe("composites", () => {
  const Item = c.struct("item", 8, { a: c.u32, b: c.enumOf(c.u16, Colour), c: c.later(c.u16) });
  const Attrs = c.attrs({
    a: c.attr(1, "A", c.u8),
    many: c.attr(2, "M", c.repeated(c.cstring)),
    on: c.attr(3, "F", c.flag),
  });

  it("struct: every key decoded, every key optional to encode, later ones may be missing", () => {
    expectTypeOf<Infer<typeof Item>>().toEqualTypeOf<{ a: number; b: Colour | number; c: number | undefined }>();
    expectTypeOf<Input<typeof Item>>().toEqualTypeOf<{
      a?: number | undefined;
      b?: Colour | number | undefined;
      c?: number | undefined;
    }>();
  });

  it("attrs: what is there, and what the set does not know", () => {
    expectTypeOf<Infer<typeof Attrs>>().toEqualTypeOf<{
      a?: number | undefined;
      many?: string[] | undefined;
      on?: true | undefined;
      readonly unknown?: Unknown;
    }>();
    expectTypeOf<Input<typeof Attrs>>().toEqualTypeOf<{
      a?: number | undefined;
      many?: readonly string[] | undefined;
      on?: boolean | undefined;
      readonly unknown?: UnknownIn;
    }>();
  });

  it("message: one flat object", () => {
    const M = c.message(c.struct("h", 2, { family: c.u8, x: c.u8 }), Attrs);
    type M = Infer<typeof M>;
    expectTypeOf<keyof M>().toEqualTypeOf<"family" | "x" | "a" | "many" | "on" | "unknown">();
    expectTypeOf<M["family"]>().toEqualTypeOf<number>();
    expectTypeOf<M["a"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Input<typeof M>["family"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Record<never, never>>().toExtend<Input<typeof M>>();
  });

  it("nested and netByteOrder change nothing", () => {
    const N = c.attrs({ n: c.attr(1, "N", c.nested(Attrs)), o: c.attr(2, "O", c.netByteOrder(c.be16)) });
    expectTypeOf<Infer<typeof N>["n"]>().toEqualTypeOf<Infer<typeof Attrs> | undefined>();
    expectTypeOf<Infer<typeof N>["o"]>().toEqualTypeOf<number | undefined>();
  });

  it("arrays, lists and indexed nests", () => {
    const array = c.array(Item);
    expectTypeOf<Infer<typeof array>>().toEqualTypeOf<Infer<typeof Item>[]>();
    expectTypeOf<Input<typeof array>>().toEqualTypeOf<readonly Input<typeof Item>[]>();
    const list = c.listOf(c.struct("l", 4, { len: c.u16, x: c.u16 }), "len");
    expectTypeOf<Infer<typeof list>>().toEqualTypeOf<{ len: number; x: number }[]>();
    const indexed = c.indexed(c.nested(Attrs));
    expectTypeOf<Infer<typeof indexed>>().toEqualTypeOf<Infer<typeof Attrs>[]>();
    expectTypeOf<Input<typeof indexed>>().toEqualTypeOf<readonly Input<typeof Attrs>[]>();
    const by = c.indexedBy("port", c.cstring);
    expectTypeOf<Infer<typeof by>>().toEqualTypeOf<{ port: number; value: string }[]>();
  });

  it("a set that contains itself, through a getter", () => {
    const Tree = c.attrs({
      id: c.attr(1, "ID", c.u8),
      get children() {
        return c.attr(2, "CHILD", c.nested(c.repeated(Tree)));
      },
    });
    type Tree = Infer<typeof Tree>;
    expectTypeOf<NonNullable<Tree["children"]>[number]["id"]>().toEqualTypeOf<number | undefined>();
    const tree = {} as Tree;
    expectTypeOf(tree.children?.[0]?.children?.[0]?.children?.[0]?.id).toEqualTypeOf<number | undefined>();
    const input: Input<typeof Tree> = { children: [{ id: 1, children: [{ id: 2 }] }] };
    expectTypeOf(input).toExtend<Input<typeof Tree>>();
    // @ts-expect-error a misspelt key three levels down
    const wrong: Input<typeof Tree> = { children: [{ children: [{ idd: 2 }] }] };
    expectTypeOf(wrong).toExtend<Input<typeof Tree>>();
  });
});

describe("byKind", () => {
  const Vlan = c.attrs({ id: c.attr(1, "VLAN_ID", c.u16) });
  const Bridge = c.attrs({ age: c.attr(1, "AGE", c.u32) });
  const Info = c.attrs({
    kind: c.attr(1, "KIND", c.cstring),
    data: c.attr(2, "DATA", c.byKind("kind", { vlan: Vlan, bridge: Bridge })),
    other: c.attr(3, "OTHER", c.u8),
  });
  type Info = Infer<typeof Info>;

  it("a sibling's value narrows", () => {
    const info = {} as Info;
    if (info.kind === "vlan") expectTypeOf(info.data).toEqualTypeOf<Infer<typeof Vlan> | undefined>();
    if (info.kind === "bridge" && info.data) expectTypeOf(info.data.age).toEqualTypeOf<number | undefined>();
    expectTypeOf(info.other).toEqualTypeOf<number | undefined>();
    expectTypeOf(info.unknown).toEqualTypeOf<Unknown>();
    expectTypeOf(info.kind).toEqualTypeOf<string | undefined>();
  });

  it("enumerations narrow too", () => {
    const Attrs = c.attrs({
      type: c.attr(1, "T", c.enumOf(c.u8, Colour)),
      data: c.attr(2, "D", c.byKind("type", { red: c.u8, green: c.cstring })),
    });
    const value = {} as Infer<typeof Attrs>;
    if (value.type === "red") expectTypeOf(value.data).toEqualTypeOf<number | undefined>();
    if (value.type === "green") expectTypeOf(value.data).toEqualTypeOf<string | undefined>();
  });

  it("two choices in one set narrow apart", () => {
    const Two = c.attrs({
      kind: c.attr(1, "K", c.cstring),
      data: c.attr(2, "D", c.byKind("kind", { vlan: Vlan, bridge: Bridge })),
      slaveKind: c.attr(3, "SK", c.cstring),
      slaveData: c.attr(4, "SD", c.byKind("slaveKind", { bridge: Bridge })),
    });
    const two = {} as Infer<typeof Two>;
    if (two.kind === "vlan" && two.slaveKind === "bridge") {
      expectTypeOf(two.data).toEqualTypeOf<Infer<typeof Vlan> | undefined>();
      expectTypeOf(two.slaveData).toEqualTypeOf<Infer<typeof Bridge> | undefined>();
    }
  });

  it("a choice by something further out is a plain union", () => {
    const Outer = c.attrs({ stats: c.attr(1, "S", c.byKind("elsewhere", { a: c.u8, b: c.cstring })) });
    expectTypeOf<Infer<typeof Outer>["stats"]>().toEqualTypeOf<number | string | undefined>();
    const Open = c.attrs({ stats: c.attr(1, "S", c.byKind("elsewhere", { a: c.u8 }, c.bytes)) });
    expectTypeOf<Infer<typeof Open>["stats"]>().toEqualTypeOf<number | Uint8Array | undefined>();
  });

  it("what was decoded may be encoded", () => {
    expectTypeOf<Info>().toExtend<Input<typeof Info>>();
    const M = c.message(c.struct("h", 4, { family: c.enumOf(c.u8, Colour), tag: c.later(c.u16) }), Info);
    expectTypeOf<Infer<typeof M>>().toExtend<Input<typeof M>>();
    const Deep = c.attrs({
      list: c.attr(1, "L", c.indexed(M)),
      by: c.attr(2, "B", c.indexedBy("n", Info)),
      many: c.attr(3, "R", c.repeated(Info)),
      hops: c.attr(4, "H", c.listOf(c.message(c.struct("hop", 2, { len: c.u16 }), Info), "len")),
    });
    expectTypeOf<Infer<typeof Deep>>().toExtend<Input<typeof Deep>>();
  });
});
