/** Taking packets from an RX ring and giving their frames back. Works on any memory: no kernel is needed. */
import { type BatchOwner, XdpBatch } from "./batch.js";
import { XDP_PKT_CONTD } from "./constants.js";
import type { Frames } from "./frames.js";
import type { QueueRings } from "./queue-rings.js";
import { OPTIONS, Received } from "./received.js";
import type { ConsumerRing } from "./ring.js";

/** Versions stay small integers; and none comes again, for packets of long ago to be readable. */
const LAST_VERSION = 0x3fff_0000;

export interface ReceiverOptions {
  /** Descriptors of a batch, at most. */
  readonly largest: number;
  /** Number of the queue. */
  readonly queue: number;
  /** Whether packets may have several pieces. */
  readonly multiBuffer: boolean;
  /** Whether the UMEM has unaligned chunks. */
  readonly unaligned: boolean;
  /** Of the XDP program that leads packets here; 0 where it writes no metadata. */
  readonly metadataMark: number;
}

export class XdpReceiver implements BatchOwner {
  readonly queue: number;
  readonly #ring: ConsumerRing;
  readonly #queue: QueueRings;
  readonly #frames: Frames;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #options: ReceiverOptions;
  readonly #largest: number;
  /** Used before and free: no memory is needed for a batch then but the batch itself. */
  readonly #spare: Received[] = [];
  /** Batches that are out, in the order in which they were taken. */
  #oldest: Received | undefined;
  #newest: Received | undefined;
  /** The oldest whose descriptors are in the ring: so are those of all that are newer. */
  #resident: Received | undefined;
  #heldCount = 0;
  #packets = 0;

  constructor(
    ring: ConsumerRing,
    queue: QueueRings,
    frames: Frames,
    bytes: Uint8Array<ArrayBuffer>,
    options: ReceiverOptions,
  ) {
    this.queue = options.queue;
    this.#ring = ring;
    this.#queue = queue;
    this.#frames = frames;
    this.#bytes = bytes;
    this.#options = options;
    this.#largest = Math.min(options.largest, ring.size);
  }

  /** Packets taken, ever. */
  get packets(): number {
    return this.#packets;
  }

  /** Batches that are not given back yet. */
  get heldCount(): number {
    return this.#heldCount;
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
    const received = this.#spare.pop() ?? this.#newReceived();
    received.begin(ring, count);
    const packets = this.#options.multiBuffer ? this.#join(received) : count;
    // The first pieces of a packet, and no more of it yet.
    if (packets === 0) {
      this.#spare.push(received);
      return undefined;
    }
    ring.take(received.count);
    this.#packets += packets;
    const batch = new XdpBatch(received, packets, this);
    this.#hold(received);
    return batch;
  }

  #newReceived(): Received {
    const { unaligned, metadataMark } = this.#options;
    return new Received({
      bytes: this.#bytes,
      frameSize: this.#frames.size,
      largest: this.#largest,
      unaligned,
      metadataMark,
    });
  }

  /**
   * Leaves out the packet that is not whole. One that has more pieces than a batch can hold, which is more than the kernel makes
   * of any, comes in parts.
   */
  #join(received: Received): number {
    const { entries, start, mask, count } = received;
    let [packets, whole] = [0, 0];
    for (let i = 0; i < count; i++) {
      if ((entries[(((start + i) & mask) << 2) + OPTIONS]! & XDP_PKT_CONTD) !== 0) continue;
      packets++;
      whole = i + 1;
    }
    if (packets === 0 && count === this.#largest) [packets, whole] = [1, count];
    received.count = whole;
    received.several = packets < whole;
    return packets;
  }

  /**
   * A batch's descriptors stay in the ring, as long as this takes nothing from the kernel: it must have a place for every frame
   * that it may receive into, however long a batch is held.
   */
  #hold(received: Received): void {
    received.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = received;
    else this.#newest.newer = received;
    this.#newest = received;
    this.#heldCount++;
    this.#resident ??= received;
    const ring = this.#ring;
    const kept = (ring.position - this.#resident.start) | 0;
    const isTight = ring.size < this.#queue.target;
    if (isTight || (kept > ring.size >>> 1 && this.#resident !== received)) this.#detachAll();
  }

  #detachAll(): void {
    for (let one = this.#resident; one !== undefined; one = one.newer) one.detach();
    this.#resident = undefined;
    this.#ring.release(this.#ring.position);
  }

  giveBack(received: Received): void {
    const { older, newer } = received;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    received.older = undefined;
    received.newer = undefined;
    this.#heldCount--;
    this.#queue.recycle(received);
    if (this.#resident === received) {
      this.#resident = newer;
      this.#ring.release(newer?.start ?? this.#ring.position);
    }
    if (this.#queue.wantsFrames) this.#queue.top();
    if (received.version < LAST_VERSION) this.#spare.push(received);
  }

  /** Takes a packet's only frame out of its batch: it does not go back to FILL. */
  takeAway(received: Received, index: number): void {
    received.takeAway(index);
    this.#queue.takeAway();
  }

  /** Makes every batch that is out unusable; the memory may go after that. */
  revoke(): void {
    for (let one = this.#oldest; one !== undefined; one = this.#oldest) (one.holder as XdpBatch).release();
  }
}
