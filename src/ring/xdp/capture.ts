/** All queues of a device: one program, one AF_XDP socket for each. */
import { ffi } from "../../ffi/index.js";
import { checkInterface } from "../capture/options.js";
import type { NetworkInterface } from "../packet/network-interface.js";
import type { XdpBatch } from "./batch.js";
import { mergedBatches } from "./merge.js";
import { allQueues, closeQueues, openQueues, type QueueSockets, type XdpCaptureOptions } from "./queue-sockets.js";
import type { XdpRedirect } from "./redirect.js";
import type { XdpSocket } from "./socket.js";
import type { XdpStatistics } from "./statistics.js";

export class XdpCapture implements AsyncIterable<XdpBatch> {
  /** One for each queue. */
  readonly sockets: readonly XdpSocket[];
  /** The program that leads packets here; undefined when it is another thread's. */
  readonly redirect: XdpRedirect | undefined;
  readonly #parts: QueueSockets;
  #closed = false;

  private constructor(parts: QueueSockets) {
    this.#parts = parts;
    this.sockets = parts.sockets;
    this.redirect = parts.redirect;
  }

  /**
   * Opens a capture. Packets of the queues flow into it from now on, past the network stack.
   *
   * @param name of an interface, or its index
   * @throws as XdpSocket.open; NetlinkError when the device does not tell its queues
   *
   * @example
   * using capture = XdpCapture.open("eth0");
   * for await (const batch of capture) console.log(batch.queue, batch.length);
   */
  static open(name: string | number, options: XdpCaptureOptions = {}): XdpCapture {
    return new XdpCapture(openQueues(name, options, "XdpCapture.open", () => ({ mode: "receive" })));
  }

  /**
   * Queues that `all` stands for: those that the device receives on.
   *
   * @throws as open
   *
   * @example
   * using redirect = XdpRedirect.attach("eth0");
   * for (const queue of XdpCapture.queuesOf("eth0")) {
   *   // There: XdpCapture.open("eth0", { queues: [queue], program }).
   *   new Worker(script, { workerData: { queue, program: redirect.handle() } });
   * }
   */
  static queuesOf(name: string | number, options: Pick<XdpCaptureOptions, "netns" | "ffi"> = {}): number[] {
    checkInterface(name, "XdpCapture.queuesOf");
    return allQueues(options.ffi ?? ffi(), name, options);
  }

  get interface(): NetworkInterface {
    return this.sockets[0]!.interface;
  }

  get queues(): number[] {
    return this.sockets.map(({ queue }) => queue);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Batches of all queues as they come, each given back when the next one is asked for. A packet's order counts within its
   * queue. Ends when the capture is closed.
   *
   * @throws what XdpSocket.read throws
   */
  batches(options: { readonly signal?: AbortSignal | undefined } = {}): AsyncIterableIterator<XdpBatch> {
    return mergedBatches(this.sockets, options.signal);
  }

  [Symbol.asyncIterator](): AsyncIterator<XdpBatch, undefined> {
    return this.batches();
  }

  /** What became of the packets, by queue in the order of `sockets`. */
  statistics(): XdpStatistics[] {
    return this.sockets.map((socket) => socket.statistics());
  }

  /** Closes all sockets and detaches the program, unless it was given. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeQueues(this.#parts);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
