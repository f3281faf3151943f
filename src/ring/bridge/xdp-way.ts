/** One way across a bridge between AF_XDP sockets. */
import { POLLIN } from "../../ffi/index.js";
import type { XdpBatch, XdpCursor } from "../xdp/batch.js";
import { mergedBatches } from "../xdp/merge.js";
import type { XdpPacketFields } from "../xdp/packet.js";
import type { XdpSocket } from "../xdp/socket.js";
import type { XdpStatistics } from "../xdp/statistics.js";
import { type DirectionCounters, Verdicts } from "./direction.js";
import type { Verdict, XdpBridgeHandler } from "./options.js";
import { ignoreDown, unlessDown, type Way } from "./way.js";

/** One way across. */
export interface XdpBridgeDirectionStatistics extends DirectionCounters {
  /** Packets that were copied from one memory to the other; those of a shared one go on where they lie. */
  readonly copied: number;
  /** What became of packets at the side that they come from, and at the one that they go to: by queue. */
  readonly receiver: readonly XdpStatistics[];
  readonly sender: readonly XdpStatistics[];
}

const NAP_MS = 1;

export class XdpWay extends Verdicts<XdpPacketFields> implements Way<XdpBridgeDirectionStatistics> {
  readonly #sources: readonly XdpSocket[];
  readonly #sinks: readonly XdpSocket[];
  readonly #transmitTimeoutMs: number;
  readonly #severalPieces: boolean;
  #copied = 0;

  /** @param from and `to`: sockets of all queues of a side */
  constructor(
    sides: { readonly from: readonly XdpSocket[]; readonly to: readonly XdpSocket[]; readonly multiBuffer: boolean },
    handler: XdpBridgeHandler | undefined,
    name: "a" | "b",
    transmitTimeoutMs: number,
  ) {
    super(handler, name);
    this.#sources = sides.from;
    this.#sinks = sides.to;
    this.#severalPieces = sides.multiBuffer;
    this.#transmitTimeoutMs = transmitTimeoutMs;
  }

  get ready(): { fd: number; events: number }[] {
    return this.#sources.map(({ fd }) => ({ fd, events: POLLIN }));
  }

  /** The sockets of this side; those of the other one are the other way's. */
  get fds(): number[] {
    return this.#sources.map(({ fd }) => fd);
  }

  get received(): number {
    return this.counts.received;
  }

  /** Packets of a queue always leave through the same one: none overtakes another. */
  #sinkOf(queue: number): XdpSocket {
    const index = this.#sources.findIndex((source) => source.queue === queue);
    return this.#sinks[index % this.#sinks.length]!;
  }

  #judge(packet: XdpPacketFields, sink: XdpSocket): Exclude<Verdict, "drop"> | undefined {
    const verdict = this.ask(packet);
    if (verdict === undefined) return undefined;
    const { length } = verdict === "forward" ? packet : verdict;
    const { frameSize, frameCount } = sink.umem;
    const most = this.#severalPieces ? frameSize * Math.min(frameCount, 16) : frameSize;
    if (length > 0 && length <= most) return verdict;
    this.counts.tooLong++;
    return undefined;
  }

  /** Queues what is to be sent; false when there is no room. */
  #queue(batch: XdpBatch, cursor: XdpCursor, verdict: Exclude<Verdict, "drop">, sink: XdpSocket): boolean {
    if (verdict !== "forward") {
      if (!sink.send(verdict)) return false;
      this.counts.rewritten++;
      return true;
    }
    const inPlace = batch.bytes.buffer === sink.umem.bytes.buffer && cursor.pieces === 1;
    if (!(inPlace ? sink.forward(batch, cursor.index) : sink.send(cursor.data))) return false;
    this.counts.forwarded++;
    if (!inPlace) this.#copied++;
    return true;
  }

  async pump(signal: AbortSignal): Promise<void> {
    const timeoutMs = this.#transmitTimeoutMs;
    for await (const batch of mergedBatches(this.#sources, signal)) {
      const sink = this.#sinkOf(batch.queue);
      const cursor = batch.cursor();
      while (cursor.next()) {
        const verdict = this.#judge(cursor, sink);
        if (verdict === undefined || this.#queue(batch, cursor, verdict, sink)) continue;
        await sink.writable({ signal, timeoutMs }).catch(ignoreDown);
        if (!this.#queue(batch, cursor, verdict, sink)) this.giveUp();
      }
      unlessDown(() => sink.flush());
      if (sink.pending > 0) await sink.drained({ signal, timeoutMs }).catch(ignoreDown);
    }
  }

  forward(): void {
    for (const source of this.#sources) this.#forward(source, source.nextBatch());
  }

  /** A socket looks at whether its device is there still only when it waits itself. */
  look(): void {
    for (const source of this.#sources) this.#forward(source, source.nextBatch(NAP_MS));
  }

  #forward(source: XdpSocket, batch: XdpBatch | undefined): void {
    if (batch === undefined) return;
    using held = batch;
    const sink = this.#sinkOf(source.queue);
    const cursor = held.cursor();
    while (cursor.next()) {
      const verdict = this.#judge(cursor, sink);
      if (verdict === undefined || this.#queue(held, cursor, verdict, sink)) continue;
      unlessDown(() => sink.drain(this.#transmitTimeoutMs));
      if (!this.#queue(held, cursor, verdict, sink)) this.giveUp();
    }
    unlessDown(() => sink.flush());
    if (sink.pending > 0) unlessDown(() => sink.drain(this.#transmitTimeoutMs));
  }

  statistics(): XdpBridgeDirectionStatistics {
    return {
      ...this.counters,
      copied: this.#copied,
      receiver: this.#sources.map((socket) => socket.statistics()),
      sender: this.#sinks.map((socket) => socket.statistics()),
    };
  }
}
