/** The network as it is: tables that follow the kernel's, also through lost notifications. */
import { z } from "zod";
import { abortError, closedError } from "../../../netlink/connection/errors.js";
import type { Connection } from "../../../netlink/connection/index.js";
import { checkOptions, connectionShape } from "../../../options/index.js";
import { ChangeHub, type MirrorChange, type MirrorListener } from "./changes.js";
import { Follower } from "./follower.js";
import { MIRROR_OBJECTS, type MirrorObject, type MirrorTables } from "./parts.js";

export interface MirrorOptions<O extends MirrorObject = MirrorObject> {
  /** What to mirror; links, addresses and routes by default. */
  readonly objects?: readonly O[] | undefined;
  /** Closes the mirror; loops over it then fail with an AbortError. */
  readonly signal?: AbortSignal | undefined;
  /** SO_RCVBUF of the mirror's socket, bytes; 8 MiB by default, of which the kernel gives what it may. */
  readonly receiveBufferBytes?: number | undefined;
  /** Notifications that may wait to be followed; 16384 by default. When there are more, tables are read again. */
  readonly queueLength?: number | undefined;
  /**
   * Time to wait before a table is looked at again that the kernel may have changed without telling, ms; 50 by default. At least four
   * times as long as the look takes.
   */
  readonly debounceMs?: number | undefined;
}

const mirrorOptions = z.strictObject({
  objects: z
    .array(z.enum(MIRROR_OBJECTS as [MirrorObject, ...MirrorObject[]]))
    .min(1)
    .optional(),
  signal: connectionShape.signal,
  receiveBufferBytes: connectionShape.receiveBufferBytes,
  queueLength: z.int().min(1).optional(),
  debounceMs: z.number().min(0).max(60_000).optional(),
});

/** The table of that name when it is mirrored. */
type TableOf<O extends MirrorObject, N extends MirrorObject> = N extends O ? MirrorTables[N] : never;

/**
 * A live copy of the kernel's tables.
 *
 *     await using mirror = rtnl.mirror({ objects: ["links", "routes"] });
 *     await mirror.ready;
 *     for (const link of mirror.links.values()) console.log(link.ifname, link.operstate);
 *     for await (const change of mirror) console.log(change.type);
 *
 * The tables change while the event loop runs, never in the midst of synchronous code. Each change is told after it was made. Where
 * the kernel changes a table without a notification (a link that goes down takes IPv4 routes along), the mirror looks again,
 * shortly after. Counters, ages and timers in the entries are those of the last time that the kernel told of the entry.
 *
 * Neighbours: the kernel does not tell of each step from one state of reachability to the next.
 */
export class Mirror<O extends MirrorObject = MirrorObject> implements AsyncIterable<MirrorChange<O>> {
  /** Settles when the tables are filled. @throws what reading them fails with; Error with code ERR_RINGLINK_CLOSED */
  readonly ready: Promise<void>;
  readonly #follower: Follower;
  readonly #hub: ChangeHub<O>;
  #unlisten: (() => void) | undefined;

  private constructor(connection: Connection, options: MirrorOptions<O>) {
    const { signal } = options;
    const objects = options.objects ?? (["links", "addresses", "routes"] as unknown as readonly O[]);
    this.#hub = new ChangeHub((waits) => this.#follower.hold(waits));
    this.#follower = new Follower(connection, this.#hub as unknown as ChangeHub<MirrorObject>, {
      objects,
      receiveBufferBytes: options.receiveBufferBytes ?? 8 * 1024 * 1024,
      queueLength: options.queueLength ?? 16_384,
      debounceMs: options.debounceMs ?? 50,
    });
    this.ready = this.#follower.start();
    if (signal === undefined) return;
    const onAbort = () => this.#end(abortError(signal));
    signal.addEventListener("abort", onAbort, { once: true });
    this.#unlisten = () => signal.removeEventListener("abort", onAbort);
  }

  /**
   * Starts to mirror.
   *
   * @throws OptionError; SyscallError when the kernel refuses the socket or a group; AbortError
   */
  static open<const O extends MirrorObject = "links" | "addresses" | "routes">(
    connection: Connection,
    options: MirrorOptions<O> = {},
  ): Mirror<O> {
    checkOptions(mirrorOptions, options, "mirror");
    if (options.signal?.aborted === true) throw abortError(options.signal);
    return new Mirror(connection, options);
  }

  /** By interface index. */
  get links(): TableOf<O, "links"> {
    return this.#table("links") as TableOf<O, "links">;
  }

  /** Keys: interface index and address. */
  get addresses(): TableOf<O, "addresses"> {
    return this.#table("addresses") as TableOf<O, "addresses">;
  }

  /** IPv4 and IPv6 routes of all tables. Keys: `"inet table main 10.0.0.0/8 metric 0"`, with the next hop after it when there are several. */
  get routes(): TableOf<O, "routes"> {
    return this.#table("routes") as TableOf<O, "routes">;
  }

  /** Keys: family and priority, with what the rule selects after it when there are several. */
  get rules(): TableOf<O, "rules"> {
    return this.#table("rules") as TableOf<O, "rules">;
  }

  /** IPv4 and IPv6 neighbours without proxies. Keys: interface index and address. */
  get neighbours(): TableOf<O, "neighbours"> {
    return this.#table("neighbours") as TableOf<O, "neighbours">;
  }

  /** By id. */
  get nexthops(): TableOf<O, "nexthops"> {
    return this.#table("nexthops") as TableOf<O, "nexthops">;
  }

  #table(name: MirrorObject): ReadonlyMap<string | number, unknown> {
    const table = this.#follower.table(name);
    if (table === undefined) throw new RangeError(`mirror: ${name} are not among its objects`);
    return table;
  }

  /** How often the tables were read again after notifications had been lost. */
  get resyncs(): number {
    return this.#follower.resyncs;
  }

  get closed(): boolean {
    return this.#follower.closed;
  }

  /**
   * Waits until the tables show all that had happened in the kernel when it was called.
   *
   * @throws as `ready`
   */
  settle(): Promise<void> {
    return this.#follower.settle();
  }

  /** Calls `listener` with every change, right after it was made. Gives what ends that. Listeners do not keep the process alive. */
  onChange(listener: MirrorListener<O>): () => void {
    return this.#hub.listen(listener);
  }

  /**
   * Changes from now on. Leaving a loop ends the loop alone; several may run at once, each with its own queue. The process is kept
   * alive only while one of them waits.
   *
   * @param options `queueLength`: changes that may wait to be taken, 4096 by default; further ones are dropped, and a `lost` change says
   *   how many. The tables miss nothing.
   */
  changes(options: { readonly queueLength?: number } = {}): AsyncIterableIterator<MirrorChange<O>> {
    return this.#hub.iterate(options.queueLength ?? 4096);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<MirrorChange<O>> {
    return this.changes();
  }

  /** Ends it; the tables stay as they are. A second call does nothing. */
  close(): void {
    this.#end(undefined);
  }

  #end(error: Error | undefined): void {
    this.#unlisten?.();
    this.#unlisten = undefined;
    this.#follower.close(error ?? closedError("mirror"));
    this.#hub.end(error);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }
}
