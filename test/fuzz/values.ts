/** Values that almost fit: decoded ones with something replaced, added or taken away. */
import type { Random } from "./random.js";

const STRANGE: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => true,
  () => -1,
  () => 0.5,
  () => 256,
  () => 0x1_0000,
  () => 0x1_0000_0000,
  () => 2 ** 60,
  () => Number.NaN,
  () => -0,
  () => -1n,
  () => 1n << 64n,
  () => "",
  () => "x",
  () => "a\0b",
  () => "ä\ud800",
  () => "10.0.0.1",
  () => "2001:db8::1",
  () => "02:00:00:00:00:01",
  () => "x".repeat(70_000),
  () => new Uint8Array(3),
  () => new Uint8Array(0x10000),
  () => [],
  () => [undefined],
  () => [1, "x"],
  () => ({}),
  () => ({ unknown: [{ type: 1, data: new Uint8Array(2) }] }),
  () => ({ kind: "vlan" }),
  () => Object.create(null),
  () => Symbol("s"),
  () => () => 1,
  () => new Date(0),
  () => new Proxy({}, {}),
];

const EXTRA_KEYS = ["mispelt", "unknown", "kind", "constructor", "__proto__"];

type Holder = Record<string, unknown> | unknown[];

function holders(value: unknown, found: Holder[] = []): Holder[] {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return found;
  found.push(value as Holder);
  for (const inner of Object.values(value)) holders(inner, found);
  return found;
}

function copy(value: unknown): unknown {
  if (value instanceof Uint8Array) return value.slice();
  // Not map(): an array may have got a "constructor" of its own.
  if (Array.isArray(value)) return Array.from(value, copy);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)]));
}

/** A copy of a value with one to three things changed in it. */
export function disturb(value: unknown, random: Random): unknown {
  const root = { value: copy(value) };
  for (let left = 1 + random.below(3); left > 0; left--) {
    const places = holders(root);
    const holder = random.of(places) as Record<string, unknown>;
    const keys = Object.keys(holder);
    if (keys.length === 0) continue;
    const key = random.of(keys);
    switch (random.below(8)) {
      case 0:
        if (holder !== root) delete holder[key];
        break;
      case 1:
        // Defined, not assigned: "__proto__" is to be a key like any other.
        if (holder !== root) {
          const value = random.of(STRANGE)();
          Object.defineProperty(holder, random.of(EXTRA_KEYS), {
            value,
            enumerable: true,
            configurable: true,
            writable: true,
          });
        }
        break;
      case 2: {
        // Something that fits another place.
        const other = random.of(places) as Record<string, unknown>;
        const names = Object.keys(other);
        if (names.length > 0) holder[key] = copy(other[random.of(names)]);
        break;
      }
      case 3:
        if (typeof holder[key] === "number")
          holder[key] = (holder[key] as number) + random.of([1, -1, 0.5, 255, 2 ** 32]);
        else if (typeof holder[key] === "string") holder[key] = (holder[key] as string).slice(1);
        break;
      default:
        holder[key] = random.of(STRANGE)();
    }
  }
  return root.value;
}
