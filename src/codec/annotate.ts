/** Bytes with a comment for each piece of their tree: a text that people read and that readers of hex files take. */
import { printValue } from "./print.js";
import { type AttributeNode, originOf, type TreeNode, type ValueNode } from "./tree/node.js";
import { type AnyType, NLA_F_NESTED, NLA_F_NET_BYTEORDER, NLA_HDRLEN, node, type StructType } from "./type.js";

/** A run of bytes and what it is. */
export interface AnnotatedSpan {
  /** Bytes from the start of the annotated region. */
  readonly offset: number;
  readonly length: number;
  /** Depth of nesting. */
  readonly depth: number;
  readonly note: string;
}

/** Longest note; what is cut can be read from the bytes. */
const MAX_NOTE = 160;

/**
 * Describes `length` bytes by the tree that was read from them: one span for each attribute and for each member of a
 * header. The spans follow each other without gaps; what the tree does not name is padding.
 */
export function annotate(tree: TreeNode, length: number): AnnotatedSpan[] {
  const annotator = new Annotator();
  annotator.tree(tree, 0, 0, undefined);
  annotator.upTo(length, 0, "trailing");
  return annotator.spans;
}

class Annotator {
  readonly spans: AnnotatedSpan[] = [];
  /** End of what was described. */
  #at = 0;

  upTo(offset: number, depth: number, note = "padding"): void {
    if (offset > this.#at) this.spans.push({ offset: this.#at, length: offset - this.#at, depth, note });
    this.#at = Math.max(this.#at, offset);
  }

  #add(offset: number, length: number, depth: number, note: string): void {
    if (length === 0) return;
    this.upTo(offset, depth);
    const text = note.length > MAX_NOTE ? `${note.slice(0, MAX_NOTE)}…` : note;
    this.spans.push({ offset, length, depth, note: text });
    this.#at = offset + length;
  }

  /** `shift`: what turns an offset of this tree into one of the region; parts of a struct may count from themselves. */
  tree(tree: TreeNode, shift: number, depth: number, name: string | undefined): void {
    const offset = shift + tree.offset;
    const end = offset + tree.length;
    switch (tree.kind) {
      case "raw":
        this.#add(
          offset,
          tree.length,
          depth,
          `${name ?? "payload"}${tree.error === undefined ? "" : `: ${tree.error}`}`,
        );
        return;
      case "value":
        this.#value(tree, offset, depth, name);
        break;
      case "attrs":
        if (tree.header !== undefined) this.tree(tree.header, shift, depth, undefined);
        for (const attribute of tree.attributes) this.#attribute(attribute, shift, depth);
        if (tree.trailing !== undefined) this.upTo(end - tree.trailing.length, depth);
        break;
      case "struct":
        this.#parts(tree, offset, depth);
        break;
      case "list":
        tree.records.forEach(({ content }, i) => {
          this.tree(content, shift, depth, `${name ?? ""}[${i}]`);
        });
        if (tree.trailing !== undefined) this.upTo(end - tree.trailing.length, depth);
        break;
    }
    this.upTo(end, depth, "trailing" in tree && tree.trailing !== undefined ? "trailing" : "padding");
  }

  #parts(tree: Extract<TreeNode, { kind: "struct" }>, offset: number, depth: number): void {
    this.#value(tree.head, offset, depth, undefined);
    let at = offset + tree.head.length;
    this.upTo(at, depth);
    for (const { name, content } of tree.parts) {
      this.tree(content, at - content.offset, depth, name);
      at += content.length;
    }
  }

  #attribute(attribute: AttributeNode, shift: number, depth: number): void {
    const { content } = attribute;
    const offset = shift + attribute.offset;
    const name = this.#name(attribute);
    const whole = content.kind === "raw" || (content.kind === "value" && structOf(content) === undefined);
    if (whole) {
      const text = content.kind === "raw" ? (content.error ?? "") : printValue(originOf(content)?.type, content.value);
      this.#add(offset, attribute.length, depth, `${name} ${text}`.trimEnd());
      return;
    }
    this.#add(offset, NLA_HDRLEN, depth, name);
    this.tree(content, shift, depth + 1, undefined);
  }

  #name(attribute: AttributeNode): string {
    const flags: string[] = [];
    if ((attribute.flags & NLA_F_NESTED) !== 0) flags.push("NLA_F_NESTED");
    if ((attribute.flags & NLA_F_NET_BYTEORDER) !== 0) flags.push("NLA_F_NET_BYTEORDER");
    const name = attribute.name ?? `attribute ${attribute.type}`;
    return flags.length === 0 ? name : `${name} (${flags.join("|")})`;
  }

  #value(tree: ValueNode, offset: number, depth: number, name: string | undefined): void {
    const prefix = name === undefined ? "" : `${name} `;
    const struct = structOf(tree);
    const type = originOf(tree)?.type;
    if (struct === undefined) {
      this.#add(offset, tree.length, depth, `${prefix}${printValue(type, tree.value)}`);
      return;
    }
    const value = tree.value as Record<string, unknown>;
    for (const member of struct.fixed) {
      if (member.offset + member.size! > tree.length) break;
      const text = printValue(member.type, value[member.key]);
      this.#add(offset + member.offset, member.size!, depth, `${prefix}${member.kernel} ${text}`);
    }
    const rest = struct.tails[0];
    if (rest !== undefined && rest.offset < tree.length) {
      this.#add(offset + rest.offset, tree.length - rest.offset, depth, `${prefix}${tailText(struct, value)}`);
    }
  }
}

/** Members without a fixed place. */
function tailText(struct: StructType, value: Record<string, unknown>): string {
  return struct.tails.map(({ kernel, key, type }) => `${kernel} ${printValue(type, value[key])}`).join(", ");
}

function structOf(tree: ValueNode): StructType | undefined {
  const type: AnyType | undefined = originOf(tree)?.type;
  const t = type && node(type);
  if (t?.tag !== "struct" || typeof tree.value !== "object" || tree.value === null) return undefined;
  return t;
}

const BYTES_PER_LINE = 16;
/** Column of the comments: sixteen bytes. */
const COMMENT = 50;

/**
 * Annotated bytes as lines of hexadecimal: two spaces of indentation a level, behind `#` the offset (hexadecimal) and
 * the note. `base` is added to the offsets that are printed.
 */
export function hexLines(bytes: Uint8Array, spans: readonly AnnotatedSpan[], base = 0): string[] {
  const lines: string[] = [];
  for (const { offset, length, depth, note } of spans) {
    for (let at = 0; at < length; at += BYTES_PER_LINE) {
      let line = "  ".repeat(depth);
      for (let i = at; i < Math.min(length, at + BYTES_PER_LINE); i++) {
        line += `${bytes[offset + i]!.toString(16).padStart(2, "0")}${i === at + BYTES_PER_LINE - 1 ? "" : " "}`;
      }
      const place = (base + offset + at).toString(16).padStart(4, "0");
      lines.push(`${line.trimEnd().padEnd(COMMENT)}# ${place}${at === 0 ? ` ${note}` : ""}`);
    }
  }
  return lines;
}
