/** A received packet, read from the ring where it lies. */
import { codedError } from "../../ffi/index.js";
import { SOCKADDR_LL_SIZE, TPACKET3_HEADER_SIZE } from "../packet/constants.js";
import {
  type PacketDirection,
  PacketStatus,
  packetDirection,
  type TimestampClock,
  timestampClock,
} from "../packet/status.js";
import type { RingMemory } from "./block.js";

/** What a batch's packets hold: the ring's memory, for as long as the batch is not given back. */
export interface Lease {
  memory: RingMemory | undefined;
}

/** Offsets in `struct tpacket3_hdr`, and in the sockaddr_ll behind it. */
const SECONDS = 4;
const NANOSECONDS = 8;
const CAPTURED = 12;
const ORIGINAL = 16;
const STATUS = 20;
const MAC = 24;
const RXHASH = 28;
const VLAN_TCI = 32;
const VLAN_TPID = 36;
const PROTOCOL = TPACKET3_HEADER_SIZE + 2;
const INTERFACE = TPACKET3_HEADER_SIZE + 4;
const HARDWARE_TYPE = TPACKET3_HEADER_SIZE + 8;
const PACKET_TYPE = TPACKET3_HEADER_SIZE + 10;
const ADDRESS_LENGTH = TPACKET3_HEADER_SIZE + 11;
const ADDRESS = TPACKET3_HEADER_SIZE + 12;
/** Of a header and its address. */
export const PACKET_HEADER_SIZE = TPACKET3_HEADER_SIZE + SOCKADDR_LL_SIZE;

/** `sizeof(struct virtio_net_hdr)`, which stands before a packet's data when it was asked for. */
export const VIRTIO_HEADER_SIZE = 10;

/** A cursor's place before the first packet and behind the last. */
export const NONE = -1;

function unreadable(released: boolean): never {
  if (!released) throw codedError("ERR_RINGLINK_CURSOR", "the cursor is at no packet: call next() first");
  throw codedError(
    "ERR_RINGLINK_RELEASED",
    "this packet's batch was given back, or its capture closed: copy what you keep",
  );
}

/** A VLAN tag that the kernel took out of the packet. */
export interface VlanTag {
  /** Priority, drop eligibility and VLAN id, 16 bits. */
  readonly tci: number;
  /** Protocol of the tag: 0x8100, 0x88a8. */
  readonly tpid: number;
}

/** What `describe` fills in. */
export interface PacketDescription {
  bytes: Uint8Array;
  offset: number;
  length: number;
  originalLength: number;
  seconds: number;
  nanoseconds: number;
  direction: string | number | undefined;
  vlan: VlanTag | undefined;
}

/** A packet that is its own: what `copy` gives. */
export interface CapturedPacket {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly originalLength: number;
  /** Nanoseconds since 1970. */
  readonly timestampNs: bigint;
  readonly timestampClock: TimestampClock;
  readonly status: number;
  readonly rxhash: number;
  readonly vlan: VlanTag | undefined;
  readonly direction: PacketDirection | number;
  readonly protocol: number;
  readonly interfaceIndex: number;
  readonly hardwareType: number;
  readonly linkLayerAddress: Uint8Array<ArrayBuffer>;
}

/**
 * A packet of a batch. Its fields are read when asked for, and from the ring: every one of them throws (ERR_RINGLINK_RELEASED)
 * once the batch is given back.
 */
export class Packet {
  protected readonly lease: Lease;
  /** Where the header lies in the ring, or NONE. */
  protected at: number;

  constructor(lease: Lease, at: number) {
    this.lease = lease;
    this.at = at;
  }

  /** The ring, whether or not there is a packet. */
  protected ring(): RingMemory {
    const { memory } = this.lease;
    if (memory === undefined) unreadable(true);
    return memory;
  }

  protected memory(): RingMemory {
    const { memory } = this.lease;
    if (memory === undefined || this.at === NONE) unreadable(memory === undefined);
    return memory;
  }

  /** Where the packet begins in the batch's `bytes`. */
  get offset(): number {
    return this.at + this.memory().halves[(this.at + MAC) >>> 1]!;
  }

  /** Bytes that were kept of it. */
  get length(): number {
    return this.memory().words[(this.at + CAPTURED) >>> 2]!;
  }

  /** Bytes that it had, without the VLAN tag that was taken out. */
  get originalLength(): number {
    return this.memory().words[(this.at + ORIGINAL) >>> 2]!;
  }

  get isTruncated(): boolean {
    return this.length < this.originalLength;
  }

  /** Whole seconds of its timestamp, since 1970. */
  get seconds(): number {
    return this.memory().words[(this.at + SECONDS) >>> 2]!;
  }

  /** The rest of its timestamp, 0 to 999,999,999. */
  get nanoseconds(): number {
    return this.memory().words[(this.at + NANOSECONDS) >>> 2]!;
  }

  /** Nanoseconds since 1970. */
  get timestampNs(): bigint {
    return BigInt(this.seconds) * 1_000_000_000n + BigInt(this.nanoseconds);
  }

  get timestampClock(): TimestampClock {
    return timestampClock(this.status);
  }

