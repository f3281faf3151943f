/** What a request asks and what its answers are: the schemas that a call is typed by. */
import {
  type AnyType,
  type ByteView,
  encodeInto,
  encodeWith,
  type Infer,
  type Input,
  SchemaError,
} from "../../codec/index.js";
import { littleEndian } from "../../ffi/index.js";
import { MessageFlags, NLMSG_HDRLEN } from "../header.js";
import type { Protocol } from "../protocol.js";

/** `undefined` for a schema: no body, or bytes as they are. */
export interface Operation<
  Name extends string = string,
  Request extends AnyType | undefined = AnyType | undefined,
  Reply extends AnyType | undefined = AnyType | undefined,
> {
  /** The kernel's constant, `RTM_GETLINK`. */
  readonly name: Name;
  /** nlmsg_type of the request; of the message, when the operation stands for a notification. */
  readonly type: number;
  readonly request: Request;
  readonly reply: Reply;
  /** Members that every request has, whatever the value says, such as the command of a generic netlink family. */
  readonly fixed?: Readonly<Record<string, unknown>>;
}

/** What a request takes. */
export type RequestOf<O extends Operation> = O["request"] extends AnyType
  ? Input<O["request"]>
  : Uint8Array | undefined;
/** What each answer gives. */
export type ReplyOf<O extends Operation> = O["reply"] extends AnyType ? Infer<O["reply"]> : Uint8Array;

interface Schemas {
  readonly request?: AnyType;
  readonly reply?: AnyType;
}

type RequestSchema<S> = S extends AnyType ? S : S extends { readonly request: infer Q extends AnyType } ? Q : undefined;
type ReplySchema<S> = S extends AnyType ? S : S extends { readonly reply: infer R extends AnyType } ? R : undefined;

/**
 * Declares an operation: one schema for requests and answers, or one each.
 *
 *     const GetLink = operation("RTM_GETLINK", 18, Link);
 *     const GetMdb = operation("RTM_GETMDB", 86, { request: MdbGet, reply: Mdb });
 */
export function operation<const Name extends string, S extends AnyType | Schemas>(
  name: Name,
  type: number,
  schemas: S,
  fixed?: Readonly<Record<string, unknown>>,
): Operation<Name, RequestSchema<S>, ReplySchema<S>> {
  const both = "tag" in schemas ? { request: schemas as AnyType, reply: schemas as AnyType } : (schemas as Schemas);
  const made: Operation = {
    name,
    type,
    request: both.request,
    reply: both.reply,
    ...(fixed === undefined ? {} : { fixed }),
  };
  return Object.freeze(made) as Operation<Name, RequestSchema<S>, ReplySchema<S>>;
}

/**
 * The operation that a protocol declares under a name: its number comes from there, and the schemas have to be those.
 *
 *     const GetLink = operationIn(rtnetlink, "RTM_GETLINK", Link);
 *
 * @throws SchemaError when the protocol declares nothing of that name, or other schemas
 */
export function operationIn<const Name extends string, S extends AnyType | Schemas>(
  protocol: Protocol,
  name: Name,
  schemas: S,
): Operation<Name, RequestSchema<S>, ReplySchema<S>> {
  for (const entry of protocol.messages.values()) {
    if (entry.name !== name) continue;
    const made = operation(name, entry.type, schemas);
    if (made.request === entry.request && made.reply === entry.reply) return made;
    throw new SchemaError(`${name}: ${protocol.name} declares another schema`);
  }
  throw new SchemaError(`${protocol.name} declares no ${name}`);
}

/** Flags that follow from the call, not from the caller. */
const OWN_FLAGS = MessageFlags.request | MessageFlags.multi | MessageFlags.ack;

/**
 * A whole message; the sequence number is filled in when it is sent.
 *
 * @throws EncodeError when the value does not fit; RangeError for flags that are not the caller's
 */
export function encodeRequest(operation: Operation, value: unknown, flags: number): Uint8Array {
  return encodeWith((view) => encodeRequestAt(view, 0, operation, value, flags));
}

/**
 * Writes a whole message at `start`, a multiple of 4. Gives the offset after it; beyond the end of the buffer when it did
 * not fit, and then the bytes are of no use.
 *
 * @throws as `encodeRequest`
 */
export function encodeRequestAt(
  view: ByteView,
  start: number,
  operation: Operation,
  value: unknown,
  flags: number,
): number {
  const { type, request, name, fixed } = operation;
  if (!Number.isInteger(flags) || flags < 0 || flags > 0xffff) throw new RangeError(`no message flags: ${flags}`);
  const body = start + NLMSG_HDRLEN;
  let end = body;
  if (request !== undefined) {
    const input = fixed === undefined ? (value ?? {}) : { ...(value as object | undefined), ...fixed };
    const options = { direction: "request", littleEndian, name } as const;
    end = encodeInto(request, input as never, view, body, options);
  } else if (value !== undefined) {
    if (!(value instanceof Uint8Array)) throw new TypeError(`${name}: the body has no schema, and takes bytes`);
    end += value.length;
    if (end <= view.u8.length) view.u8.set(value, body);
  }
  if (end > view.u8.length) return end;
  const { dv } = view;
  dv.setUint32(start, end - start, littleEndian);
  dv.setUint16(start + 4, type, littleEndian);
  dv.setUint16(start + 6, (flags | MessageFlags.request) & 0xffff, littleEndian);
  dv.setUint32(start + 8, 0, littleEndian);
  dv.setUint32(start + 12, 0, littleEndian);
  return end;
}

/** @throws RangeError for flags that the call sets itself, and for a dump where none is meant */
export function checkFlags(operation: Operation, flags: number): void {
  if ((flags & OWN_FLAGS) !== 0) {
    throw new RangeError(`${operation.name}: NLM_F_REQUEST, NLM_F_MULTI and NLM_F_ACK are not for callers`);
  }
}
