/** `ip route`. */
import {
  type RouteFilter,
  type RouteLookupOptions,
  type RouteMetricOptions,
  type RouteNexthopOptions,
  type RouteOptions,
  RouteType,
} from "../../src/rtnl/index.js";
import { type Command, type Context, namesOf, runCommand, show } from "./context.js";
import { routeOutput } from "./show-route.js";
import { type Grammar, readOptions, tableOf, UsageError, unknownWord, type Words } from "./words.js";

type Draft<T> = { -readonly [P in keyof T]?: T[P] };

function via(into: Draft<RouteOptions> | Draft<RouteNexthopOptions>, words: Words): void {
  for (const family of ["inet", "inet6"] as const) {
    if (words.take(family)) {
      into.via = { family, addr: words.next("via") };
      return;
    }
  }
  into.gateway = words.next("via");
}

type Metrics = { -readonly [P in keyof RouteMetricOptions]: RouteMetricOptions[P] };
type NumberMetric = Exclude<keyof Metrics, "lock" | "features" | "ccAlgo" | "quickack" | "fastopenNoCookie">;

function metric(name: NumberMetric) {
  return (into: Draft<RouteOptions>, words: Words): void => {
    const metrics: Metrics = { ...into.metrics };
    if (words.take("lock")) metrics.lock = [...(metrics.lock ?? []), name];
    metrics[name] = words.number(name);
    into.metrics = metrics;
  };
}

const NEXTHOP: Grammar<Draft<RouteNexthopOptions>> = {
  via,
  dev: (into, words) => (into.dev = words.next("dev")),
  weight: (into, words) => (into.weight = words.number("weight", 256)),
  onlink: (into) => (into.onlink = true),
};

/** One next hop: up to the next word `nexthop`. */
function nexthop(words: Words): RouteNexthopOptions {
  const made: Draft<RouteNexthopOptions> = {};
  while (!words.done && words.peek() !== "nexthop") {
    const name = words.next("an option");
    const read = Object.hasOwn(NEXTHOP, name) ? NEXTHOP[name] : undefined;
    if (read === undefined) throw new UsageError(`nexthop: unknown word ${JSON.stringify(name)}`);
    read(made, words);
  }
  return made as RouteNexthopOptions;
}

const OPTIONS: Grammar<Draft<RouteOptions>> = {
  via,
  dev: (into, words) => (into.dev = words.next("dev")),
  src: (into, words) => (into.prefsrc = words.next("src")),
  from: (into, words) => (into.src = words.next("from")),
  metric: (into, words) => (into.priority = words.number("metric")),
  preference: (into, words) => (into.priority = words.number("preference")),
  table: (into, words) => (into.table = tableOf(words)),
  proto: (into, words) => (into.protocol = words.next("proto") as RouteOptions["protocol"] & string),
  protocol: (into, words) => (into.protocol = words.next("protocol") as RouteOptions["protocol"] & string),
  scope: (into, words) => (into.scope = words.next("scope") as RouteOptions["scope"] & string),
  tos: (into, words) => (into.tos = words.number("tos", 255)),
  pref: (into, words) => (into.pref = words.next("pref") as RouteOptions["pref"] & string),
  expires: (into, words) => (into.expires = words.number("expires")),
  nhid: (into, words) => (into.nhId = words.number("nhid")),
  onlink: (into) => (into.onlink = true),
  nexthop: (into, words) => (into.multipath = [...(into.multipath ?? []), nexthop(words)]),
  mtu: metric("mtu"),
  advmss: metric("advmss"),
  window: metric("window"),
  hoplimit: metric("hoplimit"),
  initcwnd: metric("initcwnd"),
  initrwnd: metric("initrwnd"),
  cwnd: metric("cwnd"),
  ssthresh: metric("ssthresh"),
  reordering: metric("reordering"),
  congctl: (into, words) => (into.metrics = { ...into.metrics, ccAlgo: words.next("congctl") }),
};

function options({ family }: Context, words: Words): RouteOptions {
  const made: Draft<RouteOptions> = {};
  if (family !== undefined && family !== "bridge") made.family = family;
  if (Object.hasOwn(RouteType, words.peek() ?? "")) made.type = words.next("type") as RouteOptions["type"] & string;
  words.take("to");
  made.dst = words.next("a destination");
  return readOptions(words, OPTIONS, made) as RouteOptions;
}

type Filter = Draft<RouteFilter> & { all?: boolean };

