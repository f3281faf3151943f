/** The default route: which way out. */

import { isNetlinkError } from "../../netlink/connection/index.js";
import { type IpFamily, parseAddress } from "../../options/index.js";
import { GetAddress, GetLink, GetNexthop, GetRoute } from "../client/operations.js";
import type { Session, VerbOptions } from "../client/session.js";
import { RouteTable } from "../constants.js";
import { ExtMask } from "../link/constants.js";
import type { Nexthop } from "../nexthop.js";
import { NexthopFlags } from "./nexthop.js";
import { type Route, RouteFlags } from "./route.js";
import { FAMILY } from "./routes-options.js";
import type { RouteVia } from "./via.js";

/** One way that packets may take. */
export interface DefaultNexthop {
  /** Router; absent where the destination itself is on the link (tunnels, PPP). */
  readonly gateway: string | undefined;
  /** Router of another address family. */
  readonly via: RouteVia | undefined;
  /** Name of the interface. */
  readonly dev: string;
  /** Index of the interface. */
  readonly index: number;
  /** 1 for a single next hop. */
  readonly weight: number;
  /** The interface has no carrier. The kernel uses it all the same, unless told otherwise (sysctl ignore_routes_with_linkdown). */
  readonly linkdown: boolean;
}

export interface DefaultRoute extends DefaultNexthop {
  readonly family: IpFamily;
  /** Source address that packets get. */
  readonly source: string | undefined;
  /** The metric, lower is preferred. */
  readonly metric: number;
  readonly table: RouteTable | number;
  /** Every next hop that is alive; gateway, dev and the rest above are those of the first. */
  readonly nexthops: readonly DefaultNexthop[];
}

type Hop = Omit<DefaultNexthop, "dev">;

/** Destinations that are nobody's, to ask the kernel for the source address of the way out: RFC 5737, RFC 3849. */
const NOWHERE = { inet: "192.0.2.1", inet6: "2001:db8::1" } as const;

/** Sorts routes as the kernel prefers them: by metric, then IPv6 router preference, then as listed. */
const PREFERENCE = ["high", "medium", "low"];
function preferred(routes: readonly Route[]): Route[] {
  const rank = (route: Route) => PREFERENCE.indexOf(typeof route.pref === "string" ? route.pref : "medium");
  return [...routes].sort((a, b) => (a.priority ?? 0) - (b.priority ?? 0) || rank(a) - rank(b));
}

async function object(session: Session, id: number, wait: VerbOptions): Promise<Nexthop | undefined> {
  try {
    return await session.connection.get(GetNexthop, { id }, { ...wait, subject: `nexthop ${id}` });
  } catch (error) {
    if (isNetlinkError(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** The ways of a nexthop object: its own, or those of the members of a group. */
async function objectHops(session: Session, id: number, wait: VerbOptions): Promise<Hop[]> {
  const found = await object(session, id, wait);
  if (found === undefined || found.blackhole === true) return [];
  if (found.group === undefined) {
    const { oif = 0, gateway, flags } = found;
    if ((flags & NexthopFlags.dead) !== 0) return [];
    return [{ gateway, via: undefined, index: oif, weight: 1, linkdown: (flags & NexthopFlags.linkdown) !== 0 }];
  }
  const hops: Hop[] = [];
  for (const { id: member, weight, weightHigh } of found.group) {
    for (const hop of await objectHops(session, member, wait)) {
      hops.push({ ...hop, weight: weight + 256 * weightHigh + 1 });
    }
  }
  return hops;
}

/** The ways of a route that are alive. */
async function hopsOf(session: Session, route: Route, wait: VerbOptions): Promise<Hop[]> {
  // Weights of large groups do not fit the route.
  if (route.nhId !== undefined) return objectHops(session, route.nhId, wait);
  if (route.multipath !== undefined) {
    return route.multipath
      .filter(({ flags }) => (flags & NexthopFlags.dead) === 0)
      .map(({ gateway, via, ifindex, hops, flags }) => {
        return { gateway, via, index: ifindex, weight: hops + 1, linkdown: (flags & NexthopFlags.linkdown) !== 0 };
      });
  }
  if (route.oif === undefined || (route.flags & RouteFlags.dead) !== 0) return [];
  const { gateway, via, oif, flags } = route;
  return [{ gateway, via, index: oif, weight: 1, linkdown: (flags & RouteFlags.linkdown) !== 0 }];
}

async function nameOf(session: Session, index: number, wait: VerbOptions): Promise<string> {
  const value = { index, extMask: ExtMask.skip_stats };
  const { ifname } = await session.connection.get(GetLink, value, { ...wait, subject: String(index) });
  return ifname ?? String(index);
}

/** The route of packets to an address by an interface; undefined where there is none. */
async function probe(
  session: Session,
  family: IpFamily,
  destination: string,
  oif: number,
  wait: VerbOptions,
): Promise<Route | undefined> {
  const { bytes } = parseAddress(destination);
  // IPv6 tells the table always, and knows no flag for it.
  const flags = family === "inet" ? RouteFlags.lookup_table : 0;
  const value = { family: FAMILY[family], dstLen: bytes.length * 8, dst: bytes, oif, flags };
  try {
    return await session.connection.get(GetRoute, value, { ...wait, subject: destination });
  } catch (error) {
    if (isNetlinkError(error)) return undefined;
    throw error;
  }
}

/** The source address of the way out: the route's own, or what the kernel chooses. */
async function sourceOf(session: Session, family: IpFamily, hop: Hop, wait: VerbOptions): Promise<string | undefined> {
  const out = await probe(session, family, NOWHERE[family], hop.index, wait);
  if (out?.prefsrc !== undefined && out.gateway === hop.gateway && out.oif === hop.index) return out.prefsrc;
  // Rules or a more special route lead elsewhere. IPv4 chooses by the router's network.
  if (family === "inet" && hop.gateway !== undefined) {
    const near = await probe(session, family, hop.gateway, hop.index, wait);
    if (near?.prefsrc !== undefined) return near.prefsrc;
  }
  const addresses = await session.connection.list(GetAddress, { family: FAMILY[family], index: hop.index }, wait);
  const usable = addresses.filter(({ index, scope, family: of }) => {
    return index === hop.index && scope === "universe" && of === family;
  });
  return usable[0]?.local ?? usable[0]?.address;
}

/**
 * The way out by the default routes of a table.
 *
 * @param routes those with a prefix of no bits, of one family
 */
export async function findDefault(
  session: Session,
  family: IpFamily,
  routes: readonly Route[],
  wait: VerbOptions,
): Promise<DefaultRoute | undefined> {
  for (const route of preferred(routes)) {
    // The kernel looks no further: this is its answer to packets.
    if (route.type !== "unicast") return undefined;
    const hops = await hopsOf(session, route, wait);
    const [first] = hops;
    if (first === undefined) continue;
    const nexthops: DefaultNexthop[] = [];
    for (const hop of hops) nexthops.push({ ...hop, dev: await nameOf(session, hop.index, wait) });
    const source = route.prefsrc ?? (await sourceOf(session, family, first, wait));
    const table = route.table ?? RouteTable.main;
    return { family, ...nexthops[0]!, source, metric: route.priority ?? 0, table, nexthops };
  }
  return undefined;
}
