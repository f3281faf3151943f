/** What this library declares, by subject. */
import { everything } from "../../src/catalog.js";
import type { AnyType, Attr, AttrsType, StructType } from "../../src/codec/index.js";
import { node } from "../../src/codec/type.js";
import { ExtendedAck, type MessageEntry, type MessageSchema } from "../../src/netlink/index.js";
import { walk } from "../support/walk.js";
import { subjectOfMessage } from "./subjects.js";

export interface DeclaredMessage {
  readonly name: string;
  readonly protocol: string;
  readonly subject: string;
}

/** A set or a struct, and the subject of the first message that has it. */
export interface Placed<T> {
  readonly type: T;
  readonly protocol: string;
  readonly subject: string;
}

export interface Declared {
  readonly messages: readonly DeclaredMessage[];
  readonly sets: readonly Placed<AttrsType>[];
  readonly structs: readonly Placed<StructType>[];
  /** Attributes of every set by their names in the kernel. */
  readonly attributes: ReadonlyMap<string, readonly Attr[]>;
  /** Names of padding and unused attributes. */
  readonly pads: ReadonlySet<string>;
  /** Kinds that the content of an attribute is chosen by. */
  readonly kinds: ReadonlyMap<string, ReadonlySet<string>>;
}

function schemasOf(schema: MessageSchema | undefined): AnyType[] {
  if (schema === undefined) return [];
  return "byFamily" in schema ? [...schema.byFamily.values()] : [schema];
}

/** Every message of the catalog with the schemas of both directions. */
function messagesOf(): { message: DeclaredMessage; schemas: AnyType[] }[] {
  const found: { message: DeclaredMessage; schemas: AnyType[] }[] = [];
  const add = (entry: MessageEntry, protocol: string, subject: string): void => {
    const schemas = [...schemasOf(entry.request), ...schemasOf(entry.reply)];
    found.push({ message: { name: entry.name, protocol, subject }, schemas });
  };
  for (const { name: protocol, messages } of everything.protocols.values()) {
    for (const entry of messages.values()) {
      add(entry, protocol, subjectOfMessage(entry.name)?.name ?? "other");
    }
  }
  for (const family of everything.families.values()) {
    const entries = new Map([...family.request.values(), ...family.reply.values()].map((entry) => [entry.name, entry]));
    for (const entry of entries.values()) add(entry, "GENERIC", family.name);
  }
  return found;
}

/** Everything that a message of the catalog can contain. */
export function readDeclared(): Declared {
  const sets: Placed<AttrsType>[] = [];
  const structs: Placed<StructType>[] = [];
  const attributes = new Map<string, Attr[]>();
  const pads = new Set<string>();
  const kinds = new Map<string, Set<string>>();
  const seen = new Set<object>();
  const messages = messagesOf();
  const roots = messages.map(({ message, schemas }) => ({ ...message, schemas }));
  roots.push({ name: "NLMSG_ERROR", protocol: "(all)", subject: "extended ack", schemas: [ExtendedAck] });

  const place = (schema: AnyType, at: { protocol: string; subject: string }): void => {
    const { protocol, subject } = at;
    for (const found of walk([{ name: subject, schema }])) {
      if (found.what === "constants") continue;
      const key = found.what === "attribute" ? found.attr : found.what === "pad" ? undefined : found.type;
      if (key !== undefined && seen.has(key)) continue;
      if (key !== undefined) seen.add(key);
      if (found.what === "set") sets.push({ type: found.type, protocol, subject });
      else if (found.what === "struct") structs.push({ type: found.type, protocol, subject });
      else if (found.what === "pad") pads.add(found.name);
      else {
        attributes.set(found.name, [...(attributes.get(found.name) ?? []), found.attr]);
        const t = node(found.attr.type);
        if (t.tag !== "byKind" || t.selector === "$direction") continue;
        const table = kinds.get(found.name) ?? new Set();
        for (const kind of Object.keys(t.table)) table.add(kind);
        kinds.set(found.name, table);
      }
    }
  };
  for (const root of roots) for (const schema of root.schemas) place(schema, root);
  return { messages: messages.map(({ message }) => message), sets, structs, attributes, pads, kinds };
}
