/** The command line. */
import { parseArgs } from "node:util";
import { z } from "zod";
import { UsageError } from "./io.js";
import { everything, findMessages, kernelName, NetlinkProtocol } from "./library.js";

export type Mode = "text" | "json" | "tree" | "hex" | "check" | "fixture" | "schema" | "help" | "version";
export type Command = "decode" | "run" | "diff";

export interface Options {
  command: Command;
  mode: Mode;
  /** Files to read, `-` for standard input; for `run` the command and its arguments. */
  operands: string[];
  fixture: string | undefined;
  schema: string | undefined;
  filters: string[];
  protocol: number | undefined;
  families: Record<string, number>;
  littleEndian: boolean | undefined;
  format: Format | undefined;
  color: "auto" | "always" | "never";
  notes: Record<string, string>;
}

const FORMATS = ["strace", "pcap", "pcapng", "hex", "raw"] as const;
type Format = (typeof FORMATS)[number];

const CONFIG = {
  json: { type: "boolean" },
  tree: { type: "boolean" },
  hex: { type: "boolean" },
  check: { type: "boolean" },
  fixture: { type: "string" },
  note: { type: "string", multiple: true },
  filter: { type: "string", multiple: true },
  protocol: { type: "string" },
  family: { type: "string", multiple: true },
  "big-endian": { type: "boolean" },
  format: { type: "string" },
  schema: { type: "string" },
  color: { type: "string" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

function integer(text: string): number {
  return /^(?:\d+|0x[0-9a-f]+)$/i.test(text) ? Number(text) : Number.NaN;
}

/** The NETLINK_* number of a name (`ROUTE`, `netlink_route`) or of a number; undefined when it is neither. */
export function protocolNumber(text: string): number | undefined {
  const number = integer(text);
  if (Number.isInteger(number)) return number <= 255 ? number : undefined;
  const name = text.toLowerCase().replace(/^netlink_/, "");
  return Object.hasOwn(NetlinkProtocol, name) ? (NetlinkProtocol as Record<string, number>)[name] : undefined;
}

const protocolNames = () =>
  Object.keys(NetlinkProtocol).map((name) => kernelName(NetlinkProtocol, name).slice("NETLINK_".length));

const pair = (option: string, form: string) =>
  z.string().transform((text, context) => {
    const at = text.indexOf("=");
    if (at > 0) return [text.slice(0, at), text.slice(at + 1)] as const;
    context.addIssue(`--${option} wants ${form}, not ${JSON.stringify(text)}`);
    return z.NEVER;
  });

const Family = pair("family", "NAME=ID").transform(([name, text], context) => {
  const id = integer(text);
  if (id > 0 && id <= 0xffff) return [name, id] as const;
  context.addIssue(`--family ${name}: ${JSON.stringify(text)} is no message type (1 to 65535)`);
  return z.NEVER;
});

const Protocol = z.string().transform((text, context) => {
  const number = protocolNumber(text);
  if (number !== undefined) return number;
  context.addIssue(`--protocol: ${JSON.stringify(text)} is neither a number nor one of ${protocolNames().join(", ")}`);
  return z.NEVER;
});

const oneOf = <T extends string>(option: string, values: readonly T[]) =>
  z.enum(values, { error: ({ input }) => `--${option}: ${JSON.stringify(input)} is none of ${values.join(", ")}` });

const Note = pair("note", "KEY=VALUE").refine(([key, value]) => /^[\w -]+$/.test(key) && !/[\r\n]/.test(value), {
  error: "--note wants one line of text under a key of letters and digits",
});

const Filter = z.string().refine(isKnownFilter, {
  error: ({ input }) => `--filter: no message type or family ${JSON.stringify(input)} (--schema list shows them)`,
});

const Values = z.object({
  fixture: z.string().min(1, "--fixture wants a directory").optional(),
  schema: z.string().optional(),
  filter: z.array(Filter).default([]),
  protocol: Protocol.optional(),
  family: z.array(Family).default([]),
  format: oneOf("format", FORMATS).optional(),
  color: oneOf("color", ["auto", "always", "never"]).default("auto"),
  note: z.array(Note).default([]),
});

/** Words of --filter that are no message type. */
export const FILTER_WORDS = ["error", "ack", "done", "noop", "overrun"] as const;

function isKnownFilter(name: string): boolean {
  const lower = name.toLowerCase();
  if ((FILTER_WORDS as readonly string[]).includes(lower) || /^nlmsg_(?:error|done|noop|overrun)$/.test(lower))
    return true;
  if (Number.isInteger(integer(name)) || everything.families.has(name)) return true;
  // A family that this library does not know can still be in the capture.
  if (/^[\w.-]+:(?:0x)?[\da-f]+$/i.test(name)) return true;
  return findMessages(everything, name).length > 0;
}

const MODES = ["help", "version", "schema", "check", "fixture", "hex", "tree", "json"] as const;

function modeOf(values: Readonly<Record<string, unknown>>): Mode {
  if (values["help"] === true) return "help";
  if (values["version"] === true) return "version";
  const given = MODES.filter((mode) => values[mode] !== undefined && values[mode] !== false);
  // The tree is JSON in any case.
  if (given.length === 2 && given[0] === "tree" && given[1] === "json") return "tree";
  if (given.length > 1) throw new UsageError(`--${given[0]} and --${given[1]} exclude each other`);
  return given[0] ?? "text";
}

/** @throws UsageError for everything that is wrong about the arguments */
export function parseOptions(args: readonly string[]): Options {
  const dashes = args.indexOf("--");
  const head = dashes < 0 ? args : args.slice(0, dashes);
  const rest = dashes < 0 ? [] : args.slice(dashes + 1);
  const { values, positionals } = parse(head);
  const mode = modeOf(values);
  const result = Values.safeParse(values);
  if (!result.success) throw new UsageError(result.error.issues[0]!.message);
  const { fixture, schema, filter, protocol, family, format, color, note } = result.data;
  const word = positionals[0];
  const command: Command = word === "run" || word === "diff" ? word : "decode";
  if (note.length > 0 && mode !== "fixture") throw new UsageError("--note goes with --fixture");
  const options: Options = {
    command,
    mode,
    operands: [...(command === "decode" ? positionals : positionals.slice(1)), ...rest],
    fixture,
    schema,
    filters: filter,
    protocol,
    families: Object.fromEntries(family),
    littleEndian: values["big-endian"] === true ? false : undefined,
    format,
    color,
    notes: Object.fromEntries(note),
  };
  check(options, dashes >= 0 ? positionals.slice(1) : undefined);
  return options;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: CONFIG, allowPositionals: true, strict: true });
  } catch (error) {
    // Node adds advice behind the first sentence.
    throw new UsageError((error as Error).message.split(/\. |\n/)[0]!);
  }
}

/** What belongs to one command only. `before`: operands of `run` in front of `--`; undefined without `--`. */
function check({ command, mode, operands }: Options, before: readonly string[] | undefined): void {
  if (mode === "help" || mode === "version") return;
  if (mode === "schema") {
    if (operands.length > 0 || command !== "decode") throw new UsageError("--schema reads no input");
    return;
  }
  if (command === "diff") {
    if (mode !== "text") throw new UsageError(`diff does not take --${mode}`);
    if (operands.length !== 2) throw new UsageError(`diff wants two captures, ${operands.length} given`);
    if (operands[0] === "-" && operands[1] === "-") throw new UsageError("diff can read standard input only once");
  }
  if (command === "run") {
    if (before === undefined) throw new UsageError("run wants its command behind --: decoder.ts run -- ip link show");
    if (before.length > 0) throw new UsageError(`run: ${JSON.stringify(before[0])} stands in front of --`);
    if (operands.length === 0) throw new UsageError("run: no command behind --");
  }
}
