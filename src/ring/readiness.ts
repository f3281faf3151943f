/** Waiting for a descriptor on the event loop, one waiter at a time. */
import { codedError, type Ffi, type PollEvents, type PollHandle } from "../ffi/index.js";

export interface WaitOptions {
  /** Ends the wait with an AbortError. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the wait without a result, ms; no limit when left out. */
  readonly timeoutMs?: number | undefined;
}

export function abortError(signal: AbortSignal): Error {
  const error = new Error("The operation was aborted", { cause: signal.reason });
  error.name = "AbortError";
  return Object.assign(error, { code: "ABORT_ERR" });
}

export interface ReadinessHooks {
  /** Whether what is waited for is there; what this throws ends the wait. */
  isReady(): boolean;
  /** The descriptor has an error to report. True ends the wait, without a result; so does what this throws. */
  onError(): boolean;
  /** Whether the descriptor would be reported as ready although nothing is: it is looked at from time to time instead. */
  isMisleading(): boolean;
  /** How long to leave the descriptor alone before it is watched again, ms; 0 or left out: not at all. Asked for each time. */
  takeRestMs?(): number;
}

/** How often is looked where poll cannot tell, ms. */
const NAP_MS = 1;

/** Longest time of a timer, ms. */
const LONGEST_TIMER = 0x7fff_ffff;

interface Waiter {
  resolve(ready: boolean): void;
  reject(error: unknown): void;
  timer: NodeJS.Timeout | undefined;
  readonly signal: AbortSignal | undefined;
  onAbort: (() => void) | undefined;
}

export class Readiness {
  readonly #events: PollEvents;
  readonly #hooks: ReadinessHooks;
  readonly #open: () => PollHandle;
  #handle: PollHandle | undefined;
  #watching = false;
  #waiter: Waiter | undefined;
  /** Ticks while naps follow one another: cheaper than a timer for each. */
  #nap: NodeJS.Timeout | undefined;
  #napMs = 0;
  #referenced = true;
  #closed = false;

  constructor(system: Ffi, fd: number, events: PollEvents, hooks: ReadinessHooks) {
    this.#events = events;
    this.#hooks = hooks;
    this.#open = () => system.poll(fd, (error) => this.#onEvent(error));
  }

  get isWaiting(): boolean {
    return this.#waiter !== undefined;
  }

  ref(): void {
    this.#setReferenced(true);
  }

  unref(): void {
    this.#setReferenced(false);
  }

  #setReferenced(referenced: boolean): void {
    this.#referenced = referenced;
    if (referenced) this.#handle?.ref();
    else this.#handle?.unref();
    if (referenced) this.#nap?.ref();
    else this.#nap?.unref();
  }

  /**
   * True when ready, false when the time is up or this was closed.
   *
   * @throws AbortError; Error with a code when somebody waits already; what `onError` throws
   */
  wait(options: WaitOptions = {}): Promise<boolean> {
    const { signal, timeoutMs } = options;
    if (signal?.aborted) return Promise.reject(abortError(signal));
    if (this.#closed) return Promise.resolve(false);
    if (this.#waiter !== undefined) {
      return Promise.reject(codedError("ERR_RINGLINK_BUSY", "somebody waits for this already"));
    }
    return new Promise<boolean>((resolve, reject) => {
      // What this throws becomes the promise's.
      if (this.#hooks.isReady()) return resolve(true);
      if (timeoutMs !== undefined && timeoutMs <= 0) return resolve(false);
      const waiter: Waiter = { resolve, reject, timer: undefined, signal, onAbort: undefined };
      this.#waiter = waiter;
      if (timeoutMs !== undefined) {
        waiter.timer = setTimeout(() => this.#settle(false), Math.min(timeoutMs, LONGEST_TIMER));
        if (!this.#referenced) waiter.timer.unref();
      }
      if (signal !== undefined) {
        waiter.onAbort = () => this.#fail(abortError(signal));
        signal.addEventListener("abort", waiter.onAbort, { once: true });
      }
      this.#watch();
    });
  }

  #watch(): void {
    try {
      const rest = this.#hooks.takeRestMs?.() ?? 0;
      if (rest > 0 || this.#hooks.isMisleading()) {
        this.#startNap(Math.max(rest, NAP_MS));
        return;
      }
      if (this.#handle === undefined) {
        this.#handle = this.#open();
        if (!this.#referenced) this.#handle.unref();
      }
      this.#stopNaps();
      if (!this.#watching) this.#handle.start(this.#events);
      this.#watching = true;
    } catch (error) {
      this.#fail(error);
    }
  }

  #unwatch(): void {
    if (this.#watching) this.#handle?.stop();
    this.#watching = false;
    this.#stopNaps();
  }

  #stopNaps(): void {
    if (this.#nap !== undefined) clearInterval(this.#nap);
    this.#nap = undefined;
  }

  #startNap(ms = NAP_MS): void {
    // A little sooner is as good.
    if (this.#nap !== undefined && !this.#watching && this.#napMs <= ms && this.#napMs > ms * 0.85) return;
    this.#unwatch();
    this.#nap = setInterval(() => this.#onTick(), ms);
    this.#napMs = ms;
    if (!this.#referenced) this.#nap.unref();
  }

  #onTick(): void {
    if (this.#waiter === undefined) this.#stopNaps();
    else if (this.#isReady()) this.#settle(true);
    else if (this.#waiter !== undefined) {
      this.#stopNaps();
      this.#watch();
    }
  }

  #onEvent(error: number): void {
    if (error < 0) {
      try {
        if (this.#hooks.onError()) this.#settle(false);
      } catch (thrown) {
        this.#fail(thrown);
        return;
      }
    }
    if (this.#closed) return;
    if (this.#waiter === undefined) this.#unwatch();
    else if (this.#isReady()) this.#settle(true);
    // Ready for the kernel, and not for us: poll would come back at once, again and again.
    else if (this.#waiter !== undefined) this.#startNap();
  }

  /** A hook that throws ends the wait, and nothing else. */
  #isReady(): boolean {
    try {
      return this.#hooks.isReady();
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  /** The waiter, who waits no more. */
  #takeWaiter(): Waiter | undefined {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    if (waiter?.timer !== undefined) clearTimeout(waiter.timer);
    if (waiter?.onAbort !== undefined) waiter.signal?.removeEventListener("abort", waiter.onAbort);
    return waiter;
  }

  #settle(ready: boolean): void {
    const waiter = this.#takeWaiter();
    // Watching goes on after a success: who has waited once mostly waits again.
    if (!ready) this.#unwatch();
    waiter?.resolve(ready);
  }

  #fail(error: unknown): void {
    const waiter = this.#takeWaiter();
    this.#unwatch();
    waiter?.reject(error);
  }

  /** Looks again: what is waited for may come by another way than the descriptor. */
  check(): void {
    if (this.#waiter !== undefined && this.#hooks.isReady()) this.#settle(true);
  }

  /** Stops watching, when nobody waits: a watched descriptor keeps the process alive. */
  rest(): void {
    if (this.#waiter === undefined) this.#unwatch();
  }

  /** Ends a wait, without a result. Must come before the descriptor is closed. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#settle(false);
    this.#handle?.close();
    this.#handle = undefined;
  }
}
