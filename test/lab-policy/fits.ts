/** Whether a schema's type writes what a kernel policy accepts. */
import type { AnyType, Attr } from "../../src/codec/index.js";
import { sizeOf } from "../../src/codec/layout.js";
import { type IntType, NLA_F_NESTED, node, type Schema } from "../../src/codec/type.js";
import type { PolicyAttrs as AttributePolicy } from "../../src/netlink/policy.js";

const U32_MAX = 0xffff_ffffn;

/** A policy in words: `u8 0..5`, `binary 16`, `binary ..32`. */
export function describePolicy(policy: AttributePolicy): string {
  const { type, minLength, maxLength } = policy;
  if (minLength === undefined && maxLength === undefined) return String(type);
  if (minLength === maxLength) return `${type} ${minLength}`;
  return `${type} ${minLength ?? ""}..${maxLength ?? ""}`;
}

/** A schema's type in words, in the kernel's where it has one. */
export function describeType(t: Schema): string {
  switch (t.tag) {
    case "int":
      return `${t.order === "big" ? "be" : t.signed ? "s" : "u"}${t.size * 8}`;
    case "varint":
      return t.signed ? "sint" : "uint";
    case "struct":
      return `struct ${t.name} (${t.size})`;
    case "variant":
      return `choice of structs${t.size === undefined ? "" : ` (${t.size})`}`;
    case "array":
      return `${describeType(node(t.element))}[${typeof t.count === "number" ? t.count : ""}]`;
    default: {
      const size = sizeOf(t as unknown as AnyType);
      return size === undefined ? t.tag : `${t.tag} ${size}`;
    }
  }
}

function widthFits(policy: string, t: Schema): boolean {
  const bits = Number(policy.slice(1));
  if (t.tag === "ip") return policy === "u32" && t.size === 4;
  const base: Schema = t.tag === "bits" ? t.base : t;
  return base.tag === "int" && base.size * 8 === bits && base.signed === (policy[0] === "s");
}

/** What is wrong with the length of a payload that the kernel takes as bytes. */
function lengthProblem({ minLength, maxLength }: AttributePolicy, t: Schema): string | undefined {
  const size = sizeOf(t as unknown as AnyType);
  const shortest = t.tag === "struct" ? t.min : size;
  if (size !== undefined && maxLength !== undefined && size > maxLength && shortest! > maxLength)
    return `is longer than the ${maxLength} bytes that the kernel takes`;
  if (size !== undefined && minLength !== undefined && size < minLength)
    return `is shorter than the ${minLength} bytes that the kernel wants`;
  const exact = minLength !== undefined && minLength === maxLength;
  if (exact && size === undefined && t.tag !== "address" && t.tag !== "variant")
    return `has no fixed length, the kernel takes exactly ${minLength} bytes`;
  if (t.tag === "struct" && t.tails.length > 0 && maxLength !== undefined && t.size > maxLength)
    return `is longer than the ${maxLength} bytes that the kernel takes`;
  return undefined;
}

const BINARY = new Set([
  "bytes",
  "lladdr",
  "ip",
  "address",
  "array",
  "struct",
  "list",
  "variant",
  "mpls",
  "int",
  "text",
]);

/** Whether the encoder writes the kind of payload; lengths and contents aside. */
function kindFits(policy: AttributePolicy, t: Schema): boolean {
  switch (policy.type) {
    case "flag":
      return t.tag === "flag";
    case "string":
    case "nul_string":
      return t.tag === "text";
    case "nested":
      return t.tag === "attrs" || t.tag === "indexed" || t.tag === "message";
    case "nested_array":
      return t.tag === "indexed";
    case "bitfield32":
      return t.tag === "struct" && t.name === "nla_bitfield32";
    case "binary":
      return BINARY.has(t.tag);
    case "uint":
    case "sint":
      return t.tag === "varint" && t.signed === (policy.type === "sint");
    default:
      return typeof policy.type === "string" && /^[us](?:8|16|32|64)$/.test(policy.type) && widthFits(policy.type, t);
  }
}

/** Bits that the kernel accepts and the schema has no name for; values beyond the last that has one. */
function namesProblem({ maxValueU, minValueU, mask }: AttributePolicy, t: Schema): string | undefined {
  if (t.tag !== "int") return undefined;
  const full = (1n << BigInt(t.size * 8)) - 1n;
  if (t.bits !== undefined && mask !== undefined && mask !== full) {
    const named = Object.values(t.bits).reduce((all, bit) => all | BigInt(bit), 0n);
    const unnamed = mask & ~named & full;
    if (unnamed !== 0n) return `has no name for the bits 0x${unnamed.toString(16)}`;
  }
  if (t.names === undefined || maxValueU === undefined || maxValueU >= full || maxValueU > U32_MAX) return undefined;
  const numbers = new Set(Object.values(t.names).map(Number));
  const unnamed: bigint[] = [];
  for (let value = minValueU ?? 0n; value <= maxValueU && unnamed.length < 4; value++)
    if (!numbers.has(Number(value))) unnamed.push(value);
  if (unnamed.length === 0 || maxValueU - (minValueU ?? 0n) > 1024n) return undefined;
  return `has no name for the value ${unnamed.join(", ")}`;
}

/** The integer of a type that has the kernel's limits on it. */
function intOf(t: Schema): IntType<unknown> | undefined {
  return t.tag === "int" ? t : undefined;
}

/**
 * What the schema writes for an attribute and the kernel would refuse, or would take and the schema cannot write; one
 * phrase each. Contents of nests are compared by the caller.
 */
export function problemsOf(policy: AttributePolicy, attr: Attr, t: Schema): string[] {
  if (!kindFits(policy, t)) return [`is ${describeType(t)}, the kernel has ${describePolicy(policy)}`];
  const problems: string[] = [];
  const isNest = policy.type === "nested" || policy.type === "nested_array";
  if (isNest && (attr.flags & NLA_F_NESTED) === 0) problems.push("is sent without NLA_F_NESTED");
  if (policy.type === "binary") problems.push(lengthProblem(policy, t) ?? "");
  const int = intOf(t);
  if (int !== undefined) problems.push(namesProblem(policy, int) ?? "");
  return problems.filter((problem) => problem !== "");
}
