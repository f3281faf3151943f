/** Taking packets from an RX ring and giving their frames back. Works on any memory: no kernel is needed. */
import { type BatchOwner, XdpBatch } from "./batch.js";
import { XDP_PKT_CONTD } from "./constants.js";
import type { Frames } from "./frames.js";
import { CONTINUED, type Received, TAKEN } from "./packet.js";
import type { QueueRings } from "./queue-rings.js";
import { type ConsumerRing, HIGH, LOW } from "./ring.js";

/** Storage for the descriptors of a batch. */
interface Store {
  readonly offsets: Uint32Array;
  readonly lengths: Int32Array;
}

export class XdpReceiver implements BatchOwner {
  readonly queue: number;
  readonly #ring: ConsumerRing;
  readonly #queue: QueueRings;
  readonly #frames: Frames;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #largest: number;
  /** Used before and free: no memory is needed for a batch then but the batch itself. */
  readonly #stores: Store[] = [];
  readonly #held = new Set<XdpBatch>();
  #packets = 0;
  /** Of no meaning: keeps the reads that it is made of from being optimised away. */
  touched = 0;

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
    return this.#held.size;
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
    const store = this.#stores.pop() ?? {
      offsets: new Uint32Array(this.#largest),
      lengths: new Int32Array(this.#largest),
    };
    const { packets, pieces } = this.#read(store, count);
    // The first pieces of a packet, and no more of it yet.
    if (packets === 0 && count < this.#largest) {
      this.#stores.push(store);
      return undefined;
    }
    ring.release(pieces);
    this.#packets += packets;
    const received = { ...store, bytes: this.#bytes, count: pieces, frameSize: this.#frames.size };
    const batch = new XdpBatch(received, packets, this);
    this.#held.add(batch);
    return batch;
  }

  /**
   * Copies descriptors. Only whole packets count. One that has more pieces than a batch can hold, which is more than the
   * kernel makes of any, comes in parts.
   */
  #read({ offsets, lengths }: Store, count: number): { packets: number; pieces: number } {
    const { words, base, mask, position } = this.#ring;
    const bytes = this.#bytes;
    const end = bytes.length;
    let touched = 0;
    let packets = 0;
    let pieces = 0;
    for (let i = 0; i < count; i++) {
      const at = base + (((position + i) & mask) << 2);
      // Unaligned chunks: the upper 16 bits are an offset to be added.
      let offset = (words[at + LOW]! >>> 0) + (words[at + HIGH]! >>> 16);
      let length = words[at + 2]! >>> 0;
      // What the kernel writes is right; a ring that somebody else wrote to must not lead out of the UMEM.
      if (offset >= end) offset = 0;
      if (length > end - offset) length = 0;
      offsets[i] = offset;
      // Another CPU wrote the packet. In this short loop many of its first lines are fetched at a time; whoever reads it next
      // would wait for one after the other.
      touched ^= bytes[offset]!;
      if ((words[at + 3]! & XDP_PKT_CONTD) !== 0) {
        lengths[i] = length | CONTINUED;
      } else {
        lengths[i] = length;
        packets++;
        pieces = i + 1;
      }
    }
    this.touched = touched;
    if (packets > 0) return { packets, pieces };
    if (count === this.#largest) lengths[count - 1] = lengths[count - 1]! & ~CONTINUED;
    return { packets: count === this.#largest ? 1 : 0, pieces: count };
  }

  giveBack(batch: XdpBatch, { offsets, lengths, count }: Received): void {
    this.#held.delete(batch);
    this.#queue.recycle(offsets, count, TAKEN);
    if (this.#queue.wantsFrames) this.#queue.top();
    this.#stores.push({ offsets, lengths });
  }

  /** Takes a packet's only frame out of its batch: it does not go back to FILL. */
  takeAway(received: Received, index: number): void {
    received.offsets[index] = TAKEN;
    this.#queue.takeAway();
  }

  /** Makes every batch that is out unusable; the memory may go after that. */
  revoke(): void {
    for (const batch of this.#held) batch.release();
  }
}
