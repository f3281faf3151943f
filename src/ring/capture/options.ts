/** What Capture.open may be told. */
import { z } from "zod";
import type { Ffi, NetworkNamespace } from "../../ffi/index.js";
import { checkOptions } from "../../options/index.js";
import type { ClassicFilter } from "../filter/instruction.js";
import { FanoutMode } from "./fanout.js";

/** A classic BPF program, as instructions or as an array of struct sock_filter. */
export type FilterProgram = ClassicFilter | Uint8Array;

export interface FanoutOptions {
  /** How packets are shared out among the sockets of the group. */
  readonly mode: keyof typeof FanoutMode;
  /** Number of the group, 0 to 65,535, within the network namespace. With `uniqueId` it is left out. */
  readonly group?: number | undefined;
  /** The kernel chooses a number that no group has; `capture.fanoutGroup` tells it. Linux 4.16. */
  readonly uniqueId?: boolean | undefined;
  /** When a socket's ring is full, its packets go to the next one. */
  readonly rollover?: boolean | undefined;
  /** The group gets no packets that this machine sends. */
  readonly ignoreOutgoing?: boolean | undefined;
  /** IP fragments are put together first, so that all of them go to one socket. */
  readonly defragment?: boolean | undefined;
  /** Sockets that the group may have, 1 to 65,536; given by its first one. Linux 5.11, 256 before. */
  readonly maxMembers?: number | undefined;
  /** For `classicBpf`: the program that chooses a socket by what it returns, modulo their number. */
  readonly program?: FilterProgram | undefined;
  /** For `extendedBpf`: descriptor of a loaded program of type socket filter. */
  readonly programFd?: number | undefined;
}

export interface CaptureOptions {
  /** What the ring's sizes and time-out are unless given: see CapturePresets. */
  readonly preset?: keyof typeof CapturePresets | undefined;
  /** Bytes of a block; a multiple of the page size. A packet that does not fit in a block is truncated. */
  readonly blockSizeBytes?: number | undefined;
  /** Blocks in the ring. Fewer are got when memory is short, a quarter at least: `capture.blockCount` tells. */
  readonly blockCount?: number | undefined;
  /** Bytes of a frame; a multiple of 16. With blocks it only divides the block. */
  readonly frameSizeBytes?: number | undefined;
  /** How much is kept of every packet, bytes; all when left out. */
  readonly snapLengthBytes?: number | undefined;
  /** After how long a block that has packets but is not full is given, ms. */
  readonly blockTimeoutMs?: number | undefined;
  /**
   * For how long, at most, full blocks may gather before the next look at the ring, ms: under load that saves most wake-ups. It
   * is never longer than a third of the free blocks takes to fill, and an eighth where they last for less than 120 ms. By
   * default it is what a full block left of `blockTimeoutMs`: no packet waits longer than it might without load. 0: every block
   * wakes.
   */
  readonly coalesceMs?: number | undefined;
  /** Whether packets carry the hash of their flow. On by default. */
  readonly rxhash?: boolean | undefined;
  /** Whether packets to other stations are seen too. It ends with the capture. */
  readonly promiscuous?: boolean | undefined;
  /** Whether packets that this machine sends are left out. Linux 4.20. */
  readonly ignoreOutgoing?: boolean | undefined;
  /** Packets begin at the network layer, whatever the link layer is. So on `any` and where there is no link-layer header. */
  readonly cooked?: boolean | undefined;
  /** EtherType of the packets to see, ETH_P_*; all (3) by default. */
  readonly protocol?: number | undefined;
  /** SO_BUSY_POLL, µs: how long a wait for packets polls the device. */
  readonly busyPollUs?: number | undefined;
  /** SO_PREFER_BUSY_POLL. Linux 5.11. */
  readonly preferBusyPoll?: boolean | undefined;
  /** SO_BUSY_POLL_BUDGET, packets. Linux 5.11. */
  readonly busyPollBudget?: number | undefined;
  /** SO_REUSEPORT, which newer kernels refuse on packet sockets. */
  readonly reusePort?: boolean | undefined;
  /** SO_RCVBUF, bytes; above the system's limit where that is allowed. */
  readonly receiveBufferBytes?: number | undefined;
  /** Which clock stamps packets, where they have more than one stamp; `timestampClock` of a packet tells what it was. */
  readonly timestampSource?: "software" | "rawHardware" | "systemHardware" | undefined;
  readonly fanout?: FanoutOptions | undefined;
  /** Which packets to see: a tcpdump expression (libpcap compiles it), or a classic BPF program. */
  readonly filter?: string | FilterProgram | undefined;
  /** The same by an extended BPF program of type socket filter: its descriptor, which stays the caller's. */
  readonly filterFd?: number | undefined;
  /** A virtio_net_hdr before each packet, which tells of checksums and segments that are still to be made. */
  readonly virtioHeader?: boolean | undefined;
  /** Where the interface is; the calling thread's network namespace by default. */
  readonly netns?: NetworkNamespace | undefined;
  /** System calls; libc through koffi by default. */
  readonly ffi?: Ffi | undefined;
}

const KIB = 1024;
const MIB = 1024 * KIB;

