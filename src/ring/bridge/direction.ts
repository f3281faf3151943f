/** One way across a bridge. */
import { littleEndian } from "../../ffi/index.js";
import type { PacketCursor } from "../capture/batch.js";
import { type PacketFields, VIRTIO_HEADER_SIZE } from "../capture/packet.js";
import type { Injector } from "../injector/injector.js";
import { VLAN_HLEN } from "../packet/constants.js";
import { PacketStatus, VLAN_OFFSET } from "../packet/status.js";
import type { BridgeHandler, Verdict } from "./options.js";

export interface DirectionCounters {
  /** Packets that came in. */
  readonly received: number;
  /** Packets that were queued to be sent as they came, or written over in place. */
  readonly forwarded: number;
  /** Packets that others were sent in the place of. */
  readonly rewritten: number;
  /** Packets that the handler dropped. */
  readonly dropped: number;
  /** Packets for which there was no room at the other side in time. */
  readonly noRoom: number;
  /** Packets that do not fit a frame of the other side, or were not captured whole. */
  readonly tooLong: number;
}

/** Asks the handler, and counts. */
export class Verdicts<Fields> {
  readonly #handler: ((packet: Fields, from: "a" | "b") => Verdict) | undefined;
  readonly #from: "a" | "b";
  protected readonly counts = { received: 0, forwarded: 0, rewritten: 0, dropped: 0, noRoom: 0, tooLong: 0 };

  constructor(handler: ((packet: Fields, from: "a" | "b") => Verdict) | undefined, from: "a" | "b") {
    this.#handler = handler;
    this.#from = from;
  }

  get counters(): DirectionCounters {
    return { ...this.counts };
  }

  /** Asks what becomes of a packet; undefined when that is settled: it is dropped. */
  protected ask(packet: Fields): Exclude<Verdict, "drop"> | undefined {
    this.counts.received++;
    const verdict = this.#handler === undefined ? "forward" : this.#handler(packet, this.#from);
    if (verdict === "drop") {
      this.counts.dropped++;
      return undefined;
    }
    if (verdict !== "forward" && !(verdict instanceof Uint8Array)) {
      throw new TypeError(`bridge: a handler returns "forward", "drop" or bytes, not ${String(verdict)}`);
    }
    return verdict;
  }

  /** Counts a packet that is given up for want of room. */
  giveUp(): void {
    this.counts.noRoom++;
  }
}

/** Between AF_PACKET sockets. */
export class Direction extends Verdicts<PacketFields> {
  readonly #injector: Injector;
  readonly #offload: boolean;

  constructor(injector: Injector, handler: BridgeHandler | undefined, from: "a" | "b", offload: boolean) {
    super(handler, from);
    this.#injector = injector;
    this.#offload = offload;
  }

  /** As `ask`; packets that do not fit are dropped as well. */
  judge(packet: PacketFields): Exclude<Verdict, "drop"> | undefined {
    const verdict = this.ask(packet);
    if (verdict === undefined) return undefined;
    const length = verdict === "forward" ? packet.length + VLAN_HLEN : verdict.length;
    const whole = verdict !== "forward" || !packet.isTruncated;
    if (length === 0 || !whole || length + VIRTIO_HEADER_SIZE > this.#injector.frameCapacity) {
      this.counts.tooLong++;
      return undefined;
    }
    return verdict;
  }

  /** Queues what is to be sent; false when there is no room. */
  queue(cursor: PacketCursor, verdict: Exclude<Verdict, "drop">): boolean {
    const start = this.#injector.reserve();
    if (start < 0) return false;
    const { bytes } = this.#injector;
    let at = start;
    if (this.#offload) {
      if (verdict === "forward") bytes.set(cursor.virtioHeader, at);
      else bytes.fill(0, at, at + VIRTIO_HEADER_SIZE);
      at += VIRTIO_HEADER_SIZE;
    }
    if (verdict === "forward") {
      at = this.#copy(cursor, at);
      this.counts.forwarded++;
    } else {
      bytes.set(verdict, at);
      at += verdict.length;
      this.counts.rewritten++;
    }
    this.#injector.commit(at - start);
    return true;
  }

  /** The packet, with the VLAN tag that the kernel took out of it; where it ends. */
  #copy(cursor: PacketCursor, at: number): number {
    const { bytes } = this.#injector;
    const { offset, length } = cursor;
    const source = cursor.bytes;
    const { vlan } = cursor;
    if (vlan === undefined || (cursor.status & PacketStatus.vlanValid) === 0) {
      bytes.set(source.subarray(offset, offset + length), at);
      return at + length;
    }
    bytes.set(source.subarray(offset, offset + VLAN_OFFSET), at);
    const view = new DataView(bytes.buffer, at + VLAN_OFFSET, VLAN_HLEN);
    view.setUint16(0, vlan.tpid);
    view.setUint16(2, vlan.tci);
    bytes.set(source.subarray(offset + VLAN_OFFSET, offset + length), at + VLAN_OFFSET + VLAN_HLEN);
    if (this.#offload) shiftOffsets(new DataView(bytes.buffer, at - VIRTIO_HEADER_SIZE, VIRTIO_HEADER_SIZE));
    return at + length + VLAN_HLEN;
  }
}

/** struct virtio_net_hdr: flags u8, GSO type u8, header length u16, GSO size u16, checksum start u16, checksum offset u16. */
function shiftOffsets(header: DataView): void {
  const needsChecksum = (header.getUint8(0) & 1) !== 0;
  const isSegmented = header.getUint8(1) !== 0;
  if (needsChecksum) header.setUint16(6, header.getUint16(6, littleEndian) + VLAN_HLEN, littleEndian);
  if (isSegmented) header.setUint16(2, header.getUint16(2, littleEndian) + VLAN_HLEN, littleEndian);
}
