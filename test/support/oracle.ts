/** Facts about the kernel's UAPI to compare schemas with, and the comparison. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AnyType, StructType } from "../../src/codec/index.js";
import { type Member, node } from "../../src/codec/type.js";
import { missingPackage, readHeaders } from "./headers.js";

export interface OracleMember {
  readonly name: string;
  readonly type: string;
  /** Bytes from the start of the struct or union that it is declared in. */
  readonly offset: number;
  readonly size: number;
  readonly bits?: number;
  readonly members?: readonly OracleMember[];
}

export interface OracleStruct {
  readonly header: string;
  readonly size: number;
  readonly members: readonly OracleMember[];
}

export interface Uapi {
  readonly kernel: string;
  readonly enums: Record<string, readonly { readonly name: string | null; readonly values: Record<string, number> }[]>;
  readonly defines: Record<string, Record<string, number>>;
  readonly structs: Record<string, OracleStruct>;
}

/** A member as the struct's user sees it: members of anonymous structs and unions stand in it directly. */
export interface FlatMember extends OracleMember {
  /** It shares its bytes with the other members of a union. */
  readonly union: boolean;
}

export class Oracle {
  readonly source: string;
  /** The headers may be older than the schemas: names that they do not know are not wrong. */
  readonly partial: boolean;
  readonly #values = new Map<string, number>();
  readonly #enums: ReadonlyMap<string, number>[] = [];
  readonly #structs: Record<string, OracleStruct>;

  constructor(uapi: Uapi, source: string, partial: boolean) {
    this.source = source;
    this.partial = partial;
    this.#structs = uapi.structs;
    for (const defines of Object.values(uapi.defines)) this.#add(defines);
    for (const enums of Object.values(uapi.enums)) {
      for (const { values } of enums) {
        this.#add(values);
        this.#enums.push(new Map(Object.entries(values)));
      }
    }
  }

  #add(values: Record<string, number>): void {
    for (const [name, value] of Object.entries(values)) this.#values.set(name, value);
  }

  get constants(): number {
    return this.#values.size;
  }

  value(name: string): number | undefined {
    return this.#values.get(name);
  }

  /** The enumeration that declares a name. */
  enumOf(name: string): ReadonlyMap<string, number> | undefined {
    return this.#enums.find((values) => values.has(name));
  }

  /** A struct by name; `br_mdb_entry.addr` is the struct without a name that the member `addr` is made of. */
  struct(name: string): OracleStruct | undefined {
    const [first, ...rest] = name.split(".");
    let found = this.#structs[first!];
    for (const step of rest) {
      const member = found === undefined ? undefined : flatten(found.members).find((m) => m.name === step);
      if (found === undefined || member?.members === undefined) return undefined;
      found = { header: found.header, size: member.size, members: member.members };
    }
    return found;
  }
}

export function flatten(members: readonly OracleMember[], base = 0, union = false): FlatMember[] {
  return members.flatMap((member) => {
    if (member.name !== "" || member.members === undefined) return [{ ...member, offset: base + member.offset, union }];
    return flatten(member.members, base + member.offset, union || member.type.startsWith("union"));
  });
}

/** Reads the recorded oracle when it is there, else this machine's headers, which need to know `wanted` names. */
export function loadOracle(wanted: ReadonlySet<string>): Oracle {
  const beside = fileURLToPath(new URL("../../../shared/oracle/uapi-7.2.13.json", import.meta.url));
  const given = process.env["RINGLINK_ORACLE"];
  if (given !== undefined && given !== "" && given !== "headers") {
    return new Oracle(JSON.parse(readFileSync(given, "utf8")) as Uapi, given, false);
  }
  if (given !== "headers" && existsSync(beside))
    return new Oracle(JSON.parse(readFileSync(beside, "utf8")) as Uapi, beside, false);
  const missing = missingPackage();
  if (missing !== undefined) {
    throw new Error(
      `Nothing to compare the schemas with: install ${missing}, or name an oracle file in RINGLINK_ORACLE.`,
    );
  }
  return new Oracle(readHeaders(wanted), "/usr/include/linux", true);
}

/** Two spellings of one 32-bit number: an enumerator of 2^31 is negative in C. */
export function sameNumber(a: number, b: number): boolean {
  return a === b || (Math.abs(a) <= 2 ** 32 && Math.abs(b) <= 2 ** 32 && a >>> 0 === b >>> 0);
}

const PADDING = /^_*(?:\w*_)?(?:pad|padding|unused|reserved|resvd?|res|rsvd|spare|fill|filler)\d*_*$/i;
const SIGNED =
  /^(?:__s\d+|s\d+|int|short int|long int|long long int|signed char|__kernel_pid_t|__kernel_long_t|__kernel_time64_t|__kernel_old_time_t|__kernel_clockid_t)$/;
