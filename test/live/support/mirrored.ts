/** A mirror's tables against what iproute2 prints of the same namespace. */
import { expect } from "vitest";
import {
  LinkFlags,
  type Mirror,
  NeighbourState,
  type Route,
  type RouteNexthop,
  RouteProtocol,
  RouteScope,
  RouteTable,
  RouteType,
} from "../../../src/rtnl/index.js";
import { type Namespace, parseOutput } from "./namespace.js";

/** Everything that can be mirrored. */
export const ALL = ["links", "addresses", "routes", "rules", "neighbours", "nexthops"] as const;

type Printed = Record<string, unknown>;

/** A name of a table of constants, or a number, as `ip -N` prints it. */
function numeric(table: Readonly<Record<string, number>>, value: string | number): string {
  return String(typeof value === "number" ? value : table[value]);
}

function line(...parts: readonly unknown[]): string {
  return parts.map((part) => (part === undefined || part === null ? "-" : String(part))).join(" ");
}

const DEAD = 0x01;
const LINKDOWN = 0x10;

function stateText(flags: number): string {
  return `${(flags & DEAD) === 0 ? "" : "dead"},${(flags & LINKDOWN) === 0 ? "" : "linkdown"}`;
}

function printedState(flags: unknown): string {
  const names = flags as string[];
  return `${names.includes("dead") ? "dead" : ""},${names.includes("linkdown") ? "linkdown" : ""}`;
}

type Names = (index: number | undefined) => string | undefined;

function hopLine({ gateway, via, ifindex, hops, flags }: RouteNexthop, nameOf: Names): string {
  return line(gateway ?? via?.addr, nameOf(ifindex), hops + 1, stateText(flags));
}

function routeLine(route: Route, nameOf: Names): string {
  const { family, type, dst, dstLen, gateway, via, oif, table, protocol, scope, priority, prefsrc, nhId } = route;
  const whole = family === "inet" ? 32 : 128;
  const target = dstLen === 0 ? "default" : dstLen === whole ? dst : `${dst}/${dstLen}`;
  const hops = (route.multipath ?? []).map((hop) => hopLine(hop, nameOf)).join("; ");
  return line(
    family,
    numeric(RouteType, type),
    ...[target, gateway ?? via?.addr, nameOf(oif)],
    ...[numeric(RouteTable, table!), numeric(RouteProtocol, protocol), numeric(RouteScope, scope)],
    ...[priority, prefsrc, nhId, route.multipath === undefined ? stateText(route.flags) : "", hops],
  );
}

function printedRoute(family: string, route: Printed): string {
  const { type, dst, gateway, via, dev, table, protocol, scope, metric, prefsrc, nhid, nexthops, flags } = route;
  const hops = ((nexthops ?? []) as Printed[]).map((hop) => {
    const next = hop["gateway"] ?? (hop["via"] as Printed | undefined)?.["host"];
    return line(next, hop["dev"], hop["weight"], printedState(hop["flags"]));
  });
  const next = gateway ?? (via as Printed | undefined)?.["host"];
  return line(
    family,
    ...[type, dst, next, dev, table, protocol, scope, metric, prefsrc, nhid],
    nexthops === undefined ? printedState(flags) : "",
    hops.join("; "),
  );
}

const COMMANDS = [
  "address show",
  ...["-4", "-6"].map((family) => `-N -d ${family} route show table all`),
  ...["-4", "-6"].map((family) => `-N ${family} rule`),
  ...["neighbour", "nexthop"],
];
const MARK = "-- next --";

