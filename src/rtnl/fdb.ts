/** Forwarding databases of bridges and of VXLAN: rtnl.fdb. */
import { z } from "zod";
import type { Input } from "../codec/index.js";
import { isNetlinkError } from "../netlink/connection/index.js";
import { type AddressInput, address, callOf, checkOptions, lladdrText } from "../options/index.js";
import { DelNeighbour, GetNeighbour, NewNeighbour } from "./client/operations.js";
import { lladdrOption, named, problem, u16, u32, waiting, whole } from "./client/option-types.js";
import {
  type LinkReference,
  type ListVerbOptions,
  linkReference,
  type Query,
  type Session,
  type VerbOptions,
} from "./client/session.js";
import { type Changes, type Lists, tableOf, type VerbsClass } from "./client/verbs.js";
import { type Draft, wholeDraft } from "./client/write.js";
import { AddressFamily } from "./constants.js";
import { type Neighbour, NeighbourFlags, NeighbourState } from "./neigh.js";

/** What tells an entry from others. */
export interface FdbKeyOptions {
  /** Link-layer address; all zeros is the default destination of a VXLAN. */
  readonly lladdr: string | Uint8Array;
  /** Bridge port, VXLAN, or with `self` a bridge. */
  readonly dev: LinkReference;
  /** VLAN id, 1 … 4094. */
  readonly vlan?: number | undefined;
  /** In the database of the device itself: VXLAN, or addresses that a device takes. The default without `master`. */
  readonly self?: boolean | undefined;
  /** In the database of the bridge that the device is a port of. */
  readonly master?: boolean | undefined;
  /** VXLAN: remote tunnel endpoint. */
  readonly dst?: AddressInput | undefined;
  /** VXLAN: network identifier of the remote endpoint, 24 bits. */
  readonly vni?: number | undefined;
  /** VXLAN: network identifier of the entry, for devices in collect-metadata mode. */
  readonly srcVni?: number | undefined;
  /** VXLAN: UDP port of the remote endpoint. */
  readonly port?: number | undefined;
  /** VXLAN: interface to send by. */
  readonly via?: LinkReference | undefined;
  /** VXLAN: id of a nexthop group, in the place of `dst`. */
  readonly nhId?: number | undefined;
}

export interface FdbOptions extends FdbKeyOptions {
  /** `permanent` (the default): for packets to this machine; `static`: forwarded, never ages; `dynamic`: ages. */
  readonly kind?: "permanent" | "static" | "dynamic" | undefined;
  /** The address does not move to another port. */
  readonly sticky?: boolean | undefined;
  /** Learned by a program, which looks after it. */
  readonly extLearned?: boolean | undefined;
  readonly router?: boolean | undefined;
  /** Counts as used just now. */
  readonly use?: boolean | undefined;
}

/** Where to look an address up: at a device, or anywhere in a bridge. */
export interface FdbGetOptions
  extends Pick<FdbKeyOptions, "vlan" | "self" | "master" | "srcVni">,
    Partial<Pick<FdbKeyOptions, "dev">>,
    VerbOptions {
  /** In the place of `dev`: the bridge itself, whichever port the address is behind. */
  readonly bridge?: LinkReference | undefined;
}

/** Which entries. Those left out do not restrict. */
export interface FdbFilter {
  /** Of this bridge. */
  readonly bridge?: LinkReference | undefined;
  readonly dev?: LinkReference | undefined;
  readonly vlan?: number | undefined;
  readonly lladdr?: string | Uint8Array | undefined;
  /** In one of these states: `permanent`, `noarp` (static), `reachable` (dynamic) … */
  readonly state?: NeighbourState | number | undefined;
}

export interface FdbListOptions extends FdbFilter, ListVerbOptions {}

const vlan = whole(4094, 1).optional();
const vni = whole(0xff_ffff).optional();
const keyShape = {
  lladdr: lladdrOption,
  dev: linkReference,
  vlan,
  self: z.boolean().optional(),
  master: z.boolean().optional(),
  dst: address.optional(),
  vni,
  srcVni: vni,
  port: u16.optional(),
  via: linkReference.optional(),
  nhId: u32.optional(),
};
const fdbOptions = z.strictObject({
  ...keyShape,
  kind: z.enum(["permanent", "static", "dynamic"]).optional(),
  sticky: z.boolean().optional(),
  extLearned: z.boolean().optional(),
  router: z.boolean().optional(),
  use: z.boolean().optional(),
});
const getOptions = z
  .strictObject(keyShape)
  .pick({ lladdr: true, vlan: true, self: true, master: true, srcVni: true })
  .extend({ dev: linkReference.optional(), bridge: linkReference.optional(), ...waiting });
