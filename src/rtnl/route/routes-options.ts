/** What people write about a route, and how it is checked. */
import { z } from "zod";
import {
  type AddressInput,
  address,
  type IpAddress,
  type IpPrefix,
  parseAddress,
  parsePrefix,
  prefix,
} from "../../options/index.js";
import {
  flagNamesOf,
  mark,
  named,
  protocol,
  refuse,
  table,
  u8,
  u16,
  u32,
  waiting,
  whole,
} from "../client/option-types.js";
import { type LinkReference, type ListVerbOptions, linkReference, type VerbOptions } from "../client/session.js";
import { AddressFamily, IpProtocol, type RouteProtocol, RouteScope, RouteType } from "../constants.js";
import { RouteFeature, RouteMetrics } from "./metrics.js";
import { type Route, RoutePreference } from "./route.js";
import { type EncapOptions, encap } from "./routes-encap.js";
import { type LabelInput, labels } from "./routes-labels.js";

/** Families whose routes the verbs make. */
export type RouteFamily = "inet" | "inet6" | "mpls";

/** A next hop of another family than the route's; `packet` stands for a link-layer address, `02:00:00:00:00:01`. */
export interface ViaOptions {
  readonly family: "inet" | "inet6" | "packet";
  readonly addr: string | Uint8Array;
}

/** RTAX_*: what TCP and IP take from the route. */
export interface RouteMetricOptions
  extends Partial<
    Record<
      Exclude<keyof RouteMetrics, "lock" | "features" | "ccAlgo" | "quickack" | "fastopenNoCookie" | "unknown">,
      number | undefined
    >
  > {
  /** Names of metrics that path MTU discovery and TCP may not change: `["mtu"]`. */
  readonly lock?: readonly Exclude<keyof RouteMetrics, "lock" | "unknown">[] | undefined;
  readonly features?: readonly RouteFeature[] | undefined;
  /** Congestion control algorithm, `cubic`. */
  readonly ccAlgo?: string | undefined;
  readonly quickack?: boolean | undefined;
  readonly fastopenNoCookie?: boolean | undefined;
}

/** One of several next hops of a route. */
export interface RouteNexthopOptions {
  readonly gateway?: AddressInput | undefined;
  readonly via?: ViaOptions | undefined;
  /** Output interface. */
  readonly dev?: LinkReference | undefined;
  /** 1 … 256; 1 by default. Lists give what the kernel stores, `hops`, which is one less. */
  readonly weight?: number | undefined;
  /** The gateway is on the link although no route says so. */
  readonly onlink?: boolean | undefined;
  readonly encap?: EncapOptions | undefined;
  /** IPv4 realms, source × 65536 + destination. */
  readonly flow?: number | undefined;
  /** MPLS: labels in the place of the incoming one. */
  readonly newdst?: LabelInput | undefined;
}

/** What tells a route from others. */
export interface RouteKeyOptions {
  /** By default that of the addresses; `inet` where there are none. */
  readonly family?: RouteFamily | undefined;
  /** Destination: a prefix, an address that stands for itself alone, or `"default"`; MPLS: the incoming label. */
  readonly dst: AddressInput | number;
  /** IPv6: source prefix, of kernels with CONFIG_IPV6_SUBTREES. */
  readonly src?: AddressInput | undefined;
  readonly tos?: number | undefined;
  /** Metric, lower is preferred. The kernel's own default is 0 for IPv4 and 1024 for IPv6. */
  readonly priority?: number | undefined;
  /** `main` by default; `local` for types local, broadcast, nat and anycast. */
  readonly table?: "main" | "local" | "default" | number | undefined;
}

