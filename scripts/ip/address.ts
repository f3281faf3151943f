/** `ip address`. */
import { type IpPrefix, isWithin, parseAddress, parsePrefix } from "../../src/options/index.js";
import {
  type Address,
  type AddressFilter,
  AddressFlags,
  type AddressOptions,
  type Link,
} from "../../src/rtnl/index.js";
import { type Command, type Context, runCommand, show } from "./context.js";
import { Output } from "./output.js";
import { addressLine, addressOutput } from "./show-address.js";
import { briefAddresses } from "./show-brief.js";
import { type LinksByIndex, linkOutput, linksByIndex } from "./show-link.js";
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

/** Words for IFA_F_*, and whether the flag is set. */
const STATES = {
  permanent: ["permanent", true],
  dynamic: ["permanent", false],
  primary: ["secondary", false],
  secondary: ["secondary", true],
  temporary: ["secondary", true],
  tentative: ["tentative", true],
  deprecated: ["deprecated", true],
  dadfailed: ["dadfailed", true],
} as const;

interface Filter {
  dev?: string;
  up?: boolean;
  scope?: string;
  label?: string;
  /** The address is inside of this prefix. */
  to?: IpPrefix;
  /** Bits that count, and those of them that are set. */
  mask: number;
  flags: number;
}

function filterOf(words: Words): Filter {
  const filter: Filter = { mask: 0, flags: 0 };
  while (!words.done) {
    const word = words.peek()!;
    if (Object.hasOwn(STATES, word)) {
      const [flag, isSet] = STATES[words.next("a state") as keyof typeof STATES];
      filter.mask |= AddressFlags[flag];
      if (isSet) filter.flags |= AddressFlags[flag];
      else filter.flags &= ~AddressFlags[flag];
    } else if (words.take("to")) filter.to = parsePrefix(words.next("to"));
    else if (words.take("dev")) filter.dev = words.next("dev");
    else if (words.take("up")) filter.up = true;
    else if (words.take("scope")) filter.scope = words.next("scope");
    else if (words.take("label")) filter.label = words.next("label");
    else if (filter.dev === undefined) filter.dev = words.next("a device");
    else words.end();
  }
  return filter;
}

/** Whether an address lies inside of a prefix. */
function isInside(text: string | undefined, prefix: IpPrefix): boolean {
  if (text === undefined) return false;
  const address = parseAddress(text);
  return address.family === prefix.family && isWithin(address.bytes, prefix);
}

/** What the kernel and the library do not filter by. */
function passes({ local, address, flags, ifaFlags }: Address, { to, mask, flags: wanted }: Filter): boolean {
  if (((flags ?? ifaFlags) & mask) !== wanted) return false;
  return to === undefined || isInside(local ?? address, to);
}

function addressFilter(context: Context, { dev, scope, label, to }: Filter): AddressFilter {
  const family = to?.family ?? context.family;
  return {
    ...(dev === undefined ? {} : { dev }),
    ...(label === undefined ? {} : { label }),
    ...(scope === undefined ? {} : { scope: scope as AddressFilter["scope"] & string }),
    ...(family === "inet" || family === "inet6" ? { family } : {}),
  };
}

async function list(context: Context, words: Words): Promise<void> {
  const filter = filterOf(words);
  const { rtnl, signal, brief, oneline, json } = context;
  const [links, addresses] = await Promise.all([
    rtnl.links.list({ inet6Stats: false, signal }),
    rtnl.addresses.list({ ...addressFilter(context, filter), signal }),
  ]);
  const all = linksByIndex(links);
  const one = filter.dev === undefined ? undefined : await rtnl.links.get(filter.dev, { inet6Stats: false, signal });
  const narrow =
    filter.scope !== undefined ||
    filter.label !== undefined ||
    filter.to !== undefined ||
    filter.mask !== 0 ||
    context.family !== undefined ||
    (oneline && !brief);
  const outputs = (one === undefined ? links : [one]).flatMap((link) => {
    const own = addresses.filter((address) => address.index === link.index && passes(address, filter));
    if (narrow && own.length === 0) return [];
    if (filter.up === true && (link.flags & 1) === 0) return [];
    if (brief) return [briefAddresses(link, own, all)];
    const name = link.ifname ?? "";
    if (!oneline) return [withAddresses(context, filter, link, all, own)];
    const each = own.map((address) => addressLine(address, name));
    return json
      ? [
          new Output().put(
            "addr_info",
            each.map((output) => output.json),
          ),
        ]
      : each;
  });
  show(context, outputs);
}

/** A link with its addresses below it. */
function withAddresses(
  { stats, family }: Context,
  { to }: Filter,
  link: Link,
  all: LinksByIndex,
  addresses: readonly Address[],
): Output {
  // A prefix is of one family, and with a family iproute2 leaves the hardware address out.
  const shown = family ?? (to === undefined ? undefined : "inet");
  const inner = addresses.map((address) => addressOutput(address, link.ifname ?? ""));
  return linkOutput(link, all, { what: "address", stats, family: shown }).put(
    "addr_info",
    inner.map(({ json }) => json),
    inner.map(({ text }) => text).join(""),
  );
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
    const { up, to, mask, ...given } = filterOf(words);
    if (up !== undefined || to !== undefined || mask !== 0) {
      throw new UsageError("flush: addresses are chosen by dev, scope and label");
    }
    const filter = addressFilter(context, { ...given, mask });
    if (Object.keys(filter).length === 0) throw new UsageError("flush: say which addresses");
    return context.rtnl.addresses.flush(filter, { signal: context.signal });
  },
};

export const address: Command = (context, words) => runCommand(COMMANDS, context, words);
