/** Capturing packets: AF_PACKET with a TPACKET_V3 ring. */
import { codedError, isSyscallError, POLLERR, POLLIN, SyscallError, type Waiter } from "../../ffi/index.js";
import { BatchStream } from "../batch-stream.js";
import type { NetworkInterface } from "../packet/network-interface.js";
import { LinkType, linkTypeOf } from "../pcap/link-type.js";
import { NAP_MS, Readiness, type WaitOptions } from "../readiness.js";
import { checkTimeout } from "../timeout.js";
import type { Batch } from "./batch.js";
import { BlockRing } from "./block.js";
import { Gathering } from "./gathering.js";
import {
  type CaptureOptions,
  checkCaptureOptions,
  checkFilterOption,
  checkInterface,
  type FilterProgram,
} from "./options.js";
import type { Packet } from "./packet.js";
import { attachFilter, type CaptureParts, type FilterChoice, setUp } from "./setup.js";
import { type CaptureStatistics, StatisticsReader } from "./statistics.js";

/** How often is looked whether an interface that is down was removed, ms. */
const DOWN_MS = 50;

export class Capture implements AsyncIterable<Batch> {
  readonly #parts: CaptureParts;
  readonly #ring: BlockRing;
  readonly #choice: FilterChoice;
  readonly #gathering: Gathering;
  readonly #readiness: Readiness<Batch>;
  readonly #waiter: Waiter;
  readonly #sleeper: Waiter;
  readonly #statistics: StatisticsReader;
  #batches = 0;
  #downs = 0;
  /** Whether the interface was found to be down, and no packet came since. */
  #isDown = false;
  /** When the interface was found to be gone; its last packets may still be on their way into the ring. */
  #goneAt: number | undefined;
  #closed = false;

  private constructor(parts: CaptureParts, options: CaptureOptions) {
    const { socket, mapping, geometry, blockCount } = parts;
    this.#parts = parts;
    this.#choice = options;
    this.#ring = new BlockRing(mapping.bytes.buffer, geometry.blockSizeBytes, blockCount);
    this.#gathering = new Gathering(options.coalesceMs, geometry.blockTimeoutMs);
    this.#statistics = new StatisticsReader(socket, options.fanout?.rollover === true);
    this.#waiter = socket.ffi.waiter([{ fd: socket.fd, events: POLLIN }]);
    this.#sleeper = socket.ffi.waiter([]);
    this.#readiness = new Readiness(
      socket.ffi,
      socket.fd,
      { readable: true },
      {
        look: () => {
          if (this.#isDown) this.#lookForRemoval();
          return this.#take();
        },
        onError: () => this.#lookAtError(),
        restMs: () => this.#restMs(),
        lookEveryMs: () => (this.#isDown ? DOWN_MS : 0),
      },
    );
  }

  /**
   * Opens a capture. Packets flow into its ring from now on.
   *
   * @param name of an interface, or its index; `"any"` for all of the network namespace
   * @throws OptionError that names the options that are wrong; SyscallError, with a hint where a capability is missing
   *
   * @example
   * using capture = Capture.open("eth0", { filter: "udp port 53", blockTimeoutMs: 10 });
   * for await (const batch of capture) {
   *   for (const packet of batch) console.log(packet.timestampNs, packet.length);
   * }
   */
  static open(name: string | number, options: CaptureOptions = {}): Capture {
    checkInterface(name, "Capture.open");
    checkCaptureOptions(options);
    return new Capture(setUp(name, options), options);
  }

  get interface(): NetworkInterface {
    return this.#parts.socket.interface;
  }

  /** Whether packets begin at the network layer. */
  get cooked(): boolean {
    return this.#parts.socket.cooked;
  }

  /** LINKTYPE_* of the packets' bytes, as capture files number it; undefined where there is no number for it. */
  get linkType(): number | undefined {
    if (this.cooked) return LinkType.raw;
    const { hardwareType } = this.interface;
    return hardwareType === undefined ? undefined : linkTypeOf(hardwareType);
  }

  /** The descriptor, for poll and for attaching programs; it stays the capture's. -1 once closed. */
  get fd(): number {
    return this.#parts.socket.fd;
  }

  get blockSizeBytes(): number {
    return this.#ring.blockSize;
  }

  /** Blocks in the ring: fewer than asked for when memory was short. */
  get blockCount(): number {
    return this.#ring.blockCount;
  }

  /** Blocks that were asked for. */
  get requestedBlockCount(): number {
    return this.#parts.geometry.blockCount;
  }

  get blockTimeoutMs(): number {
    return this.#parts.geometry.blockTimeoutMs;
  }

  /** Number of the fanout group. */
  get fanoutGroup(): number | undefined {
    return this.#parts.fanoutGroup;
  }

  /** Why the device does not stamp packets, when `timestampSource` asked it to: software stamps are got instead. */
  get hardwareTimestampError(): SyscallError | undefined {
    return this.#parts.hardwareTimestampError;
  }

  get closed(): boolean {
    return this.#closed;
  }

  #check(): void {
    if (this.#closed) throw codedError("ERR_RINGLINK_CLOSED", `the capture on ${this.interface.name} is closed`);
  }

  /**
   * The next batch, waiting for it with the thread blocked for at most `timeoutMs`; by default it only looks. Undefined when
   * there is none. Release it, best with `using`.
   *
   * @throws SyscallError (ENODEV) when the interface has gone, after its last packets were given; Error with a code when the
   * capture is closed or all batches are held
   */
  nextBatch(timeoutMs = 0): Batch | undefined {
    const limit = checkTimeout(timeoutMs);
    this.#check();
    let batch = this.#take();
    if (batch !== undefined || limit === 0) return batch;
    const end = performance.now() + limit;
    for (;;) {
      const left = Math.max(0, end - performance.now());
      this.#block(left);
      batch = this.#take();
      if (batch !== undefined || performance.now() >= end) return batch;
    }
  }

  /** How long to leave the ring alone, ms. poll(2) cannot tell about it while the block before the next is held. */
  #restMs(): number {
    const isBlind = this.#ring.previousHeld || this.#goneAt !== undefined;
    return Math.max(this.#gathering.takeRestMs(), isBlind ? NAP_MS : 0);
  }

  #block(timeoutMs: number): void {
    const rest = this.#restMs();
    if (rest > 0) {
      this.#sleeper.wait(Math.min(rest, timeoutMs));
      return;
    }
    const result = this.#waiter.wait(Math.min(timeoutMs, this.#isDown ? DOWN_MS : Infinity));
    if (result < 0) throw new SyscallError("poll", result, { subject: this.interface.name });
    if (this.#waiter.ready(0) & POLLERR) this.#lookAtError();
    this.#lookForRemoval();
  }

  /** The error that the socket reports: an interface that went down comes up again, one that was removed does not. */
  #lookAtError(): void {
    const error = this.#parts.socket.takeError();
    if (error === 0) return;
    const problem = new SyscallError("poll", error, { subject: this.interface.name });
    if (!isSyscallError(problem, "ENETDOWN")) throw problem;
    this.#downs++;
    this.#isDown = true;
    this.#lookForRemoval();
  }

