/** What a mirror is made of: a part for each dump. */
import type { Operation } from "../../../netlink/connection/index.js";
import { AddressFamily } from "../../constants.js";
import { NeighbourFlags } from "../../neigh.js";
import type { EventGroup, EventObject, EventValues } from "../events-table.js";
import { GetAddress, GetLink, GetNeighbour, GetNexthop, GetRoute, GetRule } from "../operations.js";
import type { Doubts } from "./doubts.js";
import { Ipv4Routes, Ipv6Routes, routeRefers } from "./routes.js";
import { RuleTable } from "./rules.js";
import { KeyedTable, type Table } from "./table.js";

/** The tables of a mirror, by name: what each holds, and by which keys. */
export interface MirrorTables {
  links: ReadonlyMap<number, EventValues["link"]>;
  addresses: ReadonlyMap<string, EventValues["address"]>;
  routes: ReadonlyMap<string, EventValues["route"]>;
  rules: ReadonlyMap<string, EventValues["rule"]>;
  neighbours: ReadonlyMap<string, EventValues["neighbour"]>;
  nexthops: ReadonlyMap<number, EventValues["nexthop"]>;
}
export type MirrorObject = keyof MirrorTables;

/** What entries of the tables are called in changes. */
export const ENTRIES = {
  links: "link",
  addresses: "address",
  routes: "route",
  rules: "rule",
  neighbours: "neighbour",
  nexthops: "nexthop",
} as const satisfies Record<MirrorObject, EventObject>;

export const MIRROR_OBJECTS = Object.keys(ENTRIES) as MirrorObject[];

export interface Part {
  readonly name: MirrorObject;
  readonly object: EventObject;
  readonly table: Table<never>;
  readonly operation: Operation;
  readonly request: object;
  /** Whether what was seen makes it possible that the kernel changed this table without telling. */
  isDoubtful(doubts: Doubts): boolean;
}

interface PartOf<V> extends Omit<Part, "table" | "isDoubtful"> {
  readonly table: Table<V>;
  isDoubtful(doubts: Doubts, values: Iterable<V>): boolean;
}

function part<V>(declared: PartOf<V>): Part {
  const { table } = declared;
  return {
    ...declared,
    table: table as Table<never>,
    isDoubtful: (doubts) => declared.isDoubtful(doubts, table.map.values()),
  };
}

function some<V>(values: Iterable<V>, test: (value: V) => boolean): boolean {
  for (const value of values) if (test(value)) return true;
  return false;
}

type Value<N extends EventObject> = EventValues[N];

/** Of links: counters, timers, and what a notification tells of itself. */
const LINK_VOLATILE = [
  ...["stats", "stats64", "change", "event", "icmp6stats", "cacheinfo", "xstats", "reachableTime"],
  ...["gcTimer", "helloTimer", "tcnTimer", "topologyChangeTimer"],
  ...["messageAgeTimer", "forwardDelayTimer", "holdTimer"],
];

function links(): Part[] {
  const table = new KeyedTable<Value<"link">>({
    // Bridges tell of their ports in a family of their own; wireless drivers send messages that are no whole links.
    accepts: ({ family, wireless, mtu }) => family === "unspec" && (wireless === undefined || mtu !== undefined),
    key: ({ index }) => index,
    volatile: LINK_VOLATILE,
  });
  // A link whose lower one went to another namespace is not told of.
  const isDoubtful = (doubts: Doubts, values: Iterable<Value<"link">>) =>
    doubts.gone.size > 0 &&
    some(values, ({ link, master }) => doubts.gone.has(link ?? 0) || doubts.gone.has(master ?? 0));
  return [part({ name: "links", object: "link", table, operation: GetLink, request: {}, isDoubtful })];
}

