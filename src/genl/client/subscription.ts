/** Multicast groups of generic netlink families. */
import { type AnyType, type DecodeError, decode, type Infer, isDecodeError } from "../../codec/index.js";
import { isSyscallError, littleEndian, SyscallError } from "../../ffi/index.js";
import {
  type Connection,
  type LostEvent,
  type Operation,
  operation,
  type Subscription,
  type SubscriptionEvent,
  type SubscriptionOptions,
} from "../../netlink/connection/index.js";
import { GenlHeader } from "../../netlink/generic.js";
import type { GenericFamily } from "../../netlink/protocol.js";
import type { FamilyNotice } from "./command.js";
import type { Family } from "./family.js";

/** A message of a family. */
export interface FamilyMessageEvent<Name extends string = string, Value = unknown> {
  readonly kind: "message";
  /** Name of the family. */
  readonly family: string;
  /** The kernel's name of the command, `CTRL_CMD_NEWFAMILY`; `command 7` where none is declared. */
  readonly name: Name;
  /** genlmsghdr.cmd */
  readonly cmd: number;
  /** What the declared schema makes of it; without a schema the whole body, struct genlmsghdr included, as bytes. */
  readonly value: Value;
  /** Sequence number and port of the request that caused it, as far as the kernel tells; otherwise 0. */
  readonly sequence: number;
  readonly port: number;
}

/** A message that does not fit its schema. */
export interface FamilyMalformedEvent {
  readonly kind: "malformed";
  readonly family: string;
  readonly name: string;
  readonly cmd: number;
  readonly error: DecodeError;
  /** The body, struct genlmsghdr included. */
  readonly bytes: Uint8Array;
}

type MessageEventOf<N extends FamilyNotice> = N extends FamilyNotice
  ? FamilyMessageEvent<N["name"], Infer<N["reply"]>>
  : never;

export type FamilyEvent<N extends FamilyNotice = never> =
  | ([N] extends [never] ? FamilyMessageEvent : MessageEventOf<N>)
  | LostEvent
  | FamilyMalformedEvent;

export interface FamilySubscribeOptions<N extends FamilyNotice = never> extends SubscriptionOptions {
  /** Messages to deliver, typed by their schemas; others are skipped. Left out: all of the family. */
  readonly messages?: readonly N[] | undefined;
  /** SO_RCVBUF of the subscription's own socket, bytes; the connection's by default. */
  readonly receiveBufferBytes?: number | undefined;
}

/** How a message is called and read. */
interface Reading {
  readonly name: string;
  readonly schema: AnyType | undefined;
}

/** What is missing in a message that is too short for any command. */
const HEADER: Reading = { name: "genlmsghdr", schema: GenlHeader };

/** What some groups ask of those that join. */
const PRIVILEGE = "CAP_NET_ADMIN or CAP_SYS_ADMIN is needed in the user namespace that owns the network namespace";

type Raw = Operation<string, undefined, undefined>;

const DONE: IteratorReturnResult<undefined> = { value: undefined, done: true };

