/** A packet received through AF_XDP, read from the frame where it lies. */
import { codedError } from "../../ffi/index.js";
import { type Received, TAKEN } from "./received.js";

/** What the packets of a batch read, for as long as the batch is not given back. */
export interface Lease {
  memory: Received | undefined;
}

/** Bit in `lengths`: the sign. */
export const CONTINUED = -0x8000_0000;
const LENGTH = 0x7fff_ffff;

// Constants of this module alone are known when code is compiled; what others export is looked up for every packet.
const GONE = TAKEN;

/** A cursor's place before the first packet and behind the last. */
export const NONE = -1;
const NOWHERE = NONE;

function unreadable(reason: "released" | "cursor" | "taken"): never {
  if (reason === "cursor") throw codedError("ERR_RINGLINK_CURSOR", "the cursor is at no packet: call next() first");
  const why =
    reason === "taken" ? "this packet was sent on" : "this packet's batch was given back, or its socket closed";
  throw codedError("ERR_RINGLINK_RELEASED", `${why}: copy what you keep`);
}

/** A packet that is its own: what `copy` gives. */
export interface ReceivedPacket {
  readonly data: Uint8Array<ArrayBuffer>;
}

/**
 * The fields of a packet. They are read when asked for: every one of them throws (ERR_RINGLINK_RELEASED) once the batch is
 * given back or the packet sent on.
 */
export class XdpPacketFields {
  protected readonly lease: Lease;
  /** The first piece, or NONE. */
  protected at: number;

  constructor(lease: Lease, at: number) {
    this.lease = lease;
    this.at = at;
  }

  /** The batch's memory, whether or not there is a packet. */
  protected received(): Received {
    const { memory } = this.lease;
    if (memory === undefined) unreadable("released");
    return memory;
  }

  protected memory(): Received {
    const { memory } = this.lease;
    if (memory === undefined || this.at === NOWHERE) unreadable(memory === undefined ? "released" : "cursor");
    return memory;
  }

  /** Place among the batch's pieces: what `forward` takes. */
  get index(): number {
    this.memory();
    return this.at;
  }

  /** Where the packet, or its first piece, begins in the batch's `bytes`. */
  get offset(): number {
    const offset = this.memory().offsets[this.at]!;
    if (offset === GONE) unreadable("taken");
    return offset;
  }

  /** Bytes of the packet, of all its pieces. */
  get length(): number {
    const { lengths } = this.memory();
    let { at } = this;
    let length = lengths[at]!;
    while (length < 0) length = (length & LENGTH) + lengths[++at]!;
    return length;
  }

  /** Frames that it lies in: 1, unless the socket takes packets of several (`multiBuffer`). */
  get pieces(): number {
    const { lengths } = this.memory();
    let count = 1;
    while (lengths[this.at + count - 1]! < 0) count++;
    return count;
  }

  /** One piece of it as it lies in its frame: no copy, and writable. @throws RangeError */
  piece(index: number): Uint8Array<ArrayBuffer> {
    if (!Number.isInteger(index) || index < 0 || index >= this.pieces) {
      throw new RangeError(`piece ${index} of a packet of ${this.pieces}`);
    }
    const { bytes, offsets, lengths } = this.memory();
    const offset = offsets[this.at + index]!;
    if (offset === GONE) unreadable("taken");
    return new Uint8Array(bytes.buffer, offset, lengths[this.at + index]! & LENGTH);
  }

  /**
   * The packet as it lies in its frame: no copy, and writable; of a packet of several frames a copy. It is safe to keep, but
   * shows other packets (or zeros) once the batch is given back.
   */
  get data(): Uint8Array<ArrayBuffer> {
    const { bytes, lengths } = this.memory();
    if (lengths[this.at]! >= 0) return new Uint8Array(bytes.buffer, this.offset, lengths[this.at]!);
    const joined = new Uint8Array(this.length);
    let at = 0;
    for (let index = 0, { pieces } = this; index < pieces; index++) {
      const piece = this.piece(index);
      joined.set(piece, at);
      at += piece.length;
    }
    return joined;
  }

  /**
   * What an XDP program has put before the packet (bpf_xdp_adjust_meta): the last `length` bytes of it, no copy. The kernel
   * does not tell how many there are; without such a program they mean nothing.
   *
   * @throws RangeError for more than there can be
   */
  metadata(length: number): Uint8Array<ArrayBuffer> {
    const { bytes, frameSize } = this.memory();
    const { offset } = this;
    const most = Math.min(256, offset % frameSize);
    if (!Number.isInteger(length) || length < 0 || length > most) {
      throw new RangeError(`metadata has 0 to ${most} bytes: ${length}`);
    }
    return new Uint8Array(bytes.buffer, offset - length, length);
  }

  /** A byte of the packet's first piece; 0 beyond it. */
  uint8At(offset: number): number {
    const { bytes, lengths } = this.memory();
    return offset >= 0 && offset < (lengths[this.at]! & LENGTH) ? bytes[this.offset + offset]! : 0;
  }

  /** Two bytes of the first piece in network byte order; 0 beyond it. */
  uint16At(offset: number): number {
    const { bytes, lengths } = this.memory();
    if (offset < 0 || offset + 2 > (lengths[this.at]! & LENGTH)) return 0;
    const start = this.offset + offset;
    return (bytes[start]! << 8) | bytes[start + 1]!;
  }

  /** Four bytes of the first piece in network byte order; 0 beyond it. */
  uint32At(offset: number): number {
    return this.uint16At(offset) * 0x10000 + this.uint16At(offset + 2);
  }

  /** A packet of one's own. */
  copy(): ReceivedPacket {
    return { data: this.data.slice() };
  }
}

/** One packet of a batch. */
export class XdpPacket extends XdpPacketFields {}
