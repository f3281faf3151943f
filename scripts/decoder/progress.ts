/** A line on a terminal that says how far a long input is. */
import type { OutStream } from "./io.js";

/** Milliseconds before the first line, and between two. */
const INTERVAL = 500;

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

export class Progress {
  readonly #stream: OutStream | undefined;
  readonly #start = performance.now();
  #next = this.#start + INTERVAL;
  #shown = false;

  /** Nothing is shown unless `stream` is a terminal, and never where the output itself goes to one. */
  constructor(stream: OutStream, stdout: OutStream) {
    this.#stream = stream.isTTY === true && stdout.isTTY !== true ? stream : undefined;
  }

  /** Counts the bytes of one input. */
  of(name: string, size: number | undefined): (count: number) => void {
    const { basename } = { basename: name.slice(name.lastIndexOf("/") + 1) };
    const start = performance.now();
    let done = 0;
    return (count) => {
      done += count;
      const now = performance.now();
      if (this.#stream === undefined || now < this.#next) return;
      this.#next = now + INTERVAL;
      this.#shown = true;
      const share =
        size === undefined || size === 0 ? "" : ` of ${megabytes(size)} MB, ${Math.floor((done / size) * 100)} %`;
      const speed = megabytes(done / ((now - start) / 1000));
      this.#stream.write(`\r\x1b[K${basename.slice(-40)}: ${megabytes(done)} MB${share}, ${speed} MB/s`);
    };
  }

  /** Takes the line away, before something else is written to the terminal. */
  clear(): void {
    if (!this.#shown) return;
    this.#shown = false;
    this.#stream?.write("\r\x1b[K");
  }
}
