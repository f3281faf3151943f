/** Reads the kernel's YAML netlink specifications, as far as names, numbers and types go. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { MEMBER_NAMES, MESSAGE_PREFIXES, NAMES, SET_PREFIXES, STRUCT_NAMES } from "./ynl-names.js";

const Attribute = z.object({
  name: z.string(),
  type: z.string().optional(),
  value: z.number().optional(),
  "name-prefix": z.string().optional(),
  "byte-order": z.string().optional(),
  "multi-attr": z.boolean().optional(),
  "nested-attributes": z.string().optional(),
  "sub-type": z.string().optional(),
  "sub-message": z.string().optional(),
  "display-hint": z.string().optional(),
  struct: z.string().optional(),
});
const Member = z.object({
  name: z.string(),
  type: z.string(),
  len: z.union([z.number(), z.string()]).optional(),
  struct: z.string().optional(),
});
const Direction = z.object({ value: z.number().optional() }).nullish();
const Exchange = z.object({ request: Direction, reply: Direction }).optional();
const Operation = z.object({
  name: z.string(),
  value: z.number().optional(),
  do: Exchange,
  dump: Exchange,
  notify: z.string().optional(),
  event: z.unknown().optional(),
});
const SpecFile = z.object({
  name: z.string(),
  protocol: z.string().optional(),
  protonum: z.number().optional(),
  definitions: z
    .array(z.object({ name: z.string(), type: z.string(), members: z.array(Member).optional() }))
    .default([]),
  "attribute-sets": z.array(
    z.object({
      name: z.string(),
      "name-prefix": z.string().optional(),
      "subset-of": z.string().optional(),
      attributes: z.array(Attribute),
    }),
  ),
  "sub-messages": z
    .array(z.object({ name: z.string(), formats: z.array(z.object({ value: z.union([z.string(), z.number()]) })) }))
    .default([]),
  operations: z.object({
    "enum-model": z.string().optional(),
    "name-prefix": z.string().optional(),
    list: z.array(Operation),
  }),
});
type SpecFile = z.infer<typeof SpecFile>;

export interface YnlAttribute {
  readonly id: number;
  /** The enumerator's name in C, by the rules that the specs' own code generator follows. */
  readonly cName: string;
  /** `u32`, `nest`, `binary` … */
  readonly type: string;
  readonly bigEndian: boolean;
  readonly repeated: boolean;
  readonly subType: string | undefined;
  readonly struct: string | undefined;
  readonly hint: string | undefined;
}

export interface YnlSet {
  readonly name: string;
  /** Re-lists attributes of another set. */
  readonly subset: boolean;
  readonly attributes: readonly YnlAttribute[];
}

export interface YnlStruct {
  /** The struct's name in C. */
  readonly cName: string;
  /** Members in C's spelling, padding left out. */
  readonly members: readonly { readonly cName: string; readonly type: string }[];
}

export interface YnlMessage {
  readonly cName: string;
  readonly request: number | undefined;
  readonly reply: number | undefined;
}

export interface YnlSpec {
  readonly name: string;
  /** NETLINK_* number. */
  readonly protocol: number;
  readonly sets: readonly YnlSet[];
  readonly structs: readonly YnlStruct[];
  readonly messages: readonly YnlMessage[];
  /** Kinds by the table that lists them. */
  readonly kinds: ReadonlyMap<string, readonly string[]>;
}

/** A name as C spells it. */
function upper(name: string): string {
  const derived = name.toUpperCase().replaceAll("-", "_");
  return NAMES[derived] ?? derived;
}

function lower(name: string): string {
  return name.replaceAll("-", "_");
}

function structName(name: string): string {
  return STRUCT_NAMES[lower(name)] ?? lower(name);
}

