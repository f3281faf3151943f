/** Who has which frame of a UMEM. */

/** Nobody's; in a FILL ring, in the kernel or received; given out to be written; in a TX ring or on its way. */
export const FrameState = { free: 0, receiving: 1, reserved: 2, sending: 3 } as const;
export type FrameState = (typeof FrameState)[keyof typeof FrameState];

/** The frames of a UMEM: those that are free on a stack, the last given back on top, where caches know it. */
export class Frames {
  /** Bytes. */
  readonly size: number;
  readonly count: number;
  /** Numbers of frames. */
  readonly #stack: Uint32Array;
  #depth: number;
  readonly #states: Uint8Array;
  /** The queue that a frame is with, unless it is free or reserved. */
  readonly #owners: Uint32Array;

  constructor(size: number, count: number) {
    this.size = size;
    this.count = count;
    this.#stack = new Uint32Array(count);
    for (let i = 0; i < count; i++) this.#stack[i] = count - 1 - i;
    this.#depth = count;
    this.#states = new Uint8Array(count);
    this.#owners = new Uint32Array(count);
  }

  get free(): number {
    return this.#depth;
  }

  /** Takes a free frame: its number, -1 when there is none. */
  take(state: FrameState, owner = 0): number {
    if (this.#depth === 0) return -1;
    const frame = this.#stack[--this.#depth]!;
    this.#states[frame] = state;
    this.#owners[frame] = owner;
    return frame;
  }

  /** The frame that an address is in; -1 when it is in none. */
  frameOf(address: number): number {
    const frame = Math.floor(address / this.size);
    return frame >= 0 && frame < this.count ? frame : -1;
  }

  state(frame: number): FrameState | undefined {
    return this.#states[frame] as FrameState | undefined;
  }

  /** Hands a frame over: free are those on the stack only. */
  move(frame: number, state: Exclude<FrameState, typeof FrameState.free>, owner: number): void {
    this.#states[frame] = state;
    this.#owners[frame] = owner;
  }

  /** Frees what is with a queue that has gone. */
  giveAll(owner: number): void {
    for (let frame = 0; frame < this.count; frame++) {
      const state = this.#states[frame];
      const isWithQueue = state === FrameState.receiving || state === FrameState.sending;
      if (isWithQueue && this.#owners[frame] === owner) this.give(frame);
    }
  }

  /** Gives a frame back; whether it was anybody's. */
  give(frame: number): boolean {
    const state = this.#states[frame];
    if (state === undefined || state === FrameState.free) return false;
    this.#states[frame] = FrameState.free;
    this.#stack[this.#depth++] = frame;
    return true;
  }
}
