import { SchemaError } from "./errors.js";
import type { Constants } from "./type.js";

const PREFIX = Symbol("ringlink.prefix");
const KERNEL = Symbol("ringlink.kernel");

/** A table of constants made by `constants`; the kernel's spelling of a name is found with `kernelName`. */
export type ConstantsOf<T extends Constants> = Readonly<T> & { readonly [PREFIX]?: string };

/**
 * A table of kernel constants: short lower-case names to numbers. The kernel's name is `prefix` + the name in capitals;
 * where it is not, `kernel` gives it.
 *
 * @throws SchemaError when a value is not an integer
 */
export function constants<T extends Constants>(
  prefix: string,
  values: T,
  kernel?: Readonly<Partial<Record<keyof T & string, string>>>,
): ConstantsOf<T> {
  for (const [name, value] of Object.entries(values)) {
    if (!Number.isInteger(value)) throw new SchemaError(`${prefix}${name}: ${value} is not an integer`);
  }
  const table = { ...values } as Record<string | symbol, unknown>;
  Object.defineProperty(table, PREFIX, { value: prefix });
  Object.defineProperty(table, KERNEL, { value: kernel ?? {} });
  return Object.freeze(table) as unknown as ConstantsOf<T>;
}

/** A value of a table of constants, by name. */
export type NameOf<T> = keyof T & string;

/** The kernel's spelling of a name of a table, `RTN_UNICAST` for `unicast`. */
export function kernelName(table: Constants, name: string): string {
  const special = (table as { [KERNEL]?: Record<string, string> })[KERNEL]?.[name];
  return special ?? ((table as { [PREFIX]?: string })[PREFIX] ?? "") + name.toUpperCase();
}

const reversed = new WeakMap<Constants, ReadonlyMap<number, string>>();

/** Numbers to names; the first name of a number wins. */
export function namesByValue(table: Constants): ReadonlyMap<number, string> {
  let map = reversed.get(table);
  if (map === undefined) {
    const made = new Map<number, string>();
    for (const name of Object.keys(table)) {
      const value = table[name]!;
      if (!made.has(value)) made.set(value, name);
    }
    map = made;
    reversed.set(table, made);
  }
  return map;
}

/** The name of a value, undefined when the table has none. */
export function nameOf(table: Constants, value: number): string | undefined {
  return namesByValue(table).get(value);
}

/**
 * The names of the flags in a set: every table entry whose bits are all there, zero and entries covered by a wider one
 * left out. Bits without a name are returned in `rest`.
 */
export function flagNames(table: Constants, value: number): { names: string[]; rest: number } {
  const names: string[] = [];
  let rest = value >>> 0;
  for (const name of Object.keys(table)) {
    const bits = table[name]! >>> 0;
    if (bits === 0 || (value & bits) >>> 0 !== bits || (rest & bits) === 0) continue;
    names.push(name);
    rest = (rest & ~bits) >>> 0;
  }
  return { names, rest };
}
