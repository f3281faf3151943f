/**
 * Reading packets together. In copy mode the kernel makes an AF_XDP socket readable for every packet, and waking up costs ten
 * times as much as reading one. So after the first packets nobody waits for the descriptor: the ring is looked at after a
 * while, again and again, until it was found empty twice.
 */
import { abortError } from "../readiness.js";

const EMPTY_LOOKS = 2;

export class Coalescer {
  /** How long packets may wait, ms. */
  readonly delayMs: number;
  readonly #isFull: () => boolean;
  #isOn = false;
  #empty = 0;
  #timer: NodeJS.Timeout | undefined;
  #resume: (() => void) | undefined;
  #referenced = true;

  /** @param isFull whether as much waits as can be read at once */
  constructor(delayMs: number, isFull: () => boolean) {
    this.delayMs = delayMs;
    this.#isFull = isFull;
  }

  /** Whether packets are being collected: nobody is to wait for the descriptor. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** Whether there is something to wait for before the ring is read. */
  get wantsPause(): boolean {
    return this.#isOn && !this.#isFull();
  }

  /** Tells what a look at the ring found. */
  saw(packets: boolean): void {
    if (this.delayMs === 0) return;
    if (packets) {
      this.#isOn = true;
      this.#empty = 0;
    } else if (this.#isOn && ++this.#empty >= EMPTY_LOOKS) this.#isOn = false;
  }

  /** Lets packets come together, until `end` (performance.now()) at the latest. @throws AbortError */
  async pause(signal: AbortSignal | undefined, end: number): Promise<void> {
    if (signal?.aborted) throw abortError(signal);
    if (!this.wantsPause) return;
    const delay = Math.min(this.delayMs, Math.max(0, end - performance.now()));
    const onAbort = () => this.wake();
    signal?.addEventListener("abort", onAbort, { once: true });
    await new Promise<void>((resolve) => {
      this.#resume = resolve;
      this.#timer = setTimeout(() => this.wake(), delay);
      if (!this.#referenced) this.#timer.unref();
    });
    signal?.removeEventListener("abort", onAbort);
    if (signal?.aborted) throw abortError(signal);
  }

  /** Ends a pause. */
  wake(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#resume?.();
    this.#resume = undefined;
  }

  ref(): void {
    this.#referenced = true;
    this.#timer?.ref();
  }

  unref(): void {
    this.#referenced = false;
    this.#timer?.unref();
  }
}
