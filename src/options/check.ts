/** Checking what people write: options objects, against a zod schema, with errors that name the option. */
import type { z } from "zod";

/** What is wrong with the options of a call. */
export class OptionError extends TypeError {
  readonly code = "ERR_RINGLINK_OPTION";
  /** The call, `"links.add"`. */
  readonly call: string;
  /** Names of the options that are wrong, with dots and brackets between levels: `"nexthops[1].gateway"`. */
  readonly options: readonly string[];
  /** The same with what is wrong with each. */
  readonly problems: readonly OptionProblem[];

  constructor(call: string, problems: readonly OptionProblem[]) {
    super(problems.map(({ option, reason }) => `${call}: ${option === "" ? "" : `${option}: `}${reason}`).join("\n"));
    this.name = "OptionError";
    this.call = call;
    this.problems = problems;
    this.options = problems.map(({ option }) => option);
  }
}

export interface OptionProblem {
  readonly option: string;
  readonly reason: string;
}

/** Tells an OptionError apart, also across copies of the package. */
export function isOptionError(error: unknown): error is OptionError {
  return error instanceof Error && (error as { code?: unknown }).code === "ERR_RINGLINK_OPTION";
}

/** The name of an option by its path: `"nexthops[1].gateway"`. */
export function nameOf(path: readonly PropertyKey[]): string {
  let name = "";
  for (const part of path) {
    if (typeof part === "number") name += `[${part}]`;
    else name += name === "" ? String(part) : `.${String(part)}`;
  }
  return name;
}

/** A value as it stands in a message: short, and on one line. */
export function shownValue(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null) return "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Number of single-character edits between two words, up to `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** What iproute2 and others call options, and their values, that have the kernel's names here. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  advmss: ["metrics.advmss"],
  allmulti: ["allmulticast"],
  drv: ["driver"],
  dsfield: ["tos"],
  dstport: ["port"],
  hairpin: ["mode"],
  link: ["parent"],
  lookup: ["table"],
  metric: ["priority"],
  mtu: ["metrics.mtu"],
  native: ["driver"],
  nexthop: ["multipath"],
  nomaster: ["master"],
  nud: ["state"],
  preference: ["priority"],
  qlen: ["txqlen"],
  realms: ["flow"],
  recv: ["receive"],
  rx: ["receive"],
  rxtx: ["both"],
  send: ["transmit"],
  skb: ["generic"],
  src: ["prefsrc", "from"],
  to: ["dst"],
  tx: ["transmit"],
  txqueuelen: ["txqlen"],
  type: ["kind", "action"],
};

/** Whether all characters of a word occur in another in this order, its ends at the other's ends. */
function isShortFor(word: string, long: string): boolean {
  if (word.length < 3 || 2 * word.length < long.length || word[0] !== long[0] || word.at(-1) !== long.at(-1))
    return false;
  let at = 0;
  for (const c of long) if (c === word[at]) at++;
  return at === word.length;
}

/** The known word that is meant by a mistyped one, or by one of another tool, if there is one. */
function meantWord(word: string, known: readonly string[]): string | undefined {
  const names = Object.hasOwn(ELSEWHERE, word) ? ELSEWHERE[word]! : [];
  return names.find((name) => known.includes(name.split(".")[0]!)) ?? nearest(word, known);
}

/** The option that is meant by an unknown one, if that is likely. */
function meantBy(key: string, known: readonly string[]): string | undefined {
  const near = meantWord(key, known);
  if (near !== undefined) return near;
  const word = key.toLowerCase();
  // "device" for "dev", "bridgePort" for "port".
  return known.find((name) => {
    const lower = name.toLowerCase();
    const [short, long] = lower.length < word.length ? [lower, word] : [word, lower];
    return short.length >= 3 && (long.startsWith(short) || long.endsWith(short) || isShortFor(short, long));
  });
}

/** The known word that is meant by a mistyped one, if one is near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const limit = word.length < 4 ? 1 : 2;
  let best: string | undefined;
  let least = limit + 1;
  for (const candidate of known) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase(), limit);
    if (edits < least) {
      best = candidate;
      least = edits;
    }
  }
  return best;
}

/** Keys of the object schema at a place, as far as it is plain objects, arrays and optionals all the way. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  let at = schema as { def?: Record<string, unknown> } | undefined;
  for (let step = 0; at?.def !== undefined; ) {
    const { innerType, shape, element } = at.def;
    if (innerType !== undefined) at = innerType as typeof at;
    else if (step === path.length) return shape === undefined ? [] : Object.keys(shape as object);
    else {
      const part = path[step++]!;
      at = (
        typeof part === "number" ? element : (shape as Record<PropertyKey, unknown> | undefined)?.[part]
      ) as typeof at;
    }
  }
  return [];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const part of path) at = (at as Record<PropertyKey, unknown> | undefined | null)?.[part];
  return at;
}

/** The end of a message about a word, where another is meant. */
function hintOf(meant: string | undefined): string {
  return meant === undefined ? "" : `; did you mean ${JSON.stringify(meant)}?`;
}

