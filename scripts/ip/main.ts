/** The command: options, the object, and what goes wrong. */
import { isNetlinkError, isSyscallError, type NetworkNamespace } from "../../src/netlink/index.js";
import { Rtnl } from "../../src/rtnl/index.js";
import { address } from "./address.js";
import type { Command, Context } from "./context.js";
import { link } from "./link.js";
import { monitor } from "./monitor.js";
import { neighbour } from "./neighbour.js";
import { netns } from "./netns.js";
import { nexthop } from "./nexthop.js";
import { route } from "./route.js";
import { rule } from "./rule.js";
import { choose, UsageError, Words } from "./words.js";

const HELP = `Usage: ip [OPTIONS] OBJECT [COMMAND …]

A part of iproute2's ip(8), made with ringlink.

  OBJECT   address, link, route, rule, neighbour, nexthop, netns, monitor; shortened as you like
  COMMAND  show (default), add, change, replace, set, delete, flush, get …, as each object knows

  -j, -json     JSON              -p, -pretty   JSON with indentation
  -4, -6, -M    only this family (-M: MPLS)
  -f FAMILY     inet, inet6, mpls
  -s, -stats    counters
  -o, -oneline  each object on a line of its own
  -br, -brief   links and addresses in columns
  -n, -netns NAME   in this network namespace
`;

const OBJECTS: Readonly<Record<string, Command>> = {
  address,
  link,
  route,
  rule,
  neighbour,
  neighbor: neighbour,
  nexthop,
  netns,
  monitor,
};

export interface Io {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly signal: AbortSignal;
  /** Where to work when no `-n` says it; the calling thread's namespace by default. */
  readonly netns?: NetworkNamespace;
}

interface Options {
  json: boolean;
  pretty: boolean;
  stats: boolean;
  oneline: boolean;
  brief: boolean;
  family: Context["family"];
  netns: string | undefined;
}

function readOptions(words: Words): Options | undefined {
  const shown = { json: false, pretty: false, stats: false, oneline: false, brief: false };
  const options: Options = { ...shown, family: undefined, netns: undefined };
  while (words.peek()?.startsWith("-")) {
    if (words.take("-h", "-help", "--help")) return undefined;
    if (words.take("-j", "-json", "--json")) options.json = true;
    else if (words.take("-p", "-pretty", "--pretty")) options.pretty = true;
    else if (words.take("-s", "-stats", "-statistics", "--stats")) options.stats = true;
    else if (words.take("-o", "-oneline", "--oneline")) options.oneline = true;
    else if (words.take("-br", "-brief", "--brief")) options.brief = true;
    else if (words.take("-4")) options.family = "inet";
    else if (words.take("-6")) options.family = "inet6";
    else if (words.take("-M")) options.family = "mpls";
    else if (words.take("-n", "-netns", "--netns")) options.netns = words.next("-n");
    else if (words.take("-f", "-family", "--family")) {
      const families = { inet: "inet", inet6: "inet6", mpls: "mpls" } as const;
      options.family = choose(words.next("-f"), families, "family");
    } else throw new UsageError(`unknown option ${JSON.stringify(words.peek())}`);
  }
  return options;
}

/** Runs a command line and gives the exit status: 0, 1 for wrong words, 2 for what the kernel refused. */
export async function main(argv: readonly string[], { stdout, stderr, signal, netns: here }: Io): Promise<number> {
  try {
    const words = new Words(argv);
    const options = readOptions(words);
    if (options === undefined || words.done || words.peek() === "help") {
      stdout.write(HELP);
      return 0;
    }
    const command = choose(words.next("an object"), OBJECTS, "object");
    using rtnl = await Rtnl.open({ netns: options.netns === undefined ? here : { name: options.netns } });
    await command({ ...options, rtnl, signal, write: (text) => void stdout.write(text) }, words);
    words.end();
    return 0;
  } catch (error) {
    if (signal.aborted) return 0;
    const code = (error as { code?: unknown }).code;
    const isOurs = error instanceof UsageError || code === "ERR_RINGLINK_OPTION" || error instanceof RangeError;
    if (!isOurs && !isNetlinkError(error) && !isSyscallError(error) && typeof code !== "string") throw error;
    stderr.write(`${(error as Error).message}\n`);
    return isOurs ? 1 : 2;
  }
}
