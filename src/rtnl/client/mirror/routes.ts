/** Routes as notifications tell of them: net/ipv4/fib_trie.c and net/ipv6/ip6_fib.c, ip6_route.c. */
import { NewFlags } from "../../../netlink/header.js";
import type { Route } from "../../route/route.js";
import { BucketTable } from "./buckets.js";
import type { Emit } from "./table.js";

const VOLATILE = ["cacheinfo", "expires"];

/** Flags tell the state of a next hop: dead, linkdown, offloaded. */
const STATE = ["flags"];

const RTM_F_CLONED = 0x200;

function place({ family, table, rtmTable, dst, dstLen, src, srcLen, tos, priority }: Route): string {
  const from = srcLen === 0 ? "" : ` from ${src}/${srcLen}`;
  const service = tos === 0 ? "" : ` tos ${tos}`;
  return `${family} table ${table ?? rtmTable} ${dstLen === 0 ? "default" : `${dst}/${dstLen}`}${from}${service} metric ${priority ?? 0}`;
}

type Hop = Pick<Route, "gateway" | "via" | "encapType"> & { readonly ifindex: number | undefined };

function hopText({ gateway, via, ifindex, encapType }: Hop): string {
  const next = gateway ?? via?.addr;
  return [
    ...(encapType === undefined ? [] : [`encap ${encapType}`]),
    ...(next === undefined ? [] : [`via ${String(next)}`]),
    ...(ifindex === undefined ? [] : [`dev ${ifindex}`]),
  ].join(" ");
}

/** What a route leads to, one text for each next hop. */
export function hopsOf(route: Route): string[] {
  if (route.nhId !== undefined) return [`nhid ${route.nhId}`];
  if (route.multipath !== undefined) return route.multipath.map(hopText);
  return [hopText({ ...route, ifindex: route.oif })];
}

abstract class RouteTable extends BucketTable<Route> {
  abstract readonly family: "inet" | "inet6";

  constructor(map: Map<string, Route>) {
    super(map, VOLATILE, STATE);
  }

  accepts(route: Route): boolean {
    return route.family === this.family && (route.flags & RTM_F_CLONED) === 0;
  }

  base(route: Route): string {
    return place(route);
  }

  protected suffix(route: Route): string {
    const type = route.type === "unicast" ? "" : `${route.type} `;
    return `${type}${hopsOf(route).join(" ")}`;
  }
}

export class Ipv4Routes extends RouteTable {
  readonly family = "inet";

  apply(action: "new" | "delete", route: Route, flags: number, emit: Emit<Route>): boolean {
    const base = place(route);
    const keys = this.keys(base);
    const same = keys.length === 0 ? undefined : this.find(keys, route);
    if (action === "delete") {
      const key = same ?? (keys.length === 1 ? keys[0] : undefined);
      if (key !== undefined) this.remove(base, key, emit);
      return key === undefined && keys.length > 0;
    }
    const replaces = (flags & NewFlags.replace) !== 0;
    if (same !== undefined) this.update(base, same, route, emit);
    else if (replaces && keys.length > 0) this.update(base, keys[0]!, route, emit);
    else this.insert(base, route, emit);
    // The kernel replaces the first of them; their order is not told.
    return replaces && keys.length > 1;
  }
}

export class Ipv6Routes extends RouteTable {
  readonly family = "inet6";

  apply(action: "new" | "delete", route: Route, flags: number, emit: Emit<Route>): boolean {
    const base = place(route);
    const keys = this.keys(base);
    if (keys.length === 0) {
      if (action === "new") this.insert(base, route, emit);
      return false;
    }
    const hops = new Set(hopsOf(route));
    const related = keys.filter((key) => hopsOf(this.map.get(key)!).some((hop) => hops.has(hop)));
    return action === "delete"
      ? this.#delete(base, related, hops, emit)
      : this.#add(base, route, keys, related, flags, emit);
  }

  /** A message about a new member of a multipath route has all members; one that replaces tells not what. */
  #add(
    base: string,
    route: Route,
    keys: readonly string[],
    related: readonly string[],
    flags: number,
    emit: Emit<Route>,
  ): boolean {
    const replaces = (flags & NewFlags.replace) !== 0;
    const target = related[0] ?? (replaces ? keys[0] : undefined);
    for (const key of related.slice(1)) this.remove(base, key, emit);
    if (target === undefined) this.insert(base, route, emit);
    else this.update(base, target, route, emit);
    return (replaces && keys.length > 1) || (route.multipath !== undefined && route.nhId === undefined);
  }

  /** A message about a member that leaves has that member alone. */
  #delete(base: string, related: readonly string[], hops: ReadonlySet<string>, emit: Emit<Route>): boolean {
    let partial = false;
    for (const key of related) {
      const old = this.map.get(key)!;
      const left = old.multipath?.filter((hop) => !hops.has(hopText(hop))) ?? [];
      if (old.nhId !== undefined || left.length === 0) this.remove(base, key, emit);
      else {
        partial = true;
        this.update(base, key, { ...old, multipath: left }, emit);
      }
    }
    return partial || related.length === 0;
  }
}

/** Whether a route may have changed, unsaid, together with some links. */
export function routeRefers(route: Route, links: ReadonlySet<number>): boolean {
  if (route.oif !== undefined) return links.has(route.oif);
  if (route.multipath !== undefined) return route.multipath.some(({ ifindex }) => links.has(ifindex));
  // With net.ipv4.nexthop_compat_mode off nothing tells which link the next hop is on.
  return route.nhId !== undefined;
}
