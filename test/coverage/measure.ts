/** How much of netlink is declared: by subject, against the headers and against the specifications. */
import { fieldsOf } from "../../src/codec/layout.js";
import { type AttrsType, node, type StructType } from "../../src/codec/type.js";
import type { ListedOracle } from "../support/coverage-uapi.js";
import { flatten, type OracleStruct } from "../support/oracle.js";
import type { Declared } from "./declared.js";
import { KIND_TABLES } from "./kinds.js";
import { SUBJECTS, type Subject, subjectOfMessage, subjectOfSet } from "./subjects.js";
import { VALUES } from "./values.js";
import type { YnlSpec } from "./ynl.js";

/** How many of those that there are have a declaration, and which have none. */
export interface Share {
  have: number;
  all: number;
  missing: string[];
}

export const THINGS = ["messages", "sets", "attributes", "kinds", "members"] as const;
export type Thing = (typeof THINGS)[number];
export type Shares = Record<Thing, Share>;

export interface Row {
  readonly protocol: string;
  readonly subject: string;
  /** What is declared, whether anybody else knows it or not. */
  readonly ringlink: Record<Thing, number>;
  /** Against the headers; kinds against the kernel's code. */
  readonly headers: Shares;
  /** Against the specification; undefined where there is none. */
  readonly ynl: Shares | undefined;
}

function none(): Shares {
  return Object.fromEntries(
    THINGS.map((thing) => [thing, { have: 0, all: 0, missing: [] as string[] }]),
  ) as unknown as Shares;
}

function count(share: Share, has: boolean, name: string): void {
  share.all++;
  if (has) share.have++;
  else share.missing.push(name);
}

/** Enumerators that stand for no attribute and no message. */
const LIMIT =
  /^__|^NUM_|_MAX$|(?:UNSPEC|INVALID|_NONE|UNUSED|UNDEFINED)\d*$|_CNT$|_BASE$|_AFTER_LAST$|_NUM_OPS$|_(?:USER|KERNEL)_(?:NONE|MAX)$/;
const PADDING = /^_*(?:\w*_)?(?:pad|padding|unused|reserved|resvd?|res|rsvd|spare|fill|filler)\d*_*$/i;

/** The names of each number, limits aside. */
function byNumber(enumeration: ReadonlyMap<string, number>): string[][] {
  const numbers = new Map<number, string[]>();
  for (const [name, id] of enumeration) if (!LIMIT.test(name)) numbers.set(id, [...(numbers.get(id) ?? []), name]);
  return [...numbers.values()];
}

/** Names of the members of a struct, and of the structs in it. */
function memberNames(type: StructType): string[] {
  return type.members.flatMap((member) => {
    const t = node(member.type);
    return t.tag === "struct" ? [member.kernel, ...memberNames(t)] : [member.kernel];
  });
}

const NOTHING = /(?!)/;

class Measurement {
  readonly #rows = new Map<Subject, Row & { ynl: Shares | undefined }>();
  readonly #others = new Map<string, Subject>();
  readonly #declared: Declared;
  readonly #oracle: ListedOracle;
  readonly #names: ReadonlySet<string>;
  readonly #messages: ReadonlySet<string>;

  constructor(declared: Declared, oracle: ListedOracle) {
    this.#declared = declared;
    this.#oracle = oracle;
    this.#names = new Set([...declared.attributes.keys(), ...declared.pads]);
    this.#messages = new Set(declared.messages.map(({ name }) => name));
  }

  get rows(): Row[] {
    const order = new Map(SUBJECTS.map((subject, i) => [subject, i]));
    return [...this.#rows.entries()]
      .sort(([x], [y]) => (order.get(x) ?? order.size) - (order.get(y) ?? order.size))
      .map(([, row]) => row);
  }

  row(subject: Subject): Row & { ynl: Shares | undefined } {
    let row = this.#rows.get(subject);
    if (row === undefined) {
      const { protocol, name } = subject;
      const ringlink = { messages: 0, sets: 0, attributes: 0, kinds: 0, members: 0 };
      row = { protocol, subject: name, ringlink, headers: none(), ynl: undefined };
      this.#rows.set(subject, row);
    }
    return row;
  }

  #named(protocol: string, name: string): Row {
    const known = SUBJECTS.find((s) => s.protocol === protocol && s.name === name);
    if (known !== undefined) return this.row(known);
    // A family without constants in the headers.
    const key = `${protocol} ${name}`;
    const subject = this.#others.get(key) ?? { protocol, name, attributes: NOTHING };
    this.#others.set(key, subject);
    return this.row(subject);
  }

