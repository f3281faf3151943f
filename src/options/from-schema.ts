/** Options that are attributes of a message: their check is made from the schema that encodes them. */
import { z } from "zod";
import { type AnyType, encode, type Input, isEncodeError } from "../codec/index.js";
import { fieldsOf } from "../codec/layout.js";
import { choose, namesOf, selectorValue } from "../codec/scope.js";
import {
  type Attr,
  type AttrsType,
  type ByKindType,
  type IntType,
  type MessageType,
  node,
  type StructType,
  type VariantType,
} from "../codec/type.js";
import { didYouMean, shownValue } from "./check.js";

/** Types whose values are objects with named members. */
export type KeyedType = StructType | AttrsType | MessageType;

export interface SchemaOptions {
  /** Values of names that the type takes from its surroundings, such as `{ family: "inet6" }`. */
  readonly scope?: Readonly<Record<string, string>>;
}

/** A pass over a schema: what is known from outside, and what has been made so far. */
interface Pass {
  readonly scope: Readonly<Record<string, string>>;
  readonly made: WeakMap<AnyType, z.ZodType>;
}

/** Options are requests. */
const REQUEST = { $direction: "request" } as const;
const plain: Pass = { scope: REQUEST, made: new WeakMap() };

function passFor({ scope }: SchemaOptions): Pass {
  return scope === undefined ? plain : { scope: { ...REQUEST, ...scope }, made: new WeakMap() };
}

/** The pass inside of a set, which hides the names that it declares itself. */
function inside(pass: Pass, type: AnyType): Pass {
  const own = namesOf(type);
  const outer = Object.entries(pass.scope);
  const rest = outer.filter(([name]) => !own.has(name));
  if (rest.length === outer.length) return pass;
  return rest.length === 1 ? plain : { scope: Object.fromEntries(rest), made: new WeakMap() };
}

/**
 * A strict check of what the encoder takes for a type: integers within their width, names or numbers of enumerations,
 * booleans for flags, text within its length, addresses as text or bytes, sets without unknown keys, lists. What a sibling
 * chooses is checked as that sibling says; what nothing here can choose may be any of the choices.
 *
 * Nested sets are looked into when they are first used. The results for types without `scope` are kept.
 */
export function optionsOf<T extends AnyType>(type: T, options: SchemaOptions = {}): z.ZodType<Input<T>, Input<T>> {
  return made(passFor(options), type) as z.ZodType<Input<T>, Input<T>>;
}

/**
 * The checks of an object's members by key, each optional, to be put beside others in an object of the caller's.
 *
 * @param except keys to leave out
 */
export function optionShape(
  type: KeyedType,
  options: SchemaOptions & { readonly except?: readonly string[] } = {},
): Record<string, z.ZodType> {
  const pass = inside(passFor(options), type);
  const shape: Record<string, z.ZodType> = {};
  for (const [key, check] of membersOf(pass, type, () => false)) {
    if (options.except?.includes(key) !== true) shape[key] = check().optional();
  }
  return shape;
}

function made(pass: Pass, type: AnyType): z.ZodType {
  let check = pass.made.get(type);
  if (check === undefined) {
    check = make(pass, type);
    pass.made.set(type, check);
  }
  return check;
}

function make(pass: Pass, type: AnyType): z.ZodType {
  const t = node(type);
  switch (t.tag) {
    case "int":
      if (t.names !== undefined) return leaf(type);
      return t.js === "number" ? integer(t) : z.preprocess(widened, leaf(type));
    case "varint":
      return z.int().min(t.signed ? Number.MIN_SAFE_INTEGER : 0);
    case "bits":
      return z.strictObject(
        Object.fromEntries(
          Object.entries(t.widths).map(([key, width]) => [
            key,
            z
              .int()
              .min(0)
              .max(2 ** width - 1)
              .optional(),
          ]),
        ),
      );
    case "flag":
      return z.boolean();
    case "text":
      return t.size === undefined && !t.nul ? z.string() : leaf(type);
    case "address":
      return leaf(type, t.family);
    case "bytes":
    case "lladdr":
    case "ip":
    case "mpls":
      return leaf(type);
    case "struct":
    case "attrs":
    case "message":
      return keyed(inside(pass, type), t);
    case "byKind":
      return chosenBy(pass, t) ?? anyOf(pass, t);
    case "variant":
      return variant(pass, t);
    case "array":
      return lengthOf(z.array(made(pass, t.element)), t.count);
    case "list":
      return z.array(made(pass, t.element));
    case "indexed": {
      const element = made(pass, t.element);
      return z.array(
        t.key === undefined ? element : z.strictObject({ [t.key]: z.int().min(0).max(0x3fff), value: element }),
      );
    }
  }
}

/** Integers of 64 bits are bigint; what is written as a number is meant all the same. */
function widened(value: unknown): unknown {
  return Number.isSafeInteger(value) ? BigInt(value as number) : value;
}

function integer({ size, signed }: IntType<unknown>): z.ZodType {
  if (size === 8) return z.int().min(signed ? Number.MIN_SAFE_INTEGER : 0);
  const range = 2 ** (size * 8);
  return signed
    ? z
        .int()
        .min(-range / 2)
        .max(range / 2 - 1)
    : z
        .int()
        .min(0)
        .max(range - 1);
}

function lengthOf(list: z.ZodArray, count: unknown): z.ZodType {
  return typeof count === "number" ? list.length(count) : list;
}

