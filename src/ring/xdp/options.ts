/** What XdpSocket.open may be told. */
import { z } from "zod";
import type { Ffi, NetworkNamespace } from "../../ffi/index.js";
import { checkOptions } from "../../options/index.js";
import type { XdpMode } from "../bpf/attachment.js";
import { BpfMap } from "../bpf/map.js";
import { BpfProgram } from "../bpf/program.js";
import { type PacketMatch, REDIRECT_FALLBACKS, readMatches } from "../bpf/redirect.js";
import { XDP_PACKET_HEADROOM } from "./constants.js";
import type { XdpRedirectHandle } from "./handle.js";
import { wantedMetadata } from "./metadata-program.js";
import type { XdpRedirect, XdpRedirectOptions } from "./redirect.js";
import { type Umem, UmemMemory } from "./umem.js";

export interface XdpSocketOptions {
  /** Queue of the device, 0 by default. */
  readonly queue?: number | undefined;
  /** What it is for: decides which rings there are, and how frames are shared out; `both` by default, half of them each. */
  readonly mode?: "receive" | "transmit" | "both" | undefined;
  /** Frames for receiving, where the share that `mode` gives them is not right. */
  readonly receiveFrames?: number | undefined;
  /** Bytes of a frame, 2048 (default) or 4096; with unalignedChunks anything from 2048 to the page size. */
  readonly frameSizeBytes?: number | undefined;
  /** Frames; 32,768 by default. When it is left out, fewer are got where memory to be locked is short: `umem` tells. */
  readonly frameCount?: number | undefined;
  /** Bytes to be kept free before a received packet, besides the 256 of the kernel; 0 by default. */
  readonly headroomBytes?: number | undefined;
  /** Frames of any size, which may lie across the borders of pages. */
  readonly unalignedChunks?: boolean | undefined;
  /** Huge pages where there are some (`umem.hugePages` tells), plain ones otherwise. */
  readonly hugePages?: boolean | undefined;
  /** Memory to share with another socket: its `umem`. Options about frames go with the first one then. */
  readonly umem?: Umem | undefined;
  /** Entries of the rings, powers of two. A socket that only sends has no RX ring, one that only receives no TX ring. */
  readonly rxRingSize?: number | undefined;
  readonly txRingSize?: number | undefined;
  readonly fillRingSize?: number | undefined;
  readonly completionRingSize?: number | undefined;
  /** Packets of several frames, in and out. Linux 6.6. */
  readonly multiBuffer?: boolean | undefined;
  /** Whether packets are copied between frames and the device's memory; `auto` by default: not where the driver can do without. */
  readonly copyMode?: "auto" | "copy" | "zeroCopy" | undefined;
  /** XDP_USE_NEED_WAKEUP, on by default: a driver that needs no system call gets none. */
  readonly needWakeup?: boolean | undefined;
  /** SO_BUSY_POLL, µs: how long a wait for packets polls the device. */
  readonly busyPollUs?: number | undefined;
  /** SO_PREFER_BUSY_POLL. Linux 5.11. */
  readonly preferBusyPoll?: boolean | undefined;
  /** SO_BUSY_POLL_BUDGET, packets. Linux 5.11. */
  readonly busyPollBudget?: number | undefined;
  /** Whether packets to other stations are seen too. It ends with the socket. */
  readonly promiscuous?: boolean | undefined;
  /**
   * The XDP program that leads packets here: `redirect` (default for sockets that receive) makes one that ends with this
   * socket, with what `redirect` says; an XdpRedirect is one that several sockets share, and the `handle()` of one shares it
   * with other threads; `none`: somebody else sees to it.
   */
  readonly program?: "redirect" | "none" | XdpRedirect | XdpRedirectHandle | undefined;
  readonly redirect?: Omit<XdpRedirectOptions, "netns" | "ffi" | "multiBuffer"> | undefined;
  /** Most packets of a batch; 2048 by default. */
  readonly batchSize?: number | undefined;
  /**
   * How long packets may wait for others to be read together with, ms; 1 by default. In copy mode the kernel wakes up for
   * every packet otherwise, which costs ten times as much as the packet. Above 1 it is never longer than half of the RX ring takes
   * to fill. 0: no wait.
   */
  readonly coalesceMs?: number | undefined;
  /** How long to try again while the queue is busy, as it is for some milliseconds after another socket left it; 250 by default. */
  readonly bindTimeoutMs?: number | undefined;
  /** Where the device is; the calling thread's network namespace by default. */
  readonly netns?: NetworkNamespace | undefined;
  /** System calls; libc through koffi by default. */
  readonly ffi?: Ffi | undefined;
}

