/** Nexthop objects: rtnl.nexthops. */
import { z } from "zod";
import { type Input, nameOf } from "../codec/index.js";
import type { BatchResult, PackedList } from "../netlink/connection/index.js";
import { type AddressInput, address, callOf, checkOptions } from "../options/index.js";
import { DelNexthop, GetNexthop, GetNexthopBucket, NewNexthop } from "./client/operations.js";
import { familyNumber, ipFamily, listing, named, problem, protocol, whole } from "./client/option-types.js";
import {
  type LinkReference,
  type ListVerbOptions,
  linkReference,
  type Query,
  type Session,
  type VerbOptions,
} from "./client/session.js";
import { type Changes, type Lists, tableOf, type VerbsClass } from "./client/verbs.js";
import { type BulkOptions, type Draft, type IndexOf, verbOptions, type WriteMode, wholeDraft } from "./client/write.js";
import { AddressFamily, RouteProtocol, RouteScope } from "./constants.js";
import { type Nexthop, type NexthopBucketInfo, NexthopGroupType } from "./nexthop.js";
import { NexthopFlags } from "./route/nexthop.js";
import { type EncapOptions, encap } from "./route/routes-encap.js";

/** A member of a group. */
export interface NexthopMember {
  readonly id: number;
  /**
   * 1 … 65536, above 256 from kernel 6.12 on; 1 by default. Lists give the kernel's own members, which store it minus one:
   * `nexthopWeight` makes a weight of them.
   */
  readonly weight?: number | undefined;
}

/** A next hop, or a group of them. */
export interface NexthopOptions {
  /** The kernel chooses one when left out. */
  readonly id?: number | undefined;
  /** By default that of the gateway; `inet` where there is none. */
  readonly family?: "inet" | "inet6" | undefined;
  readonly gateway?: AddressInput | undefined;
  /** Output interface. */
  readonly dev?: LinkReference | undefined;
  /** Drops packets. */
  readonly blackhole?: boolean | undefined;
  /** For forwarding databases of VXLAN, not for routes. */
  readonly fdb?: boolean | undefined;
  /** The gateway is on the link although no route says so. */
  readonly onlink?: boolean | undefined;
  readonly encap?: EncapOptions | undefined;
  /** Members: ids, or ids with weights. */
  readonly group?: readonly (number | NexthopMember)[] | undefined;
  /** Makes the group resilient: a table of buckets that changes as little as possible. Kernel 5.13. */
  readonly resilient?: NexthopResilientOptions | undefined;
  /** Counting packets in hardware; kernel 6.9. */
  readonly hwStats?: boolean | undefined;
  readonly protocol?: RouteProtocol | number | undefined;
  readonly scope?: RouteScope | number | undefined;
}

export interface NexthopResilientOptions {
  /** Number of buckets, 1 … 65535. */
  readonly buckets?: number | undefined;
  /** Time without traffic after which a bucket may change its next hop, ms; 120 000 by default. */
  readonly idleTimerMs?: number | undefined;
  /** Time after which buckets are changed even under traffic, ms; 0, the default: never. */
  readonly unbalancedTimerMs?: number | undefined;
}

/** Which nexthop objects. Those left out do not restrict. */
export interface NexthopFilter {
  readonly family?: "inet" | "inet6" | undefined;
  readonly dev?: LinkReference | undefined;
  /** Only those whose interface is a port of this one. */
  readonly master?: LinkReference | undefined;
  /** Groups only, or none of them. */
  readonly groups?: boolean | undefined;
  readonly fdb?: boolean | undefined;
  readonly protocol?: RouteProtocol | number | undefined;
}

export interface NexthopListOptions extends NexthopFilter, ListVerbOptions {}

export interface NexthopBucketOptions extends ListVerbOptions {
  /** Of this group. */
  readonly id?: number | undefined;
  /** That lead to this next hop. */
  readonly nhId?: number | undefined;
  readonly dev?: LinkReference | undefined;
}

/** A bucket of a resilient group. */
export interface NexthopBucket extends Omit<NexthopBucketInfo, "unknown"> {
  /** The group. */
  readonly id: number;
}

/** Of a second: the unit of nexthop timers. */
const TICKS_PER_S = 100;

const id = whole(0xffff_ffff, 1);
const milliseconds = z
  .number()
  .min(0)
  .max(0xffff_ffff * 10);

const memberOption = z.strictObject({ id, weight: whole(65536, 1).optional() });

