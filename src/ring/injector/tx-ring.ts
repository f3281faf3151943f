/** Sending from a ring that is shared with the kernel: TPACKET_V2, net/core/af_packet.c, tpacket_snd(). */
import { type Ffi, MAP_SHARED, type Mapping, MSG_DONTWAIT } from "../../ffi/index.js";
import {
  PACKET_TX_RING,
  PACKET_VERSION,
  SOL_PACKET,
  TP_STATUS_AVAILABLE,
  TP_STATUS_SEND_REQUEST,
  TP_STATUS_WRONG_FORMAT,
  TPACKET_V2,
  TPACKET2_HEADER_SIZE,
} from "../packet/constants.js";
import type { PacketSocket } from "../packet/socket.js";
import type { FrameQueue } from "./frame-queue.js";

/** Blocks are as large as this, where frames are smaller: large enough for few, small enough to be found in one piece. */
const BLOCK_SIZE = 64 * 1024;

/** Timestamps are told in the upper bits of a frame's status. */
const STATUS_MASK = 0x1fff_ffff;

const NOTHING = new Uint8Array(0);

function powerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(least));
}

export class TxRing implements FrameQueue {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly frameCount: number;
  readonly frameCapacity: number;
  readonly #ffi: Ffi;
  readonly #fd: number;
  readonly #mapping: Mapping;
  readonly #words: Int32Array<ArrayBuffer>;
  /** Where frames begin in `bytes`, by their place in the ring. */
  readonly #frames: Uint32Array;
  /** Frames ever committed and not refused, and ever found finished. */
  #head = 0;
  #tail = 0;
  /** Their places in the ring: those numbers modulo how many frames it has. */
  #headPlace = 0;
  #tailPlace = 0;
  #rejected = 0;

  /** @throws SyscallError when the kernel makes no such ring */
  constructor(socket: PacketSocket, frameSize: number, frameCount: number) {
    this.#ffi = socket.ffi;
    this.#fd = socket.fd;
    const wanted = Math.min(BLOCK_SIZE, frameSize * frameCount);
    const blockSize = powerOfTwo(Math.max(socket.ffi.pageSize, frameSize, wanted));
    const framesPerBlock = Math.floor(blockSize / frameSize);
    const blocks = Math.ceil(frameCount / framesPerBlock);
    this.frameCount = blocks * framesPerBlock;
    this.#frames = Uint32Array.from({ length: this.frameCount }, (_, index) => {
      const block = Math.floor(index / framesPerBlock);
      return block * blockSize + (index - block * framesPerBlock) * frameSize;
    });
    this.frameCapacity = frameSize - TPACKET2_HEADER_SIZE;
    socket.setOption(SOL_PACKET, PACKET_VERSION, "PACKET_VERSION", TPACKET_V2);
    // struct tpacket_req: block size, blocks, frame size, frames.
    const request = (...sizes: number[]) => socket.setOption(SOL_PACKET, PACKET_TX_RING, "PACKET_TX_RING", ...sizes);
    request(blockSize, blocks, frameSize, this.frameCount);
    try {
      this.#mapping = socket.ffi.map({ length: blockSize * blocks, fd: socket.fd, flags: MAP_SHARED });
    } catch (error) {
      // With a ring that nobody can fill the socket would send nothing.
      request(0, 0, 0, 0);
      throw error;
    }
    this.bytes = this.#mapping.bytes;
    this.#words = this.#mapping.words;
  }

  get pending(): number {
    return this.#head - this.#tail;
  }

  get queued(): number {
    return this.#head + this.#rejected;
  }

  get completed(): number {
    return this.#tail;
  }

  get rejected(): number {
    return this.#rejected;
  }

  #frame(number: number): number {
    return this.#frames[number % this.frameCount]!;
  }

  #status(number: number): number {
    return Atomics.load(this.#words, this.#frame(number) >>> 2) & STATUS_MASK;
  }

  reserve(): number {
    if (this.#head - this.#tail === this.frameCount) {
      this.reclaim();
      if (this.#head - this.#tail === this.frameCount) return -1;
    }
    return this.#frames[this.#headPlace]! + TPACKET2_HEADER_SIZE;
  }

  commit(length: number): void {
    const word = this.#frames[this.#headPlace]! >>> 2;
    this.#words[word + 1] = length;
    // The kernel looks at it in our own call of sendto, not before.
    this.#words[word] = TP_STATUS_SEND_REQUEST;
    this.#head++;
    this.#headPlace = this.#headPlace + 1 === this.frameCount ? 0 : this.#headPlace + 1;
  }

  push(): number {
    while (this.#head > this.#tail && this.#status(this.#head - 1) === TP_STATUS_SEND_REQUEST) {
      const result = this.#ffi.send(this.#fd, NOTHING, MSG_DONTWAIT);
      if (result === 0) return 0;
      if (result < 0 && !this.#dropRefused()) return result;
    }
    return 0;
  }

  reclaim(): void {
    const words = this.#words;
    const frames = this.#frames;
    let place = this.#tailPlace;
    let left = this.#head - this.#tail;
    const before = left;
    // Read plainly, which is a good deal faster: nothing but what is written next depends on it, and that waits for the test.
    while (left > 0 && (words[frames[place]! >>> 2]! & STATUS_MASK) === TP_STATUS_AVAILABLE) {
      place = place + 1 === frames.length ? 0 : place + 1;
      left--;
    }
    this.#tail += before - left;
    this.#tailPlace = place;
  }

  /**
   * The kernel stops at a frame that it refuses and will look at its place again: frames behind it move up. True when there
   * was one.
   */
  #dropRefused(): boolean {
    let refused = this.#tail;
    while (refused < this.#head && this.#status(refused) !== TP_STATUS_WRONG_FORMAT) refused++;
    if (refused === this.#head) return false;
    for (let number = refused; number + 1 < this.#head; number++) {
      const to = this.#frame(number);
      const from = this.#frame(number + 1);
      const length = this.#words[(from >>> 2) + 1]!;
      this.bytes.copyWithin(
        to + TPACKET2_HEADER_SIZE,
        from + TPACKET2_HEADER_SIZE,
        from + TPACKET2_HEADER_SIZE + length,
      );
      this.#words[(to >>> 2) + 1] = length;
      this.#words[to >>> 2] = TP_STATUS_SEND_REQUEST;
    }
    this.#head--;
    this.#headPlace = this.#head % this.frameCount;
    this.#words[this.#frame(this.#head) >>> 2] = TP_STATUS_AVAILABLE;
    this.#rejected++;
    return true;
  }

  close(): void {
    this.#mapping.close();
  }
}
