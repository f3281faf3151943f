/**
 * Which schema a message has. A protocol maps message types to schemas, a generic netlink family maps commands; both
 * may differ by direction, and by the address family in the first byte of the payload.
 */
import type { AnyType } from "../codec/index.js";
import { SchemaError } from "../codec/index.js";

/** Schemas chosen by the first byte of the payload, an AF_* number. */
export interface FamilySchemas {
  readonly byFamily: ReadonlyMap<number, AnyType>;
}

export type FromRequest = Readonly<Record<string, readonly string[]>>;

export type MessageSchema = AnyType | FamilySchemas;

/** `undefined`: messages of this direction have no body, or none is known. */
export interface MessageEntry<Name extends string = string> {
  /** Names that the reply's schema takes from its request: the first of these keys of the request's value that is there. */
  readonly fromRequest?: FromRequest;
  /** The kernel's constant, `RTM_NEWLINK`. */
  readonly name: Name;
  readonly type: number;
  readonly request: MessageSchema | undefined;
  readonly reply: MessageSchema | undefined;
}

export interface Protocol {
  /** NETLINK_* without the prefix, `ROUTE`. */
  readonly name: string;
  readonly number: number;
  readonly messages: ReadonlyMap<number, MessageEntry>;
}

/** How a message is declared: `[type, schema]` for both directions, or one schema each. */
export type MessageDeclaration =
  | readonly [type: number, schema: MessageSchema]
  | readonly [type: number, schemas: DirectedSchemas];

export interface DirectedSchemas {
  readonly request?: MessageSchema;
  readonly reply?: MessageSchema;
  readonly fromRequest?: FromRequest;
}

function isSchema(value: object): value is MessageSchema {
  return "tag" in value || "byFamily" in value;
}

/** Builds a table of messages from the kernel's constants. @throws SchemaError when a number is used twice */
export function messageTable<Name extends string>(
  declarations: Readonly<Record<Name, MessageDeclaration>>,
): ReadonlyMap<number, MessageEntry<Name>> {
  const table = new Map<number, MessageEntry<Name>>();
  for (const [name, [type, schema]] of Object.entries(declarations) as [Name, MessageDeclaration][]) {
    const { request, reply, fromRequest }: DirectedSchemas = isSchema(schema)
      ? { request: schema, reply: schema }
      : schema;
    const other = table.get(type);
    if (other !== undefined) throw new SchemaError(`${name} and ${other.name} are both ${type}`);
    table.set(type, Object.freeze({ name, type, request, reply, ...(fromRequest && { fromRequest }) }));
  }
  return table;
}

/** Declares a netlink protocol. */
export function protocol(
  name: string,
  number: number,
  messages: Readonly<Record<string, MessageDeclaration>>,
): Protocol {
  return Object.freeze({ name, number, messages: messageTable(messages) });
}

/** Schemas by the address family that starts the payload (sock_diag, rtnetlink's special families). */
export function byFamily(schemas: Iterable<readonly [family: number, schema: AnyType]>): FamilySchemas {
  return Object.freeze({ byFamily: new Map(schemas) });
}

/** Commands of a generic netlink family by the kernel's constants. */
export type FamilyCommands = Readonly<Record<string, MessageDeclaration>>;

/**
 * A generic netlink family. Its id is given out by the kernel at run time; only nlctrl's is fixed. The type parameters are
 * the names that were declared: of commands to the kernel, of those from it, and of multicast groups.
 */
export interface GenericFamily<
  Command extends string = string,
  Event extends string = string,
  Group extends string = string,
> {
  /** Name that the controller knows it by, `wireguard`. */
  readonly name: string;
  readonly version: number;
  /** Commands to the kernel, by number. */
  readonly request: ReadonlyMap<number, MessageEntry<Command>>;
  /** Commands from the kernel; numbered apart in directional families (ethtool, devlink). */
  readonly reply: ReadonlyMap<number, MessageEntry<Event>>;
  /** Names of its multicast groups. */
  readonly groups: readonly Group[];
}

export interface GenericFamilyOptions<Group extends string = string> {
  /** `genlmsghdr.version` that requests carry; 1 by default. */
  readonly version?: number;
  readonly groups?: readonly Group[];
}

/** Declares a family whose requests and replies share one numbering. */
export function genericFamily<Command extends string, Group extends string = never>(
  name: string,
  commands: Readonly<Record<Command, MessageDeclaration>>,
  options: GenericFamilyOptions<Group> = {},
): GenericFamily<Command, Command, Group> {
  const table = messageTable(commands);
  return Object.freeze({
    name,
    version: options.version ?? 1,
    request: table,
    reply: table,
    groups: options.groups ?? [],
  });
}

/** Declares a family that numbers requests and replies apart. */
export function directionalFamily<Command extends string, Event extends string, Group extends string = never>(
  name: string,
  request: Readonly<Record<Command, MessageDeclaration>>,
  reply: Readonly<Record<Event, MessageDeclaration>>,
  options: GenericFamilyOptions<Group> = {},
): GenericFamily<Command, Event, Group> {
  return Object.freeze({
    name,
    version: options.version ?? 1,
    request: messageTable(request),
    reply: messageTable(reply),
    groups: options.groups ?? [],
  });
}
