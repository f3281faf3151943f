/**
 * When to look at a busy ring again. Waking up costs as much as reading hundreds of packets. So where blocks fill up quickly,
 * nobody waits for the descriptor after each: the ring is left alone for a while, and what came meanwhile is read at once.
 */

/** Share of the free blocks that may fill up meanwhile. The rest is for those that come faster than the last one did. */
const SHARE = 1 / 8;

export class Gathering {
  readonly #mostMs: number;
  #restMs = 0;

  /** @param mostMs the longest pause; below 1 there is none */
  constructor(mostMs: number) {
    this.#mostMs = mostMs;
  }

  /**
   * Tells of a block that was taken.
   *
   * @param fillMs how long it took to fill, by the times of its packets; undefined when its time was up before
   * @param freeBlocks blocks that the kernel has left
   */
  saw(fillMs: number | undefined, freeBlocks: number): void {
    this.#restMs = fillMs === undefined ? 0 : Math.max(0, Math.min(this.#mostMs, fillMs * freeBlocks * SHARE));
  }

  /** How long to leave the ring alone now, whole ms: once after blocks were taken, and then 0. */
  takeRestMs(): number {
    const rest = Math.floor(this.#restMs);
    this.#restMs = 0;
    return rest;
  }
}
