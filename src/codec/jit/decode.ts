/**
 * Generates a decoder: one function for each set, message, list and struct with a tail; leaves and plain structs are
 * written in place. A set becomes a loop with a switch over attribute types into locals, then an object of those that are
 * there (see shapes.ts).
 *
 * Generated code throws BAD on anything that it does not accept; the interpreter then reads the same bytes and reports
 * the error, or accepts what is merely unusual (headers shorter than their struct).
 */
import { fieldsOf, sizeOf } from "../layout.js";
import { dependentKeys } from "../scope.js";
import {
  type AnyType,
  type AttrsType,
  type IndexedType,
  type IntType,
  type ListType,
  MAX_DEPTH,
  type MessageType,
  node,
  type StructType,
} from "../type.js";
import { block, type Env, outerNames, parameters, passed, quote } from "./emit.js";
import { type Place, ValueReader } from "./read.js";
import { markPresent, shapesOf, wordNames } from "./shapes.js";

export class DecodeGenerator extends ValueReader {
  /** The expression of a function `(dv, u8, start, end, direction, scope)`. */
  root(type: AnyType): string {
    const { lines, env } = outerNames(type);
    const body = this.value(type, "r", { p: "o", q: "e", depth: "0", env });
    return ["function decode(dv, u8, o, e, dir, sc) {", ...lines, "let r;", ...body, "return r; }"].join("\n");
  }

  /** Statements that decode `[p, q)` into `target`. */
  protected override value(type: AnyType, target: string, place: Place): string[] {
    const t = node(type);
    const { p, q } = place;
    switch (t.tag) {
      case "int":
      case "bits":
      case "ip":
        return [`if (${q} - ${p} !== ${sizeOf(t)}) throw BAD;`, `${target} = ${this.fixed(t, p, place)};`];
      case "text":
      case "bytes":
      case "lladdr":
        if (t.size !== undefined) {
          return [`if (${q} - ${p} !== ${t.size}) throw BAD;`, `${target} = ${this.fixed(t, p, place)};`];
        }
        if (t.tag === "text") return [`${target} = readZ(u8, ${p}, ${q});`];
        return [`${target} = ${t.tag === "bytes" ? `u8.slice(${p}, ${q})` : `readLink(u8, ${p}, ${q})`};`];
      case "varint":
        return [`${target} = readVar(dv, ${p}, ${q}, ${t.signed}, ${this.emitter.littleEndian});`];
      case "flag":
        return [`if (${q} !== ${p}) throw BAD;`, `${target} = true;`];
      case "address": {
        if (t.family === undefined) return [`${target} = readIp(u8, ${p}, ${q});`];
        return [`${target} = readAddr(u8, ${p}, ${q}, ${place.env.get(t.family) ?? "undefined"});`];
      }
      case "mpls":
        return [`if ((${q} - ${p} & 3) !== 0) throw BAD;`, `${target} = readLabels(u8, ${p}, ${q});`];
      case "struct":
        if (t.tails.length === 0) return this.plainStruct(t, target, place);
        return [`${target} = ${this.#call(t, place)};`];
      case "attrs":
      case "message":
      case "list":
      case "indexed":
        return [`${target} = ${this.#call(t, place)};`];
      case "byKind":
        return this.choice(
          t,
          target,
          place,
          t.fallback === undefined ? ["throw BAD;"] : this.value(t.fallback, target, place),
        );
      case "array":
        return this.array(t, target, place);
      case "variant":
        return this.variant(t, target, place);
    }
  }

