/** `ip rule`. */
import { RouteProtocol, type RuleFilter, type RuleOptions } from "../../src/rtnl/index.js";
import { type Command, type Context, runCommand, show } from "./context.js";
import { ruleOutput } from "./show-rule.js";
import { type Grammar, readOptions, tableOf, UsageError, type Words } from "./words.js";

type Draft = { -readonly [P in keyof RuleOptions]?: RuleOptions[P] };

const ACTIONS = ["blackhole", "unreachable", "prohibit", "nop"] as const;

const OPTIONS: Grammar<Draft> = {
  ...Object.fromEntries(ACTIONS.map((action) => [action, (into: Draft) => void Object.assign(into, { action })])),
  not: (into) => (into.not = true),
  from: (into, words) => {
    if (!words.take("all", "any")) into.from = words.next("from");
  },
  to: (into, words) => {
    if (!words.take("all", "any")) into.to = words.next("to");
  },
  iif: (into, words) => (into.iif = words.next("iif")),
  dev: (into, words) => (into.iif = words.next("dev")),
  oif: (into, words) => (into.oif = words.next("oif")),
  fwmark: (into, words) => (into.fwmark = words.next("fwmark")),
  tos: (into, words) => (into.tos = words.number("tos", 255)),
  dscp: (into, words) => (into.dscp = words.number("dscp", 63)),
  priority: (into, words) => (into.priority = words.number("priority")),
  preference: (into, words) => (into.priority = words.number("preference")),
  pref: (into, words) => (into.priority = words.number("pref")),
  order: (into, words) => (into.priority = words.number("order")),
  table: (into, words) => (into.table = tableOf(words)),
  lookup: (into, words) => (into.table = tableOf(words)),
  goto: (into, words) => (into.goto = words.number("goto")),
  l3mdev: (into) => (into.l3mdev = true),
  suppress_prefixlength: (into, words) => (into.suppressPrefixlen = words.number("suppress_prefixlength", 128)),
  suppress_ifgroup: (into, words) => (into.suppressIfgroup = words.number("suppress_ifgroup")),
  uidrange: (into, words) => (into.uidRange = words.next("uidrange")),
  ipproto: (into, words) => (into.ipProto = words.next("ipproto") as RuleOptions["ipProto"] & string),
  sport: (into, words) => (into.sport = words.next("sport")),
  dport: (into, words) => (into.dport = words.next("dport")),
  tun_id: (into, words) => (into.tunId = words.number("tun_id")),
  protocol: (into, words) => {
    const name = words.next("protocol");
    if (!Object.hasOwn(RouteProtocol, name)) throw new UsageError(`protocol ${JSON.stringify(name)} is unknown`);
    into.protocol = name as RouteProtocol;
  },
};

function options({ family }: Context, words: Words): RuleOptions {
  return readOptions(words, OPTIONS, family === "inet" || family === "inet6" ? { family } : {});
}

async function list(context: Context, words: Words): Promise<void> {
  const filter: RuleFilter = { family: "inet", ...options(context, words) };
  show(context, (await context.rtnl.rules.list({ ...filter, signal: context.signal })).map(ruleOutput));
}

async function add(context: Context, words: Words): Promise<void> {
  if (words.done) throw new UsageError("a rule is missing");
  await context.rtnl.rules.add(options(context, words), { signal: context.signal });
}

const COMMANDS: Readonly<Record<string, Command>> = {
  add,
  delete: (context, words) => context.rtnl.rules.delete(options(context, words), { signal: context.signal }),
  show: list,
  list,
  lst: list,
};

export const rule: Command = (context, words) => runCommand(COMMANDS, context, words);