/** A route. */
export interface RouteOptions extends RouteKeyOptions {
  /** Next hop. One of another family than the route's goes into RTA_VIA. */
  readonly gateway?: AddressInput | undefined;
  readonly via?: ViaOptions | undefined;
  /** Output interface. */
  readonly dev?: LinkReference | undefined;
  /** Preferred source address. */
  readonly prefsrc?: AddressInput | undefined;
  /** Who put it there; `boot` by default, as with `ip route`. */
  readonly protocol?: RouteProtocol | number | undefined;
  /** By default as with `ip route`: `link` without a gateway, `host` for type local, `global` otherwise. */
  readonly scope?: RouteScope | "global" | number | undefined;
  /** `unicast` by default. */
  readonly type?: RouteType | number | undefined;
  readonly metrics?: RouteMetricOptions | undefined;
  readonly multipath?: readonly RouteNexthopOptions[] | undefined;
  readonly encap?: EncapOptions | undefined;
  /** Id of a nexthop object, in the place of gateway, dev and multipath. */
  readonly nhId?: number | undefined;
  /** Router preference of IPv6. */
  readonly pref?: RoutePreference | number | undefined;
  /** IPv6: lifetime in seconds. */
  readonly expires?: number | undefined;
  /** MPLS: whether the TTL of the packet goes into the label and back. */
  readonly ttlPropagate?: boolean | undefined;
  /** The gateway is on the link although no route says so. */
  readonly onlink?: boolean | undefined;
  /** IPv4 realms, source × 65536 + destination. */
  readonly flow?: number | undefined;
  /** MPLS: labels in the place of the incoming one; absent: the label is popped. */
  readonly newdst?: LabelInput | undefined;
}

/** Which routes. Those left out do not restrict. */
export interface RouteFilter {
  readonly family?: RouteFamily | undefined;
  readonly table?: "main" | "local" | "default" | number | undefined;
  /** Output interface: of the route, or of one of its next hops. */
  readonly dev?: LinkReference | undefined;
  readonly type?: RouteType | number | undefined;
  readonly protocol?: RouteProtocol | number | undefined;
  readonly scope?: RouteScope | "global" | number | undefined;
  /** Exactly this destination. */
  readonly dst?: AddressInput | number | undefined;
  /** Destinations inside of this prefix, itself included. */
  readonly within?: AddressInput | undefined;
  /** A gateway of the route. */
  readonly gateway?: AddressInput | undefined;
  readonly priority?: number | undefined;
  readonly nhId?: number | undefined;
}

export interface RouteListOptions extends RouteFilter, ListVerbOptions {}

export interface RouteLookupOptions extends VerbOptions {
  /** Source address. */
  readonly from?: AddressInput | undefined;
  /** As if the packet had come in by this interface. */
  readonly iif?: LinkReference | undefined;
  /** The packet may leave by this interface only. */
  readonly dev?: LinkReference | undefined;
  readonly mark?: number | string | undefined;
  readonly uid?: number | undefined;
  readonly tos?: number | undefined;
  readonly ipProto?: IpProtocol | number | undefined;
  readonly sport?: number | undefined;
  readonly dport?: number | undefined;
  /** IPv6, twenty bits; kernel 6.14. */
  readonly flowlabel?: number | undefined;
  /** Give the entry of the table that matches, not the route that packets take; kernel 4.13. */
  readonly fibMatch?: boolean | undefined;
}

const DEFAULT = "default";
/** Text other than `"default"` is a label. */
export type Destination = typeof DEFAULT | IpPrefix | string;

/** A destination: `"default"`, a prefix, or a label. Which one it has to be is for the family to say. */
const dst = z.custom<AddressInput | number>().transform((value, context): Destination => {
  if (value === DEFAULT) return DEFAULT;
  const isLabel = typeof value === "number" || (typeof value === "string" && /^\d+$/.test(value));
  const { data, error } = isLabel ? labels.safeParse(value) : prefix.safeParse(value);
  for (const { message } of error?.issues ?? []) refuse(context, value, message);
  return data ?? z.NEVER;
});
const family = z.enum(["inet", "inet6", "mpls"]);
const scope = named({ ...RouteScope, global: RouteScope.universe }, 0xff, "scope");
const type = named(RouteType, 0xff, "route type");

const via = z.strictObject({
  family: z.enum(["inet", "inet6", "packet"]),
  addr: z.union([z.string(), z.instanceof(Uint8Array)]),
});

const metricNames = Object.keys(RouteMetrics.fields).filter((name) => name !== "lock");
const lockBits = Object.fromEntries(metricNames.map((name) => [name, 2 ** RouteMetrics.fields[name as "mtu"]!.id]));
const SPECIAL = {
  lock: flagNamesOf(lockBits, "metric"),
  features: flagNamesOf(RouteFeature, "feature"),
  ccAlgo: z.string().min(1).max(15),
  quickack: z.boolean(),
  fastopenNoCookie: z.boolean(),
};
const metrics = z.strictObject({
  ...Object.fromEntries(metricNames.map((name) => [name, u32.optional()])),
  ...Object.fromEntries(Object.entries(SPECIAL).map(([name, of]) => [name, of.optional()])),
});

