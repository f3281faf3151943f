/** Values and trees as JSON can hold them. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * A decoded value or a tree as plain JSON: bigints as decimal strings, bytes as hexadecimal digits, keys without a value
 * left out. Nothing in the result belongs to `value`.
 */
export function toJson(value: unknown): Json {
  switch (typeof value) {
    case "bigint":
      return value.toString();
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "object":
      if (value === null) return null;
      if (value instanceof Uint8Array) return hexDigits(value);
      if (Array.isArray(value)) return value.map(toJson);
      return objectJson(value);
    default:
      return null;
  }
}

function objectJson(value: object): Json {
  const out: { [key: string]: Json } = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    // A plain assignment would set the prototype.
    if (key === "__proto__") Object.defineProperty(out, key, { value: toJson(item), enumerable: true });
    else out[key] = toJson(item);
  }
  return out;
}

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Bytes as hexadecimal digits, nothing between them. */
export function hexDigits(bytes: Uint8Array): string {
  let out = "";
  for (let i = 0; i < bytes.length; i++) out += DIGITS[bytes[i]!]!;
  return out;
}
