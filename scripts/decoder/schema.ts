/** `--schema`: what is known about a message type. */
import { type Output, UsageError } from "./io.js";
import { describe, everything, findMessages, type NamedMessage } from "./library.js";

const DIRECTIONS = ["request", "reply"] as const;

type MessageSchema = NonNullable<NamedMessage["entry"]["request"]>;

/** Writes the schemas of a message type; every known type when `name` is none of them. */
export function printSchema(name: string, out: Output): void {
  const found = name === "" ? [] : findMessages(everything, name);
  if (found.length > 0) {
    for (const named of found) printNamed(named, out);
    return;
  }
  const family = everything.families.get(name.replace(/:$/, ""));
  for (const line of family === undefined ? listAll() : listFamily(family.name)) out.line(line);
  // `list` asks for just that.
  if (family !== undefined || name === "list") return;
  throw new UsageError(`--schema: unknown message type ${JSON.stringify(name)}`);
}

function printNamed({ entry, protocol, family, only }: NamedMessage, out: Output): void {
  const where = family === undefined ? protocol : `${protocol} ${family.name}`;
  out.line(`${entry.name} (${where}, ${family === undefined ? "type" : "command"} ${entry.type})`);
  const directions = only === undefined ? DIRECTIONS : [only];
  if (directions.length === 2 && entry.request === entry.reply) {
    printOne("request and reply", entry.request, out);
    return;
  }
  for (const direction of directions) printOne(direction, entry[direction], out);
}

function printOne(direction: string, schema: MessageSchema | undefined, out: Output): void {
  if (schema === undefined) {
    out.line(`  ${direction}: no body`);
    return;
  }
  if (!("byFamily" in schema)) {
    out.line(`  ${direction}:`);
    for (const line of describe(schema).trimEnd().split("\n")) out.line(`    ${line}`);
    return;
  }
  for (const [family, inner] of schema.byFamily) {
    out.line(`  ${direction}, address family ${family}:`);
    for (const line of describe(inner).trimEnd().split("\n")) out.line(`    ${line}`);
  }
}

function listFamily(name: string): string[] {
  const family = everything.families.get(name)!;
  const names = new Set<string>();
  for (const direction of DIRECTIONS) {
    for (const entry of family[direction].values()) names.add(entry.name);
  }
  return [`${name}:`, ...[...names].map((entry) => `  ${entry}`)];
}

function listAll(): string[] {
  const lines: string[] = [];
  for (const { name, messages } of everything.protocols.values()) {
    lines.push(`${name}:`, ...[...messages.values()].map((entry) => `  ${entry.name}`));
  }
  for (const name of everything.families.keys()) lines.push(...listFamily(name));
  return lines;
}
