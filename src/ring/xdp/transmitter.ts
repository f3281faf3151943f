/** Writing frames and putting them into a TX ring. Works on any memory: no kernel is needed. */
import { codedError, SyscallError } from "../../ffi/index.js";
import { notBytesError } from "../packet/bytes.js";
import type { XdpBatch } from "./batch.js";
import { XDP_PKT_CONTD } from "./constants.js";
import { FrameState, type Frames } from "./frames.js";
import type { QueueRings } from "./queue-rings.js";
import { HIGH, LOW, type ProducerRing } from "./ring.js";

/** Errors of a send that mean "not now": EINTR, EAGAIN, EBUSY, ENOBUFS. */
const LATER: readonly number[] = [-4, -11, -16, -105];
// Constants of this module alone are known when code is compiled.
const RESERVED = FrameState.reserved;
const LOWER = LOW;
const UPPER = HIGH;

const ENXIO = -6;
const ENETDOWN = -100;

export class XdpTransmitter {
  readonly #ring: ProducerRing;
  readonly #queue: QueueRings;
  readonly #frames: Frames;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #wake: () => number;
  readonly #severalPieces: boolean;
  #packets = 0;

  /** @param wake tells the kernel that there is something to send: what send(2) returns, or a negative errno */
  constructor(
    ring: ProducerRing,
    queue: QueueRings,
    frames: Frames,
    bytes: Uint8Array<ArrayBuffer>,
    options: { readonly wake: () => number; readonly multiBuffer: boolean },
  ) {
    this.#ring = ring;
    this.#queue = queue;
    this.#frames = frames;
    this.#bytes = bytes;
    this.#wake = options.wake;
    this.#severalPieces = options.multiBuffer;
  }

  /** Packets queued, ever. */
  get packets(): number {
    return this.#packets;
  }

  /** Frames that are queued or on their way, those of other sockets of the same queue included. */
  get outstanding(): number {
    return this.#queue.sending;
  }

  /** Descriptors that were handed over and that the kernel has not taken: it takes them with another flush. */
  get pending(): number {
    return this.#ring.pending;
  }

