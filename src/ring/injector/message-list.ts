/** Sending with sendmmsg(2) from memory of ours: as fast as a ring, and without its demands on the kernel. */
import { type Ffi, littleEndian, MSG_DONTWAIT } from "../../ffi/index.js";
import type { PacketSocket } from "../packet/socket.js";
import type { FrameQueue } from "./frame-queue.js";

/** UIO_MAXIOV: messages that one call takes. */
const MOST = 1024;

/** What a frame is refused with: EINVAL, EMSGSIZE. */
const REFUSALS = [-22, -90];

export class MessageList implements FrameQueue {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly frameCount: number;
  readonly frameCapacity: number;
  readonly #ffi: Ffi;
  readonly #fd: number;
  readonly #messages: Uint8Array<ArrayBuffer>;
  readonly #messageSize: number;
  readonly #iov: DataView<ArrayBuffer>;
  #head = 0;
  #tail = 0;
  #rejected = 0;

  constructor(socket: PacketSocket, frameSize: number, frameCount: number) {
    const { pointerSize: word } = socket.ffi;
    this.#ffi = socket.ffi;
    this.#fd = socket.fd;
    this.frameCount = frameCount;
    this.frameCapacity = frameSize;
    this.bytes = new Uint8Array(new ArrayBuffer(frameSize * frameCount));
    // struct mmsghdr: struct msghdr of seven words, and the length sent, with padding.
    this.#messageSize = 8 * word;
    this.#messages = new Uint8Array(new ArrayBuffer(frameCount * this.#messageSize));
    const messages = new DataView(this.#messages.buffer);
    const iov = new Uint8Array(new ArrayBuffer(frameCount * 2 * word));
    this.#iov = new DataView(iov.buffer);
    for (let index = 0; index < frameCount; index++) {
      const vector = iov.subarray(index * 2 * word, (index + 1) * 2 * word);
      const frame = this.bytes.subarray(index * frameSize, (index + 1) * frameSize);
      socket.ffi.writePointer(vector, 0, frame);
      socket.ffi.writePointer(this.#messages, index * this.#messageSize + 2 * word, vector);
      // Little-endian or not, a small size_t is written where its low half lies.
      messages.setUint32(index * this.#messageSize + 3 * word + this.#low, 1, littleEndian);
    }
  }

  /** Where the low 32 bits of a size_t lie in it. */
  get #low(): number {
    return littleEndian || this.#ffi.pointerSize === 4 ? 0 : 4;
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
    if (this.#head - this.#tail === this.frameCount) return -1;
    return (this.#head % this.frameCount) * this.frameCapacity;
  }

  commit(length: number): void {
    const { pointerSize: word } = this.#ffi;
    const index = this.#head % this.frameCount;
    this.#iov.setUint32(index * 2 * word + word + this.#low, length, littleEndian);
    this.#head++;
  }

  push(): number {
    while (this.#tail < this.#head) {
      const first = this.#tail % this.frameCount;
      const count = Math.min(this.#head - this.#tail, this.frameCount - first, MOST);
      const messages = first === 0 ? this.#messages : this.#messages.subarray(first * this.#messageSize);
      const result = this.#ffi.sendmmsg(this.#fd, messages, count, MSG_DONTWAIT);
      if (result > 0) this.#tail += result;
      else if (REFUSALS.includes(result)) {
        this.#rejected++;
        this.#tail++;
      } else return result;
    }
    return 0;
  }

  /** What sendmmsg took is done. */
  reclaim(): void {}

  close(): void {}
}
