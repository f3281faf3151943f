/** Packets past the network stack: an AF_XDP socket. */
import { littleEndian, MSG_DONTWAIT, POLLIN, SOL_SOCKET, SyscallError, type Waiter } from "../../ffi/index.js";
import { BatchStream } from "../batch-stream.js";
import { checkInterface } from "../capture/options.js";
import { SO_ERROR } from "../packet/constants.js";
import type { NetworkInterface } from "../packet/network-interface.js";
import { Readiness, type WaitOptions } from "../readiness.js";
import { checkTimeout } from "../timeout.js";
import type { XdpBatch } from "./batch.js";
import { Coalescer } from "./coalescer.js";
import { addExtras, closedError, dismantle, type Extras, goneError } from "./extras.js";
import { sourcesOf } from "./merge.js";
import { checkXdpOptions, type XdpSocketOptions } from "./options.js";
import type { XdpPacket } from "./packet.js";
import { XdpReceiver } from "./receiver.js";
import type { XdpRedirect } from "./redirect.js";
import { type RemovalWatch, watchRemoval } from "./removal.js";
import { SendingSocket } from "./sending.js";
import { setUp, type XdpParts } from "./setup.js";
import { type XdpStatistics, XdpStatisticsReader } from "./statistics.js";
import { XdpTransmitter } from "./transmitter.js";
import type { Umem } from "./umem.js";

const DEFAULT_BATCH = 2048;
const DEFAULT_COALESCE_MS = 1;
/** How often a blocked thread asks whether the device is there still, ms: poll(2) does not tell. */
const LOOK_MS = 1000;
const NOTHING = new Uint8Array(new ArrayBuffer(8)).subarray(0, 0);

export class XdpSocket extends SendingSocket implements AsyncIterable<XdpBatch> {
  readonly #parts: XdpParts;
  readonly #receiver: XdpReceiver | undefined;
  protected readonly transmitter: XdpTransmitter | undefined;
  readonly #extras: Extras;
  readonly #readiness: Readiness<XdpBatch>;
  readonly #coalescer: Coalescer;
  readonly #waiter: Waiter;
  readonly #sleeper: Waiter;
  readonly #statistics: XdpStatisticsReader;
  #removal: RemovalWatch | undefined;
  #gone = false;
  #closed = false;

