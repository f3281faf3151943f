/** What the verbs share: the connection, and finding interfaces. */
import { z } from "zod";
import {
  type CallOptions,
  type Connection,
  isNetlinkError,
  type ListOptions,
  type Operation,
  PackedList,
  type ReplyOf,
  type RequestOf,
} from "../../netlink/connection/index.js";
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

/** What a list asks the kernel for, and which of the answers it is about. */
export interface Query<O extends Operation> {
  readonly operation: O;
  readonly value: RequestOf<O>;
  /** Which are wanted, of values as of views; all when left out. */
  readonly test?: ((object: Readonly<ReplyOf<O>>) => boolean) | undefined;
  /** A further test, which takes all that passed the others to make. */
  readonly among?: ((all: Iterable<Readonly<ReplyOf<O>>>) => (object: Readonly<ReplyOf<O>>) => boolean) | undefined;
  /** AF_* that are wanted; all when left out. */
  readonly families?: readonly number[] | undefined;
  /** errno of a refusal that means that there are none. */
  readonly none?: string | undefined;
}

export class Session {
  readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** The answers, as values. @throws NetlinkError, DumpInterruptedError */
  async list<O extends Operation>(query: Query<O>, wait: ListVerbOptions): Promise<ReplyOf<O>[]> {
    const { operation, value, test, families, among } = query;
    try {
      const found = await this.connection.list(operation, value, { ...wait, filter: test, families });
      return among === undefined ? found : found.filter(among(found));
    } catch (error) {
      if (isNone(error, query)) return [];
      throw error;
    }
  }

  /** The answers, packed. @throws NetlinkError, DumpInterruptedError */
  async packed<O extends Operation>(query: Query<O>, wait: ListVerbOptions): Promise<PackedList<ReplyOf<O>>> {
    const { operation, value, test, families, among } = query;
    try {
      const found = await this.connection.packed(operation, value, { ...wait, filter: test, families });
      if (among === undefined) return found;
      using all = found;
      return all.filter(among(all.views()));
    } catch (error) {
      if (isNone(error, query)) return PackedList.empty(operation);
      throw error;
    }
  }

  /**
   * Index of an interface, where one is given. Names are looked up each time: the kernel may give them to another interface
   * at any moment.
   *
   * @throws NetlinkError ENODEV that names the interface
   */
  async indexOf(link: LinkReference, options?: VerbOptions): Promise<number>;
  async indexOf(link: LinkReference | undefined, options?: VerbOptions): Promise<number | undefined>;
  async indexOf(link: LinkReference | undefined, options: VerbOptions = {}): Promise<number | undefined> {
    if (typeof link !== "string") return link;
    const value = { ...linkSelector(link), extMask: ExtMask.skip_stats };
    const { index } = await this.connection.get(GetLink, value, { ...options, subject: link });
    return index;
  }
}

function isNone(error: unknown, { none }: { readonly none?: string | undefined }): boolean {
  return none !== undefined && isNetlinkError(error, none);
}