  #call(t: StructType | AttrsType | MessageType | ListType | IndexedType, place: Place): string {
    const name = this.#function(t);
    return `${name}(dv, u8, ${place.p}, ${place.q}, ${place.depth}, dir${passed(t, place.env)})`;
  }

  #function(t: StructType | AttrsType | MessageType | ListType | IndexedType): string {
    switch (t.tag) {
      case "struct":
        return this.emitter.functionFor(t, t.name, (name) => this.#structFunction(t, name));
      case "attrs":
        return this.emitter.functionFor(t, "attrs", (name) => this.#attrsFunction(t, name));
      case "message":
        return this.emitter.functionFor(t, t.header.name, (name) => this.#messageFunction(t, name));
      case "list":
        return this.emitter.functionFor(t, "list", (name) => this.#listFunction(t, name));
      case "indexed":
        return this.emitter.functionFor(t, "indexed", (name) => this.#indexedFunction(t, name));
    }
  }

  #structFunction(t: StructType, name: string): string[] {
    const { list, env } = parameters(t);
    t.members.forEach((m, i) => {
      env.set(m.key, `m${i}`);
    });
    const place: Place = { p: "p", q: "q", depth: "d", env };
    const lines = [`function ${name}(dv, u8, o, e, d, dir${list}) {`, `if (e - o < ${t.min}) throw BAD;`];
    t.fixed.forEach((m, i) => {
      lines.push(`const m${i} = ${this.fixed(m.type, `o + ${m.offset}`, place)};`);
    });
    lines.push(`let p = o + ${t.tails[0]!.offset}, q;`);
    t.tails.forEach((m, i) => {
      const target = `m${t.fixed.length + i}`;
      lines.push(`let ${target};`, ...this.#extent(m.type, env), ...block(this.value(m.type, target, place)), "p = q;");
    });
    lines.push(`return { ${t.members.map((m, i) => `${quote(m.key)}: m${i}`).join(", ")} }; }`);
    return lines;
  }

  /** Sets `q` to the end of a member that starts at `p`. */
  #extent(type: AnyType, env: Env): string[] {
    const t = node(type);
    const count = t.tag === "array" || t.tag === "bytes" ? t.count : undefined;
    if (typeof count === "object") {
      const size = t.tag === "array" ? sizeOf(t.element)! : 1;
      return [`q = p + (${env.get(count.key)} + ${count.plus}) * ${size};`, "if (q > e || q < p) throw BAD;"];
    }
    const size = sizeOf(type);
    return size === undefined ? ["q = p > e ? p : e;"] : [`q = p + ${size};`, "if (q > e) throw BAD;"];
  }

  #attrsFunction(t: AttrsType, name: string): string[] {
    const { list, env } = parameters(t);
    return [
      `function ${name}(dv, u8, o, e, d, dir${list}) {`,
      `if (d >= ${MAX_DEPTH}) throw BAD;`,
      "d++;",
      ...this.attrLoop(t, env),
      ...this.#made(t),
    ];
  }

  #messageFunction(t: MessageType, name: string): string[] {
    const { list, env } = parameters(t);
    const place: Place = { p: "o", q: "e", depth: "d", env };
    const lines = [`function ${name}(dv, u8, o, e, d, dir${list}) {`];
    lines.push(`if (d >= ${MAX_DEPTH} || e - o < ${t.header.size}) throw BAD;`, "d++;");
    t.header.members.forEach((m, i) => {
      lines.push(`const m${i} = ${this.fixed(m.type, `o + ${m.offset}`, place)};`);
      env.set(m.key, `m${i}`);
    });
    const body = (t.header.size + 3) & ~3;
    lines.push(`o += ${body};`, "if (o > e) o = e;", ...this.attrLoop(t.body, env));
    return [...lines, ...this.#made(t)];
  }

  /** Statements that return the object of what a loop has found. */
  #made(t: MessageType | AttrsType): string[] {
    const header = t.tag === "message" ? t.header.members.map((_, i) => `m${i}`) : [];
    const set = t.tag === "message" ? t.body : t;
    const { entries } = fieldsOf(set);
    const words = wordNames(set);
    const differs = words.map((word, i) => `s.words[${i}] !== ${word}`).join(" || ");
    const shapes = this.emitter.constant(shapesOf(t));
    return [
      `if (unk !== undefined) ${markPresent(entries.length)}`,
      `let s = ${shapes}.recent;`,
      `if (${differs}) s = ${shapes}.find(${words.join(", ")});`,
      `return s.make(${[...header, ...entries.map((_, i) => `v${i}`), "unk"].join(", ")}); }`,
    ];
  }

  /**
   * The loop over attributes from `o` to `e` into locals v0, v1, … and `unk`. `env` learns the set's own names. `only`: keys
   * of those to read; the others are passed over, those without a declaration too.
   */
  protected attrLoop(t: AttrsType, env: Map<string, string>, only?: ReadonlySet<string>): string[] {
    const { entries, pad } = fieldsOf(t);
    const waiting = dependentKeys(t);
    const locals: string[] = [];
    entries.forEach(([key], i) => {
      if (only?.has(key) === false) return;
      env.set(key, `v${i}`);
      locals.push(`v${i}`);
    });
    const lines = [`let ${[...locals, "unk"].join(", ")};`];
    const isWhole = only === undefined;
    if (isWhole) for (const word of wordNames(t)) lines.push(`let ${word} = 0;`);
    const read = (i: number, place: Place, flags: string) => {
      const found = this.#attribute(t, i, place, flags);
      return isWhole ? [...found, `if (v${i} !== undefined) ${markPresent(i)}`] : found;
    };
    entries.forEach(([key, field], i) => {
      if (only?.has(key) === false) return;
      if (waiting.has(key)) lines.push(field.repeated ? `const r${i} = [];` : `let p${i} = -1, q${i} = 0, f${i} = 0;`);
    });
    const word = this.emitter.littleEndian ? ["w & 65535", "w >>> 16"] : ["w >>> 16", "w & 65535"];
    lines.push(
      "while (o + 4 <= e) {",
      `const w = dv.getUint32(o, ${this.emitter.littleEndian}), l = ${word[0]}, t = ${word[1]}, p = o + 4, q = o + l;`,
      "if (l < 4 || q > e) { if (zeros(u8, o, e)) { o = e; break; } throw BAD; }",
      "switch (t & 16383) {",
    );
    entries.forEach(([key, field], i) => {
      if (only?.has(key) === false) return;
      lines.push(`case ${field.id}: {`);
      if (!waiting.has(key)) lines.push(...read(i, { p: "p", q: "q", depth: "d", env }, "t & 49152"));
      else if (field.repeated) lines.push(`r${i}.push(p, q, t & 49152);`);
      else lines.push(`p${i} = p; q${i} = q; f${i} = t & 49152;`);
      lines.push("break; }");
    });
    if (isWhole) {
      for (const id of pad.keys()) lines.push(`case ${id}:`);
      if (pad.size > 0) lines.push("break;");
      lines.push("default: unk = keep(unk, u8, t, p, q);");
    }
    lines.push("}", "o += l + 3 & ~3;", "}");
    lines.push("if (o < e && !zeros(u8, o, e)) throw BAD;");
    entries.forEach(([key, field], i) => {
      if (!waiting.has(key) || only?.has(key) === false) return;
      if (field.repeated) {
        const place: Place = { p: `r${i}[i]`, q: `r${i}[i + 1]`, depth: "d", env };
        lines.push(`for (let i = 0; i < r${i}.length; i += 3) {`, ...read(i, place, `r${i}[i + 2]`), "}");
      } else {
        const place: Place = { p: `p${i}`, q: `q${i}`, depth: "d", env };
        lines.push(`if (p${i} >= 0) {`, ...read(i, place, `f${i}`), "}");
      }
    });
    return lines;
  }

  /** Statements that read one attribute into its local. */
  #attribute(set: AttrsType, index: number, place: Place, flags: string): string[] {
    const field = fieldsOf(set).entries[index]![1];
    const t = node(field.type);
    const target = field.repeated ? this.emitter.local() : `v${index}`;
    const miss = `unk = keep(unk, u8, ${field.id} | ${flags}, ${place.p}, ${place.q});`;
    let lines: string[];
    if (t.tag === "byKind" && t.fallback === undefined) {
      lines = this.choice(t, target, place, [field.repeated ? `${miss} ${target} = BAD;` : miss]);
    } else lines = this.value(field.type, target, place);
    if (!field.repeated) return lines;
    const push = `if (v${index} === undefined) v${index} = [${target}]; else v${index}.push(${target});`;
    return [`let ${target};`, ...lines, t.tag === "byKind" ? `if (${target} !== BAD) { ${push} }` : push];
  }

  #listFunction(t: ListType, name: string): string[] {
    const { list, env } = parameters(t);
    const header = t.element.tag === "struct" ? t.element : t.element.header;
    const member = header.members.find((m) => m.key === t.length)!;
    return [
      `function ${name}(dv, u8, o, e, d, dir${list}) {`,
      "const a = [], from = o;",
      "while (o < e) {",
      `if (o + ${header.size} > e) { if (zeros(u8, o, e)) break; throw BAD; }`,
      `const l = ${this.int(member.type as unknown as IntType, `o + ${member.offset}`)} + ${t.plus}, q = o + l;`,
      `if (l < ${header.size} || q > e) throw BAD;`,
      "let x;",
      ...this.value(t.element, "x", { p: "o", q: "q", depth: "d", env }),
      "a.push(x);",
      `o = from + (q - from + ${t.align - 1} & ~${t.align - 1});`,
      "}",
      "return a; }",
    ];
  }

  #indexedFunction(t: IndexedType, name: string): string[] {
    const { list, env } = parameters(t);
    const word = this.emitter.littleEndian ? ["w & 65535", "w >>> 16"] : ["w >>> 16", "w & 65535"];
    return [
      `function ${name}(dv, u8, o, e, d, dir${list}) {`,
      `if (d >= ${MAX_DEPTH}) throw BAD;`,
      "d++;",
      "const a = [];",
      "while (o + 4 <= e) {",
      `const w = dv.getUint32(o, ${this.emitter.littleEndian}), l = ${word[0]}, t = ${word[1]} & 16383, p = o + 4, q = o + l;`,
      "if (l < 4 || q > e) { if (zeros(u8, o, e)) { o = e; break; } throw BAD; }",
      "let x;",
      ...this.value(t.element, "x", { p: "p", q: "q", depth: "d", env }),
      t.key === undefined ? "a.push(x);" : `a.push({ ${quote(t.key)}: t, value: x });`,
      "o += l + 3 & ~3;",
      "}",
      "if (o < e && !zeros(u8, o, e)) throw BAD;",
      "return a; }",
    ];
  }
}
