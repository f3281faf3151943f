/** Compiles schemas on first use and keeps the result as long as the schema lives. */
import type { AnyType, Direction, UnknownAttribute } from "../type.js";
import { NLA_TYPE_MASK } from "../type.js";
import { DecodeGenerator } from "./decode.js";
import { Emitter } from "./emit.js";
import { EncodeGenerator } from "./encode.js";
import { BAD, decodeHelpers, encodeHelpers } from "./helpers.js";

/** What a compiled function returns when the interpreter has to look at the case. */
export const INVALID: unique symbol = Symbol("ringlink.invalid");

export type CompiledDecoder = (
  dv: DataView,
  u8: Uint8Array,
  start: number,
  end: number,
  direction: Direction,
  scope?: Readonly<Record<string, unknown>>,
) => unknown;
export type CompiledEncoder = (
  value: unknown,
  dv: DataView,
  u8: Uint8Array,
  offset: number,
  direction: Direction,
  scope?: Readonly<Record<string, unknown>>,
) => unknown;

interface Compiled {
  decode?: CompiledDecoder;
  encode?: CompiledEncoder;
}

const little = new WeakMap<object, Compiled>();
const big = new WeakMap<object, Compiled>();

let allowed: boolean | undefined;

/** Whether this environment lets code be generated (no `--disallow-code-generation-from-strings`, no strict CSP). */
export function mayGenerate(): boolean {
  if (allowed === undefined) {
    try {
      allowed = new Function("return true")() === true;
    } catch {
      allowed = false;
    }
  }
  return allowed;
}

function entryOf(schema: AnyType, littleEndian: boolean): Compiled {
  const table = littleEndian ? little : big;
  let entry = table.get(schema);
  if (entry === undefined) {
    entry = {};
    table.set(schema, entry);
  }
  return entry;
}

function writeUnknown(dv: DataView, u8: Uint8Array, start: number, unknown: unknown, littleEndian: boolean): number {
  let o = start;
  for (const entry of encodeHelpers.list(unknown)) {
    if (typeof entry !== "object" || entry === null) throw BAD;
    const { type, flags = 0, data } = entry as UnknownAttribute;
    for (const key of Object.keys(entry)) if (key !== "type" && key !== "flags" && key !== "data") throw BAD;
    if ((type & NLA_TYPE_MASK) !== type || (flags & ~NLA_TYPE_MASK & 0xffff) !== flags) throw BAD;
    o = encodeHelpers.fin(dv, u8, o, encodeHelpers.writeBytes(u8, o + 4, data), type | flags, littleEndian);
  }
  return o;
}

/** The compiled decoder of a schema, undefined where code may not be generated. */
export function compiledDecoder(schema: AnyType, littleEndian: boolean): CompiledDecoder | undefined {
  const entry = entryOf(schema, littleEndian);
  if (entry.decode === undefined) {
    if (!mayGenerate()) return undefined;
    const emitter = new Emitter(littleEndian);
    const source = emitter.source(new DecodeGenerator(emitter).root(schema));
    const generated = emitter.build(source, decodeHelpers) as CompiledDecoder;
    entry.decode = (dv, u8, start, end, direction, scope) => {
      try {
        return generated(dv, u8, start, end, direction, scope);
      } catch (error) {
        if (error === BAD) return INVALID;
        throw error;
      }
    };
  }
  return entry.decode;
}

/** The compiled encoder of a schema, undefined where code may not be generated. */
export function compiledEncoder(schema: AnyType, littleEndian: boolean): CompiledEncoder | undefined {
  const entry = entryOf(schema, littleEndian);
  if (entry.encode === undefined) {
    if (!mayGenerate()) return undefined;
    const emitter = new Emitter(littleEndian);
    const source = emitter.source(new EncodeGenerator(emitter).root(schema));
    const unknown = (dv: DataView, u8: Uint8Array, o: number, list: unknown) =>
      writeUnknown(dv, u8, o, list, littleEndian);
    const generated = emitter.build(source, { ...encodeHelpers, writeUnknown: unknown }) as CompiledEncoder;
    entry.encode = (value, dv, u8, offset, direction, scope) => {
      try {
        return generated(value, dv, u8, offset, direction, scope);
      } catch {
        // BAD, a full buffer, a bigint among numbers, a getter that throws: the interpreter tells them apart.
        return INVALID;
      }
    };
  }
  return entry.encode;
}

/** The generated source of a schema's decoder and encoder, to read or to profile. */
export function source(schema: AnyType, littleEndian = true): { decode: string; encode: string } {
  const decoding = new Emitter(littleEndian);
  const encoding = new Emitter(littleEndian);
  return {
    decode: decoding.source(new DecodeGenerator(decoding).root(schema)),
    encode: encoding.source(new EncodeGenerator(encoding).root(schema)),
  };
}
