/** Who has which frame of a UMEM. */

/** Nobody's; in a FILL ring, in the kernel or received; given out to be written; in a TX ring or on its way. */
export const FrameState = { free: 0, receiving: 1, reserved: 2, sending: 3 } as const;
export type FrameState = (typeof FrameState)[keyof typeof FrameState];

// Constants of this module alone are known when code is compiled.
const FREE = FrameState.free;

/**
 * The frames of a UMEM: those that are free on a stack, the last given back on top, where caches know it. Fields are declared,
 * and come into being with their first value: the compiler relies on what it has seen in them, and must not have seen undefined.
 */
export class Frames {
  /** Bytes. */
  declare readonly size: number;
  declare readonly count: number;
  /** Bytes of all. */
  declare private readonly end: number;
  /** log2 of the size; negative where that is no whole number. */
  declare private readonly shift: number;
  /** Numbers of frames. */
  declare private readonly stack: Int32Array;
  declare private depth: number;
  declare private readonly states: Uint8Array;
  /** The queue that a frame is with, unless it is free or reserved. */
  declare private readonly owners: Int32Array;

  constructor(size: number, count: number) {
    this.size = size;
    this.count = count;
    this.end = size * count;
    this.shift = (size & (size - 1)) === 0 ? 31 - Math.clz32(size) : -1;
    this.stack = new Int32Array(count);
    for (let i = 0; i < count; i++) this.stack[i] = count - 1 - i;
    this.depth = count;
    this.states = new Uint8Array(count);
    this.owners = new Int32Array(count);
  }

  get free(): number {
    return this.depth;
  }

  /** Takes a free frame: its number, -1 when there is none. */
  take(state: FrameState, owner = 0): number {
    if (this.depth === 0) return -1;
    const frame = this.stack[--this.depth]!;
    this.states[frame] = state;
    this.owners[frame] = owner;
    return frame;
  }

  /** The frame that an address is in; -1 when it is in none. */
  frameOf(address: number): number {
    if (!(address >= 0 && address < this.end)) return -1;
    return this.shift < 0 ? Math.floor(address / this.size) : address >>> this.shift;
  }

  state(frame: number): FrameState | undefined {
    return this.states[frame] as FrameState | undefined;
  }

  /** Hands a frame over: free are those on the stack only. */
  move(frame: number, state: Exclude<FrameState, typeof FrameState.free>, owner: number): void {
    this.states[frame] = state;
    this.owners[frame] = owner;
  }

  /** Frees what is with a queue that has gone. */
  giveAll(owner: number): void {
    for (let frame = 0; frame < this.count; frame++) {
      const state = this.states[frame];
      const isWithQueue = state === FrameState.receiving || state === FrameState.sending;
      if (isWithQueue && this.owners[frame] === owner) this.give(frame);
    }
  }

  /** Gives a frame back; whether it was anybody's. */
  give(frame: number): boolean {
    const state = this.states[frame];
    if (state === undefined || state === FREE) return false;
    this.states[frame] = FREE;
    this.stack[this.depth++] = frame;
    return true;
  }
}
