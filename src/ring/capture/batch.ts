/** A block of packets that is borrowed from the ring. */
import { codedError } from "../../ffi/index.js";
import type { RingMemory } from "./block.js";
import { type Lease, NONE, PACKET_HEADER_SIZE, Packet } from "./packet.js";

/** What a block says about itself. */
export interface BlockFacts {
  readonly sequence: number;
  readonly gap: number;
  readonly timedOut: boolean;
  readonly length: number;
  /** Where its first packet's header lies in the ring, and where the block ends. */
  readonly first: number;
  readonly end: number;
  readonly firstSeconds: number;
  readonly firstNanoseconds: number;
  readonly lastSeconds: number;
  readonly lastNanoseconds: number;
  /** Which block it is, and of what. */
  readonly block: number;
  readonly owner: { giveBack(block: number): void };
}

function nanoseconds(seconds: number, rest: number): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(rest);
}

/** Goes from packet to packet without making an object for each: its fields are those of the packet that it is at. */
export class PacketCursor extends Packet {
  readonly #first: number;
  readonly #end: number;
  #left: number;

  constructor(lease: Lease, facts: BlockFacts) {
    super(lease, NONE);
    this.#first = facts.first;
    this.#end = facts.end;
    this.#left = facts.length;
  }

  /** The whole ring; the packet lies at `offset`, `length` bytes of it. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.ring().bytes;
  }

  /** Goes to the next packet; false at the end, where the cursor's fields are no packet's. */
  next(): boolean {
    const { words } = this.ring();
    if (this.#left === 0) return this.#finish();
    let at = this.#first;
    if (this.at >= 0) {
      const step = words[this.at >>> 2]!;
      // The kernel may count one packet more than it had room for.
      if (step === 0) return this.#finish();
      at = this.at + step;
    }
    if (at + PACKET_HEADER_SIZE > this.#end) return this.#finish();
    this.#left--;
    this.at = at;
    return true;
  }

  #finish(): false {
    this.#left = 0;
    this.at = NONE;
    return false;
  }

  /** The packet that it is at. */
  packet(): Packet {
    this.memory();
    return new Packet(this.lease, this.at);
  }
}

/** Iterates over packets; made for one `for` loop. */
class PacketIterator implements IterableIterator<Packet> {
  readonly #cursor: PacketCursor;

  constructor(cursor: PacketCursor) {
    this.#cursor = cursor;
  }

  next(): IteratorResult<Packet, undefined> {
    if (this.#cursor.next()) return { value: this.#cursor.packet(), done: false };
    return { value: undefined, done: true };
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/**
 * Packets that came together. They stay in the ring: give the batch back (`release`, or `using`) as soon as they are dealt
 * with, for the kernel to fill that block again.
 */
export class Batch implements Iterable<Packet> {
  readonly #lease: Lease;
  readonly #facts: BlockFacts;

  constructor(memory: RingMemory, facts: BlockFacts) {
    this.#lease = { memory };
    this.#facts = facts;
  }

  /** Number of packets. */
  get length(): number {
    return this.#facts.length;
  }

  /** Number of the block since the ring was made; the first is 1. */
  get sequence(): number {
    return this.#facts.sequence;
  }

  /** Blocks that are missing between the one before and this one: 0, unless something is wrong. */
  get gap(): number {
    return this.#facts.gap;
  }

  /** Whether the block was given because its time was up, and not because it was full. */
  get timedOut(): boolean {
    return this.#facts.timedOut;
  }

  /** When its first packet came, nanoseconds since 1970; of an empty batch, when its block was opened. */
  get firstTimestampNs(): bigint {
    return nanoseconds(this.#facts.firstSeconds, this.#facts.firstNanoseconds);
  }

  /** When its last packet came; of an empty batch, when its time was up. */
  get lastTimestampNs(): bigint {
    return nanoseconds(this.#facts.lastSeconds, this.#facts.lastNanoseconds);
  }

  /** Whether it was given back. */
  get released(): boolean {
    return this.#lease.memory === undefined;
  }

  /** The whole ring, in which cursors give offsets. @throws Error with code ERR_RINGLINK_RELEASED */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#memory().bytes;
  }

  #memory(): RingMemory {
    const { memory } = this.#lease;
    if (memory === undefined)
      throw codedError("ERR_RINGLINK_RELEASED", "this batch was given back, or its capture closed");
    return memory;
  }

  /** A cursor before the first packet. @throws Error with code ERR_RINGLINK_RELEASED */
  cursor(): PacketCursor {
    this.#memory();
    return new PacketCursor(this.#lease, this.#facts);
  }

  /** @throws Error with code ERR_RINGLINK_RELEASED */
  [Symbol.iterator](): IterableIterator<Packet> {
    return new PacketIterator(this.cursor());
  }

  /** Gives the block back to the kernel. Its packets are an error from now on. Idempotent. */
  release(): void {
    if (this.#lease.memory === undefined) return;
    this.#lease.memory = undefined;
    this.#facts.owner.giveBack(this.#facts.block);
  }

  [Symbol.dispose](): void {
    this.release();
  }
}
