/** The command line. */
import { parseArgs } from "node:util";
import { UsageError } from "../decoder/io.js";
import { type CaptureOptions, CapturePresets, type FanoutOptions, MAX_PACKET } from "./library.js";

export interface Options {
  readonly mode: "capture" | "read" | "program" | "help" | "version";
  readonly interface: string | undefined;
  readonly read: string | undefined;
  readonly filter: string;
  readonly promiscuous: boolean;
  /** Through AF_XDP. */
  readonly xdp: boolean;
  readonly snapLength: number | undefined;
  readonly fanout: FanoutOptions | undefined;
  readonly preset: CaptureOptions["preset"];
  readonly netns: string | undefined;
  readonly count: number | undefined;
  readonly write: string | undefined;
  readonly format: "pcapng" | "pcap";
  /** Bytes. */
  readonly rotateBytes: number | undefined;
  readonly rotateSeconds: number | undefined;
  readonly files: number | undefined;
  readonly unbuffered: boolean;
  readonly print: boolean;
  readonly link: boolean;
  readonly time: "clock" | "epoch" | "none";
  readonly bytes: boolean;
}

const CONFIG = {
  interface: { type: "string", short: "i" },
  read: { type: "string", short: "r" },
  "no-promiscuous": { type: "boolean", short: "p" },
  xdp: { type: "boolean" },
  snaplen: { type: "string", short: "s" },
  fanout: { type: "string" },
  preset: { type: "string" },
  netns: { type: "string" },
  count: { type: "string", short: "c" },
  write: { type: "string", short: "w" },
  format: { type: "string" },
  megabytes: { type: "string", short: "C" },
  seconds: { type: "string", short: "G" },
  files: { type: "string", short: "W" },
  unbuffered: { type: "boolean", short: "U" },
  print: { type: "boolean" },
  link: { type: "boolean", short: "e" },
  time: { type: "boolean", short: "t", multiple: true },
  bytes: { type: "boolean", short: "x" },
  program: { type: "boolean", short: "d" },
  // What others of its kind take, and is always so here: numbers for names, lines as they come.
  numeric: { type: "boolean", short: "n", multiple: true },
  lines: { type: "boolean", short: "l" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

function integer(option: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`${option} wants a number from ${least} to ${most}, not ${JSON.stringify(text)}`);
}

/** Modes that need nothing but a name: those with programs are for programs. */
const FANOUT_MODES = ["hash", "loadBalance", "cpu", "rollover", "random", "queueMapping"] as const;
const FANOUT_OPTIONS = ["rollover", "defragment", "ignoreOutgoing"] as const;

function oneOf<T extends string>(option: string, text: string, known: readonly T[]): T {
  const found = known.find((name) => name.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError(`${option}: ${JSON.stringify(text)} is none of ${known.join(", ")}`);
}

/** `hash:7,rollover`; without a group the kernel chooses one. */
function fanout(text: string | undefined): FanoutOptions | undefined {
  if (text === undefined) return undefined;
  const [first = "", ...flags] = text.split(",");
  const [name = "", group] = first.split(":");
  const chosen = Object.fromEntries(flags.map((flag) => [oneOf("--fanout", flag, FANOUT_OPTIONS), true]));
  const mode = oneOf("--fanout", name, FANOUT_MODES);
  if (group === undefined) return { mode, uniqueId: true, ...chosen };
  return { mode, group: integer("--fanout", group, 0, 0xffff), ...chosen };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: CONFIG, allowPositionals: true, strict: true });
  } catch (error) {
    // Node adds advice behind the first sentence.
    throw new UsageError((error as Error).message.split(/\. |\n/)[0]!);
  }
}

const MOST = Number.MAX_SAFE_INTEGER;

/** @throws UsageError */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  const { write, format } = values;
  const megabytes = integer("-C", values.megabytes, 1, 1_000_000);
  const mode = values.help
    ? "help"
    : values.version
      ? "version"
      : values.program
        ? "program"
        : values.read === undefined
          ? "capture"
          : "read";
  const options: Options = {
    mode,
    interface: values.interface,
    read: values.read,
    filter: positionals.join(" "),
    promiscuous: values["no-promiscuous"] !== true,
    xdp: values.xdp === true,
    snapLength: integer("-s", values.snaplen, 0, MAX_PACKET) || undefined,
    fanout: fanout(values.fanout),
    preset:
      values.preset === undefined
        ? undefined
        : oneOf("--preset", values.preset, Object.keys(CapturePresets) as (keyof typeof CapturePresets)[]),
    netns: values.netns,
    count: integer("-c", values.count, 1, MOST),
    write,
    format:
      format === undefined
        ? write?.endsWith(".pcap")
          ? "pcap"
          : "pcapng"
        : oneOf("--format", format, ["pcapng", "pcap"] as const),
    rotateBytes: megabytes === undefined ? undefined : megabytes * 1_000_000,
    rotateSeconds: integer("-G", values.seconds, 1, 0xffffffff),
    files: integer("-W", values.files, 1, 1_000_000),
    unbuffered: values.unbuffered === true,
    print: write === undefined || values.print === true,
    link: values.link === true,
    time: values.time === undefined ? "clock" : values.time.length === 1 ? "none" : "epoch",
    bytes: values.bytes === true,
  };
  if (mode !== "help" && mode !== "version") check(options);
  return options;
}

function check(options: Options): void {
  const { mode, write, rotateBytes, rotateSeconds, files } = options;
  if (mode === "capture" && options.interface === undefined)
    throw new UsageError("which interface? -i NAME, or -r FILE");
  if (options.read !== undefined) {
    if (options.interface !== undefined) throw new UsageError("-r reads a file and -i an interface: one of them");
    for (const [name, value] of [
      ["--fanout", options.fanout],
      ["--preset", options.preset],
      ["--netns", options.netns],
      ["--xdp", options.xdp || undefined],
    ] as const)
      if (value !== undefined) throw new UsageError(`${name} is for captures: -r reads a file`);
  }
  if (options.xdp) {
    if (options.interface === "any") throw new UsageError("--xdp takes the packets of one interface, not of any");
    for (const [name, value] of [
      ["--fanout", options.fanout],
      ["--preset", options.preset],
    ] as const)
      if (value !== undefined) throw new UsageError(`${name} is for AF_PACKET: --xdp has one ring for each queue`);
  }
  const rotates = rotateBytes !== undefined || rotateSeconds !== undefined;
  if (rotates && (write === undefined || write === "-"))
    throw new UsageError("-C and -G want a file to write: -w FILE");
  if (files !== undefined && !rotates) throw new UsageError("-W goes with -C or -G");
  if (write === "-" && options.print) throw new UsageError("-w - and --print both want the standard output");
}
