/** A conversation with one part of the kernel. */
import { codedError, type Ffi, type NetworkNamespace } from "../../ffi/index.js";
import { GetFlags, MessageFlags, type NetlinkProtocol } from "../header.js";
import type { Protocol } from "../protocol.js";
import { type BatchResult, Bulk } from "./bulk.js";
import { Dump } from "./dump.js";
import { DumpFlight } from "./dump-flight.js";
import { abortError, closedError, DumpInterruptedError } from "./errors.js";
import { Exchange } from "./exchange.js";
import { type FlightOptions, type Reply, RequestFlight } from "./flight.js";
import { type Group, groupNumber } from "./groups.js";
import { checkFlags, encodeRequest, type Operation, type ReplyOf, type RequestOf } from "./operation.js";
import type { PackedList } from "./packed-list.js";
import { NetlinkSocket, protocolNumber } from "./socket.js";
import { Subscription, type SubscriptionOptions } from "./subscription.js";
import type { Transport } from "./transport.js";

export interface ConnectionOptions {
  /** NETLINK_*, by name (`"route"`), number or declaration. */
  readonly protocol: NetlinkProtocol | number | Pick<Protocol, "number">;
  /** Network namespace to work in; the calling thread's by default. */
  readonly netns?: NetworkNamespace | undefined;
  /** Longest silence of the kernel before a wait fails, ms; 30 000 by default, `Infinity` for no limit. */
  readonly timeoutMs?: number | undefined;
  /** Closes the connection when aborted. */
  readonly signal?: AbortSignal | undefined;
  /** SO_RCVBUF to ask for, bytes; 1 MiB by default. */
  readonly receiveBufferBytes?: number | undefined;
  /** SO_SNDBUF to ask for, bytes. */
  readonly sendBufferBytes?: number | undefined;
  /** Whether the kernel shall check dump requests in full and filter by them; true by default. */
  readonly strict?: boolean | undefined;
  /** System calls; libc through koffi by default. */
  readonly ffi?: Ffi | undefined;
}

export interface CallOptions {
  /** NLM_F_* for this message: CREATE, EXCL, REPLACE, APPEND, ECHO …; 0 by default. */
  readonly flags?: number | undefined;
  /** What the request is about, for errors; the interface name in the request by default. */
  readonly subject?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Longest silence of the kernel, ms; the connection's by default. */
  readonly timeoutMs?: number | undefined;
}

export interface DumpOptions<T = unknown> extends CallOptions {
  /**
   * Which entries are wanted; the others are dropped as they come. What it throws fails the dump. Of packed lists it is
   * given views, whose members are decoded when they are read.
   */
  readonly filter?: ((value: Readonly<T>) => boolean) | undefined;
  /**
   * AF_* that are wanted, where bodies begin with the address family, as those of rtnetlink do; told by that byte, before
   * anything is decoded.
   */
  readonly families?: readonly number[] | undefined;
}

export interface ListOptions<T = unknown> extends DumpOptions<T> {
  /** How often a dump that the kernel marked as interrupted is made again; 3 by default. */
  readonly retries?: number | undefined;
  /** What to do when it is interrupted still: fail with a DumpInterruptedError that has the data, or keep the data. */
  readonly interrupted?: "throw" | "keep" | undefined;
}

/** One request of a batch. */
export interface BatchRequest<O extends Operation = Operation> {
  readonly operation: O;
  readonly value: RequestOf<O>;
  readonly flags?: number | undefined;
  readonly subject?: string | undefined;
}

export interface SubscribeOptions<O extends Operation> extends SubscriptionOptions {
  /** Groups to join, by number or name: `"link"`, `"ipv4-ifaddr"`, `"RTNLGRP_TC"`. */
  readonly groups: readonly Group[];
  /** Messages to decode, told apart by type; others are skipped. Left out: every message, as bytes. */
  readonly messages?: readonly O[] | undefined;
  /** SO_RCVBUF of the subscription's own socket, bytes; the connection's by default. */
  readonly receiveBufferBytes?: number | undefined;
  /**
   * Whether notifications of other network namespaces, of those that have an id in this one, come as well
   * (NETLINK_LISTEN_ALL_NSID); needs CAP_NET_BROADCAST. Events say by `nsid` where they come from.
   */
  readonly allNamespaces?: boolean | undefined;
}

