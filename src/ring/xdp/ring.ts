/**
 * The four rings that an AF_XDP socket shares with the kernel, net/xdp/xsk_queue.h. Works on any memory: no kernel is needed.
 * Positions count up and wrap at 32 bits; a difference of two of them is taken with `| 0`.
 */
import { littleEndian } from "../../ffi/index.js";
import { ADDRESS_SIZE, DESCRIPTOR_SIZE, XDP_RING_NEED_WAKEUP } from "./constants.js";

/** Which of the two words of a 64-bit address is the lower one. */
export const LOW = littleEndian ? 0 : 1;
export const HIGH = 1 - LOW;

/** Where things are in a ring's memory, bytes: `struct xdp_ring_offset`. */
export interface RingOffsets {
  readonly producer: number;
  readonly consumer: number;
  readonly entries: number;
  readonly flags: number;
}

/** Reads the four of `struct xdp_mmap_offsets`: RX, TX, FILL, COMPLETION. */
export function readRingOffsets(bytes: Uint8Array): [RingOffsets, RingOffsets, RingOffsets, RingOffsets] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (offset: number): number => Number(view.getBigUint64(offset, littleEndian));
  const ring = (offset: number): RingOffsets => ({
    producer: at(offset),
    consumer: at(offset + 8),
    entries: at(offset + 16),
    flags: at(offset + 24),
  });
  return [ring(0), ring(32), ring(64), ring(96)];
}

/** Bytes of a ring. */
export function ringLength(offsets: RingOffsets, size: number, entrySize: number): number {
  return offsets.entries + size * entrySize;
}

export type RingKind = "descriptors" | "addresses";

export const ENTRY_SIZE: Readonly<Record<RingKind, number>> = { descriptors: DESCRIPTOR_SIZE, addresses: ADDRESS_SIZE };

/**
 * What both ends have in common. Entries are read and written in `words`, at `at(position)`. Fields are declared, and come
 * into being with their first value: the compiler relies on what it has seen in them, and must not have seen undefined.
 */
class Ring {
  declare readonly words: Int32Array;
  /** The entries alone. */
  declare readonly entries: Int32Array;
  /** Entries, a power of two. */
  declare readonly size: number;
  declare readonly mask: number;
  /** Index of the first entry's first word; log2 of the words of an entry. */
  declare readonly base: number;
  declare readonly shift: number;
  declare protected readonly producerWord: number;
  declare protected readonly consumerWord: number;
  readonly #flagsWord: number;

  constructor(words: Int32Array, offsets: RingOffsets, size: number, kind: RingKind) {
    this.words = words;
    // As whole numbers for the machine, whatever they were computed with.
    this.size = size | 0;
    this.mask = (size - 1) | 0;
    this.base = offsets.entries >>> 2;
    this.shift = kind === "descriptors" ? 2 : 1;
    this.entries = words.subarray(this.base, this.base + (size << this.shift));
    this.producerWord = offsets.producer >>> 2;
    this.consumerWord = offsets.consumer >>> 2;
    this.#flagsWord = offsets.flags >>> 2;
  }

  /** Index of an entry's first word. */
  at(position: number): number {
    return this.base + ((position & this.mask) << this.shift);
  }

  /** Whether the kernel asks to be told of what is new in here. */
  get needsWakeup(): boolean {
    return (Atomics.load(this.words, this.#flagsWord) & XDP_RING_NEED_WAKEUP) !== 0;
  }
}

/** A ring that the kernel fills: RX, COMPLETION. */
export class ConsumerRing extends Ring {
  /** The next entry to be consumed. */
  declare position: number;
  #produced: number;

  constructor(words: Int32Array, offsets: RingOffsets, size: number, kind: RingKind) {
    super(words, offsets, size, kind);
    this.position = Atomics.load(words, this.consumerWord);
    this.#produced = this.position;
  }

  /** Entries that are there; looks again when fewer than `wanted` are known of. */
  available(wanted: number): number {
    let count = (this.#produced - this.position) | 0;
    if (count < wanted) {
      const produced = Atomics.load(this.words, this.producerWord);
      const now = (produced - this.position) | 0;
      // A number that no ring can have is not believed: nothing is read beyond what is there.
      if (now >= 0 && now <= this.size) {
        this.#produced = produced;
        count = now;
      }
    }
    return count;
  }

  /** Goes on behind `count` entries; the kernel may not write to them yet. */
  take(count: number): void {
    this.position = (this.position + count) | 0;
  }

  /** Gives the entries before `position` back to the kernel. */
  release(position: number): void {
    Atomics.store(this.words, this.consumerWord, position);
  }
}

/** A ring that we fill: FILL, TX. */
export class ProducerRing extends Ring {
  /** The next entry to be written. */
  declare position: number;
  /** What the kernel has been told of. */
  #published: number;
  #consumed: number;

  constructor(words: Int32Array, offsets: RingOffsets, size: number, kind: RingKind) {
    super(words, offsets, size, kind);
    this.position = Atomics.load(words, this.producerWord);
    this.#published = this.position;
    this.#consumed = Atomics.load(words, this.consumerWord);
  }

  /** Entries that may be written; looks again when fewer than `wanted` are known of. */
  space(wanted: number): number {
    if (this.size - ((this.position - this.#consumed) | 0) < wanted) this.#look();
    return this.size - ((this.position - this.#consumed) | 0);
  }

  #look(): void {
    const consumed = Atomics.load(this.words, this.consumerWord);
    // The kernel cannot have taken what was not written: such a number is not believed.
    const used = (this.position - consumed) | 0;
    if (used >= 0 && used <= this.size) this.#consumed = consumed;
  }

  /** Entries that were published and that the kernel has not taken. */
  get pending(): number {
    this.#look();
    return Math.max(0, (this.#published - this.#consumed) | 0);
  }

  /** Entries that were written and not published. */
  get unpublished(): number {
    return (this.position - this.#published) | 0;
  }

  /** Shows the kernel what was written up to `position`. */
  publish(): void {
    if (this.#published === this.position) return;
    this.#published = this.position;
    Atomics.store(this.words, this.producerWord, this.position);
  }
}
