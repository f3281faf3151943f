/** The kernel's end of the four rings of an AF_XDP socket, over plain memory. */
import { Frames } from "../../../src/ring/xdp/frames.js";
import { QueueRings } from "../../../src/ring/xdp/queue-rings.js";
import { XdpReceiver } from "../../../src/ring/xdp/receiver.js";
import { ConsumerRing, HIGH, LOW, ProducerRing, type RingKind, type RingOffsets } from "../../../src/ring/xdp/ring.js";
import { XdpTransmitter } from "../../../src/ring/xdp/transmitter.js";

/** As kernels lay them out. */
export const OFFSETS: RingOffsets = { producer: 0, consumer: 128, flags: 196, entries: 320 };

export interface Descriptor {
  readonly address: number;
  readonly length: number;
  readonly options: number;
}

/** One ring as the kernel sees it. */
export class KernelRing {
  readonly words: Int32Array;
  readonly size: number;
  readonly #kind: RingKind;

  constructor(size: number, kind: RingKind, start = 0) {
    this.words = new Int32Array((OFFSETS.entries + size * 16) / 4);
    this.size = size;
    this.#kind = kind;
    this.words[OFFSETS.producer / 4] = start;
    this.words[OFFSETS.consumer / 4] = start;
  }

  get producer(): number {
    return this.words[OFFSETS.producer / 4]!;
  }

  get consumer(): number {
    return this.words[OFFSETS.consumer / 4]!;
  }

  set needsWakeup(needs: boolean) {
    this.words[OFFSETS.flags / 4] = needs ? 1 : 0;
  }

  get count(): number {
    return (this.producer - this.consumer) | 0;
  }

  #at(position: number): number {
    const wordsEach = this.#kind === "descriptors" ? 4 : 2;
    return OFFSETS.entries / 4 + (position & (this.size - 1)) * wordsEach;
  }

  /** Puts an entry in; false when the ring is full. */
  produce(address: number, length = 0, options = 0, high = 0): boolean {
    if (this.count === this.size) return false;
    const at = this.#at(this.producer);
    this.words[at + LOW] = address;
    this.words[at + HIGH] = high;
    if (this.#kind === "descriptors") {
      this.words[at + 2] = length;
      this.words[at + 3] = options;
    }
    this.words[OFFSETS.producer / 4] = (this.producer + 1) | 0;
    return true;
  }

  /** Takes an entry out. */
  consume(): Descriptor | undefined {
    if (this.count === 0) return undefined;
    const at = this.#at(this.consumer);
    const isDescriptor = this.#kind === "descriptors";
    const found = {
      address: this.words[at + LOW]! >>> 0,
      length: isDescriptor ? this.words[at + 2]! : 0,
      options: isDescriptor ? this.words[at + 3]! : 0,
    };
    this.words[OFFSETS.consumer / 4] = (this.consumer + 1) | 0;
    return found;
  }
}

export interface KernelOptions {
  readonly frameSize?: number;
  readonly frameCount?: number;
  readonly ringSize?: number;
  /** As the others, when left out. */
  readonly rxRingSize?: number;
  readonly receiveFrames?: number;
  /** Where the positions of the rings begin: near the end they wrap. */
  readonly start?: number;
  readonly largestBatch?: number;
  readonly multiBuffer?: boolean;
  readonly unaligned?: boolean;
  readonly metadataMark?: number;
}

/** A queue with everything on both sides. */
export class Kernel {
  readonly rx: KernelRing;
  readonly tx: KernelRing;
  readonly fill: KernelRing;
  readonly completion: KernelRing;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly frames: Frames;
  readonly queue: QueueRings;
  readonly receiver: XdpReceiver;
  readonly transmitter: XdpTransmitter;
  /** What send(2) does. */
  wake: () => number = () => 0;

  constructor(options: KernelOptions = {}, shared?: Kernel) {
    const { frameSize = 2048, frameCount = 16, ringSize = 16, receiveFrames = 8, start = 0 } = options;
    const {
      largestBatch = 64,
      multiBuffer = false,
      unaligned = false,
      rxRingSize = ringSize,
      metadataMark = 0,
    } = options;
    this.rx = new KernelRing(rxRingSize, "descriptors", start);
    this.tx = new KernelRing(ringSize, "descriptors", start);
    this.fill = new KernelRing(ringSize, "addresses", start);
    this.completion = new KernelRing(ringSize, "addresses", start);
    this.bytes = shared?.bytes ?? new Uint8Array(frameSize * frameCount);
    this.frames = shared?.frames ?? new Frames(frameSize, frameCount);
    const producer = (ring: KernelRing, kind: RingKind) => new ProducerRing(ring.words, OFFSETS, ringSize, kind);
    const consumer = (ring: KernelRing, kind: RingKind) => new ConsumerRing(ring.words, OFFSETS, ringSize, kind);
    const fill = producer(this.fill, "addresses");
    const completion = consumer(this.completion, "addresses");
    this.queue = new QueueRings(this.frames, fill, completion, receiveFrames, () => {
      this.queue.reclaim();
      shared?.queue.reclaim();
    });
    const rx = new ConsumerRing(this.rx.words, OFFSETS, rxRingSize, "descriptors");
    const receiving = { largest: largestBatch, queue: 3, multiBuffer, unaligned, metadataMark };
    this.receiver = new XdpReceiver(rx, this.queue, this.frames, this.bytes, receiving);
    const send = { wake: () => this.wake(), multiBuffer };
    this.transmitter = new XdpTransmitter(producer(this.tx, "descriptors"), this.queue, this.frames, this.bytes, send);
    this.tx.needsWakeup = true;
    this.queue.top();
  }

  /** Receives a packet; false when no frame is there for it. */
  receive(packet: Uint8Array, options = 0): boolean {
    const frame = this.fill.consume();
    if (frame === undefined) return false;
    const address = frame.address + 256;
    this.bytes.set(packet, address);
    return this.rx.produce(address, packet.length, options);
  }

  /** Sends what is in TX, `most` frames at most; gives their bytes. */
  transmit(most = Number.POSITIVE_INFINITY): Uint8Array[] {
    const sent: Uint8Array[] = [];
    while (sent.length < most && this.completion.count < this.completion.size) {
      const descriptor = this.tx.consume();
      if (descriptor === undefined) break;
      sent.push(this.bytes.slice(descriptor.address, descriptor.address + descriptor.length));
      this.completion.produce(descriptor.address);
    }
    return sent;
  }
}

export function packetOf(number: number, length = 60): Uint8Array {
  const packet = new Uint8Array(length).fill(number & 0xff);
  new DataView(packet.buffer).setUint32(0, number);
  return packet;
}