const KERNEL_LARGEST_RING = 1 << 24;
const isPowerOfTwo = (value: number): boolean => (value & (value - 1)) === 0;
const flag = z.boolean().optional();
const count = z.int().min(1).max(0x1000000);
const opaque = z.unknown().optional();
const ring = z
  .int()
  .min(2)
  .max(KERNEL_LARGEST_RING)
  .refine(isPowerOfTwo, { error: "the entries of a ring are a power of two" })
  .optional();
const isUmem = (value: unknown): boolean => value instanceof UmemMemory;
/** Queues of a device that the address of a socket can name, 16 bits of it. */
const MOST_QUEUES = 0x10000;
/** What one ArrayBuffer can have on every version of Node. */
const LARGEST_UMEM = 0x1_0000_0000;

const match = z
  .array(
    z.strictObject({
      etherType: opaque,
      protocol: opaque,
      port: opaque,
      sourcePort: opaque,
      destinationPort: opaque,
    } satisfies Record<keyof PacketMatch, unknown>),
  )
  // What is in the fields is known by what reads them.
  .superRefine((matches, context) => {
    if (context.issues.length > 0) return;
    readMatches(matches as PacketMatch[], (path, message) => {
      context.addIssue({ code: "custom", path: [...path], message });
    });
  });

const redirectShape = {
  mode: z.enum(["auto", "driver", "generic"] satisfies (XdpMode | "auto")[]).optional(),
  via: z.enum(["link", "netlink"]).optional(),
  replace: flag,
  match: match.optional(),
  fallback: z.enum(REDIRECT_FALLBACKS).optional(),
  metadata: wantedMetadata.optional(),
  queues: z.int().min(1).max(MOST_QUEUES).optional(),
  program: z.custom<BpfProgram>((value) => value instanceof BpfProgram, { error: "expected a BpfProgram" }).optional(),
  map: z.custom<BpfMap>((value) => value instanceof BpfMap, { error: "expected a BpfMap" }).optional(),
} satisfies Record<keyof NonNullable<XdpSocketOptions["redirect"]>, unknown>;

type RedirectRules = z.infer<z.ZodObject<typeof redirectShape>>;

function checkRules(options: RedirectRules, context: z.RefinementCtx): void {
  const wrong = (option: string, message: string) => context.addIssue({ code: "custom", path: [option], message });
  const { mode, via = "link", replace, program, map, metadata = [] } = options;
  if (replace === true && via === "link") wrong("replace", 'goes with via: "netlink"; a link is replaced by its owner');
  if (program === undefined) {
    if (map !== undefined && map.type !== "xskmap") wrong("map", `of type ${map.type}, not xskmap`);
  } else {
    if (map === undefined) wrong("map", "is missing: the program's, through which it redirects");
    for (const option of ["match", "fallback"] as const) {
      if (options[option] !== undefined) wrong(option, "the program decides");
    }
    if (metadata.length > 0) wrong("metadata", "the program decides");
  }
  if (mode === "generic" && metadata !== "auto" && metadata.length > 0) {
    wrong("metadata", "is the driver's: it cannot be had with mode generic");
  }
}

const redirectSchema = z
  .strictObject({ ...redirectShape, multiBuffer: flag, netns: opaque, ffi: opaque })
  .superRefine(checkRules);

/** @throws OptionError that names what is wrong */
export function checkRedirectOptions(options: XdpRedirectOptions): void {
  checkOptions(redirectSchema, options, "XdpRedirect.attach");
}

