/** A file, or what else has a descriptor, that whole records are written to. */
import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { codedError } from "../../ffi/index.js";

const PAUSE = new Int32Array(new SharedArrayBuffer(4));
/** Milliseconds between two tries when the other end of a pipe is slow. */
const PAUSE_MS = 1;

/** Reads or writes a descriptor as if it were blocking: pipes that other programs gave may not be. */
export function patiently(transfer: () => number): number {
  for (;;) {
    try {
      return transfer();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(PAUSE, 0, 0, PAUSE_MS);
    }
  }
}

export class FileSink {
  readonly #fd: number;
  readonly #owned: boolean;
  readonly #isFile: boolean;
  #size = 0;
  #closed = false;
  /** Why nothing more can be written: a pipe or the like has taken half of a record. */
  #broken: unknown;

  /** Opens and empties the file of a path; a descriptor stays the caller's. */
  constructor(target: string | number) {
    this.#owned = typeof target === "string";
    this.#fd = typeof target === "string" ? openSync(target, "w", 0o644) : target;
    this.#isFile = this.#owned && fstatSync(this.#fd).isFile();
  }

  /** Bytes written. */
  get size(): number {
    return this.#size;
  }

  /** Writes all of it. When that fails, nothing of it stays in the file, and it may be tried again. @throws what node:fs throws */
  write(bytes: Uint8Array, length: number): void {
    if (this.#closed) throw codedError("ERR_RINGLINK_CLOSED", "the capture file is closed");
    if (this.#broken !== undefined) throw this.#broken;
    let at = 0;
    try {
      while (at < length) at += this.#some(bytes, at, length);
    } catch (error) {
      if (this.#isFile) ftruncateSync(this.#fd, this.#size);
      else this.#broken = error;
      throw error;
    }
    this.#size += length;
  }

  #some(bytes: Uint8Array, at: number, length: number): number {
    // With a position where there is one: behind a file that was truncated there would be a hole.
    return patiently(() => writeSync(this.#fd, bytes, at, length - at, this.#isFile ? this.#size + at : null));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#owned) closeSync(this.#fd);
  }
}
