/**
 * Generates an encoder: straight-line stores of checked values, lengths patched when a nest ends. A function
 * `(v, dv, u8, o, d, dir, …)` returns the offset after what it wrote. BAD is thrown for every value that is not plainly
 * right; the interpreter then names what was wrong.
 */
import { namesByValue } from "../constants.js";
import { countedBy } from "../interpret/encode.js";
import { alignTo, fieldsOf, sizeOf } from "../layout.js";
import { freeNames } from "../scope.js";
import {
  type AnyType,
  type Attr,
  type AttrsType,
  type IndexedType,
  type IntType,
  type ListType,
  MAX_DEPTH,
  type Member,
  type MessageType,
  NLA_TYPE_MASK,
  node,
  type StructType,
} from "../type.js";
import { block, notMembers, outerNames, parameters, passed, property, quote } from "./emit.js";
import { type Place, ValueWriter } from "./write.js";

type Called = StructType | AttrsType | MessageType | ListType | IndexedType;

export class EncodeGenerator extends ValueWriter {
  /** The expression of a function `(value, dv, u8, offset, direction, scope)`. */
  root(type: AnyType): string {
    const { lines, env } = outerNames(type);
    const body = this.value(type, "v", { depth: "0", env });
    return ["function encode(v, dv, u8, o, dir, sc) {", ...lines, ...body, "return o; }"].join("\n");
  }

  /** Statements that write `value` at `o` and move `o` past it. */
  protected override value(type: AnyType, value: string, place: Place): string[] {
    const t = node(type);
    switch (t.tag) {
      case "int":
      case "bits":
      case "ip":
        return [...this.fixed(t, value, "o"), `o += ${sizeOf(t)};`];
      case "text":
      case "bytes":
      case "lladdr":
        if (t.size !== undefined) return [...this.fixed(t, value, "o"), `o += ${t.size};`];
        if (t.tag === "text") return [`o = ${t.nul ? "writeZ" : "writeS"}(u8, o, ${value});`];
        return [t.tag === "bytes" ? `o = writeBytes(u8, o, ${value});` : `o = ok(writePairs(u8, o, ${value}, 0));`];
      case "varint":
        return [`o = writeVar(dv, o, ${value}, ${t.signed}, ${this.emitter.littleEndian});`];
      case "flag":
        return [`if (${value} !== true) throw BAD;`];
      case "address": {
        const family = t.family === undefined ? "undefined" : (place.env.get(t.family) ?? "undefined");
        return [`o = ok(writeAddress(u8, o, ${value}, ${family}));`];
      }
      case "mpls":
        return [`o = ok(writeLabels(u8, o, ${value}));`];
      case "struct":
      case "attrs":
      case "message":
      case "list":
      case "indexed":
        return [`o = ${this.#function(t)}(${value}, dv, u8, o, ${place.depth}, dir${passed(t, place.env)});`];
      case "byKind":
        return this.choice(t, value, place);
      case "variant":
        return this.variant(t, value, place);
      case "array": {
        const element = this.emitter.local();
        const check = typeof t.count === "number" ? [`if (${value}.length !== ${t.count}) throw BAD;`] : [];
        return [
          `list(${value});`,
          ...check,
          `for (let i = 0; i < ${value}.length; i++) {`,
          `const ${element} = ${value}[i];`,
          ...this.value(t.element, element, place),
          "}",
        ];
      }
    }
  }

  #function(t: Called): string {
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

