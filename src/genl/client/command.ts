/** Commands of generic netlink families: what a call is typed by. */
import { type AnyType, SchemaError } from "../../codec/index.js";
import { type Operation, operation, type ReplyOf, type RequestOf } from "../../netlink/connection/index.js";
import type { GenericFamily, MessageEntry } from "../../netlink/protocol.js";
import type { Family } from "./family.js";

/** A command with the schemas of its request and of its answers. */
export interface FamilyCommand<
  Name extends string = string,
  Request extends AnyType | undefined = AnyType | undefined,
  Reply extends AnyType | undefined = AnyType | undefined,
> {
  readonly family: GenericFamily;
  /** The kernel's constant, `WG_CMD_GET_DEVICE`. */
  readonly name: Name;
  /** genlmsghdr.cmd */
  readonly cmd: number;
  readonly request: Request;
  readonly reply: Reply;
}

type AsOperation<C extends FamilyCommand> = Operation<C["name"], C["request"], C["reply"]>;
/** What a request takes. The command and the version of the family's interface are filled in. */
export type CommandRequest<C extends FamilyCommand> = RequestOf<AsOperation<C>>;
/** What each answer gives. */
export type CommandReply<C extends FamilyCommand> = ReplyOf<AsOperation<C>>;

/** Schemas of a command: one for both directions, or one each. */
export type CommandSchemas = AnyType | { readonly request: AnyType; readonly reply?: AnyType };

type RequestSchema<S> = S extends AnyType ? S : S extends { readonly request: infer Q extends AnyType } ? Q : undefined;
type ReplySchema<S> = S extends AnyType ? S : S extends { readonly reply: infer R extends AnyType } ? R : undefined;

function entryNamed(entries: Iterable<MessageEntry>, family: GenericFamily, name: string): MessageEntry {
  for (const entry of entries) if (entry.name === name) return entry;
  throw new SchemaError(`family ${family.name} declares no ${name}`);
}

function requireSchema(family: GenericFamily, name: string, schema: AnyType, declared: Iterable<MessageEntry>): void {
  for (const { request, reply } of declared) if (request === schema || reply === schema) return;
  throw new SchemaError(`${name}: family ${family.name} declares another schema`);
}

/**
 * A command that a family declares: its number comes from there, and the schemas have to be those.
 *
 *     const GetRings = command(ethtool, "ETHTOOL_MSG_RINGS_GET", EthtoolRings);
 *     const { rx, rxMax } = await genl.get(GetRings, { header: { devName: "eth0" } });
 *
 * @throws SchemaError when the family declares nothing of that name, or other schemas
 */
export function command<const Command extends string, S extends CommandSchemas>(
  family: GenericFamily<Command>,
  name: NoInfer<Command>,
  schemas: S,
): FamilyCommand<Command, RequestSchema<S>, ReplySchema<S>> {
  const entry = entryNamed(family.request.values(), family, name);
  const { request, reply } = "tag" in schemas ? { request: schemas, reply: schemas } : schemas;
  requireSchema(family, name, request, [entry]);
  // Many families answer with another command of theirs: taskstats, devlink, nl80211.
  if (reply !== undefined && reply !== request) requireSchema(family, name, reply, family.reply.values());
  const made: FamilyCommand = { family, name, cmd: entry.type, request, reply };
  return Object.freeze(made) as FamilyCommand<Command, RequestSchema<S>, ReplySchema<S>>;
}

/** A message that a family sends without being asked. */
export interface FamilyNotice<Name extends string = string, Reply extends AnyType = AnyType> {
  readonly family: GenericFamily;
  readonly name: Name;
  readonly cmd: number;
  readonly reply: Reply;
}

/**
 * A notification that a family declares, for subscriptions.
 *
 *     const RingsChanged = notice(ethtool, "ETHTOOL_MSG_RINGS_NTF", EthtoolRings);
 *
 * @throws SchemaError when the family declares nothing of that name, or another schema
 */
export function notice<const Name extends string, S extends AnyType>(
  family: GenericFamily<string, string>,
  name: Name,
  schema: S,
): FamilyNotice<Name, S> {
  const entry = entryNamed(family.reply.values(), family, name);
  if (entry.reply !== schema) throw new SchemaError(`${name}: family ${family.name} declares another schema`);
  return Object.freeze({ family, name, cmd: entry.type, reply: schema });
}

/** The command as an operation of a connection, now that the id of the family is known. */
export function commandOperation<C extends FamilyCommand>(command: C, { id }: Family): AsOperation<C> {
  const { name, cmd, family, request, reply } = command;
  const fixed = { cmd, genlVersion: family.version };
  const schemas = { ...(request && { request }), ...(reply && { reply }) };
  return operation(name, id, schemas, fixed) as unknown as AsOperation<C>;
}