const nexthopOptions = z.strictObject({
  id: id.optional(),
  family: ipFamily.optional(),
  gateway: address.optional(),
  dev: linkReference.optional(),
  blackhole: z.boolean().optional(),
  fdb: z.boolean().optional(),
  onlink: z.boolean().optional(),
  encap: encap.optional(),
  group: z
    .array(z.union([id, memberOption]))
    .min(1)
    .max(0xffff / 8)
    .optional(),
  resilient: z
    .strictObject({
      buckets: whole(0xffff, 1).optional(),
      idleTimerMs: milliseconds.optional(),
      unbalancedTimerMs: milliseconds.optional(),
    })
    .optional(),
  hwStats: z.boolean().optional(),
  protocol: protocol.optional(),
  scope: named(RouteScope, 0xff, "scope").optional(),
});
type Checked = z.output<typeof nexthopOptions>;

const filters = z.strictObject({
  family: ipFamily.optional(),
  dev: linkReference.optional(),
  master: linkReference.optional(),
  groups: z.boolean().optional(),
  fdb: z.boolean().optional(),
  protocol: protocol.optional(),
});
const idOption = z.strictObject({ id });
const bucketOptions = z.strictObject({
  id: id.optional(),
  nhId: id.optional(),
  dev: linkReference.optional(),
  ...listing,
});

const MEMBER_ONLY = ["gateway", "dev", "blackhole", "onlink", "encap", "scope"] as const;

function checkTogether(nexthop: Checked, call: string): void {
  if (nexthop.group !== undefined) {
    const other = MEMBER_ONLY.find((name) => nexthop[name] !== undefined);
    if (other !== undefined) throw problem(call, other, "does not go with group: its members have it");
    return;
  }
  if (nexthop.resilient !== undefined) throw problem(call, "resilient", "is for groups");
  if (nexthop.hwStats !== undefined) throw problem(call, "hwStats", "is for groups");
  if (nexthop.blackhole === true) {
    const other = (["gateway", "dev", "fdb", "encap"] as const).find((name) => nexthop[name] !== undefined);
    if (other !== undefined) throw problem(call, other, "does not go with blackhole");
  } else if (nexthop.gateway === undefined && nexthop.dev === undefined) {
    throw problem(call, "gateway", "is missing: a next hop has a gateway, a dev, a group, or is a blackhole");
  }
  if (nexthop.family !== undefined && nexthop.gateway !== undefined && nexthop.gateway.family !== nexthop.family) {
    throw problem(call, "gateway", `is no ${nexthop.family} address`);
  }
}

function memberOf(member: number | z.output<typeof memberOption>): { id: number; weight: number; weightHigh: number } {
  const { id, weight = 1 } = typeof member === "number" ? { id: member } : member;
  return { id, weight: (weight - 1) & 0xff, weightHigh: (weight - 1) >> 8 };
}

const ticks = (ms: number | undefined) => (ms === undefined ? undefined : Math.round((ms * TICKS_PER_S) / 1000));

function draft(
  options: NexthopOptions,
  call: string,
  index: number | undefined,
  mode: WriteMode,
): Draft<Input<typeof Nexthop>> {
  const nexthop = checkOptions(nexthopOptions, options, call, index);
  checkTogether(nexthop, callOf(call, index));
  if (mode === "replace" && nexthop.id === undefined) {
    throw problem(callOf(call, index), "id", "is missing");
  }
  const { dev, gateway, group, resilient, hwStats, encap } = nexthop;
  const isGroup = group !== undefined;
  const own = nexthop.family ?? gateway?.family ?? "inet";
  const build = (indexOf: IndexOf): Input<typeof Nexthop> => ({
    family: isGroup ? AddressFamily.unspec : AddressFamily[own],
    scope: nexthop.scope ?? RouteScope.universe,
    protocol: nexthop.protocol ?? RouteProtocol.unspec,
    flags: nexthop.onlink === true ? NexthopFlags.onlink : 0,
    id: nexthop.id,
    group: group?.map(memberOf),
    groupType: isGroup && resilient !== undefined ? NexthopGroupType.res : undefined,
    blackhole: nexthop.blackhole,
    oif: indexOf(dev),
    gateway: gateway?.bytes,
    ...(encap as { encapType: "mpls" } | undefined),
    fdb: nexthop.fdb,
    resGroup: resilient && {
      buckets: resilient.buckets,
      idleTimer: ticks(resilient.idleTimerMs),
      unbalancedTimer: ticks(resilient.unbalancedTimerMs),
    },
    hwStatsEnable: hwStats === undefined ? undefined : Number(hwStats),
  });
  const subject = nexthop.id === undefined ? "nexthop" : `nexthop ${nexthop.id}`;
  return { devices: [dev], subject, build };
}

/** The weight, 1 … 65536, of a member of a group as lists, `get` and events give it: the one that `add` was told. */
export function nexthopWeight(member: { readonly weight: number; readonly weightHigh: number }): number {
  return member.weight + 256 * member.weightHigh + 1;
}

/** What deletes one; all other members of a list's are its state. */
function deletionOf({ id = 0 }: Pick<Nexthop, "id">): Draft<Input<typeof Nexthop>> {
  return wholeDraft(`nexthop ${id}`, { id });
}

