/** `ip address`. */
import type { AddressFilter, AddressOptions } from "../../src/rtnl/index.js";
import { type Command, type Context, runCommand, show } from "./context.js";
import { addressOutput } from "./show-address.js";
import { linkOutput, linksByIndex } from "./show-link.js";
import { type Grammar, readOptions, UsageError, type Words } from "./words.js";

type Draft = { -readonly [P in keyof AddressOptions]?: AddressOptions[P] };

const seconds = (words: Words, what: string): number => (words.take("forever") ? 0xffff_ffff : words.number(what));

const OPTIONS: Grammar<Draft> = {
  dev: (into, words) => (into.dev = words.next("dev")),
  local: (into, words) => (into.address = words.next("local")),
  peer: (into, words) => (into.peer = words.next("peer")),
  remote: (into, words) => (into.peer = words.next("remote")),
  broadcast: (into, words) => (into.broadcast = words.next("broadcast")),
  brd: (into, words) => (into.broadcast = words.next("brd")),
  label: (into, words) => (into.label = words.next("label")),
  scope: (into, words) => (into.scope = words.next("scope") as Draft["scope"] & string),
  metric: (into, words) => (into.metric = words.number("metric")),
  valid_lft: (into, words) => (into.validLft = seconds(words, "valid_lft")),
  preferred_lft: (into, words) => (into.preferredLft = seconds(words, "preferred_lft")),
  nodad: (into) => (into.flags = [...(into.flags ?? []), "nodad"]),
  home: (into) => (into.flags = [...(into.flags ?? []), "homeaddress"]),
  noprefixroute: (into) => (into.flags = [...(into.flags ?? []), "noprefixroute"]),
  autojoin: (into) => (into.flags = [...(into.flags ?? []), "mcautojoin"]),
  mngtmpaddr: (into) => (into.flags = [...(into.flags ?? []), "managetempaddr"]),
};

function options(words: Words): AddressOptions {
  const draft: Draft = {};
  if (!Object.hasOwn(OPTIONS, words.peek() ?? "")) draft.address = words.next("an address");
  readOptions(words, OPTIONS, draft);
  if (draft.dev === undefined) throw new UsageError("dev is missing");
  return draft as AddressOptions;
}

interface Filter {
  dev?: string;
  up?: boolean;
  scope?: string;
  to?: string;
}

function filterOf(words: Words): Filter {
  const filter: Filter = {};
  while (!words.done) {
    if (words.take("dev")) filter.dev = words.next("dev");
    else if (words.take("up")) filter.up = true;
    else if (words.take("scope")) filter.scope = words.next("scope");
    else filter.dev = words.next("a device");
  }
  return filter;
}

function addressFilter({ family }: Context, { dev, scope }: Filter): AddressFilter {
  return {
    ...(dev === undefined ? {} : { dev }),
    ...(scope === undefined ? {} : { scope: scope as AddressFilter["scope"] & string }),
    ...(family === "inet" || family === "inet6" ? { family } : {}),
  };
}

async function list(context: Context, words: Words): Promise<void> {
  const filter = filterOf(words);
  const { rtnl, signal, stats } = context;
  const [links, addresses] = await Promise.all([
    rtnl.links.list({ inet6Stats: false, signal }),
    rtnl.addresses.list({ ...addressFilter(context, filter), signal }),
  ]);
  const all = linksByIndex(links);
  const one = filter.dev === undefined ? undefined : await rtnl.links.get(filter.dev, { inet6Stats: false, signal });
  const narrow = filter.scope !== undefined || context.family !== undefined;
  const outputs = (one === undefined ? links : [one]).flatMap((link) => {
    const own = addresses.filter(({ index }) => index === link.index);
    if (narrow && own.length === 0) return [];
    if (filter.up === true && (link.flags & 1) === 0) return [];
    const output = linkOutput(link, all, { what: "address", stats, hardware: context.family === undefined });
    const inner = own.map((address) => addressOutput(address, link.ifname ?? ""));
    return [
      output.put(
        "addr_info",
        inner.map(({ json }) => json),
        inner.map(({ text }) => text).join(""),
      ),
    ];
  });
  show(context, outputs);
}

const COMMANDS: Readonly<Record<string, Command>> = {
  add: ({ rtnl, signal }: Context, words: Words) => rtnl.addresses.add(options(words), { signal }),
  change: ({ rtnl, signal }: Context, words: Words) => rtnl.addresses.change(options(words), { signal }),
  replace: ({ rtnl, signal }: Context, words: Words) => rtnl.addresses.replace(options(words), { signal }),
  delete: ({ rtnl, signal }: Context, words: Words) => rtnl.addresses.delete(options(words), { signal }),
  show: list,
  list,
  lst: list,
  flush: (context: Context, words: Words) => {
    const filter = addressFilter(context, filterOf(words));
    if (Object.keys(filter).length === 0) throw new UsageError("flush: say which addresses");
    return context.rtnl.addresses.flush(filter, { signal: context.signal });
  },
};

export const address: Command = (context, words) => runCommand(COMMANDS, context, words);
