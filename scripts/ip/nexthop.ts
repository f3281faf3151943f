/** `ip nexthop`. */
import type { NexthopMember, NexthopOptions } from "../../src/rtnl/index.js";
import { type Command, type Context, namesOf, runCommand, show } from "./context.js";
import { nexthopOutput } from "./show-nexthop.js";
import { choose, type Grammar, readOptions, UsageError, type Words } from "./words.js";

type Draft = { -readonly [P in keyof NexthopOptions]?: NexthopOptions[P] };

/** `1/2,5/3`: ids, with a weight after a comma. */
function members(text: string): NexthopMember[] {
  return text.split("/").map((part) => {
    const [id, weight] = part.split(",").map(Number);
    if (!Number.isInteger(id)) throw new UsageError(`group: no id in ${JSON.stringify(part)}`);
    return { id: id!, ...(weight === undefined ? {} : { weight }) };
  });
}

const milliseconds = (words: Words, what: string): number => {
  const word = words.next(what);
  const value = Number(word);
  if (!(value >= 0)) throw new UsageError(`${what}: expected seconds, got ${JSON.stringify(word)}`);
  return Math.round(value * 1000);
};

const OPTIONS: Grammar<Draft> = {
  id: (into, words) => (into.id = words.number("id")),
  via: (into, words) => {
    words.take("inet", "inet6");
    into.gateway = words.next("via");
  },
  dev: (into, words) => (into.dev = words.next("dev")),
  onlink: (into) => (into.onlink = true),
  blackhole: (into) => (into.blackhole = true),
  fdb: (into) => (into.fdb = true),
  group: (into, words) => (into.group = members(words.next("group"))),
  type: (into, words) => {
    const type = choose(words.next("type"), { mpath: false, resilient: true }, "type");
    if (type) into.resilient = { ...into.resilient };
  },
  buckets: (into, words) => (into.resilient = { ...into.resilient, buckets: words.number("buckets", 65_535) }),
  idle_timer: (into, words) => (into.resilient = { ...into.resilient, idleTimerMs: milliseconds(words, "idle_timer") }),
  unbalanced_timer: (into, words) => {
    into.resilient = { ...into.resilient, unbalancedTimerMs: milliseconds(words, "unbalanced_timer") };
  },
  protocol: (into, words) => (into.protocol = words.next("protocol") as NexthopOptions["protocol"] & string),
  proto: (into, words) => (into.protocol = words.next("proto") as NexthopOptions["protocol"] & string),
};

function options({ family }: Context, words: Words): NexthopOptions {
  const draft: Draft = family === "inet" || family === "inet6" ? { family } : {};
  return readOptions(words, OPTIONS, draft) as NexthopOptions;
}

function idOf(words: Words): number {
  words.take("id");
  return words.number("id");
}

async function list(context: Context, words: Words): Promise<void> {
  const filter: { dev?: string; groups?: boolean; fdb?: boolean; master?: string; id?: number } = {};
  while (!words.done) {
    if (words.take("dev")) filter.dev = words.next("dev");
    else if (words.take("groups")) filter.groups = true;
    else if (words.take("fdb")) filter.fdb = true;
    else if (words.take("master")) filter.master = words.next("master");
    else filter.id = idOf(words);
  }
  const { id, ...rest } = filter;
  const { rtnl, signal } = context;
  const [nexthops, names] = await Promise.all([
    id === undefined ? rtnl.nexthops.list({ ...rest, signal }) : rtnl.nexthops.get(id, { signal }).then((one) => [one]),
    namesOf(context),
  ]);
  show(
    context,
    nexthops.map((nexthop) => nexthopOutput(nexthop, names)),
  );
}

const COMMANDS: Readonly<Record<string, Command>> = {
  add: (context, words) => context.rtnl.nexthops.add(options(context, words), { signal: context.signal }),
  replace: (context, words) => {
    const { id, ...rest } = options(context, words);
    if (id === undefined) throw new UsageError("id is missing");
    return context.rtnl.nexthops.replace({ ...rest, id }, { signal: context.signal });
  },
  delete: async (context, words) => {
    const id = idOf(words);
    words.end();
    await context.rtnl.nexthops.delete(id, { signal: context.signal });
  },
  show: list,
  list,
  lst: list,
  get: (context, words) => list(context, words),
};

export const nexthop: Command = (context, words) => runCommand(COMMANDS, context, words);
