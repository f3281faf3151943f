/** Neighbours and their proxies: rtnl.neighbours. */
import { z } from "zod";
import type { Input } from "../codec/index.js";
import { type BatchResult, isNetlinkError, type PackedList } from "../netlink/connection/index.js";
import { type AddressInput, address, addressText, checkOptions } from "../options/index.js";
import { DelNeighbour, GetNeighbour, NewNeighbour } from "./client/operations.js";
import { flagNamesOf, listing, lladdrOption, named, refuse, waiting } from "./client/option-types.js";
import {
  type LinkReference,
  type ListVerbOptions,
  linkReference,
  type Query,
  type Session,
  type VerbOptions,
} from "./client/session.js";
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
  writeMany,
} from "./client/write.js";
import { AddressFamily, RouteProtocol } from "./constants.js";
import { type Neighbour, NeighbourExtFlags, NeighbourFlags, NeighbourState } from "./neigh.js";

/** What tells a neighbour from others. */
export interface NeighbourKeyOptions {
  /** IP address. */
  readonly dst: AddressInput;
  readonly dev: LinkReference;
  /** Answer for the address on that interface, in the place of knowing who has it. */
  readonly proxy?: boolean;
}

export interface NeighbourOptions extends NeighbourKeyOptions {
  /** Link-layer address: pairs with colons, or bytes. */
  readonly lladdr?: string | Uint8Array;
  /** `permanent` by default. */
  readonly state?: NeighbourState | number;
  /** It is a router (IPv6). */
  readonly router?: boolean;
  /** Learned by a program, which looks after it. */
  readonly extLearned?: boolean;
  /** The kernel looks after it: it resolves the address and keeps it up to date; kernel 5.16. */
  readonly managed?: boolean;
  /** Resolve the address now. */
  readonly use?: boolean;
  readonly protocol?: RouteProtocol | number;
}

/** Which neighbours. Those left out do not restrict. */
export interface NeighbourFilter {
  readonly family?: "inet" | "inet6";
  readonly dev?: LinkReference;
  /** Those of the ports of this interface. */
  readonly master?: LinkReference;
  readonly dst?: AddressInput;
  /** In one of these states. */
  readonly state?: NeighbourState | readonly NeighbourState[];
  /** The proxies, which are a table of their own; false by default. */
  readonly proxy?: boolean;
}

export interface NeighbourListOptions extends NeighbourFilter, ListVerbOptions {}

const stateNames = flagNamesOf(NeighbourState, "state of a neighbour");
const stateBits = z.custom<NeighbourState | readonly NeighbourState[]>().transform((value, context): number => {
  const { data, error } = stateNames.safeParse(typeof value === "string" ? [value] : value);
  for (const { message } of error?.issues ?? []) refuse(context, value, message);
  return data ?? z.NEVER;
});
const proxy = z.boolean().optional();

const keyShape = { dst: address, dev: linkReference, proxy };
const neighbourOptions = z.strictObject({
  ...keyShape,
  lladdr: lladdrOption.optional(),
  state: named(NeighbourState, 0xffff, "state of a neighbour").optional(),
  router: z.boolean().optional(),
  extLearned: z.boolean().optional(),
  managed: z.boolean().optional(),
  use: z.boolean().optional(),
  protocol: named(RouteProtocol, 0xff, "route protocol").optional(),
});

const filters = {
  family: z.enum(["inet", "inet6"]).optional(),
  dev: linkReference.optional(),
  master: linkReference.optional(),
  dst: address.optional(),
  state: stateBits.optional(),
  proxy,
};
const listOptions = z.strictObject({ ...filters, ...listing });
const flushOptions = z.strictObject(filters).refine((value) => Object.values(value).some((one) => one !== undefined), {
  message: "say which neighbours: at least one filter is needed",
});
const getOptions = z.strictObject({ dst: address, dev: linkReference, proxy, ...waiting });
const addManyOptions = bulkOptions(["add", "append", "replace", "change"]);

type Checked = z.output<typeof neighbourOptions>;
type Filter = z.output<typeof flushOptions>;

function flagsOf(neighbour: Checked): number {
  const { proxy, router, extLearned, use } = neighbour;
  return (
    (proxy === true ? NeighbourFlags.proxy : 0) |
    (router === true ? NeighbourFlags.router : 0) |
    (extLearned === true ? NeighbourFlags.ext_learned : 0) |
    (use === true ? NeighbourFlags.use : 0)
  );
}

/** NUD_* where none is given: nothing is known of an address that is yet to be resolved. */
function stateOf({ state, use, managed }: Checked): number {
  return state ?? (use === true || managed === true ? NeighbourState.none : NeighbourState.permanent);
}

