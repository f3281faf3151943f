/** rtnetlink as a program uses it: an object per kind of thing, with the verbs that it knows. */
import { Connection, type ConnectionOptions } from "../../netlink/connection/index.js";
import { rtnetlink } from "../protocol.js";
import { Session } from "./session.js";

export interface RtnlOptions extends Omit<ConnectionOptions, "protocol"> {}

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

  private constructor(connection: Connection) {
    this.connection = connection;
    const session = new Session(connection);
    void session;
  }

  /**
   * Opens a connection to rtnetlink. Reading needs no privilege.
   *
   * @throws SyscallError when the kernel refuses the socket or the namespace; Error with a code where there are no netlink
   *   sockets; AbortError
   */
  static async open(options: RtnlOptions = {}): Promise<Rtnl> {
    return Rtnl.over(await Connection.open({ ...options, protocol: rtnetlink }));
  }

  /** The verbs over a connection that exists, which they take over. */
  static over(connection: Connection): Rtnl {
    return new Rtnl(connection);
  }

  get closed(): boolean {
    return this.connection.closed;
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
