/** Runs a suite once through generated code and once through the interpreter. */
import { afterAll, beforeAll, describe, expect } from "vitest";
import {
  type AnyType,
  type CodecOptions,
  type DecodeError,
  type DecodeOptions,
  decode,
  type EncodeError,
  encode,
  isDecodeError,
  isEncodeError,
  setCodeGeneration,
} from "../../src/codec/index.js";
import { hex, hexOf, same } from "../support/compare.js";

const ENGINES = [
  ["compiled", true],
  ["interpreted", false],
] as const;

/** Declares `body`'s tests twice; `on` tells whether code is generated. */
export function withBothEngines(name: string, body: (on: boolean) => void): void {
  describe.each(ENGINES)(`${name}, %s`, (_engine, on) => {
    beforeAll(() => setCodeGeneration(on));
    afterAll(() => setCodeGeneration(true));
    body(on);
  });
}

/** Asserts that bytes decode to exactly `value`. */
export function decodes(schema: AnyType, bytes: string, value: unknown, options: DecodeOptions = {}): void {
  same(decode(schema, hex(bytes), options), value, "decoded");
}

/** Asserts that `value` encodes to exactly these bytes. */
export function encodes(schema: AnyType, value: unknown, bytes: string, options: CodecOptions = {}): void {
  expect(hexOf(encode(schema, value, options))).toBe(hexOf(hex(bytes)));
}

/** Asserts both directions. */
export function both(schema: AnyType, bytes: string, value: unknown, options: CodecOptions = {}): void {
  decodes(schema, bytes, value, options);
  encodes(schema, value, bytes, options);
}

/** The EncodeError of a value that its schema cannot express. */
export function encodeError(schema: AnyType, value: unknown, options: CodecOptions = {}): EncodeError {
  try {
    encode(schema, value, options);
  } catch (error) {
    if (!isEncodeError(error)) throw error;
    return error;
  }
  throw new Error("the value was encoded");
}

/** Asserts that a value is refused, where, and with which reason. */
export function refuses(
  schema: AnyType,
  value: unknown,
  path: readonly string[],
  reason: string | RegExp,
  options: CodecOptions = {},
): void {
  const error = encodeError(schema, value, options);
  same([...error.path], [...path], "path");
  if (typeof reason === "string") expect(error.reason).toBe(reason);
  else expect(error.reason).toMatch(reason);
  expect(error.message).toBe(path.length === 0 ? error.reason : `${path.join(" › ")}: ${error.reason}`);
  expect(error.code).toBe("ERR_RINGLINK_ENCODE");
}

/** The DecodeError of bytes that do not fit their schema. */
export function decodeError(schema: AnyType, bytes: Uint8Array, options: DecodeOptions = {}): DecodeError {
  try {
    decode(schema, bytes, options);
  } catch (error) {
    if (!isDecodeError(error)) throw error;
    return error;
  }
  throw new Error("the bytes were decoded");
}

/** Asserts that bytes are rejected: the path, the offset and the reason. */
export function rejects(
  schema: AnyType,
  bytes: string,
  path: readonly string[],
  offset: number,
  reason: string | RegExp,
  options: DecodeOptions = {},
): void {
  const error = decodeError(schema, hex(bytes), options);
  same([...error.path], [...path], "path");
  expect(error.offset).toBe(offset);
  if (typeof reason === "string") expect(error.reason).toBe(reason);
  else expect(error.reason).toMatch(reason);
  const place = path.length === 0 ? "" : `${path.join(" › ")}: `;
  expect(error.message).toBe(`${place}${error.reason} at offset ${offset}`);
  expect(error.code).toBe("ERR_RINGLINK_DECODE");
}
