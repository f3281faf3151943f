/** Neighbours and their proxies: rtnl.neighbours. */
import { z } from "zod";
import type { Input } from "../codec/index.js";
import { isNetlinkError } from "../netlink/connection/index.js";
import { type AddressInput, address, addressText, checkOptions } from "../options/index.js";
import { DelNeighbour, GetNeighbour, NewNeighbour } from "./client/operations.js";
import {
  familyNumber,
  flagNamesOf,
  ipFamily,
  lladdrOption,
  named,
  protocol,
  refuse,
  waiting,
} from "./client/option-types.js";
import {
  type LinkReference,
  type ListVerbOptions,
  linkReference,
  type Query,
  type Session,
  type VerbOptions,
} from "./client/session.js";
import { type Changes, type Lists, tableOf, type VerbsClass } from "./client/verbs.js";
import { type Draft, type WriteMode, wholeDraft } from "./client/write.js";
import { AddressFamily, type RouteProtocol } from "./constants.js";
import { type Neighbour, NeighbourExtFlags, NeighbourFlags, NeighbourState } from "./neigh.js";

/** What tells a neighbour from others. */
export interface NeighbourKeyOptions {
  /** IP address. */
  readonly dst: AddressInput;
  readonly dev: LinkReference;
  /** Answer for the address on that interface, in the place of knowing who has it. */
  readonly proxy?: boolean | undefined;
}

export interface NeighbourOptions extends NeighbourKeyOptions {
  /** Link-layer address: pairs with colons, or bytes. */
  readonly lladdr?: string | Uint8Array | undefined;
  /** `permanent` by default. */
  readonly state?: NeighbourState | number | undefined;
  /** It is a router (IPv6). */
  readonly router?: boolean | undefined;
  /** Learned by a program, which looks after it. */
  readonly extLearned?: boolean | undefined;
  /** The kernel looks after it: it resolves the address and keeps it up to date; kernel 5.16. */
  readonly managed?: boolean | undefined;
  /** Resolve the address now. */
  readonly use?: boolean | undefined;
  readonly protocol?: RouteProtocol | number | undefined;
}

/** Which neighbours. Those left out do not restrict. */
export interface NeighbourFilter {
  readonly family?: "inet" | "inet6" | undefined;
  readonly dev?: LinkReference | undefined;
  /** Those of the ports of this interface. */
  readonly master?: LinkReference | undefined;
  readonly dst?: AddressInput | undefined;
  /** In one of these states. */
  readonly state?: NeighbourState | readonly NeighbourState[] | undefined;
  /** The proxies, which are a table of their own; false by default. */
  readonly proxy?: boolean | undefined;
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
  protocol: protocol.optional(),
});

const filters = z.strictObject({
  family: ipFamily.optional(),
  dev: linkReference.optional(),
  master: linkReference.optional(),
  dst: address.optional(),
  state: stateBits.optional(),
  proxy,
});
const getOptions = z.strictObject({ ...keyShape, ...waiting });

type Checked = z.output<typeof neighbourOptions>;
type Filter = z.output<typeof filters>;

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

