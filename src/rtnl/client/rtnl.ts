/** rtnetlink as a program uses it: an object per kind of thing, with the verbs that it knows. */
import { z } from "zod";
import type { Ffi } from "../../ffi/index.js";
import { Connection, type ConnectionOptions } from "../../netlink/connection/index.js";
import { checkOptions, connectionShape } from "../../options/index.js";
import { AddressLabels } from "../address-labels.js";
import { Addresses } from "../addresses.js";
import { Fdb } from "../fdb.js";
import { Links } from "../link/verbs/links.js";
import { NamespaceIds } from "../namespace-ids.js";
import { Neighbours } from "../neighbours.js";
import { Nexthops } from "../nexthops.js";
import { rtnetlink } from "../protocol.js";
import { Routes } from "../route/routes.js";
import { Rules } from "../rules.js";
import { type EventsOptions, RtnlEvents } from "./events.js";
import type { EventGroup, ObjectOfGroup } from "./events-table.js";
import { Mirror, type MirrorObject, type MirrorOptions } from "./mirror/index.js";
import { Session } from "./session.js";
import { type Snapshot, type SnapshotOptions, snapshotSync } from "./snapshot.js";
import { Statistics } from "./statistics.js";

export interface RtnlOptions extends Omit<ConnectionOptions, "protocol"> {}

const optionsCheck = z.strictObject({
  ...connectionShape,
  strict: z.boolean().optional(),
  ffi: z.custom<Ffi>().optional(),
});

/**
 * The network of one namespace.
 *
 *     await using rtnl = await Rtnl.open();
 *     await rtnl.links.set("eth0", { up: true });
 *
 * Methods may be called at any time, also while others are under way.
 */
export class Rtnl {
  /** For requests that no verb makes. */
  readonly connection: Connection;
  readonly links: Links;
  readonly addresses: Addresses;
  readonly addressLabels: AddressLabels;
  readonly namespaceIds: NamespaceIds;
  readonly routes: Routes;
  readonly rules: Rules;
  readonly neighbours: Neighbours;
  readonly fdb: Fdb;
  readonly nexthops: Nexthops;
  readonly statistics: Statistics;

  private constructor(connection: Connection) {
    this.connection = connection;
    const session = new Session(connection);
    this.links = new Links(session);
    this.addresses = new Addresses(session);
    this.addressLabels = new AddressLabels(session);
    this.namespaceIds = new NamespaceIds(session);
    this.routes = new Routes(session);
    this.rules = new Rules(session);
    this.neighbours = new Neighbours(session);
    this.fdb = new Fdb(session);
    this.nexthops = new Nexthops(session);
    this.statistics = new Statistics(session);
  }

  /**
   * Opens a connection to rtnetlink. Reading needs no privilege.
   *
   * @throws OptionError; SyscallError when the kernel refuses the socket or the namespace; Error with a code where there are
   *   no netlink sockets; AbortError
   */
  static async open(options: RtnlOptions = {}): Promise<Rtnl> {
    const checked = checkOptions(optionsCheck, options, "Rtnl.open");
    return Rtnl.over(await Connection.open({ ...checked, protocol: rtnetlink }));
  }

  /** The verbs over a connection that exists, which they take over. */
  static over(connection: Connection): Rtnl {
    return new Rtnl(connection);
  }

  /** Links, addresses and routes, with the thread blocked: see `snapshotSync`. */
  static snapshotSync(options: SnapshotOptions = {}): Snapshot {
    return snapshotSync(options);
  }

  get closed(): boolean {
    return this.connection.closed;
  }

  /**
   * What the kernel tells of changes, from this call on. To keep a table of what is there, take `mirror`.
   *
   *     for await (const event of rtnl.events({ groups: ["link", "route"], signal }))
   *       if (event.object === "link") console.log(event.type, event.link.ifname);
   *
   * @throws OptionError; SyscallError when the kernel refuses a group, or EPERM for `allNamespaces`; AbortError
   */
  events<const G extends EventGroup | number>(options: EventsOptions<G>): RtnlEvents<ObjectOfGroup<G>> {
    return RtnlEvents.open(this.connection, options);
  }

  /**
   * Tables that follow the kernel's: see `Mirror`. Closing the connection closes it.
   *
   * @throws OptionError; SyscallError when the kernel refuses the socket or a group; AbortError
   */
  mirror<const O extends MirrorObject = "links" | "addresses" | "routes">(options: MirrorOptions<O> = {}): Mirror<O> {
    return Mirror.open(this.connection, options);
  }

  /** Ends the connection; waits fail with ERR_RINGLINK_CLOSED. A second call does nothing. */
  close(): void {
    this.connection.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }
}