const nexthop = z.strictObject({
  gateway: address.optional(),
  via: via.optional(),
  dev: linkReference.optional(),
  weight: whole(256, 1).optional(),
  onlink: z.boolean().optional(),
  encap: encap.optional(),
  flow: u32.optional(),
  newdst: labels.optional(),
});

const key = {
  family: family.optional(),
  dst,
  src: prefix.optional(),
  tos: u8.optional(),
  priority: u32.optional(),
  table: table.optional(),
};

/** A route. */
export const routeOptions = z.strictObject({
  ...key,
  gateway: address.optional(),
  via: via.optional(),
  dev: linkReference.optional(),
  prefsrc: address.optional(),
  protocol: protocol.optional(),
  scope: scope.optional(),
  type: type.optional(),
  metrics: metrics.optional(),
  multipath: z.array(nexthop).min(1).optional(),
  encap: encap.optional(),
  nhId: whole(0xffff_ffff, 1).optional(),
  pref: named(RoutePreference, 3, "router preference").optional(),
  expires: u32.optional(),
  ttlPropagate: z.boolean().optional(),
  onlink: z.boolean().optional(),
  flow: u32.optional(),
  newdst: labels.optional(),
});
export type CheckedRoute = z.output<typeof routeOptions>;
export type CheckedNexthop = z.output<typeof nexthop>;

export const filters = z.strictObject({
  family: family.optional(),
  table: table.optional(),
  dev: linkReference.optional(),
  type: type.optional(),
  protocol: protocol.optional(),
  scope: scope.optional(),
  dst: dst.optional(),
  within: prefix.optional(),
  gateway: address.optional(),
  priority: u32.optional(),
  nhId: u32.optional(),
});
export type CheckedFilter = z.output<typeof filters>;

/** What `get` looks for. */
export const keyOptions = z.strictObject({
  family: family.optional(),
  dst,
  priority: u32.optional(),
  table: table.optional(),
  ...waiting,
});

/** An address, or a label. */
export const lookupTarget = z.strictObject({
  destination: z.custom<AddressInput | number>().transform((value, context): IpAddress | string => {
    const isLabel = typeof value === "number" || (typeof value === "string" && /^\d+$/.test(value));
    const { data, error } = isLabel ? labels.safeParse(value) : address.safeParse(value);
    for (const { message } of error?.issues ?? []) refuse(context, value, message);
    return data ?? z.NEVER;
  }),
});

export const lookupOptions = z.strictObject({
  from: address.optional(),
  iif: linkReference.optional(),
  dev: linkReference.optional(),
  mark: mark.optional(),
  uid: u32.optional(),
  tos: u8.optional(),
  ipProto: named(IpProtocol, 0xff, "IP protocol").optional(),
  sport: u16.optional(),
  dport: u16.optional(),
  flowlabel: whole(0xf_ffff).optional(),
  fibMatch: z.boolean().optional(),
  ...waiting,
});

/** Numbers of the families. */
export const FAMILY = { inet: AddressFamily.inet, inet6: AddressFamily.inet6, mpls: AddressFamily.mpls } as const;

/** The last router of a plain route. */
let router: { readonly text: string; readonly address: IpAddress } | undefined;

/**
 * What the check makes of the most common routes, of which there may be very many: a prefix, a router and an interface as
 * text, a metric. Undefined for all others, which `routeOptions` judges.
 */
export function plainRoute(route: RouteOptions | Route): CheckedRoute | undefined {
  if (typeof route !== "object" || route === null) return undefined;
  for (const name in route) {
    if (name !== "dst" && name !== "gateway" && name !== "dev" && name !== "priority") return undefined;
  }
  const { dst, gateway, dev, priority } = route as RouteOptions;
  if (typeof dst !== "string" || !/[.:]/.test(dst)) return undefined;
  if (gateway !== undefined && typeof gateway !== "string") return undefined;
  if (dev !== undefined && (typeof dev !== "string" || dev === "" || dev.length > 127)) return undefined;
  if (priority !== undefined && !(Number.isInteger(priority) && priority >= 0 && priority <= 0xffff_ffff))
    return undefined;
  try {
    // Thousands of routes share a router.
    if (gateway !== undefined && gateway !== router?.text) router = { text: gateway, address: parseAddress(gateway) };
    return { dst: parsePrefix(dst), gateway: gateway === undefined ? undefined : router!.address, dev, priority };
  } catch {
    return undefined;
  }
}
