/** What PacketWriter.open may be told. */
import { z } from "zod";
import { checkOptions } from "../../options/index.js";
import type { FileInterface } from "./encoder.js";
import { LinkType } from "./link-type.js";
import type { InterfaceStatistics } from "./packet.js";

/** Longest packet that Wireshark and its like read, bytes. */
export const MAX_PACKET = 262_144;

/** An interface that packets come from. */
export interface WriterInterface {
  /** LINKTYPE_* number of its packets; Ethernet by default. */
  readonly linkType?: number | undefined;
  /** Bytes that are kept of a packet, 1 to 262144 (the default). Longer packets are cut. */
  readonly snapLength?: number | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** The filter that chose the packets, a tcpdump expression. */
  readonly filter?: string | undefined;
  /** Six bytes. */
  readonly hardwareAddress?: Uint8Array | undefined;
  /** Bits per second. */
  readonly speed?: number | undefined;
}

/** When to go on in another file. A file is never cut: every one is whole, with header, interfaces and statistics. */
export interface RotateOptions {
  /** Longest file, bytes. */
  readonly bytes?: number | undefined;
  /** Longest time between the first and the last packet of a file, seconds. */
  readonly seconds?: number | undefined;
  /** Files in all: after them the first one is overwritten. */
  readonly files?: number | undefined;
  /**
   * Path of a file. `index` counts from 0 and starts anew after `files`; `startNs` is the time of its first packet (of the
   * first file: now), nanoseconds since 1970. By default the number is put behind the path, from the second file on, or with
   * `files` always, with leading zeros.
   */
  readonly name?: ((index: number, startNs: bigint) => string) | undefined;
}

export interface WriterOptions {
  /** `pcapng` by default; `pcap` has one interface, no comments and no statistics. Nanoseconds in both. */
  readonly format?: "pcapng" | "pcap" | undefined;
  /** One Ethernet interface by default. */
  readonly interfaces?: readonly WriterInterface[] | undefined;
  readonly rotate?: RotateOptions | undefined;
  /** Packets are collected up to this many bytes before they are written; 1 MiB by default. */
  readonly bufferBytes?: number | undefined;
  /** Counters for the statistics block that ends each pcapng file; called for each interface. */
  readonly statistics?: ((interfaceIndex: number) => InterfaceStatistics | undefined) | undefined;
  /** Name of the program, as pcapng files say it. */
  readonly application?: string | undefined;
  /** Comment on the file. */
  readonly comment?: string | undefined;
  readonly hardware?: string | undefined;
  readonly os?: string | undefined;
}

/** Text of an option, which has 65,535 bytes at most. */
const text = z.string().refine((value) => Buffer.byteLength(value) < 0xffff, "is longer than 65,534 bytes");
const count = z.int().min(1);
const callback = z.custom<(...args: never[]) => unknown>((value) => typeof value === "function", "is not a function");

const writerInterface = z.strictObject({
  linkType: z.int().min(0).max(0xffff).default(LinkType.ethernet),
  snapLength: z.int().min(1).max(MAX_PACKET).default(MAX_PACKET),
  name: text.optional(),
  description: text.optional(),
  filter: text.optional(),
  hardwareAddress: z
    .custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 6, "is not six bytes")
    .optional(),
  speed: z.int().min(0).optional(),
});

const writer = z
  .strictObject({
    format: z.enum(["pcapng", "pcap"]).optional(),
    interfaces: z.array(z.unknown()).min(1).optional(),
    rotate: z
      .strictObject({
        bytes: z.int().min(4096).optional(),
        seconds: count.max(0xffffffff).optional(),
        files: count.max(1_000_000).optional(),
        name: callback.optional(),
      })
      .optional(),
    bufferBytes: z
      .int()
      .min(4096)
      .max(2 ** 30)
      .optional(),
    statistics: callback.optional(),
    application: text.optional(),
    comment: text.optional(),
    hardware: text.optional(),
    os: text.optional(),
  })
  .superRefine(({ rotate, format, interfaces }, context) => {
    const wrong = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
    if (rotate?.files !== undefined && rotate.bytes === undefined && rotate.seconds === undefined)
      wrong(["rotate", "files"], "says nothing without bytes or seconds");
    if (format === "pcap" && (interfaces?.length ?? 1) !== 1) wrong(["interfaces"], "a pcap file has one interface");
  });

/** @throws OptionError that names what is wrong */
export function checkWriterOptions(options: WriterOptions): void {
  checkOptions(writer, options, "PacketWriter.open");
}

/** An interface with its defaults. @throws OptionError */
export function settleInterface(described: WriterInterface, call: string): FileInterface {
  checkOptions(writerInterface, described, call);
  const { linkType = LinkType.ethernet, snapLength = MAX_PACKET, name, description, filter } = described;
  const { hardwareAddress, speed } = described;
  return { linkType, snapLength, name, description, filter, hardwareAddress, speed };
}