function checkTimeout(timeoutMs: number): number {
  if (!(timeoutMs > 0)) throw new RangeError(`timeoutMs is a positive number of milliseconds: ${timeoutMs}`);
  return timeoutMs;
}

const OPTION_NAMES: Readonly<Record<keyof ConnectionOptions, true>> = {
  protocol: true,
  netns: true,
  timeoutMs: true,
  signal: true,
  receiveBufferBytes: true,
  sendBufferBytes: true,
  strict: true,
  ffi: true,
};

/** A mistyped option would go unseen, and the connection be to another network than was meant. */
function checkNames(options: ConnectionOptions): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(OPTION_NAMES, name));
  if (unknown !== undefined) throw new RangeError(`Connection.open: ${unknown}: unknown option`);
}

/**
 * A netlink connection. Every method may be called at any time, also while others are under way: answers are told apart by
 * sequence number. It keeps the process alive only while somebody waits for an answer.
 */
export class Connection {
  readonly #transport: Transport;
  readonly #exchange: Exchange;
  readonly #timeoutMs: number;
  readonly #subscriptions = new Set<Subscription<never>>();
  #unlisten: (() => void) | undefined;

  private constructor(transport: Transport, options: Pick<ConnectionOptions, "timeoutMs" | "signal">) {
    this.#transport = transport;
    this.#exchange = new Exchange(transport);
    this.#timeoutMs = checkTimeout(options.timeoutMs ?? 30_000);
    const { signal } = options;
    if (signal === undefined) return;
    const onAbort = () => this.close();
    signal.addEventListener("abort", onAbort, { once: true });
    this.#unlisten = () => signal.removeEventListener("abort", onAbort);
  }

  /**
   * Opens a connection.
   *
   * @throws RangeError for options that make no sense or are unknown; SyscallError when the kernel refuses the socket or the
   *   namespace; Error with a code where there are no netlink sockets; AbortError
   */
  static async open(options: ConnectionOptions): Promise<Connection> {
    checkNames(options);
    if (options.signal?.aborted === true) throw abortError(options.signal);
    const { protocol } = options;
    const number = typeof protocol === "object" ? protocol.number : protocolNumber(protocol);
    return Connection.over(NetlinkSocket.open({ ...options, protocol: number }), options);
  }

  /** A connection over a transport that exists, which it takes over: a socket, or the double of a test. */
  static over(transport: Transport, options: Pick<ConnectionOptions, "timeoutMs" | "signal"> = {}): Connection {
    try {
      return new Connection(transport, options);
    } catch (error) {
      transport.close();
      throw error;
    }
  }

