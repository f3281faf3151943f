/** Keeps the tables of a mirror up with the kernel's. */
import { closedError } from "../../../netlink/connection/errors.js";
import { type Connection, isNetlinkError } from "../../../netlink/connection/index.js";
import { ExtMask } from "../../link/constants.js";
import { GetLink } from "../operations.js";
import type { ChangeHub, MirrorChange } from "./changes.js";
import { Doubts, type Occasion } from "./doubts.js";
import { Feed, type FeedOptions } from "./feed.js";
import { type MirrorObject, type Part, partsOf } from "./parts.js";
import { SLICE, type TableChange } from "./table.js";

export interface FollowerOptions extends FeedOptions {
  readonly objects: readonly MirrorObject[];
  readonly debounceMs: number;
}

/** Looks at tables take at most a fifth of the time, and are at most so far apart, ms. */
const REST = 4;
const LONGEST_REST = 10_000;

/** Attempts at a dump before what changes in its midst is left to a later look. */
const DUMP_ATTEMPTS = 3;

/** Portions of notifications taken together, so that a storm does not keep a look from going on. */
const PORTIONS = 64;

interface Counts {
  added: number;
  changed: number;
  deleted: number;
}

interface Settler {
  resolve(): void;
  reject(error: unknown): void;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export class Follower {
  /** How often everything was read again after a loss. */
  resyncs = 0;
  closed = false;
  readonly #connection: Connection;
  readonly #hub: ChangeHub<MirrorObject>;
  readonly #debounceMs: number;
  readonly #parts: readonly Part[];
  readonly #feed: Feed;
  readonly #doubts = new Doubts();
  readonly #abort = new AbortController();
  #settlers: Settler[] = [];
  #closeError: Error | undefined;
  /** While the tables are filled, nothing is told. */
  #silent = true;
  /** When the oldest doubt came up, and before when no look may be; ms on the monotonic clock. */
  #doubtedAt = 0;
  #earliest = 0;

  constructor(connection: Connection, hub: ChangeHub<MirrorObject>, options: FollowerOptions) {
    this.#connection = connection;
    this.#hub = hub;
    this.#debounceMs = options.debounceMs;
    this.#parts = partsOf(options.objects);
    const { receiveBufferBytes, queueLength } = options;
    this.#feed = new Feed(connection, options.objects, { receiveBufferBytes, queueLength });
  }

  table(name: MirrorObject): ReadonlyMap<string | number, unknown> | undefined {
    return this.#parts.find((part) => part.name === name)?.table.map;
  }

  hold(held: boolean): void {
    this.#feed.hold(held);
  }

  /** Fills the tables, and follows from then on. */
  start(): Promise<void> {
    const ready = this.#guard(this.#fill());
    ready.then(() => this.#guard(this.#follow())).catch(() => {});
    return ready;
  }

  settle(): Promise<void> {
    if (this.closed) return Promise.reject(this.#closeError);
    return new Promise((resolve, reject) => {
      this.#settlers.push({ resolve, reject });
      this.#feed.wake();
    });
  }

  close(error: Error): void {
    if (this.closed) return;
    this.closed = true;
    this.#closeError = error;
    this.#abort.abort();
    this.#feed.close();
    this.#feed.wake();
    for (const { reject } of this.#settlers.splice(0)) reject(error);
  }

  /** What goes wrong ends the mirror. */
  async #guard(work: Promise<void>): Promise<void> {
    try {
      await work;
      if (this.closed) throw this.#closeError;
    } catch (error) {
      // A connection that was closed ends loops as a mirror that was closed does.
      const ending = this.closed || this.#connection.closed;
      const reason = this.#closeError ?? (ending ? closedError("mirror") : (error as Error));
      this.close(reason);
      this.#hub.end(ending ? undefined : reason);
      throw reason;
    }
  }

  async #fill(): Promise<void> {
    await this.#read(this.#parts, undefined);
    this.#silent = false;
    this.#hub.emit({ type: "ready", object: undefined });
  }

  async #follow(): Promise<void> {
    while (!this.closed) {
      const rest = this.#nextLook() - performance.now();
      if (this.#settlers.length > 0) await this.#settleNow();
      else if (rest <= 0) await this.#look();
      else {
        await this.#feed.wait(rest);
        if (this.#feed.ended) return this.close(closedError("mirror"));
        await this.#takeSome();
      }
    }
  }

  /** When the tables have to be looked at. */
  #nextLook(): number {
    if (this.#feed.lost !== undefined) return this.#earliest;
    return this.#doubts.any ? Math.max(this.#earliest, this.#doubtedAt + this.#debounceMs) : Number.POSITIVE_INFINITY;
  }

  async #settleNow(): Promise<void> {
    const settlers = this.#settlers;
    this.#settlers = [];
    try {
      await this.#barrier();
      for (;;) {
        while (await this.#takeSome());
        if (this.#feed.lost === undefined && !this.#doubts.any) break;
        await this.#look();
      }
      for (const { resolve } of settlers) resolve();
    } catch (error) {
      for (const { reject } of settlers) reject(this.#closeError ?? error);
      throw error;
    }
  }

  /** Follows some of what was told; whether there was any. */
  async #takeSome(): Promise<boolean> {
    const occasions = this.#feed.take();
    if (occasions.length === 0) return false;
    await this.#apply(occasions);
    await pause();
    return !this.closed;
  }

  async #apply(occasions: readonly Occasion[]): Promise<void> {
    const calm = !this.#doubts.any;
    for (const [i, occasion] of occasions.entries()) {
      if (i % SLICE === SLICE - 1) await pause();
      this.#doubts.note(occasion);
      for (const part of this.#parts) {
        if (part.object !== occasion.object) continue;
        const value = occasion.value as never;
        if (!part.table.accepts(value)) continue;
        const tell = (change: TableChange<unknown>) => this.#tell(part, change);
        if (part.table.apply(occasion.action, value, occasion.flags, tell)) this.#doubts.parts.add(part);
        break;
      }
    }
    if (calm && this.#doubts.any) this.#doubtedAt = performance.now();
  }

  /** Reads again what is in doubt: everything, after a loss. */
  async #look(): Promise<void> {
    const begun = performance.now();
    if (this.#feed.lost === undefined) {
      await this.#apply(await this.#collect());
      await this.#read(this.#doubts.take(this.#parts), undefined);
    } else await this.#resync();
    const end = performance.now();
    this.#earliest = end + Math.min(LONGEST_REST, REST * (end - begun));
  }

  async #resync(): Promise<void> {
    // All that waits is older than what is read now.
    await this.#collect();
    const reason = this.#feed.lost!;
    this.#feed.lost = undefined;
    this.#doubts.forget();
    const counts = { added: 0, changed: 0, deleted: 0 };
    await this.#read(this.#parts, counts);
    if (this.closed) return;
    this.resyncs++;
    this.#hub.emit({ type: "resync", object: undefined, reason, ...counts });
  }

  async #collect(): Promise<Occasion[]> {
    const all: Occasion[] = [];
    for (let i = 0; i < PORTIONS && !this.closed; i++) {
      const some = this.#feed.take();
      if (some.length === 0) break;
      for (const occasion of some) all.push(occasion);
      await pause();
    }
    return all;
  }

  async #read(parts: readonly Part[], counts: Counts | undefined): Promise<void> {
    if (parts.length === 0) return;
    await this.#barrier();
    for (const part of parts) {
      const { values, interrupted } = await this.#dump(part);
      // Told while it was read: newer than the dump, or older; the order in which it was told leads to what is.
      const pending = await this.#collect();
      if (this.closed) return;
      const touched = new Set<string | number>();
      for (const { object, value } of pending) {
        if (object === part.object && part.table.accepts(value as never)) touched.add(part.table.base(value as never));
      }
      let surprises = 0;
      const emit = (change: TableChange<unknown>) => {
        if (!touched.has(change.base)) surprises++;
        if (counts !== undefined) counts[NAMES[change.action]]++;
        this.#tell(part, change);
      };
      await part.table.replace(values as never[], emit, pause);
      await this.#apply(pending);
      // A dump of a table that changes meanwhile may miss entries. The next one finds no surprises, or there is another.
      if (interrupted || (touched.size > 0 && surprises > 0)) this.#doubt(part);
    }
  }