  /** An interface goes down before it is removed, and of the second the socket reports nothing. */
  #lookForRemoval(): void {
    if (!this.#isDown || this.interface.index === 0 || this.#closed) return;
    if (this.#parts.socket.boundIndex() < 0) this.#goneAt ??= performance.now();
  }

  #take(): Batch | undefined {
    const batch = this.#ring.take();
    if (batch !== undefined) {
      this.#batches++;
      this.#isDown = false;
      this.#gathering.saw(this.#ring.fillMs, this.#ring.blockCount - this.#ring.heldCount);
      return batch;
    }
    // A block that is not full is given when its time is up, and the timer may be late.
    const grace = 2 * this.blockTimeoutMs + 50;
    if (this.#goneAt !== undefined && performance.now() > this.#goneAt + grace) {
      throw new SyscallError("poll", 19, { subject: this.interface.name, hint: "the interface was removed" });
    }
    return undefined;
  }

  /**
   * The next batch, waiting for it on the event loop. Undefined when the time is up or the capture is closed meanwhile.
   *
   * @throws as nextBatch; AbortError
   */
  async read(options: WaitOptions = {}): Promise<Batch | undefined> {
    this.#check();
    return this.#readiness.wait(options);
  }

  /**
   * Batches as they come, each given back when the next one is asked for. Ends when the capture is closed.
   *
   * @throws what `read` throws
   */
  batches(options: { readonly signal?: AbortSignal | undefined } = {}): AsyncIterableIterator<Batch> {
    this.#check();
    return new BatchStream([this.#readiness], options.signal);
  }

  [Symbol.asyncIterator](): AsyncIterator<Batch, undefined> {
    return this.batches();
  }

  /**
   * Packets with the thread blocked in between, for `durationMs` at most. A packet is good until the next one is asked for: copy
   * what you keep.
   *
   * @throws as nextBatch
   */
  *packets(options: { readonly durationMs?: number | undefined } = {}): Generator<Packet, void, undefined> {
    const end = performance.now() + checkTimeout(options.durationMs ?? Infinity);
    for (;;) {
      const left = end - performance.now();
      if (left <= 0) return;
      using batch = this.nextBatch(left);
      if (batch === undefined) return;
      for (const packet of batch) yield packet;
    }
  }

  /**
   * Puts another filter in the place of the one that there is; undefined lets everything through. No packet is lost
   * meanwhile; those in the ring already passed the old one.
   *
   * @throws Error with code ERR_RINGLINK_FILTER when it is none; SyscallError
   */
  setFilter(filter: string | FilterProgram | undefined): void {
    this.#check();
    checkFilterOption(filter, "capture.setFilter");
    attachFilter(this.#parts.socket, {
      filter,
      snapLengthBytes: this.#choice.snapLengthBytes,
      netns: this.#choice.netns,
    });
  }

  /** The same with a loaded extended BPF program of type socket filter; its descriptor stays the caller's. @throws SyscallError */
  attachProgram(fd: number): void {
    this.#check();
    if (!Number.isInteger(fd) || fd < 0) throw new RangeError(`no descriptor: ${String(fd)}`);
    attachFilter(this.#parts.socket, { filterFd: fd });
  }

  /** What became of the packets. Once closed: the last counts. */
  statistics(): CaptureStatistics {
    return this.#statistics.read({
      batches: this.#batches,
      lostBlocks: this.#ring.lostBlocks,
      interfaceDowns: this.#downs,
    });
  }

  /** A wait for packets keeps the process alive, as it does at first. */
  ref(): void {
    this.#readiness.ref();
  }

  /** A wait for packets does not keep the process alive. */
  unref(): void {
    this.#readiness.unref();
  }

  /**
   * Lets go of ring and socket. Waits end, batches that are held become an error, views of the ring read zeros. Idempotent.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const { socket, mapping } = this.#parts;
    this.#readiness.close();
    this.#ring.revoke();
    try {
      this.statistics();
      // The mapping holds the socket: without this the ring would live on.
      mapping.close();
    } finally {
      socket.close();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
