/** Packets that were taken from an RX ring together. */
import { codedError } from "../../ffi/index.js";
import { type Lease, NONE, XdpPacket, XdpPacketFields } from "./packet.js";
import type { Received } from "./received.js";

/** Goes from packet to packet without making an object for each: its fields are those of the packet that it is at. */
export class XdpCursor extends XdpPacketFields {
  #next = 0;

  constructor(lease: Lease) {
    super(lease, NONE);
  }

  /** The whole UMEM; the packet lies at `offset`, `length` bytes of it. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.received().bytes;
  }

  /** Goes to the next packet; false at the end, where the cursor's fields are no packet's. */
  next(): boolean {
    const received = this.received();
    let next = this.#next;
    if (next >= received.count) {
      this.at = NONE;
      return false;
    }
    if (next >= received.cold) received.fetch();
    this.at = next;
    if (received.several) while (received.lengths[next]! < 0) next++;
    this.#next = next + 1;
    return true;
  }

  /** The packet that it is at. */
  packet(): XdpPacket {
    this.memory();
    return new XdpPacket(this.lease, this.at);
  }
}

class PacketIterator implements IterableIterator<XdpPacket> {
  readonly #cursor: XdpCursor;

  constructor(cursor: XdpCursor) {
    this.#cursor = cursor;
  }

  next(): IteratorResult<XdpPacket, undefined> {
    if (this.#cursor.next()) return { value: this.#cursor.packet(), done: false };
    return { value: undefined, done: true };
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/** Whose frames a batch's are. */
export interface BatchOwner {
  /** Queue that they were received on. */
  readonly queue: number;
  giveBack(batch: XdpBatch, received: Received): void;
  /** A frame goes elsewhere. */
  takeAway(received: Received, index: number): void;
}

/**
 * Packets that came together. They stay in their frames: give the batch back (`release`, or `using`) as soon as they are
 * dealt with, for the kernel to receive into them again. Any number may be held, and given back in any order, as long as
 * there are frames left.
 */
export class XdpBatch implements Iterable<XdpPacket> {
  readonly #lease: Lease;
  readonly #owner: BatchOwner;
  /** Number of packets. */
  readonly length: number;

  /** @internal */
  constructor(received: Received, packets: number, owner: BatchOwner) {
    this.#lease = { memory: received };
    this.length = packets;
    this.#owner = owner;
  }

  /** Queue of the device that its packets came through. */
  get queue(): number {
    return this.#owner.queue;
  }

  /** Whether it was given back. */
  get released(): boolean {
    return this.#lease.memory === undefined;
  }

  /** The whole UMEM, in which cursors give offsets. @throws Error with code ERR_RINGLINK_RELEASED */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.received().bytes;
  }

  /** A cursor before the first packet. @throws Error with code ERR_RINGLINK_RELEASED */
  cursor(): XdpCursor {
    this.received();
    return new XdpCursor(this.#lease);
  }

  /** @throws Error with code ERR_RINGLINK_RELEASED */
  [Symbol.iterator](): IterableIterator<XdpPacket> {
    return new PacketIterator(this.cursor());
  }

  /** Gives the frames back to the kernel. Its packets are an error from now on. Idempotent. */
  release(): void {
    const received = this.#lease.memory;
    if (received === undefined) return;
    this.#lease.memory = undefined;
    this.#owner.giveBack(this, received);
  }

  [Symbol.dispose](): void {
    this.release();
  }

  /** @internal */
  received(): Received {
    const { memory } = this.#lease;
    if (memory === undefined) {
      throw codedError("ERR_RINGLINK_RELEASED", "this batch was given back, or its socket closed");
    }
    return memory;
  }

  /** Takes a packet's only frame out of the batch. @internal */
  takeAway(index: number): void {
    this.#owner.takeAway(this.received(), index);
  }
}
