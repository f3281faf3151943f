/** Forwarding databases of bridges and of VXLAN: rtnl.fdb. */
import { z } from "zod";
import type { Input } from "../codec/index.js";
import type { BatchResult, PackedList } from "../netlink/connection/index.js";
import { type AddressInput, address, checkOptions, OptionError } from "../options/index.js";
import { DelNeighbour, GetNeighbour, NewNeighbour } from "./client/operations.js";
import { listing, lladdrOption, named, u16, u32, whole } from "./client/option-types.js";
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
import { AddressFamily } from "./constants.js";
import { type Neighbour, NeighbourFlags, NeighbourState } from "./neigh.js";

/** What tells an entry from others. */
export interface FdbKeyOptions {
  /** Link-layer address; all zeros is the default destination of a VXLAN. */
  readonly lladdr: string | Uint8Array;
  /** Bridge port, VXLAN, or with `self` a bridge. */
  readonly dev: LinkReference;
  /** VLAN id, 1 … 4094. */
  readonly vlan?: number;
  /** In the database of the device itself: VXLAN, or addresses that a device takes. The default without `master`. */
  readonly self?: boolean;
  /** In the database of the bridge that the device is a port of. */
  readonly master?: boolean;
  /** VXLAN: remote tunnel endpoint. */
  readonly dst?: AddressInput;
  /** VXLAN: network identifier of the remote endpoint, 24 bits. */
  readonly vni?: number;
  /** VXLAN: network identifier of the entry, for devices in collect-metadata mode. */
  readonly srcVni?: number;
  /** VXLAN: UDP port of the remote endpoint. */
  readonly port?: number;
  /** VXLAN: interface to send by. */
  readonly via?: LinkReference;
  /** VXLAN: id of a nexthop group, in the place of `dst`. */
  readonly nhId?: number;
}

export interface FdbOptions extends FdbKeyOptions {
  /** `permanent` (the default): for packets to this machine; `static`: forwarded, never ages; `dynamic`: ages. */
  readonly kind?: "permanent" | "static" | "dynamic";
  /** The address does not move to another port. */
  readonly sticky?: boolean;
  /** Learned by a program, which looks after it. */
  readonly extLearned?: boolean;
  readonly router?: boolean;
  /** Counts as used just now. */
  readonly use?: boolean;
}

/** Which entries. Those left out do not restrict. */
export interface FdbFilter {
  /** Of this bridge. */
  readonly bridge?: LinkReference;
  readonly dev?: LinkReference;
  readonly vlan?: number;
  readonly lladdr?: string | Uint8Array;
  /** In one of these states: `permanent`, `noarp` (static), `reachable` (dynamic) … */
  readonly state?: NeighbourState | number;
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
const filters = {
  bridge: linkReference.optional(),
  dev: linkReference.optional(),
  vlan,
  lladdr: lladdrOption.optional(),
  state: named(NeighbourState, 0xffff, "state").optional(),
};
const listOptions = z.strictObject({ ...filters, ...listing });
const flushOptions = z.strictObject(filters).refine((value) => Object.values(value).some((one) => one !== undefined), {
  message: "say which entries: at least one filter is needed",
});
const addManyOptions = bulkOptions(["add", "append", "replace"]);

type Checked = z.output<typeof fdbOptions>;
type Filter = z.output<typeof flushOptions>;

const STATES = {
  permanent: NeighbourState.permanent,
  static: NeighbourState.noarp,
  dynamic: NeighbourState.reachable,
} as const;

function flagsOf(entry: Checked): number {
  const { self, master, sticky, extLearned, router, use } = entry;
  const where = master === true ? NeighbourFlags.master : 0;
  return (
    where |
    (self === true || where === 0 ? NeighbourFlags.self : 0) |
    (sticky === true ? NeighbourFlags.sticky : 0) |
    (extLearned === true ? NeighbourFlags.ext_learned : 0) |
    (router === true ? NeighbourFlags.router : 0) |
    (use === true ? NeighbourFlags.use : 0)
  );
}

function isDecoded(entry: FdbKeyOptions | Neighbour): entry is Neighbour {
  return typeof entry === "object" && entry !== null && "ifindex" in entry;
}

function textOf(lladdr: string | Uint8Array): string {
  if (typeof lladdr === "string") return lladdr;
  return [...lladdr].map((byte) => byte.toString(16).padStart(2, "0")).join(":");
}

function draftOf(entry: FdbKeyOptions | FdbOptions, removes: boolean, call: string): Draft<Input<typeof Neighbour>> {
  const checked: Checked = checkOptions(fdbOptions, entry, call);
  const { lladdr, dev, vlan, dst, vni, srcVni, port, via, nhId, kind = "permanent" } = checked;
  if (nhId !== undefined && dst !== undefined) {
    throw new OptionError(call, [{ option: "dst", reason: "does not go with nhId: the nexthop group has it" }]);
  }
  return {
    devices: via === undefined ? [dev] : [dev, via],
    subject: textOf(lladdr),
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
      viaIfindex: via === undefined ? undefined : indexOf(via),
      nhId,
    }),
  };
}

/** What deletes an entry that `list` gave. */
function deletionOf(entry: FdbKeyOptions | Neighbour, call: string): Draft<Input<typeof Neighbour>> {
  if (!isDecoded(entry)) return draftOf(entry, true, call);
  const { family, ifindex, lladdr, dst, vlan, port, vni, srcVni, viaIfindex, nhId, master } = entry;
  const where = entry.flags & NeighbourFlags.self || master === undefined ? NeighbourFlags.self : NeighbourFlags.master;
  const value = {
    family,
    ifindex,
    state: entry.state,
    flags: where,
    lladdr,
    dst,
    vlan,
    port,
    vni,
    srcVni,
    viaIfindex,
    nhId,
  };
  return { devices: [], subject: lladdr ?? "", build: () => value };
}