const UNSIGNED =
  /^(?:__[ube]+\d+|__[bl]e\d+|__sum16|(?:short |long |long long )?unsigned (?:int|char)|short unsigned int|long unsigned int|__kernel_sa_family_t)$/;

function elementOf(type: string): string {
  return type.replace(/(?:\[\d*\])+$/, "");
}

/** What is wrong with the type of one member, in words. */
function compareType(ours: AnyType, theirs: FlatMember): string | undefined {
  const t = node(ours);
  const element = elementOf(theirs.type);
  const isArray = element !== theirs.type;
  switch (t.tag) {
    case "array":
      // An address made of bytes or words may be an array on either side.
      return isArray ? compareElement(t.element, element) : undefined;
    case "struct":
      if (/^(?:struct|union) \(anonymous\)$/.test(element)) return undefined;
      return element === `struct ${t.name}` ? undefined : `is struct ${t.name}, not ${element}`;
    case "int":
      if (isArray) return `is one integer, not ${theirs.type}`;
      return compareElement(ours, element);
    default:
      return undefined;
  }
}

function compareElement(ours: AnyType, element: string): string | undefined {
  const t = node(ours);
  if (t.tag === "struct") return element === `struct ${t.name}` ? undefined : `is struct ${t.name}, not ${element}`;
  if (t.tag !== "int") return undefined;
  if (t.signed ? UNSIGNED.test(element) : SIGNED.test(element))
    return `is ${t.signed ? "" : "un"}signed, not ${element}`;
  if (/^__be\d+$/.test(element) && t.order !== "big") return `is not big-endian, ${element} is`;
  return undefined;
}

function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Compares one of our members; returns the oracle's members that it stands for. */
function compareMember(m: Member, theirs: readonly FlatMember[], problem: (text: string) => void): FlatMember[] {
  const t = node(m.type);
  if (t.tag === "bits") {
    const size = t.base.size;
    return Object.entries(t.widths).flatMap(([key, width]) => {
      const field = theirs.find(
        (x) =>
          x.bits !== undefined && x.offset >= m.offset && x.offset < m.offset + size && x.name.endsWith(snake(key)),
      );
      if (field === undefined) {
        if (!PADDING.test(snake(key)) && !theirs.some((x) => x.name === m.kernel && x.bits === undefined))
          problem(`has no bit field ${key}`);
        return theirs.filter((x) => x.name === m.kernel);
      }
      if (field.bits !== width) problem(`bit field ${field.name} has ${field.bits} bits, not ${width}`);
      return [field];
    });
  }
  const found = theirs.find((x) => x.name === m.kernel);
  if (found === undefined) {
    // What a schema adds behind the struct, or names in the compiler's padding.
    if (m.size === undefined || theirs.every((x) => x.offset >= m.offset + m.size! || x.offset + x.size <= m.offset))
      return [];
    problem(`has no member ${m.kernel}`);
    return [];
  }
  const isTail = m.size === undefined || found.size === 0;
  if (found.offset !== m.offset && !(isTail && found.size === 0))
    problem(`${m.kernel} is at ${found.offset}, not ${m.offset}`);
  if (!isTail && found.size !== m.size) problem(`${m.kernel} has ${found.size} bytes, not ${m.size}`);
  if (!isTail) {
    const wrong = compareType(m.type, found);
    if (wrong !== undefined) problem(`${m.kernel} ${wrong}`);
  }
  return [found];
}

/** What is wrong with a struct, one sentence each. `partial`: members and sizes may be newer than the oracle. */
export function compareStruct(ours: StructType, oracle: OracleStruct, partial: boolean): string[] {
  const problems: string[] = [];
  const theirs = flatten(oracle.members);
  const matched = new Set<FlatMember>();
  for (const member of ours.members) {
    // Older headers end before a member, or have only padding where it came to be.
    const known = theirs.some((x) => x.name === member.kernel);
    const spare = member.type.tag !== "bits" && theirs.some((x) => x.offset === member.offset && PADDING.test(x.name));
    if (partial && !known && (spare || member.offset >= oracle.size)) continue;
    for (const found of compareMember(member, theirs, (text) => problems.push(text))) matched.add(found);
  }
  for (const x of theirs) {
    if (matched.has(x) || PADDING.test(x.name) || x.size === 0) continue;
    // One alternative of a union is enough.
    const covered = ours.members.some(
      (m) => m.size !== undefined && m.offset < x.offset + x.size && x.offset < m.offset + m.size,
    );
    if (!(x.union && covered)) problems.push(`lacks ${x.name}`);
  }
  if (partial ? ours.size < oracle.size : ours.size !== oracle.size)
    problems.push(`has ${oracle.size} bytes, not ${ours.size}`);
  return problems;
}