/** What `ip` prints, and what the mirror has, as sorted lines; one pair for each table. */
async function linesOf(
  ns: Namespace,
  mirror: Mirror,
): Promise<[name: string, printed: string[], mirrored: string[]][]> {
  // One shell for all: on an emulated machine starting programs is what takes time.
  const script = COMMANDS.map((command) => `ip -j ${command}; echo; echo "${MARK}"`).join("\n");
  const printed = (await ns.run("sh", "-ec", script)).split(`${MARK}\n`).map((text) => parseOutput<Printed[]>(text));
  const [links = [], routes4 = [], routes6 = [], rules4 = [], rules6 = [], neighbours = [], nexthops = []] = printed;
  const routes = [
    ...routes4.map((route) => printedRoute("inet", route)),
    ...routes6.map((route) => printedRoute("inet6", route)),
  ];
  const rules = [rules4, rules6];
  const nameOf: Names = (index) => (index === undefined ? undefined : mirror.links.get(index)?.ifname);
  const addresses = links.flatMap(({ ifindex, addr_info }) =>
    (addr_info as Printed[]).map(({ family, local, address, prefixlen, label, tentative, deprecated }) =>
      line(ifindex, family, local, address, prefixlen, label, tentative ?? false, deprecated ?? false),
    ),
  );
  return [
    [
      "links",
      links.map(({ ifindex, ifname, mtu, operstate, address, master, flags }) => {
        const names = flags as string[];
        return line(ifindex, ifname, mtu, operstate, address, master, names.includes("UP"), names.includes("LOWER_UP"));
      }),
      [...mirror.links.values()].map(({ index, ifname, mtu, operstate, address, master, flags }) =>
        line(
          ...[index, ifname, mtu, String(operstate).toUpperCase(), address, nameOf(master)],
          ...[(flags & LinkFlags.up) !== 0, (flags & LinkFlags.lower_up) !== 0],
        ),
      ),
    ],
    [
      "addresses",
      addresses,
      [...mirror.addresses.values()].map((found) => {
        const { index, family, prefixlen, label, ifaFlags } = found;
        const local = found.local ?? found.address;
        const peer = local === found.address ? undefined : found.address;
        const flags = found.flags ?? ifaFlags;
        return line(index, family, local, peer, prefixlen, label, (flags & 0x40) !== 0, (flags & 0x20) !== 0);
      }),
    ],
    ["routes", routes, [...mirror.routes.values()].map((route) => routeLine(route, nameOf))],
    [
      "rules",
      rules.flatMap((some, i) =>
        some.map(({ priority, src, srclen, iif, iif_detached, table, fwmark }) =>
          line(["inet", "inet6"][i], priority, src, srclen, iif, iif_detached !== undefined, table, fwmark),
        ),
      ),
      [...mirror.rules.values()]
        .filter(({ family }) => family === "inet" || family === "inet6")
        .map(({ family, priority, src, srcLen, iifname, flags, table, fwmark }) => {
          const length = srcLen === 0 || srcLen === (family === "inet" ? 32 : 128) ? undefined : srcLen;
          const mark = fwmark === undefined ? undefined : `0x${fwmark.toString(16)}`;
          const from = srcLen === 0 ? "all" : src;
          return line(
            ...[family, priority ?? 0, from, length, iifname, (flags & 8) !== 0],
            ...[table === "unspec" ? undefined : numeric(RouteTable, table!), mark],
          );
        }),
    ],
    [
      "neighbours",
      neighbours.map(({ dst, dev, lladdr, state }) => line(dst, dev, lladdr, (state as string[]).join())),
      [...mirror.neighbours.values()]
        .filter(({ state }) => state !== NeighbourState.noarp && state !== NeighbourState.none)
        .map(({ dst, ifindex, lladdr, state }) => {
          const name = Object.entries(NeighbourState).find(([, bit]) => bit === state)?.[0];
          return line(dst, nameOf(ifindex), lladdr, name?.toUpperCase());
        }),
    ],
    [
      "nexthops",
      nexthops.map(({ id, gateway, dev, group, blackhole, flags }) => {
        const members = (group as Printed[] | undefined)?.map((one) => one["id"]).join("/");
        return line(id, gateway, dev, members, blackhole !== undefined, printedState(flags));
      }),
      [...mirror.nexthops.values()].map(({ id, gateway, oif, group, blackhole, flags }) => {
        const members = group?.map((one) => one.id).join("/");
        return line(id, gateway, nameOf(oif), members, blackhole ?? false, stateText(flags));
      }),
    ],
  ];
}

/**
 * Compares everything. What goes on by itself (duplicate address detection) may change between the reading of the mirror and that of `ip`,
 * so it is tried again until nothing changes any more; a mirror that is wrong stays wrong.
 */
export async function expectMirrored(ns: Namespace, mirror: Mirror): Promise<void> {
  let before = "";
  for (let attempt = 1; ; attempt++) {
    await mirror.settle();
    const pairs = await linesOf(ns, mirror);
    for (const [, printed, mirrored] of pairs) {
      printed.sort();
      mirrored.sort();
    }
    const now = JSON.stringify(pairs);
    if (pairs.every(([, printed, mirrored]) => printed.join("\n") === mirrored.join("\n"))) return;
    if (now === before || attempt === 100) {
      for (const [name, printed, mirrored] of pairs) expect(mirrored, name).toEqual(printed);
    }
    before = now;
  }
}
