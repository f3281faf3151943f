/** An XDP program on a device that hands packets to AF_XDP sockets, by queue. */
import { codedError, type Ffi, ffi, isSyscallError, type NetworkNamespace, SyscallError } from "../../ffi/index.js";
import { isNetlinkError } from "../../netlink/connection/errors.js";
import { attachXdp, type XdpAttachment, type XdpMode } from "../bpf/attachment.js";
import { BpfProgramFlags } from "../bpf/constants.js";
import { BpfMap } from "../bpf/map.js";
import { BpfProgram } from "../bpf/program.js";
import { type PacketMatch, redirectProgram } from "../bpf/redirect.js";
import type { XdpRedirectHandle } from "./handle.js";

export interface XdpRedirectOptions {
  /** Where the program runs: in the driver where that can do it, by default; generic on any device. */
  readonly mode?: XdpMode | "auto" | undefined;
  /** `netlink`: the program stays on the device after a crash. `link` by default: it ends with the process. */
  readonly via?: "link" | "netlink" | undefined;
  /** With `via: "netlink"`: takes the place of another program. */
  readonly replace?: boolean | undefined;
  /** Packets to take, those that fit any one of the entries; all by default. Others go on to the network stack. */
  readonly match?: readonly PacketMatch[] | undefined;
  /** What becomes of packets that are not taken, and of those of a queue without socket; `pass` by default. */
  readonly fallback?: "pass" | "drop" | "aborted" | undefined;
  /** Whether the program takes packets of several frames; needed for large MTUs in the driver. Linux 5.18. */
  readonly multiBuffer?: boolean | undefined;
  /** Queues that there is room for, from 0 on; 64 by default. */
  readonly queues?: number | undefined;
  /** A program of one's own, which redirects through `map`. Both stay the caller's. */
  readonly program?: BpfProgram | undefined;
  /** Map of type xskmap, by queue. */
  readonly map?: BpfMap | undefined;
  readonly netns?: NetworkNamespace | undefined;
  /** System calls; libc through koffi by default. */
  readonly ffi?: Ffi | undefined;
}

/** Map, program and attachment; one for all sockets of a device. */
export class XdpRedirect {
  readonly map: BpfMap;
  readonly program: BpfProgram;
  readonly attachment: XdpAttachment;
  readonly #own: readonly { close(): void }[];
  #closed = false;

  private constructor(map: BpfMap, program: BpfProgram, attachment: XdpAttachment, own: readonly { close(): void }[]) {
    this.map = map;
    this.program = program;
    this.attachment = attachment;
    this.#own = own;
  }

  /**
   * Loads the program and attaches it. Packets of queues without a socket go on to the network stack.
   *
   * @throws RangeError for options that do not go together; VerifierError; SyscallError or NetlinkError with the kernel's
   *   words when it cannot be attached, EBUSY when another program is there
   */
  static attach(device: string | number, options: XdpRedirectOptions = {}): XdpRedirect {
    const system = options.ffi ?? ffi();
    const own: { close(): void }[] = [];
    try {
      const { map, program } = parts(system, options, own);
      const attachment = attach(program, device, { ...options, ffi: system });
      return new XdpRedirect(map, program, attachment, own);
    } catch (error) {
      for (const part of own.reverse()) part.close();
      throw error;
    }
  }

  /** Where the program runs. */
  get mode(): XdpMode {
    return this.attachment.mode;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /**
   * What `program` of a socket in another thread of this process is to be: it leads packets there, too. The attachment stays
   * this thread's, and ends for all sockets when this is closed.
   *
   * @throws Error with a code once closed; SyscallError
   */
  handle(): XdpRedirectHandle {
    if (this.#closed) throw codedError("ERR_RINGLINK_CLOSED", "the XDP program is detached");
    const { interfaceIndex, interfaceName } = this.attachment;
    return { mapFd: this.map.fd, mapId: this.map.id, interfaceIndex, interfaceName };
  }

  /** Hands a queue's packets to a socket. @throws RangeError for a queue that there is no room for; SyscallError */
  set(queue: number, socketFd: number): void {
    if (this.#closed) throw codedError("ERR_RINGLINK_CLOSED", "the XDP program is detached");
    if (!Number.isInteger(queue) || queue < 0 || queue >= this.map.maxEntries) {
      throw new RangeError(`queue ${queue}: the map has room for ${this.map.maxEntries}, from 0 on`);
    }
    this.map.update(queue, socketFd);
  }

  /** Lets a queue's packets go on to the network stack again. @throws SyscallError */
  remove(queue: number): void {
    if (!this.#closed) this.map.delete(queue);
  }

  /** Detaches the program. A second call does nothing. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.attachment.detach();
    } finally {
      for (const part of this.#own) part.close();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function parts(
  system: Ffi,
  options: XdpRedirectOptions,
  own: { close(): void }[],
): { map: BpfMap; program: BpfProgram } {
  const { program, map, match, fallback, queues = 64 } = options;
  if (program !== undefined) {
    if (map === undefined) throw new RangeError("program: the map that it redirects through is needed as well");
    if (match !== undefined || fallback !== undefined) throw new RangeError("match and fallback: the program decides");
    return { map, program };
  }
  if (map !== undefined && map.type !== "xskmap") throw new RangeError(`map: of type ${map.type}, not xskmap`);
  const made =
    map ?? BpfMap.create({ type: "xskmap", keySize: 4, valueSize: 4, maxEntries: queues, name: "xsks", ffi: system });
  if (map === undefined) own.push(made);
  const loaded = BpfProgram.load({
    instructions: redirectProgram({ map: made, match, fallback }),
    name: "ringlink_xsk",
    flags: options.multiBuffer === true ? BpfProgramFlags.xdp_has_frags : 0,
    ffi: system,
  });
  own.push(loaded);
  return { map: made, program: loaded };
}

function attach(program: BpfProgram, device: string | number, options: XdpRedirectOptions): XdpAttachment {
  try {
    return attachXdp(program, device, options);
  } catch (error) {
    if (!isSyscallError(error, "EBUSY") && !isNetlinkError(error, "EBUSY")) throw error;
    const hint = `another XDP program is attached: sockets of one device share one, an XdpRedirect`;
    throw new SyscallError("attach", error.errno, { subject: String(device), hint, cause: error });
  }
}
