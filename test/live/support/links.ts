/** Links and addresses made by this library, in the network namespace of a process. */
import { Connection, operation } from "../../../src/netlink/connection/index.js";
import { NewFlags } from "../../../src/netlink/index.js";
import { Address } from "../../../src/rtnl/addr.js";
import { Link } from "../../../src/rtnl/link/index.js";

const NewLink = operation("RTM_NEWLINK", 16, Link);
const GetLink = operation("RTM_GETLINK", 18, Link);
const NewAddress = operation("RTM_NEWADDR", 20, Address);
const CREATE = NewFlags.create | NewFlags.excl;
const IFF_UP = 1;

export class Links {
  readonly connection: Connection;

  private constructor(connection: Connection) {
    this.connection = connection;
  }

  static async open(pid: number): Promise<Links> {
    return new Links(await Connection.open({ protocol: "route", netns: { pid } }));
  }

  async add(ifname: string, kind: "wireguard" | "dummy"): Promise<void> {
    await this.connection.request(NewLink, { ifname, linkinfo: { kind } }, { flags: CREATE });
  }

  /** A veth whose other end is in the network namespace of another process. */
  async addVeth(ifname: string, peer: string, netNsPid: number): Promise<void> {
    const linkinfo = { kind: "veth" as const, data: { peer: { ifname: peer, netNsPid } } };
    await this.connection.request(NewLink, { ifname, linkinfo }, { flags: CREATE });
  }

  async addAddress(ifname: string, local: string, prefixlen: number): Promise<void> {
    const { index } = await this.connection.get(GetLink, { ifname });
    const family = local.includes(":") ? ("inet6" as const) : ("inet" as const);
    // No duplicate address detection: the address can be used at once.
    const flags = family === "inet6" ? 2 : 0;
    const value = { family, prefixlen, index, local, address: local, flags };
    await this.connection.request(NewAddress, value, { flags: CREATE });
  }

  async up(ifname: string): Promise<void> {
    await this.connection.request(NewLink, { ifname, flags: IFF_UP, change: IFF_UP });
  }

  [Symbol.dispose](): void {
    this.connection.close();
  }
}
