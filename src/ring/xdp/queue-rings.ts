/** FILL and COMPLETION of a queue: the frames that go to the kernel to be received into, and those that come back sent. */
import type { Frames } from "./frames.js";
import { FrameState } from "./frames.js";
import { type Received, TAKEN } from "./received.js";
import { type ConsumerRing, HIGH, LOW, type ProducerRing } from "./ring.js";

// Constants of this module alone are known when code is compiled.
const LOWER = LOW;
const GONE = TAKEN;
const SENDING = FrameState.sending;

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
    this.#frames.move(frame, SENDING, this.#id);
    this.#sending++;
  }

  /** Frames kept for receiving. */
  get receiving(): number {
    return this.#receiving;
  }

  /** How many frames are to be kept for receiving. */
  get target(): number {
    return this.#target;
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

  /** Gives received frames back to the kernel. */
  recycle(received: Received): void {
    const { fill } = this;
    const { count } = received;
    // There is room for every frame that is kept for receiving, and these are among them.
    if (received.isWhole && fill.space(count) >= count) this.#recycleAll(received);
    else this.#recycleSome(received);
    fill.publish();
  }

  /**
   * From run to run: neither of the rings ends within one. A pass of its own: with the entries written while packets are fetched,
   * fetching was found to take longer by twice as much as this takes.
   */
  #recycleAll({ entries: from, start, mask: fromMask, count }: Received): void {
    const { fill } = this;
    const { entries: to, mask: toMask, size, position } = fill;
    const keep = ~this.#offsetMask;
    for (let done = 0; done < count; ) {
      const first = (start + done) & fromMask;
      const place = (position + done) & toMask;
      const ringEnd = fromMask < 0 ? count : fromMask + 1 - first;
      let left = Math.min(count - done, ringEnd, size - place);
      done += left;
      let at = (first << 2) + LOWER;
      // The upper half of an address stays 0.
      let into = (place << 1) + LOWER;
      for (; left >= 4; left -= 4, at += 16, into += 8) {
        to[into] = from[at]! & keep;
        to[into + 2] = from[at + 4]! & keep;
        to[into + 4] = from[at + 8]! & keep;
        to[into + 6] = from[at + 12]! & keep;
      }
      for (; left > 0; left--, at += 4, into += 2) to[into] = from[at]! & keep;
    }
    fill.position = (position + count) | 0;
  }

  /** Some frames went elsewhere, or there is no room for all. */
  #recycleSome({ entries: from, start, mask: fromMask, count }: Received): void {
    const { fill } = this;
    const { entries: to, mask: toMask } = fill;
    const keep = ~this.#offsetMask;
    let { position } = fill;
    let left = fill.space(count);
    for (let i = 0; i < count; i++) {
      const address = from[(((start + i) & fromMask) << 2) + LOWER]!;
      if (address === GONE) continue;
      if (left === 0) {
        this.lose(address >>> 0);
        continue;
      }
      left--;
      to[((position & toMask) << 1) + LOWER] = address & keep;
      position = (position + 1) | 0;
    }
    fill.position = position;
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
    const { entries, mask, position } = completion;
    const frames = this.#frames;
    let found = 0;
    for (let i = 0; i < count; i++) {
      const frame = frames.frameOf(entries[(((position + i) & mask) << 1) + LOWER]! >>> 0);
      // A frame that is not being sent must not become free: somebody would get it twice.
      if (frames.state(frame) === SENDING && frames.give(frame)) found++;
    }
    this.#sending -= found;
    this.#strays += count - found;
    completion.take(count);
    completion.release(completion.position);
    this.#completed += count;
    return count;
  }
}
