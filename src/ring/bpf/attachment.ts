/** XDP programs on devices: through bpf_link, which ends with the process, or through rtnetlink, which does not. */
import { attr, attrs, message } from "../../codec/index.js";
import {
  Descriptor,
  type Ffi,
  ffi,
  inNamespace,
  isSyscallError,
  type NetworkNamespace,
  openNamespace,
  SyscallError,
} from "../../ffi/index.js";
import { isNetlinkError } from "../../netlink/connection/errors.js";
import { operation } from "../../netlink/connection/operation.js";
import { XdpFlags } from "../../rtnl/link/constants.js";
import { LinkHeader, LinkXdp } from "../../rtnl/link/link.js";
import { ask } from "./ask.js";
import { BpfAttachType } from "./constants.js";
import type { BpfProgram } from "./program.js";
import { Attributes, bpf, bpfChecked, bpfError, inside } from "./syscall.js";

/** A link with nothing but its XDP attributes. */
const LinkWithXdp = message(LinkHeader, attrs({ xdp: attr(43, "IFLA_XDP", LinkXdp) }));
const SetLink = operation("RTM_SETLINK", 19, LinkWithXdp);
const GetLink = operation("RTM_GETLINK", 18, LinkWithXdp);

/**
 * Where the program runs: `driver` in the device's receive path, `generic` (SKB mode) after it, on any device; `auto` in
 * the driver where it and the program can do it.
 */
export type XdpMode = "driver" | "generic";

export interface XdpAttachOptions {
  readonly mode?: XdpMode | "auto" | undefined;
  /**
   * `link`, the default: the attachment ends with its descriptor, so with the process at the latest, however that ends.
   * `netlink`: it stays until somebody detaches it, also after a crash.
   */
  readonly via?: "link" | "netlink" | undefined;
  /** Network namespace of the device; the calling thread's by default. */
  readonly netns?: NetworkNamespace | undefined;
  /** With `via: "netlink"`: takes the place of a program that is there already, unless a bpf_link holds it. */
  readonly replace?: boolean | undefined;
  /** System calls; libc through koffi by default. */
  readonly ffi?: Ffi | undefined;
}

const MODE_FLAGS = { auto: 0, driver: XdpFlags.drv_mode, generic: XdpFlags.skb_mode } as const;

/** Refusals that say that the driver cannot run this program on this device as it is set up. */
const DRIVER_CANNOT = ["EOPNOTSUPP", "EINVAL", "ENOSPC", "ERANGE", "ENOMEM"];

interface Device {
  readonly ffi: Ffi;
  readonly name: string;
  readonly index: number;
  /** Held open: the name or the process that it was found by may stand for another one later. */
  readonly namespace: Descriptor | undefined;
}

function netnsOf({ namespace }: Device): { fd: number } | undefined {
  return namespace === undefined ? undefined : { fd: namespace.fd };
}

function setXdp(device: Device, fd: number, flags: number, expectedFd?: number): void {
  const xdp = expectedFd === undefined ? { fd, flags } : { fd, flags, expectedFd };
  ask(SetLink, { index: device.index, xdp }, { ffi: device.ffi, netns: netnsOf(device), subject: device.name });
}

function linkCreate(device: Device, program: BpfProgram, flags: number): number {
  const attributes = new Attributes(device.ffi, 64)
    .u32(0, program.fd)
    .u32(4, device.index)
    .u32(8, BpfAttachType.xdp)
    .u32(12, flags);
  return inside(device.ffi, netnsOf(device), () => bpf(device.ffi, "link_create", attributes));
}

/** bpf_link gives a number only; rtnetlink refuses the same attachment with the reason. */
function reasonOf(device: Device, program: BpfProgram, flags: number): { text?: string; cause?: Error } {
  try {
    setXdp(device, program.fd, flags | XdpFlags.update_if_noexist);
  } catch (cause) {
    if (!isNetlinkError(cause)) return {};
    return cause.extack?.message === undefined ? { cause } : { text: cause.extack.message, cause };
  }
  // What was in the way is gone meanwhile: this attachment was a question only.
  const mode = modeOf(device);
  setXdp(device, -1, mode === undefined ? flags : MODE_FLAGS[mode]);
  return {};
}

