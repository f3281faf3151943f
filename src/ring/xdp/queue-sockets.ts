/** One program on a device, and an AF_XDP socket for each of its queues. */
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
import type { XdpRedirectHandle } from "./handle.js";
import { checkXdpCaptureOptions, type XdpSocketOptions } from "./options.js";
import { receiveQueues } from "./queues.js";
import { XdpRedirect } from "./redirect.js";
import { XdpSocket } from "./socket.js";

export interface XdpCaptureOptions
  extends Omit<XdpSocketOptions, "queue" | "mode" | "receiveFrames" | "umem" | "program" | "txRingSize"> {
  /**
   * A program that is attached already, of another capture in this thread or by its `handle()` in another one: to spread the
   * queues of a device over worker threads. Without it one is attached that ends with this capture.
   */
  readonly program?: XdpRedirect | XdpRedirectHandle | undefined;
  /** Queues to capture; `all`, the default: every one that the device receives on. Frames and rings are for each. */
  readonly queues?: "all" | readonly number[] | undefined;
}

export interface QueueSockets {
  /** Undefined when it is another thread's. */
  readonly redirect: XdpRedirect | undefined;
  /** Whether it ends with the sockets. */
  readonly ownsRedirect: boolean;
  /** In the order of the queues. */
  readonly sockets: readonly XdpSocket[];
}

/**
 * Opens them all, or none.
 *
 * @param who is asked, in errors
 * @param own options of a socket, given those that are open and how many there will be
 * @throws as XdpSocket.open; NetlinkError when the device does not tell its queues
 */
export function openQueues(
  name: string | number,
  options: XdpCaptureOptions,
  who: string,
  own: (opened: readonly XdpSocket[], count: number) => XdpSocketOptions,
): QueueSockets {
  checkInterface(name, who);
  checkXdpCaptureOptions(options, who);
  const system = options.ffi ?? ffi();
  const { queues: wanted = "all", redirect: rules, program: given, multiBuffer, netns, promiscuous, ...rest } = options;
  const queues = wanted === "all" ? allQueues(system, name, options) : checkQueues(wanted, who);
  const room = Math.max(64, ...queues.map((queue) => queue + 1));
  if (given !== undefined && rules !== undefined) {
    throw new OptionError(who, [{ option: "redirect", reason: "the program is given" }]);
  }
  const program =
    given ?? XdpRedirect.attach(name, { ...rules, queues: rules?.queues ?? room, multiBuffer, netns, ffi: system });
  const redirect = program instanceof XdpRedirect ? program : undefined;
  const ownsRedirect = given === undefined;
  const sockets: XdpSocket[] = [];
  try {
    for (const queue of queues) {
      // Once is enough: it is the device's mode.
      const first = promiscuous === true && sockets.length === 0;
      const shared = { ...rest, queue, program, multiBuffer, netns, promiscuous: first };
      sockets.push(XdpSocket.open(name, { ...shared, ...own(sockets, queues.length) }));
    }
    return { redirect, ownsRedirect, sockets };
  } catch (error) {
    closeQueues({ redirect, ownsRedirect, sockets });
    throw error instanceof OptionError ? asOptionsOf(who, error) : error;
  }
}

/** What is wrong with a socket's options in terms of the call that it is opened for. */
function asOptionsOf(who: string, { problems }: OptionError): OptionError {
  return new OptionError(
    who,
    problems.map(({ option, reason }) => ({ option: option === "queue" ? "queues" : option, reason })),
  );
}

/** Closes all sockets and detaches their program. */
export function closeQueues({ redirect, ownsRedirect, sockets }: QueueSockets): void {
  // First the program: what comes from now on goes to the network stack.
  try {
    if (ownsRedirect) redirect?.close();
  } finally {
    for (const socket of sockets) socket.close();
  }
}

function checkQueues(queues: unknown, who: string): readonly number[] {
  const refuse = (reason: string): never => {
    throw new OptionError(who, [{ option: "queues", reason }]);
  };
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

/** Every queue that a device receives on. @throws NetlinkError, SyscallError, RangeError */
export function allQueues(system: Ffi, name: string | number, { netns }: Pick<XdpCaptureOptions, "netns">): number[] {
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
