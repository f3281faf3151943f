/** Messages of real traffic, each through everything that the codec does. */
import { afterAll, describe, expect, it } from "vitest";
import { interpretDecode, viewOf } from "../src/codec/codec.js";
import {
  decode,
  encode,
  isDecodeError,
  type MessageType,
  setCodeGeneration,
  toJson,
  undescribed,
} from "../src/codec/index.js";
import { compiledDecoder, INVALID } from "../src/codec/jit/compile.js";
import { SIMPLE_OBJECTS } from "../src/codec/jit/shapes.js";
import { outcome, same } from "./support/compare.js";
import { dissectorFor, type Golden, goldenNames, messageOf, readGolden, truncated } from "./support/golden.js";

const NLMSG_HDRLEN = 16;
/** Messages up to this length, bytes, are cut at every byte. */
const SHORT = 2048;
/** Truncations of a longer one, about, and those of which the tree is encoded again too. */
const CUTS = 400;
const TREES = 40;

const names = goldenNames();
/** What happened over all fixtures, so that tests which compare nothing fail. */
const ran = { compiled: 0, short: 0, canonical: 0, again: 0, refused: 0, accepted: 0 };

/** Generated code and interpreter on the body of a message. */
function compareEngines(golden: Golden): void {
  const message = messageOf(golden);
  const { schema, direction, littleEndian, name, raw } = message;
  if (schema === undefined) {
    setCodeGeneration(false);
    const interpreted = outcome(() => messageOf(golden).value());
    setCodeGeneration(true);
    same(
      outcome(() => messageOf(golden).value()),
      interpreted,
      "control message",
    );
    return;
  }
  const view = viewOf(golden.bytes);
  const { payload, end } = raw;
  const interpreted = outcome(() => interpretDecode(schema, view, payload, end, direction, { littleEndian, name }));
  const compiled = compiledDecoder(schema, littleEndian)!(view.dv, view.u8, payload, end, direction);
  if (golden.expected.error !== undefined) {
    expect(compiled).toBe(INVALID);
    return;
  }
  if (schema.tag === "message" && end - payload < (schema as MessageType).header.size) {
    // Old programs send one byte of header; generated code leaves these to the interpreter.
    same(decode(schema, view, { start: payload, end, direction, littleEndian, name }), message.value(), "short header");
    ran.short++;
    return;
  }
  expect(compiled).not.toBe(INVALID);
  ran.compiled++;
  same({ value: compiled }, interpreted, "compiled and interpreted");
  // An object that comes again is made in another way.
  for (let i = 0; i < SIMPLE_OBJECTS; i++) decode(schema, view, { start: payload, end, direction, littleEndian, name });
  const again = decode(schema, view, { start: payload, end, direction, littleEndian, name });
  same({ value: again }, interpreted, "decoded again and interpreted");
}

function encodeAgain(golden: Golden): void {
  const message = messageOf(golden);
  const { schema, direction, littleEndian } = message;
  if (schema === undefined || golden.expected.error !== undefined) return;
  const value = message.value();
  const bytes = encode(schema, value, { direction, littleEndian });
  if (golden.expected.canonical === true) {
    expect(Buffer.from(bytes).toString("hex")).toBe(Buffer.from(golden.bytes.subarray(NLMSG_HDRLEN)).toString("hex"));
    ran.canonical++;
  }
  same(decode(schema, bytes, { direction, littleEndian }), value, "decoded again");
  ran.again++;
}

function cutEverywhere(golden: Golden): void {
  const { length } = golden.bytes;
  const dissector = dissectorFor(golden);
  const stride = length <= SHORT ? 1 : Math.ceil(length / CUTS);
  const treeStride = stride * Math.ceil(length / stride / TREES);
  for (let cut = NLMSG_HDRLEN; cut < length; cut += stride) {
    const bytes = truncated(golden, cut);
    const message = dissector(bytes).messages[0]!;
    try {
      message.value();
      ran.accepted++;
    } catch (error) {
      if (!isDecodeError(error)) throw error;
      ran.refused++;
    }
    if ((cut - NLMSG_HDRLEN) % treeStride !== 0) continue;
    // The tree takes what the value refuses.
    if (Buffer.compare(message.encode(message.tree()), bytes) !== 0)
      throw new Error(`cut to ${cut}: the tree lost bytes`);
  }
}

describe.each(names)("%s", (name) => {
  const golden = readGolden(name);
  const { expected } = golden;

  it("has the value that is expected", () => {
    const message = messageOf(golden);
    const { type, flags, sequence, port, length } = message.raw;
    expect({ type, flags, sequence, port, length, name: message.name, family: message.family }).toEqual({
      type: expected.type,
      flags: expected.flags,
      sequence: expected.seq,
      port: expected.port,
      length: expected.length,
      name: expected.typeName,
      family: expected.family,
    });
    const unknown = undescribed(message.tree()).map(({ path, attribute }) => ({ path, length: attribute.length }));
    expect(toJson(unknown)).toEqual(expected.unknown);
    if (expected.error === undefined) expect(toJson(message.value())).toEqual(expected.value);
    else expect(() => message.value()).toThrow(expected.error);
  });

  it("decodes the same without generated code", () => compareEngines(golden));

  it("its tree encodes to the same bytes", () => {
    const message = messageOf(golden);
    expect(Buffer.from(message.encode(message.tree())).toString("hex")).toBe(Buffer.from(golden.bytes).toString("hex"));
  });

  it("its value encodes, and decodes again", () => encodeAgain(golden));

  it("cut anywhere, it gives a DecodeError or a value", () => {
    const { stackTraceLimit } = Error;
    // Nobody looks at the stacks of some hundred thousand errors.
    Error.stackTraceLimit = 0;
    try {
      cutEverywhere(golden);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });
});

describe("all fixtures together", () => {
  it("are there", () => {
    expect(names.length).toBeGreaterThan(300);
    const subjects = new Set(names.map((name) => name.split("/")[0]));
    for (const subject of ["link", "addr", "route", "rule", "neigh", "qdisc", "tfilter", "wireguard", "control"])
      expect(subjects).toContain(subject);
  });

  afterAll(() => {
    expect(ran.compiled).toBeGreaterThan(300);
    expect(ran.canonical).toBeGreaterThan(200);
    expect(ran.again).toBe(ran.compiled + ran.short);
    expect(ran.short).toBeLessThan(10);
    expect(ran.refused).toBeGreaterThan(10_000);
    expect(ran.accepted).toBeGreaterThan(names.length);
  });
});