  /**
   * A connection of another protocol in the same network namespace, with the same time limit. Its owner closes it.
   *
   * @param protocol NETLINK_*, by name, number or declaration
   * @throws SyscallError when the kernel refuses the socket
   */
  another(protocol: ConnectionOptions["protocol"]): Connection {
    if (this.closed) throw closedError();
    const number = typeof protocol === "object" ? protocol.number : protocolNumber(protocol);
    return Connection.over(this.#transport.another({ protocol: number }), { timeoutMs: this.#timeoutMs });
  }

  /** NETLINK_* number. */
  get protocol(): number {
    return this.#transport.protocol;
  }

  /** Port id of the socket: many notifications of changes made through this connection carry it. */
  get port(): number {
    return this.#transport.port;
  }

  get closed(): boolean {
    return this.#exchange.closed;
  }

  /**
   * Sends a request and waits until the kernel has carried it out.
   *
   * @throws NetlinkError when the kernel refuses; EncodeError for a value that does not fit; DecodeError; AbortError;
   *   Error with a code: ERR_RINGLINK_TIMEOUT, ERR_RINGLINK_CLOSED, ERR_RINGLINK_LOST, ERR_RINGLINK_TRUNCATED
   */
  async request<O extends Operation>(
    operation: O,
    value: RequestOf<O>,
    options: CallOptions = {},
  ): Promise<Reply<ReplyOf<O>>> {
    const { flags = 0 } = options;
    checkFlags(operation, flags);
    this.#check(operation, options.signal);
    const request = encodeRequest(operation, value, flags | MessageFlags.ack);
    return new Promise((resolve, reject) => {
      const settle = resolve as (reply: Reply<unknown>) => void;
      const wait = { ...this.#wait(options), flags };
      this.#exchange.submit([new RequestFlight(operation, request, wait, settle, reject)]);
    });
  }

  /** Asks for one object. @throws as `request`; Error with code ERR_RINGLINK_NO_ANSWER when the kernel gives none */
  async get<O extends Operation>(operation: O, value: RequestOf<O>, options: CallOptions = {}): Promise<ReplyOf<O>> {
    const { values } = await this.request(operation, value, options);
    if (values.length === 0) throw codedError("ERR_RINGLINK_NO_ANSWER", `${operation.name}: the kernel gave no answer`);
    return values[0]!;
  }

  /**
   * A dump, to be read as an array, packed, in batches or item by item. Nothing is sent before it is read. Dumps of one connection
   * follow each other; the time limit counts from one datagram to the next, and not while the consumer is busy.
   *
   * @throws EncodeError for a value that does not fit
   */
  dump<O extends Operation>(
    operation: O,
    value: RequestOf<O>,
    options: DumpOptions<ReplyOf<O>> = {},
  ): Dump<ReplyOf<O>> {
    const { flags = 0, filter, families } = options;
    checkFlags(operation, flags);
    const wait = this.#wait(options);
    const request = encodeRequest(operation, value, flags | GetFlags.dump);
    return new Dump(this.#exchange, {
      operation,
      filter,
      launch: (sink) => {
        this.#check(operation, options.signal);
        return new DumpFlight(operation, request.slice(), wait, sink, families);
      },
    });
  }

  /**
   * A dump as an array, of one piece: made again when the table changed meanwhile.
   *
   * @throws as `request`; DumpInterruptedError
   */
  async list<O extends Operation>(
    operation: O,
    value: RequestOf<O>,
    options: ListOptions<ReplyOf<O>> = {},
  ): Promise<ReplyOf<O>[]> {
    const dump = this.dump(operation, value, options);
    return this.#whole(operation, dump, options, () => dump.toArray());
  }

  /**
   * A dump as a packed list, of one piece: made again when the table changed meanwhile.
   *
   * @throws as `list`, but for entries that do not fit their schema: those throw when they are read
   */
  async packed<O extends Operation>(
    operation: O,
    value: RequestOf<O>,
    options: ListOptions<ReplyOf<O>> = {},
  ): Promise<PackedList<ReplyOf<O>>> {
    const dump = this.dump(operation, value, options);
    return this.#whole(operation, dump, options, () => dump.toPacked());
  }

  async #whole<R extends Iterable<unknown> & Partial<Disposable>>(
    { name }: Operation,
    dump: { readonly interrupted: boolean },
    { retries = 3, interrupted = "throw" }: Pick<ListOptions, "retries" | "interrupted">,
    read: () => Promise<R>,
  ): Promise<R> {
    for (let attempt = 0; ; attempt++) {
      const values = await read();
      if (!dump.interrupted) return values;
      if (attempt < retries) values[Symbol.dispose]?.();
      else if (interrupted === "keep") return values;
      else throw new DumpInterruptedError(name, attempt + 1, [...values]);
    }
  }

