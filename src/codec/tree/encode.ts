import { interpretEncode, viewOf } from "../codec.js";
import { EncodeError } from "../errors.js";
import { alignTo } from "../layout.js";
import { type AnyType, type Direction, NLA_HDRLEN } from "../type.js";
import { type AttrsNode, type ListNode, originOf, type TreeNode, type ValueNode } from "./node.js";

export interface TreeOptions {
  readonly littleEndian?: boolean;
  readonly direction?: Direction;
}

/**
 * Encodes a tree: the bytes that it was read from, with the changes made to its values.
 *
 * @throws EncodeError when a changed value does not fit its schema, or a value node is a copy without a schema
 */
export function encodeTree(tree: TreeNode, options: TreeOptions = {}): Uint8Array {
  const writer = new TreeWriter(options.littleEndian ?? true, options.direction ?? "reply");
  writer.node(tree);
  return writer.bytes();
}

class TreeWriter {
  #view = viewOf(new Uint8Array(1024));
  #o = 0;
  readonly #littleEndian: boolean;
  readonly #direction: Direction;

  constructor(littleEndian: boolean, direction: Direction) {
    this.#littleEndian = littleEndian;
    this.#direction = direction;
  }

  bytes(): Uint8Array {
    return this.#view.u8.slice(0, this.#o);
  }

  #room(size: number): void {
    if (this.#o + size <= this.#view.u8.length) return;
    const larger = viewOf(new Uint8Array(Math.max(this.#view.u8.length * 2, this.#o + size)));
    larger.u8.set(this.#view.u8);
    this.#view = larger;
  }

  #put(bytes: Uint8Array | undefined): void {
    if (bytes === undefined) return;
    this.#room(bytes.length);
    this.#view.u8.set(bytes, this.#o);
    this.#o += bytes.length;
  }

  #zeros(n: number): void {
    this.#put(new Uint8Array(n));
  }

  node(tree: TreeNode): void {
    if (tree.kind === "value") this.#value(tree);
    else if (tree.kind === "raw") this.#put(tree.raw);
    else if (tree.kind === "attrs") this.#attrs(tree);
    else if (tree.kind === "list") this.#list(tree);
    else {
      this.#value(tree.head);
      for (const part of tree.parts) this.node(part.content);
      this.#put(tree.trailing);
    }
  }

  #list(tree: ListNode): void {
    const start = this.#o;
    const align = (originOf(tree)?.type as { align?: number } | undefined)?.align ?? 4;
    for (const { content, padding } of tree.records) {
      this.node(content);
      if (padding !== undefined) this.#put(padding);
      else this.#zeros(alignTo(this.#o - start, align) - (this.#o - start));
    }
    this.#put(tree.trailing);
  }

  #attrs(tree: AttrsNode): void {
    if (tree.header !== undefined) {
      const start = this.#o;
      this.node(tree.header);
      if (tree.header.kind === "value" && tree.header.tail === undefined) {
        this.#zeros(alignTo(this.#o - start, 4) - (this.#o - start));
      }
    }
    for (const attribute of tree.attributes) {
      const start = this.#o;
      this.#zeros(NLA_HDRLEN);
      this.node(attribute.content);
      const length = this.#o - start;
      if (length > 0xffff)
        throw new EncodeError(`${length} bytes do not fit an attribute`, [attribute.name ?? String(attribute.type)]);
      this.#view.dv.setUint16(start, length, this.#littleEndian);
      this.#view.dv.setUint16(start + 2, attribute.type | attribute.flags, this.#littleEndian);
      if (attribute.padding !== undefined) this.#put(attribute.padding);
      else this.#zeros(alignTo(length, 4) - length);
    }
    this.#put(tree.trailing);
  }

  #value(tree: ValueNode): void {
    if (tree.raw !== undefined) {
      this.#put(tree.raw);
      return;
    }
    const origin = originOf(tree);
    if (origin?.type === undefined)
      throw new EncodeError("a value without its schema: keep the nodes that decodeTree made", []);
    const type = tree.terminator === undefined ? origin.type : ({ ...origin.type, nul: false } as AnyType);
    const options = { littleEndian: this.#littleEndian, direction: this.#direction };
    for (let size = tree.length + 64; ; size *= 4) {
      this.#room(size);
      const end = interpretEncode(type, tree.value as never, this.#view, this.#o, options, origin.scope);
      if (end > this.#view.u8.length) continue;
      this.#o = end;
      break;
    }
    if (tree.terminator !== undefined) this.#zeros(tree.terminator);
    this.#put(tree.tail);
  }
}
