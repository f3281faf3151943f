/** What the packets of a batch are read from. */
import { XDP_PKT_CONTD } from "./constants.js";
import { type ConsumerRing, HIGH, LOW } from "./ring.js";

/** In place of the lower half of an address: the frame went elsewhere. No packet begins there, of the 4 GiB that a UMEM can have. */
export const TAKEN = -1;

// Constants of this module alone are known when code is compiled; what others export is looked up for every packet.
const GONE = TAKEN;
const LOWER = LOW;
const UPPER = HIGH;

/** Words of a descriptor. */
const LENGTH = 2;
export const OPTIONS = 3;

/**
 * Packets whose first bytes are fetched at a time. They lie at the same place of frames whose size is a power of two, and so in
 * few sets of the caches: of many more, the first would be gone again before they are read.
 */
const FETCHED = 256;

export interface ReceivedOptions {
  /** The whole UMEM. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes. */
  readonly frameSize: number;
  /** Descriptors of a batch, at most. */
  readonly largest: number;
  /** Whether the upper 16 bits of an address are an offset, to be added to the rest. */
  readonly unaligned: boolean;
  /** Of the XDP program. */
  readonly metadataMark: number;
}

/**
 * Descriptors that were taken from an RX ring together: pieces of packets. They are read where they lie in the ring, or from a
 * copy. Used for one batch after the other.
 *
 * Fields are declared, and come into being with their first value: the compiler relies on what it has seen in them, and must
 * not have seen undefined.
 */
export class Received {
  /** The whole UMEM. */
  declare readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes of a frame: no packet's metadata reaches before its own. */
  declare readonly frameSize: number;
  /** Tells metadata that the XDP program has written before packets from other bytes; 0 where it writes none. */
  declare readonly metadataMark: number;
  /** All packets end before this offset. */
  declare readonly limit: number;
  declare readonly unaligned: boolean;
  /** Descriptors, of four words each; that of a piece is number `start + index`, `mask` applied. */
  declare entries: Int32Array;
  start = 0;
  mask = 0;
  /** Pieces. */
  count = 0;
  /** Whether all frames are here still. */
  isWhole = true;
  /** Whether some packet has more than one. */
  several = false;
  /** The first piece that may not be in the cache. */
  cold = 0;
  /** The batch; undefined once it is given back. */
  holder: object | undefined = undefined;
  /** Another number after every change to what may be read. */
  version = 0;
  /** The batches that are out and that were taken just before and just after this one. */
  older: Received | undefined = undefined;
  newer: Received | undefined = undefined;
  /** Of no meaning: keeps the reads that it is made of from being optimised away. */
  touched = 0;
  readonly #largest: number;
  #copy: Int32Array | undefined;

  constructor({ bytes, frameSize, largest, unaligned, metadataMark }: ReceivedOptions) {
    this.bytes = bytes;
    this.frameSize = frameSize;
    this.metadataMark = metadataMark;
    // TAKEN must not be in it.
    this.limit = Math.min(bytes.length, 0xffff_ffff);
    this.unaligned = unaligned;
    this.entries = new Int32Array(0);
    this.#largest = largest;
  }

  /** Reads descriptors where they lie, from the ring's next one on. */
  begin(ring: ConsumerRing, count: number): void {
    this.entries = ring.entries;
    this.start = ring.position;
    this.mask = ring.mask;
    this.count = count;
    this.isWhole = true;
    this.several = false;
    this.cold = 0;
  }

  /** Copies the descriptors: their places in the ring are free. */
  detach(): void {
    const { entries, mask, count } = this;
    this.#copy ??= new Int32Array(4 * this.#largest);
    const first = this.start & mask;
    const straight = Math.min(count, mask + 1 - first);
    this.#copy.set(entries.subarray(4 * first, 4 * (first + straight)));
    if (straight < count) this.#copy.set(entries.subarray(0, 4 * (count - straight)), 4 * straight);
    this.entries = this.#copy;
    this.start = 0;
    this.mask = -1;
  }

  /**
   * Fetches the first bytes of the next packets, if there are any. Another CPU wrote them: as many cache lines are
   * on their way at a time as there are reads among the few hundred instructions that a CPU looks ahead. Hence this loop, which
   * does as little for each as can be, is written out, and is too long to become part of its callers; whoever reads the packets
   * themselves would wait for one after the other.
   */
  fetch(): void {
    const { entries, bytes, cold, mask } = this;
    const first = (this.start + cold) & mask;
    let left = Math.min(FETCHED, this.count - cold);
    // Up to the end of the ring; the rest comes next.
    if (mask >= 0) left = Math.min(left, mask + 1 - first);
    this.cold = cold + left;
    let at = (first << 2) + LOWER;
    let { touched } = this;
    // Beyond the UMEM, where a ring that somebody else wrote to may lead, there is undefined: no bit of it.
    for (; left >= 16; left -= 16, at += 64) {
      touched ^=
        bytes[entries[at]! >>> 0]! ^
        bytes[entries[at + 4]! >>> 0]! ^
        bytes[entries[at + 8]! >>> 0]! ^
        bytes[entries[at + 12]! >>> 0]! ^
        bytes[entries[at + 16]! >>> 0]! ^
        bytes[entries[at + 20]! >>> 0]! ^
        bytes[entries[at + 24]! >>> 0]! ^
        bytes[entries[at + 28]! >>> 0]! ^
        bytes[entries[at + 32]! >>> 0]! ^
        bytes[entries[at + 36]! >>> 0]! ^
        bytes[entries[at + 40]! >>> 0]! ^
        bytes[entries[at + 44]! >>> 0]! ^
        bytes[entries[at + 48]! >>> 0]! ^
        bytes[entries[at + 52]! >>> 0]! ^
        bytes[entries[at + 56]! >>> 0]! ^
        bytes[entries[at + 60]! >>> 0]!;
    }
    for (; left > 0; left--, at += 4) touched ^= bytes[entries[at]! >>> 0]!;
    this.touched = touched;
  }

  /** Where a piece begins in `bytes`; negative when its frame went elsewhere. */
  offsetAt(index: number): number {
    const at = ((this.start + index) & this.mask) << 2;
    const word = this.entries[at + LOWER]!;
    let offset = word >>> 0;
    if (this.unaligned) offset += this.entries[at + UPPER]! >>> 16;
    if (offset < this.limit) return offset;
    // What the kernel writes is right; a ring that somebody else wrote to must not lead out of the UMEM.
    return word === GONE ? GONE : 0;
  }

  /** Bytes of a piece that begins at `offset`. */
  lengthAt(index: number, offset: number): number {
    const length = this.entries[(((this.start + index) & this.mask) << 2) + LENGTH]! >>> 0;
    return length <= this.limit - offset ? length : 0;
  }

  /** Whether a piece is not its packet's last. */
  continues(index: number): boolean {
    if (!this.several || index + 1 >= this.count) return false;
    return (this.entries[(((this.start + index) & this.mask) << 2) + OPTIONS]! & XDP_PKT_CONTD) !== 0;
  }

  /** The piece that comes after the packet which has this one. */
  after(index: number): number {
    let last = index;
    while (this.continues(last)) last++;
    return last + 1;
  }

  /** A piece's frame goes elsewhere. */
  takeAway(index: number): void {
    this.entries[(((this.start + index) & this.mask) << 2) + LOWER] = GONE;
    this.isWhole = false;
    this.version++;
  }
}