/** An iterator with its values converted, those skipped of which nothing becomes. Calls of `next` may overlap. */
function converted<T, U>(inner: AsyncIterableIterator<T>, convert: (value: T) => U | undefined) {
  const step = async (): Promise<IteratorResult<U, undefined>> => {
    for (;;) {
      const result = await inner.next();
      if (result.done === true) return DONE;
      const made = convert(result.value);
      if (made !== undefined) return { value: made, done: false };
    }
  };
  let last: Promise<unknown> = Promise.resolve();
  const iterator: AsyncIterableIterator<U, undefined> = {
    next: () => {
      const mine = last.then(step, step);
      last = mine;
      return mine;
    },
    return: async () => {
      await inner.return?.();
      return DONE;
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

/** @throws RangeError when the family has no group of that name */
function groupId(family: Family, group: string): number {
  const found = family.groups.find(({ name }) => name === group);
  if (found !== undefined) return found.id;
  const known = family.groups.map(({ name }) => name).join(", ") || "none";
  throw new RangeError(`family ${family.name} has no multicast group ${JSON.stringify(group)}; it has: ${known}`);
}

/**
 * Messages of a family, in order, as an async iterable. Leaving a loop closes it. A family that is unregistered takes its
 * groups with it: nothing comes any more then, also when it is registered again.
 */
export class FamilySubscription<N extends FamilyNotice = never> implements AsyncIterable<FamilyEvent<N>> {
  readonly family: Family;
  readonly #inner: Subscription<Raw>;
  /** By command; undefined: all are delivered, and those that are not declared as bytes. */
  readonly #wanted: ReadonlyMap<number, Reading> | undefined;
  readonly #declared: GenericFamily | undefined;

  private constructor(
    family: Family,
    declared: GenericFamily | undefined,
    inner: Subscription<Raw>,
    wanted: ReadonlyMap<number, Reading> | undefined,
  ) {
    this.family = family;
    this.#declared = declared;
    this.#inner = inner;
    this.#wanted = wanted;
  }

  /** Joins groups of a family. @throws RangeError for a group that it does not have; SyscallError when the kernel refuses */
  static join<N extends FamilyNotice = never>(
    connection: Connection,
    family: Family,
    declared: GenericFamily | undefined,
    groups: readonly string[],
    options: FamilySubscribeOptions<N>,
  ): FamilySubscription<N> {
    const { messages, ...rest } = options;
    const wanted = messages && new Map(messages.map(({ name, cmd, reply }) => [cmd, { name, schema: reply }]));
    const all = operation(`messages of ${family.name}`, family.id, {}) as Raw;
    const numbers = groups.map((group) => groupId(family, group));
    try {
      const inner = connection.subscribe({ ...rest, groups: numbers, messages: [all] });
      return new FamilySubscription<N>(family, declared, inner, wanted);
    } catch (error) {
      if (!isSyscallError(error, "EPERM")) throw error;
      const subject = `multicast group ${groups.join(", ")} of family ${family.name}`;
      throw new SyscallError(error.syscall, error.errno, { subject, hint: PRIVILEGE, cause: error });
    }
  }

  get closed(): boolean {
    return this.#inner.closed;
  }

  /** Size of the socket's receive buffer as the kernel counts it, bytes. */
  get receiveBuffer(): number {
    return this.#inner.receiveBuffer;
  }

  /** Lets the process end although somebody waits for an event. */
  unref(): this {
    this.#inner.unref();
    return this;
  }

  ref(): this {
    this.#inner.ref();
    return this;
  }

  /** Ends it: loops over it end after the events that wait. A second call does nothing. */
  close(): void {
    this.#inner.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Event by event. Leaving the loop closes the subscription. */
  [Symbol.asyncIterator](): AsyncIterableIterator<FamilyEvent<N>> {
    return converted(this.#inner[Symbol.asyncIterator](), (event) => this.#event(event));
  }

  /** All events that wait, at least one, at a time. Leaving the loop closes the subscription. */
  batches(): AsyncIterableIterator<FamilyEvent<N>[]> {
    return converted(this.#inner.batches(), (batch) => {
      const made = batch.map((event) => this.#event(event)).filter((event) => event !== undefined);
      return made.length > 0 ? made : undefined;
    });
  }

  #reading(cmd: number): Reading | undefined {
    if (this.#wanted !== undefined) return this.#wanted.get(cmd);
    const entry = this.#declared?.reply.get(cmd);
    const schema = entry?.reply;
    return { name: entry?.name ?? `command ${cmd}`, schema: schema && "tag" in schema ? schema : undefined };
  }

  #event(event: SubscriptionEvent<Raw>): FamilyEvent<N> | undefined {
    // Bodies are bytes so far, and bytes always fit.
    if (event.kind !== "message") return event.kind === "lost" ? event : undefined;
    const { value: bytes, sequence, port } = event;
    const cmd = bytes.length < GenlHeader.size ? undefined : bytes[0]!;
    const reading = cmd === undefined ? HEADER : this.#reading(cmd);
    if (reading === undefined) return undefined;
    const { name, schema } = reading;
    const about = { family: this.family.name, name, cmd: cmd ?? 0 };
    try {
      const value = schema === undefined ? bytes : decode(schema, bytes, { littleEndian, name });
      return { kind: "message", ...about, value, sequence, port } as unknown as FamilyEvent<N>;
    } catch (error) {
      if (!isDecodeError(error)) throw error;
      return { kind: "malformed", ...about, error, bytes };
    }
  }
}
