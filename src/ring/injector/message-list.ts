/** Sending with sendmmsg(2) from memory of ours: as fast as a ring, and without its demands on the kernel. */
import { type Ffi, littleEndian, MSG_DONTWAIT } from "../../ffi/index.js";
import type { PacketSocket } from "../packet/socket.js";
import type { FrameQueue } from "./frame-queue.js";

/** UIO_MAXIOV: messages that one call takes. */
const MOST = 1024;

/** What a frame is refused with: EINVAL, EMSGSIZE. */
const REFUSALS = [-22, -90];

/** Bytes that a processor's caches keep together. */
const CACHE_LINE = 64;

/**
 * Distance of frames, bytes: an odd number of cache lines. At a power of two the beginnings of all frames would share a few
 * places of the cache, and push each other out.
 */
function strideOf(frameSize: number): number {
  return (Math.ceil(frameSize / CACHE_LINE) | 1) * CACHE_LINE;
}

export class MessageList implements FrameQueue {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly frameCount: number;
  readonly frameCapacity: number;
  readonly #ffi: Ffi;
  readonly #fd: number;
  readonly #stride: number;
  readonly #messages: Uint8Array<ArrayBuffer>;
  readonly #messageSize: number;
  /** Of all `struct iovec`; where the first one's length lies, and how far it is to the next, in words of 32 bits. */
  readonly #iov: Uint32Array<ArrayBuffer>;
  readonly #length: number;
  readonly #step: number;
  #head = 0;
  #tail = 0;
  /** Their places in the list. */
  #headPlace = 0;
  #tailPlace = 0;
  #rejected = 0;

  constructor(socket: PacketSocket, frameSize: number, frameCount: number) {
    const { pointerSize: word } = socket.ffi;
    this.#ffi = socket.ffi;
    this.#fd = socket.fd;
    this.frameCount = frameCount;
    this.frameCapacity = frameSize;
    this.#stride = strideOf(frameSize);
    this.bytes = new Uint8Array(new ArrayBuffer(this.#stride * frameCount));
    // struct mmsghdr: struct msghdr of seven words, and the length sent, with padding.
    this.#messageSize = 8 * word;
    this.#messages = new Uint8Array(new ArrayBuffer(frameCount * this.#messageSize));
    const messages = new DataView(this.#messages.buffer);
    const iov = new Uint8Array(new ArrayBuffer(frameCount * 2 * word));
    // Little-endian or not, a small size_t is written where its low half lies.
    const low = littleEndian || word === 4 ? 0 : 4;
    this.#iov = new Uint32Array(iov.buffer);
    this.#length = (word + low) / 4;
    this.#step = word / 2;
    for (let index = 0; index < frameCount; index++) {
      const vector = iov.subarray(index * 2 * word, (index + 1) * 2 * word);
      const frame = this.bytes.subarray(index * this.#stride, index * this.#stride + frameSize);
      socket.ffi.writePointer(vector, 0, frame);
      socket.ffi.writePointer(this.#messages, index * this.#messageSize + 2 * word, vector);
      messages.setUint32(index * this.#messageSize + 3 * word + low, 1, littleEndian);
    }
  }

  get pending(): number {
    return this.#head - this.#tail;
  }

  get queued(): number {
    return this.#head;
  }

  get completed(): number {
    return this.#tail - this.#rejected;
  }

  get rejected(): number {
    return this.#rejected;
  }

  reserve(): number {
    if (this.#head === this.#tail) {
      // From the start again: these frames are still in the cache.
      this.#headPlace = 0;
      this.#tailPlace = 0;
    } else if (this.#head - this.#tail === this.frameCount) return -1;
    return this.#headPlace * this.#stride;
  }

  commit(length: number): void {
    this.#iov[this.#headPlace * this.#step + this.#length] = length;
    this.#head++;
    this.#headPlace = (this.#headPlace + 1) % this.frameCount;
  }

  push(): number {
    while (this.#tail < this.#head) {
      const first = this.#tailPlace;
      const count = Math.min(this.#head - this.#tail, this.frameCount - first, MOST);
      const messages = first === 0 ? this.#messages : this.#messages.subarray(first * this.#messageSize);
      const result = this.#ffi.sendmmsg(this.#fd, messages, count, MSG_DONTWAIT);
      if (result <= 0 && !REFUSALS.includes(result)) return result;
      if (result <= 0) this.#rejected++;
      const taken = Math.max(1, result);
      this.#tail += taken;
      this.#tailPlace = (first + taken) % this.frameCount;
    }
    return 0;
  }

  /** What sendmmsg took is done. */
  reclaim(): void {}

  close(): void {}
}