function draft(neighbour: NeighbourOptions, call: string, index?: number): Draft<Input<typeof Neighbour>> {
  const checked = checkOptions(neighbourOptions, neighbour, call, index);
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

function deletion(neighbour: NeighbourKeyOptions, call: string, index?: number): Draft<Input<typeof Neighbour>> {
  const { dst, dev, proxy } = checkOptions(neighbourOptions, neighbour, call, index);
  const flags = proxy === true ? NeighbourFlags.proxy : 0;
  return {
    devices: [dev],
    subject: addressText(dst),
    build: (indexOf) => ({ family: AddressFamily[dst.family], ifindex: indexOf(dev), flags, dst: dst.bytes }),
  };
}

async function query(filter: Filter, session: Session, wait: VerbOptions): Promise<Query<typeof GetNeighbour>> {
  const { dev, master, dst, state, proxy = false } = filter;
  const family = filter.family ?? dst?.family;
  const ifindex = await session.indexOf(dev, wait);
  const value: Input<typeof Neighbour> = {
    family: familyNumber(family),
    flags: proxy ? NeighbourFlags.proxy : 0,
    // The filter by interface is an attribute; the header's index has to be 0.
    viaIfindex: ifindex,
    master: await session.indexOf(master, wait),
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

/** States that a flush leaves alone, unless it says them. */
const LASTING = NeighbourState.permanent | NeighbourState.noarp;

/** Names of the state that a neighbour is in: `["reachable"]`; `[]` for none. */
export function neighbourStates(state: number): NeighbourState[] {
  const bits = Object.entries(NeighbourState) as [NeighbourState, number][];
  return bits.filter(([, bit]) => bit !== 0 && (state & bit) !== 0).map(([name]) => name);
}

interface NeighbourVerbs
  extends Lists<Neighbour, NeighbourListOptions>,
    Changes<Neighbour, NeighbourOptions, NeighbourKeyOptions, WriteMode> {
  /** Neighbours of IPv4 and IPv6, or those that the filter lets through; the kernel filters by interface and master. */
  list(options?: NeighbourListOptions): Promise<Neighbour[]>;

  /** Adds a neighbour. @throws OptionError; NetlinkError EEXIST when the address is known */
  add(neighbour: NeighbourOptions, options?: VerbOptions): Promise<void>;

  /** Adds a neighbour. One that is there stays as it is where it says something else. */
  append(neighbour: NeighbourOptions, options?: VerbOptions): Promise<void>;

  /** Adds a neighbour, or changes the one that is there. */
  replace(neighbour: NeighbourOptions, options?: VerbOptions): Promise<void>;

  /** Changes a neighbour. @throws NetlinkError ENOENT when there is none */
  change(neighbour: NeighbourOptions, options?: VerbOptions): Promise<void>;

  /** Deletes a neighbour, by options or as `list` gave it. @throws NetlinkError ENOENT */
  delete(neighbour: NeighbourKeyOptions | Neighbour, options?: VerbOptions): Promise<void>;

  /**
   * Deletes the neighbours that the filter lets through, and says how many. Without `state`, permanent ones and those
   * without ARP stay, as with `ip neigh flush`.
   */
  flush(filter: NeighbourFilter, options?: VerbOptions): Promise<number>;
}

const NeighbourTable: VerbsClass<NeighbourVerbs> = tableOf({
  name: "neighbours",
  add: NewNeighbour,
  delete: DelNeighbour,
  modes: ["add", "append", "replace", "change"],
  filters,
  query,
  draft,
  deletion,
  deletionOf: ({ family, ifindex, flags, dst }) =>
    wholeDraft(dst ?? "", { family, ifindex, flags: flags & NeighbourFlags.proxy, dst }),
  mark: "ifindex",
  gone: "ENOENT",
  unfiltered: "say which neighbours: at least one filter is needed",
  flushed: (found, filter) =>
    found.filter(({ state }) => filter.state !== undefined || filter.proxy === true || (state & LASTING) === 0),
});

/** The neighbours of a namespace: which link-layer address an IP address has (ARP, ND). */
export class Neighbours extends NeighbourTable {
  /** One neighbour, undefined where the kernel knows none. */
  async get(
    dst: AddressInput,
    options: Omit<NeighbourKeyOptions, "dst"> & VerbOptions,
  ): Promise<Neighbour | undefined> {
    const { signal, timeoutMs, ...key } = checkOptions(getOptions, { ...options, dst }, "neighbours.get");
    const wait = { signal, timeoutMs };
    const value: Input<typeof Neighbour> = {
      family: AddressFamily[key.dst.family],
      ifindex: await this.session.indexOf(key.dev, wait),
      flags: key.proxy === true ? NeighbourFlags.proxy : 0,
      dst: key.dst.bytes,
    };
    try {
      return await this.session.connection.get(GetNeighbour, value, { ...wait, subject: addressText(key.dst) });
    } catch (error) {
      if (isNetlinkError(error, "ENOENT")) return undefined;
      // Kernels before 5.0 answer dumps only.
      if (!isNetlinkError(error, "EOPNOTSUPP")) throw error;
      return (await this.list({ ...options, dst, dev: value.ifindex as number }))[0];
    }
  }
}