/** Ring sizes for common needs. */
export const CapturePresets = {
  /** 32 MiB: 50 ms and more of small packets at a million a second. */
  default: { blockSizeBytes: MIB, blockCount: 32, frameSizeBytes: 2048, blockTimeoutMs: 60 },
  /** 256 MiB. */
  highThroughput: { blockSizeBytes: 4 * MIB, blockCount: 64, frameSizeBytes: 2048, blockTimeoutMs: 60 },
  /** 16 MiB in small blocks, which do not wait. */
  lowLatency: { blockSizeBytes: 256 * KIB, blockCount: 64, frameSizeBytes: 2048, blockTimeoutMs: 1 },
  /** 2 MiB. */
  lowMemory: { blockSizeBytes: 128 * KIB, blockCount: 16, frameSizeBytes: 2048, blockTimeoutMs: 100 },
  /** 64 MiB, for packets of up to 64 KiB. */
  jumbo: { blockSizeBytes: 4 * MIB, blockCount: 16, frameSizeBytes: 65536, blockTimeoutMs: 60 },
} as const;

const size = z.int().positive();
const fd = z.int().nonnegative();
const flag = z.boolean().optional();
const program = z.union([
  z.instanceof(Uint8Array),
  z.array(z.looseObject({ code: z.int(), jt: z.int(), jf: z.int(), k: z.int() })),
]);

const fanout = z
  .strictObject({
    mode: z.enum(Object.keys(FanoutMode) as [keyof typeof FanoutMode]),
    group: z.int().min(0).max(0xffff).optional(),
    uniqueId: flag,
    rollover: flag,
    ignoreOutgoing: flag,
    defragment: flag,
    maxMembers: z.int().min(1).max(0x10000).optional(),
    program: program.optional(),
    programFd: fd.optional(),
  })
  .superRefine(({ mode, group, uniqueId, program, programFd }, context) => {
    const wrong = (option: string, message: string) => context.addIssue({ code: "custom", path: [option], message });
    if (uniqueId === true && group !== undefined) wrong("group", "the kernel chooses it when uniqueId is set");
    if (uniqueId !== true && group === undefined)
      wrong("group", "is missing; or let the kernel choose one with uniqueId");
    if ((mode === "classicBpf") !== (program !== undefined)) {
      wrong("program", mode === "classicBpf" ? "is missing for mode classicBpf" : "goes with mode classicBpf only");
    }
    if ((mode === "extendedBpf") !== (programFd !== undefined)) {
      wrong(
        "programFd",
        mode === "extendedBpf" ? "is missing for mode extendedBpf" : "goes with mode extendedBpf only",
      );
    }
  });

/** A namespace and a binding are checked by what uses them. */
const opaque = z.unknown().optional();

const schema = z
  .strictObject({
    preset: z.enum(Object.keys(CapturePresets) as [keyof typeof CapturePresets]).optional(),
    blockSizeBytes: size.optional(),
    blockCount: size.optional(),
    frameSizeBytes: size.optional(),
    snapLengthBytes: size.max(0x7fffffff).optional(),
    blockTimeoutMs: z.int().min(1).max(60_000).optional(),
    coalesceMs: z.number().min(0).max(60_000).optional(),
    rxhash: flag,
    promiscuous: flag,
    ignoreOutgoing: flag,
    cooked: flag,
    protocol: z.int().min(1).max(0xffff).optional(),
    busyPollUs: z.int().min(0).max(0x7fffffff).optional(),
    preferBusyPoll: flag,
    busyPollBudget: z.int().min(1).max(0xffff).optional(),
    reusePort: flag,
    receiveBufferBytes: size.max(0x3fffffff).optional(),
    timestampSource: z.enum(["software", "rawHardware", "systemHardware"]).optional(),
    fanout: fanout.optional(),
    filter: z.union([z.string(), program]).optional(),
    filterFd: fd.optional(),
    virtioHeader: flag,
    netns: opaque,
    ffi: opaque,
  })
  .superRefine((options, context) => {
    const wrong = (option: string, message: string) => context.addIssue({ code: "custom", path: [option], message });
    if (options.filterFd !== undefined && options.filter !== undefined) {
      wrong("filterFd", "a socket has one filter: give filter or filterFd");
    }
    if (options.filterFd !== undefined && options.snapLengthBytes !== undefined) {
      wrong("snapLengthBytes", "an extended BPF program itself returns how much to keep");
    }
    if (options.virtioHeader === true && options.cooked === true) {
      wrong("virtioHeader", "there is none before cooked packets");
    }
  });

/** @throws OptionError that names what is wrong */
export function checkCaptureOptions(options: CaptureOptions): CaptureOptions {
  checkOptions(schema, options, "Capture.open");
  return options;
}

/** @throws OptionError */
export function checkFilterOption(filter: unknown, call: string): void {
  checkOptions(z.strictObject({ filter: z.union([z.string(), program]).optional() }), { filter }, call);
}

export const interfaceName = z.union([z.string().min(1).max(15), z.int().min(0).max(0x7fffffff)]);

/** @throws OptionError */
export function checkInterface(value: string | number, call: string): void {
  checkOptions(z.strictObject({ interface: interfaceName }), { interface: value }, call);
}
