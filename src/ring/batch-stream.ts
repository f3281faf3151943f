/** Batches of one ring or of several, one after the other, as `for await` wants them. */
import { codedError } from "../ffi/index.js";
import { abortError, type Listener } from "./limited-wait.js";

/** Batches that may be taken without waiting before everybody else on the event loop gets a turn. */
const TURN = 16;

type Result<Batch> = IteratorResult<Batch, undefined>;

interface Releasable {
  readonly released: boolean;
  release(): void;
}

/** Where batches come from: a ring's Readiness. */
export interface BatchSource<Batch> {
  /** One that is there and need not be waited for. */
  take(): Batch | undefined;
  /** Waits for one; undefined is the end. */
  begin(listener: Listener<Batch>): void;
  cancel(listener: Listener<Batch>): void;
  /** No more are wanted. */
  rest(): void;
}

/** What a stream knows of a source. */
class Input<Batch> implements Listener<Batch> {
  readonly source: BatchSource<Batch>;
  readonly #stream: Listener<Batch>;
  isWaiting = false;
  isOver = false;

  constructor(source: BatchSource<Batch>, stream: Listener<Batch>) {
    this.source = source;
    this.#stream = stream;
  }

  begin(): void {
    if (this.isWaiting || this.isOver) return;
    this.isWaiting = true;
    this.source.begin(this);
  }

  end(): void {
    if (this.isWaiting) this.source.cancel(this);
    this.isWaiting = false;
    this.isOver = true;
    this.source.rest();
  }

  onFound(batch: Batch | undefined): void {
    this.isWaiting = false;
    if (batch === undefined) this.isOver = true;
    this.#stream.onFound(batch);
  }

  onFailure(error: unknown): void {
    this.isWaiting = false;
    this.#stream.onFailure(error);
  }
}

/**
 * Yields what comes first; each batch is given back when the next one is asked for. Ends when all sources have ended, fails with
 * the first that fails. A wait takes a promise and nothing else.
 */
export class BatchStream<Batch extends Releasable> implements AsyncIterableIterator<Batch>, Listener<Batch> {
  readonly #inputs: readonly Input<Batch>[];
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => {
    for (const batch of this.#arrived.splice(0)) batch.release();
    this.onFailure(abortError(this.#signal!));
  };
  #listening = false;
  /** The input that is looked at first. */
  #turn = 0;
  /** Came while nobody asked: from other inputs than the one whose batch is being read. */
  readonly #arrived: Batch[] = [];
  #failure: { readonly error: unknown } | undefined;
  #last: Batch | undefined;
  /** Batches since everybody else had a turn. */
  #taken = 0;
  /** Of the promise of a `next` that waits. */
  #resolve: ((result: Result<Batch>) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;
  #done = false;

  /** @param signal ends it with an AbortError */
  constructor(sources: readonly BatchSource<Batch>[], signal: AbortSignal | undefined) {
    this.#inputs = sources.map((source) => new Input(source, this));
    this.#signal = signal;
  }

  next(): Promise<Result<Batch>> {
    if (this.#resolve !== undefined) {
      return Promise.reject(codedError("ERR_RINGLINK_BUSY", "somebody waits for the next batch already"));
    }
    this.#giveBack();
    if (this.#done) return Promise.resolve({ value: undefined, done: true });
    if (this.#signal !== undefined && !this.#listening) this.#listen(this.#signal);
    if (this.#taken < TURN) {
      const batch = this.#take();
      if (batch !== undefined) return Promise.resolve({ value: batch, done: false });
    }
    if (this.#failure !== undefined) {
      const { error } = this.#failure;
      this.#end();
      return Promise.reject(error);
    }
    return new Promise(this.#wait);
  }

  /** Once, and not for each wait. */
  #listen(signal: AbortSignal): void {
    this.#listening = true;
    signal.addEventListener("abort", this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
  }

  /** What is there; nothing new after a failure. */
  #take(): Batch | undefined {
    let batch = this.#arrived.length > 0 ? this.#arrived.shift() : undefined;
    // One of a ring that was closed meanwhile is given back already.
    while (batch?.released) batch = this.#arrived.shift();
    const length = this.#failure === undefined ? this.#inputs.length : 0;
    try {
      for (let i = 0; batch === undefined && i < length; i++) {
        const input = this.#inputs[this.#turn]!;
        this.#turn = this.#turn + 1 === length ? 0 : this.#turn + 1;
        if (!input.isWaiting && !input.isOver) batch = input.source.take();
      }
    } catch (error) {
      this.#failure = { error };
    }
    if (batch !== undefined) {
      this.#taken++;
      this.#last = batch;
    }
    return batch;
  }

  /** A promise's executor: the same one for each. */
  readonly #wait = (resolve: (result: Result<Batch>) => void, reject: (error: unknown) => void): void => {
    this.#resolve = resolve;
    this.#reject = reject;
    const isTurnOver = this.#taken >= TURN;
    // The event loop turns meanwhile.
    this.#taken = 0;
    if (isTurnOver) setImmediate(() => this.#goOn());
    else this.#begin();
  };

  #goOn(): void {
    if (this.#resolve === undefined) return;
    const batch = this.#take();
    if (batch !== undefined) this.#settle(batch);
    else if (this.#failure !== undefined) this.onFailure(this.#failure.error);
    else this.#begin();
  }

  #begin(): void {
    let areOver = true;
    for (const input of this.#inputs) {
      input.begin();
      areOver &&= input.isOver;
    }
    if (areOver) this.#finish();
  }

  onFound(batch: Batch | undefined): void {
    if (batch === undefined) {
      if (this.#inputs.every(({ isOver }) => isOver) && this.#arrived.length === 0) this.#finish();
    } else if (this.#resolve === undefined) this.#arrived.push(batch);
    else {
      this.#last = batch;
      this.#settle(batch);
    }
  }

  onFailure(error: unknown): void {
    this.#failure ??= { error };
    const reject = this.#reject;
    if (reject === undefined) return;
    this.#resolve = undefined;
    this.#reject = undefined;
    this.#end();
    reject(this.#failure.error);
  }

  #settle(batch: Batch): void {
    const resolve = this.#resolve;
    this.#resolve = undefined;
    this.#reject = undefined;
    resolve?.({ value: batch, done: false });
  }

  /** The end, for whoever waits. */
  #finish(): void {
    const resolve = this.#resolve;
    if (resolve === undefined) return;
    this.#resolve = undefined;
    this.#reject = undefined;
    this.#end();
    resolve({ value: undefined, done: true });
  }

  return(): Promise<Result<Batch>> {
    this.#giveBack();
    this.#finish();
    this.#end();
    return Promise.resolve({ value: undefined, done: true });
  }

  #giveBack(): void {
    this.#last?.release();
    this.#last = undefined;
  }

  /** The sources are free for others from now on. */
  #end(): void {
    if (this.#done) return;
    this.#done = true;
    this.#signal?.removeEventListener("abort", this.#onAbort);
    for (const input of this.#inputs) input.end();
    for (const batch of this.#arrived.splice(0)) batch.release();
    this.#giveBack();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