const filters = z.strictObject({
  bridge: linkReference.optional(),
  dev: linkReference.optional(),
  vlan,
  lladdr: lladdrOption.optional(),
  state: named(NeighbourState, 0xffff, "state").optional(),
});

type Checked = z.output<typeof fdbOptions>;
type Filter = z.output<typeof filters>;

const STATES = {
  permanent: NeighbourState.permanent,
  static: NeighbourState.noarp,
  dynamic: NeighbourState.reachable,
} as const;

/** Which databases of a device are meant. */
function databaseOf({ self, master }: Pick<FdbKeyOptions, "self" | "master">): number {
  const ofBridge = master === true ? NeighbourFlags.master : 0;
  return ofBridge | (self === true || ofBridge === 0 ? NeighbourFlags.self : 0);
}

function flagsOf(entry: Checked): number {
  const { sticky, extLearned, router, use } = entry;
  return (
    databaseOf(entry) |
    (sticky === true ? NeighbourFlags.sticky : 0) |
    (extLearned === true ? NeighbourFlags.ext_learned : 0) |
    (router === true ? NeighbourFlags.router : 0) |
    (use === true ? NeighbourFlags.use : 0)
  );
}

function draftOf(
  entry: FdbKeyOptions | FdbOptions,
  removes: boolean,
  call: string,
  index?: number,
): Draft<Input<typeof Neighbour>> {
  const checked: Checked = checkOptions(fdbOptions, entry, call, index);
  const { lladdr, dev, vlan, dst, vni, srcVni, port, via, nhId, kind = "permanent" } = checked;
  if (nhId !== undefined && dst !== undefined) {
    throw problem(callOf(call, index), "dst", "does not go with nhId: the nexthop group has it");
  }
  return {
    devices: [dev, via],
    subject: lladdrText(lladdr),
    build: (indexOf) => ({
      family: AddressFamily.bridge,
      ifindex: indexOf(dev),
      state: removes ? NeighbourState.permanent : STATES[kind],
      flags: flagsOf(checked),
      lladdr,
      dst: dst?.bytes,
      vlan,
      port,
      vni,
      srcVni,
      viaIfindex: indexOf(via),
      nhId,
    }),
  };
}

/** Which database an entry that the kernel listed is in. */
function databaseHolding({ flags, master }: Pick<Neighbour, "flags" | "master">): number {
  return flags & NeighbourFlags.self || master === undefined ? NeighbourFlags.self : NeighbourFlags.master;
}

/** What deletes an entry that `list` gave. */
function deletionOf(entry: Neighbour): Draft<Input<typeof Neighbour>> {
  const { family, ifindex, state, lladdr, dst, vlan, port, vni, srcVni, viaIfindex, nhId } = entry;
  const flags = databaseHolding(entry);
  const value = { family, ifindex, state, flags, lladdr, dst, vlan, port, vni, srcVni, viaIfindex, nhId };
  return wholeDraft(lladdr ?? "", value);
}

type Test = (entry: Readonly<Neighbour>) => boolean;

/** Whether an entry belongs to a bridge. Every port has an entry of the bridge: its own address. Those of the devices themselves say no master. */
function bridgeTest(entries: Iterable<Readonly<Neighbour>>, master: number): Test {
  const ports = new Set<number>();
  for (const entry of entries) if (entry.master === master) ports.add(entry.ifindex);
  return (entry) => entry.ifindex === master || (ports.has(entry.ifindex) && (entry.master ?? master) === master);
}

/** With a bridge, what belongs to it shows when all entries are there: only then the test is made. */
async function query(filter: Filter, session: Session, wait: VerbOptions): Promise<Query<typeof GetNeighbour>> {
  const { bridge, dev, vlan, lladdr, state } = filter;
  const ifindex = (await session.indexOf(dev, wait)) ?? 0;
  const master = await session.indexOf(bridge, wait);
  const address = lladdr === undefined ? undefined : lladdrText(lladdr);
  const test: Test = (entry) => {
    if (ifindex !== 0 && entry.ifindex !== ifindex) return false;
    if (vlan !== undefined && entry.vlan !== vlan) return false;
    if (address !== undefined && entry.lladdr !== address) return false;
    return state === undefined || (entry.state & state) !== 0;
  };
  const asked = { operation: GetNeighbour, value: { family: AddressFamily.bridge, ifindex, master } };
  if (master === undefined) return { ...asked, test };
  const among = (all: Iterable<Readonly<Neighbour>>): Test => {
    const isOfBridge = bridgeTest(all, master);
    return (entry) => isOfBridge(entry) && test(entry);
  };
  return { ...asked, among };
}

