/** Packets from one interface to another and back, through a function. */
import { codedError, POLLERR, SyscallError, type Waiter } from "../../ffi/index.js";
import { checkTimeout } from "../timeout.js";
import { type BridgeParts, openPacketSides, openXdpSides } from "./open.js";
import {
  type BridgeOptions,
  type BridgeSide,
  checkBridgeOptions,
  checkXdpBridgeOptions,
  isXdpSide,
  type XdpBridgeOptions,
  type XdpBridgeSide,
} from "./options.js";
import type { BridgeDirectionStatistics } from "./packet-way.js";
import type { Way } from "./way.js";
import type { XdpBridgeDirectionStatistics } from "./xdp-way.js";

/** Both ways across; of a bridge between AF_XDP sockets `BridgeStatistics<XdpBridgeDirectionStatistics>`. */
export interface BridgeStatistics<Statistics = BridgeDirectionStatistics> {
  readonly aToB: Statistics;
  readonly bToA: Statistics;
}

/** How often a blocked thread asks whether the devices are there still, ms: poll(2) does not always tell. */
const LOOK_MS = 1000;

export class Bridge<Statistics = BridgeDirectionStatistics> {
  readonly #parts: BridgeParts<Statistics>;
  readonly #waiter: Waiter;
  /** The way that each of the waiter's descriptors belongs to. */
  readonly #waysOf: readonly Way<Statistics>[];
  readonly #end = new AbortController();
  #running = false;

  private constructor(parts: BridgeParts<Statistics>) {
    const { ways } = parts;
    this.#parts = parts;
    this.#waysOf = ways.flatMap((way) => way.ready.map(() => way));
    this.#waiter = parts.ffi.waiter(ways.flatMap((way) => way.ready));
  }

  /**
   * Opens a bridge between two Ethernet interfaces. Packets wait in its rings until it is run.
   *
   * Interfaces are promiscuous while it is open, and what this machine itself sends through them is not bridged.
   *
   * @throws OptionError that names the options that are wrong; SyscallError, with a hint where a capability is missing
   *
   * @example
   * using bridge = Bridge.open("eth0", "eth1", { handler: (packet) => (packet.protocol === 0x86dd ? "drop" : "forward") });
   * await bridge.run({ signal });
   */
  static open(a: BridgeSide, b: BridgeSide, options?: BridgeOptions): Bridge;
  /** Between AF_XDP sockets, one for each queue. What arrives at the interfaces does not reach the network stack any more. */
  static open(a: XdpBridgeSide, b: XdpBridgeSide, options?: XdpBridgeOptions): Bridge<XdpBridgeDirectionStatistics>;
  static open(
    a: BridgeSide | XdpBridgeSide,
    b: BridgeSide | XdpBridgeSide,
    options: BridgeOptions | XdpBridgeOptions = {},
  ): Bridge<BridgeDirectionStatistics> | Bridge<XdpBridgeDirectionStatistics> {
    if (isXdpSide(a) || isXdpSide(b)) {
      const [sideA, sideB] = [a as XdpBridgeSide, b as XdpBridgeSide];
      const own = options as XdpBridgeOptions;
      checkXdpBridgeOptions(sideA, sideB, own);
      return new Bridge(openXdpSides(sideA, sideB, own));
    }
    checkBridgeOptions(a, b, options as BridgeOptions);
    return new Bridge(openPacketSides(a, b, options as BridgeOptions));
  }

  get closed(): boolean {
    return this.#end.signal.aborted;
  }

  /** Descriptors of its sockets. */
  get fds(): number[] {
    return this.#parts.ways.flatMap((way) => way.fds);
  }

  #start(): void {
    if (this.closed) throw codedError("ERR_RINGLINK_CLOSED", "the bridge is closed");
    if (this.#running) throw codedError("ERR_RINGLINK_BUSY", "the bridge is running already");
    this.#running = true;
  }

  /**
   * Forwards packets on the event loop until the signal says stop, or the bridge is closed.
   *
   * @throws what the handler throws; SyscallError when an interface has gone
   */
  async run(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    this.#start();
    const stop = new AbortController();
    const onAbort = () => stop.abort();
    const signals = [this.#end.signal, options.signal].filter((signal) => signal !== undefined);
    for (const signal of signals) {
      if (signal.aborted) onAbort();
      signal.addEventListener("abort", onAbort, { once: true });
    }
    try {
      const results = await Promise.allSettled(
        this.#parts.ways.map((way) => this.#pump(way, stop.signal).finally(onAbort)),
      );
      const failed = results.find((result) => result.status === "rejected");
      if (failed !== undefined) throw failed.reason;
    } finally {
      for (const signal of signals) signal.removeEventListener("abort", onAbort);
      this.#running = false;
    }
  }

  async #pump(way: Way<Statistics>, signal: AbortSignal): Promise<void> {
    try {
      await way.pump(signal);
    } catch (error) {
      // Being told to stop is no failure, nor is being closed by the handler.
      if (!signal.aborted) throw error;
    }
  }

  /**
   * Forwards what is there in either direction, waiting for it with the thread blocked for at most `timeoutMs`.
   *
   * @returns packets that came in
   * @throws what the handler throws; SyscallError when an interface has gone; Error with a code when it runs already or is closed
   */
  step(timeoutMs = 0): number {
    const limit = checkTimeout(timeoutMs);
    this.#start();
    try {
      const end = performance.now() + limit;
      const before = this.#received();
      for (;;) {
        for (const way of this.#parts.ways) this.#unlessClosed(() => way.forward());
        const count = this.#received() - before;
        const left = end - performance.now();
        if (count > 0 || left <= 0 || this.closed) return count;
        const result = this.#waiter.wait(Math.min(left, LOOK_MS));
        if (result < 0) throw new SyscallError("poll", result, { subject: "bridge" });
        this.#waysOf.forEach((way, index) => {
          if (result === 0 || this.#waiter.ready(index) & POLLERR) this.#unlessClosed(() => way.look());
        });
      }
    } finally {
      this.#running = false;
    }
  }

  #received(): number {
    return this.#parts.ways.reduce((sum, { received }) => sum + received, 0);
  }

  #unlessClosed(action: () => void): void {
    if (this.closed) return;
    try {
      action();
    } catch (error) {
      // The handler may close the bridge.
      if (!this.closed) throw error;
    }
  }

  /** Forwards with the thread blocked, for a time. @throws as `step` */
  runSync(options: { readonly durationMs: number }): void {
    const end = performance.now() + checkTimeout(options.durationMs);
    for (let left = options.durationMs; left > 0 && !this.closed; left = end - performance.now()) this.step(left);
  }

  /** Since it was opened. */
  statistics(): BridgeStatistics<Statistics> {
    const [aToB, bToA] = this.#parts.ways;
    return { aToB: aToB.statistics(), bToA: bToA.statistics() };
  }

  /** Lets go of everything; `run` ends. Idempotent. */
  close(): void {
    if (this.closed) return;
    this.#end.abort();
    this.#parts.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
