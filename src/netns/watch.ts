/** Names of network namespaces as they come and go. */
import { type FSWatcher, watch as fsWatch, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { NETNS_DIRECTORY } from "../ffi/index.js";
import { abortError } from "../netlink/connection/errors.js";
import { EventQueue } from "../netlink/connection/event-queue.js";
import { checkOptions, waiting } from "../options/index.js";
import { identity, type NetnsOptions, namesIn, netnsShape } from "./names.js";

/** A name was given to a namespace, or taken away. */
export interface NetnsChange {
  readonly type: "created" | "deleted";
  readonly name: string;
  readonly path: string;
  /** Inode of the namespace, the number in `readlink /proc/self/ns/net`. */
  readonly inode: number;
  /** It was there when watching began. */
  readonly initial: boolean;
}

/** Nobody took events, and some were dropped: list the names anew. */
export interface NetnsChangesLost {
  readonly type: "lost";
  readonly count: number;
}

export type NetnsEvent = NetnsChange | NetnsChangesLost;

export interface NetnsWatchOptions extends NetnsOptions {
  /** Ends the loop with an AbortError. */
  readonly signal?: AbortSignal | undefined;
  /** Events that may wait to be taken; 4096 by default. */
  readonly queueLength?: number | undefined;
}

const check = z.strictObject({
  ...netnsShape,
  signal: waiting.signal,
  queueLength: z.int().min(1).optional(),
});

/**
 * A name is a file first, and a moment later a namespace is mounted on it, of which the directory does not tell. So it is looked at again,
 * from so many ms on with twice the time in between each time, and for so long.
 */
const FIRST_LOOK_MS = 2;
const PATIENCE_MS = 5000;

interface Pending {
  readonly since: number;
  readonly looks: number;
}

/** The path itself, or the nearest one above it that exists. */
function nearest(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    if (statSync(at, { throwIfNoEntry: false })?.isDirectory() === true || at === dirname(at)) return at;
  }
}

/**
 * Names that are there, then those that come and go, in order. None is missed between the two, and a name that goes and comes back between
 * two looks is told of as both. Leaving the loop ends it. The process is kept alive only while somebody waits.
 */
export class NetnsWatch implements AsyncIterable<NetnsEvent> {
  readonly #directory: string;
  readonly #queue: EventQueue<NetnsEvent>;
  /** Inodes by name. */
  readonly #known = new Map<string, number>();
  /** Files that are no namespaces yet. */
  #pending = new Map<string, Pending>();
  #watcher: FSWatcher | undefined;
  #watched: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #scheduled = false;
  #waiting = false;
  #unlisten: (() => void) | undefined;
  closed = false;

  constructor(options: NetnsWatchOptions = {}) {
    const { signal, queueLength = 4096, directory = NETNS_DIRECTORY } = checkOptions(check, options, "netns.watch");
    if (signal?.aborted === true) throw abortError(signal);
    this.#directory = resolve(directory);
    this.#queue = new EventQueue(queueLength, {
      waiting: (waits) => {
        this.#waiting = waits;
        this.#hold();
      },
      lost: (count) => ({ type: "lost", count }),
    });
    if (signal !== undefined) {
      const onAbort = () => {
        this.#queue.fail(abortError(signal));
        this.close();
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#unlisten = () => signal.removeEventListener("abort", onAbort);
    }
    try {
      this.#look(true);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #hold(): void {
    if (this.#waiting) this.#watcher?.ref();
    else this.#watcher?.unref();
  }

  /** Watches the directory, or what it is to be made in. The watch is there before anything is read. */
  #arm(): void {
    for (;;) {
      const target = nearest(this.#directory);
      const { dev, ino } = statSync(target);
      const place = `${target} ${dev}:${ino}`;
      if (place === this.#watched) return;
      this.#watcher?.close();
      this.#watcher = fsWatch(target, () => this.#schedule());
      this.#watcher.on("error", (error) => this.#fail(error));
      this.#watched = place;
      this.#hold();
    }
  }

  #schedule(): void {
    if (this.#scheduled || this.closed) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.closed) return;
      try {
        this.#look(false);
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  #fail(error: unknown): void {
    this.#queue.fail(error);
    this.close();
  }

  /** Compares what is there with what is known. */
  #look(initial: boolean): void {
    this.#arm();
    const found = new Map<string, number>();
    const pending = new Map<string, Pending>();
    const now = performance.now();
    for (const name of namesIn(this.#directory)) {
      const inode = identity(`${this.#directory}/${name}`);
      if (inode !== undefined) found.set(name, inode);
      else {
        const { since, looks } = this.#pending.get(name) ?? { since: now, looks: 0 };
        pending.set(name, { since, looks: looks + 1 });
      }
    }
    for (const [name, inode] of this.#known) {
      if (found.get(name) === inode) continue;
      this.#known.delete(name);
      this.#tell("deleted", name, inode, false);
    }
    for (const [name, inode] of found) {
      if (this.#known.has(name)) continue;
      this.#known.set(name, inode);
      this.#tell("created", name, inode, initial);
    }
    this.#pending = pending;
    this.#lookAgain(now);
  }

  #lookAgain(now: number): void {
    clearTimeout(this.#timer);
    const young = [...this.#pending.values()].filter(({ since }) => now - since < PATIENCE_MS);
    if (young.length === 0) return;
    const least = Math.min(...young.map(({ looks }) => looks));
    this.#timer = setTimeout(() => this.#schedule(), Math.min(500, FIRST_LOOK_MS * 2 ** least)).unref();
  }

  #tell(type: NetnsChange["type"], name: string, inode: number, initial: boolean): void {
    this.#queue.push({ type, name, path: `${this.#directory}/${name}`, inode, initial });
  }

  /** Ends it: loops end after the events that wait. A second call does nothing. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.#unlisten?.();
    clearTimeout(this.#timer);
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#queue.end();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<NetnsEvent> {
    const iterator: AsyncIterableIterator<NetnsEvent> = {
      next: () => this.#queue.take(),
      return: () => {
        this.#queue.drop();
        this.close();
        return Promise.resolve({ value: undefined, done: true });
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }
}

/**
 * Lists and watches named network namespaces.
 *
 *     for await (const event of netns.watch({ signal })) console.log(event.type, event.type === "lost" ? "" : event.name);
 *
 * @throws AbortError; Error of the system when the directory cannot be read or watched
 */
export function watch(options: NetnsWatchOptions = {}): NetnsWatch {
  return new NetnsWatch(options);
}
