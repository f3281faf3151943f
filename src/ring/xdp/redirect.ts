/** An XDP program on a device that hands packets to AF_XDP sockets, by queue. */
import { codedError, type Ffi, ffi, isSyscallError, type NetworkNamespace, SyscallError } from "../../ffi/index.js";
import { isNetlinkError } from "../../netlink/connection/errors.js";
import { attachXdp, lookUpDevice, type XdpAttachment, type XdpMode } from "../bpf/attachment.js";
import { BpfProgramFlags } from "../bpf/constants.js";
import { BpfMap } from "../bpf/map.js";
import { BpfProgram } from "../bpf/program.js";
import { type PacketMatch, redirectProgram } from "../bpf/redirect.js";
import type { RxMetadata, RxMetadataProgram } from "../bpf/rx-metadata.js";
import { inside } from "../bpf/syscall.js";
import type { XdpRedirectHandle } from "./handle.js";
import { type MetadataPlan, metadataError, planMetadata } from "./metadata-program.js";
import { checkRedirectOptions } from "./options.js";

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
  /**
   * What the driver knows of packets, to be had as `rxhash`, `timestampNs` and `vlan` of each. The program is bound to the
   * device for that, and runs in the driver only. A list: all of it, or an error that says what cannot be had, and why;
   * `auto`: what there is (`metadata` and `metadataRefusal` of the redirect tell). A packet whose buffer has no room for it is
   * not taken. None by default. Linux 6.3, vlan 6.8.
   */
  readonly metadata?: "auto" | readonly RxMetadata[] | undefined;
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
  /**
   * What the program asks the driver for; it may have none for one packet or the other. Where another program takes this one's
   * place (`attachment.replace`), what packets show of it means nothing any more.
   */
  readonly metadata: readonly RxMetadata[];
  /** What of `metadata: "auto"` cannot be had, and why. */
  readonly metadataRefusal: Error | undefined;
  /** @internal */
  readonly metadataMark: number;
  readonly #own: readonly { close(): void }[];
  #closed = false;

  private constructor(parts: Parts, attachment: XdpAttachment, plan: MetadataPlan, own: readonly { close(): void }[]) {
    this.map = parts.map;
    this.program = parts.program;
    this.attachment = attachment;
    this.metadata = plan.fields;
    this.metadataRefusal = plan.refusal;
    this.metadataMark = plan.program?.mark ?? 0;
    this.#own = own;
  }

  /**
   * Loads the program and attaches it. Packets of queues without a socket go on to the network stack.
   *
   * @throws OptionError that names the options that are wrong; VerifierError; SyscallError or NetlinkError with the kernel's
   *   words when it cannot be attached, EBUSY when another program is there; Error (ERR_RINGLINK_METADATA, ERR_RINGLINK_BTF)
   *   about metadata that cannot be had
   */
  static attach(device: string | number, options: XdpRedirectOptions = {}): XdpRedirect {
    checkRedirectOptions(options);
    const { metadata = [] } = options;
    if (metadata.length === 0) return XdpRedirect.#make(device, options, undefined);
    if (metadata !== "auto") return XdpRedirect.#make(device, options, metadata);
    let refusal: unknown = metadataError(String(device), "it cannot be had with mode generic");
    try {
      if (options.mode !== "generic") return XdpRedirect.#make(device, options, metadata);
    } catch (error) {
      refusal = error;
    }
    return XdpRedirect.#make(device, options, undefined, refusal as Error);
  }

  /** @param refusal of what was tried before, without effect on this */
  static #make(
    device: string | number,
    options: XdpRedirectOptions,
    wanted: "auto" | readonly RxMetadata[] | undefined,
    refusal?: Error,
  ): XdpRedirect {
    const system = options.ffi ?? ffi();
    const { netns } = options;
    const own: { close(): void }[] = [];
    try {
      let plan: MetadataPlan = { program: undefined, fields: [], refusal };
      let interfaceIndex: number | undefined;
      if (wanted !== undefined) {
        const found = inside(system, netns, () => lookUpDevice(system, device));
        plan = planMetadata({ ...found, ffi: system, netns }, wanted);
        if (plan.program !== undefined) interfaceIndex = found.index;
      }
      const made = parts(system, options, own, plan.program, interfaceIndex);
      const mode = interfaceIndex === undefined ? options.mode : "driver";
      const attachment = attach(made.program, device, { ...options, mode, ffi: system });
      return new XdpRedirect(made, attachment, plan, own);
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
    const { metadataMark } = this;
    return { mapFd: this.map.fd, mapId: this.map.id, interfaceIndex, interfaceName, metadataMark };
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

interface Parts {
  readonly map: BpfMap;
  readonly program: BpfProgram;
}

/** @param interfaceIndex of the device to bind the program to */
function parts(
  system: Ffi,
  options: XdpRedirectOptions,
  own: { close(): void }[],
  metadata: RxMetadataProgram | undefined,
  interfaceIndex: number | undefined,
): Parts {
  const { program, map, match, fallback, queues = 64 } = options;
  // There is no program without its map: the check of the options saw to that.
  if (program !== undefined && map !== undefined) return { map, program };
  const made =
    map ?? BpfMap.create({ type: "xskmap", keySize: 4, valueSize: 4, maxEntries: queues, name: "xsks", ffi: system });
  if (map === undefined) own.push(made);
  const loaded = BpfProgram.load({
    instructions: redirectProgram({ map: made, match, fallback, metadata }),
    name: "ringlink_xsk",
    flags:
      (options.multiBuffer === true ? BpfProgramFlags.xdp_has_frags : 0) |
      (interfaceIndex === undefined ? 0 : BpfProgramFlags.xdp_dev_bound_only),
    interfaceIndex,
    netns: options.netns,
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
