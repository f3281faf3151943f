/** Batches of several sockets as one stream. */
import type { XdpBatch } from "./batch.js";

/** What the stream reads. */
export interface BatchSource {
  readonly closed: boolean;
  read(options: { readonly signal: AbortSignal }): Promise<XdpBatch | undefined>;
}

/**
 * Yields what comes first; each batch is given back when the next one is asked for. Ends when all sources are closed, fails
 * with the first that fails.
 */
export class MergedStream implements AsyncIterableIterator<XdpBatch> {
  readonly #abort = new AbortController();
  readonly #arrived: { readonly source: BatchSource; readonly batch: XdpBatch }[] = [];
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => this.#fail(this.#abortReason());
  #last: { readonly source: BatchSource; readonly batch: XdpBatch } | undefined;
  /** Reads that have not ended. */
  #reading = 0;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;
  #settled: (() => void) | undefined;
  #done = false;
  #sources: readonly BatchSource[] | undefined;

  constructor(sources: readonly BatchSource[], signal: AbortSignal | undefined) {
    this.#sources = sources;
    this.#signal = signal;
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (signal?.aborted) this.#onAbort();
  }

  #abortReason(): Error {
    const error = new Error("The operation was aborted", { cause: this.#signal?.reason });
    error.name = "AbortError";
    return Object.assign(error, { code: "ABORT_ERR" });
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake?.();
  }

  #read(source: BatchSource): void {
    if (source.closed || this.#done) return;
    this.#reading++;
    source.read({ signal: this.#abort.signal }).then(
      (batch) => {
        this.#ended();
        if (this.#done) batch?.release();
        else if (batch !== undefined) this.#arrived.push({ source, batch });
        this.#wake?.();
      },
      (error: unknown) => {
        this.#ended();
        if (!this.#done) this.#fail(error);
      },
    );
  }

  #ended(): void {
    this.#reading--;
    this.#settled?.();
  }

  async next(): Promise<IteratorResult<XdpBatch, undefined>> {
    if (this.#done) return { value: undefined, done: true };
    if (this.#sources !== undefined) for (const source of this.#sources) this.#read(source);
    this.#sources = undefined;
    if (this.#last !== undefined) {
      this.#last.batch.release();
      this.#read(this.#last.source);
      this.#last = undefined;
    }
    for (;;) {
      if (this.#failure !== undefined) {
        const { error } = this.#failure;
        await this.#end();
        throw error;
      }
      const first = this.#arrived.shift();
      // A batch of a socket that was closed meanwhile is given back already.
      if (first?.batch.released) continue;
      if (first !== undefined) {
        this.#last = first;
        return { value: first.batch, done: false };
      }
      if (this.#done || this.#reading === 0) {
        await this.#end();
        return { value: undefined, done: true };
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }

  async return(): Promise<IteratorResult<XdpBatch, undefined>> {
    await this.#end();
    return { value: undefined, done: true };
  }

  /** Ends it, and waits until nothing reads any more: the sources are free for others then. */
  async #end(): Promise<void> {
    if (this.#done) return;
    this.#done = true;
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#last?.batch.release();
    this.#last = undefined;
    for (const { batch } of this.#arrived.splice(0)) batch.release();
    this.#abort.abort();
    this.#wake?.();
    while (this.#reading > 0) {
      await new Promise<void>((resolve) => {
        this.#settled = resolve;
      });
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