/** A neighbour that `list` gave, told from options by a key that only it has. */
function isDecoded(neighbour: NeighbourKeyOptions | Neighbour): neighbour is Neighbour {
  return typeof neighbour === "object" && neighbour !== null && "ifindex" in neighbour;
}

function draftOf(neighbour: NeighbourOptions, call: string): Draft<Input<typeof Neighbour>> {
  const checked = checkOptions(neighbourOptions, neighbour, call);
  const { dst, dev, lladdr, protocol, managed } = checked;
  return {
    devices: [dev],
    subject: addressText(dst),
    build: (indexOf) => ({
      family: AddressFamily[dst.family],
      ifindex: indexOf(dev),
      state: stateOf(checked),
      flags: flagsOf(checked),
      dst: dst.bytes,
      lladdr,
      protocol,
      flagsExt: managed === true ? NeighbourExtFlags.managed : undefined,
    }),
  };
}

function keyDraftOf(neighbour: NeighbourKeyOptions | Neighbour, call: string): Draft<Input<typeof Neighbour>> {
  if (isDecoded(neighbour)) {
    const { family, ifindex, flags, dst } = neighbour;
    const value = { family, ifindex, flags: flags & NeighbourFlags.proxy, dst };
    return { devices: [], subject: dst ?? "", build: () => value };
  }
  const { dst, dev, proxy } = checkOptions(neighbourOptions, neighbour, call);
  const flags = proxy === true ? NeighbourFlags.proxy : 0;
  return {
    devices: [dev],
    subject: addressText(dst),
    build: (indexOf) => ({ family: AddressFamily[dst.family], ifindex: indexOf(dev), flags, dst: dst.bytes }),
  };
}

/** Names of the state that a neighbour is in: `["reachable"]`; `[]` for none. */
export function neighbourStates(state: number): NeighbourState[] {
  const bits = Object.entries(NeighbourState) as [NeighbourState, number][];
  return bits.filter(([, bit]) => bit !== 0 && (state & bit) !== 0).map(([name]) => name);
}

/** The neighbours of a namespace: which link-layer address an IP address has (ARP, ND). */
export class Neighbours {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Neighbours of IPv4 and IPv6, or those that the filter lets through; the kernel filters by interface and master. */
  async list(options: NeighbourListOptions = {}): Promise<Neighbour[]> {
    const { query, wait } = await this.#asked(options, "neighbours.list");
    return this.#session.list(query, wait);
  }

  /** The same, packed: for tables of very many neighbours. See `routes.packed`. */
  async packed(options: NeighbourListOptions = {}): Promise<PackedList<Neighbour>> {
    const { query, wait } = await this.#asked(options, "neighbours.packed");
    return this.#session.packed(query, wait);
  }

