/** One way across a bridge between AF_PACKET sockets. */
import { POLLIN } from "../../ffi/index.js";
import type { Batch } from "../capture/batch.js";
import type { Capture } from "../capture/capture.js";
import type { CaptureStatistics } from "../capture/statistics.js";
import type { Injector, InjectorStatistics } from "../injector/injector.js";
import type { Direction, DirectionCounters } from "./direction.js";
import { ignoreDown, unlessDown, type Way } from "./way.js";

/** One way across. */
export interface BridgeDirectionStatistics extends DirectionCounters {
  /** What the side that packets come from lost, and what it was given. */
  readonly capture: CaptureStatistics;
  /** What became of packets at the side that they go to. */
  readonly injector: InjectorStatistics;
}

const NAP_MS = 1;

export class PacketWay implements Way<BridgeDirectionStatistics> {
  readonly #capture: Capture;
  readonly #injector: Injector;
  readonly #direction: Direction;
  readonly #transmitTimeoutMs: number;

  constructor(capture: Capture, injector: Injector, direction: Direction, transmitTimeoutMs: number) {
    this.#capture = capture;
    this.#injector = injector;
    this.#direction = direction;
    this.#transmitTimeoutMs = transmitTimeoutMs;
  }

  get ready(): { fd: number; events: number }[] {
    return [{ fd: this.#capture.fd, events: POLLIN }];
  }

  get fds(): number[] {
    return [this.#capture.fd, this.#injector.fd];
  }

  get received(): number {
    return this.#direction.counters.received;
  }

  async pump(signal: AbortSignal): Promise<void> {
    const injector = this.#injector;
    const direction = this.#direction;
    const timeoutMs = this.#transmitTimeoutMs;
    for await (const batch of this.#capture.batches({ signal })) {
      const cursor = batch.cursor();
      while (cursor.next()) {
        const verdict = direction.judge(cursor);
        if (verdict === undefined || direction.queue(cursor, verdict)) continue;
        await injector.writable({ signal, timeoutMs }).catch(ignoreDown);
        if (!direction.queue(cursor, verdict)) direction.giveUp();
      }
      unlessDown(() => injector.flush());
      if (injector.pendingCount > 0) await injector.drained({ signal, timeoutMs }).catch(ignoreDown);
    }
  }

  forward(): void {
    this.#forward(this.#capture.nextBatch());
  }

  /** A capture looks at an error of its socket, an interface that went down, only when it waits itself. */
  look(): void {
    this.#forward(this.#capture.nextBatch(NAP_MS));
  }

  #forward(batch: Batch | undefined): void {
    if (batch === undefined) return;
    const injector = this.#injector;
    const direction = this.#direction;
    using held = batch;
    const cursor = held.cursor();
    while (cursor.next()) {
      const verdict = direction.judge(cursor);
      if (verdict === undefined || direction.queue(cursor, verdict)) continue;
      unlessDown(() => injector.waitWritable(this.#transmitTimeoutMs));
      if (!direction.queue(cursor, verdict)) direction.giveUp();
    }
    unlessDown(() => injector.flush());
  }

  statistics(): BridgeDirectionStatistics {
    return {
      ...this.#direction.counters,
      capture: this.#capture.statistics(),
      injector: this.#injector.statistics(),
    };
  }
}
