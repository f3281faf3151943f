/** Everything that is known about messages: protocols by number, generic netlink families by name. */
import type { AnyType, Direction } from "../codec/index.js";
import type { GenericFamily, MessageEntry, MessageSchema, Protocol } from "./protocol.js";

export interface Catalog {
  readonly protocols: ReadonlyMap<number, Protocol>;
  readonly families: ReadonlyMap<string, GenericFamily>;
}

export function catalog(protocols: Iterable<Protocol>, families: Iterable<GenericFamily> = []): Catalog {
  return Object.freeze({
    protocols: new Map([...protocols].map((p) => [p.number, p])),
    families: new Map([...families].map((f) => [f.name, f])),
  });
}

/** The schema of a message in one direction; `first` is the first byte of its payload. */
export function schemaOf(entry: MessageEntry, direction: Direction, first: number | undefined): AnyType | undefined {
  const schema: MessageSchema | undefined = direction === "request" ? entry.request : entry.reply;
  if (schema === undefined || !("byFamily" in schema)) return schema;
  return first === undefined ? undefined : schema.byFamily.get(first);
}

/** A message type of the catalog with its surroundings, found by the kernel's name. */
export interface NamedMessage {
  readonly entry: MessageEntry;
  readonly protocol: string;
  readonly family?: GenericFamily;
  /** The one direction that uses this number, in families that number requests and replies apart. */
  readonly only?: Direction;
}

/** Finds messages by the kernel's name, or by the end of it (`NEWLINK`, `wireguard:GET_DEVICE`). */
export function findMessages(known: Catalog, name: string): NamedMessage[] {
  const [family, rest] = name.includes(":") ? name.split(":", 2) : [undefined, name];
  const wanted = rest!.toUpperCase();
  const matches = (entry: MessageEntry) => entry.name === wanted || entry.name.endsWith(`_${wanted}`);
  const found: NamedMessage[] = [];
  if (family === undefined) {
    for (const { name: protocol, messages } of known.protocols.values()) {
      for (const entry of messages.values()) if (matches(entry)) found.push({ entry, protocol });
    }
  }
  for (const f of known.families.values()) {
    if (family !== undefined && f.name !== family) continue;
    const unified = f.request === f.reply;
    for (const entry of f.request.values()) {
      if (matches(entry))
        found.push({ entry, protocol: "GENERIC", family: f, ...(unified ? {} : { only: "request" as const }) });
    }
    if (unified) continue;
    for (const entry of f.reply.values())
      if (matches(entry)) found.push({ entry, protocol: "GENERIC", family: f, only: "reply" });
  }
  const exact = found.filter(({ entry }) => entry.name === wanted);
  return exact.length > 0 ? exact : found;
}
