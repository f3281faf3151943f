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
export {
  array,
  attr,
  attrs,
  byKind,
  indexed,
  indexedBy,
  listOf,
  message,
  repeated,
  struct,
  variant,
} from "./composites.js";
export { type ConstantsOf, constants, flagNames, kernelName, type NameOf, nameOf } from "./constants.js";
export { DecodeError, EncodeError, isDecodeError, isEncodeError, SchemaError } from "./errors.js";
export * from "./scalars.js";
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
  StructType,
  Type,
  UnknownAttribute,
} from "./type.js";
export { MAX_DEPTH, NLA_F_NESTED, NLA_F_NET_BYTEORDER, NLA_TYPE_MASK } from "./type.js";
