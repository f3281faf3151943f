/** Routes as people write them → the kernel's messages. */
import type { Input } from "../../codec/index.js";
import { addressBits, type IpAddress } from "../../options/index.js";
import { problem } from "../client/option-types.js";
import type { LinkReference } from "../client/session.js";
import type { IndexOf } from "../client/write.js";
import { RouteProtocol, RouteScope, RouteTable, RouteType } from "../constants.js";
import { NexthopFlags } from "./nexthop.js";
import type { Route } from "./route.js";
import { type CheckedNexthop, type CheckedRoute, FAMILY, type RouteFamily } from "./routes-options.js";

export type RouteRequest = Input<typeof Route>;

/** Length of an MPLS label, as rtm_dst_len has it. */
const LABEL_BITS = 20;

/** Interfaces that a route names. */
export function devicesOf({ dev, multipath }: CheckedRoute): (LinkReference | undefined)[] {
  return multipath === undefined ? [dev] : [dev, ...multipath.map((nexthop) => nexthop.dev)];
}

/** The family of a route: that of its addresses where it is not said. */
export function familyOf(route: CheckedRoute): RouteFamily {
  const { family, dst, src, gateway, prefsrc, multipath } = route;
  if (family !== undefined) return family;
  if (typeof dst === "object") return dst.family;
  if (dst !== "default") return "mpls";
  const near = src ?? gateway ?? prefsrc ?? multipath?.find((nexthop) => nexthop.gateway !== undefined)?.gateway;
  return near?.family ?? "inet";
}

/** Combinations that cannot be meant. */
function checkTogether(route: CheckedRoute, family: RouteFamily, call: string): void {
  const { dst, prefsrc, nhId, gateway, via, multipath } = route;
  const isMpls = family === "mpls";
  if (dst !== "default" && (typeof dst === "string") !== isMpls) {
    throw problem(
      call,
      "dst",
      isMpls ? "a route of family mpls has a label" : `a label does not go with family ${family}`,
    );
  }
  if (isMpls && dst === "default") throw problem(call, "dst", "MPLS has no default route");
  if (typeof dst === "object" && dst.family !== family) throw problem(call, "dst", `is no ${family} prefix`);
  if (prefsrc !== undefined && prefsrc.family !== family) throw problem(call, "prefsrc", `is no ${family} address`);
  if (route.src !== undefined && route.src.family !== family) throw problem(call, "src", `is no ${family} prefix`);
  if (gateway !== undefined && via !== undefined) throw problem(call, "via", "does not go with gateway");
  if (nhId !== undefined) {
    const other = (["gateway", "via", "dev", "multipath", "encap"] as const).find((name) => route[name] !== undefined);
    if (other !== undefined) throw problem(call, other, "does not go with nhId: the nexthop object has it");
  }
  if (multipath !== undefined) {
    const other = (["gateway", "via", "dev", "encap"] as const).find((name) => route[name] !== undefined);
    if (other !== undefined) throw problem(call, other, "does not go with multipath: each next hop has its own");
  }
  const foreign = isMpls
    ? (["prefsrc", "metrics", "priority", "pref", "expires", "src", "tos"] as const)
    : (["newdst", "ttlPropagate"] as const);
  const wrong = foreign.find((name) => route[name] !== undefined);
  if (wrong !== undefined) throw problem(call, wrong, isMpls ? "MPLS routes have none" : "is for MPLS routes");
  checkIgnored(route, family, call);
}

/** What the kernel would leave out without a word. */
function checkIgnored(route: CheckedRoute, family: RouteFamily, call: string): void {
  if (family === "inet") {
    if (route.src !== undefined) {
      throw problem(call, "src", "only IPv6 routes have a source prefix; the preferred source address is prefsrc");
    }
    const wrong = route.expires !== undefined ? "expires" : route.pref !== undefined ? "pref" : undefined;
    if (wrong !== undefined) throw problem(call, wrong, "is for IPv6 routes");
  }
  if (family === "inet6" && route.flow !== undefined) throw problem(call, "flow", "is for IPv4 routes");
}

/** A route of packets that go somewhere has to say where. */
function checkWay({ gateway, via, dev, multipath, nhId }: CheckedRoute, type: number, call: string): void {
  if (type !== RouteType.unicast || nhId !== undefined || multipath !== undefined) return;
  if (gateway !== undefined || via !== undefined || dev !== undefined) return;
  throw problem(call, "gateway", "is missing: a route has a gateway, a dev, a multipath or an nhId");
}

/** The two attributes that a gateway may go into. */
function gatewayOf(hop: CheckedRoute | CheckedNexthop, family: RouteFamily): { gateway?: Uint8Array; via?: object } {
  const { gateway, via } = hop;
  if (via !== undefined) return { via };
  if (gateway === undefined) return {};
  if (gateway.family === family) return { gateway: gateway.bytes };
  return { via: { family: gateway.family, addr: gateway.bytes } };
}