  /** Whether a packet of one frame can be queued now. */
  get ready(): boolean {
    if (this.#frames.free === 0) this.#queue.reclaim();
    return this.#frames.free > 0 && this.#ring.space(1) > 0;
  }

  /** Reserves a frame: where it begins in the UMEM; -1 when none is free. */
  allocate(): number {
    const frames = this.#frames;
    if (frames.free === 0) this.#queue.reclaim();
    const frame = frames.take(RESERVED);
    return frame < 0 ? -1 : frame * frames.size;
  }

  /** Gives a reserved frame back. @throws RangeError when `offset` is in no frame that is reserved */
  cancel(offset: number): void {
    this.#frames.give(this.#reserved(offset));
  }

  /**
   * Queues `length` bytes from `offset` on, all in one reserved frame. False when the ring is full: the frame stays reserved.
   *
   * @throws RangeError
   */
  submit(offset: number, length: number): boolean {
    const frame = this.#reserved(offset);
    const { size } = this.#frames;
    if (length >>> 0 !== length || length < 1 || offset + length > (frame + 1) * size)
      throw lengthError(offset, length);
    if (this.#ring.space(1) === 0) return false;
    this.#queue.send(frame);
    this.#write(offset, length, 0);
    this.#packets++;
    return true;
  }

  /**
   * Queues the frame of a received packet as it is. False when the ring is full.
   *
   * @throws TypeError for a batch of another UMEM; RangeError for what is no packet of one frame; Error with a code
   */
  forward(batch: XdpBatch, index: number): boolean {
    const received = batch.received();
    const { bytes, count } = received;
    if (bytes.buffer !== this.#bytes.buffer) throw new TypeError("the packet is in the memory of another UMEM");
    if (!Number.isInteger(index) || index < 0 || index >= count) throw new RangeError(`no packet ${index} of ${count}`);
    const offset = received.offsetAt(index);
    const length = received.lengthAt(index, offset);
    if (offset < 0) throw codedError("ERR_RINGLINK_RELEASED", "this packet was sent on already");
    const isPiece = received.continues(index) || (index > 0 && received.continues(index - 1));
    if (isPiece) throw new RangeError("a packet of several frames cannot be forwarded in place: send a copy");
    if (length === 0) throw new RangeError("an empty packet cannot be sent");
    if (this.#ring.space(1) === 0) return false;
    batch.takeAway(index);
    this.#queue.send(this.#frames.frameOf(offset));
    this.#write(offset, length, 0);
    this.#packets++;
    return true;
  }

  /**
   * Copies a packet into frames and queues it; false when there are none, or the ring is full.
   *
   * @throws TypeError for what is no Uint8Array; RangeError for a packet that is empty, or larger than what the socket sends
   */
  send(packet: Uint8Array): boolean {
    if (!(packet instanceof Uint8Array)) throw notBytesError(packet);
    const { size, count } = this.#frames;
    const pieces = Math.ceil(packet.length / size);
    if (pieces !== 1) this.#checkPieces(packet.length, pieces, count);
    const ring = this.#ring;
    if (ring.space(pieces) < pieces) return false;
    if (this.#frames.free < pieces) {
      this.#queue.reclaim();
      if (this.#frames.free < pieces) return false;
    }
    for (let piece = 0; piece < pieces; piece++) {
      const from = piece * size;
      const length = Math.min(size, packet.length - from);
      const frame = this.#frames.take(RESERVED);
      this.#bytes.set(pieces === 1 ? packet : packet.subarray(from, from + length), frame * size);
      this.#queue.send(frame);
      this.#write(frame * size, length, piece === pieces - 1 ? 0 : XDP_PKT_CONTD);
    }
    this.#packets++;
    return true;
  }

  #checkPieces(length: number, pieces: number, count: number): void {
    if (pieces === 0) throw new RangeError("an empty packet cannot be sent");
    if (!this.#severalPieces) {
      throw new RangeError(
        `a packet of ${length} bytes in frames of ${this.#frames.size}: open with multiBuffer: true`,
      );
    }
    if (pieces > Math.min(count, this.#ring.size))
      throw new RangeError(`a packet of ${length} bytes: ${pieces} frames`);
  }

  #reserved(offset: number): number {
    // Whole numbers below 4 GiB only: what is no offset at all is in no frame.
    const frame = offset >>> 0 === offset ? this.#frames.frameOf(offset) : -1;
    if (frame < 0 || this.#frames.state(frame) !== RESERVED) throw frameError(offset);
    return frame;
  }

  #write(offset: number, length: number, options: number): void {
    const ring = this.#ring;
    const { entries } = ring;
    const at = (ring.position & ring.mask) << 2;
    entries[at + LOWER] = offset;
    entries[at + UPPER] = 0;
    entries[at + 2] = length;
    entries[at + 3] = options;
    ring.position = (ring.position + 1) | 0;
  }

  /**
   * Hands over what was queued and lets the kernel send: number of frames handed over. What it cannot send now it sends
   * with the next flush, or when the device has room.
   *
   * @throws SyscallError when the device is down or gone
   */
  flush(): number {
    const ring = this.#ring;
    const queued = ring.unpublished;
    ring.publish();
    let pending = ring.pending;
    // In copy mode a call sends a few dozen frames at most.
    while (pending > 0 && ring.needsWakeup) {
      const result = this.#wake();
      if (result < 0 && !LATER.includes(result)) throw sendError(result);
      const left = ring.pending;
      if (left >= pending && this.#queue.reclaim() === 0) break;
      pending = left;
    }
    this.#queue.reclaim();
    return queued;
  }
}

// Errors are made here, so that what is done for every packet is short enough to become part of its callers.

function frameError(offset: number): Error {
  return codedError(
    "ERR_RINGLINK_FRAME",
    `offset ${offset} is in no frame that allocate() gave and that is still held`,
  );
}

function lengthError(offset: number, length: number): RangeError {
  return new RangeError(`a packet from ${offset} on, ${length} bytes: it must have one, and end in its frame`);
}

function sendError(errno: number): SyscallError {
  const hint =
    errno === ENETDOWN ? "the device is down" : errno === ENXIO ? "the device has gone, or its queue" : undefined;
  return new SyscallError("send", errno, { subject: "AF_XDP", ...(hint === undefined ? {} : { hint }) });
}