function readSets(file: SpecFile): YnlSet[] {
  const ids = new Map<string, Map<string, YnlAttribute>>();
  return file["attribute-sets"].map((set) => {
    const parent = set["subset-of"];
    const own = file.name === set.name ? "" : `${set.name}-`;
    const prefix = set["name-prefix"] ?? SET_PREFIXES[file.name]?.[set.name] ?? `${file.name}-a-${own}`;
    let next = 1;
    const attributes = set.attributes.map((attribute): YnlAttribute => {
      const inherited = parent === undefined ? undefined : ids.get(parent)?.get(attribute.name);
      if (parent !== undefined && inherited === undefined)
        throw new Error(`${file.name}: ${set.name} takes ${attribute.name} from ${parent}, which does not have it`);
      const id = inherited?.id ?? attribute.value ?? next;
      next = id + 1;
      const type = attribute.type ?? inherited?.type;
      if (type === undefined) throw new Error(`${file.name}: ${set.name}.${attribute.name} has no type`);
      return {
        id,
        cName: inherited?.cName ?? upper((attribute["name-prefix"] ?? prefix) + attribute.name),
        type,
        bigEndian:
          attribute["byte-order"] === undefined
            ? (inherited?.bigEndian ?? false)
            : attribute["byte-order"] === "big-endian",
        repeated: attribute["multi-attr"] ?? inherited?.repeated ?? false,
        subType: attribute["sub-type"] ?? inherited?.subType,
        struct: attribute.struct === undefined ? inherited?.struct : structName(attribute.struct),
        hint: attribute["display-hint"] ?? inherited?.hint,
      };
    });
    ids.set(set.name, new Map(set.attributes.map((attribute, i) => [attribute.name, attributes[i]!])));
    return { name: set.name, subset: parent !== undefined, attributes };
  });
}

/** Numbers of messages: one count for both directions, or one each (`enum-model: directional`). */
function readMessages({ name: family, operations }: SpecFile): YnlMessage[] {
  const prefix = operations["name-prefix"] ?? MESSAGE_PREFIXES[family] ?? `${family}-cmd-`;
  const directional = operations["enum-model"] === "directional";
  let request = 1;
  let reply = 1;
  return operations.list.flatMap((operation): YnlMessage[] => {
    // rtnetlink's notifications carry the message types of requests.
    const name = prefix === "rtm-" ? operation.name.replace(/-ntf$/, "") : operation.name;
    const cName = upper(prefix + name);
    if (!directional) {
      const value = operation.value ?? request;
      request = value + 1;
      const reserved = [operation.do, operation.dump, operation.notify, operation.event].every((o) => o === undefined);
      return reserved ? [] : [{ cName, request: value, reply: value }];
    }
    if (operation.notify !== undefined || operation.event !== undefined) {
      const value = operation.value ?? reply;
      reply = value + 1;
      return [{ cName, request: undefined, reply: value }];
    }
    const exchange = operation.do ?? operation.dump;
    const value = exchange?.request?.value ?? request;
    request = value + 1;
    const answers = operation.do?.reply !== undefined || operation.dump?.reply !== undefined;
    if (!answers) return [{ cName, request: value, reply: undefined }];
    const answer = exchange?.reply?.value ?? reply;
    reply = answer + 1;
    return [{ cName, request: value, reply: answer }];
  });
}

/** Reads one specification. @throws Error naming what does not fit */
export function readSpec(value: unknown, file: string): YnlSpec {
  const parsed = SpecFile.safeParse(value);
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  const spec = parsed.data;
  return {
    name: spec.name,
    protocol: spec.protonum ?? 16,
    sets: readSets(spec),
    structs: spec.definitions
      .filter(({ type }) => type === "struct")
      .map(({ name, members = [] }) => ({
        cName: structName(name),
        members: members
          .filter(({ type }) => type !== "pad")
          .map((m) => ({ cName: MEMBER_NAMES[`${structName(name)}.${lower(m.name)}`] ?? lower(m.name), type: m.type })),
      })),
    messages: readMessages(spec),
    kinds: new Map(spec["sub-messages"].map(({ name, formats }) => [name, formats.map((f) => String(f.value))])),
  };
}

/** Where the specifications lie: RINGLINK_YNL, or beside the repository; undefined when they are not there. */
export function specFolder(): string | undefined {
  const given = process.env["RINGLINK_YNL"];
  if (given !== undefined && given !== "") return given;
  const beside = fileURLToPath(new URL("../../../shared/oracle/ynl", import.meta.url));
  return existsSync(beside) ? beside : undefined;
}

async function yamlReader(): Promise<(text: string) => unknown> {
  try {
    const { parse } = await import("yaml");
    return (text) => parse(text);
  } catch (cause) {
    throw new Error("The YAML netlink specifications need the package yaml, a development dependency: npm install", {
      cause,
    });
  }
}

/**
 * Reads every specification. Undefined when there is none to read.
 *
 * @throws Error when a file is no specification
 */
export async function readSpecs(): Promise<YnlSpec[] | undefined> {
  const folder = specFolder();
  if (folder === undefined) return undefined;
  const parse = await yamlReader();
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  if (files.length === 0) throw new Error(`${folder} has no YAML netlink specifications`);
  // The specs are written for YAML 1.1: no key of theirs is `on`, `off`, `yes` or `no`, so that 1.2 reads them alike.
  return files.sort().map((file) => readSpec(parse(readFileSync(join(folder, file), "utf8")), file));
}