  /** Bits of PacketStatus. */
  get status(): number {
    return this.memory().words[(this.at + STATUS) >>> 2]!;
  }

  /** The kernel's or device's hash of the packet's flow, 32 bits; 0 when it was not asked for. */
  get rxhash(): number {
    return this.memory().words[(this.at + RXHASH) >>> 2]!;
  }

  get vlan(): VlanTag | undefined {
    const { words, halves } = this.memory();
    const status = words[(this.at + STATUS) >>> 2]!;
    if ((status & PacketStatus.vlanValid) === 0) return undefined;
    const tpid = status & PacketStatus.vlanTpidValid ? halves[(this.at + VLAN_TPID) >>> 1]! : 0x8100;
    return { tci: words[(this.at + VLAN_TCI) >>> 2]! & 0xffff, tpid };
  }

  /** sll_pkttype. */
  get direction(): PacketDirection | number {
    return packetDirection(this.memory().bytes[this.at + PACKET_TYPE]!);
  }

  /** EtherType of the network layer, ETH_P_*; of an 802.3 frame ETH_P_802_2. */
  get protocol(): number {
    const { bytes } = this.memory();
    return (bytes[this.at + PROTOCOL]! << 8) | bytes[this.at + PROTOCOL + 1]!;
  }

  /** Index of the interface that it came through: what tells on `any`. */
  get interfaceIndex(): number {
    return this.memory().words[(this.at + INTERFACE) >>> 2]!;
  }

  /** ARPHRD_* of that interface. */
  get hardwareType(): number {
    return this.memory().halves[(this.at + HARDWARE_TYPE) >>> 1]!;
  }

  /** The sender's link-layer address, 8 bytes of it at most; a copy. */
  get linkLayerAddress(): Uint8Array<ArrayBuffer> {
    const { bytes } = this.memory();
    const start = this.at + ADDRESS;
    return bytes.slice(start, start + Math.min(bytes[this.at + ADDRESS_LENGTH]!, 8));
  }

  /**
   * The packet as it lies in the ring: no copy, and writable. It is safe to keep, but shows other packets (or zeros) once the
   * batch is given back.
   */
  get data(): Uint8Array<ArrayBuffer> {
    const { bytes, words, halves } = this.memory();
    const start = this.at + halves[(this.at + MAC) >>> 1]!;
    const length = words[(this.at + CAPTURED) >>> 2]!;
    // Only memory that somebody wrote over has lengths beyond the ring.
    return new Uint8Array(bytes.buffer, start, Math.min(length, bytes.length - start));
  }

  /** The virtio_net_hdr before the packet, for captures that have them. */
  get virtioHeader(): Uint8Array<ArrayBuffer> {
    const { bytes } = this.memory();
    return new Uint8Array(bytes.buffer, this.offset - VIRTIO_HEADER_SIZE, VIRTIO_HEADER_SIZE);
  }

  /** A byte of the packet; 0 beyond what was kept. */
  uint8At(offset: number): number {
    const { bytes, words, halves } = this.memory();
    const { at } = this;
    return offset < words[(at + CAPTURED) >>> 2]! ? bytes[at + halves[(at + MAC) >>> 1]! + offset]! : 0;
  }

  /** Two bytes of the packet in network byte order; 0 beyond what was kept. */
  uint16At(offset: number): number {
    const { bytes, words, halves } = this.memory();
    const { at } = this;
    if (offset + 2 > words[(at + CAPTURED) >>> 2]!) return 0;
    const start = at + halves[(at + MAC) >>> 1]! + offset;
    return (bytes[start]! << 8) | bytes[start + 1]!;
  }

  /** Four bytes of the packet in network byte order; 0 beyond what was kept. */
  uint32At(offset: number): number {
    return this.uint16At(offset) * 0x10000 + this.uint16At(offset + 2);
  }

  /** Writes what files hold of a packet into an object that may serve many: cheaper than field by field. */
  describe(into: PacketDescription): void {
    const { bytes, words, halves } = this.memory();
    const { at } = this;
    const word = at >>> 2;
    into.bytes = bytes;
    into.offset = at + halves[(at + MAC) >>> 1]!;
    into.length = words[word + CAPTURED / 4]!;
    into.originalLength = words[word + ORIGINAL / 4]!;
    into.seconds = words[word + SECONDS / 4]!;
    into.nanoseconds = words[word + NANOSECONDS / 4]!;
    into.direction = packetDirection(bytes[at + PACKET_TYPE]!);
    into.vlan = (words[word + STATUS / 4]! & PacketStatus.vlanValid) === 0 ? undefined : this.vlan;
  }

  /** A packet of one's own. */
  copy(): CapturedPacket {
    return {
      data: this.data.slice(),
      originalLength: this.originalLength,
      timestampNs: this.timestampNs,
      timestampClock: this.timestampClock,
      status: this.status,
      rxhash: this.rxhash,
      vlan: this.vlan,
      direction: this.direction,
      protocol: this.protocol,
      interfaceIndex: this.interfaceIndex,
      hardwareType: this.hardwareType,
      linkLayerAddress: this.linkLayerAddress,
    };
  }
}

/** The fields of a packet, be they of a packet object or of a cursor that is at a packet. */
export type PacketFields = Packet;