/** What the encoder says of a value; undefined when it takes it. */
function complaint(type: AnyType, value: unknown, scope?: Record<string, unknown>): string | undefined {
  try {
    encode(type, value, scope === undefined ? {} : { scope });
    return undefined;
  } catch (error) {
    if (isEncodeError(error)) return error.reason;
    throw error;
  }
}

/** A value that only the encoder can judge. `family`: name of what decides between IP addresses and MPLS labels. */
function leaf(type: AnyType, family?: string): z.ZodType {
  const judge = (value: unknown) => {
    const reason = complaint(type, value);
    return reason === undefined || family === undefined
      ? reason
      : complaint(type, value, { [family]: "mpls" }) && reason;
  };
  return z.custom((value) => judge(value) === undefined, { error: ({ input }) => judge(input) });
}

/** What the surroundings choose, as far as they are known. */
function chosenBy(pass: Pass, { selector, table, fallback }: ByKindType): z.ZodType | undefined {
  if (!Object.hasOwn(pass.scope, selector)) return undefined;
  const type = choose(table, pass.scope[selector]) ?? fallback;
  return type === undefined ? z.never() : made(pass, type);
}

function anyOf(pass: Pass, { table, fallback }: ByKindType): z.ZodType {
  const types = new Set([...Object.values(table), ...(fallback === undefined ? [] : [fallback])]);
  return z.union([...types].map((type) => made(pass, type)));
}

/**
 * The members of an object, each with the making of its check. `defer` is asked about those that a sibling decides; the ones
 * that it wants to check itself, when the siblings are known, are let through here.
 */
function membersOf(
  pass: Pass,
  type: KeyedType,
  defer: (key: string, choice: ByKindType) => boolean,
): [string, () => z.ZodType][] {
  const names = namesOf(type);
  const header = type.tag === "struct" ? type.members : type.tag === "message" ? type.header.members : [];
  const fields = type.tag === "struct" ? [] : fieldsOf(type.tag === "attrs" ? type : type.body).entries;
  const one = (key: string, member: AnyType): [string, () => z.ZodType] => {
    const t = node(member);
    const deferred = t.tag === "byKind" && names.has(t.selector) && defer(key, t);
    return [key, () => (deferred ? z.unknown() : made(pass, member))];
  };
  const attribute = (key: string, { repeated, type: element }: Attr): [string, () => z.ZodType] =>
    repeated ? [key, () => z.array(made(pass, element))] : one(key, element);
  const members = [
    ...header.map(({ key, type: member }) => one(key, member)),
    ...fields.map(([key, field]) => attribute(key, field)),
  ];
  if (type.tag !== "struct") members.push(["unknown", () => unknowns]);
  return members;
}

/** Attributes that no schema describes. */
const unknowns = z.array(
  z.strictObject({
    type: z.int().min(0).max(0x3fff),
    flags: z.int().optional(),
    data: z.custom<Uint8Array>((value) => value instanceof Uint8Array, "expected bytes"),
  }),
);

function keyed(pass: Pass, type: KeyedType): z.ZodType {
  const later: [string, ByKindType][] = [];
  const members = membersOf(pass, type, (key, choice) => later.push([key, choice]) > 0);
  // Getters: a set may contain itself, and most of the large ones are used in part only.
  const shape: Record<string, z.ZodType> = {};
  for (const [key, check] of members) {
    Object.defineProperty(shape, key, { enumerable: true, get: () => check().optional() });
  }
  const set = z.strictObject(shape);
  if (later.length === 0) return set;
  return set.check((context) => {
    const value = context.value as Record<string, unknown>;
    for (const [key, choice] of later) {
      if (value[key] === undefined) continue;
      const kind = kindIn(type, value, choice.selector);
      const chosen = choose(choice.table, kind) ?? choice.fallback;
      if (chosen === undefined) {
        const hint = didYouMean(kind, Object.keys(choice.table));
        const message = `not known for ${choice.selector} ${shownValue(kind)}${hint}`;
        context.issues.push({ code: "custom", message, input: value[key], path: [key] });
        continue;
      }
      const { error } = made(pass, chosen).safeParse(value[key]);
      for (const issue of error?.issues ?? []) {
        context.issues.push({ ...issue, path: [key, ...issue.path], input: value[key] } as never);
      }
    }
  });
}

/** What a member says in a value, as `byKind` tables spell it. A header member that is not given goes out as zero. */
function kindIn(type: KeyedType, value: Record<string, unknown>, key: string): unknown {
  const header = type.tag === "struct" ? type.members : type.tag === "message" ? type.header.members : [];
  const member = header.find((m) => m.key === key);
  if (member !== undefined) return selectorValue(member.type, value[key] ?? 0);
  const fields = type.tag === "struct" ? [] : fieldsOf(type.tag === "attrs" ? type : type.body).entries;
  return selectorValue(fields.find(([name]) => name === key)?.[1].type, value[key]);
}

function variant(pass: Pass, { key, discriminator, table }: VariantType): z.ZodType {
  const other = z.strictObject({ [key]: made(pass, discriminator), data: z.instanceof(Uint8Array) });
  return z.unknown().check((context) => {
    const value = context.value as Record<string, unknown> | null | undefined;
    const kind = typeof value === "object" && value !== null ? selectorValue(discriminator, value[key]) : undefined;
    const struct = choose(table, kind);
    const { error } = (struct === undefined ? other : made(pass, struct)).safeParse(value);
    for (const issue of error?.issues ?? []) context.issues.push({ ...issue, input: value } as never);
  });
}
