/** Frames on their way to the kernel, in order: what a ring and a list of messages have in common. */

export interface FrameQueue {
  /** Memory in which the frames lie. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Frames that it can hold. */
  readonly frameCount: number;
  /** Bytes that a frame can have. */
  readonly frameCapacity: number;
  /** Frames that are queued or on their way, as far as is known. */
  readonly pending: number;
  /** Frames that were committed so far. */
  readonly queued: number;
  /** Frames that were sent, or at least handed to the device. */
  readonly completed: number;
  /** Frames that the kernel refused, for their length or for what is in them. */
  readonly rejected: number;
  /** Where in `bytes` the next frame is to be written; -1 when there is no room. */
  reserve(): number;
  /** Queues the frame that was reserved. */
  commit(length: number): void;
  /** Offers what is queued to the kernel; 0, or the negative errno that stopped it. Frames that it did not take stay. */
  push(): number;
  /** Finds out what became of frames that the kernel took. */
  reclaim(): void;
  close(): void;
}

const EAGAIN = 11;
const ENOBUFS = 105;

/** Whether an errno only says: later. */
export function isBackPressure(errno: number): boolean {
  return errno === -EAGAIN || errno === -ENOBUFS;
}
