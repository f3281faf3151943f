/** Sending frames: AF_PACKET with a TX ring, or with sendmmsg. */
import { codedError, isSyscallError, POLLOUT, SyscallError, type Waiter } from "../../ffi/index.js";
import { checkInterface } from "../capture/options.js";
import { notBytesError } from "../packet/bytes.js";
import { PACKET_QDISC_BYPASS, PACKET_VNET_HDR, SOL_PACKET } from "../packet/constants.js";
import type { NetworkInterface } from "../packet/network-interface.js";
import { PacketSocket } from "../packet/socket.js";
import { Readiness, type WaitOptions } from "../readiness.js";
import { checkTimeout } from "../timeout.js";
import { type FrameQueue, isBackPressure } from "./frame-queue.js";
import { MessageList } from "./message-list.js";
import { checkInjectorOptions, FRAME_SIZE, type InjectorOptions } from "./options.js";
import { Slot } from "./slot.js";
import { type TransmitTimestamp, TransmitTimestamps } from "./timestamps.js";
import { TxRing } from "./tx-ring.js";

/** What became of frames. */
export interface FlushResult {
  /** Frames that were queued. */
  readonly queued: number;
  /** Frames that were sent. */
  readonly completed: number;
  /** Frames that the kernel refused: longer than the interface takes, or no frames at all. */
  readonly rejected: number;
}

export interface InjectorStatistics extends FlushResult {
  /** Frames that are queued or on their way. */
  readonly pending: number;
  /** Timestamps that were dropped because nobody read them. */
  readonly timestampsLost: number;
}

const NAP_MS = 1;

export class Injector {
  readonly #socket: PacketSocket;
  readonly #queue: FrameQueue;
  readonly #timestamps: TransmitTimestamps | undefined;
  readonly #fallback: SyscallError | undefined;
  readonly #readiness: Readiness<true>;
  readonly #waiter: Waiter;
  readonly #sleeper: Waiter;
  /** What the event loop is asked to wait for. */
  #goal: "writable" | "drained" = "writable";
  #slot: Slot | undefined;
  #reported: FlushResult = { queued: 0, completed: 0, rejected: 0 };
  #closed = false;

