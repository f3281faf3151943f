/** Events: what the kernel tells when the network changes, as it comes. */
import { z } from "zod";
import { type AnyType, type DecodeError, decodeTree, type TreeNode } from "../../codec/index.js";
import { littleEndian } from "../../ffi/index.js";
import {
  type Connection,
  groupNumber,
  type LostEvent as LostNotification,
  type Operation,
  type Subscription,
  type SubscriptionEvent,
} from "../../netlink/connection/index.js";
import { checkOptions, connectionShape } from "../../options/index.js";
import { rtnetlink } from "../protocol.js";
import {
  type EventGroup,
  type EventObject,
  type EventValues,
  GROUP_OBJECTS,
  GROUP_SETS,
  NOTIFICATIONS,
  type ObjectOfGroup,
} from "./events-table.js";

/** What every event of an object has. */
interface Occurrence {
  /** nlmsg_flags. Of routes they tell how the table changed: NLM_F_REPLACE, NLM_F_APPEND … */
  readonly flags: number;
  /** Port and sequence number of the request that caused it, as far as the kernel tells; otherwise 0. */
  readonly port: number;
  readonly sequence: number;
  /** Whether a request of this connection caused it, as far as the kernel tells. */
  readonly own: boolean;
  /** Id of the network namespace that it comes from; undefined: the connection's own. Only with `allNamespaces`. */
  readonly nsid: number | undefined;
}

type ObjectEventOf<N extends EventObject> = {
  [Action in "new" | "delete"]: Occurrence & {
    /** `"link-new"`: made or changed; `"link-delete"`: gone. */
    readonly type: `${N}-${Action}`;
    readonly object: N;
    readonly action: Action;
  } & { readonly [Key in N]: EventValues[N] };
}["new" | "delete"];

/** An object was made, changed or removed. */
export type ObjectEvent<N extends EventObject = EventObject> = N extends EventObject ? ObjectEventOf<N> : never;

/** Events are missing from here on: whoever keeps a copy of a table has to read it again, as a mirror does. */
export interface EventsLost extends Pick<LostNotification, "reason" | "count"> {
  readonly type: "lost";
  readonly object: undefined;
}

/** A message that does not fit its schema. */
export interface EventMalformed {
  readonly type: "malformed";
  readonly object: undefined;
  /** The kernel's name of the message. */
  readonly name: string;
  readonly messageType: number;
  readonly error: DecodeError;
  /** The whole message. */
  readonly bytes: Uint8Array;
}

/** A message that has no place among the objects. */
export interface EventOther extends Occurrence {
  readonly type: "other";
  readonly object: undefined;
  /** The kernel's name of the message, or `type 123`. */
  readonly name: string;
  readonly messageType: number;
  /** The body, as far as its layout is known. */
  readonly tree: TreeNode;
}

/** What a loop over events gives; `object` and `type` tell them apart. */
export type RtnlEvent<N extends EventObject = EventObject> = ObjectEvent<N> | EventsLost | EventMalformed | EventOther;

export interface EventsOptions<G extends EventGroup | number = EventGroup | number> {
  /** Multicast groups, by the kernel's names (`"link"`, `"ipv4-route"`), `"address"`, `"route"`, `"rule"` for all families, or numbers. */
  readonly groups: readonly G[];
  /** Ends the loop with an AbortError. */
  readonly signal?: AbortSignal | undefined;
  /** Events that may wait to be taken; 4096 by default. Further ones are dropped, and a `lost` event says how many. */
  readonly queueLength?: number | undefined;
  /** SO_RCVBUF of the socket of these events, bytes; the connection's by default. */
  readonly receiveBufferBytes?: number | undefined;
  /**
   * Whether events of other network namespaces, of those that have an id in this one, come as well; needs
   * CAP_NET_BROADCAST. They say by `nsid` where they come from.
   */
  readonly allNamespaces?: boolean | undefined;
}

const groupNames = Object.keys({ ...GROUP_OBJECTS, ...GROUP_SETS }) as EventGroup[];

const eventsOptions = z.strictObject({
  groups: z.array(z.union([z.enum(groupNames), z.int().min(1).max(0x7fffffff)])).min(1),
  signal: connectionShape.signal,
  queueLength: z.int().min(1).optional(),
  receiveBufferBytes: connectionShape.receiveBufferBytes,
  allNamespaces: z.boolean().optional(),
});

/** Numbers of the groups that names stand for, each once. */
export function groupNumbers(groups: readonly (EventGroup | number)[]): number[] {
  const numbers = groups.flatMap((group) => {
    if (typeof group === "number") return [group];
    const names: readonly string[] = Object.hasOwn(GROUP_SETS, group)
      ? GROUP_SETS[group as keyof typeof GROUP_SETS]
      : [group];
    return names.map((name) => groupNumber(rtnetlink.number, name));
  });
  return [...new Set(numbers)];
}

