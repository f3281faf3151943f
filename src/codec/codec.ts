import { EncodeError } from "./errors.js";
import { decodeValue, type Reading } from "./interpret/decode.js";
import { encodeValue } from "./interpret/encode.js";
import type { Writing } from "./interpret/write.js";
import { compiledDecoder, compiledEncoder, INVALID } from "./jit/compile.js";
import type { Scope } from "./scope.js";
import type { AnyType, Direction, Infer, Input } from "./type.js";

/** Bytes with the DataView that reads them. Make one for each receive buffer and pass it with offsets. */
export interface ByteView {
  readonly u8: Uint8Array;
  readonly dv: DataView;
}

/** A view of `bytes`, which it shares. */
export function viewOf(bytes: Uint8Array): ByteView {
  // A Node Buffer is viewed as a plain Uint8Array: its slice() would not copy.
  const u8 =
    bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { u8, dv: new DataView(u8.buffer, u8.byteOffset, u8.byteLength) };
}

export interface CodecOptions {
  /** Byte order of the machine that made or will read the bytes; little-endian by default. */
  readonly littleEndian?: boolean;
  /** Which way the message goes; `reply` (from the kernel) by default when decoding, `request` when encoding. */
  readonly direction?: Direction;
  /** What the path of an error starts with, `RTM_NEWLINK`. */
  readonly name?: string;
  /** Values of names that the schema takes from its surroundings, such as `{ family: "inet6" }`. */
  readonly scope?: Readonly<Record<string, unknown>>;
}

export interface DecodeOptions extends CodecOptions {
  /** Region of the bytes, offsets in bytes; the whole by default. */
  readonly start?: number;
  readonly end?: number;
}

let codeGeneration = true;

/** Turns the compiler off (or on again): schemas are then interpreted. For tests, and where `new Function` is unwanted. */
export function setCodeGeneration(on: boolean): void {
  codeGeneration = on;
}

/** Whether schemas are compiled, as far as the environment lets them be. */
export function generatesCode(): boolean {
  return codeGeneration;
}

function outer(values: Readonly<Record<string, unknown>> | undefined): Scope | undefined {
  return values === undefined ? undefined : { names: new Set(Object.keys(values)), values, parent: undefined };
}

function isView(bytes: Uint8Array | ByteView): bytes is ByteView {
  return "dv" in bytes;
}

/**
 * Decodes a payload into a value. Nothing in the value shares memory with `bytes`.
 *
 * @throws DecodeError when the bytes do not fit the schema; RangeError when `start`/`end` are outside the bytes
 */
export function decode<T extends AnyType>(
  schema: T,
  bytes: Uint8Array | ByteView,
  options: DecodeOptions = {},
): Infer<T> {
  const view = isView(bytes) ? bytes : viewOf(bytes);
  const { start = 0, end = view.u8.length, direction = "reply", littleEndian = true } = options;
  if (!(start >= 0 && start <= end && end <= view.u8.length))
    throw new RangeError(`no bytes ${start}…${end} of ${view.u8.length}`);
  if (codeGeneration) {
    const compiled = compiledDecoder(schema, littleEndian);
    if (compiled !== undefined) {
      const value = compiled(view.dv, view.u8, start, end, direction, options.scope);
      if (value !== INVALID) return value as Infer<T>;
    }
  }
  return interpretDecode(schema, view, start, end, direction, options);
}

/** Decodes without generated code: the reference that the compiled decoder is compared with. */
export function interpretDecode<T extends AnyType>(
  schema: T,
  view: ByteView,
  start: number,
  end: number,
  direction: Direction,
  options: CodecOptions = {},
): Infer<T> {
  const reading: Reading = {
    ...view,
    littleEndian: options.littleEndian ?? true,
    direction,
    base: start,
    path: options.name === undefined ? [] : [options.name],
    depth: 0,
  };
  return decodeValue(reading, schema, start, end, outer(options.scope)) as Infer<T>;
}

/** Largest encoding, bytes: far above any message that the kernel takes. */
const MAX_ENCODED = 1 << 26;

let scratch: ByteView = viewOf(new Uint8Array(64 * 1024));
let scratchBusy = false;

/**
 * Encodes a value at `offset` of a buffer and returns the offset after it; more than the buffer's length when it did
 * not fit, and then the bytes are of no use.
 *
 * @throws EncodeError when the schema cannot express the value
 */
export function encodeInto<T extends AnyType>(
  schema: T,
  value: Input<T>,
  view: ByteView,
  offset = 0,
  options: CodecOptions = {},
): number {
  const { direction = "request", littleEndian = true } = options;
  if (codeGeneration) {
    const compiled = compiledEncoder(schema, littleEndian);
    if (compiled !== undefined) {
      const end = compiled(value, view.dv, view.u8, offset, direction, options.scope);
      if (end !== INVALID) return end as number;
    }
  }
  return interpretEncode(schema, value, view, offset, options);
}

/** Encodes without generated code; see `encodeInto`. */
export function interpretEncode<T extends AnyType>(
  schema: T,
  value: Input<T>,
  view: ByteView,
  offset: number,
  options: CodecOptions = {},
  scope: Scope | undefined = outer(options.scope),
): number {
  const writing: Writing = {
    ...view,
    littleEndian: options.littleEndian ?? true,
    direction: options.direction ?? "request",
    path: options.name === undefined ? [] : [options.name],
    depth: 0,
  };
  return encodeValue(writing, schema, offset, value, scope);
}

/**
 * Encodes a value into bytes of its own. Absent attributes are left out, absent struct members are zero.
 *
 * @throws EncodeError when the schema cannot express the value
 */
export function encode<T extends AnyType>(schema: T, value: Input<T>, options: CodecOptions = {}): Uint8Array {
  return encodeWith((view) => encodeInto(schema, value, view, 0, options));
}

/** Runs `write` on a scratch buffer that grows until the result fits, and copies the result out. */
export function encodeWith(write: (view: ByteView) => number): Uint8Array {
  // A getter of the caller's value may encode too; the inner call then gets a buffer of its own.
  const own = scratchBusy ? viewOf(new Uint8Array(4096)) : scratch;
  const outermost = !scratchBusy;
  scratchBusy = true;
  let view = own;
  try {
    for (;;) {
      const end = write(view);
      if (end <= view.u8.length) return view.u8.slice(0, end);
      if (view.u8.length >= MAX_ENCODED) throw new EncodeError(`more than ${MAX_ENCODED} bytes`, []);
      view = viewOf(new Uint8Array(view.u8.length * 4));
    }
  } finally {
    if (outermost) {
      scratchBusy = false;
      if (view.u8.length <= 1 << 20) scratch = view;
    }
  }
}