  /**
   * Sends many requests in few datagrams. The kernel carries them out in order, each for itself: one that fails does not
   * stop those after it. Results come in the order of the requests.
   *
   * @throws EncodeError when a value does not fit, before anything is sent; AbortError
   */
  async batch<const Operations extends readonly Operation[]>(
    requests: { readonly [Key in keyof Operations]: BatchRequest<Operations[Key]> },
    options: Omit<CallOptions, "flags" | "subject"> = {},
  ): Promise<{ -readonly [Key in keyof Operations]: BatchResult<ReplyOf<Operations[Key]>> }> {
    const list = requests as readonly BatchRequest[];
    const { signal, timeoutMs } = options;
    const encoded = list.map(({ operation, value, flags = 0 }) => {
      checkFlags(operation, flags);
      this.#check(operation, signal);
      return encodeRequest(operation, value, flags | MessageFlags.ack);
    });
    const results = new Array<BatchResult>(list.length);
    if (list.length > 0) {
      await new Promise<void>((resolve) => {
        let left = list.length;
        const settle = (index: number, result: BatchResult): void => {
          results[index] = result;
          left--;
          if (left === 0) resolve();
        };
        const flights = list.map(({ operation, flags = 0, subject }, index) => {
          const wait = { ...this.#wait({ signal, timeoutMs, subject }), flags, packable: true };
          return new RequestFlight(
            operation,
            encoded[index]!,
            wait,
            (value) => settle(index, { status: "fulfilled", value }),
            (reason) => settle(index, { status: "rejected", reason }),
          );
        });
        this.#exchange.submit(flights);
      });
    }
    return results as { -readonly [Key in keyof Operations]: BatchResult<ReplyOf<Operations[Key]>> };
  }

  /**
   * Collects requests of one operation, to be sent together: `batch` for very many, which asks for one acknowledgement for
   * each datagram.
   *
   * @throws RangeError for flags that do not go with it
   */
  bulk<O extends Operation>(
    operation: O,
    options: Omit<CallOptions, "subject"> = {},
  ): Omit<Bulk<RequestOf<O>>, "send"> & { send(): Promise<BatchResult<ReplyOf<O>>[]> } {
    const { flags = 0 } = options;
    checkFlags(operation, flags);
    if ((flags & MessageFlags.echo) !== 0) throw new RangeError(`${operation.name}: NLM_F_ECHO is not for many`);
    this.#check(operation, options.signal);
    return new Bulk(this.#exchange, operation, flags, this.#wait(options)) as never;
  }

  /**
   * Joins multicast groups on a socket of its own. Events count from this call on, so subscribe first and dump then.
   *
   * @throws SyscallError when the kernel refuses a group; RangeError for a name that is no group
   */
  subscribe<const O extends Operation = Operation>(options: SubscribeOptions<O>): Subscription<O> {
    const { groups, messages, signal } = options;
    if (signal?.aborted === true) throw abortError(signal);
    if (this.closed) throw closedError();
    const numbers = groups.map((group) => groupNumber(this.protocol, group));
    const { receiveBufferBytes, allNamespaces = false } = options;
    const transport = this.#transport.another({
      allNamespaces,
      ...(receiveBufferBytes === undefined ? {} : { receiveBufferBytes }),
    });
    try {
      for (const group of numbers) transport.join(group);
      const table = messages && new Map(messages.map((message) => [message.type, message]));
      const made = new Subscription<O>(transport, table, options, () => this.#subscriptions.delete(made as never));
      this.#subscriptions.add(made as never);
      return made;
    } catch (error) {
      transport.close();
      throw error;
    }
  }

  /** Lets the process end although somebody waits. */
  unref(): this {
    this.#exchange.unref();
    return this;
  }

  ref(): this {
    this.#exchange.ref();
    return this;
  }

  /** Closes the socket and the subscriptions; waits fail with ERR_RINGLINK_CLOSED. A second call does nothing. */
  close(): void {
    this.#unlisten?.();
    this.#unlisten = undefined;
    this.#exchange.close();
    for (const subscription of [...this.#subscriptions]) subscription.close();
  }

  /** `using` and `await using` both take it: nothing has to be awaited. */
  [Symbol.dispose](): void {
    this.close();
  }

  #check(operation: Operation, signal: AbortSignal | undefined): void {
    if (signal?.aborted === true) throw abortError(signal);
    if (this.closed) throw closedError(operation.name);
  }

  #wait({ signal, timeoutMs = this.#timeoutMs, subject }: CallOptions): FlightOptions {
    return { signal, subject, timeoutMs: checkTimeout(timeoutMs) };
  }
}