/** The end of a message about what is none of some words: `; did you mean "mtu"?` where one is near, or nothing. */
export function didYouMean(value: unknown, known: Iterable<string>): string {
  return hintOf(typeof value === "string" ? nearest(value, known) : undefined);
}

/** Words, or the first of many. */
function listOf(words: readonly string[], separator: string): string {
  return words.length > 12 ? `${words.slice(0, 12).join(separator)} …` : words.join(separator);
}

function problemsOf(schema: unknown, value: unknown, issue: z.core.$ZodIssue): OptionProblem[] {
  const option = nameOf(issue.path);
  const got = valueAt(value, issue.path);
  switch (issue.code) {
    case "unrecognized_keys": {
      if (got instanceof AbortSignal) {
        return [{ option, reason: "expected an object of options, got an AbortSignal, which goes in as { signal }" }];
      }
      const known = keysAt(schema, issue.path);
      return issue.keys.map((key) => {
        const hint = hintOf(meantBy(key, known));
        return { option: nameOf([...issue.path, key]), reason: `unknown option${hint}` };
      });
    }
    case "invalid_type":
      if (got === undefined) return [{ option, reason: option === "" ? "the options are missing" : "is missing" }];
      return [{ option, reason: `expected ${issue.expected}, got ${shownValue(got)}` }];
    case "invalid_value": {
      const values = issue.values.map((word) => shownValue(word));
      const hint = hintOf(typeof got === "string" ? meantWord(got, issue.values.map(String)) : undefined);
      const list = listOf(values, ", ");
      return [
        { option, reason: `expected ${values.length === 1 ? "" : "one of "}${list}, got ${shownValue(got)}${hint}` },
      ];
    }
    case "invalid_union": {
      if (got === undefined) return [{ option, reason: option === "" ? "the options are missing" : "is missing" }];
      // The branch that got farthest says most; branches that failed at the value itself only say what it could be.
      const branches = issue.errors.filter((branch) => branch.length > 0);
      const deep = branches.find((branch) => branch.every(({ path }) => path.length > 0));
      if (deep !== undefined) {
        return deep.flatMap((inner) =>
          problemsOf(undefined, value, { ...inner, path: [...issue.path, ...inner.path] }),
        );
      }
      const words = branches.flat().flatMap((inner) => (inner.code === "invalid_value" ? inner.values : []));
      const wishes = new Set(
        branches.flat().map((inner) => {
          if (inner.code === "invalid_type") return inner.expected;
          return inner.code === "invalid_value" ? listOf(inner.values.map(shownValue), " or ") : inner.message;
        }),
      );
      const hint = hintOf(typeof got === "string" ? meantBy(got, words.map(String)) : undefined);
      return [{ option, reason: `expected ${[...wishes].join(" or ")}, got ${shownValue(got)}${hint}` }];
    }
    case "too_small":
    case "too_big": {
      const limit = issue.code === "too_small" ? issue.minimum : issue.maximum;
      const words = issue.inclusive === false ? ["more than", "less than"] : ["at least", "at most"];
      const word = words[issue.code === "too_small" ? 0 : 1];
      const unit = issue.origin === "string" ? " characters" : issue.origin === "array" ? " elements" : "";
      return [{ option, reason: `expected ${word} ${limit}${unit}, got ${shownValue(got)}` }];
    }
    default:
      return [{ option, reason: issue.message }];
  }
}

/** The name of a call, with the place in the list that it was given: `"routes.addMany[3]"`. */
export function callOf(call: string, index: number | undefined): string {
  return index === undefined ? call : `${call}[${index}]`;
}

/**
 * Checks the options of a call.
 *
 * @param call the call's name, which errors begin with: `"links.add"`
 * @param index where the value stands in the list that the call was given
 * @returns what the schema makes of them
 * @throws OptionError that names every wrong option
 */
export function checkOptions<S extends z.ZodType>(
  schema: S,
  value: unknown,
  call: string,
  index?: number,
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new OptionError(
    callOf(call, index),
    result.error.issues.flatMap((issue) => problemsOf(schema, value, issue)),
  );
}