  #doubt(part: Part): void {
    if (!this.#doubts.any) this.#doubtedAt = performance.now();
    this.#doubts.parts.add(part);
  }

  async #dump(part: Part): Promise<{ values: unknown[]; interrupted: boolean }> {
    for (let attempt = 1; ; attempt++) {
      const dump = this.#connection.dump(part.operation, part.request as never, { signal: this.#abort.signal });
      try {
        const values = (await dump.toArray()) as unknown[];
        const { interrupted } = dump;
        if (interrupted && attempt < DUMP_ATTEMPTS) continue;
        return { values: values.filter((value) => part.table.accepts(value as never)), interrupted };
      } catch (error) {
        // A kernel without policy routing.
        if (part.name === "rules" && isNetlinkError(error, "EOPNOTSUPP")) return { values: [], interrupted: false };
        const lost = (error as { code?: unknown }).code === "ERR_RINGLINK_LOST";
        if (!lost || attempt >= DUMP_ATTEMPTS || this.closed) throw error;
      }
    }
  }

  /**
   * Waits until the kernel has finished what it was at when it last told of something: notifications come in the midst of changes. This
   * request takes the lock under which they are made.
   */
  async #barrier(): Promise<void> {
    try {
      await this.#connection.request(
        GetLink,
        { index: 1, extMask: ExtMask.skip_stats },
        { signal: this.#abort.signal },
      );
    } catch (error) {
      if (!isNetlinkError(error)) throw error;
    }
  }

  #tell(part: Part, { action, key, value, previous }: TableChange<unknown>): void {
    if (this.#silent || !this.#hub.heard) return;
    const { object } = part;
    const change = { type: `${object}-${action}`, object, action, key, previous, [object]: value };
    this.#hub.emit(change as unknown as MirrorChange);
  }
}

const NAMES = { new: "added", change: "changed", delete: "deleted" } as const;
