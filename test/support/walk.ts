/** Everything that a schema names, found by walking its graph. */
import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { AnyType, Attr, AttrsType, Constants, StructType } from "../../src/codec/index.js";
import { fieldsOf } from "../../src/codec/layout.js";
import { node } from "../../src/codec/type.js";

/** One thing with a name in the kernel, and the first path on which it was found. */
export type Found =
  | { readonly what: "struct"; readonly path: string; readonly type: StructType }
  | { readonly what: "set"; readonly path: string; readonly type: AttrsType }
  | {
      readonly what: "attribute";
      readonly path: string;
      readonly name: string;
      readonly id: number;
      readonly attr: Attr;
    }
  | { readonly what: "pad"; readonly path: string; readonly name: string; readonly id: number }
  | { readonly what: "constants"; readonly path: string; readonly table: Constants };

export interface Root {
  readonly name: string;
  readonly schema: AnyType;
}

/**
 * Walks the schemas and yields every struct, attribute set, attribute and table of constants once. Sets may contain
 * themselves.
 */
export function* walk(roots: Iterable<Root>): Generator<Found> {
  const seen = new Set<object>();
  const open: [AnyType, string][] = [];
  for (const { name, schema } of roots) {
    open.push([schema, name]);
    for (let next = open.pop(); next !== undefined; next = open.pop()) yield* visit(...next, open, seen);
  }
}

function* table(constants: Constants | undefined, path: string, seen: Set<object>): Generator<Found> {
  if (constants === undefined || seen.has(constants)) return;
  seen.add(constants);
  yield { what: "constants", path, table: constants };
}

function* visit(type: AnyType, path: string, open: [AnyType, string][], seen: Set<object>): Generator<Found> {
  if (seen.has(type)) return;
  seen.add(type);
  const t = node(type);
  switch (t.tag) {
    case "int":
      yield* table(t.names, path, seen);
      yield* table(t.bits, path, seen);
      break;
    case "bits":
      open.push([t.base, path]);
      break;
    case "struct":
      yield { what: "struct", path, type: t };
      for (const member of t.members) open.push([member.type, `${path} › ${member.kernel}`]);
      break;
    case "attrs":
      yield { what: "set", path, type: t };
      for (const [, attr] of fieldsOf(t).entries) {
        const inner = `${path} › ${attr.name}`;
        yield { what: "attribute", path, name: attr.name, id: attr.id, attr };
        open.push([attr.type, inner]);
      }
      for (const [name, id] of Object.entries(t.pad)) yield { what: "pad", path, name, id };
      break;
    case "message":
      open.push([t.header, path], [t.body, path]);
      break;
    case "byKind":
      for (const [kind, entry] of Object.entries(t.table)) open.push([entry, `${path} (${kind})`]);
      if (t.fallback !== undefined) open.push([t.fallback, path]);
      break;
    case "variant":
      open.push([t.discriminator, path]);
      for (const [kind, entry] of Object.entries(t.table)) open.push([entry, `${path} (${kind})`]);
      break;
    case "array":
    case "list":
    case "indexed":
      open.push([t.element, `${path}[]`]);
      break;
  }
}

/** A message type or a generic netlink command, with its number. */
export interface Command {
  readonly name: string;
  readonly type: number;
  readonly path: string;
}

export interface Roots {
  readonly schemas: Root[];
  readonly commands: Command[];
  readonly tables: { readonly path: string; readonly table: Constants }[];
}

const SOURCES = fileURLToPath(new URL("../../src/", import.meta.url));

/** The folders whose modules declare schemas. This list is the one place that says what is checked. */
export const FOLDERS = ["uapi", "netlink", "rtnl", "genl", "diag"] as const;

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null;
}

/** Adds what an exported value declares: a schema, a protocol, a family, or a table or list of these. */
function gather(value: unknown, path: string, into: Roots, depth = 0): void {
  if (!isObject(value) || depth > 3) return;
  if (typeof value["tag"] === "string") {
    into.schemas.push({ name: path, schema: value as unknown as AnyType });
  } else if (Object.getOwnPropertySymbols(value).some((symbol) => symbol.description === "ringlink.prefix")) {
    into.tables.push({ path, table: value as unknown as Constants });
  } else if (typeof value["name"] === "string" && typeof value["type"] === "number" && "reply" in value) {
    into.commands.push({ name: value["name"], type: value["type"], path });
    gather(value["request"], `${value["name"]} request`, into, depth);
    gather(value["reply"], `${value["name"]} reply`, into, depth);
  } else if (value instanceof Map) {
    for (const [key, entry] of value) gather(entry, `${path}[${String(key)}]`, into, depth);
  } else if (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) {
    for (const [key, entry] of Object.entries(value)) gather(entry, `${path}.${key}`, into, depth + 1);
  }
}

/** Every schema, message and table of constants that the modules of `FOLDERS` export. */
export async function sourceRoots(): Promise<Roots> {
  const roots: Roots = { schemas: [], commands: [], tables: [] };
  for (const folder of FOLDERS) {
    const directory = join(SOURCES, folder);
    if (!existsSync(directory)) continue;
    const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    for (const file of files.sort()) {
      const path = join(directory, file);
      const exported: Record<string, unknown> = await import(pathToFileURL(path).href);
      const name = relative(SOURCES, path).replace(/\.ts$/, "");
      for (const [key, value] of Object.entries(exported)) gather(value, `${name}:${key}`, roots);
    }
  }
  return roots;
}
