/** Trees and values as text for people: kernel names, names of values, units. */
import { flagNames, kernelName } from "./constants.js";
import { type AttributeNode, originOf, type TreeNode, type ValueNode } from "./tree/node.js";
import { type AnyType, type Constants, NLA_F_NESTED, NLA_F_NET_BYTEORDER, node, type StructType } from "./type.js";

/** What a piece of text is, for colouring. */
export type Role = "name" | "value" | "text" | "unit" | "unknown" | "error" | "note";

export interface PrintOptions {
  /** Wraps a piece of text in whatever marks its role; the text as it is by default. */
  readonly paint?: (text: string, role: Role) => string;
  /** Longest run of raw bytes that is shown whole; 64 by default. */
  readonly maxBytes?: number;
}

const plain = (text: string): string => text;

/** Quotes a string that came from the wire: nothing in it can move the cursor or colour the terminal. */
export function quoteText(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/g, (c) => {
    const code = c.charCodeAt(0);
    return code >= 0xdc80 && code <= 0xdcff
      ? `\\x${(code - 0xdc00).toString(16)}`
      : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** Bytes in hexadecimal, in groups of four. */
export function hexText(bytes: Uint8Array, max = 64): string {
  if (bytes.length === 0) return "(empty)";
  let out = "";
  for (let i = 0; i < Math.min(bytes.length, max); i++) {
    if (i > 0 && i % 4 === 0) out += " ";
    out += bytes[i]!.toString(16).padStart(2, "0");
  }
  return bytes.length > max ? `${out} … ${bytes.length} bytes` : out;
}

/** The names of a set of flags, joined by `|`, bits without a name as a number. */
export function flagsText(table: Constants, value: number): string {
  const { names, rest } = flagNames(table, value);
  const parts = names.map((name) => kernelName(table, name));
  if (rest !== 0 || parts.length === 0) parts.push(rest === 0 ? "0" : `0x${rest.toString(16)}`);
  return parts.join("|");
}

class Printer {
  readonly lines: string[] = [];
  readonly #paint: (text: string, role: Role) => string;
  readonly #max: number;
  /** Measures text: marks of the painter take no room. */
  readonly #ruler: Printer | undefined;

  constructor(options: PrintOptions) {
    this.#paint = options.paint ?? plain;
    this.#max = options.maxBytes ?? 64;
    this.#ruler = options.paint === undefined ? undefined : new Printer({ maxBytes: this.#max });
  }

  #line(indent: number, text: string): void {
    this.lines.push("  ".repeat(indent) + text);
  }

  #bytes(bytes: Uint8Array): string {
    return this.#paint(hexText(bytes, this.#max), "unknown");
  }

  /** One value on one line. */
  value(type: AnyType | undefined, value: unknown): string {
    const text = this.#bare(type, value);
    return type?.unit === undefined ? text : `${text} ${this.#paint(type.unit, "unit")}`;
  }

  #bare(type: AnyType | undefined, value: unknown): string {
    if (value instanceof Uint8Array) return this.#bytes(value);
    const t = type && node(type);
    if (typeof value === "number" || typeof value === "bigint") return this.#paint(this.#number(type, value), "value");
    if (typeof value === "string") {
      if (t?.tag === "int" && t.names !== undefined) return this.#paint(kernelName(t.names, value), "value");
      return t?.tag === "text" ? this.#paint(quoteText(value), "text") : this.#paint(value, "value");
    }
    if (value === true) return this.#paint("true", "value");
    if (value === undefined) return this.#paint("absent", "note");
    if (Array.isArray(value)) return this.#array(type, value);
    return this.#object(type, value as Record<string, unknown>);
  }

  #number(type: AnyType | undefined, value: number | bigint): string {
    const t = type && node(type);
    if (t?.tag !== "int") return String(value);
    if (t.bits !== undefined) return flagsText(t.bits, Number(value));
    // Masks may be signed in C; people read their bits.
    if (t.hex === true) return `0x${BigInt.asUintN(t.size * 8, BigInt(value)).toString(16)}`;
    return String(value);
  }

  #array(type: AnyType | undefined, values: readonly unknown[]): string {
    const element = (type as { element?: AnyType } | undefined)?.element;
    const parts = values.slice(0, this.#max).map((v) => this.value(element, v));
    const more = values.length > this.#max ? [`… ${values.length} elements`] : [];
    return `[${[...parts, ...more].join(", ")}]`;
  }

  #object(type: AnyType | undefined, value: Record<string, unknown>): string {
    const parts = this.members(type, value).map(([name, text]) => `${this.#paint(name, "name")} ${text}`);
    return `{ ${parts.join(", ")} }`;
  }

  /** The members of a struct value with their kernel names; absent ones left out. */
  members(type: AnyType | undefined, value: Record<string, unknown>): [string, string][] {
    const t = type && node(type);
    let known: StructType | undefined;
    if (t?.tag === "struct") known = t;
    else if (t?.tag === "variant") known = t.table[String(value[t.key])];
    const out: [string, string][] = [];
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined) continue;
      const member = known?.members.find((m) => m.key === key);
      out.push([member?.kernel ?? key, this.value(member?.type, item)]);
    }
    return out;
  }

  /** A payload under its name: on the same line where it is short, indented below otherwise. */
  entry(indent: number, name: string, content: TreeNode): void {
    if (content.kind === "value") this.#valueEntry(indent, name, content);
    else if (content.kind === "raw") {
      const note = content.error === undefined ? "" : `  ${this.#paint(`(${content.error})`, "error")}`;
      this.#line(indent, `${name} ${this.#bytes(content.raw)}${note}`);
    } else {
      this.#line(indent, name);
      this.tree(indent + 1, content);
    }
  }

  #valueEntry(indent: number, name: string, content: ValueNode): void {
    const type = originOf(content)?.type;
    const { value } = content;
    const notes = this.#notes(content);
    const isObject =
      typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
    const text = isObject ? "" : this.value(type, value);
    if (!isObject || (this.#ruler ?? this).value(type, value).length <= 100) {
      this.#line(indent, `${name} ${isObject ? this.value(type, value) : text}${notes}`);
      return;
    }
    this.#line(indent, `${name}${notes}`);
    this.struct(indent + 1, type, value as Record<string, unknown>);
  }

  struct(indent: number, type: AnyType | undefined, value: Record<string, unknown>): void {
    for (const [name, text] of this.members(type, value)) this.#line(indent, `${this.#paint(name, "name")} ${text}`);
  }

  #notes(content: ValueNode): string {
    const notes: string[] = [];
    if (content.terminator === 0) notes.push("not terminated");
    else if (content.terminator !== undefined) notes.push(`${content.terminator} NULs`);
    if (content.tail !== undefined) notes.push(`then ${hexText(content.tail, this.#max)}`);
    if (content.raw !== undefined) notes.push(`as sent: ${hexText(content.raw, this.#max)}`);
    return notes.length === 0 ? "" : `  ${this.#paint(`(${notes.join("; ")})`, "note")}`;
  }

  tree(indent: number, tree: TreeNode): void {
    switch (tree.kind) {
      case "value":
      case "raw":
        this.entry(indent, this.#paint(tree.kind === "raw" ? "payload" : "value", "name"), tree);
        break;
      case "attrs":
        if (tree.header !== undefined) this.#header(indent, tree.header);
        for (const attribute of tree.attributes) this.#attribute(indent, attribute);
        this.#rest(indent, tree.trailing, tree.error);
        break;
      case "struct":
        this.#header(indent, tree.head);
        for (const part of tree.parts) this.entry(indent, this.#paint(part.name, "name"), part.content);
        this.#rest(indent, tree.trailing, undefined);
        break;
      case "list":
        tree.records.forEach(({ content }, i) => {
          this.entry(indent, this.#paint(`[${i}]`, "name"), content);
        });
        this.#rest(indent, tree.trailing, tree.error);
        break;
    }
  }

  /** A header's members on as few lines as they need. */
  #header(indent: number, header: ValueNode | Extract<TreeNode, { kind: "raw" }>): void {
    if (header.kind === "raw") {
      this.entry(indent, this.#paint("header", "name"), header);
      return;
    }
    const type = originOf(header)?.type;
    const value = header.value as Record<string, unknown>;
    const measured = this.#ruler?.members(type, value);
    let line = "";
    let length = 0;
    this.members(type, value).forEach(([name, text], i) => {
      const item = `${this.#paint(name, "name")} ${text}`;
      const width = (measured?.[i] ?? [name, text]).join(" ").length;
      if (line !== "" && length + width > 110) {
        this.#line(indent, line);
        line = "";
        length = 0;
      }
      line += line === "" ? item : `  ${item}`;
      length += line === item ? width : width + 2;
    });
    this.#line(indent, line + this.#notes(header));
  }

  #attribute(indent: number, attribute: AttributeNode): void {
    const known = attribute.name !== undefined;
    const marks: string[] = [];
    if (!known && (attribute.flags & NLA_F_NESTED) !== 0) marks.push("NLA_F_NESTED");
    if ((attribute.flags & NLA_F_NET_BYTEORDER) !== 0) marks.push("NLA_F_NET_BYTEORDER");
    const name = this.#paint(attribute.name ?? `attribute ${attribute.type}`, known ? "name" : "unknown");
    this.entry(indent, marks.length === 0 ? name : `${name} (${marks.join("|")})`, attribute.content);
    if (attribute.padding?.some((byte) => byte !== 0))
      this.#line(indent + 1, `${this.#paint("padding", "note")} ${this.#bytes(attribute.padding)}`);
  }

  #rest(indent: number, trailing: Uint8Array | undefined, error: string | undefined): void {
    if (trailing === undefined) return;
    const note = error === undefined ? "" : `  ${this.#paint(`(${error})`, "error")}`;
    this.#line(indent, `${this.#paint("trailing", "note")} ${this.#bytes(trailing)}${note}`);
  }
}

/** A tree as indented lines: one attribute a line, nests below their names. */
export function printTree(tree: TreeNode, options: PrintOptions = {}): string[] {
  const printer = new Printer(options);
  printer.tree(0, tree);
  return printer.lines;
}

/** One value as its schema names it: `0x1|IFF_UP`, `1500 bytes`. */
export function printValue(type: AnyType | undefined, value: unknown, options: PrintOptions = {}): string {
  return new Printer(options).value(type, value);
}