  /** One neighbour, undefined where the kernel knows none. */
  async get(
    dst: AddressInput,
    options: Omit<NeighbourKeyOptions, "dst"> & VerbOptions,
  ): Promise<Neighbour | undefined> {
    const { signal, timeoutMs, ...key } = checkOptions(getOptions, { ...options, dst }, "neighbours.get");
    const wait = { signal, timeoutMs };
    const value: Input<typeof Neighbour> = {
      family: AddressFamily[key.dst.family],
      ifindex: await this.#session.indexOf(key.dev, wait),
      flags: key.proxy === true ? NeighbourFlags.proxy : 0,
      dst: key.dst.bytes,
    };
    try {
      return await this.#session.connection.get(GetNeighbour, value, { ...wait, subject: addressText(key.dst) });
    } catch (error) {
      if (isNetlinkError(error, "ENOENT")) return undefined;
      // Kernels before 5.0 answer dumps only.
      if (!isNetlinkError(error, "EOPNOTSUPP")) throw error;
      return (await this.#list({ ...key, dev: value.ifindex as number }, wait))[0];
    }
  }

  /** Adds a neighbour. @throws OptionError; NetlinkError EEXIST when the address is known */
  async add(neighbour: NeighbourOptions, options: VerbOptions = {}): Promise<void> {
    await this.#write("add", neighbour, options);
  }

  /** Adds a neighbour, or changes the one that is there. */
  async replace(neighbour: NeighbourOptions, options: VerbOptions = {}): Promise<void> {
    await this.#write("replace", neighbour, options);
  }

  /** Changes a neighbour. @throws NetlinkError ENOENT when there is none */
  async change(neighbour: NeighbourOptions, options: VerbOptions = {}): Promise<void> {
    await this.#write("change", neighbour, options);
  }

  /** Deletes a neighbour, by options or as `list` gave it. @throws NetlinkError ENOENT */
  async delete(neighbour: NeighbourKeyOptions | Neighbour, options: VerbOptions = {}): Promise<void> {
    const draft = keyDraftOf(neighbour, "neighbours.delete");
    await write(this.#session, DelNeighbour, draft, 0, options, "neighbours.delete");
  }

  /**
   * Deletes the neighbours that the filter lets through, and says how many. Without `state`, permanent ones and those
   * without ARP stay, as with `ip neigh flush`.
   */
  async flush(filter: NeighbourFilter, options: VerbOptions = {}): Promise<number> {
    const checked = checkOptions(flushOptions, filter, "neighbours.flush");
    const wait = checkOptions(verbOptions, options, "neighbours.flush");
    const lasting = NeighbourState.permanent | NeighbourState.noarp;
    const found = (await this.#list(checked, { ...wait, interrupted: "keep" })).filter(
      ({ state }) => checked.state !== undefined || checked.proxy === true || (state & lasting) === 0,
    );
    const drafts = found.map((neighbour) => keyDraftOf(neighbour, "neighbours.flush"));
    return countOf(await writeMany(this.#session, DelNeighbour, drafts, 0, wait), "ENOENT");
  }

  /** Adds many neighbours in few system calls; each for itself, in order. @returns what became of each */
  async addMany(neighbours: readonly NeighbourOptions[], options: BulkOptions = {}): Promise<BatchResult<Neighbour>[]> {
    const { mode = "add", ...wait } = checkOptions(addManyOptions, options, "neighbours.addMany");
    return writeEach(
      this.#session,
      NewNeighbour,
      neighbours,
      (neighbour, i) => draftOf(neighbour, `neighbours.addMany[${i}]`),
      WRITE_FLAGS[mode],
      wait,
    );
  }

  /** Deletes many neighbours. @returns what became of each */
  async deleteMany(
    neighbours: readonly (NeighbourKeyOptions | Neighbour)[],
    options: VerbOptions = {},
  ): Promise<BatchResult<Neighbour>[]> {
    const wait = checkOptions(verbOptions, options, "neighbours.deleteMany");
    return writeEach(
      this.#session,
      DelNeighbour,
      neighbours,
      (neighbour, i) => keyDraftOf(neighbour, `neighbours.deleteMany[${i}]`),
      0,
      wait,
    );
  }

  async #write(mode: WriteMode, neighbour: NeighbourOptions, options: VerbOptions): Promise<void> {
    const call = `neighbours.${mode}`;
    await write(this.#session, NewNeighbour, draftOf(neighbour, call), WRITE_FLAGS[mode], options, call);
  }

  async #asked(
    options: NeighbourListOptions,
    call: string,
  ): Promise<{ query: Query<typeof GetNeighbour>; wait: ListVerbOptions }> {
    const { signal, timeoutMs, retries, interrupted, ...filter } = checkOptions(listOptions, options, call);
    return {
      query: await this.#query(filter, { signal, timeoutMs }),
      wait: { signal, timeoutMs, retries, interrupted },
    };
  }

  async #list(filter: Filter, wait: ListVerbOptions): Promise<Neighbour[]> {
    return this.#session.list(await this.#query(filter, wait), wait);
  }

  async #query(filter: Filter, wait: VerbOptions): Promise<Query<typeof GetNeighbour>> {
    const { dev, master, dst, state, proxy = false } = filter;
    const family = filter.family ?? dst?.family;
    const ifindex = dev === undefined ? undefined : await this.#session.indexOf(dev, wait);
    const value: Input<typeof Neighbour> = {
      family: family === undefined ? AddressFamily.unspec : AddressFamily[family],
      flags: proxy ? NeighbourFlags.proxy : 0,
      // The filter by interface is an attribute; the header's index has to be 0.
      viaIfindex: ifindex,
      master: master === undefined ? undefined : await this.#session.indexOf(master, wait),
    };
    const text = dst === undefined ? undefined : addressText(dst);
    const test = (neighbour: Readonly<Neighbour>): boolean => {
      if (neighbour.family !== "inet" && neighbour.family !== "inet6") return false;
      if (family !== undefined && neighbour.family !== family) return false;
      if (ifindex !== undefined && neighbour.ifindex !== ifindex) return false;
      if (text !== undefined && neighbour.dst !== text) return false;
      if (((neighbour.flags & NeighbourFlags.proxy) !== 0) !== proxy) return false;
      return state === undefined || (neighbour.state & state) !== 0 || (state === 0 && neighbour.state === 0);
    };
    return { operation: GetNeighbour, value, test };
  }
}
