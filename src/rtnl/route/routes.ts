/** Routes: rtnl.routes. */
import type { Input } from "../../codec/index.js";
import type { BatchResult, PackedList } from "../../netlink/connection/index.js";
import { type AddressInput, callOf, checkOptions } from "../../options/index.js";
import { DelRoute, GetRoute, NewRoute } from "../client/operations.js";
import { problem } from "../client/option-types.js";
import type { Query, Session, VerbOptions } from "../client/session.js";
import { type Changes, type Lists, tableOf, type VerbsClass } from "../client/verbs.js";
import { type BulkOptions, type Draft, verbOptions, type WriteMode, wholeDraft } from "../client/write.js";
import { AddressFamily, RouteProtocol, RouteType } from "../constants.js";
import { type Route, RouteFlags } from "./route.js";
import { buildRoute, devicesOf, hostPrefix, type RouteRequest, requestFor } from "./routes-build.js";
import { type DefaultRoute, findDefault } from "./routes-default.js";
import { destinationText, routeDestination, routeTest } from "./routes-match.js";
import {
  type CheckedFilter,
  FAMILY,
  filters,
  keyOptions,
  lookupOptions,
  lookupTarget,
  plainRoute,
  type RouteFilter,
  type RouteKeyOptions,
  type RouteListOptions,
  type RouteLookupOptions,
  type RouteOptions,
  routeOptions,
} from "./routes-options.js";

/** @param removes for a deletion, where what is not said may be anything */
function draftOf(route: RouteOptions, removes: boolean, call: string, index?: number): Draft<RouteRequest> {
  const checked = plainRoute(route) ?? checkOptions(routeOptions, route, call, index);
  const { dst } = route;
  const subject = typeof dst === "string" ? dst : destinationText(checked.dst);
  const devices = devicesOf(checked);
  return { devices, subject, build: (indexOf) => buildRoute(checked, removes, indexOf, callOf(call, index)) };
}

async function query(filter: CheckedFilter, session: Session, wait: VerbOptions): Promise<Query<typeof GetRoute>> {
  const { family, table, type, protocol, dev } = filter;
  const oif = await session.indexOf(dev, wait);
  const known = family ?? (typeof filter.dst === "object" ? filter.dst.family : filter.within?.family);
  const value: Input<typeof Route> = {
    family: known === undefined ? AddressFamily.unspec : FAMILY[known],
    ...(table === undefined ? {} : table < 256 ? { rtmTable: table } : { table }),
    type: type ?? RouteType.unspec,
    protocol: protocol ?? RouteProtocol.unspec,
    oif,
  };
  return {
    operation: GetRoute,
    value,
    // Of all families: multicast routing tables are not routes in this sense. Of one that the kernel lacks: it gives all.
    families: known === undefined ? Object.values(FAMILY) : [FAMILY[known]],
    test: routeTest(filter, oif),
    // A table that no route has ever been put into is not there.
    none: table === undefined ? undefined : "ENOENT",
  };
}

interface RouteVerbs extends Lists<Route, RouteListOptions>, Changes<Route, RouteOptions, RouteOptions, WriteMode> {
  /**
   * Routes of every table and of IPv4, IPv6 and MPLS, or those that the filter lets through. The kernel filters by family,
   * table, interface, type and protocol; what it does not know is sorted out here.
   *
   * @throws OptionError, NetlinkError, DumpInterruptedError
   */
  list(options?: RouteListOptions): Promise<Route[]>;

  /**
   * The same, packed: for tables of very many routes.
   *
   *     using routes = await rtnl.routes.packed({ family: "inet" });
   *     for (const { dst, oif } of routes.views()) count(dst, oif);
   *
   * @throws as `list`, but for routes that do not decode: those throw when they are read
   */
  packed(options?: RouteListOptions): Promise<PackedList<Route>>;

  /** Adds a route. @throws OptionError; NetlinkError EEXIST when there is one like it */
  add(route: RouteOptions, options?: VerbOptions): Promise<void>;

  /** Adds a route after those with the same destination and metric; for IPv6 a further next hop. */
  append(route: RouteOptions, options?: VerbOptions): Promise<void>;

  /** Adds a route, in the place of the one with the same destination, tos and metric. */
  replace(route: RouteOptions, options?: VerbOptions): Promise<void>;

  /** Puts a route in the place of one that is there. @throws NetlinkError ENOENT when there is none */
  change(route: RouteOptions, options?: VerbOptions): Promise<void>;

  /** Deletes the first route that matches all that is given, or one that `list` gave. @throws NetlinkError ESRCH */
  delete(route: RouteOptions | Route, options?: VerbOptions): Promise<void>;