const socketSchema = z.strictObject({
  queue: z
    .int()
    .min(0)
    .max(MOST_QUEUES - 1)
    .optional(),
  mode: z.enum(["receive", "transmit", "both"]).optional(),
  receiveFrames: z.int().min(0).optional(),
  frameSizeBytes: z.int().min(2048).max(65536).optional(),
  frameCount: count.optional(),
  headroomBytes: z.int().min(0).optional(),
  unalignedChunks: flag,
  hugePages: flag,
  umem: z.custom<UmemMemory>(isUmem, { error: "expected the umem of another XdpSocket" }).optional(),
  rxRingSize: ring,
  txRingSize: ring,
  fillRingSize: ring,
  completionRingSize: ring,
  multiBuffer: flag,
  copyMode: z.enum(["auto", "copy", "zeroCopy"]).optional(),
  needWakeup: flag,
  busyPollUs: z.int().min(0).max(0x7fffffff).optional(),
  preferBusyPoll: flag,
  busyPollBudget: z.int().min(1).max(0xffff).optional(),
  promiscuous: flag,
  program: opaque,
  redirect: z.strictObject(redirectShape).superRefine(checkRules).optional(),
  batchSize: z.int().min(32).max(0x10000).optional(),
  coalesceMs: z.number().min(0).max(1000).optional(),
  bindTimeoutMs: z.number().min(0).max(60_000).optional(),
  netns: opaque,
  ffi: opaque,
});

/** Options of one half of a socket. */
const HALVES = {
  transmit: {
    options: ["receiveFrames", "rxRingSize", "batchSize", "coalesceMs", "redirect"],
    reason: "the socket does not receive",
  },
  receive: { options: ["txRingSize"], reason: "the socket does not send" },
  both: { options: [], reason: "" },
} as const;

function checkTogether(options: z.infer<typeof socketSchema>, context: z.RefinementCtx): void {
  const wrong = (option: string, message: string) => context.addIssue({ code: "custom", path: [option], message });
  const { frameSizeBytes = 2048, frameCount, umem, mode = "both", receiveFrames, headroomBytes = 0 } = options;
  const other = HALVES[mode];
  for (const option of other.options) if (options[option] !== undefined) wrong(option, other.reason);
  if (umem !== undefined) {
    const taken = ["frameSizeBytes", "frameCount", "headroomBytes", "unalignedChunks", "hugePages"] as const;
    for (const option of taken) if (options[option] !== undefined) wrong(option, "is that of the shared umem");
    if (umem.closed) wrong("umem", "its sockets are closed");
    const hasRule = options.copyMode !== undefined || options.needWakeup !== undefined;
    if (hasRule) wrong("umem", "copyMode and needWakeup are those of the first socket");
    return;
  }
  if (options.unalignedChunks !== true && !isPowerOfTwo(frameSizeBytes)) {
    wrong("frameSizeBytes", `${frameSizeBytes} is no power of two: set unalignedChunks`);
  }
  if (headroomBytes >= frameSizeBytes - XDP_PACKET_HEADROOM) {
    const most = frameSizeBytes - XDP_PACKET_HEADROOM - 1;
    wrong("headroomBytes", `at most ${most} in frames of ${frameSizeBytes} bytes, of which the kernel keeps 256`);
  }
  if (frameCount !== undefined && frameCount * frameSizeBytes > LARGEST_UMEM) {
    wrong("frameCount", `${frameCount} frames of ${frameSizeBytes} bytes are more than 4 GiB`);
  }
  if (receiveFrames !== undefined && frameCount !== undefined && receiveFrames > frameCount) {
    wrong("receiveFrames", `more than there are frames, ${frameCount}`);
  }
}

const schema = socketSchema.superRefine(checkTogether);
const captureSchema = socketSchema
  .omit({ queue: true, mode: true, receiveFrames: true, umem: true, txRingSize: true })
  .extend({ queues: opaque })
  .superRefine(checkTogether);

/** @throws OptionError that names what is wrong */
export function checkXdpOptions(options: XdpSocketOptions): void {
  checkOptions(schema, options, "XdpSocket.open");
}

/**
 * What several sockets are opened with.
 *
 * @param call that was given the options, for errors
 * @throws OptionError that names what is wrong
 */
export function checkXdpCaptureOptions(options: object, call: string): void {
  checkOptions(captureSchema, options, call);
}
