/** A wait that may end before anything is found. */

export interface WaitOptions {
  /** Ends the wait with an AbortError. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the wait without a result, ms; no limit when left out. */
  readonly timeoutMs?: number | undefined;
}

/** Somebody who waits: told once, by one of these. */
export interface Listener<Found> {
  /** What was waited for; undefined: it ended without. */
  onFound(found: Found | undefined): void;
  onFailure(error: unknown): void;
}

export function abortError(signal: AbortSignal): Error {
  const error = new Error("The operation was aborted", { cause: signal.reason });
  error.name = "AbortError";
  return Object.assign(error, { code: "ABORT_ERR" });
}

/** Longest time of a timer, ms. */
const LONGEST_TIMER = 0x7fff_ffff;

/** What is waited for; see Readiness. */
interface Awaited<Found> {
  readonly referenced: boolean;
  cancel(listener: Listener<Found>): void;
  expire(listener: Listener<Found>): void;
}

interface Limits<Found> {
  resolve(found: Found | undefined): void;
  reject(error: unknown): void;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/** A promise's wait with a signal, a time, or both. */
export class LimitedWait<Found> implements Listener<Found> {
  readonly #limits: Limits<Found>;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #onAbort: () => void;

  constructor(awaited: Awaited<Found>, limits: Limits<Found>) {
    const { signal, timeoutMs, reject } = limits;
    this.#limits = limits;
    if (timeoutMs < Number.POSITIVE_INFINITY) {
      this.#timer = setTimeout(() => awaited.expire(this), Math.min(timeoutMs, LONGEST_TIMER));
      if (!awaited.referenced) this.#timer.unref();
    }
    this.#onAbort = () => {
      awaited.cancel(this);
      this.#end();
      reject(abortError(signal!));
    };
    signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  #end(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#limits.signal?.removeEventListener("abort", this.#onAbort);
  }

  onFound(found: Found | undefined): void {
    this.#end();
    this.#limits.resolve(found);
  }

  onFailure(error: unknown): void {
    this.#end();
    this.#limits.reject(error);
  }
}
