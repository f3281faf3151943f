/** All queues of a device: one program, one AF_XDP socket for each. */
import {
  AF_INET,
  Descriptor,
  type Ffi,
  ffi,
  inNamespace,
  openNamespace,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
} from "../../ffi/index.js";
import { OptionError } from "../../options/index.js";
import { checkInterface } from "../capture/options.js";
import { findInterface, type NetworkInterface } from "../packet/network-interface.js";
import type { XdpBatch } from "./batch.js";
import { MergedStream } from "./merge.js";
import type { XdpSocketOptions } from "./options.js";
import { receiveQueues } from "./queues.js";
import { XdpRedirect } from "./redirect.js";
import { XdpSocket } from "./socket.js";
import type { XdpStatistics } from "./statistics.js";

export interface XdpCaptureOptions
  extends Omit<XdpSocketOptions, "queue" | "mode" | "receiveFrames" | "umem" | "program" | "txRingSize"> {
  /** Queues to capture; `all`, the default: every one that the device receives on. Frames and rings are for each. */
  readonly queues?: "all" | readonly number[] | undefined;
}

export class XdpCapture implements AsyncIterable<XdpBatch> {
  /** One for each queue. */
  readonly sockets: readonly XdpSocket[];
  readonly redirect: XdpRedirect;
  #closed = false;

  private constructor(sockets: readonly XdpSocket[], redirect: XdpRedirect) {
    this.sockets = sockets;
    this.redirect = redirect;
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
    checkInterface(name, "XdpCapture.open");
    const system = options.ffi ?? ffi();
    const { queues: wanted = "all", redirect: rules, multiBuffer, netns, promiscuous, ...rest } = options;
    const queues = wanted === "all" ? allQueues(system, name, options) : checkQueues(wanted);
    const room = Math.max(64, ...queues.map((queue) => queue + 1));
    const redirect = XdpRedirect.attach(name, { queues: room, ...rules, multiBuffer, netns, ffi: system });
    const sockets: XdpSocket[] = [];
    try {
      for (const queue of queues) {
        sockets.push(
          XdpSocket.open(name, {
            ...rest,
            queue,
            mode: "receive",
            program: redirect,
            multiBuffer,
            netns,
            // Once is enough: it is the device's mode.
            promiscuous: promiscuous === true && sockets.length === 0,
          }),
        );
      }
      return new XdpCapture(sockets, redirect);
    } catch (error) {
      for (const socket of sockets) socket.close();
      redirect.close();
      throw error;
    }
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
    return new MergedStream(this.sockets, options.signal);
  }

  [Symbol.asyncIterator](): AsyncIterator<XdpBatch, undefined> {
    return this.batches();
  }

  /** What became of the packets, by queue in the order of `sockets`. */
  statistics(): XdpStatistics[] {
    return this.sockets.map((socket) => socket.statistics());
  }

  /** Closes all sockets and detaches the program. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // First the program: what comes from now on goes to the network stack.
    try {
      this.redirect.close();
    } finally {
      for (const socket of this.sockets) socket.close();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function refuse(reason: string): never {
  throw new OptionError("XdpCapture.open", [{ option: "queues", reason }]);
}

function checkQueues(queues: unknown): readonly number[] {
  if (!Array.isArray(queues)) refuse('expected "all" or an array of numbers');
  const numbers = queues as readonly unknown[];
  if (numbers.length === 0) refuse("there must be one at least");
  for (const queue of numbers) {
    if (!Number.isInteger(queue) || (queue as number) < 0 || (queue as number) > 0xffff)
      refuse(`no queue: ${String(queue)}`);
  }
  if (new Set(numbers).size !== numbers.length) refuse("a queue is there twice");
  return numbers as readonly number[];
}

function allQueues(system: Ffi, name: string | number, { netns }: XdpCaptureOptions): readonly number[] {
  const look = (): NetworkInterface => {
    using asking = new Descriptor(system, system.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "interface lookup");
    return findInterface(system, asking.fd, name);
  };
  let device: NetworkInterface;
  if (netns === undefined) device = look();
  else {
    using namespace = openNamespace(system, netns);
    device = inNamespace(system, namespace, look);
  }
  if (device.index === 0) throw new RangeError(`AF_XDP sockets are on one device, not on ${JSON.stringify(name)}`);
  const count = receiveQueues({ ffi: system, netns, name: device.name, index: device.index });
  return Array.from({ length: count }, (_, queue) => queue);
}
