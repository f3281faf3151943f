export { type AnnotatedSpan, annotate, hexLines } from "./annotate.js";
export { attr, attrs } from "./attrs.js";
export { bitfield32 } from "./bitfield.js";
export { byKind, variant } from "./by-kind.js";
export {
  type ByteView,
  type CodecOptions,
  type DecodeOptions,
  decode,
  encode,
  encodeInto,
  encodeWith,
  setCodeGeneration,
  viewOf,
} from "./codec.js";
export { type ConstantsOf, constants, flagNames, kernelName, type NameOf, nameOf } from "./constants.js";
export { describe } from "./describe.js";
export { DecodeError, EncodeError, isDecodeError, isEncodeError, SchemaError } from "./errors.js";
export { source } from "./jit/compile.js";
export { hexDigits, type Json, toJson } from "./json.js";
export { array, indexed, indexedBy, listOf, repeated } from "./lists.js";
export { message } from "./message.js";
export { flagsText, hexText, type PrintOptions, printTree, printValue, quoteText, type Role } from "./print.js";
export * from "./scalars.js";
export { struct } from "./struct.js";
export { decodeTree } from "./tree/decode.js";
export { encodeTree, type TreeOptions } from "./tree/encode.js";
export type { AttributeNode, AttrsNode, ListNode, RawNode, StructNode, TreeNode, ValueNode } from "./tree/node.js";
export { originOf } from "./tree/node.js";
export { attributesOf, nameInSet, pathAt } from "./tree/path.js";
export { type Undescribed, undescribed } from "./tree/undescribed.js";
export type {
  AnyType,
  Attr,
  AttrsType,
  ByKindType,
  Constants,
  Direction,
  Infer,
  Input,
  MessageType,
  Schema,
  SchemaNode,
  StructType,
  Type,
  UnknownAttribute,
} from "./type.js";
export { MAX_DEPTH, NLA_F_NESTED, NLA_F_NET_BYTEORDER, NLA_TYPE_MASK } from "./type.js";