function metricsOf(metrics: CheckedRoute["metrics"]): object | undefined {
  if (metrics === undefined) return undefined;
  const bit = (value: unknown) => (value === undefined ? undefined : Number(value));
  const { quickack, fastopenNoCookie, ...rest } = metrics as Record<string, unknown>;
  return { ...rest, quickack: bit(quickack), fastopenNoCookie: bit(fastopenNoCookie) };
}

function nexthopOf(hop: CheckedNexthop, family: RouteFamily, indexOf: IndexOf): object {
  return {
    flags: hop.onlink === true ? NexthopFlags.onlink : 0,
    hops: (hop.weight ?? 1) - 1,
    ifindex: indexOf(hop.dev) ?? 0,
    ...gatewayOf(hop, family),
    flow: hop.flow,
    newdst: hop.newdst,
    ...hop.encap,
  };
}

const LOCAL_TYPES: ReadonlySet<number> = new Set([
  RouteType.local,
  RouteType.broadcast,
  RouteType.anycast,
  RouteType.nat,
]);

/** RT_SCOPE_* where none is given: what `ip route` chooses. */
function scopeOf(route: CheckedRoute, family: RouteFamily, type: number): number {
  if (route.scope !== undefined) return route.scope;
  if (family !== "inet") return RouteScope.universe;
  if (type === RouteType.local || type === RouteType.nat) return RouteScope.host;
  if (LOCAL_TYPES.has(type) || type === RouteType.multicast) return RouteScope.link;
  const hasNexthop =
    route.gateway !== undefined || route.via !== undefined || route.multipath !== undefined || route.nhId !== undefined;
  return type === RouteType.unicast && !hasNexthop ? RouteScope.link : RouteScope.universe;
}

/** A destination as the header and RTA_DST have it. */
export function destinationOf(dst: CheckedRoute["dst"]): { length: number; bytes: Uint8Array | string | undefined } {
  if (dst === "default") return { length: 0, bytes: undefined };
  if (typeof dst === "string") return { length: LABEL_BITS, bytes: dst };
  return { length: dst.length, bytes: dst.length === 0 ? undefined : dst.bytes };
}

/**
 * The message for a route.
 *
 * @param removes what is not said may be anything then
 * @throws OptionError for combinations that cannot be
 */
export function buildRoute(route: CheckedRoute, removes: boolean, indexOf: IndexOf, call: string): RouteRequest {
  const family = familyOf(route);
  checkTogether(route, family, call);
  const type = route.type ?? (removes && family !== "mpls" ? RouteType.unspec : RouteType.unicast);
  if (!removes && family !== "mpls") checkWay(route, type, call);
  const table = route.table ?? (LOCAL_TYPES.has(type) ? RouteTable.local : RouteTable.main);
  const { length, bytes } = destinationOf(route.dst);
  const { gateway, via } = gatewayOf(route, family);
  const anyScope = removes && route.scope === undefined && family === "inet";
  return {
    family: FAMILY[family],
    dstLen: length,
    srcLen: route.src?.length ?? 0,
    tos: route.tos ?? 0,
    rtmTable: table < 256 ? table : RouteTable.unspec,
    protocol: route.protocol ?? (removes ? RouteProtocol.unspec : RouteProtocol.boot),
    scope: anyScope ? RouteScope.nowhere : scopeOf(route, family, type),
    type,
    flags: route.onlink === true ? NexthopFlags.onlink : 0,
    dst: bytes,
    src: route.src?.bytes,
    oif: indexOf(route.dev),
    gateway,
    priority: route.priority,
    prefsrc: route.prefsrc?.bytes,
    metrics: metricsOf(route.metrics),
    multipath: route.multipath?.map((hop) => nexthopOf(hop, family, indexOf)),
    flow: route.flow,
    table: table < 256 ? undefined : table,
    via,
    newdst: route.newdst,
    pref: route.pref,
    encapType: route.encap?.encapType,
    encap: route.encap?.encap,
    expires: route.expires,
    ttlPropagate: route.ttlPropagate === undefined ? undefined : Number(route.ttlPropagate),
    nhId: route.nhId,
  } as RouteRequest;
}

/** What deletes a route that a list gave: all that tells it from others, nothing of its state. */
export function requestFor(route: Route): RouteRequest {
  const { cacheinfo, mfcStats, expires, iif, mark, uid, unknown, metrics, ...rest } = route;
  const request = { ...rest, flags: 0 } as RouteRequest;
  if (route.nhId === undefined) return request;
  // The kernel tells what the nexthop object has, and does not want to be told it.
  const { gateway, via, oif, multipath, encap, encapType, newdst, ...own } = request;
  return own;
}

/** An address as a prefix of all its bits. */
export function hostPrefix(address: IpAddress): { length: number; bytes: Uint8Array } {
  return { length: addressBits(address.family), bytes: address.bytes };
}
