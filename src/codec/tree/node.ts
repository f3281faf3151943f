/**
 * The lossless view of a payload. Every byte of the input is in the tree once: as a value that encodes to it, or as it
 * was. A node remembers its schema and the names that were in scope, so that values can be edited and encoded again.
 */
import type { Scope } from "../scope.js";
import type { AnyType } from "../type.js";

interface Place {
  /** Bytes from the start of the decoded region. */
  offset: number;
  /** Bytes of the payload. */
  length: number;
}

/** A payload that decodes to one value. */
export interface ValueNode extends Place {
  kind: "value";
  value: unknown;
  /** NULs after a string, where they are not the one that its type writes. */
  terminator?: number;
  /** Bytes after those that the schema knows: a struct that a newer kernel made longer. */
  tail?: Uint8Array;
  /** The bytes, when the value does not encode to them. They win over `value`: delete them when you change it. */
  raw?: Uint8Array;
}

/** A payload that no schema describes, or that does not fit its schema. */
export interface RawNode extends Place {
  kind: "raw";
  raw: Uint8Array;
  /** Why a schema did not fit. */
  error?: string;
}

/** A set of attributes, in wire order, behind a header where there is one. */
export interface AttrsNode extends Place {
  kind: "attrs";
  header?: ValueNode | RawNode;
  attributes: AttributeNode[];
  /** Bytes after the last attribute. */
  trailing?: Uint8Array;
  error?: string;
}

/** A struct whose last members are not plain values. */
export interface StructNode extends Place {
  kind: "struct";
  head: ValueNode;
  parts: { name: string; content: TreeNode }[];
  trailing?: Uint8Array;
}

/** Records that carry their own length. */
export interface ListNode extends Place {
  kind: "list";
  records: { content: TreeNode; padding?: Uint8Array }[];
  trailing?: Uint8Array;
  error?: string;
}

export type TreeNode = ValueNode | RawNode | AttrsNode | StructNode | ListNode;

export interface AttributeNode {
  /** The kernel's name; undefined for an attribute that its set does not declare. */
  name: string | undefined;
  /** Attribute type without the NLA_F_* bits. */
  type: number;
  /** NLA_F_* bits as on the wire. */
  flags: number;
  /** Offset of the header. */
  offset: number;
  /** nla_len: header and payload. */
  length: number;
  content: TreeNode;
  /** Bytes up to the next attribute, where they are not just zeros up to a multiple of four. */
  padding?: Uint8Array;
}

interface Origin {
  readonly type: AnyType | undefined;
  readonly scope: Scope | undefined;
}

// Beside the nodes rather than on them: nodes stay plain data that prints, compares and serialises as such.
const origins = new WeakMap<object, Origin>();

export function setOrigin<T extends object>(node: T, type: AnyType | undefined, scope?: Scope): T {
  origins.set(node, { type, scope });
  return node;
}

/** The schema that a node was read with; undefined for raw nodes and for copies. */
export function originOf(node: object): Origin | undefined {
  return origins.get(node);
}
