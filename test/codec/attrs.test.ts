import { expect, it } from "vitest";
import * as c from "../../src/codec/index.js";
import { hex, same } from "../support/compare.js";
import { both, decodes, encodes, refuses, rejects, withBothEngines } from "./engines.js";

const Inner = c.attrs({ x: c.attr(1, "X_X", c.u8), y: c.attr(2, "X_Y", c.u16) });
const Attrs = c.attrs(
  {
    name: c.attr(3, "A_NAME", c.cstring),
    mtu: c.attr(4, "A_MTU", c.u32),
    inner: c.attr(5, "A_INNER", Inner),
    many: c.attr(6, "A_MANY", c.repeated(c.u16)),
  },
  { pad: { A_PAD: 9 } },
);

withBothEngines("attribute sets", () => {
  it("give the keys that are there, in the order of the schema, whatever the order of the bytes", () => {
    decodes(Attrs, "", {});
    both(Attrs, "08 00 04 00 dc 05 00 00", { mtu: 1500 });
    decodes(Attrs, "08 00 04 00 dc 05 00 00 07 00 03 00 65 30 00 00", { name: "e0", mtu: 1500 });
    expect(c.decode(Attrs, hex("08 00 04 00 dc 05 00 00")).name).toBeUndefined();
  });

  it("write in the order of the schema, payloads padded to four", () => {
    encodes(Attrs, { mtu: 1500, name: "e0" }, "07 00 03 00 65 30 00 00 08 00 04 00 dc 05 00 00");
    encodes(Attrs, { mtu: 1500, name: "e0" }, "00 07 00 03 65 30 00 00 00 08 00 04 00 00 05 dc", {
      littleEndian: false,
    });
    encodes(Attrs, {}, "");
    encodes(Attrs, { mtu: undefined, unknown: undefined }, "");
  });

  it("nest", () => {
    both(Attrs, "14 00 05 00 05 00 01 00 07 00 00 00 06 00 02 00 01 02 00 00", {
      inner: { x: 7, y: 0x201 },
    });
    both(Attrs, "04 00 05 00", { inner: {} });
  });

  it("repeated attributes are gathered in wire order", () => {
    decodes(Attrs, "06 00 06 00 01 00 00 00 08 00 04 00 dc 05 00 00 06 00 06 00 02 00 00 00", {
      mtu: 1500,
      many: [1, 2],
    });
    encodes(Attrs, { many: [1, 2] }, "06 00 06 00 01 00 00 00 06 00 06 00 02 00 00 00");
    encodes(Attrs, { many: [] }, "");
    refuses(Attrs, { many: 5 }, ["A_MANY"], "expected an array, got 5");
    refuses(Attrs, { many: [1, 70000] }, ["A_MANY"], "70000 is outside 0…65535");
    refuses(Attrs, { many: [1, undefined] }, ["A_MANY"], "expected an integer, got undefined");
  });

  it("the last of several wins where one is expected", () => {
    decodes(Attrs, "08 00 04 00 01 00 00 00 08 00 04 00 02 00 00 00", { mtu: 2 });
    decodes(Attrs, "0c 00 05 00 05 00 01 00 07 00 00 00 04 00 05 00", {
      inner: {},
    });
  });

  it("ignore NLA_F_NESTED and NLA_F_NET_BYTEORDER when decoding", () => {
    decodes(Attrs, "08 00 04 c0 01 00 00 00", { mtu: 1 });
    decodes(Attrs, "08 00 04 80 01 00 00 00", { mtu: 1 });
    decodes(Attrs, "08 00 04 40 01 00 00 00", { mtu: 1 });
  });

  it("set the NLA_F_* bits that the schema wants", () => {
    const Flagged = c.attrs({
      nest: c.attr(1, "F_NEST", c.nested(Inner)),
      net: c.attr(2, "F_NET", c.netByteOrder(c.be16)),
      each: c.attr(3, "F_EACH", c.repeated(c.nested(Inner))),
      also: c.attr(4, "F_ALSO", c.nested(c.repeated(Inner))),
      list: c.attr(5, "F_LIST", c.nested(c.indexed(c.nested(Inner)))),
    });
    both(Flagged, "04 00 01 80", { nest: {} });
    both(Flagged, "06 00 02 40 00 01 00 00", { net: 1 });
    both(Flagged, "04 00 03 80 04 00 03 80", { each: [{}, {}] });
    both(Flagged, "04 00 04 80 04 00 04 80", { also: [{}, {}] });
    both(Flagged, "0c 00 05 80 04 00 01 80 04 00 02 80", { list: [{}, {}] });
    decodes(Flagged, "04 00 01 00", { nest: {} });
    encodes(Flagged, { nest: {} }, "00 04 80 01", { littleEndian: false });
  });

  it("keep attributes that they do not know, with their bits, and write them after the known ones", () => {
    const unknown = [
      { type: 77, flags: c.NLA_F_NESTED, data: hex("01 02 03") },
      { type: 0, flags: 0, data: hex("") },
      { type: 77, flags: c.NLA_F_NET_BYTEORDER, data: hex("09") },
    ];
    both(Attrs, "08 00 04 00 01 00 00 00 07 00 4d 80 01 02 03 00 04 00 00 00 05 00 4d 40 09 00 00 00", {
      mtu: 1,
      unknown,
    });
    encodes(Attrs, { unknown: [{ type: 77, data: hex("01") }] }, "05 00 4d 00 01 00 00 00");
    encodes(Attrs, { unknown: [] }, "");
  });

  it("skip padding attributes", () => {
    decodes(Attrs, "04 00 09 00 08 00 04 00 01 00 00 00 08 00 09 00 ff ff ff ff", { mtu: 1 });
  });

  it("accept a last attribute without its padding, and zeros after it", () => {
    decodes(Attrs, "07 00 03 00 65 30 00", { name: "e0" });
    decodes(Attrs, "08 00 04 00 01 00 00 00 00", { mtu: 1 });
    decodes(Attrs, "08 00 04 00 01 00 00 00 00 00 00 00 00 00 00 00", { mtu: 1 });
    decodes(Attrs, "00 00", {});
  });

  it("reject lengths that do not fit", () => {
    rejects(Attrs, "08 00 04 00 01 00 00", [], 0, "attribute 4: a length of 8 does not fit 7 bytes");
    rejects(Attrs, "08 00 04 00 01 00 00 00 03 00 04 80", [], 8, "attribute 4: a length of 3 does not fit 4 bytes");
    rejects(Attrs, "00 00 04 00", [], 0, "attribute 4: a length of 0 does not fit 4 bytes");
    rejects(Attrs, "ff ff 03 c0 00", [], 0, "attribute 3: a length of 65535 does not fit 5 bytes");
    rejects(Attrs, "08 00 04 00 01 00 00 00 01", [], 8, "1 bytes after the last attribute");
    rejects(Attrs, "00 01", [], 0, "2 bytes after the last attribute");
  });

  it("name the attribute that is wrong and the offset of its payload", () => {
    rejects(
      Attrs,
      "08 00 04 00 01 00 00 00 05 00 04 00 01 00 00 00",
      ["A_MTU"],
      12,
      "integer: expected 4 bytes, got 1",
    );
    rejects(Attrs, "0c 00 05 00 06 00 01 00 07 07 00 00", ["A_INNER", "X_X"], 8, "integer: expected 1 bytes, got 2");
    rejects(
      Attrs,
      "0c 00 05 00 09 00 03 00 07 07 00 00",
      ["A_INNER"],
      4,
      "attribute 3: a length of 9 does not fit 8 bytes",
    );
  });

  it("offsets count from the start of the decoded region", () => {
    const bytes = hex("ff ff ff ff 05 00 04 00 01 00 00 00 ff ff");
    try {
      c.decode(Attrs, bytes, { start: 4, end: 12, name: "MSG_SET" });
      expect.unreachable();
    } catch (error) {
      expect(c.isDecodeError(error)).toBe(true);
      const { path, offset, message } = error as c.DecodeError;
      same([...path], ["MSG_SET", "A_MTU"]);
      expect(offset).toBe(4);
      expect(message).toBe("MSG_SET › A_MTU: integer: expected 4 bytes, got 1 at offset 4");
    }
  });

  it("refuse keys that they do not have, and values that are no object", () => {
    refuses(Attrs, { mtuu: 1 }, [], 'the set has no "mtuu"; did you mean "mtu"?');
    refuses(Attrs, { inner: { z: 1 } }, ["A_INNER"], 'the set has no "z"');
    for (const wrong of [1, "x", null, [], new Uint8Array(4)]) refuses(Attrs, wrong, [], /^expected attributes, got /);
    refuses(Attrs, { inner: hex("01") }, ["A_INNER"], "expected attributes, got 1 bytes");
    refuses(Attrs, { mtu: -1 }, ["MSG_SET", "A_MTU"], /outside/, { name: "MSG_SET" });
    refuses(Attrs, { mtu: null }, ["A_MTU"], "expected an integer, got null");
  });

  it("refuse unknown attributes that are none", () => {
    refuses(Attrs, { unknown: 5 }, [], "expected an array, got 5");
    refuses(Attrs, { unknown: [5] }, [], "expected an unknown attribute, got 5");
    refuses(Attrs, { unknown: [{ type: 1 << 14, data: hex("") }] }, ["unknown 16384"], "no attribute type");
    refuses(Attrs, { unknown: [{ type: -1, data: hex("") }] }, ["unknown -1"], "no attribute type");
    refuses(Attrs, { unknown: [{ type: 1.5, data: hex("") }] }, ["unknown 1.5"], "no attribute type");
    refuses(Attrs, { unknown: [{ data: hex("") }] }, ["unknown undefined"], "no attribute type");
    refuses(Attrs, { unknown: [{ type: "1", data: hex("") }] }, ['unknown "1"'], "no attribute type");
    refuses(Attrs, { unknown: [{ type: 1, flags: 1, data: hex("") }] }, ["unknown 1"], "1 are no NLA_F_* bits");
    refuses(
      Attrs,
      { unknown: [{ type: 1, flags: 0x10000, data: hex("") }] },
      ["unknown 1"],
      "65536 are no NLA_F_* bits",
    );
    refuses(Attrs, { unknown: [{ type: 1, flags: 0.5, data: hex("") }] }, ["unknown 1"], "0.5 are no NLA_F_* bits");
    refuses(Attrs, { unknown: [{ type: 1, flags: 0 }] }, ["unknown 1"], "expected bytes, got undefined");
    refuses(Attrs, { unknown: [{ type: 1, flags: 0, data: "00" }] }, ["unknown 1"], 'expected bytes, got "00"');
    refuses(Attrs, { inner: { unknown: [{ type: 1 }] } }, ["A_INNER", "unknown 1"], "expected bytes, got undefined");
  });

  it("an attribute holds at most 65535 bytes, header included", () => {
    const Big = c.attrs({
      data: c.attr(1, "B_DATA", c.bytes),
      set: c.attr(2, "B_SET", c.attrs({ a: c.attr(1, "B_A", c.repeated(c.bytes)) })),
    });
    const most = c.encode(Big, { data: new Uint8Array(65531) });
    expect(most).toHaveLength(65536);
    expect(c.decode(Big, most).data).toHaveLength(65531);
    refuses(Big, { data: new Uint8Array(65532) }, ["B_DATA"], "65536 bytes do not fit an attribute");
    refuses(
      Big,
      { unknown: [{ type: 3, flags: 0, data: new Uint8Array(65532) }] },
      ["unknown 3"],
      "65536 bytes do not fit an attribute",
    );
    refuses(
      Big,
      { set: { a: Array(5).fill(new Uint8Array(16000)) } },
      ["B_SET"],
      "80024 bytes do not fit an attribute",
    );
    const wide = c.encode(Big, { unknown: Array(5).fill({ type: 3, flags: 0, data: new Uint8Array(16000) }) });
    expect(wide).toHaveLength(80020);
  });

  it("a set may contain itself, to a depth of 64", () => {
    const Tree = c.attrs({
      id: c.attr(1, "T_ID", c.u8),
      get children() {
        return c.attr(2, "T_CHILD", c.repeated(Tree));
      },
    });
    both(Tree, "05 00 01 00 01 00 00 00 0c 00 02 00 05 00 01 00 02 00 00 00 04 00 02 00", {
      id: 1,
      children: [{ id: 2 }, {}],
    });
    const nest = (depth: number): c.Input<typeof Tree> => (depth === 0 ? {} : { children: [nest(depth - 1)] });
    expect(c.encode(Tree, nest(c.MAX_DEPTH - 1))).toHaveLength(4 * (c.MAX_DEPTH - 1));
    c.decode(Tree, c.encode(Tree, nest(c.MAX_DEPTH - 1)));
    refuses(Tree, nest(c.MAX_DEPTH), Array(c.MAX_DEPTH).fill("T_CHILD"), "nested deeper than 64 levels");
    const deep = Array.from(
      { length: c.MAX_DEPTH },
      (_, i) =>
        `${(4 * (c.MAX_DEPTH - i))
          .toString(16)
          .padStart(4, "0")
          .replace(/(..)(..)/, "$2 $1")} 02 00`,
    );
    rejects(Tree, deep.join(" "), Array(c.MAX_DEPTH).fill("T_CHILD"), 4 * c.MAX_DEPTH, "nested deeper than 64 levels");
  });

  it("a value that contains itself is refused, not followed for ever", () => {
    const Tree = c.attrs({
      get children() {
        return c.attr(2, "T_CHILD", c.repeated(Tree));
      },
    });
    const loop: { children: unknown[] } = { children: [] };
    loop.children.push(loop);
    refuses(Tree, loop, Array(c.MAX_DEPTH).fill("T_CHILD"), "nested deeper than 64 levels");
  });
});
