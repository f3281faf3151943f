/** What the specifications say about attributes that this library declares, against what it says itself. */
import type { AnyType, Attr } from "../../src/codec/index.js";
import { node, type Schema } from "../../src/codec/type.js";
import type { Oracle } from "../support/oracle.js";
import type { YnlAttribute, YnlSpec } from "./ynl.js";

const SCALAR = /^([us])(8|16|32|64)$/;

/** Every schema that a choice leaves open. */
function alternatives(type: AnyType): Schema[] {
  const t = node(type);
  if (t.tag !== "byKind") return [t];
  return [...Object.values(t.table), ...(t.fallback === undefined ? [] : [t.fallback])].flatMap(alternatives);
}

function words(t: Schema): string {
  switch (t.tag) {
    case "int":
      return `${t.order === "big" ? "big-endian " : ""}${t.signed ? "s" : "u"}${t.size * 8}`;
    case "bits":
      return words(t.base);
    case "varint":
      return t.signed ? "sint" : "uint";
    case "text":
      return "string";
    case "attrs":
      return "nest";
    case "struct":
      return `struct ${t.name}`;
    case "ip":
      return t.size === 4 ? "ipv4" : "ipv6";
    case "indexed":
    case "array":
      return `${t.tag} of ${words(node(t.element))}`;
    default:
      return t.tag;
  }
}

function spelled({ type, bigEndian, subType, struct, hint }: YnlAttribute): string {
  const what = struct === undefined ? (subType ?? hint) : `struct ${struct}`;
  return `${bigEndian ? "big-endian " : ""}${type}${what === undefined ? "" : ` (${what})`}`;
}

function scalarFits(type: string, bigEndian: boolean, t: Schema): boolean {
  const [, sign, bits] = SCALAR.exec(type) ?? [];
  if (bits === undefined) return false;
  if (t.tag === "ip") return t.size === 4 && type === "u32";
  // The address family decides: IPv4 is one of the two.
  if (t.tag === "address") return type === "u32" && bigEndian;
  const base: Schema = t.tag === "bits" ? t.base : t;
  if (base.tag !== "int" || base.size * 8 !== Number(bits)) return false;
  return base.signed === (sign === "s") && (bits === "8" || (base.order === "big") === bigEndian);
}

function binaryFits({ struct, subType, hint }: YnlAttribute, t: Schema): boolean {
  // An attribute may be the struct itself, or the struct and what follows it.
  if (struct !== undefined) return (t.tag === "struct" || t.tag === "message") && nameOf(t) === struct;
  if (subType !== undefined) {
    if (t.tag === "bytes") return subType === "u8";
    // An array whose places have names is a struct of ours.
    if (t.tag === "struct") return t.members.every((member) => scalarFits(subType, false, node(member.type)));
    return t.tag === "array" && scalarFits(subType, false, node(t.element));
  }
  switch (hint) {
    case "mac":
      return t.tag === "lladdr";
    case "ipv4":
      return t.tag === "ip" && t.size === 4;
    case "ipv6":
      return t.tag === "ip" && t.size === 16;
    case "ipv4-or-v6":
      return t.tag === "address" || t.tag === "ip";
    default:
      // Opaque: whatever we know is more.
      return true;
  }
}

function nameOf(t: Schema): string | undefined {
  if (t.tag === "message") return t.header.name;
  return t.tag === "struct" ? t.name : undefined;
}

function fits(spec: YnlAttribute, t: Schema): boolean {
  switch (spec.type) {
    case "uint":
    case "sint":
      return t.tag === "varint" && t.signed === (spec.type === "sint");
    case "flag":
      return t.tag === "flag";
    case "string":
      return t.tag === "text";
    case "nest":
      return t.tag === "attrs" || t.tag === "message" || t.tag === "indexed";
    case "nest-type-value":
      return t.tag === "indexed";
    case "indexed-array": {
      if (t.tag !== "indexed") return false;
      const element = { ...spec, type: spec.subType ?? "nest", subType: undefined };
      return alternatives(t.element).some((inner) => fits(element, inner));
    }
    case "bitfield32":
      return nameOf(t) === "nla_bitfield32";
    case "binary":
      return binaryFits(spec, t);
    case "sub-message":
      return t.tag !== "int" && t.tag !== "flag";
    case "pad":
    case "unused":
      return true;
    default:
      return scalarFits(spec.type, spec.bigEndian, t);
  }
}

/**
 * How our type of an attribute differs from a specification's; undefined when it does not. The specification may list a
 * name more than once, in subsets and in sets that share the header's constants.
 */
export function typeProblem(variants: readonly YnlAttribute[], attr: Attr): string | undefined {
  const known = variants.filter(({ type }) => type !== "pad" && type !== "unused");
  const choices = alternatives(attr.type);
  if (known.length === 0 || choices.length === 0) return undefined;
  const isNumbered = choices.some((t) => t.tag === "indexed");
  const alike = known.filter((spec) => isNumbered || spec.repeated === attr.repeated);
  if (alike.length === 0)
    return `${attr.name} ${attr.repeated ? "occurs once, ringlink lets it repeat" : "repeats, ringlink has it once"}`;
  if (alike.some((spec) => choices.some((t) => fits(spec, t)))) return undefined;
  const ours = [...new Set(choices.map(words))].join(" | ");
  return `${attr.name} is ${[...new Set(alike.map(spelled))].join(" | ")}, ringlink has ${ours}`;
}

/** What a specification says about numbers that the headers contradict, or about names that they do not have. */
export function* numberProblems(spec: YnlSpec, oracle: Oracle): Generator<string> {
  for (const set of spec.sets) {
    for (const { cName, id } of set.attributes) {
      const value = oracle.value(cName);
      if (value === undefined) yield `${cName} is no name of the kernel's`;
      else if (value !== id) yield `${cName} is ${id}, the header has ${value}`;
    }
  }
  // A nfnetlink message's type has its subsystem in the upper byte; notifications share numbers with requests.
  const mask = spec.protocol === 12 ? 0xff : 0xffff;
  for (const { cName, request, reply } of spec.messages) {
    const value = oracle.value(cName);
    const numbers = [request, reply].flatMap((number) => (number === undefined ? [] : [number & mask]));
    if (value === undefined) yield `${cName} is no name of the kernel's`;
    else if (!numbers.includes(value & mask)) yield `${cName} is ${numbers.join(" or ")}, the header has ${value}`;
  }
  for (const { cName } of spec.structs)
    if (oracle.struct(cName) === undefined) yield `struct ${cName} is no struct of the kernel's`;
}

/** Compares the declarations with a specification's attributes of the same name. */
export function* typeProblems(spec: YnlSpec, declared: ReadonlyMap<string, readonly Attr[]>): Generator<string> {
  const byName = new Map<string, YnlAttribute[]>();
  for (const attribute of spec.sets.flatMap((set) => set.attributes))
    byName.set(attribute.cName, [...(byName.get(attribute.cName) ?? []), attribute]);
  for (const [cName, variants] of byName) {
    for (const attr of declared.get(cName) ?? []) {
      const problem = typeProblem(variants, attr);
      if (problem !== undefined) yield problem;
    }
  }
}