  private constructor(socket: PacketSocket, options: InjectorOptions) {
    this.#socket = socket;
    const frameSize = options.frameSizeBytes ?? FRAME_SIZE;
    const frameCount = options.frameCount ?? 1024;
    if (options.virtioHeader) socket.setOption(SOL_PACKET, PACKET_VNET_HDR, "PACKET_VNET_HDR", 1);
    if (options.qdiscBypass) socket.setOption(SOL_PACKET, PACKET_QDISC_BYPASS, "PACKET_QDISC_BYPASS", 1);
    if (options.sendBufferBytes !== undefined) socket.setBuffer("send", options.sendBufferBytes);
    this.#timestamps = options.timestamps && new TransmitTimestamps(socket, options.timestamps);
    const { mode = "auto" } = options;
    const ring = mode === "messages" ? undefined : tryRing(socket, frameSize, frameCount, mode === "ring");
    this.#fallback = ring instanceof SyscallError ? ring : undefined;
    this.#queue = ring instanceof TxRing ? ring : new MessageList(socket, frameSize, frameCount);
    try {
      socket.bind(0);
      this.#waiter = socket.ffi.waiter([{ fd: socket.fd, events: POLLOUT }]);
      this.#sleeper = socket.ffi.waiter([]);
    } catch (error) {
      this.#queue.close();
      throw error;
    }
    this.#readiness = new Readiness(
      socket.ffi,
      socket.fd,
      { writable: true },
      {
        look: () => this.#reached(this.#goal) || undefined,
        onError: () => this.#lookAtError(),
      },
    );
  }

  /**
   * Opens an injector.
   *
   * @param name of an interface, or its index
   * @throws OptionError that names the options that are wrong; SyscallError, with a hint where a capability is missing
   *
   * @example
   * using injector = Injector.open("eth0");
   * injector.send(frame);
   */
  static open(name: string | number, options: InjectorOptions = {}): Injector {
    checkInterface(name, "Injector.open");
    checkInjectorOptions(name, options);
    const socket = PacketSocket.open(name, "injector on", () => false, options);
    try {
      return new Injector(socket, options);
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  get interface(): NetworkInterface {
    return this.#socket.interface;
  }

  /** Whether frames lie in a ring or are sent with sendmmsg. */
  get mode(): "ring" | "messages" {
    return this.#queue instanceof TxRing ? "ring" : "messages";
  }

  /** Why there is no ring, when one was wanted. */
  get fallbackReason(): SyscallError | undefined {
    return this.#fallback;
  }

  get frameCount(): number {
    return this.#queue.frameCount;
  }

  /** Bytes that a frame can have here. What the interface takes is its MTU and link-layer header, and may be less. */
  get frameCapacity(): number {
    return this.#queue.frameCapacity;
  }

  /** Frames that are queued or on their way. */
  get pendingCount(): number {
    return this.#queue.pending;
  }

  /** Frames that there is room for. */
  get freeCount(): number {
    if (!this.#closed) this.#queue.reclaim();
    return this.frameCount - this.pendingCount;
  }

  /** The descriptor, which stays the injector's. -1 once closed. */
  get fd(): number {
    return this.#socket.fd;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Memory that frames are written into, at the offsets that `reserve` gives. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#queue.bytes;
  }

  #check(): void {
    if (this.#closed) throw codedError("ERR_RINGLINK_CLOSED", `the injector on ${this.interface.name} is closed`);
    if (this.#slot !== undefined) {
      throw codedError("ERR_RINGLINK_SLOT", "a slot is being written: send or discard it first");
    }
  }

  #checkLength(length: number): void {
    if (Number.isInteger(length) && length >= 1 && length <= this.frameCapacity) return;
    throw new RangeError(`a frame of ${String(length)} bytes: 1 to ${this.frameCapacity} fit in a frame here`);
  }

  /** Where in `bytes` the next frame goes: write it there and `commit` it. -1 when there is no room. No object is made. */
  reserve(): number {
    this.#check();
    return this.#queue.reserve();
  }

  /** Queues the frame that was written where `reserve` said. @throws RangeError; Error with a code when there is no room */
  commit(length: number): void {
    this.#check();
    this.#checkLength(length);
    if (this.#queue.pending === this.#queue.frameCount)
      throw codedError("ERR_RINGLINK_FULL", "no frame is free: nothing was reserved");
    this.#queue.commit(length);
  }

  /** A frame's place to write, one at a time; undefined when there is no room. @throws RangeError for a length that no frame has */
  allocate(length: number): Slot | undefined {
    this.#check();
    this.#checkLength(length);
    const at = this.#queue.reserve();
    if (at < 0) return undefined;
    this.#slot = new Slot(this.#queue.bytes.subarray(at, at + length), (sent) => {
      this.#slot = undefined;
      if (sent > 0) this.#queue.commit(sent);
    });
    return this.#slot;
  }

  /**
   * Queues a copy; false when there is no room. `flush` sends it.
   *
   * @throws TypeError for what is no Uint8Array; RangeError for a length that no frame has
   */
  write(frame: Uint8Array): boolean {
    this.#check();
    if (!(frame instanceof Uint8Array)) throw notBytesError(frame);
    this.#checkLength(frame.length);
    const at = this.#queue.reserve();
    if (at < 0) return false;
    this.#queue.bytes.set(frame, at);
    this.#queue.commit(frame.length);
    return true;
  }

  /** Queues a copy and sends what is queued; false when there is no room. @throws as `write` and `flush` */
  send(frame: Uint8Array): boolean {
    if (this.write(frame)) {
      this.#push();
      return true;
    }
    this.#push();
    if (!this.write(frame)) return false;
    this.#push();
    return true;
  }

  /**
   * Offers what is queued to the kernel; it does not wait. What the kernel does not take now stays queued for the next time.
   *
   * @returns what happened since the last flush. In a ring frames are complete when the device has let go of them, often later
   * @throws SyscallError: ENETDOWN when the interface is down, ENXIO when it has gone
   */
  flush(): FlushResult {
    this.#check();
    this.#push();
    const { queued, completed, rejected } = this.#queue;
    const before = this.#reported;
    this.#reported = { queued, completed, rejected };
    return {
      queued: queued - before.queued,
      completed: completed - before.completed,
      rejected: rejected - before.rejected,
    };
  }

  #push(): void {
    const result = this.#queue.push();
    this.#queue.reclaim();
    this.#timestamps?.collect();
    if (result < 0 && !isBackPressure(result)) {
      throw new SyscallError("sendmsg", result, { subject: this.interface.name });
    }
  }

  #reached(goal: "writable" | "drained"): boolean {
    this.#push();
    return goal === "drained" ? this.pendingCount === 0 : this.freeCount > 0;
  }

  /** Timestamps show as an error of the socket. */
  #lookAtError(): void {
    this.#timestamps?.collect();
    const error = this.#socket.takeError();
    if (error < 0) throw new SyscallError("poll", error, { subject: this.interface.name });
  }

  #wait(goal: "writable" | "drained", timeoutMs: number): boolean {
    const end = performance.now() + checkTimeout(timeoutMs);
    this.#check();
    for (;;) {
      if (this.#reached(goal)) return true;
      const left = end - performance.now();
      if (left <= 0) return false;
      this.#waiter.wait(left);
      if (this.#reached(goal)) return true;
      // A socket may count as writable although its ring is full.
      this.#sleeper.wait(Math.min(NAP_MS, Math.max(0, end - performance.now())));
    }
  }

  /** Sends what is queued until a frame is free, with the thread blocked; false when the time is up. @throws as `flush` */
  waitWritable(timeoutMs: number): boolean {
    return this.#wait("writable", timeoutMs);
  }

  /** Sends what is queued until all of it is complete, with the thread blocked; false when the time is up. @throws as `flush` */
  waitDrained(timeoutMs: number): boolean {
    return this.#wait("drained", timeoutMs);
  }

  /** Sends what is queued until a frame is free; false when the time is up or it was closed. @throws as `flush`; AbortError */
  writable(options: WaitOptions = {}): Promise<boolean> {
    return this.#waitAsync("writable", options);
  }

  /** Sends what is queued until all of it is complete; false when the time is up or it was closed. @throws as `flush`; AbortError */
  drained(options: WaitOptions = {}): Promise<boolean> {
    return this.#waitAsync("drained", options);
  }

  async #waitAsync(goal: "writable" | "drained", options: WaitOptions): Promise<boolean> {
    if (options.timeoutMs !== undefined) checkTimeout(options.timeoutMs);
    this.#check();
    // The goal of a wait that is under way is not to be changed by one that will be refused.
    if (!this.#readiness.isWaiting) this.#goal = goal;
    const reached = await this.#readiness.wait(options);
    this.#readiness.rest();
    return reached === true;
  }

  /** When frames were sent, as far as that is known by now and was not told before. Empty unless `timestamps` asks for it. */
  readTimestamps(): TransmitTimestamp[] {
    this.#check();
    return this.#timestamps?.take() ?? [];
  }

  /** Since it was opened. */
  statistics(): InjectorStatistics {
    if (!this.#closed) this.#queue.reclaim();
    const { queued, completed, rejected } = this.#queue;
    return { queued, completed, rejected, pending: this.pendingCount, timestampsLost: this.#timestamps?.lost ?? 0 };
  }

  /** Lets go of ring and socket; frames that are still queued are not sent. Waits end. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#slot?.revoke();
    this.#slot = undefined;
    this.#readiness.close();
    try {
      this.#queue.reclaim();
      this.#queue.close();
    } finally {
      this.#socket.close();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** A ring, or why there is none. */
function tryRing(
  socket: PacketSocket,
  frameSize: number,
  frameCount: number,
  required: boolean,
): TxRing | SyscallError {
  try {
    return new TxRing(socket, frameSize, frameCount);
  } catch (error) {
    if (required || !isSyscallError(error)) throw error;
    return error;
  }
}