  /** Names that schemas inside take from this object, as locals with enumerations spelt by name. */
  #ownNames(own: readonly (readonly [string, AnyType, number | undefined])[], env: Map<string, string>): string[] {
    const wanted = new Set<string>();
    for (const [, type] of own) for (const name of freeNames(type)) wanted.add(name);
    const lines: string[] = [];
    for (const [key, type, absent] of own) {
      if (!wanted.has(key)) continue;
      const local = this.emitter.local();
      const t = node(type);
      const read = absent === undefined ? property("v", key) : `(${property("v", key)} ?? ${absent})`;
      const spelt = t.tag === "int" && t.names !== undefined;
      lines.push(
        `const ${local} = ${spelt ? `named(${this.emitter.constant(namesByValue(t.names!))}, ${read})` : read};`,
      );
      env.set(key, local);
    }
    return lines;
  }

  #structFunction(t: StructType, name: string): string[] {
    const { list, env } = parameters(t);
    return [
      `function ${name}(v, dv, u8, o, d, dir${list}) {`,
      `if (${notMembers("v")}) throw BAD;`,
      "let n = 0, x;",
      ...this.#ownNames(headerNames(t), env),
      ...this.#members(t, { depth: "d", env }),
      ...keyCheck(false),
      "return o; }",
    ];
  }

  /** Members at `o`, which is moved past the struct and its tails. `whole`: later members are sent even when absent. */
  #members(t: StructType, place: Place, whole = false): string[] {
    const lines: string[] = [];
    let end = 0;
    for (const m of t.fixed) {
      lines.push(...zero(end, m.offset));
      lines.push(`x = ${property("v", m.key)};`, ...this.#member(t, m, place));
      end = m.offset + m.size!;
    }
    lines.push(...zero(end, t.size), ...(whole ? [`o += ${t.size};`] : this.#past(t)));
    for (const m of t.tails) {
      lines.push(`x = ${property("v", m.key)};`);
      lines.push("if (x !== undefined) {", "n++;", ...this.value(m.type, "x", place), "}");
    }
    return lines;
  }

  /** Moves `o` past the fixed part; later members that are all absent are not sent. */
  #past(t: StructType): string[] {
    const later = t.fixed.filter((m) => m.type.later === true);
    if (later.length === 0) return [`o += ${t.tails[0]?.offset ?? t.size};`];
    const keys = this.emitter.constant(later.map((m) => m.key));
    const ends = this.emitter.constant([...later.map((m) => m.offset), t.size]);
    const i = this.emitter.local();
    return [
      `let ${i} = ${later.length};`,
      `while (${i} > 0 && v[${keys}[${i} - 1]] === undefined) ${i}--;`,
      `o += ${ends}[${i}];`,
    ];
  }

  #member(t: StructType, m: Member, place: Place): string[] {
    const counts = t.tails.filter((tail) => countedBy(tail, m.key) !== undefined);
    if (counts.length > 0) {
      const lines = ["if (x !== undefined) n++;"];
      for (const tail of counts) {
        const items = property("v", tail.key);
        const { plus } = countedBy(tail, m.key)!;
        lines.push(
          `{ const c = (${items} == null || typeof ${items}.length !== "number" ? 0 : ${items}.length) - ${plus};`,
        );
        lines.push("if (x === undefined) x = c; else if (x !== c) throw BAD; }");
      }
      return [...lines, ...this.#at(m, "x", place)];
    }
    const type = node(m.type);
    if (type.tag === "int") {
      const absent = type.js === "bigint" ? "0n" : "0";
      return [`if (x === undefined) x = ${absent}; else n++;`, ...block(this.int(type, "x", `o + ${m.offset}`))];
    }
    return [
      "if (x === undefined) {",
      ...zero(m.offset, m.offset + m.size!),
      "} else {",
      "n++;",
      ...this.#at(m, "x", place),
      "}",
    ];
  }

  /** Writes a member of fixed size at its place, `o` unchanged. */
  #at(m: Member, value: string, place: Place): string[] {
    const type = node(m.type);
    if (type.tag !== "struct" && type.tag !== "array" && type.tag !== "variant")
      return block(this.fixed(m.type, value, `o + ${m.offset}`));
    const saved = this.emitter.local();
    return [
      "{",
      `const ${saved} = o, y = ${value};`,
      `o += ${m.offset};`,
      ...this.value(m.type, "y", place),
      `o = ${saved};`,
      "}",
    ];
  }

  #attrsFunction(t: AttrsType, name: string): string[] {
    const { list, env } = parameters(t);
    return [
      `function ${name}(v, dv, u8, o, d, dir${list}) {`,
      `if (${notMembers("v")} || d >= ${MAX_DEPTH}) throw BAD;`,
      "let n = 0, x; d++;",
      ...this.#ownNames(attrNames(t), env),
      ...this.#attributes(t, { depth: "d", env }),
      ...keyCheck(true),
      "return o; }",
    ];
  }

  #messageFunction(t: MessageType, name: string): string[] {
    const { list, env } = parameters(t);
    const own = [...headerNames(t.header), ...attrNames(t.body)];
    return [
      `function ${name}(v, dv, u8, o, d, dir${list}) {`,
      `if (${notMembers("v")} || d >= ${MAX_DEPTH}) throw BAD;`,
      "let n = 0, x; d++;",
      ...this.#ownNames(own, env),
      ...this.#members(t.header, { depth: "d", env }, true),
      ...zero(0, alignTo(t.header.size, 4) - t.header.size),
      `o += ${alignTo(t.header.size, 4) - t.header.size};`,
      ...this.#attributes(t.body, { depth: "d", env }),
      ...keyCheck(true),
      "return o; }",
    ];
  }

  #attributes(t: AttrsType, place: Place): string[] {
    const lines: string[] = [];
    for (const [key, field] of fieldsOf(t).entries) {
      lines.push(`x = ${property("v", key)};`, "if (x !== undefined) {", "n++;");
      if (field.repeated) {
        lines.push("list(x);", "for (let i = 0; i < x.length; i++) {", "const y = x[i];");
        lines.push(...this.#attribute(field, "y", place), "}");
      } else if (field.type.tag === "flag") {
        lines.push("if (x !== false) {", ...this.#attribute(field, "x", place), "}");
      } else lines.push(...this.#attribute(field, "x", place));
      lines.push("}");
    }
    return lines;
  }

  #attribute(field: Attr, value: string, place: Place): string[] {
    const type = node(field.type);
    const id = field.id | field.flags;
    const size = type.tag === "struct" || type.tag === "array" || type.tag === "variant" ? undefined : sizeOf(type);
    if (size === undefined || size + 4 > 0xffff) {
      const begin = this.emitter.local();
      const kinds = type.tag === "byKind" && Object.keys(type.flags).length > 0 ? this.emitter.local() : undefined;
      const body =
        type.tag === "byKind" ? this.choice(type, value, place, kinds) : this.value(field.type, value, place);
      return [
        `const ${begin} = o; o += 4;`,
        ...(kinds === undefined ? [] : [`let ${kinds} = 0;`]),
        ...body,
        `o = fin(dv, u8, ${begin}, o, ${id}${kinds === undefined ? "" : ` | ${kinds}`}, ${this.emitter.littleEndian});`,
      ];
    }
    const length = size + 4;
    const word = this.emitter.littleEndian ? ((id << 16) | length) >>> 0 : ((length << 16) | id) >>> 0;
    const lines = [`dv.setUint32(o, ${word}, ${this.emitter.littleEndian});`];
    // Padding first: the payload then overwrites the start of the last word.
    if (size % 4 !== 0) lines.push(`dv.setUint32(o + ${alignTo(length, 4) - 4}, 0);`);
    return [...lines, ...block(this.fixed(field.type, value, "o + 4")), `o += ${alignTo(length, 4)};`];
  }

  #listFunction(t: ListType, name: string): string[] {
    const { list, env } = parameters(t);
    const header = t.element.tag === "struct" ? t.element : t.element.header;
    const member = header.members.find((m) => m.key === t.length)!;
    const type = member.type as unknown as IntType;
    return [
      `function ${name}(v, dv, u8, o, d, dir${list}) {`,
      "list(v);",
      "const from = o;",
      "for (let i = 0; i < v.length; i++) {",
      `while ((o - from) % ${t.align} !== 0) u8[o++] = 0;`,
      "const b = o, x = v[i];",
      ...this.value(t.element, "x", { depth: "d", env }),
      `const l = o - b - ${t.plus};`,
      `if (${this.misfit(type, "l")}) throw BAD;`,
      ...this.store(type, "l", `b + ${member.offset}`),
      "}",
      "return o; }",
    ];
  }

  #indexedFunction(t: IndexedType, name: string): string[] {
    const { list, env } = parameters(t);
    const keyed = t.key !== undefined;
    return [
      `function ${name}(v, dv, u8, o, d, dir${list}) {`,
      `if (d >= ${MAX_DEPTH}) throw BAD;`,
      "list(v); d++;",
      `let id = ${t.from};`,
      "for (let i = 0; i < v.length; i++) {",
      "const b = o, y = v[i];",
      "o += 4;",
      ...(keyed
        ? [
            `if (${notMembers("y")}) throw BAD;`,
            `id = ${property("y", t.key!)};`,
            `for (const k in y) if (k !== ${quote(t.key!)} && k !== "value" && y[k] !== undefined) throw BAD;`,
          ]
        : []),
      `const x = ${keyed ? "y.value" : "y"};`,
      `if ((id & ${NLA_TYPE_MASK}) !== id) throw BAD;`,
      ...this.value(t.element, "x", { depth: "d", env }),
      `o = fin(dv, u8, b, o, id | ${t.flags}, ${this.emitter.littleEndian});`,
      `id += ${t.step};`,
      "}",
      "return o; }",
    ];
  }
}

function headerNames(t: StructType): (readonly [string, AnyType, number | undefined])[] {
  return t.members.map((m) => {
    const type = node(m.type);
    return [m.key, m.type, type.tag === "int" && type.js === "number" ? 0 : undefined] as const;
  });
}

function attrNames(t: AttrsType): (readonly [string, AnyType, number | undefined])[] {
  return fieldsOf(t).entries.map(([key, field]) => [key, field.type, undefined] as const);
}

/** Statements that clear `[o + from, o + to)`. */
function zero(from: number, to: number): string[] {
  if (to - from > 8) return [`u8.fill(0, o + ${from}, o + ${to});`];
  return Array.from({ length: to - from }, (_, i) => `u8[o + ${from + i}] = 0;`);
}

/** Every key of the value must have been used: a misspelt option must not vanish. `n` counts the used ones. */
function keyCheck(set: boolean): string[] {
  return [
    ...(set ? ["x = v.unknown;", "if (x !== undefined) { n++; o = writeUnknown(dv, u8, o, x); }"] : []),
    "let m = 0;",
    "for (const k in v) if (v[k] !== undefined) m++;",
    "if (m !== n) throw BAD;",
  ];
}
