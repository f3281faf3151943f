/** Routes: rtnl.routes. */
import type { Input } from "../../codec/index.js";
import type { BatchResult, PackedList } from "../../netlink/connection/index.js";
import { type AddressInput, callOf, checkOptions, OptionError } from "../../options/index.js";
import { DelRoute, GetRoute, NewRoute } from "../client/operations.js";
import type { ListVerbOptions, Query, Session, VerbOptions } from "../client/session.js";
import {
  type BulkOptions,
  bulkOptions,
  countOf,
  type Draft,
  verbOptions,
  WRITE_FLAGS,
  type WriteMode,
  write,
  writeEach,
} from "../client/write.js";
import { AddressFamily, RouteProtocol, RouteTable, RouteType } from "../constants.js";
import { type Route, RouteFlags } from "./route.js";
import { buildRoute, devicesOf, hostPrefix, type RouteRequest, requestFor } from "./routes-build.js";
import { type DefaultRoute, findDefault } from "./routes-default.js";
import { destinationText, routeDestination, routeTest } from "./routes-match.js";
import {
  type CheckedFilter,
  FAMILY,
  flushOptions,
  keyOptions,
  listOptions,
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

/** A route that `list` gave, told from options by a key that only it has. */
function isDecoded(route: RouteOptions | Route): route is Route {
  return typeof route === "object" && route !== null && "rtmTable" in route;
}

/** @param removes for a deletion, which takes routes as `list` gives them too */
function draftOf(route: RouteOptions | Route, removes: boolean, call: string, index?: number): Draft<RouteRequest> {
  if (removes && isDecoded(route)) {
    return { devices: [], subject: routeDestination(route), build: () => requestFor(route) };
  }
  const checked = plainRoute(route) ?? checkOptions(routeOptions, route, call, index);
  const { dst } = route;
  const subject = typeof dst === "string" ? dst : destinationText(checked.dst);
  const devices = devicesOf(checked);
  return { devices, subject, build: (indexOf) => buildRoute(checked, removes, indexOf, callOf(call, index)) };
}

const addManyOptions = bulkOptions(["add", "append", "replace", "change"]);

/** Filters of a list, without what says how to wait. */
type RouteQuery = Omit<CheckedFilter, "dev" | keyof ListVerbOptions>;

/** The routing tables of a namespace. */
export class Routes {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * Routes of every table and of IPv4, IPv6 and MPLS, or those that the filter lets through. The kernel filters by family,
   * table, interface, type and protocol; what it does not know is sorted out here.
   *
   * @throws OptionError, NetlinkError, DumpInterruptedError
   */
  async list(options: RouteListOptions = {}): Promise<Route[]> {
    const { query, wait } = await this.#asked(options, "routes.list");
    return this.#session.list(query, wait);
  }

  /**
   * The same, packed: for tables of very many routes.
   *
   *     for (const { dst, oif } of (await rtnl.routes.packed({ family: "inet" })).views()) count(dst, oif);
   *
   * @throws as `list`, but for routes that do not decode: those throw when they are read
   */
  async packed(options: RouteListOptions = {}): Promise<PackedList<Route>> {
    const { query, wait } = await this.#asked(options, "routes.packed");
    return this.#session.packed(query, wait);
  }

  /**
   * The entry of a table for exactly a destination, undefined when there is none; of several the one that the kernel
   * prefers. What packets to an address do is for `lookup` to say.
   */
  async get(
    dst: AddressInput | number,
    options: Omit<RouteKeyOptions, "dst" | "src" | "tos"> & VerbOptions = {},
  ): Promise<Route | undefined> {
    const { signal, timeoutMs, ...key } = checkOptions(keyOptions, { ...options, dst }, "routes.get");
    const filter = { ...key, table: key.table ?? RouteTable.main };
    const routes = await this.#session.list(queryOf(filter), { signal, timeoutMs });
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
      throw new OptionError(call, [{ option: "from", reason: `is no ${family} address` }]);
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
      iif: iif === undefined ? undefined : await this.#session.indexOf(iif, wait),
      oif: dev === undefined ? undefined : await this.#session.indexOf(dev, wait),
    };
    if (fibMatch === true) value.flags = Number(value.flags) | RouteFlags.fib_match;
    return this.#session.connection.get(GetRoute, value, { ...wait, subject: String(destination) });
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
        throw new OptionError("routes.default", [{ option: "family", reason: 'expected "inet" or "inet6"' }]);
      }
      const query = queryOf({ family: one, table: RouteTable.main, dst: "default" });
      const routes = await this.#session.list(query, wait);
      const found = await findDefault(this.#session, one, routes, wait);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Adds a route. @throws OptionError; NetlinkError EEXIST when there is one like it */
  async add(route: RouteOptions, options: VerbOptions = {}): Promise<void> {
    await this.#write("add", route, options);
  }

  /** Adds a route after those with the same destination and metric; for IPv6 a further next hop. */
  async append(route: RouteOptions, options: VerbOptions = {}): Promise<void> {
    await this.#write("append", route, options);
  }

  /** Adds a route, in the place of the one with the same destination, tos and metric. */
  async replace(route: RouteOptions, options: VerbOptions = {}): Promise<void> {
    await this.#write("replace", route, options);
  }

  /** Puts a route in the place of one that is there. @throws NetlinkError ENOENT when there is none */
  async change(route: RouteOptions, options: VerbOptions = {}): Promise<void> {
    await this.#write("change", route, options);
  }

  /** Deletes the first route that matches all that is given, or one that `list` gave. @throws NetlinkError ESRCH */
  async delete(route: RouteOptions | Route, options: VerbOptions = {}): Promise<void> {
    const call = "routes.delete";
    await write(this.#session, DelRoute, draftOf(route, true, call), 0, options, call);
  }

  /**
   * Deletes the routes that the filter lets through, and says how many. What somebody else deleted meanwhile does not count.
   *
   * @throws OptionError without a filter; NetlinkError of the first that could not be deleted, after all were tried
   */
  async flush(filter: RouteFilter, options: VerbOptions = {}): Promise<number> {
    const checked = checkOptions(flushOptions, filter, "routes.flush");
    const wait = checkOptions(verbOptions, options, "routes.flush");
    const oif = checked.dev === undefined ? undefined : await this.#session.indexOf(checked.dev, wait);
    const found = await this.#session.list(queryOf(checked, oif), { ...wait, interrupted: "keep" });
    const draft = (route: Route) => draftOf(route, true, "routes.flush");
    return countOf(await writeEach(this.#session, DelRoute, found, draft, 0, wait), "ESRCH");
  }

  /**
   * Adds many routes in few system calls; each for itself, in order. Interfaces are looked up once.
   *
   * @returns what became of each
   * @throws OptionError before anything is sent
   */
  async addMany(routes: readonly RouteOptions[], options: BulkOptions = {}): Promise<BatchResult<Route>[]> {
    const { mode = "add", ...wait } = checkOptions(addManyOptions, options, "routes.addMany");
    const draft = (route: RouteOptions, i: number) => draftOf(route, false, "routes.addMany", i);
    return writeEach(this.#session, NewRoute, routes, draft, WRITE_FLAGS[mode], wait);
  }

  /** Deletes many routes, by options or as `list` gave them. @returns what became of each */
  async deleteMany(
    routes: readonly (RouteOptions | Route)[],
    options: VerbOptions = {},
  ): Promise<BatchResult<Route>[]> {
    const wait = checkOptions(verbOptions, options, "routes.deleteMany");
    const draft = (route: RouteOptions | Route, i: number) => draftOf(route, true, "routes.deleteMany", i);
    return writeEach(this.#session, DelRoute, routes, draft, 0, wait);
  }

  async #write(mode: WriteMode, route: RouteOptions, options: VerbOptions): Promise<void> {
    const call = `routes.${mode}`;
    await write(this.#session, NewRoute, draftOf(route, false, call), WRITE_FLAGS[mode], options, call);
  }

  async #asked(
    options: RouteListOptions,
    call: string,
  ): Promise<{ query: Query<typeof GetRoute>; wait: ListVerbOptions }> {
    const { signal, timeoutMs, retries, interrupted, dev, ...filter } = checkOptions(listOptions, options, call);
    const oif = dev === undefined ? undefined : await this.#session.indexOf(dev, { signal, timeoutMs });
    return { query: queryOf(filter, oif), wait: { signal, timeoutMs, retries, interrupted } };
  }
}

function queryOf(filter: RouteQuery, oif?: number): Query<typeof GetRoute> {
  const { family, table, type, protocol } = filter;
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
