/** The fuzzer: seeded cases over the corpus, with the time that each decode takes. */
import { decode, isDecodeError, viewOf } from "../../src/index.js";
import { Broken, checkBytes, checkRoundTrip, checkValue } from "./check.js";
import type { Corpus, Sample } from "./corpus.js";
import { mutate } from "./mutate.js";
import { Random } from "./random.js";
import { disturb } from "./values.js";

/** A case that failed, with all that is needed to repeat it. */
export class Failure extends Error {
  override readonly name = "Failure";

  constructor(sample: Sample, bytes: Uint8Array, seed: number, index: number, error: unknown) {
    const order = sample.littleEndian ? "little" : "big";
    super(
      [
        `${String(error)}`,
        `  message  ${sample.name}, ${sample.direction}, ${order}-endian`,
        `  bytes    ${Buffer.from(bytes).toString("hex") || "(none)"}`,
        `  repeat   npm run fuzz -- --seed ${seed} --only ${index}`,
      ].join("\n"),
      { cause: error },
    );
  }
}

/** Slower than this times the median, for its size, is a fault. */
const SLOWEST = 100;
/** Decodes timed before the median means something. */
const ENOUGH = 500;

/** Median of the last decodes, and a verdict on those far above it. */
class Stopwatch {
  readonly #recent = new Float64Array(1023);
  #count = 0;
  #limit = Number.POSITIVE_INFINITY;

  static once(sample: Sample, bytes: Uint8Array): number {
    const view = viewOf(bytes);
    const start = performance.now();
    try {
      decode(sample.schema, view, sample);
    } catch (error) {
      if (!isDecodeError(error)) throw error;
    }
    return performance.now() - start;
  }

  time(sample: Sample, bytes: Uint8Array): void {
    // Long messages may take longer.
    const size = Math.max(1, bytes.length / 512);
    const ms = Stopwatch.once(sample, bytes) / size;
    this.#recent[this.#count++ % this.#recent.length] = ms;
    if (this.#count >= ENOUGH && this.#count % 256 === 0) {
      const sorted = this.#recent.slice(0, Math.min(this.#count, this.#recent.length)).sort();
      this.#limit = sorted[sorted.length >> 1]! * SLOWEST;
    }
    if (ms <= this.#limit) return;
    // The collector, the compiler or another process may have been at work: only what is slow every time counts.
    let best = ms;
    for (let i = 0; i < 25 && best > this.#limit; i++) best = Math.min(best, Stopwatch.once(sample, bytes) / size);
    if (best > this.#limit)
      throw new Broken(
        `decode takes ${(best * size).toFixed(3)} ms; ${SLOWEST} medians are ${this.#limit.toFixed(3)} ms`,
      );
  }
}

export interface FuzzOptions {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** Whether a decode that takes far longer than others is a fault. Only where nothing else disturbs the clock. */
  readonly timed?: boolean;
  onProgress?(done: number): void;
}

export interface FuzzReport {
  readonly cases: number;
  /** Cases whose bytes still had a value. */
  readonly decoded: number;
  /** Disturbed values that still could be encoded. */
  readonly encoded: number;
}

/** Runs the cases `from` … `to`. @throws Failure */
export function fuzz(corpus: Corpus, options: FuzzOptions): FuzzReport {
  const { samples } = corpus;
  const { seed, from, to } = options;
  const stopwatch = options.timed === true ? new Stopwatch() : undefined;
  let decoded = 0;
  let encoded = 0;
  // Most cases end in an error that nobody reads.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    for (let index = from; index < to; index++) {
      const random = new Random(seed, index);
      const sample = random.of(samples);
      const bytes = mutate(sample, random, samples);
      try {
        const result = checkBytes(sample, bytes);
        stopwatch?.time(sample, bytes);
        if ("value" in result) {
          decoded++;
          if (random.chance(2)) checkRoundTrip(sample, result.value);
          if ("value" in checkValue(sample, disturb(result.value, random))) encoded++;
        }
      } catch (error) {
        throw new Failure(sample, bytes, seed, index, error);
      }
      if (index % 1000 === 999) options.onProgress?.(index + 1 - from);
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return { cases: to - from, decoded, encoded };
}
