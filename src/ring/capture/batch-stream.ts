/** Batches one after the other, as `for await` wants them. */

/** Batches that may be taken without waiting before everybody else on the event loop gets a turn. */
const TURN = 16;

export class BatchStream<Batch extends { release(): void }> implements AsyncIterableIterator<Batch> {
  readonly #read: () => Promise<Batch | undefined>;
  readonly #rest: () => void;
  #last: Batch | undefined;
  #taken = 0;
  #done = false;

  /** @param read gives undefined at the end; @param rest is called when no more are wanted */
  constructor(read: () => Promise<Batch | undefined>, rest: () => void) {
    this.#read = read;
    this.#rest = rest;
  }

  async next(): Promise<IteratorResult<Batch, undefined>> {
    this.#giveBack();
    if (this.#done) return { value: undefined, done: true };
    if (++this.#taken % TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    let batch: Batch | undefined;
    try {
      batch = await this.#read();
    } catch (error) {
      this.#end();
      throw error;
    }
    if (batch === undefined) this.#end();
    // Whoever returned meanwhile does not get another one.
    else if (this.#done) batch.release();
    else {
      this.#last = batch;
      return { value: batch, done: false };
    }
    return { value: undefined, done: true };
  }

  return(): Promise<IteratorResult<Batch, undefined>> {
    this.#giveBack();
    this.#end();
    return Promise.resolve({ value: undefined, done: true });
  }

  #giveBack(): void {
    this.#last?.release();
    this.#last = undefined;
  }

  #end(): void {
    this.#done = true;
    this.#rest();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
