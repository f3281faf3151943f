/** Batches one after the other, as `for await` wants them. */

/** Batches that may be taken without waiting before everybody else on the event loop gets a turn. */
const TURN = 16;

type Result<Batch> = IteratorResult<Batch, undefined>;

export class BatchStream<Batch extends { release(): void }> implements AsyncIterableIterator<Batch> {
  readonly #read: () => Promise<Batch | undefined>;
  readonly #rest: () => void;
  readonly #take: (() => Batch | undefined) | undefined;
  #last: Batch | undefined;
  /** Batches since everybody else had a turn. */
  #taken = 0;
  #done = false;

  /**
   * @param read gives undefined at the end
   * @param rest is called when no more are wanted
   * @param take gives a batch that is there already, which saves the way through `read`; undefined: there is none, which is not
   * the end
   */
  constructor(read: () => Promise<Batch | undefined>, rest: () => void, take?: () => Batch | undefined) {
    this.#read = read;
    this.#rest = rest;
    this.#take = take;
  }

  next(): Promise<Result<Batch>> {
    this.#giveBack();
    if (this.#done) return Promise.resolve({ value: undefined, done: true });
    if (++this.#taken >= TURN) return this.#nextTurn();
    if (this.#take === undefined) return this.#wait();
    try {
      const batch = this.#take();
      if (batch === undefined) {
        // The event loop turns meanwhile.
        this.#taken = 0;
        return this.#wait();
      }
      this.#last = batch;
      return Promise.resolve({ value: batch, done: false });
    } catch (error) {
      this.#end();
      return Promise.reject(error);
    }
  }

  async #nextTurn(): Promise<Result<Batch>> {
    this.#taken = 0;
    await new Promise((resolve) => setImmediate(resolve));
    return this.#wait();
  }

  async #wait(): Promise<Result<Batch>> {
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

  return(): Promise<Result<Batch>> {
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
