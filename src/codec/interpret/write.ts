/** What the interpreting encoder writes with: the place, the checks, the leaves. */

import { EncodeError } from "../errors.js";
import { namesOf } from "../scope.js";
import { type AnyType, type Direction, type IntType, MAX_DEPTH } from "../type.js";
import { isBytes } from "../wire/bytes.js";
import { writeText } from "../wire/text.js";
import { byteOrder } from "./decode.js";
import { oneOf, suggestion } from "./suggest.js";

/** Where an encoder writes. Offsets past the end are counted, not written: the caller compares and grows. */
export interface Writing {
  readonly dv: DataView;
  readonly u8: Uint8Array;
  readonly littleEndian: boolean;
  readonly direction: Direction;
  readonly path: string[];
  depth: number;
}

export function refuse(w: Writing, reason: string): never {
  throw new EncodeError(reason, [...w.path]);
}

/** A value as it is shown in an error: short, and never the caller's whole object. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number" || typeof value === "boolean" || value == null) return String(value);
  if (isBytes(value)) return `${value.length} bytes`;
  return Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : typeof value;
}

function intLimits(t: { size: number; signed: boolean }): [bigint, bigint] {
  const bits = BigInt(t.size * 8);
  return t.signed ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
}

/** Writes an integer; enumerations take their names too. Returns the offset after it. */
export function writeInt(w: Writing, t: IntType<unknown>, o: number, value: unknown): number {
  let number = value;
  if (typeof value === "string" && t.names !== undefined) {
    if (!Object.hasOwn(t.names, value)) {
      const names = Object.keys(t.names);
      refuse(w, `${show(value)} is none of ${oneOf(names)}${suggestion(value, names)}`);
    }
    number = t.names[value];
  }
  const wanted = t.js === "bigint" ? "bigint" : "number";
  const fits = typeof number === wanted && (wanted === "bigint" || Number.isSafeInteger(number));
  const [low, high] = intLimits(t);
  if (!fits) refuse(w, `expected ${wanted === "bigint" ? "a bigint" : "an integer"}, got ${show(value)}`);
  const big = BigInt(number as number | bigint);
  if (big < low || big > high) refuse(w, `${show(value)} is outside ${low}…${high}`);
  if (o + t.size > w.u8.length) return o + t.size;
  const little = byteOrder(w, t);
  // Two's complement wraps in every setter, so signed and unsigned share one.
  if (t.size === 1) w.u8[o] = Number(big);
  else if (t.size === 2) w.dv.setUint16(o, Number(big), little);
  else if (t.size === 4) w.dv.setUint32(o, Number(big), little);
  else w.dv.setBigUint64(o, BigInt.asUintN(64, big), little);
  return o + t.size;
}

export function object(w: Writing, value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value) || isBytes(value)) {
    refuse(w, `expected ${what}, got ${show(value)}`);
  }
  return value as Record<string, unknown>;
}

export function list(w: Writing, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) refuse(w, `expected an array, got ${show(value)}`);
  return value;
}

/** Refuses keys that the schema does not have: a misspelt option must not vanish. */
export function checkKeys(w: Writing, value: Record<string, unknown>, names: ReadonlySet<string>, what: string): void {
  for (const key of Object.keys(value)) {
    if (value[key] !== undefined && !names.has(key)) {
      refuse(w, `${what} has no ${show(key)}${suggestion(key, names)}`);
    }
  }
}

const setKeys = new WeakMap<AnyType, ReadonlySet<string>>();

/** The keys of a value that holds attributes: its schema's, and what no schema knows. */
export function keysOf(type: AnyType): ReadonlySet<string> {
  let keys = setKeys.get(type);
  if (keys === undefined) {
    keys = new Set([...namesOf(type), "unknown"]);
    setKeys.set(type, keys);
  }
  return keys;
}

export function fill(w: Writing, from: number, to: number): void {
  for (let i = from; i < to; i++) w.u8[i] = 0;
}

export function deeper(w: Writing, body: () => number): number {
  if (w.depth >= MAX_DEPTH) refuse(w, `nested deeper than ${MAX_DEPTH} levels`);
  w.depth++;
  const o = body();
  w.depth--;
  return o;
}

export function leaf(w: Writing, o: number, what: string, value: unknown): number {
  if (o < 0) refuse(w, `${show(value)} is no ${what}`);
  return o;
}

export function encodeText(w: Writing, nul: boolean, size: number | undefined, o: number, value: unknown): number {
  if (typeof value !== "string") refuse(w, `expected a string, got ${show(value)}`);
  const end = writeText(w.u8, o, value);
  if (end < 0) refuse(w, `${show(value)} holds a NUL or half a surrogate pair`);
  if (size === undefined) {
    if (nul) w.u8[end] = 0;
    return nul ? end + 1 : end;
  }
  if (end > o + size) refuse(w, `${show(value)} is longer than ${size} bytes`);
  fill(w, end, o + size);
  return o + size;
}