interface FdbVerbs
  extends Lists<Neighbour, FdbListOptions>,
    Changes<Neighbour, FdbOptions, FdbKeyOptions, "add" | "append" | "replace"> {
  /** All entries, or those that the filter lets through; the kernel filters by bridge and device. */
  list(options?: FdbListOptions): Promise<Neighbour[]>;

  /** Adds an entry. @throws OptionError; NetlinkError EEXIST */
  add(entry: FdbOptions, options?: VerbOptions): Promise<void>;

  /** VXLAN: adds a further remote endpoint to an address. */
  append(entry: FdbOptions, options?: VerbOptions): Promise<void>;

  /** Adds an entry, in the place of the one with the same address. */
  replace(entry: FdbOptions, options?: VerbOptions): Promise<void>;

  /** Deletes an entry, by options or as `list` gave it. @throws NetlinkError ENOENT */
  delete(entry: FdbKeyOptions | Neighbour, options?: VerbOptions): Promise<void>;

  /** Deletes the entries that the filter lets through, and says how many. Permanent ones stay unless `state` says them. */
  flush(filter: FdbFilter, options?: VerbOptions): Promise<number>;
}

const FdbTable: VerbsClass<FdbVerbs> = tableOf({
  name: "fdb",
  add: NewNeighbour,
  delete: DelNeighbour,
  modes: ["add", "append", "replace"],
  filters,
  query,
  draft: (entry: FdbOptions, call, index) => draftOf(entry, false, call, index),
  deletion: (entry: FdbKeyOptions, call, index) => draftOf(entry, true, call, index),
  deletionOf,
  mark: "ifindex",
  gone: "ENOENT",
  unfiltered: "say which entries: at least one filter is needed",
  flushed: (found, filter) =>
    found.filter(({ state }) => filter.state !== undefined || (state & NeighbourState.permanent) === 0),
});

/** Which port or tunnel a link-layer address is behind. */
export class Fdb extends FdbTable {
  /**
   * One entry, undefined where there is none. The kernel looks up in the database of the device or, with `master` or
   * `bridge`, of the bridge.
   *
   * @throws OptionError where neither or both of `dev` and `bridge` are given; NetlinkError EINVAL for `master` of what is no
   *   port of a bridge
   */
  async get(lladdr: string | Uint8Array, options: FdbGetOptions): Promise<Neighbour | undefined> {
    const call = "fdb.get";
    const { signal, timeoutMs, ...key } = checkOptions(getOptions, { ...options, lladdr }, call);
    const { dev, bridge, vlan, srcVni } = key;
    if ((dev === undefined) === (bridge === undefined)) {
      throw problem(call, "dev", "say dev or bridge, and not both");
    }
    if (bridge !== undefined && (key.self ?? key.master) !== undefined) {
      throw problem(
        call,
        key.self === undefined ? "master" : "self",
        "goes with dev: of a bridge there is one database",
      );
    }
    const wait = { signal, timeoutMs };
    const ifindex = await this.session.indexOf(dev, wait);
    const master = await this.session.indexOf(bridge, wait);
    const flags = dev === undefined ? 0 : databaseOf(key);
    // The kernel takes the identifier of the entry from the attribute that is the remote endpoint's everywhere else.
    const value = { family: AddressFamily.bridge, ifindex, master, flags, lladdr: key.lladdr, vlan, vni: srcVni };
    try {
      return await this.session.connection.get(GetNeighbour, value, { ...wait, subject: lladdrText(key.lladdr) });
    } catch (error) {
      if (isNetlinkError(error, "ENOENT")) return undefined;
      // Kernels before 5.0, and devices that answer dumps only.
      if (!isNetlinkError(error, "EOPNOTSUPP")) throw error;
      const found = await this.list({ dev: ifindex, bridge: master, vlan, lladdr: key.lladdr, ...wait });
      const isMeant = (entry: Neighbour) => dev === undefined || (databaseHolding(entry) & flags) !== 0;
      return found.find((entry) => isMeant(entry) && (srcVni === undefined || entry.srcVni === srcVni));
    }
  }
}