/** Which port or tunnel a link-layer address is behind. */
export class Fdb {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** All entries, or those that the filter lets through; the kernel filters by bridge and device. */
  async list(options: FdbListOptions = {}): Promise<Neighbour[]> {
    const { signal, timeoutMs, retries, interrupted, ...filter } = checkOptions(listOptions, options, "fdb.list");
    return this.#list(filter, { signal, timeoutMs, retries, interrupted });
  }

  /** The same, packed: for very many entries. See `routes.packed`. */
  async packed(options: FdbListOptions = {}): Promise<PackedList<Neighbour>> {
    const { signal, timeoutMs, retries, interrupted, ...filter } = checkOptions(listOptions, options, "fdb.packed");
    const { query, master, test } = await this.#query(filter, { signal, timeoutMs });
    const found = await this.#session.packed(query, { signal, timeoutMs, retries, interrupted });
    if (master === undefined) return found;
    const isOfBridge = bridgeTest(found.views(), master);
    return found.filter((entry) => isOfBridge(entry) && test(entry));
  }

  /** Adds an entry. @throws OptionError; NetlinkError EEXIST */
  async add(entry: FdbOptions, options: VerbOptions = {}): Promise<void> {
    await this.#write("add", entry, options);
  }

  /** VXLAN: adds a further remote endpoint to an address. */
  async append(entry: FdbOptions, options: VerbOptions = {}): Promise<void> {
    await this.#write("append", entry, options);
  }

  /** Adds an entry, in the place of the one with the same address. */
  async replace(entry: FdbOptions, options: VerbOptions = {}): Promise<void> {
    await this.#write("replace", entry, options);
  }

  /** Deletes an entry, by options or as `list` gave it. @throws NetlinkError ENOENT */
  async delete(entry: FdbKeyOptions | Neighbour, options: VerbOptions = {}): Promise<void> {
    await write(this.#session, DelNeighbour, deletionOf(entry, "fdb.delete"), 0, options, "fdb.delete");
  }

  /** Deletes the entries that the filter lets through, and says how many. Permanent ones stay unless `state` says them. */
  async flush(filter: FdbFilter, options: VerbOptions = {}): Promise<number> {
    const checked = checkOptions(flushOptions, filter, "fdb.flush");
    const wait = checkOptions(verbOptions, options, "fdb.flush");
    const found = await this.#list(checked, { ...wait, interrupted: "keep" });
    const drafts = found
      .filter(({ state }) => checked.state !== undefined || (state & NeighbourState.permanent) === 0)
      .map((entry) => deletionOf(entry, "fdb.flush"));
    return countOf(await writeMany(this.#session, DelNeighbour, drafts, 0, wait), "ENOENT");
  }

  /** Adds many entries in few system calls; each for itself, in order. @returns what became of each */
  async addMany(
    entries: readonly FdbOptions[],
    options: BulkOptions<"add" | "append" | "replace"> = {},
  ): Promise<BatchResult<Neighbour>[]> {
    const { mode = "add", ...wait } = checkOptions(addManyOptions, options, "fdb.addMany");
    return writeEach(
      this.#session,
      NewNeighbour,
      entries,
      (entry, i) => draftOf(entry, false, `fdb.addMany[${i}]`),
      WRITE_FLAGS[mode],
      wait,
    );
  }

  async #write(mode: WriteMode, entry: FdbOptions, options: VerbOptions): Promise<void> {
    const call = `fdb.${mode}`;
    await write(this.#session, NewNeighbour, draftOf(entry, false, call), WRITE_FLAGS[mode], options, call);
  }

  async #list(filter: Filter, wait: ListVerbOptions): Promise<Neighbour[]> {
    const { query, master, test } = await this.#query(filter, wait);
    const found = await this.#session.list(query, wait);
    if (master === undefined) return found;
    const isOfBridge = bridgeTest(found, master);
    return found.filter((entry) => isOfBridge(entry) && test(entry));
  }

  /** With a bridge, what belongs to it shows when all entries are there: only then the test is made. */
  async #query({ bridge, dev, vlan, lladdr, state }: Filter, wait: VerbOptions): Promise<FdbQuery> {
    const ifindex = dev === undefined ? 0 : await this.#session.indexOf(dev, wait);
    const master = bridge === undefined ? undefined : await this.#session.indexOf(bridge, wait);
    const address = lladdr === undefined ? undefined : textOf(lladdr).toLowerCase();
    const test: Test = (entry) => {
      if (ifindex !== 0 && entry.ifindex !== ifindex) return false;
      if (vlan !== undefined && entry.vlan !== vlan) return false;
      if (address !== undefined && entry.lladdr !== address) return false;
      return state === undefined || (entry.state & state) !== 0;
    };
    const value = { family: AddressFamily.bridge, ifindex, master };
    const query = { operation: GetNeighbour, value, test: master === undefined ? test : undefined };
    return { query, master, test };
  }
}

type Test = (entry: Readonly<Neighbour>) => boolean;

interface FdbQuery {
  readonly query: Query<typeof GetNeighbour>;
  readonly master: number | undefined;
  readonly test: Test;
}

/** Whether an entry belongs to a bridge. Every port has an entry of the bridge: its own address. Those of the devices themselves say no master. */
function bridgeTest(entries: Iterable<Readonly<Neighbour>>, master: number): Test {
  const ports = new Set<number>();
  for (const entry of entries) if (entry.master === master) ports.add(entry.ifindex);
  return (entry) => entry.ifindex === master || (ports.has(entry.ifindex) && (entry.master ?? master) === master);
}
