/** What a capture has seen so far: a line on a terminal while it runs, and the words at its end. */
import type { OutStream } from "../decoder/io.js";
import type { CaptureCounters } from "./library.js";

/** Milliseconds between two lines. */
const INTERVAL = 500;

const plural = (count: number, text: string): string => `${count} packet${count === 1 ? "" : "s"} ${text}`;

export class Counters {
  readonly #stream: OutStream;
  readonly #drops: (() => number) | undefined;
  #packets = 0;
  #timer: NodeJS.Timeout | undefined;
  #before = 0;
  #at = 0;
  #shown = false;

  /** Nothing is shown unless `stream` is a terminal; `drops` is undefined where packets themselves are shown. */
  constructor(stream: OutStream, drops: (() => number) | undefined) {
    this.#stream = stream;
    this.#drops = stream.isTTY === true ? drops : undefined;
  }

  get packets(): number {
    return this.#packets;
  }

  saw(count: number): void {
    this.#packets += count;
  }

  start(): void {
    if (this.#drops === undefined) return;
    this.#at = performance.now();
    this.#timer = setInterval(() => this.show(performance.now()), INTERVAL);
    this.#timer.unref();
  }

  /** Writes the line over the one before. `now`: milliseconds. */
  show(now: number): void {
    const elapsed = Math.max(1, now - this.#at);
    const rate = Math.round(((this.#packets - this.#before) / elapsed) * 1000);
    this.#before = this.#packets;
    this.#at = now;
    this.#shown = true;
    const drops = this.#drops?.() ?? 0;
    this.#stream.write(`\r\x1b[K${plural(this.#packets, "captured")}, ${rate} a second, ${drops} dropped`);
  }

  /** Takes the line away. */
  stop(): void {
    clearInterval(this.#timer);
    if (this.#shown) this.#stream.write("\r\x1b[K");
    this.#shown = false;
  }

  /** As tcpdump says it. */
  summary({ received, drops }: CaptureCounters): string[] {
    return [
      plural(this.#packets, "captured"),
      plural(received + drops, "received by filter"),
      plural(drops, "dropped by kernel"),
    ];
  }
}