  private constructor(parts: XdpParts, options: XdpSocketOptions, extras: Extras) {
    super();
    const { ffi: system, socket, umem, rings, rx, tx } = parts;
    const { fd } = socket;
    this.#parts = parts;
    this.#extras = extras;
    const { batchSize = DEFAULT_BATCH, coalesceMs = DEFAULT_COALESCE_MS, multiBuffer = false } = options;
    if (rx !== undefined) {
      this.#receiver = new XdpReceiver(rx, rings, umem.frames, umem.bytes, {
        largest: batchSize,
        queue: parts.queue,
        multiBuffer: umem.multiBuffer,
        unaligned: umem.unaligned,
        metadataMark: extras.metadataMark,
      });
    }
    if (tx !== undefined) {
      const wake = () => system.send(fd, NOTHING, MSG_DONTWAIT);
      this.transmitter = new XdpTransmitter(tx, rings, umem.frames, umem.bytes, { wake, multiBuffer });
    }
    this.#statistics = new XdpStatisticsReader(system);
    this.#waiter = system.waiter([{ fd, events: POLLIN }]);
    this.#sleeper = system.waiter([]);
    const ringSize = rx?.size ?? 0;
    this.#coalescer = new Coalescer(coalesceMs, Math.min(batchSize, ringSize), ringSize);
    this.#readiness = new Readiness(
      system,
      fd,
      { readable: true },
      {
        look: (isRested) => this.#look(isRested),
        onError: () => this.#lookAtError(),
        onStart: () => this.#watch(),
        restMs: () => this.#restMs(this.#receiving()),
      },
    );
    sourcesOf.set(this, this.#readiness);
  }

  /**
   * Opens a socket on a queue of a device. Packets flow from now on, past the network stack.
   *
   * @param name of an interface, or its index
   * @throws OptionError that names the options that are wrong; SyscallError with the rule that was broken, or a hint where a
   *   capability is missing; VerifierError, NetlinkError about the program
   *
   * @example
   * using socket = XdpSocket.open("eth0", { queue: 0, redirect: { match: [{ protocol: "udp", port: 53 }] } });
   * for await (const batch of socket) {
   *   for (const packet of batch) console.log(packet.length);
   * }
   */
  static open(name: string | number, options: XdpSocketOptions = {}): XdpSocket {
    checkInterface(name, "XdpSocket.open");
    checkXdpOptions(options);
    const parts = setUp(name, options);
    const none = { redirect: undefined, joined: undefined, promiscuous: undefined };
    const extras: Extras = { ...none, ownsRedirect: false, metadataMark: 0 };
    try {
      addExtras(extras, name, parts, options);
      return new XdpSocket(parts, options, extras);
    } catch (error) {
      dismantle(parts, extras);
      throw error;
    }
  }

  get interface(): NetworkInterface {
    return this.#parts.interface;
  }

  get queue(): number {
    return this.#parts.queue;
  }

  /** Whether the driver works on the frames themselves. */
  get zeroCopy(): boolean {
    return this.#parts.zeroCopy;
  }

  /** The packets' memory; give it to another socket to have both use it. */
  get umem(): Umem {
    return this.#parts.umem;
  }

  /** The program that leads packets here, unless somebody else, or another thread, sees to it. */
  get redirect(): XdpRedirect | undefined {
    return this.#extras.redirect;
  }

  /** The descriptor, for poll and for maps; it stays the socket's. -1 once closed. */
  get fd(): number {
    return this.#parts.socket.fd;
  }

  get closed(): boolean {
    return this.#closed;
  }

  #receiving(): XdpReceiver {
    this.#check();
    if (this.#receiver === undefined) throw new TypeError(`this socket was opened for sending only`);
    return this.#receiver;
  }

  protected transmitting(): XdpTransmitter {
    this.#check();
    if (this.transmitter === undefined) throw new TypeError(`this socket was opened for receiving only`);
    return this.transmitter;
  }

  protected sleep(timeMs: number): void {
    this.#sleeper.wait(timeMs);
  }

  #check(): void {
    if (this.#closed) throw closedError(this.interface.name);
  }

  /**
   * The next batch, waiting for it with the thread blocked for at most `timeoutMs`; by default it only looks. Undefined when
   * there is none. Release it, best with `using`.
   *
   * @throws SyscallError (ENODEV) when the device has gone, after its last packets were given; Error with a code when the
   * socket is closed
   */
  nextBatch(timeoutMs = 0): XdpBatch | undefined {
    const limit = checkTimeout(timeoutMs);
    const receiver = this.#receiving();
    let left = limit;
    const rest = Math.min(this.#restMs(receiver), limit);
    if (rest > 0) {
      this.#sleeper.wait(rest);
      left -= rest;
    }
    let batch = this.#take(receiver);
    // Nobody looks at the clock for packets that are there.
    if (batch !== undefined || left <= 0) return batch;
    for (const end = performance.now() + left; left > 0; left = end - performance.now()) {
      this.#block(receiver, left);
      batch = this.#take(receiver);
      if (batch !== undefined) return batch;
    }
    return undefined;
  }

  /** How long to let packets come together, ms. Not when as many wait as can be taken at a time. */
  #restMs(receiver: XdpReceiver): number {
    const rest = this.#coalescer.restMs;
    return rest > 0 && (receiver.isFull || this.#gone) ? 0 : rest;
  }

  #block(receiver: XdpReceiver, timeoutMs: number): void {
    const rest = this.#restMs(receiver);
    if (rest > 0) {
      this.#sleeper.wait(Math.min(rest, timeoutMs));
      return;
    }
    const result = this.#waiter.wait(Math.min(timeoutMs, LOOK_MS));
    if (result < 0) throw new SyscallError("poll", result, { subject: this.interface.name });
    if (receiver.ready === 0) this.#lookAtError();
  }

  #look(isRested: boolean): XdpBatch | undefined {
    const receiver = this.#receiving();
    return isRested || this.#restMs(receiver) === 0 ? this.#take(receiver) : undefined;
  }

  #take(receiver: XdpReceiver): XdpBatch | undefined {
    const batch = receiver.take();
    // A driver that works on the frames itself waits to be told of new ones after it had none; poll(2) tells it.
    if (this.#parts.zeroCopy && this.#parts.rings.fill.needsWakeup) this.#waiter.wait(0);
    this.#coalescer.saw(batch?.length ?? 0);
    if (batch === undefined && this.#gone) throw goneError(this.interface.name);
    return batch;
  }

  /** The error that the socket reports: AF_XDP has one only when its device is gone. */
  #lookAtError(): void {
    if (this.#closed || this.#gone) return;
    const value = this.#parts.ffi.getsockopt(this.fd, SOL_SOCKET, SO_ERROR, 4);
    if (new DataView(value.buffer, value.byteOffset).getInt32(0, littleEndian) !== 0) this.#setGone();
  }

  #setGone(): void {
    this.#gone = true;
    this.#readiness.check();
  }

  #watch(): void {
    const { ffi: system, interface: device, namespace } = this.#parts;
    const netns = namespace === undefined ? undefined : { fd: namespace.fd };
    this.#removal ??= watchRemoval(system, netns, device.index, {
      onRemoval: () => this.#setGone(),
      onDoubt: () => this.#lookAtError(),
    });
    // It may have gone before anybody watched.
    this.#lookAtError();
  }

  /**
   * The next batch, waiting for it on the event loop. Undefined when the time is up or the socket is closed meanwhile.
   *
   * @throws as nextBatch; AbortError
   */
  async read(options: WaitOptions = {}): Promise<XdpBatch | undefined> {
    this.#receiving();
    return this.#readiness.wait(options);
  }

  /**
   * Batches as they come, each given back when the next one is asked for. Ends when the socket is closed.
   *
   * @throws what `read` throws
   */
  batches(options: { readonly signal?: AbortSignal | undefined } = {}): AsyncIterableIterator<XdpBatch> {
    this.#receiving();
    return new BatchStream([this.#readiness], options.signal);
  }

  [Symbol.asyncIterator](): AsyncIterator<XdpBatch, undefined> {
    return this.batches();
  }

  /**
   * Packets with the thread blocked in between, for `durationMs` at most. A packet is good until the next one is asked for:
   * copy what you keep.
   *
   * @throws as nextBatch
   */
  *packets(options: { readonly durationMs?: number | undefined } = {}): Generator<XdpPacket, void, undefined> {
    const end = performance.now() + checkTimeout(options.durationMs ?? Infinity);
    for (;;) {
      const left = end - performance.now();
      if (left <= 0) return;
      using batch = this.nextBatch(left);
      if (batch === undefined) return;
      for (const packet of batch) yield packet;
    }
  }

  /** What became of the packets. Once closed: the last counts. */
  statistics(): XdpStatistics {
    return this.#statistics.read(this.fd, {
      received: this.#receiver?.packets ?? 0,
      queued: this.transmitter?.packets ?? 0,
      completed: this.#parts.rings.completed,
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
   * Lets go of rings, socket and program, and of the memory when no other socket uses it. Waits end, batches that are held
   * become an error, views of the UMEM stay readable. Idempotent.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#readiness.close();
    this.#removal?.close();
    try {
      this.statistics();
    } finally {
      this.#receiver?.revoke();
      dismantle(this.#parts, this.#extras);
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
