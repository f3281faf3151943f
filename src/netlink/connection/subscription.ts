/** Multicast groups: what the kernel tells without being asked. */
import { type ByteView, type DecodeError, decode, isDecodeError } from "../../codec/index.js";
import { isSyscallError, littleEndian } from "../../ffi/index.js";
import { NLMSG_HDRLEN, NLMSG_MIN_TYPE } from "../header.js";
import { abortError } from "./errors.js";
import { EventQueue } from "./event-queue.js";
import type { Operation, ReplyOf } from "./operation.js";
import { isTracing, type Lookup, traceDatagram } from "./trace.js";
import type { Transport } from "./transport.js";

/** One notification. */
export interface NotificationEvent<O extends Operation> {
  readonly kind: "message";
  /** The kernel's name of the message. */
  readonly name: O["name"];
  readonly type: number;
  readonly value: ReplyOf<O>;
  /** nlmsg_flags. Of routes the kernel tells in them how the table changed: NLM_F_REPLACE, NLM_F_APPEND … */
  readonly flags: number;
  /** Sequence number and port of the request that caused it, as far as the kernel tells; otherwise 0. */
  readonly sequence: number;
  readonly port: number;
  /** Id of the network namespace that it comes from; undefined: the socket's own. Only with `allNamespaces`. */
  readonly nsid: number | undefined;
}

/** A notification that is not among the messages asked for. */
export interface UndeclaredEvent {
  readonly kind: "undeclared";
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly port: number;
  readonly nsid: number | undefined;
  /** The body. */
  readonly payload: Uint8Array;
}

/** Notifications are missing from here on: whoever keeps a copy of a table has to read it again. */
export interface LostEvent {
  readonly kind: "lost";
  /** `overrun`: the socket's receive buffer was full; `queue`: nobody took events; `truncated`: one was too long. */
  readonly reason: "overrun" | "queue" | "truncated";
  /** How many; undefined when the kernel did not count. */
  readonly count: number | undefined;
}

/** A notification that does not fit its schema. */
export interface MalformedEvent {
  readonly kind: "malformed";
  readonly name: string;
  readonly type: number;
  readonly error: DecodeError;
  /** The whole message. */
  readonly bytes: Uint8Array;
}

export type SubscriptionEvent<O extends Operation = Operation> =
  | (O extends Operation ? NotificationEvent<O> : never)
  | UndeclaredEvent
  | LostEvent
  | MalformedEvent;

export interface SubscriptionOptions {
  /** Events that may wait to be taken; 4096 by default. Further ones are dropped, and a `lost` event says how many. */
  readonly queueLength?: number | undefined;
  /** Whether messages that are not declared come as well, as bytes: `undeclared` events. They are skipped by default. */
  readonly undeclared?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Datagrams received in one turn of the event loop. */
const DATAGRAMS_PER_TURN = 64;

/**
 * Notifications, in order, as an async iterable. It has a socket of its own, so that a slow consumer loses notifications
 * and never answers to requests. It keeps the process alive only while somebody waits for an event.
 */
export class Subscription<O extends Operation = Operation> implements AsyncIterable<SubscriptionEvent<O>> {
  readonly #transport: Transport;
  readonly #operations: ReadonlyMap<number, Operation> | undefined;
  readonly #queue: EventQueue<SubscriptionEvent<O>>;
  readonly #onClose: () => void;
  readonly #undeclared: boolean;
  #unlisten: (() => void) | undefined;
  #closed = false;
  #waiting = false;
  #referenced = true;
  readonly #lookup: Lookup = (type) => {
    const operation = this.#operations?.get(type);
    return operation && { name: operation.name, schema: operation.reply };
  };

