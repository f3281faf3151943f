/** When a row of files goes on to its next one, and what that is called. */
import type { RotateOptions } from "./options.js";
import type { Run } from "./run.js";

const SECOND = 1_000_000_000n;

export class Rotation {
  readonly #target: string | number;
  readonly #options: RotateOptions;
  #files = 0;
  #path: string | undefined;
  /** Packets of the present file, the time of its first one and the latest. */
  #packets = 0;
  #first: [seconds: number, nanoseconds: number] = [0, 0];
  #last: [seconds: number, nanoseconds: number] = [0, 0];
  #startNs = 0n;

  constructor(target: string | number, options: RotateOptions) {
    this.#target = target;
    this.#options = options;
  }

  get files(): number {
    return this.#files;
  }

  get path(): string | undefined {
    return this.#path;
  }

  /** Goes on to the next file: its path, or the descriptor. */
  next(startNs: bigint): string | number {
    const { files, name } = this.#options;
    const index = files === undefined ? this.#files : this.#files % files;
    this.#files++;
    this.#packets = 0;
    this.#startNs = startNs;
    if (typeof this.#target === "number") return this.#target;
    this.#path = name === undefined ? this.#target + this.#suffix(index) : name(index, startNs);
    return this.#path;
  }

  #suffix(index: number): string {
    const { files } = this.#options;
    if (files === undefined) return index === 0 ? "" : String(index);
    return String(index).padStart(String(files - 1).length, "0");
  }

  /** Whether a packet belongs to the next file. `size`: what the present one would have with it, bytes. */
  isDue(seconds: number, nanoseconds: number, size: number): boolean {
    if (this.#packets === 0) return false;
    const { bytes, seconds: longest } = this.#options;
    if (bytes !== undefined && size > bytes) return true;
    if (longest === undefined) return false;
    const elapsed = seconds - this.#first[0];
    return elapsed > longest || (elapsed === longest && nanoseconds >= this.#first[1]);
  }

  /** Counts a packet of the present file. */
  saw(seconds: number, nanoseconds: number): void {
    if (this.#packets++ === 0) {
      this.#first[0] = seconds;
      this.#first[1] = nanoseconds;
      this.#last[0] = seconds;
      this.#last[1] = nanoseconds;
    } else if (seconds > this.#last[0] || (seconds === this.#last[0] && nanoseconds > this.#last[1])) {
      this.#last[0] = seconds;
      this.#last[1] = nanoseconds;
    }
  }

  /** Counts packets of the present file that came together: their number, the first one's time and the latest. */
  sawRun(run: Run): void {
    if (run.packets === 0) return;
    this.saw(run.firstSeconds, run.firstNanoseconds);
    this.saw(run.lastSeconds, run.lastNanoseconds);
    this.#packets += run.packets - 2;
  }

  /** When the present file begins and ends, nanoseconds since 1970. */
  times(): [start: bigint, end: bigint] {
    if (this.#packets === 0) return [this.#startNs, this.#startNs];
    const [first, last] = [this.#first, this.#last].map(([seconds, rest]) => BigInt(seconds) * SECOND + BigInt(rest));
    return [first!, last!];
  }
}
