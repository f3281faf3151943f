/** A descriptor that tells when the test says so, and batches that come and go. */
import type { Ffi, PollHandle, PollListener } from "../../../src/ffi/index.js";

/** What the event loop is asked to watch. */
export class FakePoll {
  /** Whether it is being watched, holds the process, and was ever opened or closed. */
  watched = false;
  referenced = true;
  opened = 0;
  closed = false;
  starts = 0;
  #listener: PollListener | undefined;

  readonly ffi = {
    poll: (_fd: number, listener: PollListener): PollHandle => {
      this.opened++;
      this.#listener = listener;
      return {
        start: () => {
          this.starts++;
          this.watched = true;
        },
        stop: () => {
          this.watched = false;
        },
        ref: () => {
          this.referenced = true;
        },
        unref: () => {
          this.referenced = false;
        },
        close: () => {
          this.watched = false;
          this.closed = true;
        },
      };
    },
  } as unknown as Ffi;

  /** The descriptor is ready, or has an error to report. */
  fire(error = 0): void {
    if (!this.watched) throw new Error("nobody watches");
    this.#listener!(error, { readable: true });
  }
}

export class FakeBatch {
  readonly name: string;
  released = false;

  constructor(name: string) {
    this.name = name;
  }

  release(): void {
    this.released = true;
  }
}
