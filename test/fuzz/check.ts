/** What has to hold for any bytes whatever, and for any value. */

import { inspect } from "node:util";
import { encodeInto, interpretDecode, interpretEncode } from "../../src/codec/codec.js";
import {
  decode,
  decodeTree,
  encodeTree,
  encodeWith,
  isDecodeError,
  isEncodeError,
  printTree,
  viewOf,
} from "../../src/index.js";
import { difference, type Outcome } from "../support/compare.js";
import type { Sample } from "./corpus.js";

/** A property that does not hold. */
export class Broken extends Error {
  override readonly name = "Broken";
}

/** The value, or the error if it is of the one kind that is allowed. */
function outcomeOf(what: string, body: () => unknown, allowed: (error: unknown) => boolean): Outcome {
  try {
    return { value: body() };
  } catch (error) {
    if (!allowed(error)) throw new Broken(`${what} threw ${String(error)}`, { cause: error });
    const { name, message, path, offset } = error as Error & { path: readonly string[]; offset?: number };
    return { error: { name, message, path: [...path], offset } };
  }
}

function agree(what: string, compiled: Outcome, interpreted: Outcome, input = ""): void {
  const found = difference(compiled, interpreted, "outcome");
  if (found !== undefined) throw new Broken(`${what}: compiled and interpreted differ: ${found}${input}`);
}

function guard<T>(what: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw new Broken(`${what} threw ${String(error)}`, { cause: error });
  }
}

/** Characters that a terminal would act upon; lines end with LF. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

/** The value, when there is one. */
export function checkBytes(sample: Sample, bytes: Uint8Array): Outcome {
  const { schema, direction, littleEndian, name } = sample;
  const options = { direction, littleEndian, name };
  const view = viewOf(bytes);
  const compiled = outcomeOf("decode", () => decode(schema, view, options), isDecodeError);
  const interpret = () => interpretDecode(schema, view, 0, bytes.length, direction, options);
  agree("decode", compiled, outcomeOf("interpretDecode", interpret, isDecodeError));
  if ("error" in compiled) {
    const { offset } = compiled.error;
    if (offset === undefined || !(offset >= 0 && offset <= bytes.length))
      throw new Broken(`an error at offset ${offset}`);
  }
  const tree = guard("decodeTree", () => decodeTree(schema, view, options));
  const again = guard("encodeTree", () => encodeTree(tree, options));
  if (!Buffer.from(bytes).equals(again)) throw new Broken(`the tree encodes to ${Buffer.from(again).toString("hex")}`);
  const text = guard("printTree", () => printTree(tree)).join("\n");
  const bad = CONTROL.exec(text);
  if (bad !== null) throw new Broken(`printTree lets U+00${bad[0].charCodeAt(0).toString(16)} through`);
  return compiled;
}

function shown(value: unknown): string {
  return inspect(value, { depth: 12, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 100, maxArrayLength: 50 });
}

/** What a value encodes to, when it does. */
export function checkValue(sample: Sample, value: unknown): Outcome {
  const { schema, direction, littleEndian, name } = sample;
  const options = { direction, littleEndian, name };
  const run = (write: typeof interpretEncode) => encodeWith((view) => write(schema, value as never, view, 0, options));
  const compiled = outcomeOf("encode", () => run(encodeInto as typeof interpretEncode), isEncodeError);
  const interpreted = outcomeOf("interpretEncode", () => run(interpretEncode), isEncodeError);
  const input =
    difference(compiled, interpreted) === undefined
      ? ""
      : `
  value    ${shown(value)}`;
  agree("encode", compiled, interpreted, input);
  return compiled;
}

/** Lengths of records, which the encoder computes: a record may have held more than its value tells. */
const RECORD_LENGTHS = new Set(["len", "yes"]);

function withoutLengths(value: unknown, inArray = false): unknown {
  if (Array.isArray(value)) return Array.from(value, (inner) => withoutLengths(inner, true));
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  const entries = Object.entries(value).filter(([key]) => !(inArray && RECORD_LENGTHS.has(key)));
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutLengths(inner)]));
}

/** A decoded value that can be encoded decodes to itself, and then to the same bytes. */
export function checkRoundTrip(sample: Sample, value: unknown): void {
  const encoded = checkValue(sample, value);
  if (!("value" in encoded)) return;
  const bytes = encoded.value as Uint8Array;
  const again = checkBytes(sample, bytes);
  if (!("value" in again)) throw new Broken(`what encode made is refused: ${again.error.message}`);
  const found = difference(withoutLengths(value), withoutLengths(again.value));
  if (found !== undefined) throw new Broken(`decode(encode(value)) is not the value: ${found}`);
  const once = checkValue(sample, again.value);
  if (difference(encoded, once) !== undefined) throw new Broken("encode(decode(encode(value))) are other bytes");
}
