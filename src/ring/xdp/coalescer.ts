/**
 * When to look at an AF_XDP ring again. In copy mode the kernel makes a socket readable for every packet, and waking up costs ten
 * times as much as reading one. So after the first packets nobody waits for the descriptor: the ring is looked at after a
 * while, again and again, until it was found empty twice.
 */

const EMPTY_LOOKS = 2;

/** Shortest rest, ms, as timers go: where the ring fills sooner, waking up for each packet would not help either. */
const SHORTEST_MS = 1;

/** Share of the ring that may fill up in a longer one. The rest is for packets that come faster, and for a program that is busy. */
const SHARE = 1 / 2;

/** By how much, at most, a rest is longer than the one before: packets that come slowly at first may be the first of many. */
const LONGER = 2;

export class Coalescer {
  readonly #mostMs: number;
  readonly #largest: number;
  readonly #room: number;
  #isOn = false;
  /** Whether the last look took all that was there. */
  #tookAll = false;
  #emptyLooks = 0;
  #restMs: number;
  #lookedAt = 0;

  /**
   * @param mostMs how long packets may wait; 0: they are never left to come together
   * @param largest most packets that are taken at a time
   * @param ringSize packets that the ring has room for
   */
  constructor(mostMs: number, largest: number, ringSize: number) {
    this.#mostMs = mostMs;
    this.#largest = largest;
    this.#room = ringSize * SHARE;
    this.#restMs = Math.min(mostMs, SHORTEST_MS);
  }

  /**
   * How long to leave the ring alone before the next look, ms: after one that took all that was there, another one would find next
   * to nothing and cost as much. 0: not at all.
   */
  get restMs(): number {
    return this.#isOn && this.#tookAll ? this.#restMs : 0;
  }

  /** Tells of a look at the ring: how many packets it took. */
  saw(packets: number): void {
    this.#tookAll = packets < this.#largest;
    if (this.#mostMs === 0) return;
    if (packets === 0) {
      if (this.#isOn && ++this.#emptyLooks >= EMPTY_LOOKS) this.#isOn = false;
      return;
    }
    if (this.#mostMs > SHORTEST_MS) this.#measure(packets);
    this.#isOn = true;
    this.#emptyLooks = 0;
  }

  /** Rests are no longer than a part of the ring takes to fill, as fast as the last packets came. */
  #measure(packets: number): void {
    const now = performance.now();
    const roomMs = Math.floor((this.#room * (now - this.#lookedAt)) / packets);
    const before = this.#isOn ? this.#restMs : SHORTEST_MS;
    this.#lookedAt = now;
    this.#restMs = Math.max(SHORTEST_MS, Math.min(this.#mostMs, roomMs, before * LONGER));
  }
}
