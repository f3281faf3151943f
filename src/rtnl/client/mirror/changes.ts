/** What a mirror tells, and to whom. */
import { EventQueue } from "../../../netlink/connection/event-queue.js";
import type { EventValues } from "../events-table.js";
import type { ENTRIES, MirrorObject } from "./parts.js";

type EntryChange<N extends keyof EventValues> = {
  [Action in "new" | "change" | "delete"]: {
    /** `"route-new"`, `"link-change"` … */
    readonly type: `${N}-${Action}`;
    readonly object: N;
    readonly action: Action;
    /** Key in the table. */
    readonly key: string | number;
    /** The entry before; undefined when it is new. */
    readonly previous: EventValues[N] | undefined;
  } & { readonly [Key in N]: EventValues[N] };
}["new" | "change" | "delete"];

/** The tables are filled. What comes next are differences to that. */
export interface MirrorReady {
  readonly type: "ready";
  readonly object: undefined;
}

/** Notifications were lost, the tables have been read again, and the changes before this one are the differences. */
export interface MirrorResync {
  readonly type: "resync";
  readonly object: undefined;
  /** How it was lost: see LostEvent of the connection. */
  readonly reason: string;
  /** Entries that differed. */
  readonly added: number;
  readonly changed: number;
  readonly deleted: number;
}

/** Nobody took changes, and some were dropped: read the tables, which are up to date all the same. */
export interface MirrorChangesLost {
  readonly type: "lost";
  readonly object: undefined;
  readonly count: number;
}

/** What a loop over a mirror gives; `object` and `type` tell them apart. */
export type MirrorChange<O extends MirrorObject = MirrorObject> =
  | (O extends MirrorObject ? EntryChange<(typeof ENTRIES)[O]> : never)
  | MirrorReady
  | MirrorResync
  | MirrorChangesLost;

export type MirrorListener<O extends MirrorObject> = (change: MirrorChange<O>) => void;

/** Gives every change to every loop and every listener. */
export class ChangeHub<O extends MirrorObject> {
  readonly #queues = new Set<EventQueue<MirrorChange<O>>>();
  readonly #listeners = new Set<MirrorListener<O>>();
  readonly #onWaiting: (waits: boolean) => void;
  #waiting = 0;
  #ended = false;
  #error: unknown;

  /** `onWaiting`: whether any loop waits for a change. */
  constructor(onWaiting: (waits: boolean) => void) {
    this.#onWaiting = onWaiting;
  }

  /** Whether anybody would hear of a change. */
  get heard(): boolean {
    return this.#queues.size + this.#listeners.size > 0;
  }

  emit(change: MirrorChange<O>): void {
    for (const queue of this.#queues) queue.push(change);
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        // As in an event emitter of the platform: what a listener throws is its own, and no reason to stop.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  listen(listener: MirrorListener<O>): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  iterate(queueLength: number): AsyncIterableIterator<MirrorChange<O>> {
    const queue = new EventQueue<MirrorChange<O>>(queueLength, {
      waiting: (waits) => {
        this.#waiting += waits ? 1 : -1;
        this.#onWaiting(this.#waiting > 0);
      },
      lost: (count) => ({ type: "lost", object: undefined, count }),
    });
    if (!this.#ended) this.#queues.add(queue);
    else if (this.#error !== undefined) queue.fail(this.#error);
    else queue.end();
    const iterator: AsyncIterableIterator<MirrorChange<O>> = {
      next: () => queue.take(),
      return: () => {
        this.#queues.delete(queue);
        queue.drop();
        queue.end();
        return Promise.resolve({ value: undefined, done: true });
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  /** No more changes; with an error all loops fail. */
  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    for (const queue of this.#queues) {
      if (error === undefined) queue.end();
      else queue.fail(error);
    }
    this.#queues.clear();
    this.#listeners.clear();
  }
}
