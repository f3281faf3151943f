/**
 * Comparison as strict as a decoder's contract: key order, `undefined` against absent, -0 against 0 and the class of
 * byte arrays all count. vitest's toEqual forgives each of them.
 */

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value !== "object") return typeof value;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype ? "object" : (prototype?.constructor?.name ?? "object without prototype");
}

function show(value: unknown): string {
  const kind = kindOf(value);
  if (kind === "string") return JSON.stringify(value);
  if (kind === "bigint") return `${value}n`;
  if (Object.is(value, -0)) return "-0";
  if (value instanceof Uint8Array) return `${kind} ${hexOf(value)}`;
  return typeof value === "object" && value !== null ? `${kind} {${Object.keys(value).join(", ")}}` : String(value);
}

/** Where two values differ first, in words; undefined when they are the same. */
export function difference(a: unknown, b: unknown, path = "value"): string | undefined {
  if (Object.is(a, b)) return undefined;
  const kind = kindOf(a);
  if (kind !== kindOf(b) || typeof a !== "object" || a === null || b === null) {
    return `${path}: ${show(a)} is not ${show(b)}`;
  }
  if (a instanceof Uint8Array) {
    return hexOf(a) === hexOf(b as Uint8Array) ? undefined : `${path}: ${show(a)} is not ${show(b)}`;
  }
  const own = Reflect.ownKeys(a);
  const other = Reflect.ownKeys(b as object);
  const names = own.map(String).join(", ");
  const otherNames = other.map(String).join(", ");
  if (names !== otherNames) return `${path}: keys [${names}] are not [${otherNames}]`;
  for (const key of own) {
    const found = difference(
      (a as Record<PropertyKey, unknown>)[key],
      (b as Record<PropertyKey, unknown>)[key],
      `${path}.${String(key)}`,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Throws when two values differ in anything. */
export function same(actual: unknown, expected: unknown, what = "value"): void {
  const found = difference(actual, expected, what);
  if (found !== undefined) throw new Error(found);
}

/** What a call did: its value, or all that its error says. */
export type Outcome =
  | { readonly value: unknown }
  | {
      readonly error: {
        readonly name: string;
        readonly message: string;
        readonly path: readonly string[] | undefined;
        readonly offset: number | undefined;
      };
    };

/** Runs `body` and keeps its value or its error, so that two engines can be compared. */
export function outcome(body: () => unknown): Outcome {
  try {
    return { value: body() };
  } catch (error) {
    const { name, message, path, offset } = error as Error & { path?: readonly string[]; offset?: number };
    return { error: { name, message, path: path === undefined ? undefined : [...path], offset } };
  }
}

/** `01 02 0a` (white space is free) as bytes. */
export function hex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, "");
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) throw new Error(`no hexadecimal bytes: ${text}`);
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

/** Bytes as `01 02 0a`. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
