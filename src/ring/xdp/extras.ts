/** What belongs to an AF_XDP socket besides its rings, and how all of it ends. */
import { codedError, SyscallError } from "../../ffi/index.js";
import { OptionError } from "../../options/index.js";
import type { BpfMap } from "../bpf/map.js";
import { PacketSocket } from "../packet/socket.js";
import { isRedirectHandle, joinMap } from "./handle.js";
import type { XdpSocketOptions } from "./options.js";
import { XdpRedirect } from "./redirect.js";
import type { XdpParts } from "./setup.js";

export interface Extras {
  redirect: XdpRedirect | undefined;
  ownsRedirect: boolean;
  /** The map of a program that another thread has attached. */
  joined: BpfMap | undefined;
  /** Of the program, wherever it is attached; 0 where it writes no metadata. */
  metadataMark: number;
  /** Holds the device in promiscuous mode. */
  promiscuous: PacketSocket | undefined;
}

/** Adds to `extras` one by one, so that what is there can be closed when the next one fails. */
export function addExtras(extras: Extras, name: string | number, parts: XdpParts, options: XdpSocketOptions): void {
  const netns = parts.namespace === undefined ? undefined : { fd: parts.namespace.fd };
  const { queue, ffi } = parts;
  if (options.promiscuous === true) {
    extras.promiscuous = PacketSocket.open(name, "promiscuous mode of", () => false, { netns, ffi });
    extras.promiscuous.promiscuous();
  }
  const { program = parts.rx === undefined ? "none" : "redirect", redirect, multiBuffer } = options;
  const refuse: (option: string, reason: string) => never = (option, reason) => {
    throw new OptionError("XdpSocket.open", [{ option, reason }]);
  };
  if (redirect !== undefined && program !== "redirect") refuse("redirect", 'goes with program: "redirect"');
  if (program === "none") return;
  if (parts.rx === undefined) refuse("program", "the socket does not receive");
  const checkDevice = ({ interfaceName, interfaceIndex }: { interfaceName: string; interfaceIndex: number }) => {
    if (interfaceIndex !== parts.interface.index) refuse("program", `is attached to ${interfaceName}`);
  };
  if (isRedirectHandle(program)) {
    checkDevice(program);
    const map = joinMap(ffi, program);
    try {
      if (queue >= map.maxEntries) refuse("queue", `${queue}: the program has room for ${map.maxEntries}, from 0 on`);
      map.update(queue, parts.socket.fd);
    } catch (error) {
      map.close();
      throw error;
    }
    extras.joined = map;
    extras.metadataMark = program.metadataMark;
    return;
  }
  let leading: XdpRedirect;
  if (program instanceof XdpRedirect) {
    checkDevice(program.attachment);
    leading = program;
  } else if (program === "redirect") {
    const queues = redirect?.queues ?? Math.max(64, queue + 1);
    leading = XdpRedirect.attach(name, { ...redirect, queues, multiBuffer, netns, ffi });
    extras.redirect = leading;
    extras.ownsRedirect = true;
  } else refuse("program", `expected "redirect", "none", an XdpRedirect or the handle of one`);
  extras.metadataMark = leading.metadataMark;
  leading.set(queue, parts.socket.fd);
  // Not before: what is not set is not to be removed, the queue may be somebody else's.
  extras.redirect = leading;
}

/** Ends everything, in an order in which nothing is led to what is not there any more. */
export function dismantle(parts: XdpParts, extras: Extras): void {
  const { umem, rings, mappings, bound, socket, zeroCopy, queue } = parts;
  const steps = [
    () => {
      if (extras.ownsRedirect) extras.redirect?.close();
      else extras.redirect?.remove(queue);
      extras.joined?.delete(queue);
    },
    () => extras.joined?.close(),
    () => extras.promiscuous?.close(),
    // A mapping holds the socket: with one left it would live on, and keep the queue.
    ...mappings.map((mapping) => () => mapping.close()),
    () => {
      umem.bound.delete(bound);
      if (!rings.unuse()) return;
      for (const mapping of bound.mappings) mapping.close();
    },
    () => socket.close(),
    () => {
      // A driver that works on the frames themselves may do so for some time after; they are free with the UMEM only.
      const isLast = ![...umem.bound].some((one) => one.rings === rings);
      if (isLast && !zeroCopy) rings.abandon();
      umem.unuse();
    },
    () => parts.namespace?.close(),
  ];
  const errors: unknown[] = [];
  for (const step of steps) {
    try {
      step();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

export function closedError(device: string): Error {
  return codedError("ERR_RINGLINK_CLOSED", `the AF_XDP socket on ${device} is closed`);
}

export function goneError(device: string): SyscallError {
  const ENODEV = 19;
  return new SyscallError("poll", ENODEV, { subject: device, hint: "the interface was removed" });
}
