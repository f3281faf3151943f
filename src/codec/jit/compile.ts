import type { AnyType, Direction } from "../type.js";
export const INVALID: unique symbol = Symbol("invalid");
export type CompiledDecoder = (
  dv: DataView,
  u8: Uint8Array,
  start: number,
  end: number,
  direction: Direction,
) => unknown;
export type CompiledEncoder = (
  value: unknown,
  dv: DataView,
  u8: Uint8Array,
  offset: number,
  direction: Direction,
) => unknown;
export function compiledDecoder(_schema: AnyType, _littleEndian: boolean): CompiledDecoder | undefined {
  return undefined;
}
export function compiledEncoder(_schema: AnyType, _littleEndian: boolean): CompiledEncoder | undefined {
  return undefined;
}
