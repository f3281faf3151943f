/** `ip link`. */
import type { LinkOptions, LinkSettings } from "../../src/rtnl/index.js";
import { type Command, type Context, runCommand, show } from "./context.js";
import { briefLink } from "./show-brief.js";
import { linkOutput, linksByIndex } from "./show-link.js";
import { choose, type Grammar, onOff, readOptions, UsageError, unknownWord, type Words } from "./words.js";

type Draft<T> = { -readonly [P in keyof T]: T[P] };

/** An address of a network namespace as `ip` takes it: a number is a process, anything else a name. */
const namespaceOf = (word: string) => (/^\d+$/.test(word) ? { pid: Number(word) } : word);

/** What both `add` and `set` know. */
const COMMON: Grammar<Draft<LinkSettings>> = {
  mtu: (into, words) => (into.mtu = words.number("mtu")),
  address: (into, words) => (into.address = words.next("address")),
  broadcast: (into, words) => (into.broadcast = words.next("broadcast")),
  brd: (into, words) => (into.broadcast = words.next("brd")),
  txqueuelen: (into, words) => (into.txqlen = words.number("txqueuelen")),
  txqlen: (into, words) => (into.txqlen = words.number("txqlen")),
  qlen: (into, words) => (into.txqlen = words.number("qlen")),
  master: (into, words) => (into.master = words.next("master")),
  nomaster: (into) => (into.master = null),
  vrf: (into, words) => (into.master = words.next("vrf")),
  netns: (into, words) => (into.netns = namespaceOf(words.next("netns"))),
  group: (into, words) => (into.group = words.take("default") ? 0 : words.number("group")),
  up: (into) => (into.up = true),
  down: (into) => (into.up = false),
};

const SET: Grammar<Draft<LinkSettings>> = {
  ...COMMON,
  name: (into, words) => (into.name = words.next("name")),
  alias: (into, words) => (into.alias = words.next("alias")),
  arp: (into, words) => (into.arp = onOff(words, "arp")),
  multicast: (into, words) => (into.multicast = onOff(words, "multicast")),
  allmulticast: (into, words) => (into.allmulticast = onOff(words, "allmulticast")),
  promisc: (into, words) => (into.promisc = onOff(words, "promisc")),
  carrier: (into, words) => (into.carrier = onOff(words, "carrier")),
  protodown: (into, words) => (into.protoDown = onOff(words, "protodown")),
};

/** Words after `type KIND`: the kind's own options, by the keys of its schema, `-` and `_` for capitals. */
function kindData(words: Words): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  while (!words.done) {
    const name = words.next("an option");
    const key = name.replace(/[-_]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    const value = words.next(name);
    data[key] = /^(?:\d+|0x[0-9a-f]+)$/i.test(value) ? Number(value) : value;
  }
  return data;
}

async function add(context: Context, words: Words): Promise<void> {
  const options: Record<string, unknown> = {};
  while (!words.done) {
    const word = words.peek()!;
    if (words.take("type")) {
      const kind = words.next("type");
      options["kind"] = kind;
      if (kind === "veth" || kind === "vxcan" || kind === "netkit") {
        if (words.take("peer")) {
          const peer: Draft<LinkSettings> = {};
          readOptions(words, { ...COMMON, name: SET["name"]! }, peer);
          options["peer"] = peer;
        }
      }
      Object.assign(options, kindData(words));
    } else if (words.take("link")) options["parent"] = words.next("link");
    else if (words.take("index")) options["index"] = words.number("index");
    else if (words.take("numtxqueues")) options["numTxQueues"] = words.number("numtxqueues");
    else if (words.take("numrxqueues")) options["numRxQueues"] = words.number("numrxqueues");
    else if (Object.hasOwn(COMMON, word)) COMMON[words.next("option")]!(options as Draft<LinkSettings>, words);
    else if (words.take("name", "dev")) options["name"] = words.next("name");
    else if (options["name"] === undefined) options["name"] = words.next("name");
    else throw unknownWord(word);
  }
  if (options["kind"] === undefined) throw new UsageError("type is missing");
  // The options are whatever was typed; `links.add` checks them by the kind.
  await context.rtnl.links.add(options as unknown as LinkOptions, { signal: context.signal });
}

async function set(context: Context, words: Words): Promise<void> {
  words.take("dev");
  const link = words.next("a device");
  await context.rtnl.links.set(link, readOptions(words, SET, {}), { signal: context.signal });
}

async function remove(context: Context, words: Words): Promise<void> {
  words.take("dev");
  const link = words.next("a device");
  words.end();
  await context.rtnl.links.delete(link, { signal: context.signal });
}

async function list(context: Context, words: Words): Promise<void> {
  const filter: { dev?: string; kind?: string; master?: string; up?: boolean; group?: number } = {};
  while (!words.done) {
    if (words.take("dev")) filter.dev = words.next("dev");
    else if (words.take("type")) filter.kind = words.next("type");
    else if (words.take("master")) filter.master = words.next("master");
    else if (words.take("up")) filter.up = true;
    else if (words.take("group")) filter.group = words.take("default") ? 0 : words.number("group");
    else if (filter.dev === undefined) filter.dev = words.next("a device");
    else words.end();
  }
  const { rtnl, signal, stats } = context;
  const links = await rtnl.links.list({ inet6Stats: false, signal });
  const all = linksByIndex(links);
  const { dev, ...rest } = filter;
  const chosen =
    dev !== undefined
      ? [await rtnl.links.get(dev, { inet6Stats: false, signal })]
      : Object.keys(rest).length > 0
        ? await rtnl.links.list({ ...rest, inet6Stats: false, signal })
        : links;
  show(
    context,
    chosen.map((link) => (context.brief ? briefLink(link, all) : linkOutput(link, all, { what: "link", stats }))),
  );
}

async function property(context: Context, words: Words): Promise<void> {
  const act = choose(words.next("add or delete"), { add: "add", delete: "delete" } as const, "command");
  const names: string[] = [];
  let dev: string | undefined;
  while (!words.done) {
    if (words.take("dev")) dev = words.next("dev");
    else if (words.take("altname")) names.push(words.next("altname"));
    else words.end();
  }
  if (dev === undefined) throw new UsageError("dev is missing");
  await context.rtnl.links.set(dev, { altNames: { [act]: names } }, { signal: context.signal });
}

const COMMANDS = { add, show: list, list, lst: list, set, delete: remove, property };

export const link: Command = (context, words) => runCommand(COMMANDS, context, words);
