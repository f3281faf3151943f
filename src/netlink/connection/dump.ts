/** Dumps: as an array, in batches, or item by item. */
import type { Exchange } from "./exchange.js";
import type { DumpFlight, DumpSink } from "./flight.js";

/** Batches that wait for the consumer before receiving pauses. A batch is a datagram's: at most 32 KiB of messages. */
const MOST_BATCHES = 16;

/** Makes the flight of one run of a dump. */
export type Launch = (sink: DumpSink) => DumpFlight;

class ArraySink implements DumpSink {
  readonly full = false;
  readonly values: unknown[] = [];
  readonly #resolve: (values: unknown[]) => void;
  readonly fail: (error: unknown) => void;

  constructor(resolve: (values: unknown[]) => void, reject: (error: unknown) => void) {
    this.#resolve = resolve;
    this.fail = reject;
  }

  push(batch: unknown[]): void {
    const { values } = this;
    for (const value of batch) values.push(value);
  }

  discard(): void {
    this.values.length = 0;
  }

  end(): void {
    this.#resolve(this.values);
  }
}

interface Waiter {
  resolve(result: IteratorResult<unknown[], undefined>): void;
  reject(error: unknown): void;
}

const DONE: IteratorReturnResult<undefined> = { value: undefined, done: true };

/** Batches on their way to a consumer. Starts the dump when the first one is asked for. */
class BatchIterator<T> implements AsyncIterableIterator<T[]>, DumpSink {
  readonly #batches: unknown[][] = [];
  readonly #waiters: Waiter[] = [];
  readonly #exchange: Exchange;
  readonly #launch: (iterator: DumpSink) => DumpFlight;
  readonly #note: (flight: DumpFlight) => void;
  #flight: DumpFlight | undefined;
  #ended = false;
  #error: unknown;
  /** Aborted: items of a batch that was taken are not wanted either. */
  discarded = false;

  constructor(exchange: Exchange, launch: Launch, note: (flight: DumpFlight) => void) {
    this.#exchange = exchange;
    this.#launch = launch;
    this.#note = note;
  }

  get full(): boolean {
    return this.#batches.length >= MOST_BATCHES;
  }

  push(batch: unknown[]): void {
    const waiter = this.#waiters.shift();
    if (waiter === undefined) this.#batches.push(batch);
    else waiter.resolve({ value: batch, done: false });
  }

  end(): void {
    this.#ended = true;
    if (this.#flight !== undefined) this.#note(this.#flight);
    for (const waiter of this.#waiters.splice(0)) waiter.resolve(DONE);
  }

  discard(): void {
    this.#batches.length = 0;
    this.discarded = true;
  }

  fail(error: unknown): void {
    this.#ended = true;
    const [first, ...rest] = this.#waiters.splice(0);
    if (first === undefined) this.#error = error;
    else first.reject(error);
    for (const waiter of rest) waiter.resolve(DONE);
  }

  next(): Promise<IteratorResult<T[], undefined>> {
    const batch = this.#batches.shift();
    if (batch !== undefined) {
      if (!this.#ended && this.#batches.length < MOST_BATCHES / 2) this.#exchange.resume();
      return Promise.resolve({ value: batch as T[], done: false });
    }
    if (this.#error !== undefined) {
      const error = this.#error;
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#ended) return Promise.resolve(DONE);
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve: resolve as Waiter["resolve"], reject });
      if (this.#flight === undefined) this.#start();
      else this.#exchange.resume();
    });
  }

  #start(): void {
    const flight = this.#launch(this);
    this.#flight = flight;
    this.#exchange.submit([flight]);
    // It may have ended already.
    if (this.#ended) this.#note(flight);
  }

  /** Leaves the dump: the rest is read and dropped, before another one starts. */
  return(): Promise<IteratorResult<T[], undefined>> {
    this.#ended = true;
    this.#error = undefined;
    this.#batches.length = 0;
    for (const waiter of this.#waiters.splice(0)) waiter.resolve(DONE);
    if (this.#flight !== undefined) this.#exchange.abandon(this.#flight);
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** Items of batches. Calls of `next` may overlap. */
class ItemIterator<T> implements AsyncIterableIterator<T> {
  readonly #batches: BatchIterator<T>;
  #batch: readonly T[] = [];
  #index = 0;
  #last: Promise<unknown> | undefined;

  constructor(batches: BatchIterator<T>) {
    this.#batches = batches;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#batches.discarded) this.#batch = [];
    if (this.#last === undefined && this.#index < this.#batch.length) {
      return Promise.resolve({ value: this.#batch[this.#index++]!, done: false });
    }
    const before = this.#last;
    const mine = before === undefined ? this.#fetch() : before.then(() => this.#fetch());
    const settled: Promise<unknown> = mine.then(
      () => this.#forget(settled),
      () => this.#forget(settled),
    );
    this.#last = settled;
    return mine;
  }

  #forget(settled: Promise<unknown>): void {
    if (this.#last === settled) this.#last = undefined;
  }

  async #fetch(): Promise<IteratorResult<T, undefined>> {
    while (this.#index >= this.#batch.length) {
      const result = await this.#batches.next();
      if (result.done === true) return DONE;
      this.#batch = result.value;
      this.#index = 0;
    }
    return { value: this.#batch[this.#index++]!, done: false };
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#batch = [];
    await this.#batches.return();
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/**
 * A dump. Nothing is sent before it is read; reading it again asks the kernel again. Leaving a loop early is fine: the rest
 * is received and dropped without decoding, and the next dump of the connection starts after that.
 */
export class Dump<T> implements AsyncIterable<T> {
  /**
   * Whether the table changed while the kernel dumped it (NLM_F_DUMP_INTR), of the last complete reading: entries may be
   * missing or old.
   */
  interrupted = false;
  /** Whether the kernel said that it applied the filter of the request (NLM_F_DUMP_FILTERED). */
  filtered = false;
  readonly #exchange: Exchange;
  readonly #launch: Launch;

  constructor(exchange: Exchange, launch: Launch) {
    this.#exchange = exchange;
    this.#launch = launch;
  }

  readonly #note = (flight: DumpFlight): void => {
    this.interrupted = flight.interrupted;
    this.filtered = flight.filtered;
  };

  /** In batches, one for each datagram: the fast way to go through a large table. */
  batches(): AsyncIterableIterator<T[]> {
    return new BatchIterator<T>(this.#exchange, this.#launch, this.#note);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return new ItemIterator<T>(new BatchIterator<T>(this.#exchange, this.#launch, this.#note));
  }

  /** All of it. `interrupted` tells afterwards whether it is of one piece. */
  toArray(): Promise<T[]> {
    return new Promise((resolve, reject) => {
      const sink = new ArraySink((values) => {
        this.#note(flight);
        resolve(values as T[]);
      }, reject);
      const flight = this.#launch(sink);
      this.#exchange.submit([flight]);
    });
  }
}
