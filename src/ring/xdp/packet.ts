/** A packet received through AF_XDP, read from the frame where it lies. */
import { codedError } from "../../ffi/index.js";
import type { VlanTag } from "../capture/packet.js";
import { hashOf, hashTypeOf, timestampOf, vlanOf } from "./metadata.js";
import type { Received } from "./received.js";

/** Place of a cursor before the first packet. */
export const NONE = -1;
/** Version of a packet that is not read. */
const UNREAD = -1;

const NOWHERE = NONE;

export function unreadable(reason: "released" | "cursor" | "taken"): never {
  if (reason === "cursor") throw codedError("ERR_RINGLINK_CURSOR", "the cursor is at no packet: call next() first");
  const why =
    reason === "taken" ? "this packet was sent on" : "this packet's batch was given back, or its socket closed";
  throw codedError("ERR_RINGLINK_RELEASED", `${why}: copy what you keep`);
}

/** A packet that is its own: what `copy` gives. */
export interface ReceivedPacket {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly rxhash: number | undefined;
  readonly rxhashType: number | undefined;
  readonly timestampNs: bigint | undefined;
  readonly vlan: VlanTag | undefined;
}

const NO_METADATA = { rxhash: undefined, rxhashType: undefined, timestampNs: undefined, vlan: undefined };

/**
 * The fields of a packet. They are read when asked for: every one of them throws (ERR_RINGLINK_RELEASED) once the batch is
 * given back or the packet sent on.
 */
export class XdpPacketFields {
  // Declared, and set by the constructor: with fields that have values before, a cursor could not be kept in registers.
  declare protected readonly received: Received;
  declare protected readonly batch: object;
  /** The first piece; NONE before the first packet, and behind the last one the number of pieces. */
  declare protected at: number;
  /** Where it begins, and how long the packet is: true as long as `received` has this version. */
  declare protected start: number;
  declare protected size: number;
  declare protected version: number;

  constructor(received: Received, batch: object, at: number) {
    this.received = received;
    this.batch = batch;
    this.at = NOWHERE;
    this.start = 0;
    this.size = 0;
    this.version = UNREAD;
    if (at !== NOWHERE) this.go(at);
  }

  /** Goes to the packet that begins with a piece. */
  protected go(at: number): void {
    const { received } = this;
    const start = received.offsetAt(at);
    this.at = at;
    this.start = start;
    this.size = received.lengthAt(at, start);
    this.version = start < 0 ? UNREAD : received.version;
    if (received.several) this.addPieces();
  }

  /** Goes behind the last packet. */
  protected leave(): void {
    this.at = this.received.count;
    this.version = UNREAD;
  }

  private addPieces(): void {
    const { received } = this;
    for (let { at } = this; received.continues(at); at++) {
      this.size += received.lengthAt(at + 1, received.offsetAt(at + 1));
    }
  }

  /** Short, to become part of its callers, and they of theirs. @throws Error with a code when the packet cannot be read */
  protected sure(): this {
    if (this.received.version !== this.version) this.check();
    return this;
  }

  /** Something has happened to the batch; this packet may be as it was. */
  protected check(): void {
    if (this.received.holder !== this.batch) unreadable("released");
    if (this.at === NOWHERE || this.at >= this.received.count) unreadable("cursor");
    this.go(this.at);
    if (this.start < 0) unreadable("taken");
  }

  protected memory(): Received {
    return this.sure().received;
  }

  /** Place among the batch's pieces: what `forward` takes. */
  get index(): number {
    return this.sure().at;
  }

  /** Where the packet, or its first piece, begins in the batch's `bytes`. */
  get offset(): number {
    return this.sure().start;
  }

  /** Bytes of the packet, of all its pieces. */
  get length(): number {
    return this.sure().size;
  }

  /** Frames that it lies in: 1, unless the socket takes packets of several (`multiBuffer`). */
  get pieces(): number {
    return this.memory().after(this.at) - this.at;
  }

  /** One piece of it as it lies in its frame: no copy, and writable. @throws RangeError */
  piece(index: number): Uint8Array<ArrayBuffer> {
    if (!Number.isInteger(index) || index < 0 || index >= this.pieces) {
      throw new RangeError(`piece ${index} of a packet of ${this.pieces}`);
    }
    const received = this.memory();
    const offset = received.offsetAt(this.at + index);
    if (offset < 0) unreadable("taken");
    return new Uint8Array(received.bytes.buffer, offset, received.lengthAt(this.at + index, offset));
  }

  /**
   * The packet as it lies in its frame: no copy, and writable; of a packet of several frames a copy. It is safe to keep, but
   * shows other packets (or zeros) once the batch is given back.
   */
  get data(): Uint8Array<ArrayBuffer> {
    if (this.pieces === 1) return this.piece(0);
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

  /**
   * The device's hash of the packet's flow, 32 bits. Undefined where it was not asked for (`metadata` of the redirect) or the
   * driver had none.
   */
  get rxhash(): number | undefined {
    return hashOf(this.memory(), this.offset);
  }

  /** What the hash is of: bits of `bpf.XdpRssType`. Undefined where there is none. */
  get rxhashType(): number | undefined {
    return hashTypeOf(this.memory(), this.offset);
  }

  /**
   * When the device received the packet, by its own clock, ns: it begins when the device says, and may run apart from the
   * system's. Undefined where it was not asked for or the driver had none.
   */
  get timestampNs(): bigint | undefined {
    return timestampOf(this.memory(), this.offset);
  }

  /** The VLAN tag that the device took out of the packet. Undefined where it was not asked for or there is none. */
  get vlan(): VlanTag | undefined {
    return vlanOf(this.memory(), this.offset);
  }

  /** A byte of the packet's first piece; 0 beyond it. */
  uint8At(offset: number): number {
    const received = this.memory();
    return offset >= 0 && offset < received.lengthAt(this.at, this.start) ? received.bytes[this.start + offset]! : 0;
  }

  /** Two bytes of the first piece in network byte order; 0 beyond it. */
  uint16At(offset: number): number {
    const received = this.memory();
    const { bytes } = received;
    if (offset < 0 || offset + 2 > received.lengthAt(this.at, this.start)) return 0;
    const start = this.start + offset;
    return (bytes[start]! << 8) | bytes[start + 1]!;
  }

  /** Four bytes of the first piece in network byte order; 0 beyond it. */
  uint32At(offset: number): number {
    return this.uint16At(offset) * 0x10000 + this.uint16At(offset + 2);
  }

  /** A packet of one's own. */
  copy(): ReceivedPacket {
    const data = this.data.slice();
    if (this.memory().metadataMark === 0) return { data, ...NO_METADATA };
    const { rxhash, rxhashType, timestampNs, vlan } = this;
    return { data, rxhash, rxhashType, timestampNs, vlan };
  }
}

/** One packet of a batch. */
export class XdpPacket extends XdpPacketFields {}