const FILTER: Grammar<Filter> = {
  table: (into, words) => {
    if (words.take("all")) into.all = true;
    else into.table = tableOf(words);
  },
  dev: (into, words) => (into.dev = words.next("dev")),
  via: (into, words) => (into.gateway = words.next("via")),
  proto: (into, words) => (into.protocol = words.next("proto") as RouteOptions["protocol"] & string),
  protocol: (into, words) => (into.protocol = words.next("protocol") as RouteOptions["protocol"] & string),
  scope: (into, words) => (into.scope = words.next("scope") as RouteOptions["scope"] & string),
  type: (into, words) => (into.type = words.next("type") as RouteOptions["type"] & string),
  root: (into, words) => (into.within = words.next("root")),
  exact: (into, words) => (into.dst = words.next("exact")),
};

function filterOf({ family }: Context, words: Words): Filter {
  const filter: Filter = {};
  while (!words.done) {
    const word = words.next("a filter");
    const read = Object.hasOwn(FILTER, word) ? FILTER[word] : undefined;
    if (read !== undefined) read(filter, words);
    else if (word === "match" || filter.dst !== undefined) throw unknownWord(word);
    else filter.dst = word === "to" ? words.next("to") : word;
  }
  if (family !== undefined && family !== "bridge") filter.family = family;
  return filter;
}

async function list(context: Context, words: Words): Promise<void> {
  const { all, ...asked } = filterOf(context, words);
  const everyTable = all === true;
  const filter: Draft<RouteFilter> = { ...asked };
  if (!everyTable && filter.table === undefined && filter.family !== "mpls") filter.table = "main";
  if (filter.family === undefined && !everyTable) filter.family = "inet";
  const [routes, names] = await Promise.all([
    context.rtnl.routes.list({ ...(filter as RouteFilter), signal: context.signal }),
    namesOf(context),
  ]);
  const oneDevice = filter.dev !== undefined;
  const known = routes
    .filter(({ family }) => ["inet", "inet6", "mpls"].includes(String(family)))
    .filter(({ multipath }) => !oneDevice || multipath === undefined);
  show(
    context,
    known.map((route) =>
      routeOutput(route, names, {
        table: everyTable,
        dev: !oneDevice,
        gateway: filter.gateway === undefined,
        protocol: filter.protocol === undefined,
        scope: filter.scope === undefined,
      }),
    ),
  );
}

const LOOKUP: Grammar<Draft<RouteLookupOptions>> = {
  from: (into, words) => (into.from = words.next("from")),
  iif: (into, words) => (into.iif = words.next("iif")),
  oif: (into, words) => (into.dev = words.next("oif")),
  dev: (into, words) => (into.dev = words.next("dev")),
  mark: (into, words) => (into.mark = words.number("mark")),
  uid: (into, words) => (into.uid = words.number("uid")),
  tos: (into, words) => (into.tos = words.number("tos", 255)),
  ipproto: (into, words) => (into.ipProto = words.next("ipproto") as RouteLookupOptions["ipProto"] & string),
  sport: (into, words) => (into.sport = words.number("sport", 65_535)),
  dport: (into, words) => (into.dport = words.number("dport", 65_535)),
  fibmatch: (into) => (into.fibMatch = true),
};

async function get(context: Context, words: Words): Promise<void> {
  words.take("to");
  const destination = words.next("a destination");
  const how = readOptions(words, LOOKUP, {}) as RouteLookupOptions;
  const [route, names] = await Promise.all([
    context.rtnl.routes.lookup(destination, { ...how, signal: context.signal }),
    namesOf(context),
  ]);
  show(context, [routeOutput(route, names)]);
}

const COMMANDS: Readonly<Record<string, Command>> = {
  add: (context, words) => context.rtnl.routes.add(options(context, words), { signal: context.signal }),
  append: (context, words) => context.rtnl.routes.append(options(context, words), { signal: context.signal }),
  change: (context, words) => context.rtnl.routes.change(options(context, words), { signal: context.signal }),
  replace: (context, words) => context.rtnl.routes.replace(options(context, words), { signal: context.signal }),
  delete: (context, words) => context.rtnl.routes.delete(options(context, words), { signal: context.signal }),
  show: list,
  list,
  lst: list,
  get,
  flush: (context, words) => {
    const { all, ...filter } = filterOf(context, words);
    if (all !== true && filter.table === undefined) filter.table = "main";
    if (Object.keys(filter).length <= 1 && words.done && all === undefined && filter.table === "main") {
      throw new UsageError("flush: say which routes");
    }
    return context.rtnl.routes.flush(filter as RouteFilter, { signal: context.signal });
  },
};

export const route: Command = (context, words) => runCommand(COMMANDS, context, words);
