/**
 * Source text under construction. Values of a schema never become text: keys are quoted with JSON, everything else is
 * passed to the generated code as a constant. Names of generated functions are reduced to letters, digits and `_`.
 */
import { freeNames } from "../scope.js";
import type { AnyType } from "../type.js";

/** Names in scope and the generated expressions that hold their values. */
export type Env = ReadonlyMap<string, string>;

export class Emitter {
  readonly littleEndian: boolean;
  readonly #constants = new Map<unknown, string>();
  readonly #functions = new Map<object, string>();
  readonly #bodies: string[] = [];
  #locals = 0;

  constructor(littleEndian: boolean) {
    this.littleEndian = littleEndian;
  }

  /** A name for a value that the generated code needs. */
  constant(value: unknown): string {
    let name = this.#constants.get(value);
    if (name === undefined) {
      name = `k${this.#constants.size}`;
      this.#constants.set(value, name);
    }
    return name;
  }

  /** A local name that is used nowhere else. */
  local(): string {
    return `t${this.#locals++}`;
  }

  /** The function for a schema; `body` is called once, after the name is known, so that schemas may be recursive. */
  functionFor(type: object, label: string, body: (name: string) => string[]): string {
    let name = this.#functions.get(type);
    if (name === undefined) {
      name = `${label.replace(/[^A-Za-z0-9_]/g, "_")}_${this.#functions.size}`;
      this.#functions.set(type, name);
      this.#bodies.push(body(name).join("\n"));
    }
    return name;
  }

  /** The whole source: `main` is the expression that it returns. */
  source(main: string): string {
    return `"use strict";\n${this.#bodies.join("\n")}\nreturn ${main};\n`;
  }

  /** Turns source into a value. `helpers` are in scope by name. */
  build(source: string, helpers: Readonly<Record<string, unknown>>): unknown {
    const names = [...Object.keys(helpers), ...this.#constants.values()];
    const values = [...Object.values(helpers), ...this.#constants.keys()];
    return new Function(...names, source)(...values);
  }
}

/** Parameter list for the names that a schema takes from outside, and the environment inside its function. */
export function parameters(type: AnyType): { list: string; env: Map<string, string> } {
  const env = new Map<string, string>();
  let list = "";
  for (const name of freeNames(type)) {
    const parameter = `s${env.size}`;
    env.set(name, parameter);
    list += `, ${parameter}`;
  }
  return { list, env };
}

/** Statements that take those names from an object `sc` of outer values, for the function that is called from outside. */
export function outerNames(type: AnyType): { lines: string[]; env: Env } {
  const { env } = parameters(type);
  const lines = [...env].map(([name, local]) => `const ${local} = sc === undefined ? undefined : sc[${quote(name)}];`);
  return { lines, env };
}

/** The matching arguments in the caller's environment. */
export function passed(type: AnyType, env: Env): string {
  let list = "";
  for (const name of freeNames(type)) list += `, ${env.get(name) ?? "undefined"}`;
  return list;
}

/** Quotes a key for generated source. */
export function quote(key: string): string {
  return JSON.stringify(key);
}

/** Property access on `object`. */
export function property(object: string, key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${object}.${key}` : `${object}[${quote(key)}]`;
}

/** Statements with a scope of their own. */
export function block(lines: string[]): string[] {
  return lines.length === 1 ? lines : ["{", ...lines, "}"];
}

/** The numbered cases of a `byKind` table, by decoded selector value. Numbers select by their decimal text. */
export function caseIndex(table: Readonly<Record<string, AnyType>>): ReadonlyMap<unknown, number> {
  const index = new Map<unknown, number>();
  Object.keys(table).forEach((key, i) => {
    index.set(key, i);
    if (String(Number(key)) === key) index.set(Number(key), i);
  });
  return index;
}

/** Statements that run one branch for each entry of a table, chosen by the value of `selector`. */
export function dispatch(
  emitter: Emitter,
  table: Readonly<Record<string, AnyType>>,
  selector: string,
  branch: (type: AnyType, key: string) => string[],
  otherwise: string[],
): string[] {
  const keys = Object.keys(table);
  if (keys.length <= 3 && !keys.some((key) => String(Number(key)) === key)) {
    const lines: string[] = [];
    for (const key of keys) lines.push(`if (${selector} === ${quote(key)}) {`, ...branch(table[key]!, key), "} else");
    return [...lines, "{", ...otherwise, "}"];
  }
  const lines = [`switch (${emitter.constant(caseIndex(table))}.get(${selector})) {`];
  keys.forEach((key, i) => {
    lines.push(`case ${i}: {`, ...branch(table[key]!, key), "break; }");
  });
  return [...lines, "default: {", ...otherwise, "} }"];
}

/** An expression: whether a value is anything but an object of members. Lists and bytes may have members and are none. */
export function notMembers(value: string): string {
  return `typeof ${value} !== "object" || ${value} === null || Array.isArray(${value}) || ArrayBuffer.isView(${value})`;
}
