/** Which routes a list is about, and how prefixes read. */
import { nameOf } from "../../codec/index.js";
import {
  addressBits,
  addressText,
  type IpFamily,
  type IpPrefix,
  isWithin,
  parseAddress,
  prefixText,
} from "../../options/index.js";
import { RouteProtocol, RouteScope, RouteTable, RouteType } from "../constants.js";
import type { Route } from "./route.js";
import type { CheckedFilter, Destination } from "./routes-options.js";

/** What of a route says which one it is. */
export interface DestinationFields {
  readonly family: Route["family"];
  readonly dstLen: number;
  readonly dst?: string | undefined;
}

/** The destination of a route as text: `"10.0.0.0/8"`, `"default"`, for MPLS the label. */
export function routeDestination({ family, dstLen, dst }: DestinationFields): string {
  if (dstLen === 0) return "default";
  if (family === "mpls") return dst ?? "";
  // IPv6 gives no RTA_DST for ::/0 only, IPv4 neither.
  return `${dst ?? ""}/${dstLen}`;
}

/** The table of a route: a name where it has one, or its number. */
export function routeTable(route: Pick<Route, "table" | "rtmTable">): RouteTable | number {
  return route.table ?? route.rtmTable;
}

/** A destination of options as text, as `routeDestination` has it. */
export function destinationText(dst: Destination): string {
  return typeof dst === "string" ? dst : prefixText(dst);
}

function wanted(dst: Destination): { length: number; text: string | undefined } {
  if (dst === "default") return { length: 0, text: undefined };
  if (typeof dst === "string") return { length: 20, text: dst };
  return { length: dst.length, text: dst.length === 0 ? undefined : addressText(dst) };
}

type Test = (route: Readonly<Route>) => boolean;

/** The test that a route of the right family has to pass; undefined when every one does. */
export function routeTest(filter: Omit<CheckedFilter, "dev" | "family">, oif: number | undefined): Test | undefined {
  const tests: Test[] = [];
  const { table, type, protocol, scope, dst, within, gateway, priority, nhId } = filter;
  const same = <T>(wanted: T, of: (route: Readonly<Route>) => unknown) => tests.push((route) => of(route) === wanted);
  if (table !== undefined) same(nameOf(RouteTable, table) ?? table, routeTable);
  if (type !== undefined) same(nameOf(RouteType, type) ?? type, (route) => route.type);
  if (protocol !== undefined) same(nameOf(RouteProtocol, protocol) ?? protocol, (route) => route.protocol);
  if (scope !== undefined) same(nameOf(RouteScope, scope) ?? scope, (route) => route.scope);
  if (priority !== undefined) same(priority, (route) => route.priority ?? 0);
  if (nhId !== undefined) same(nhId, (route) => route.nhId);
  if (dst !== undefined) {
    const { length, text } = wanted(dst);
    const of = typeof dst === "object" ? dst.family : dst === "default" ? undefined : "mpls";
    if (of !== undefined) same<string>(of, (route) => route.family);
    same(length, (route) => route.dstLen);
    if (length > 0) same(text, (route) => route.dst);
  }
  if (within !== undefined) tests.push((route) => liesWithin(route, within));
  if (gateway !== undefined) {
    const text = addressText(gateway);
    const isIt = (hop: Pick<Route, "gateway" | "via">) => hop.gateway === text || hop.via?.addr === text;
    tests.push((route) => isIt(route) || route.multipath?.some((hop) => isIt(hop)) === true);
  }
  if (oif !== undefined) {
    tests.push(({ oif: own, multipath, nhId: object }) => {
      if (own === undefined && multipath === undefined) return object !== undefined;
      return own === oif || multipath?.some(({ ifindex }) => ifindex === oif) === true;
    });
  }
  const [only] = tests;
  if (tests.length <= 1) return only;
  return (route) => tests.every((test) => test(route));
}

function liesWithin(route: Route, prefix: IpPrefix): boolean {
  if (route.family !== prefix.family || route.dstLen < prefix.length) return false;
  if (prefix.length === 0) return true;
  const zero = new Uint8Array(addressBits(route.family as IpFamily) / 8);
  return isWithin(route.dst === undefined ? zero : parseAddress(route.dst).bytes, prefix);
}