function addresses(): Part[] {
  const table = new KeyedTable<Value<"address">>({
    accepts: ({ family }) => family === "inet" || family === "inet6",
    // The same IPv4 address may be there with several lengths and peers; of IPv6 the peer may change.
    key: ({ family, index, local, address, prefixlen }) =>
      family === "inet" ? `${index} ${local} ${address}/${prefixlen}` : `${index} ${local ?? address}`,
    volatile: ["cacheinfo"],
  });
  // The kernel tells of an IPv6 address once it is known to be unique, though it is there from when the link comes up.
  const isDoubtful = (doubts: Doubts) => doubts.links.size > 0;
  return [part({ name: "addresses", object: "address", table, operation: GetAddress, request: {}, isDoubtful })];
}

function neighbours(): Part[] {
  const table = new KeyedTable<Value<"neighbour">>({
    accepts: ({ family, flags }) => (family === "inet" || family === "inet6") && (flags & NeighbourFlags.proxy) === 0,
    key: ({ ifindex, dst }) => `${ifindex} ${dst}`,
    volatile: ["cacheinfo", "probes"],
  });
  const isDoubtful = (doubts: Doubts, values: Iterable<Value<"neighbour">>) =>
    doubts.gone.size > 0 && some(values, ({ ifindex }) => doubts.gone.has(ifindex));
  return [part({ name: "neighbours", object: "neighbour", table, operation: GetNeighbour, request: {}, isDoubtful })];
}

function nexthops(): Part[] {
  const table = new KeyedTable<Value<"nexthop">>({
    accepts: ({ id }) => id !== undefined,
    key: ({ id }) => id!,
    volatile: ["groupStats", "unbalancedTime", "resBucket"],
  });
  // Next hops of a link that goes down are removed without a word, here and in the groups that have them.
  const isDoubtful = (doubts: Doubts, values: Iterable<Value<"nexthop">>) =>
    (doubts.links.size > 0 && some(values, ({ oif }) => doubts.links.has(oif ?? 0))) ||
    (doubts.nexthops && some(values, ({ group }) => group !== undefined));
  return [part({ name: "nexthops", object: "nexthop", table, operation: GetNexthop, request: {}, isDoubtful })];
}

function rules(): Part[] {
  const table = new RuleTable(new Map<string, Value<"rule">>());
  // Flags of rules follow the interfaces and the rules that they name.
  const isDoubtful = (doubts: Doubts, values: Iterable<Value<"rule">>) =>
    some(
      values,
      ({ iifname, oifname, goto }) =>
        doubts.names.has(iifname ?? "") || doubts.names.has(oifname ?? "") || (doubts.rules && goto !== undefined),
    );
  return [part({ name: "rules", object: "rule", table, operation: GetRule, request: {}, isDoubtful })];
}

/** Two dumps, one table. */
function routes(): Part[] {
  const map = new Map<string, Value<"route">>();
  return [new Ipv4Routes(map), new Ipv6Routes(map)].map((table) => {
    const { family } = table;
    const isDoubtful = (doubts: Doubts, values: Iterable<Value<"route">>) =>
      doubts.addresses.has(family) ||
      (doubts.links.size > 0 && some(values, (route) => route.family === family && routeRefers(route, doubts.links))) ||
      (doubts.nexthops && some(values, (route) => route.family === family && route.nhId !== undefined));
    const request = { family: AddressFamily[family] };
    return part({ name: "routes", object: "route", table, operation: GetRoute, request, isDoubtful });
  });
}

const MAKE: Readonly<Record<MirrorObject, () => Part[]>> = { links, addresses, routes, rules, neighbours, nexthops };

export function partsOf(objects: readonly MirrorObject[]): Part[] {
  return [...new Set(objects)].flatMap((name) => MAKE[name]());
}

/** Groups that tell of the objects, or of what changes them silently. */
export function groupsOf(objects: readonly MirrorObject[]): EventGroup[] {
  const groups: Readonly<Record<MirrorObject, readonly EventGroup[]>> = {
    links: [],
    addresses: ["address"],
    routes: ["route", "address", "nexthop"],
    rules: ["rule"],
    neighbours: ["neigh"],
    nexthops: ["nexthop"],
  };
  return ["link", ...new Set(objects.flatMap((name) => groups[name]))];
}
