/**
 * When to look at a busy ring again. Waking up costs as much as reading hundreds of packets. So where blocks fill up quickly,
 * nobody waits for the descriptor after each: the ring is left alone for a while, and what came meanwhile is read at once.
 */

/**
 * Share of the free blocks that may fill up meanwhile: where they last for `AMPLE_MS`, and otherwise. What stays free is for
 * packets that come faster than the last ones did, and for a program that is busy with something else for a while.
 */
const AMPLE_SHARE = 1 / 3;
const AMPLE_MS = 120;
const SHARE = 1 / 8;

/** By how much, at most, a block is taken to be slower to fill than the one before: a sender that paused goes on as before. */
const SLOWER = 1.25;

export class Gathering {
  readonly #mostMs: number | undefined;
  readonly #blockTimeoutMs: number;
  #restMs = 0;
  /** How long blocks take to fill, rather too short than too long. */
  #fillMs = Number.POSITIVE_INFINITY;

  /**
   * @param mostMs the longest pause, below 1 there is none; undefined: what is left of a block's time when it is full, so that
   * no packet waits longer than in a block that does not fill up
   */
  constructor(mostMs: number | undefined, blockTimeoutMs: number) {
    this.#mostMs = mostMs;
    this.#blockTimeoutMs = blockTimeoutMs;
  }

  /**
   * Tells of a block that was taken.
   *
   * @param fillMs how long it took to fill, by the times of its packets (which a clock that is set may turn round), or would have
   * taken; undefined when they do not tell. There is no pause where a block's time is up before
   * @param freeBlocks blocks that the kernel has left
   */
  saw(fillMs: number | undefined, freeBlocks: number): void {
    this.#restMs = 0;
    if (fillMs === undefined || fillMs <= 0 || fillMs > this.#blockTimeoutMs) return;
    this.#fillMs = Math.min(fillMs, this.#fillMs * SLOWER);
    const roomMs = this.#fillMs * freeBlocks;
    const most = this.#mostMs ?? this.#blockTimeoutMs - fillMs;
    this.#restMs = Math.max(0, Math.min(most, roomMs * (roomMs < AMPLE_MS ? SHARE : AMPLE_SHARE)));
  }

  /** How long to leave the ring alone now, whole ms: once after blocks were taken, and then 0. */
  takeRestMs(): number {
    const rest = Math.floor(this.#restMs);
    this.#restMs = 0;
    return rest;
  }
}
