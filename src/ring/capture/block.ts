/** A ring of blocks as TPACKET_V3 fills them, and what is in a block. Works on any memory: no kernel is needed. */
import { codedError, littleEndian } from "../../ffi/index.js";
import { BLOCK_HEADER_SIZE, TP_STATUS_BLK_TMO, TP_STATUS_KERNEL, TP_STATUS_USER } from "../packet/constants.js";
import { Batch } from "./batch.js";

/** The same memory, seen three ways. Words and halves are in the byte order of the machine, as the kernel writes them. */
export interface RingMemory {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly words: Uint32Array<ArrayBuffer>;
  readonly halves: Uint16Array<ArrayBuffer>;
  /** Of status words, which the kernel and we take turns in writing. */
  readonly shared: Int32Array<ArrayBuffer>;
}

export function ringMemory(buffer: ArrayBuffer): RingMemory {
  return {
    bytes: new Uint8Array(buffer),
    words: new Uint32Array(buffer),
    halves: new Uint16Array(buffer),
    shared: new Int32Array(buffer),
  };
}

/** Offsets in `struct tpacket_block_desc`. */
const BLOCK_STATUS = 8;
const PACKET_COUNT = 12;
const FIRST_PACKET = 16;
/** Bytes in use, the header's among them. */
const BLOCK_LENGTH = 20;
const SEQUENCE = 24;
/** When the block was opened, which may be long before its first packet came. */
const OPEN_TIME = 32;
const LAST_TIME = 40;
/** Of a packet's timestamp in its header. */
const PACKET_TIME = 4;

export class BlockRing {
  readonly memory: RingMemory;
  readonly blockSize: number;
  readonly blockCount: number;
  /** The block that the kernel gives next. */
  #next = 0;
  #sequence = 0;
  #lostBlocks = 0;
  #heldCount = 0;
  #fillMs: number | undefined;
  readonly #held: (Batch | undefined)[];

  constructor(buffer: ArrayBuffer, blockSize: number, blockCount: number) {
    this.memory = ringMemory(buffer);
    this.blockSize = blockSize;
    this.blockCount = blockCount;
    this.#held = new Array<Batch | undefined>(blockCount).fill(undefined);
  }

  /** Blocks that a gap in the sequence numbers says were there. */
  get lostBlocks(): number {
    return this.#lostBlocks;
  }

  /** Batches that are not given back yet. */
  get heldCount(): number {
    return this.#heldCount;
  }

  /**
   * How long the last block that was taken took to fill, by the times of its packets, and would have taken when its time was up
   * before; undefined where they do not tell. Linux 6.18 ends a block every `blockTimeoutMs`, however new it is.
   */
  get fillMs(): number | undefined {
    return this.#fillMs;
  }

  /** Whether the next block is full, or its time is up. */
  get ready(): boolean {
    if (this.#held[this.#next] !== undefined) return false;
    return (Atomics.load(this.memory.shared, this.#statusIndex(this.#next)) & TP_STATUS_USER) !== 0;
  }

  /** Whether the block before the next is still held; poll(2) then reports the socket as readable, whatever is in the next one. */
  get previousHeld(): boolean {
    return this.#held[(this.#next + this.blockCount - 1) % this.blockCount] !== undefined;
  }

  #statusIndex(block: number): number {
    return (block * this.blockSize + BLOCK_STATUS) >>> 2;
  }

  /** Borrows the next block, when there is one. @throws Error with a code when every block is borrowed */
  take(): Batch | undefined {
    if (this.#heldCount === this.blockCount) {
      const message = `all ${this.blockCount} batches of the ring are held: release some`;
      throw codedError("ERR_RINGLINK_BATCHES", message);
    }
    if (!this.ready) return undefined;
    const block = this.#next;
    const start = block * this.blockSize;
    const { words } = this.memory;
    const length = words[(start + PACKET_COUNT) >>> 2]!;
    const firstPacket = Math.max(words[(start + FIRST_PACKET) >>> 2]!, BLOCK_HEADER_SIZE);
    const firstTime = (start + (length > 0 ? firstPacket + PACKET_TIME : OPEN_TIME)) >>> 2;
    const lastTime = (start + LAST_TIME) >>> 2;
    const firstSeconds = words[firstTime]!;
    const firstNanoseconds = words[firstTime + 1]!;
    const lastSeconds = words[lastTime]!;
    const lastNanoseconds = words[lastTime + 1]!;
    const sequence = this.#readSequence(start);
    const gap = Math.max(0, sequence - this.#sequence - 1);
    this.#sequence = sequence;
    this.#lostBlocks += gap;
    const timedOut = (words[(start + BLOCK_STATUS) >>> 2]! & TP_STATUS_BLK_TMO) !== 0;
    const tookMs = (lastSeconds - firstSeconds) * 1e3 + (lastNanoseconds - firstNanoseconds) / 1e6;
    const used = words[(start + BLOCK_LENGTH) >>> 2]! - BLOCK_HEADER_SIZE;
    if (!timedOut) this.#fillMs = tookMs;
    else this.#fillMs = length > 1 && used > 0 ? (tookMs * this.blockSize) / used : undefined;
    const batch = new Batch(this.memory, {
      sequence,
      gap,
      timedOut,
      length,
      first: start + firstPacket,
      end: start + this.blockSize,
      firstSeconds,
      firstNanoseconds,
      lastSeconds,
      lastNanoseconds,
      block,
      owner: this,
    });
    this.#held[block] = batch;
    this.#heldCount++;
    this.#next = block + 1 === this.blockCount ? 0 : block + 1;
    return batch;
  }

  /** 64 bits of which 53 last for some 28,000 years at ten thousand blocks a second. */
  #readSequence(start: number): number {
    const { words } = this.memory;
    const at = (start + SEQUENCE) >>> 2;
    // Low half first on little-endian machines.
    const low = littleEndian ? 0 : 1;
    return words[at + low]! + words[at + 1 - low]! * 2 ** 32;
  }

  /** For a batch that is released, once. */
  giveBack(block: number): void {
    this.#held[block] = undefined;
    this.#heldCount--;
    Atomics.store(this.memory.shared, this.#statusIndex(block), TP_STATUS_KERNEL);
  }

  /** Makes every batch that is out unusable; the memory may go after that. */
  revoke(): void {
    for (const batch of this.#held) batch?.release();
  }
}