function attachLink(device: Device, program: BpfProgram, flags: number): number {
  const result = linkCreate(device, program, flags);
  if (result >= 0) return result;
  const { text, cause } = reasonOf(device, program, flags);
  const { hint } = bpfError("link_create", result);
  const help = text ?? hint;
  throw new SyscallError("bpf(BPF_LINK_CREATE)", result, {
    subject: device.name,
    ...(help === undefined ? {} : { hint: help }),
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Which mode a program is attached in; undefined: none is. */
function modeOf(device: Device): XdpMode | undefined {
  const [link] = ask(
    GetLink,
    { index: device.index },
    { ffi: device.ffi, netns: netnsOf(device), subject: device.name },
  );
  const attached = link?.xdp?.attached;
  if (attached === "skb") return "generic";
  return attached === undefined || attached === "none" ? undefined : "driver";
}

/** A program on a device. */
export class XdpAttachment {
  readonly interfaceName: string;
  readonly interfaceIndex: number;
  /** What was got. */
  readonly mode: XdpMode;
  readonly via: "link" | "netlink";
  /** Why the driver did not take the program, when `auto` ended up generic after a refusal. */
  readonly driverRefusal: Error | undefined;
  readonly #device: Device;
  /** Of the bpf_link; undefined through rtnetlink. */
  readonly #link: Descriptor | undefined;
  #program: Descriptor;
  #detached = false;

  /** Use `attachXdp`. @internal */
  constructor(device: Device, program: BpfProgram, link: Descriptor | undefined, mode: XdpMode, refusal?: Error) {
    this.#device = device;
    this.interfaceName = device.name;
    this.interfaceIndex = device.index;
    this.mode = mode;
    this.via = link === undefined ? "netlink" : "link";
    this.driverRefusal = refusal;
    this.#link = link;
    this.#program = hold(device.ffi, program);
  }

  get detached(): boolean {
    return this.#detached;
  }

  /** Puts another program in the place of this one, without a packet in between. @throws SyscallError, NetlinkError */
  replace(program: BpfProgram): void {
    if (this.#detached) throw new TypeError(`the program on ${this.interfaceName} is detached`);
    const { ffi: system } = this.#device;
    const next = hold(system, program);
    try {
      if (this.#link === undefined) {
        setXdp(this.#device, next.fd, MODE_FLAGS[this.mode] | XdpFlags.replace, this.#program.fd);
      } else {
        const attributes = new Attributes(system, 16).u32(0, this.#link.fd).u32(4, next.fd);
        bpfChecked(system, "link_update", attributes, this.interfaceName);
      }
    } catch (error) {
      next.close();
      throw error;
    }
    this.#program.close();
    this.#program = next;
  }

  /**
   * Takes the program off the device; a second call does nothing. Nothing happens to another program that has come to
   * its place through rtnetlink, nor is it an error that the device is gone.
   *
   * @throws NetlinkError
   */
  detach(): void {
    if (this.#detached) return;
    if (this.#link === undefined) this.#detachNetlink();
    this.#release();
  }

  /** Gives up this object and leaves the program on the device. Only for attachments through rtnetlink. */
  leave(): void {
    if (this.#link !== undefined) throw new TypeError("an attachment through bpf_link cannot outlive its descriptor");
    this.#release();
  }

  close(): void {
    this.detach();
  }

  [Symbol.dispose](): void {
    this.detach();
  }

  #detachNetlink(): void {
    try {
      setXdp(this.#device, -1, MODE_FLAGS[this.mode] | XdpFlags.replace, this.#program.fd);
    } catch (error) {
      const isGone = isNetlinkError(error, "ENODEV") || isNetlinkError(error, "EEXIST");
      if (!isGone) throw error;
    }
  }

  #release(): void {
    if (this.#detached) return;
    this.#detached = true;
    this.#link?.close();
    this.#program.close();
    this.#device.namespace?.close();
  }
}

function hold(system: Ffi, program: BpfProgram): Descriptor {
  return new Descriptor(system, system.duplicate(program.fd), `bpf program ${program.name}, attached`);
}

/**
 * Attaches an XDP program to a device, named or by index.
 *
 * @throws SyscallError or NetlinkError with the kernel's words: EBUSY or EEXIST when a program is there already, EOPNOTSUPP
 *   for a driver without XDP, ERANGE and ENOSPC for an MTU or a number of queues that it cannot do
 */
export function attachXdp(program: BpfProgram, device: string | number, options: XdpAttachOptions = {}): XdpAttachment {
  const system = options.ffi ?? ffi();
  const { mode = "auto", via = "link", netns, replace = false } = options;
  if (!Object.hasOwn(MODE_FLAGS, mode)) throw new RangeError(`mode is auto, driver or generic: ${String(mode)}`);
  if (via !== "link" && via !== "netlink") throw new RangeError(`via is link or netlink: ${String(via)}`);
  if (replace && via === "link")
    throw new RangeError("replace: only with via: netlink; links are replaced by their owner");
  const namespace = netns === undefined ? undefined : openNamespace(system, netns);
  let link: Descriptor | undefined;
  try {
    const found = find(system, device, namespace);
    const attach = (flags: number): void => {
      if (via === "netlink") setXdp(found, program.fd, flags | (replace ? 0 : XdpFlags.update_if_noexist));
      else link = new Descriptor(system, attachLink(found, program, flags), `bpf link on ${found.name}`);
    };
    const refusal = attachAs(attach, mode);
    const got = modeOf(found) ?? (mode === "auto" ? "driver" : mode);
    return new XdpAttachment(found, program, link, got, refusal);
  } catch (error) {
    link?.close();
    namespace?.close();
    throw error;
  }
}

function find(system: Ffi, device: string | number, namespace: Descriptor | undefined): Device {
  const look = (): Device => ({ ffi: system, ...lookUpDevice(system, device), namespace });
  return namespace === undefined ? look() : inNamespace(system, namespace, look);
}

/** Name and index of a device of the thread's network namespace. @throws SyscallError */
export function lookUpDevice(system: Ffi, device: string | number): { readonly name: string; readonly index: number } {
  if (typeof device === "number") return { name: system.interfaceName(device), index: device };
  return { name: device, index: system.interfaceIndex(device) };
}

/** Why the driver did not take it, when it is generic therefore. */
function attachAs(attach: (flags: number) => void, mode: XdpMode | "auto"): Error | undefined {
  try {
    attach(MODE_FLAGS[mode]);
    return undefined;
  } catch (error) {
    const code = isSyscallError(error) || isNetlinkError(error) ? error.code : "";
    if (mode !== "auto" || !DRIVER_CANNOT.includes(code)) throw error;
    try {
      attach(MODE_FLAGS.generic);
    } catch {
      throw error;
    }
    return error as Error;
  }
}