  /** `operations`: those to decode, by message type; undefined: all, as bytes. */
  constructor(
    transport: Transport,
    operations: ReadonlyMap<number, Operation> | undefined,
    options: SubscriptionOptions,
    onClose: () => void,
  ) {
    this.#transport = transport;
    this.#operations = operations;
    this.#onClose = onClose;
    this.#undeclared = options.undeclared ?? operations === undefined;
    this.#queue = new EventQueue(options.queueLength ?? 4096, {
      waiting: (waits) => {
        this.#waiting = waits;
        this.#hold();
      },
      lost: (count) => ({ kind: "lost", reason: "queue", count }),
    });
    transport.unref();
    transport.watch(() => this.#receive());
    transport.resume();
    const { signal } = options;
    if (signal === undefined) return;
    const onAbort = () => {
      this.#queue.fail(abortError(signal));
      this.close();
    };
    signal.addEventListener("abort", onAbort, { once: true });
    this.#unlisten = () => signal.removeEventListener("abort", onAbort);
  }

  get closed(): boolean {
    return this.#closed;
  }

  #hold(): void {
    if (this.#closed) return;
    if (this.#waiting && this.#referenced) this.#transport.ref();
    else this.#transport.unref();
  }

  /** Lets the process end although somebody waits for an event. */
  unref(): this {
    this.#referenced = false;
    this.#hold();
    return this;
  }

  ref(): this {
    this.#referenced = true;
    this.#hold();
    return this;
  }

  /** Size of the socket's receive buffer as the kernel counts it, bytes. */
  get receiveBuffer(): number {
    return this.#transport.receiveBuffer;
  }

  /** Ends it: loops over it end after the events that wait. A second call does nothing. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unlisten?.();
    this.#transport.close();
    this.#queue.end();
    this.#onClose();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Event by event. Leaving the loop closes the subscription. */
  [Symbol.asyncIterator](): AsyncIterableIterator<SubscriptionEvent<O>> {
    return this.#iterate(() => this.#queue.take());
  }

  /** All events that wait, at least one, at a time. Leaving the loop closes the subscription. */
  batches(): AsyncIterableIterator<SubscriptionEvent<O>[]> {
    return this.#iterate(() => this.#queue.takeAll());
  }

  /** Waits until there is an event to take; false: there will be none. @throws what a loop would fail with */
  available(): Promise<boolean> {
    return this.#queue.available();
  }

  /**
   * What waits at this moment, also in the socket: all that the kernel told before the call, as far as the queue has room.
   */
  drain(): SubscriptionEvent<O>[] {
    while (!this.#closed && !this.#queue.full && this.#receive());
    return this.#queue.empty();
  }

  #iterate<T>(next: () => Promise<IteratorResult<T, undefined>>): AsyncIterableIterator<T> {
    const iterator: AsyncIterableIterator<T> = {
      next,
      return: () => {
        this.#queue.drop();
        this.close();
        return Promise.resolve({ value: undefined, done: true });
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  /** Takes some datagrams; whether there may be more. */
  #receive(): boolean {
    const transport = this.#transport;
    for (let i = 0; i < DATAGRAMS_PER_TURN && !this.#closed; i++) {
      let length: number;
      try {
        length = transport.receive();
      } catch (error) {
        if (!isSyscallError(error, "ENOBUFS")) {
          this.#queue.fail(error);
          this.close();
          return false;
        }
        this.#queue.push({ kind: "lost", reason: "overrun", count: undefined });
        continue;
      }
      if (length < 0) return false;
      if (isTracing("receive")) traceDatagram("receive", transport, transport.view, length, this.#lookup);
      if (transport.truncated > 0) {
        transport.grow(transport.truncated);
        this.#queue.push({ kind: "lost", reason: "truncated", count: undefined });
      } else this.#datagram(transport.view, length);
    }
    return !this.#closed;
  }

  #datagram(view: ByteView, length: number): void {
    const { dv } = view;
    for (let o = 0; o + NLMSG_HDRLEN <= length; ) {
      const size = dv.getUint32(o, littleEndian);
      if (size < NLMSG_HDRLEN || o + size > length) {
        this.#queue.push({ kind: "lost", reason: "truncated", count: undefined });
        return;
      }
      const type = dv.getUint16(o + 4, littleEndian);
      const operation = this.#operations?.get(type);
      if (type >= NLMSG_MIN_TYPE && (operation !== undefined || this.#undeclared)) {
        if (this.#queue.full) this.#queue.skip();
        else this.#queue.push(this.#event(view, type, operation, o, o + size));
      }
      o += (size + 3) & ~3;
    }
  }

  #event(
    view: ByteView,
    type: number,
    operation: Operation | undefined,
    start: number,
    end: number,
  ): SubscriptionEvent<O> {
    const name = operation?.name ?? `type ${type}`;
    const flags = view.dv.getUint16(start + 6, littleEndian);
    const sequence = view.dv.getUint32(start + 8, littleEndian);
    const port = view.dv.getUint32(start + 12, littleEndian);
    const { nsid } = this.#transport;
    if (operation === undefined && this.#operations !== undefined) {
      const payload = view.u8.slice(start + NLMSG_HDRLEN, end);
      return { kind: "undeclared", type, flags, sequence, port, nsid, payload };
    }
    try {
      const value =
        operation?.reply === undefined
          ? view.u8.slice(start + NLMSG_HDRLEN, end)
          : decode(operation.reply, view, { start: start + NLMSG_HDRLEN, end, littleEndian, name });
      return { kind: "message", name, type, value, flags, sequence, port, nsid } as unknown as SubscriptionEvent<O>;
    } catch (error) {
      if (!isDecodeError(error)) throw error;
      return { kind: "malformed", name, type, error, bytes: view.u8.slice(start, end) };
    }
  }
}
