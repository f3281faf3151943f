/**
 * Waiting on the event loop for what a descriptor tells of, one at a time. Waking up costs as much as reading hundreds of packets:
 * where rings fill up quickly, the descriptor is left alone for a while, and what came meanwhile is read at once.
 */
import { codedError, type Ffi, type PollEvents, type PollHandle } from "../ffi/index.js";
import { abortError, LimitedWait, type Listener, type WaitOptions } from "./limited-wait.js";
import { checkTimeout } from "./timeout.js";

export type { Listener, WaitOptions } from "./limited-wait.js";

export interface ReadinessHooks<Found> {
  /**
   * What is waited for, when it is there. What this throws ends the wait.
   *
   * @param isRested whether the time is over in which it was to be left alone, or there was none
   */
  look(isRested: boolean): Found | undefined;
  /** The descriptor has an error to report. What this throws ends the wait. */
  onError(): void;
  /** Called before the first look, until it does not throw. */
  onStart?(): void;
  /** How long to leave the descriptor alone until the next look, ms; 0 or left out: it is watched. Asked before each wait. */
  restMs?(): number;
  /** How often to look while the descriptor is watched, for what it does not tell, ms; 0 or left out: not at all. */
  lookEveryMs?(): number;
}

/** How often is looked where poll would come back at once, ms. */
export const NAP_MS = 1;

function busyError(): Error {
  return codedError("ERR_RINGLINK_BUSY", "somebody waits for this already");
}

export class Readiness<Found> {
  readonly #events: PollEvents;
  readonly #hooks: ReadinessHooks<Found>;
  readonly #open: () => PollHandle;
  #handle: PollHandle | undefined;
  #watching = false;
  #listener: Listener<Found> | undefined;
  /** Ticks while one look follows another: cheaper than a timer for each. */
  #timer: NodeJS.Timeout | undefined;
  #timerMs = 0;
  #referenced = true;
  #started = false;
  #closed = false;

  constructor(system: Ffi, fd: number, events: PollEvents, hooks: ReadinessHooks<Found>) {
    this.#events = events;
    this.#hooks = hooks;
    this.#open = () => system.poll(fd, (error) => this.#onEvent(error));
  }

  get isWaiting(): boolean {
    return this.#listener !== undefined;
  }

  get referenced(): boolean {
    return this.#referenced;
  }

  ref(): void {
    this.#referenced = true;
    this.#handle?.ref();
    this.#timer?.ref();
  }

  unref(): void {
    this.#referenced = false;
    this.#handle?.unref();
    this.#timer?.unref();
  }

  /** What is there and not to be left alone; undefined when there is nothing, or this is closed. @throws what the hooks throw */
  take(): Found | undefined {
    if (this.#closed) return undefined;
    if (!this.#started) this.#hooks.onStart?.();
    this.#started = true;
    return this.#hooks.look(false);
  }

  /**
   * What was waited for; undefined when the time is up or this was closed.
   *
   * @throws RangeError for what is no time; AbortError; Error with a code when somebody waits already; what the hooks throw
   */
  wait(options: WaitOptions = {}): Promise<Found | undefined> {
    const { signal, timeoutMs = Number.POSITIVE_INFINITY } = options;
    // What this throws becomes the promise's.
    return new Promise((resolve, reject) => {
      checkTimeout(timeoutMs);
      if (signal?.aborted) throw abortError(signal);
      if (this.#listener !== undefined) throw busyError();
      const found = this.take();
      if (found !== undefined) resolve(found);
      else if (timeoutMs <= 0) resolve(this.#closed ? undefined : this.#hooks.look(true));
      else if (signal === undefined && timeoutMs === Number.POSITIVE_INFINITY) {
        this.begin({ onFound: resolve, onFailure: reject });
      } else this.begin(new LimitedWait(this, { resolve, reject, signal, timeoutMs }));
    });
  }

  /** Waits; the listener is told once, maybe at once. To be called after `take` found nothing. */
  begin(listener: Listener<Found>): void {
    if (this.#closed) listener.onFound(undefined);
    else if (this.#listener !== undefined) listener.onFailure(busyError());
    else {
      this.#listener = listener;
      this.#watch();
    }
  }

  /** Ends a wait; the listener is told nothing. */
  cancel(listener: Listener<Found>): void {
    if (this.#listener !== listener) return;
    this.#listener = undefined;
    this.#unwatch();
  }

  /** Ends a wait with what is there now. */
  expire(listener: Listener<Found>): void {
    if (this.#listener !== listener || this.#lookNow()) return;
    if (this.#listener === listener) this.#settle(undefined);
  }

  #watch(): void {
    try {
      const rest = this.#hooks.restMs?.() ?? 0;
      if (rest > 0) {
        this.#stopWatching();
        this.#startTimer(rest);
        return;
      }
      if (this.#handle === undefined) {
        this.#handle = this.#open();
        if (!this.#referenced) this.#handle.unref();
      }
      const every = this.#hooks.lookEveryMs?.() ?? 0;
      if (every > 0) this.#startTimer(every);
      else this.#stopTimer();
      if (!this.#watching) this.#handle.start(this.#events);
      this.#watching = true;
    } catch (error) {
      this.#fail(error);
    }
  }

  #unwatch(): void {
    this.#stopWatching();
    this.#stopTimer();
  }

  #stopWatching(): void {
    if (this.#watching) this.#handle?.stop();
    this.#watching = false;
  }

  #stopTimer(): void {
    if (this.#timer !== undefined) clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #startTimer(ms: number): void {
    // A little sooner is as good.
    if (this.#timer !== undefined && this.#timerMs <= ms && this.#timerMs > ms * 0.85) return;
    this.#stopTimer();
    this.#timer = setInterval(() => this.#onTick(), ms);
    this.#timerMs = ms;
    if (!this.#referenced) this.#timer.unref();
  }

  #onTick(): void {
    if (this.#listener === undefined) this.#stopTimer();
    else if (!this.#lookNow() && this.#listener !== undefined) this.#watch();
  }

  #onEvent(error: number): void {
    if (error < 0) {
      try {
        this.#hooks.onError();
      } catch (thrown) {
        this.#fail(thrown);
        return;
      }
    }
    if (this.#closed) return;
    if (this.#listener === undefined) this.#unwatch();
    else if (!this.#lookNow() && this.#listener !== undefined) {
      // Ready for the kernel, and not for us: poll would come back at once, again and again.
      this.#stopWatching();
      this.#startTimer(NAP_MS);
    }
  }

  /** Whether the wait is over. A hook that throws ends it, and nothing else. */
  #lookNow(): boolean {
    try {
      const found = this.#hooks.look(true);
      if (found === undefined) return false;
      this.#settle(found);
    } catch (error) {
      this.#fail(error);
    }
    return true;
  }

  #settle(found: Found | undefined): void {
    const listener = this.#listener;
    this.#listener = undefined;
    // Watching goes on after a success: who has waited once mostly waits again.
    if (found === undefined) this.#unwatch();
    listener?.onFound(found);
  }

  #fail(error: unknown): void {
    const listener = this.#listener;
    this.#listener = undefined;
    this.#unwatch();
    listener?.onFailure(error);
  }

  /** Looks again: what is waited for may come by another way than the descriptor. */
  check(): void {
    if (this.#listener !== undefined) this.#lookNow();
  }

  /** Stops watching, when nobody waits: a watched descriptor keeps the process alive. */
  rest(): void {
    if (this.#listener === undefined) this.#unwatch();
  }

  /** Ends a wait, without a result. Must come before the descriptor is closed. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#settle(undefined);
    this.#handle?.close();
    this.#handle = undefined;
  }
}