interface Subject {
  readonly object: EventObject;
  readonly action: "new" | "delete";
}

const subjects = new Map<number, Subject>();
const operations: Operation[] = [];
for (const [object, [added, removed, schema]] of Object.entries(NOTIFICATIONS) as [
  EventObject,
  readonly [string, string | undefined, AnyType],
][]) {
  for (const [action, name] of [
    ["new", added],
    ["delete", removed],
  ] as const) {
    if (name === undefined) continue;
    const { type } = [...rtnetlink.messages.values()].find((entry) => entry.name === `RTM_${name}`)!;
    subjects.set(type, { object, action });
    operations.push({ name: `RTM_${name}`, type, request: undefined, reply: schema });
  }
}

/** Operations whose answers are what the notifications about objects carry. */
export function notificationsOf(objects: Iterable<EventObject>): Operation[] {
  const wanted = new Set(objects);
  return operations.filter(({ type }) => wanted.has(subjects.get(type)!.object));
}

/** What a message type tells of. */
export function subjectOf(messageType: number): Subject | undefined {
  return subjects.get(messageType);
}

/** The body of a message without a place of its own: as its schema has it, or as it is. */
function treeOf(messageType: number, payload: Uint8Array, name: string): TreeNode {
  const declared = rtnetlink.messages.get(messageType)?.reply;
  const schema = declared !== undefined && "byFamily" in declared ? declared.byFamily.get(payload[0] ?? -1) : declared;
  if (schema === undefined) return { kind: "raw", offset: 0, length: payload.length, raw: payload };
  return decodeTree(schema, payload, { direction: "reply", littleEndian, name });
}

function eventOf(event: SubscriptionEvent, port: number): RtnlEvent {
  if (event.kind === "lost") return { type: "lost", object: undefined, reason: event.reason, count: event.count };
  if (event.kind === "malformed") {
    const { name, type, error, bytes } = event;
    return { type: "malformed", object: undefined, name, messageType: type, error, bytes };
  }
  const { flags, sequence, nsid } = event;
  const cause = { flags, port: event.port, sequence, own: event.port === port && nsid === undefined, nsid };
  if (event.kind === "undeclared") {
    const name = rtnetlink.messages.get(event.type)?.name ?? `type ${event.type}`;
    const tree = treeOf(event.type, event.payload, name);
    return { type: "other", object: undefined, name, messageType: event.type, tree, ...cause };
  }
  const { object, action } = subjects.get(event.type)!;
  return { type: `${object}-${action}`, object, action, ...cause, [object]: event.value } as unknown as RtnlEvent;
}

/**
 * Events, in order, as an async iterable. They come through a socket of their own and count from the moment of the call.
 * Leaving a loop closes it. The process is kept alive only while somebody waits for an event.
 */
export class RtnlEvents<N extends EventObject = EventObject> implements AsyncIterable<RtnlEvent<N>> {
  readonly #subscription: Subscription;
  readonly #port: number;

  private constructor(subscription: Subscription, port: number) {
    this.#subscription = subscription;
    this.#port = port;
  }

  /**
   * Joins groups.
   *
   * @throws OptionError; SyscallError when the kernel refuses a group, or EPERM for `allNamespaces`; AbortError
   */
  static open<const G extends EventGroup | number>(
    connection: Connection,
    options: EventsOptions<G>,
  ): RtnlEvents<ObjectOfGroup<G>> {
    const { groups, ...rest } = checkOptions(eventsOptions, options, "events");
    const subscription = connection.subscribe({
      ...rest,
      groups: groupNumbers(groups),
      messages: operations,
      undeclared: true,
    });
    return new RtnlEvents(subscription, connection.port);
  }

  get closed(): boolean {
    return this.#subscription.closed;
  }

  /** Lets the process end although somebody waits for an event. */
  unref(): this {
    this.#subscription.unref();
    return this;
  }

  ref(): this {
    this.#subscription.ref();
    return this;
  }

  /** Ends it: loops end after the events that wait. A second call does nothing. */
  close(): void {
    this.#subscription.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<RtnlEvent<N>> {
    return mapped(this.#subscription[Symbol.asyncIterator](), (event) => eventOf(event, this.#port) as RtnlEvent<N>);
  }

  /** All events that wait, at least one, at a time. */
  batches(): AsyncIterableIterator<RtnlEvent<N>[]> {
    return mapped(this.#subscription.batches(), (events) =>
      events.map((event) => eventOf(event, this.#port) as RtnlEvent<N>),
    );
  }
}

/** Values of an iterator, changed; leaving it leaves the other one. */
function mapped<A, B>(from: AsyncIterableIterator<A>, change: (value: A) => B): AsyncIterableIterator<B> {
  const iterator: AsyncIterableIterator<B> = {
    async next() {
      const result = await from.next();
      return result.done === true ? { value: undefined, done: true } : { value: change(result.value), done: false };
    },
    async return() {
      await from.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