async function query(
  filter: z.output<typeof filters>,
  session: Session,
  wait: VerbOptions,
): Promise<Query<typeof GetNexthop>> {
  const { family, dev, master, groups, fdb, protocol } = filter;
  const oif = await session.indexOf(dev, wait);
  const value: Input<typeof Nexthop> = {
    family: familyNumber(family),
    oif,
    master: await session.indexOf(master, wait),
    groups: groups === true,
    fdb: fdb === true,
  };
  const wanted = protocol === undefined ? undefined : (nameOf(RouteProtocol, protocol) ?? protocol);
  const test = (nexthop: Readonly<Nexthop>): boolean => {
    if (family !== undefined && nexthop.family !== family) return false;
    if (oif !== undefined && nexthop.oif !== oif) return false;
    if (groups !== undefined && (nexthop.group !== undefined) !== groups) return false;
    if (fdb !== undefined && (nexthop.fdb === true) !== fdb) return false;
    return wanted === undefined || nexthop.protocol === wanted;
  };
  return { operation: GetNexthop, value, test };
}

function getById(session: Session, id: number, wait: VerbOptions): Promise<Nexthop> {
  return session.connection.get(GetNexthop, { id }, { ...wait, subject: `nexthop ${id}` });
}

interface NexthopVerbs
  extends Lists<Nexthop, NexthopListOptions>,
    Changes<Nexthop, NexthopOptions, number, "add" | "replace"> {
  /**
   * All of them, or those that the filter lets through; the kernel filters by interface, master, groups and fdb. Members of
   * groups are the kernel's: `nexthopWeight` gives their weights.
   */
  list(options?: NexthopListOptions): Promise<Nexthop[]>;

  /** Adds one. @returns what the kernel made, with the id that it chose; NetlinkError EEXIST */
  add(nexthop: NexthopOptions, options?: VerbOptions): Promise<Nexthop>;

  /** Adds one, in the place of that with the same id: routes that use it follow. */
  replace(nexthop: NexthopOptions & { readonly id: number }, options?: VerbOptions): Promise<Nexthop>;

  /** Deletes one, by id or as `list` gave it; routes that use it go too. @throws NetlinkError ENOENT */
  delete(nexthop: number | Nexthop, options?: VerbOptions): Promise<void>;

  /** Deletes those that the filter lets through, without one all; says how many. */
  flush(filter?: NexthopFilter, options?: VerbOptions): Promise<number>;

  // As inherited, with a nexthop called by its name.
  packed(options?: NexthopListOptions): Promise<PackedList<Nexthop>>;
  addMany(
    nexthops: readonly NexthopOptions[],
    options?: BulkOptions<"add" | "replace">,
  ): Promise<BatchResult<Nexthop>[]>;
  deleteMany(nexthops: readonly (number | Nexthop)[], options?: VerbOptions): Promise<BatchResult<Nexthop>[]>;
}

const NexthopTable: VerbsClass<NexthopVerbs> = tableOf({
  name: "nexthops",
  add: NewNexthop,
  delete: DelNexthop,
  modes: ["add", "replace"],
  filters,
  query,
  draft,
  deletion: (id: number, call, index) => deletionOf(checkOptions(idOption, { id }, call, index)),
  deletionOf,
  mark: "id",
  gone: "ENOENT",
  // Groups first: one without members goes by itself.
  flushed: (found) => [...found].sort((a, b) => Number(a.group === undefined) - Number(b.group === undefined)),
  made: async (told, { id }: NexthopOptions, session, wait) =>
    told === undefined && id !== undefined ? getById(session, id, wait) : told!,
});

/** The nexthop objects of a namespace. */
export class Nexthops extends NexthopTable {
  /** @throws NetlinkError ENOENT */
  async get(id: number, options: VerbOptions = {}): Promise<Nexthop> {
    const call = "nexthops.get";
    checkOptions(idOption, { id }, call);
    return getById(this.session, id, checkOptions(verbOptions, options, call));
  }

  /** Buckets of resilient groups. Kernel 5.13. */
  async buckets(options: NexthopBucketOptions = {}): Promise<NexthopBucket[]> {
    const { signal, timeoutMs, retries, interrupted, ...filter } = checkOptions(
      bucketOptions,
      options,
      "nexthops.buckets",
    );
    const wait: ListVerbOptions = { signal, timeoutMs, retries, interrupted };
    const oif = await this.session.indexOf(filter.dev, wait);
    const resBucket = filter.nhId === undefined ? undefined : { nhId: filter.nhId };
    const found = await this.session.connection.list(GetNexthopBucket, { id: filter.id, oif, resBucket }, wait);
    return found.map(({ id = 0, resBucket }) => {
      const { index, idleTime, nhId } = resBucket ?? {};
      return { id, index, idleTime, nhId };
    });
  }
}
