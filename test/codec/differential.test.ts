/** Generated code against the interpreter, on random schemas. Both must do the same, and the generated code must have run. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { decode, encode, interpretDecode, interpretEncode, viewOf } from "../../src/codec/codec.js";
import type { AnyType, Direction } from "../../src/codec/index.js";
import { isDecodeError, isEncodeError, setCodeGeneration } from "../../src/codec/index.js";
import { compiledDecoder, compiledEncoder, INVALID } from "../../src/codec/jit/compile.js";
import { SIMPLE_OBJECTS } from "../../src/codec/jit/shapes.js";
import { type Outcome, outcome, same } from "../support/compare.js";
import { attributeBytes, type Made, schema } from "./arbitrary.js";

/** Counts what the compiled functions did, so that a differential test that compares nothing fails. */
const ran = { decoded: 0, refusedBytes: 0, encoded: 0, refusedValues: 0, leftDecoding: 0, leftEncoding: 0 };

function fails(result: Outcome): boolean {
  return "error" in result;
}

/** Decodes a region in the middle of other bytes through both engines. */
function compareDecoding(
  type: AnyType,
  bytes: Uint8Array,
  littleEndian: boolean,
  direction: Direction,
  ours: boolean,
): void {
  const padded = new Uint8Array(bytes.length + 32).fill(0xa5);
  padded.set(bytes, 16);
  const view = viewOf(padded);
  const [start, end] = [16, 16 + bytes.length];
  const compiled = compiledDecoder(type, littleEndian);
  if (compiled === undefined) throw new Error("no code was generated for the decoder");
  let value = compiled(view.dv, view.u8, start, end, direction);
  // An object that comes again is made in another way.
  for (let again = 0; again < SIMPLE_OBJECTS && value !== INVALID; again++) {
    same(compiled(view.dv, view.u8, start, end, direction), value, "the same bytes again");
    value = compiled(view.dv, view.u8, start, end, direction);
  }
  const expected = outcome(() => interpretDecode(type, view, start, end, direction, { littleEndian, name: "MSG" }));
  if (value === INVALID) {
    // Generated code may leave rare forms (short headers, later members) to the interpreter.
    if (fails(expected)) ran.refusedBytes++;
    else if (ours) ran.leftDecoding++;
  } else {
    ran.decoded++;
    same({ value }, expected, "compiled");
  }
  const options = { littleEndian, direction, start, end, name: "MSG" };
  same(
    outcome(() => decode(type, padded, options)),
    expected,
    "decode()",
  );
  if (fails(expected)) {
    try {
      decode(type, padded, options);
    } catch (error) {
      if (!isDecodeError(error)) throw error;
      expect(error.offset).toBeGreaterThanOrEqual(0);
      expect(error.offset).toBeLessThanOrEqual(bytes.length + 4);
    }
  }
  same(padded.subarray(0, 16), new Uint8Array(16).fill(0xa5), "bytes before");
}

/** Encodes through both engines into a dirty buffer, and into one that is too small. */
function compareEncoding(
  type: AnyType,
  value: unknown,
  littleEndian: boolean,
  direction: Direction,
): Uint8Array | undefined {
  const options = { littleEndian, direction, name: "MSG" };
  const one = viewOf(new Uint8Array(200_000).fill(0x5a));
  const other = viewOf(new Uint8Array(200_000).fill(0x5a));
  const compiled = compiledEncoder(type, littleEndian);
  if (compiled === undefined) throw new Error("no code was generated for the encoder");
  const end = compiled(value, one.dv, one.u8, 8, direction);
  const expected = outcome(() => interpretEncode(type, value, other, 8, options));
  if (end === INVALID) {
    if (fails(expected)) ran.refusedValues++;
    else ran.leftEncoding++;
  } else {
    ran.encoded++;
    same({ value: end }, expected, "end of the encoding");
    same(one.u8.subarray(0, end as number), other.u8.subarray(0, end as number), "encoding");
  }
  const result = outcome(() => encode(type, value, options));
  setCodeGeneration(false);
  const interpreted = outcome(() => encode(type, value, options));
  setCodeGeneration(true);
  same(result, interpreted, "encode()");
  if (fails(expected)) {
    try {
      encode(type, value, options);
    } catch (error) {
      if (!isEncodeError(error)) throw error;
    }
    return undefined;
  }
  const bytes = (result as { value: Uint8Array }).value;
  same(bytes, other.u8.slice(8, (expected as { value: number }).value), "encode() without the offset");
  return bytes;
}

/** A few bytes changed, or the end cut off. */
const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 });
function damaged(bytes: Uint8Array, changes: readonly (readonly [number, number])[], cut: number): Uint8Array {
  const copy = bytes.slice(0, Math.max(0, bytes.length - cut));
  for (const [at, byte] of changes) if (copy.length > 0) copy[at % copy.length] = byte;
  return copy;
}

const given = schema.chain((made: Made) =>
  fc.record({
    made: fc.constant(made),
    values: fc.array(made.value, { minLength: 4, maxLength: 4 }),
    streams: fc.array(fc.oneof(attributeBytes, fc.uint8Array({ maxLength: 40 })), { minLength: 4, maxLength: 4 }),
    changes: damage,
    cut: fc.nat(5),
    littleEndian: fc.boolean(),
    direction: fc.constantFrom<Direction>("request", "reply"),
  }),
);

it("compiled and interpreted are the same", { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(given, ({ made, values, streams, changes, cut, littleEndian, direction }) => {
      for (const value of values) {
        const bytes = compareEncoding(made.type, value, littleEndian, direction);
        if (bytes === undefined) continue;
        compareDecoding(made.type, bytes, littleEndian, direction, true);
        compareDecoding(made.type, damaged(bytes, changes, cut), littleEndian, direction, false);
      }
      for (const bytes of streams) compareDecoding(made.type, bytes, littleEndian, direction, false);
    }),
    { numRuns: Number(process.env["RINGLINK_FUZZ_RUNS"] ?? 400) },
  );
  expect(ran.decoded).toBeGreaterThan(500);
  expect(ran.encoded).toBeGreaterThan(300);
  expect(ran.refusedBytes).toBeGreaterThan(50);
  expect(ran.refusedValues).toBeGreaterThan(20);
  // What generated code leaves to the interpreter without need must stay rare.
  expect(ran.leftDecoding).toBeLessThan(ran.decoded * 0.02);
  expect(ran.leftEncoding).toBeLessThan(ran.encoded * 0.15);
});

it("what decodes encodes again, and decodes to the same", { timeout: 120_000 }, () => {
  let again = 0;
  fc.assert(
    fc.property(given, ({ made, values, littleEndian, direction }) => {
      for (const value of values) {
        const options = { littleEndian, direction };
        const bytes = outcome(() => encode(made.type, value, options));
        if (!("value" in bytes)) continue;
        const decoded = outcome(() => decode(made.type, bytes.value as Uint8Array, options));
        if (!("value" in decoded)) continue;
        const second = outcome(() => encode(made.type, decoded.value, options));
        if (!("value" in second)) continue;
        again++;
        same(decode(made.type, second.value as Uint8Array, options), decoded.value, "decoded again");
      }
    }),
    { numRuns: 150 },
  );
  expect(again).toBeGreaterThan(100);
});
