/** FILL and COMPLETION of a queue: the frames that go to the kernel to be received into, and those that come back sent. */
import type { Frames } from "./frames.js";
import { FrameState } from "./frames.js";
import { TAKEN } from "./received.js";
import { type ConsumerRing, HIGH, LOW, type ProducerRing } from "./ring.js";

let lastId = 0;

export class QueueRings {
  readonly #id = ++lastId;
  #users = 0;
  readonly fill: ProducerRing;
  readonly completion: ConsumerRing;
  readonly #frames: Frames;
  readonly #reclaimAll: () => void;
  /** How many frames are to be kept for receiving: in FILL, in the kernel, in RX and with the program. */
  readonly #target: number;
  /** Bits of an offset within a frame; 0 where the size of frames is no power of two. */
  readonly #offsetMask: number;
  #receiving = 0;
  #sending = 0;
  #completed = 0;
  #strays = 0;

  /** @param reclaimAll takes back what all queues of the UMEM have sent */
  constructor(frames: Frames, fill: ProducerRing, completion: ConsumerRing, target: number, reclaimAll: () => void) {
    this.#frames = frames;
    this.#reclaimAll = reclaimAll;
    this.fill = fill;
    this.completion = completion;
    this.#target = Math.min(target, fill.size);
    this.#offsetMask = (frames.size & (frames.size - 1)) === 0 ? frames.size - 1 : 0;
  }

  use(): void {
    this.#users++;
  }

  /** Whether that was the last socket of the queue. */
  unuse(): boolean {
    this.#users--;
    return this.#users === 0;
  }

  /** Frees every frame that is with the queue, when the kernel can write to none of them any more. */
  abandon(): void {
    this.#frames.giveAll(this.#id);
  }

  /** Frames that were sent and have come back, ever. */
  get completed(): number {
    return this.#completed;
  }

  /** Addresses in COMPLETION that nobody had sent, ever: 0 unless something is wrong. */
  get strays(): number {
    return this.#strays;
  }

  /** Frames that were sent and have not come back. */
  get sending(): number {
    return this.#sending;
  }

  /** A frame goes to a TX ring. */
  send(frame: number): void {
    this.#frames.move(frame, FrameState.sending, this.#id);
    this.#sending++;
  }

  /** Frames kept for receiving. */
  get receiving(): number {
    return this.#receiving;
  }

  /** Whether frames are missing that were received and then sent on. */
  get wantsFrames(): boolean {
    return this.#receiving < this.#target;
  }

  /** Brings the frames kept for receiving up to what they should be, as far as some are free. */
  top(): void {
    const { fill } = this;
    const missing = this.#target - this.#receiving;
    if (missing <= 0) return;
    if (this.#frames.free < missing) this.#reclaimAll();
    const count = Math.min(missing, this.#frames.free, fill.space(missing));
    if (count === 0) return;
    const { words } = fill;
    for (let i = 0; i < count; i++) {
      const at = fill.at(fill.position + i);
      words[at + LOW] = this.#frames.take(FrameState.receiving, this.#id) * this.#frames.size;
      words[at + HIGH] = 0;
    }
    this.#receiving += count;
    fill.position = (fill.position + count) | 0;
    fill.publish();
  }

  /** Gives received frames back to the kernel. `offsets`: anywhere in the frames, `count` of them with those that are TAKEN. */
  recycle(offsets: Uint32Array, count: number): void {
    const { fill } = this;
    const { words, base, mask } = fill;
    const { size } = this.#frames;
    const offsetMask = ~this.#offsetMask;
    const [low, high] = [LOW, HIGH];
    const taken = TAKEN;
    let { position } = fill;
    // There is room for every frame that is kept for receiving, and these are among them.
    let left = fill.space(count);
    for (let i = 0; i < count; i++) {
      const offset = offsets[i]!;
      if (offset === taken) continue;
      if (left === 0) {
        this.lose(offset);
        continue;
      }
      left--;
      const at = base + ((position & mask) << 1);
      words[at + low] = offsetMask === -1 ? offset - (offset % size) : offset & offsetMask;
      words[at + high] = 0;
      position = (position + 1) | 0;
    }
    fill.position = position;
    fill.publish();
  }

  /** A frame that was received goes elsewhere. */
  takeAway(): void {
    this.#receiving--;
  }

  /** A received frame that does not go back to FILL becomes free. */
  lose(offset: number): void {
    this.#receiving--;
    this.#frames.give(this.#frames.frameOf(offset));
  }

  /** Takes back what was sent: number of frames. */
  reclaim(): number {
    const { completion } = this;
    const count = completion.available(completion.size);
    if (count === 0) return 0;
    const { words } = completion;
    for (let i = 0; i < count; i++) {
      const at = completion.at(completion.position + i);
      const frame = this.#frames.frameOf(words[at + LOW]! >>> 0);
      // A frame that is not being sent must not become free: somebody would get it twice.
      if (this.#frames.state(frame) === FrameState.sending && this.#frames.give(frame)) this.#sending--;
      else this.#strays++;
    }
    completion.release(count);
    this.#completed += count;
    return count;
  }
}
