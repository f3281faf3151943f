/** Taking packets from an RX ring and giving their frames back. Works on any memory: no kernel is needed. */
import { type BatchOwner, XdpBatch } from "./batch.js";
import { XDP_PKT_CONTD } from "./constants.js";
import type { Frames } from "./frames.js";
import { CONTINUED } from "./packet.js";
import type { QueueRings } from "./queue-rings.js";
import { Received, TAKEN } from "./received.js";
import { type ConsumerRing, HIGH, LOW } from "./ring.js";

export class XdpReceiver implements BatchOwner {
  readonly queue: number;
  readonly #ring: ConsumerRing;
  readonly #queue: QueueRings;
  readonly #frames: Frames;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #largest: number;
  /** Used before and free: no memory is needed for a batch then but the batch itself. */
  readonly #spare: Received[] = [];
  /** Batches that are out; in no order. */
  readonly #held: XdpBatch[] = [];
  #packets = 0;

  /** @param largest descriptors of a batch, at most; @param number of the queue */
  constructor(
    ring: ConsumerRing,
    queue: QueueRings,
    frames: Frames,
    bytes: Uint8Array<ArrayBuffer>,
    largest: number,
    number: number,
  ) {
    this.queue = number;
    this.#ring = ring;
    this.#queue = queue;
    this.#frames = frames;
    this.#bytes = bytes;
    this.#largest = Math.min(largest, ring.size);
  }

  /** Packets taken, ever. */
  get packets(): number {
    return this.#packets;
  }

  /** Batches that are not given back yet. */
  get heldCount(): number {
    return this.#held.length;
  }

  /** Descriptors that wait. */
  get ready(): number {
    return this.#ring.available(1);
  }

  /** Whether as much waits as a batch can hold. */
  get isFull(): boolean {
    return this.#ring.available(this.#largest) >= this.#largest;
  }

  /** Takes what waits; undefined when nothing does. */
  take(): XdpBatch | undefined {
    const ring = this.#ring;
    const count = Math.min(ring.available(this.#largest), this.#largest);
    if (count === 0) {
      if (this.#queue.wantsFrames) this.#queue.top();
      return undefined;
    }
    const received = this.#spare.pop() ?? new Received(this.#bytes, this.#frames.size, this.#largest);
    const packets = this.#read(received, count);
    // The first pieces of a packet, and no more of it yet.
    if (packets === 0) {
      this.#spare.push(received);
      return undefined;
    }
    ring.release(received.count);
    this.#packets += packets;
    const batch = new XdpBatch(received, packets, this);
    received.slot = this.#held.push(batch) - 1;
    return batch;
  }

  /** Copies descriptors: how many packets they are. Only whole packets count. */
  #read(received: Received, count: number): number {
    const { words, base, mask, position } = this.#ring;
    const { offsets, lengths } = received;
    const end = this.#bytes.length;
    const [low, high] = [LOW, HIGH];
    let continued = 0;
    for (let i = 0; i < count; i++) {
      const at = base + (((position + i) & mask) << 2);
      // Unaligned chunks: the upper 16 bits are an offset to be added.
      let offset = (words[at + low]! >>> 0) + (words[at + high]! >>> 16);
      let length = words[at + 2]! >>> 0;
      // What the kernel writes is right; a ring that somebody else wrote to must not lead out of the UMEM.
      if (offset >= end) offset = 0;
      if (length > end - offset) length = 0;
      offsets[i] = offset;
      lengths[i] = length;
      continued |= words[at + 3]!;
    }
    received.count = count;
    received.cold = 0;
    received.several = (continued & XDP_PKT_CONTD) !== 0;
    return received.several ? this.#join(received) : count;
  }

  /**
   * Marks pieces that are not their packet's last, and leaves out the packet that is not whole. One that has more pieces than
   * a batch can hold, which is more than the kernel makes of any, comes in parts.
   */
  #join(received: Received): number {
    const ring = this.#ring;
    const { lengths, count } = received;
    let packets = 0;
    received.count = 0;
    for (let i = 0; i < count; i++) {
      if ((ring.words[ring.at(ring.position + i) + 3]! & XDP_PKT_CONTD) !== 0) lengths[i] = lengths[i]! | CONTINUED;
      else {
        packets++;
        received.count = i + 1;
      }
    }
    if (packets > 0 || count < this.#largest) return packets;
    lengths[count - 1] = lengths[count - 1]! & ~CONTINUED;
    received.count = count;
    return 1;
  }

  giveBack(batch: XdpBatch, received: Received): void {
    const last = this.#held.pop()!;
    if (last !== batch) {
      this.#held[received.slot] = last;
      last.received().slot = received.slot;
    }
    this.#queue.recycle(received.offsets, received.count);
    if (this.#queue.wantsFrames) this.#queue.top();
    this.#spare.push(received);
  }

  /** Takes a packet's only frame out of its batch: it does not go back to FILL. */
  takeAway(received: Received, index: number): void {
    received.offsets[index] = TAKEN;
    this.#queue.takeAway();
  }

  /** Makes every batch that is out unusable; the memory may go after that. */
  revoke(): void {
    for (const batch of [...this.#held]) batch.release();
  }
}
