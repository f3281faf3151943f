/**
 * What a schema needs to know from outside itself. A `byKind` or an address names the value that decides; that name is
 * looked for among its siblings, then further out. A name that a schema does not declare itself is free in it.
 */
import { namesByValue } from "./constants.js";
import { fieldsOf } from "./layout.js";
import type { AnyType, AttrsType, Direction } from "./type.js";
import { node } from "./type.js";

/** The selector that every schema knows: which way the message goes. */
export const DIRECTION = "$direction";

const known = new WeakMap<object, ReadonlySet<string>>();

/** Names that `type` takes from its surroundings. */
export function freeNames(type: AnyType): ReadonlySet<string> {
  let names = known.get(type);
  if (names === undefined) {
    const found = new Set<string>();
    collect(type, [], found, new Map());
    names = found;
    known.set(type, names);
  }
  return names;
}

/** `bound`: the sets of names declared around `type`, so that a recursive set is entered once for each surrounding. */
function collect(
  type: AnyType,
  bound: readonly ReadonlySet<string>[],
  found: Set<string>,
  seen: Map<object, number>,
): void {
  const t = node(type);
  const need = (name: string) => {
    if (name !== DIRECTION && !bound.some((names) => names.has(name))) found.add(name);
  };
  const inside = (names: Iterable<string>, types: Iterable<AnyType>) => {
    // A set that contains itself adds nothing new the second time: everything it declares is bound by then.
    const entered = seen.get(type) ?? 0;
    if (entered > 1) return;
    seen.set(type, entered + 1);
    const scope = [...bound, new Set(names)];
    for (const inner of types) collect(inner, scope, found, seen);
    seen.set(type, entered);
  };
  switch (t.tag) {
    case "address":
      if (t.family !== undefined) need(t.family);
      break;
    case "byKind":
      need(t.selector);
      for (const entry of Object.values(t.table)) collect(entry, bound, found, seen);
      if (t.fallback !== undefined) collect(t.fallback, bound, found, seen);
      break;
    case "struct":
      inside(
        t.members.map((m) => m.key),
        t.members.map((m) => m.type),
      );
      break;
    case "attrs":
      inside(
        fieldsOf(t).entries.map(([key]) => key),
        fieldsOf(t).entries.map(([, field]) => field.type),
      );
      break;
    case "message":
      inside(declaredBy(t.header.members, t.body), [
        ...t.header.members.map((m) => m.type),
        ...fieldsOf(t.body).entries.map(([, field]) => field.type),
      ]);
      break;
    case "variant":
      for (const entry of Object.values(t.table)) collect(entry, bound, found, seen);
      break;
    case "array":
    case "list":
    case "indexed":
      collect(t.element, bound, found, seen);
      break;
  }
}

function declaredBy(members: readonly { readonly key: string }[], body: AttrsType): string[] {
  return [...members.map((m) => m.key), ...fieldsOf(body).entries.map(([key]) => key)];
}

const dependents = new WeakMap<AttrsType, ReadonlySet<string>>();

/** Keys of the attributes that can be read only when the rest of their own set is known. */
export function dependentKeys(set: AttrsType): ReadonlySet<string> {
  let keys = dependents.get(set);
  if (keys === undefined) {
    const own = new Set(fieldsOf(set).entries.map(([key]) => key));
    const waiting = new Set<string>();
    for (const [key, field] of fieldsOf(set).entries) {
      for (const name of freeNames(field.type)) if (own.has(name)) waiting.add(key);
    }
    keys = waiting;
    dependents.set(set, keys);
  }
  return keys;
}

/** Values by name, from the innermost set outwards. */
export interface Scope {
  readonly names: ReadonlySet<string>;
  readonly values: Readonly<Record<string, unknown>>;
  readonly parent: Scope | undefined;
}

/** The value of a name, from the nearest surrounding that declares it. */
export function lookUp(scope: Scope | undefined, name: string, direction: Direction): unknown {
  if (name === DIRECTION) return direction;
  for (let s = scope; s !== undefined; s = s.parent) if (s.names.has(name)) return s.values[name];
  return undefined;
}

const nameSets = new WeakMap<object, ReadonlySet<string>>();

/** The names that a struct, a set or a message declares. */
export function namesOf(type: AnyType): ReadonlySet<string> {
  let names = nameSets.get(type);
  if (names === undefined) {
    const t = node(type);
    if (t.tag === "struct") names = new Set(t.members.map((m) => m.key));
    else if (t.tag === "attrs") names = new Set(fieldsOf(t).entries.map(([key]) => key));
    else if (t.tag === "message") names = new Set(declaredBy(t.header.members, t.body));
    else names = new Set();
    nameSets.set(type, names);
  }
  return names;
}

/** A value to encode as a decoder would have given it: the number of an enumeration becomes its name. */
export function selectorValue(type: AnyType | undefined, value: unknown): unknown {
  if (type === undefined || typeof value !== "number") return value;
  const t = node(type);
  return t.tag === "int" && t.names !== undefined ? (namesByValue(t.names).get(value) ?? value) : value;
}

/** Picks what `value` selects. Own keys only: a kind named `constructor` is an unknown kind. */
export function choose<T>(table: Readonly<Record<string, T>>, value: unknown): T | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const key = String(value);
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
