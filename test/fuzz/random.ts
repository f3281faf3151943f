/** Random numbers that a seed reproduces. */

/** mulberry32: 32 bits of state, good enough to choose mutations with. */
export class Random {
  #state: number;

  /** Every case of a run has a generator of its own, so that one case can be repeated without the others. */
  constructor(seed: number, index = 0) {
    this.#state = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) | 0;
  }

  /** 0 … 2³² − 1. */
  word(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** 0 … n − 1; 0 for n = 0. */
  below(n: number): number {
    return n <= 0 ? 0 : Math.floor((this.word() / 0x1_0000_0000) * n);
  }

  chance(one: number): boolean {
    return this.below(one) === 0;
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  bytes(n: number): Uint8Array {
    return Uint8Array.from({ length: n }, () => this.below(256));
  }
}
