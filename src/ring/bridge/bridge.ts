/** Packets from one interface to another and back, through a function. */
import { codedError, ffi, isSyscallError, POLLERR, POLLIN, SyscallError, type Waiter } from "../../ffi/index.js";
import type { Batch } from "../capture/batch.js";
import { Capture } from "../capture/capture.js";
import type { CaptureStatistics } from "../capture/statistics.js";
import { Injector, type InjectorStatistics } from "../injector/injector.js";
import { checkTimeout } from "../timeout.js";
import { Direction, type DirectionCounters } from "./direction.js";
import { type BridgeOptions, type BridgeSide, checkBridgeOptions, checkLink } from "./options.js";

/** Room for packets that were merged, or are still to be cut, into 64 KiB; and for the headers before them. */
const FRAME_SIZE = 65 * 1024;
const FRAME_COUNT = 256;

/** One way across. */
export interface BridgeDirectionStatistics extends DirectionCounters {
  /** What the side that packets come from lost, and what it was given. */
  readonly capture: CaptureStatistics;
  /** What became of packets at the side that they go to. */
  readonly injector: InjectorStatistics;
}

export interface BridgeStatistics {
  readonly aToB: BridgeDirectionStatistics;
  readonly bToA: BridgeDirectionStatistics;
}

interface Way {
  readonly capture: Capture;
  readonly injector: Injector;
  readonly direction: Direction;
}

const NAP_MS = 1;

/** An interface that is down may come up again; packets for it meanwhile find no room. */
function ignoreDown(error: unknown): void {
  if (!isSyscallError(error, "ENETDOWN")) throw error;
}

function flush(injector: Injector): void {
  try {
    injector.flush();
  } catch (error) {
    ignoreDown(error);
  }
}

function waitWritable(injector: Injector, timeoutMs: number): void {
  try {
    injector.waitWritable(timeoutMs);
  } catch (error) {
    ignoreDown(error);
  }
}

function sideOf(side: BridgeSide): Exclude<BridgeSide, string | number> {
  return typeof side === "object" ? side : { interface: side };
}

export class Bridge {
  readonly #ways: readonly [Way, Way];
  readonly #waiter: Waiter;
  readonly #transmitTimeoutMs: number;
  readonly #end = new AbortController();
  #running = false;

  private constructor(ways: readonly [Way, Way], waiter: Waiter, transmitTimeoutMs: number) {
    this.#ways = ways;
    this.#waiter = waiter;
    this.#transmitTimeoutMs = transmitTimeoutMs;
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
  static open(a: BridgeSide, b: BridgeSide, options: BridgeOptions = {}): Bridge {
    checkBridgeOptions(a, b, options);
    const offload = options.offload ?? true;
    const opened: Disposable[] = [];
    const keep = <T extends Disposable>(resource: T): T => {
      opened.push(resource);
      return resource;
    };
    try {
      const [captureA, captureB] = ([a, b] as const).map((side, index) => {
        const { interface: name, capture } = sideOf(side);
        const defaults = { preset: "lowLatency", promiscuous: true } as const;
        const own = { cooked: false, ignoreOutgoing: true, virtioHeader: offload };
        const result = keep(Capture.open(name, { ...defaults, ...capture, ...own }));
        checkLink(result, index === 0 ? "a" : "b");
        return result;
      }) as [Capture, Capture];
      const [injectorA, injectorB] = [a, b].map((side) => {
        const { interface: name, injector, capture } = sideOf(side);
        const defaults = {
          frameSizeBytes: FRAME_SIZE,
          frameCount: FRAME_COUNT,
          mode: "messages",
          netns: capture?.netns,
        } as const;
        return keep(Injector.open(name, { ...defaults, ...injector, virtioHeader: offload }));
      }) as [Injector, Injector];
      const { handler } = options;
      const ways: [Way, Way] = [
        { capture: captureA, injector: injectorB, direction: new Direction(injectorB, handler, "a", offload) },
        { capture: captureB, injector: injectorA, direction: new Direction(injectorA, handler, "b", offload) },
      ];
      const system = sideOf(a).capture?.ffi ?? ffi();
      const ready = ways.map(({ capture }) => ({ fd: capture.fd, events: POLLIN }));
      return new Bridge(ways, system.waiter(ready), options.transmitTimeoutMs ?? 100);
    } catch (error) {
      for (const resource of opened) resource[Symbol.dispose]();
      throw error;
    }
  }

  get closed(): boolean {
    return this.#end.signal.aborted;
  }

  /** Descriptors of its sockets. */
  get fds(): number[] {
    return this.#ways.flatMap(({ capture, injector }) => [capture.fd, injector.fd]);
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
      const results = await Promise.allSettled(this.#ways.map((way) => this.#pump(way, stop).finally(onAbort)));
      const failed = results.find((result) => result.status === "rejected");
      if (failed !== undefined) throw failed.reason;
    } finally {
      for (const signal of signals) signal.removeEventListener("abort", onAbort);
      this.#running = false;
    }
  }

  async #pump(way: Way, { signal }: AbortController): Promise<void> {
    const { capture, injector, direction } = way;
    const timeoutMs = this.#transmitTimeoutMs;
    try {
      for await (const batch of capture.batches({ signal })) {
        const cursor = batch.cursor();
        while (cursor.next()) {
          const verdict = direction.judge(cursor);
          if (verdict === undefined || direction.queue(cursor, verdict)) continue;
          await injector.writable({ signal, timeoutMs }).catch(ignoreDown);
          if (!direction.queue(cursor, verdict)) direction.giveUp();
        }
        flush(injector);
        if (injector.pendingCount > 0) await injector.drained({ signal, timeoutMs }).catch(ignoreDown);
      }
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
        for (const way of this.#ways) if (!this.closed) this.#forward(way, way.capture.nextBatch());
        const count = this.#received() - before;
        const left = end - performance.now();
        if (count > 0 || left <= 0 || this.closed) return count;
        const result = this.#waiter.wait(left);
        if (result < 0) throw new SyscallError("poll", result, { subject: "bridge" });
        this.#ways.forEach((way, index) => {
          // A capture looks at an error of its socket, an interface that went down, only when it waits itself.
          if (!this.closed && this.#waiter.ready(index) & POLLERR) this.#forward(way, way.capture.nextBatch(NAP_MS));
        });
      }
    } finally {
      this.#running = false;
    }
  }

  #received(): number {
    return this.#ways.reduce((sum, { direction }) => sum + direction.counters.received, 0);
  }

  #forward({ injector, direction }: Way, batch: Batch | undefined): void {
    if (batch === undefined) return;
    using held = batch;
    const cursor = held.cursor();
    try {
      while (cursor.next()) {
        const verdict = direction.judge(cursor);
        if (verdict === undefined || direction.queue(cursor, verdict)) continue;
        waitWritable(injector, this.#transmitTimeoutMs);
        if (!direction.queue(cursor, verdict)) direction.giveUp();
      }
      flush(injector);
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
  statistics(): BridgeStatistics {
    const [aToB, bToA] = this.#ways.map(({ capture, injector, direction }) => ({
      ...direction.counters,
      capture: capture.statistics(),
      injector: injector.statistics(),
    })) as [BridgeDirectionStatistics, BridgeDirectionStatistics];
    return { aToB, bToA };
  }

  /** Lets go of everything; `run` ends. Idempotent. */
  close(): void {
    if (this.closed) return;
    this.#end.abort();
    for (const { capture, injector } of this.#ways) {
      capture.close();
      injector.close();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
