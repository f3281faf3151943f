/**
 * koffi's handle on libuv's uv_poll, made safe: libuv or koffi abort the process on a second handle for a descriptor, on a
 * call after close and on a callback that throws, and a handle that nobody holds is collected and falls silent.
 */
import type * as Koffi from "koffi";
import { codedError, SyscallError } from "./errors.js";
import type { PollEvents, PollHandle, PollListener } from "./ffi.js";

/** What koffi's handle really is; its own declaration has another callback. */
interface RawHandle {
  start(events: PollEvents, callback: (status: number, events: PollEvents) => void): void;
  stop(): void;
  ref(): void;
  unref(): void;
  close(): void;
}

type RawPoll = (
  fd: number,
  events: PollEvents,
  callback: (status: number, events: PollEvents) => void,
) => RawHandle | null;

/** Handles by descriptor, of this thread: holds them strongly and finds second ones. */
const watched = new Map<number, PollHandle>();

/** Descriptors that have a handle in this thread, for leak checks. */
export function watchedDescriptors(): number[] {
  return [...watched.keys()];
}

/** Closes every handle of this thread: before its descriptors, at its end. */
export function closePollHandles(): void {
  for (const handle of [...watched.values()]) handle.close();
}

function settle(): void {}

class KoffiPollHandle implements PollHandle {
  readonly #fd: number;
  readonly #raw: RawHandle;
  readonly #callback: (status: number, events: PollEvents) => void;
  #closed = false;
  /** What is watched; undefined: nothing. */
  #events: PollEvents | undefined;

  constructor(koffi: typeof Koffi, fd: number, listener: PollListener) {
    this.#fd = fd;
    this.#callback = (status, events) => {
      if (this.#closed) return;
      // Newer versions of Node (26 does) do not run what promises wait for after such a callback, only after one of their
      // own: this is one, in the same turn of the event loop.
      setImmediate(settle);
      try {
        listener(Math.min(status, 0), events);
      } catch (error) {
        process.nextTick(() => {
          throw error;
        });
      }
      // libuv stops watching a socket that has an error to report, which for netlink is no more than lost messages.
      if (status < 0 && !this.#closed && this.#events !== undefined) this.#raw.start(this.#events, this.#callback);
    };
    const raw = (koffi.node.poll as unknown as RawPoll)(fd, { readable: true }, this.#callback);
    if (raw === null) throw new SyscallError("epoll_ctl", 9);
    raw.stop();
    this.#raw = raw;
  }

  start(events: PollEvents): void {
    if (this.#closed) return;
    this.#events = events;
    this.#raw.start(events, this.#callback);
  }

  stop(): void {
    if (this.#closed) return;
    this.#events = undefined;
    this.#raw.stop();
  }

  ref(): void {
    if (!this.#closed) this.#raw.ref();
  }

  unref(): void {
    if (!this.#closed) this.#raw.unref();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#events = undefined;
    watched.delete(this.#fd);
    this.#raw.close();
  }
}

/** Watches a descriptor. @throws Error when it has a handle already */
export function pollHandle(koffi: typeof Koffi, fd: number, listener: PollListener): PollHandle {
  if (!Number.isInteger(fd) || fd < 0) throw new RangeError(`no descriptor: ${fd}`);
  if (watched.has(fd)) throw codedError("ERR_RINGLINK_POLL", `descriptor ${fd} is watched already`);
  const handle = new KoffiPollHandle(koffi, fd, listener);
  watched.set(fd, handle);
  return handle;
}
