/** Dumps: as an array, in batches, or item by item. */
import type { ByteView } from "../../codec/index.js";
import { ArraySink } from "./array-sink.js";
import { DumpFlight, type DumpSink } from "./dump-flight.js";
import type { Exchange } from "./exchange.js";
import type { Operation } from "./operation.js";
import { PackedList } from "./packed-list.js";
import { PackedSink } from "./packed-sink.js";
import { SpareMemory } from "./spare-memory.js";

/** Batches that wait for the consumer before receiving pauses. A batch is a datagram's: at most 32 KiB of messages. */
const MOST_BATCHES = 16;

/** What a dump asks for. */
export interface DumpPlan {
  readonly operation: Operation;
  /** Which entries are wanted; all when left out. */
  readonly filter: Filter | undefined;
  /** Makes the flight of one run. */
  launch(sink: DumpSink): DumpFlight;
}

type Filter = (value: never) => boolean;

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
  readonly #plan: DumpPlan;
  readonly #filter: ((value: unknown) => boolean) | undefined;
  readonly #note: (flight: DumpFlight) => void;
  #flight: DumpFlight | undefined;
  /** Of the datagram that is being read. */
  #batch: unknown[] = [];
  #ended = false;
  #error: unknown;
  /** Aborted: items of a batch that was taken are not wanted either. */
  discarded = false;

  constructor(exchange: Exchange, plan: DumpPlan, note: (flight: DumpFlight) => void) {
    this.#exchange = exchange;
    this.#plan = plan;
    this.#filter = plan.filter as ((value: unknown) => boolean) | undefined;
    this.#note = note;
  }

  get full(): boolean {
    return this.#batches.length >= MOST_BATCHES;
  }

  add(flight: DumpFlight, view: ByteView, start: number, end: number): void {
    const value = flight.read(view, start, end);
    if (this.#filter === undefined || this.#filter(value)) this.#batch.push(value);
  }

  flush(): void {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
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
    this.#batch = [];
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
    const flight = this.#plan.launch(this);
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

const idle: unknown[] = [];

/**
 * V8 throws away what it has compiled for a class when it collects the last instance: the next dump would start in the
 * interpreter and take twice the time. Instances that do nothing keep it.
 */
function keepIdle(): void {
  if (idle.length > 0) return;
  const operation: Operation = { name: "", type: 0, request: undefined, reply: undefined };
  const ignore = (): void => {};
  const list = PackedList.empty(operation);
  const sinks = [
    new ArraySink(operation, undefined, ignore, ignore),
    new PackedSink(operation, new SpareMemory(), undefined, ignore, ignore),
  ];
  const flights = sinks.map((sink) => new DumpFlight(operation, new Uint8Array(), { timeoutMs: 0 }, sink));
  // As those that have been in use: with a time that is no whole number.
  for (const flight of flights) flight.lastSeen = 0.5;
  idle.push(list, list.views(), list[Symbol.iterator](), ...flights);
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
  readonly #plan: DumpPlan;

  constructor(exchange: Exchange, plan: DumpPlan) {
    keepIdle();
    this.#exchange = exchange;
    this.#plan = plan;
  }

  readonly #note = (flight: DumpFlight): void => {
    this.interrupted = flight.interrupted;
    this.filtered = flight.filtered;
  };

  /** In batches, one for each datagram: the fast way to go through a large table. */
  batches(): AsyncIterableIterator<T[]> {
    return new BatchIterator<T>(this.#exchange, this.#plan, this.#note);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return new ItemIterator<T>(new BatchIterator<T>(this.#exchange, this.#plan, this.#note));
  }

  /** All of it. `interrupted` tells afterwards whether it is of one piece. */
  toArray(): Promise<T[]> {
    return this.#run<T[]>((resolve, reject) => {
      const { operation, filter } = this.#plan;
      return new ArraySink(operation, filter, (values) => resolve(values as T[]), reject);
    });
  }

  /**
   * All of it, as messages that are decoded when they are asked for: the way to read a very large table. It takes the
   * memory of the messages, and no time of the garbage collector.
   */
  toPacked(): Promise<PackedList<T>> {
    return this.#run<PackedList<T>>((resolve, reject, flight) => {
      const { operation, filter } = this.#plan;
      return new PackedSink<T>(
        operation,
        this.#exchange.spare,
        filter,
        (list) => resolve(list(flight().interrupted)),
        reject,
      );
    });
  }

  #run<R>(
    sinkOf: (resolve: (result: R) => void, reject: (error: unknown) => void, flight: () => DumpFlight) => DumpSink,
  ): Promise<R> {
    return new Promise((resolve, reject) => {
      const done = (result: R): void => {
        this.#note(flight);
        resolve(result);
      };
      const flight: DumpFlight = this.#plan.launch(sinkOf(done, reject, () => flight));
      this.#exchange.submit([flight]);
    });
  }
}