  /** Where a set belongs: by the header of its attributes, else by the message that has it. */
  #subjectOf(set: AttrsType): Subject | undefined {
    for (const [, { name }] of fieldsOf(set).entries) {
      const enumeration = this.#oracle.enumOf(name);
      const subject = enumeration === undefined ? undefined : subjectOfSet([...enumeration.keys()]);
      if (subject !== undefined) return subject;
    }
    return undefined;
  }

  ours(): void {
    for (const { protocol, subject } of this.#declared.messages) this.#named(protocol, subject).ringlink.messages++;
    for (const { type, protocol, subject } of this.#declared.sets) {
      const found = this.#subjectOf(type);
      const { ringlink } = found === undefined ? this.#named(protocol, subject) : this.row(found);
      ringlink.sets++;
      ringlink.attributes += fieldsOf(type).entries.length;
    }
    for (const { type, protocol, subject } of this.#declared.structs)
      this.#named(protocol, subject).ringlink.members += type.members.length;
  }

  /** Attribute sets and messages of the headers. An id with two names is one attribute. */
  headers(spec: ReadonlySet<string>): void {
    for (const enumeration of this.#oracle.enumerations) {
      const names = [...enumeration.keys()];
      const subject = subjectOfSet(names) ?? this.#evident(names, spec);
      if (subject !== undefined) this.#headerSet(this.row(subject).headers, enumeration);
    }
    this.#headerMessages();
    for (const { type, protocol, subject } of this.#declared.structs) {
      const theirs = this.#oracle.struct(type.name);
      if (theirs !== undefined) this.#members(this.#named(protocol, subject).headers.members, type, theirs);
    }
  }

  /** A message that has two names is one message. */
  #headerMessages(): void {
    const enumerators = this.#oracle.enumerations.flatMap(byNumber);
    const listed = new Set(enumerators.flat());
    const numbers = new Map<Subject, Set<number>>();
    const add = (names: readonly string[], alias: boolean): void => {
      const subject = names.map(subjectOfMessage).find((found) => found !== undefined);
      if (subject === undefined) return;
      const known = numbers.get(subject) ?? new Set();
      const number = this.#oracle.value(names[0]!)!;
      if (alias && known.has(number)) return;
      numbers.set(subject, known.add(number));
      const has = names.some((name) => this.#messages.has(name));
      count(this.row(subject).headers.messages, has, names.join(" = "));
    };
    for (const names of enumerators) add(names, false);
    // Macros: messages that no enumeration has, and other names for those that one has.
    for (const name of this.#oracle.names) if (!listed.has(name) && !LIMIT.test(name)) add([name], true);
  }

  /** An enumeration of values is a set too when a set of ours, or of a specification, has its names as attributes. */
  #evident(names: readonly string[], spec: ReadonlySet<string>): Subject | undefined {
    if (!names.some((name) => this.#names.has(name) || spec.has(name))) return undefined;
    const set = this.#declared.sets.find(({ type }) => fieldsOf(type).entries.some(([, a]) => names.includes(a.name)));
    return SUBJECTS.find((s) => s.protocol === set?.protocol && s.name === set.subject);
  }

  #headerSet(shares: Shares, enumeration: ReadonlyMap<string, number>): void {
    const ids = byNumber(enumeration);
    const first = ids[0]?.[0];
    if (first === undefined || Object.hasOwn(VALUES, first)) return;
    const has = ids.map((names) => names.some((name) => this.#names.has(name)));
    count(shares.sets, has.includes(true), `${first} …`);
    for (const [i, names] of ids.entries()) count(shares.attributes, has[i]!, names.join(" = "));
  }

  #members(share: Share, type: StructType, theirs: OracleStruct): void {
    for (const member of flatten(theirs.members)) {
      if (PADDING.test(member.name)) continue;
      const has = type.members.some(
        (m) =>
          m.kernel === member.name ||
          (m.size !== undefined && m.offset < member.offset + member.size && member.offset < m.offset + m.size),
      );
      count(share, has || member.size === 0, `${type.name}.${member.name}`);
    }
  }

  kinds(specs: readonly YnlSpec[]): void {
    for (const table of KIND_TABLES) {
      const row = this.#named(table.protocol, table.subject);
      const ours = new Set(table.attributes.flatMap((name) => [...(this.#declared.kinds.get(name) ?? [])]));
      row.ringlink.kinds += ours.size;
      for (const kind of table.kernel) count(row.headers.kinds, ours.has(kind), `${kind} (${table.name})`);
      for (const spec of specs) {
        for (const name of table.spec ?? []) {
          for (const kind of spec.kinds.get(name) ?? []) {
            const has = ours.has(kind) || table.empty.includes(kind);
            count(this.#shares(row).kinds, has, `${kind} (${table.name})`);
          }
        }
      }
    }
  }

  #shares(row: Row & { ynl: Shares | undefined }): Shares {
    row.ynl ??= none();
    return row.ynl;
  }

  ynl(spec: YnlSpec): void {
    const subject = SUBJECTS.find((s) => s.spec === spec.name);
    if (subject === undefined)
      throw new Error(`test/coverage/subjects.ts has no place for the specification ${spec.name}`);
    const shares = this.#shares(this.row(subject));
    for (const name of new Set(spec.messages.map(({ cName }) => cName)))
      count(shares.messages, this.#messages.has(name), name);
    for (const set of spec.sets) {
      const attributes = set.attributes.filter(({ type }) => type !== "unused");
      if (set.subset || attributes.length === 0) continue;
      const has = attributes.map(({ cName }) => this.#names.has(cName) || LIMIT.test(cName));
      count(shares.sets, has.includes(true), set.name);
      for (const [i, { cName }] of attributes.entries()) count(shares.attributes, has[i]!, cName);
    }
    for (const struct of spec.structs) {
      const ours = this.#declared.structs.filter(({ type }) => type.name === struct.cName);
      const members = ours.flatMap(({ type }) => memberNames(type));
      // Headers prefix their members' names, specifications do not.
      const has = (name: string) => members.some((member) => member === name || member.endsWith(`_${name}`));
      for (const { cName } of struct.members) count(shares.members, has(cName), `${struct.cName}.${cName}`);
    }
  }
}

/** Measures what is declared against the headers, and against the specifications where they are there. */
export function measure(declared: Declared, oracle: ListedOracle, specs: readonly YnlSpec[] | undefined): Row[] {
  const measurement = new Measurement(declared, oracle);
  const named = (specs ?? []).flatMap((spec) => spec.sets.flatMap((set) => set.attributes.map(({ cName }) => cName)));
  measurement.ours();
  measurement.headers(new Set(named));
  measurement.kinds(specs ?? []);
  for (const spec of specs ?? []) measurement.ynl(spec);
  return measurement.rows;
}
