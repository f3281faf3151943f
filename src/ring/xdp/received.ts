/** What the packets of a batch are read from. */

/** In `offsets`: the frame went elsewhere. No packet begins there, of the 4 GiB that a UMEM can have. */
export const TAKEN = 0xffff_ffff;

/** Packets whose first bytes are fetched at a time: with many more, they would leave the caches again before they are read. */
const FETCHED = 64;

/** Descriptors that were taken from an RX ring together: pieces of packets. Used for one batch after the other. */
export class Received {
  /** The whole UMEM. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes of a frame: no packet's metadata reaches before its own. */
  readonly frameSize: number;
  /** Where each piece begins in `bytes`, or TAKEN. */
  readonly offsets: Uint32Array;
  /** Bytes of each piece; with CONTINUED, which makes it negative, where the packet goes on in the next one. */
  readonly lengths: Int32Array;
  /** Pieces. */
  count = 0;
  /** Whether some packet has more than one. */
  several = false;
  /** The first piece that may not be in the cache. */
  cold = 0;
  /** Its batch's place among those that are out. */
  slot = 0;
  /** Of no meaning: keeps the reads that it is made of from being optimised away. */
  touched = 0;

  constructor(bytes: Uint8Array<ArrayBuffer>, frameSize: number, largest: number) {
    this.bytes = bytes;
    this.frameSize = frameSize;
    this.offsets = new Uint32Array(largest);
    this.lengths = new Int32Array(largest);
  }

  /**
   * Fetches the first bytes of the next packets. Another CPU wrote them: in this short loop many cache lines are on their way
   * at a time; whoever reads the packets would wait for one after the other.
   */
  fetch(): void {
    const { bytes, offsets, cold } = this;
    const end = Math.min(cold + FETCHED, this.count);
    let touched = 0;
    for (let index = cold; index < end; index++) touched ^= bytes[offsets[index]!]!;
    this.touched = touched;
    this.cold = end;
  }
}
