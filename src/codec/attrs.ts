import { SchemaError } from "./errors.js";
import { make, type Simplify } from "./make.js";
import type {
  ArrayType,
  Attr,
  AttrsType,
  Constants,
  FlaggedType,
  InOf,
  OutOf,
  RepeatedType,
  SchemaNode,
  UnknownAttribute,
} from "./type.js";
import { NLA_TYPE_MASK } from "./type.js";

/** One attribute of a set: its number, the kernel's name, its type. */
export function attr<T extends SchemaNode>(id: number, name: string, type: T): Attr<T> {
  if (!Number.isInteger(id) || id < 0 || id > NLA_TYPE_MASK)
    throw new SchemaError(`${name}: ${id} is no attribute type`);
  let inner: SchemaNode = type;
  let flags = 0;
  let many = false;
  for (;;) {
    if (inner.tag === "flagged") {
      const flagged = inner as FlaggedType<SchemaNode>;
      flags |= flagged.flags;
      inner = flagged.element;
    } else if (inner.tag === "repeated") {
      if (many) throw new SchemaError(`${name}: repeated twice`);
      many = true;
      inner = (inner as RepeatedType<SchemaNode>).element;
    } else break;
  }
  if (inner.tag === "array" && typeof (inner as unknown as ArrayType).count === "object") {
    throw new SchemaError(`${name}: only a struct can count the elements of an array`);
  }
  return Object.freeze({ id, name, type: inner, flags, repeated: many }) as unknown as Attr<T>;
}

// Loose, so that a getter which returns the set itself need not be resolved while the set's type is inferred.
// biome-ignore lint/suspicious/noExplicitAny: see above; `attrs` checks each entry when it is built
type AttrRecord = Record<string, any>;
type Unknowns = { readonly unknown?: UnknownAttribute[] | undefined };
type UnknownsIn = { readonly unknown?: readonly UnknownAttribute[] | undefined };

/** Keys of the set that choose the schema of another of its attributes. */
type Selectors<F extends AttrRecord> = F[keyof F]["~selector"] & keyof F;
type Dependents<F extends AttrRecord, S> = {
  [K in keyof F]: [F[K]["~selector"]] extends [never] ? never : F[K]["~selector"] extends S ? K : never;
}[keyof F];
type Kinds<F extends AttrRecord, D extends keyof F> = { [K in D]: keyof F[K]["~table"] }[D] & string;
type KindOutOf<Table, K> = K extends keyof Table ? OutOf<Table[K]> : never;
type KindInOf<Table, K> = K extends keyof Table ? InOf<Table[K]> : never;

type KindOut<F extends AttrRecord, S extends keyof F, D extends keyof F, K> = K extends unknown
  ? { [P in S]: K } & { [P in D]?: KindOutOf<F[P]["~table"], K> | undefined }
  : never;
type KindIn<F extends AttrRecord, S extends keyof F, D extends keyof F, K> = K extends unknown
  ? { [P in S]: K } & { [P in D]?: KindInOf<F[P]["~table"], K> | undefined }
  : never;
type OtherOut<F extends AttrRecord, S extends keyof F, D extends keyof F> = { [P in S]?: F[P]["~out"] | undefined } & {
  [P in D]?: undefined;
};
/** `string & {}` keeps the known names in completion. */
type OtherIn<F extends AttrRecord, S extends keyof F, D extends keyof F> = {
  [P in S]?: (F[P]["~in"] & {}) | undefined;
} & { [P in D]?: undefined };

type ChoiceOut<F extends AttrRecord, S extends keyof F> = S extends unknown
  ? (choice: KindOut<F, S, Dependents<F, S>, Kinds<F, Dependents<F, S>>> | OtherOut<F, S, Dependents<F, S>>) => void
  : never;
type ChoiceIn<F extends AttrRecord, S extends keyof F> = S extends unknown
  ? (choice: KindIn<F, S, Dependents<F, S>, Kinds<F, Dependents<F, S>>> | OtherIn<F, S, Dependents<F, S>>) => void
  : never;
/** Intersects what each selector adds: a set may have more than one (IFLA_INFO_KIND and IFLA_INFO_SLAVE_KIND). */
type Intersect<Union> = [Union] extends [(choice: infer I) => void] ? I : never;

type AttrsOut<F extends AttrRecord> = [Selectors<F>] extends [never]
  ? Simplify<{ [K in keyof F]?: F[K]["~out"] | undefined } & Unknowns>
  : Simplify<
      { [K in Exclude<keyof F, Selectors<F> | Dependents<F, Selectors<F>>>]?: F[K]["~out"] | undefined } & Unknowns &
        Intersect<ChoiceOut<F, Selectors<F>>>
    >;
type AttrsIn<F extends AttrRecord> = [Selectors<F>] extends [never]
  ? Simplify<{ [K in keyof F]?: F[K]["~in"] | undefined } & UnknownsIn>
  : Simplify<
      { [K in Exclude<keyof F, Selectors<F> | Dependents<F, Selectors<F>>>]?: F[K]["~in"] | undefined } & UnknownsIn &
        Intersect<ChoiceIn<F, Selectors<F>>>
    >;

export interface AttrsOptions {
  /** Padding and unused attributes, kernel name to number: skipped in values, named in trees. */
  pad?: Constants;
}

/** A set of attributes. An interface, so that its types are worked out only when they are asked for. */
export interface AttrSet<F extends AttrRecord> extends AttrsType {
  readonly "~out": AttrsOut<F>;
  readonly "~in": AttrsIn<F>;
}

/**
 * A set of attributes, keyed. Decoding gives the keys of those that are there, in this order, and `unknown` where there are
 * some that the set does not declare. A getter lets a set contain itself.
 */
export function attrs<F extends AttrRecord>(fields: F, options: AttrsOptions = {}): AttrSet<F> {
  const names = new Map<number, string>();
  for (const [key, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(fields))) {
    if (key === "__proto__") throw new SchemaError("the key __proto__ cannot be used");
    if (key === "unknown") throw new SchemaError("the key unknown is taken: it holds what a set does not know");
    if (get !== undefined) continue;
    if (typeof value?.id !== "number") throw new SchemaError(`${key} is not made by attr()`);
    const other = names.get(value.id);
    if (other !== undefined) throw new SchemaError(`${value.name} and ${other} are both ${value.id}`);
    names.set(value.id, value.name);
  }
  return make<AttrSet<F>>({ tag: "attrs", fields, pad: options.pad ?? {} });
}
