/** Packets that were taken from an RX ring together. */
import { codedError } from "../../ffi/index.js";
import { NONE, unreadable, XdpPacket, XdpPacketFields } from "./packet.js";
import type { Received } from "./received.js";

/** Goes from packet to packet without making an object for each: its fields are those of the packet that it is at. */
export class XdpCursor extends XdpPacketFields {
  constructor(received: Received, batch: object) {
    super(received, batch, NONE);
  }

  /** The whole UMEM; the packet lies at `offset`, `length` bytes of it. */
  get bytes(): Uint8Array<ArrayBuffer> {
    const { received } = this;
    if (received.holder !== this.batch) unreadable("released");
    return received.bytes;
  }

  /** Goes to the next packet; false at the end, where the cursor's fields are no packet's. */
  next(): boolean {
    const { received } = this;
    if (received.holder !== this.batch) unreadable("released");
    const at = received.several && this.at >= 0 ? received.after(this.at) : this.at + 1;
    if (at >= received.cold) {
      if (at >= received.count) {
        this.leave();
        return false;
      }
      received.fetch();
    }
    this.go(at);
    return true;
  }

  /** The packet that it is at. */
  packet(): XdpPacket {
    return new XdpPacket(this.memory(), this.batch, this.at);
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
  giveBack(received: Received): void;
  /** A frame goes elsewhere. */
  takeAway(received: Received, index: number): void;
}

/**
 * Packets that came together. They stay in their frames: give the batch back (`release`, or `using`) as soon as they are
 * dealt with, for the kernel to receive into them again. Any number may be held, and given back in any order, as long as
 * there are frames left.
 */
export class XdpBatch implements Iterable<XdpPacket> {
  readonly #received: Received;
  readonly #owner: BatchOwner;
  /** Number of packets. */
  readonly length: number;

  /** @internal */
  constructor(received: Received, packets: number, owner: BatchOwner) {
    this.#received = received;
    received.holder = this;
    this.length = packets;
    this.#owner = owner;
  }

  /** Queue of the device that its packets came through. */
  get queue(): number {
    return this.#owner.queue;
  }

  /** Whether it was given back. */
  get released(): boolean {
    return this.#received.holder !== this;
  }

  /** The whole UMEM, in which cursors give offsets. @throws Error with code ERR_RINGLINK_RELEASED */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.received().bytes;
  }

  /** A cursor before the first packet. @throws Error with code ERR_RINGLINK_RELEASED */
  cursor(): XdpCursor {
    return new XdpCursor(this.received(), this);
  }

  /** @throws Error with code ERR_RINGLINK_RELEASED */
  [Symbol.iterator](): IterableIterator<XdpPacket> {
    return new PacketIterator(this.cursor());
  }

  /** Gives the frames back to the kernel. Its packets are an error from now on. Idempotent. */
  release(): void {
    const received = this.#received;
    if (received.holder !== this) return;
    received.holder = undefined;
    received.version++;
    this.#owner.giveBack(received);
  }

  [Symbol.dispose](): void {
    this.release();
  }

  /** @internal */
  received(): Received {
    const received = this.#received;
    if (received.holder !== this) {
      throw codedError("ERR_RINGLINK_RELEASED", "this batch was given back, or its socket closed");
    }
    return received;
  }

  /** Takes a packet's only frame out of the batch. @internal */
  takeAway(index: number): void {
    this.#owner.takeAway(this.received(), index);
  }
}
