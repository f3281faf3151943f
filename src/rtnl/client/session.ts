/** What the verbs share: the connection, and finding interfaces. */
import { z } from "zod";
import type { CallOptions, Connection, ListOptions } from "../../netlink/connection/index.js";
import { ExtMask } from "../link/constants.js";
import { GetLink } from "./operations.js";

/** An interface by its index, its name or one of its alternative names. */
export type LinkReference = string | number;

/** Longest name that fits IFLA_IFNAME, bytes (IFNAMSIZ, without the NUL). */
const NAME_BYTES = 15;

/** Option: an interface, by index or name. */
export const linkReference = z.union([z.int().min(1).max(0x7fffffff), z.string().min(1).max(127)]);

/** What every verb takes besides its own options. */
export interface VerbOptions extends Pick<CallOptions, "signal" | "timeoutMs"> {}
/** What every list takes besides its filters. */
export interface ListVerbOptions extends Pick<ListOptions, "signal" | "timeoutMs" | "retries" | "interrupted"> {}

/** Members of RTM_GETLINK, RTM_DELLINK and RTM_SETLINK that say which interface is meant. */
export function linkSelector(link: LinkReference): { index: number } | { ifname: string } | { altIfname: string } {
  if (typeof link === "number") return { index: link };
  return new TextEncoder().encode(link).length > NAME_BYTES ? { altIfname: link } : { ifname: link };
}

export class Session {
  readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /**
   * Index of an interface. Names are looked up each time: the kernel may give them to another interface at any moment.
   *
   * @throws NetlinkError ENODEV that names the interface
   */
  async indexOf(link: LinkReference, options: VerbOptions = {}): Promise<number> {
    if (typeof link === "number") return link;
    const value = { ...linkSelector(link), extMask: ExtMask.skip_stats };
    const { index } = await this.connection.get(GetLink, value, { ...options, subject: link });
    return index;
  }
}