  /**
   * Deletes the routes that the filter lets through, and says how many. What somebody else deleted meanwhile does not count.
   *
   * @throws OptionError without a filter; NetlinkError of the first that could not be deleted, after all were tried
   */
  flush(filter: RouteFilter, options?: VerbOptions): Promise<number>;

  // As inherited, with a route called by its name.
  addMany(routes: readonly RouteOptions[], options?: BulkOptions): Promise<BatchResult<Route>[]>;
  deleteMany(routes: readonly (RouteOptions | Route)[], options?: VerbOptions): Promise<BatchResult<Route>[]>;
}

const RoutingTables: VerbsClass<RouteVerbs> = tableOf({
  name: "routes",
  add: NewRoute,
  delete: DelRoute,
  modes: ["add", "append", "replace", "change"],
  filters,
  query,
  draft: (route: RouteOptions, call, index) => draftOf(route, false, call, index),
  deletion: (route: RouteOptions, call, index) => draftOf(route, true, call, index),
  deletionOf: (route) => wholeDraft(routeDestination(route), requestFor(route)),
  mark: "rtmTable",
  gone: "ESRCH",
  unfiltered: "say which routes: at least one filter is needed",
});

/** The routing tables of a namespace. */
export class Routes extends RoutingTables {
  /**
   * The entry of a table for exactly a destination, undefined when there is none; of several the one that the kernel
   * prefers. What packets to an address do is for `lookup` to say.
   */
  async get(
    dst: AddressInput | number,
    options: Omit<RouteKeyOptions, "dst" | "src" | "tos"> & VerbOptions = {},
  ): Promise<Route | undefined> {
    checkOptions(keyOptions, { ...options, dst }, "routes.get");
    const routes = await this.list({ ...options, dst, table: options.table ?? "main" });
    return routes.reduce<Route | undefined>(
      (best, route) => (best === undefined || (route.priority ?? 0) < (best.priority ?? 0) ? route : best),
      undefined,
    );
  }

  /**
   * Asks the kernel which way packets to an address take: policy rules, source address and interface included, as
   * `ip route get`. MPLS: by label.
   *
   * @throws NetlinkError ENETUNREACH, EHOSTUNREACH, EACCES, EINVAL where there is no way
   */
  async lookup(destination: AddressInput | number, options: RouteLookupOptions = {}): Promise<Route> {
    const call = "routes.lookup";
    const target = checkOptions(lookupTarget, { destination }, call).destination;
    const {
      signal,
      timeoutMs,
      from,
      iif,
      dev,
      fibMatch,
      tos = 0,
      ...rest
    } = checkOptions(lookupOptions, options, call);
    const family = typeof target === "string" ? "mpls" : target.family;
    if (from !== undefined && from.family !== family) {
      throw problem(call, "from", `is no ${family} address`);
    }
    const wait = { signal, timeoutMs };
    const value: Input<typeof Route> = {
      ...rest,
      family: FAMILY[family],
      ...(typeof target === "string"
        ? { dstLen: 20, dst: target }
        : { dstLen: hostPrefix(target).length, dst: target.bytes }),
      srcLen: from === undefined ? 0 : hostPrefix(from).length,
      src: from?.bytes,
      tos,
      // The others tell the table always, and know no flag for it.
      flags: family === "inet" ? RouteFlags.lookup_table : 0,
      iif: await this.session.indexOf(iif, wait),
      oif: await this.session.indexOf(dev, wait),
    };
    if (fibMatch === true) value.flags = Number(value.flags) | RouteFlags.fib_match;
    return this.session.connection.get(GetRoute, value, { ...wait, subject: String(destination) });
  }

  /**
   * Which way out: the default route of the main table, with names in the place of numbers. Without a family that of IPv4,
   * or that of IPv6 where IPv4 has none. Undefined where there is none, and where the kernel would refuse packets: the most
   * preferred one is unreachable, prohibit, blackhole or throw. Next hops that are dead do not count.
   *
   * Policy rules and other tables do not take part; `lookup` of an address asks the kernel for the whole truth about it.
   */
  async default(family?: "inet" | "inet6", options: VerbOptions = {}): Promise<DefaultRoute | undefined> {
    const wait = checkOptions(verbOptions, options, "routes.default");
    const families = family === undefined ? (["inet", "inet6"] as const) : [family];
    for (const one of families) {
      if (one !== "inet" && one !== "inet6") {
        throw problem("routes.default", "family", 'expected "inet" or "inet6"');
      }
      const routes = await this.list({ ...wait, family: one, table: "main", dst: "default" });
      const found = await findDefault(this.session, one, routes, wait);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}
