/** Options by kind of link: what IFLA_INFO_DATA holds, beside the options that all links have. */
import { z } from "zod";
import type { AttrsType, Input } from "../../../codec/index.js";
import { type AddressInput, address, type IpAddress, optionShape } from "../../../options/index.js";
import { problem } from "../../client/option-types.js";
import { type LinkReference, linkReference } from "../../client/session.js";
import { type LinkKinds, linkKinds } from "../info.js";
import { GreFlags } from "../kinds/tunnel-constants.js";
import type { CommonLinkOptions, LinkPeerOptions } from "./new-link.js";

/** Kinds whose data this library knows. */
export type DataKind = keyof LinkKinds;
/** Kinds that have no data. */
export type PlainKind = "dummy" | "ifb" | "lowpan" | "nlmon" | "team" | "vcan" | "virt_wifi" | "vsockmon" | "wireguard";
export type LinkKind = DataKind | PlainKind;

/** Keys of data that hold the index of an interface, by kind; `link`, the device below, is one wherever it occurs. */
const REFERENCES = {
  bond: ["primary", "activeSlave"],
  hsr: ["slave1", "slave2", "interlink"],
} as const satisfies { readonly [K in DataKind]?: readonly (keyof Input<LinkKinds[K]>)[] };

/** The key of data that holds the other end of a pair. */
const PEERS = { veth: "peer", vxcan: "peer", netkit: "peerInfo" } as const satisfies {
  readonly [K in DataKind]?: string;
};
type PairKind = keyof typeof PEERS;

/** Keys of data that hold the other end of a tunnel, by its family, where the kernel's name means something else of a link. */
const REMOTES = { vxlan: { inet: "group", inet6: "group6" } } as const satisfies {
  readonly [K in DataKind]?: Readonly<Record<"inet" | "inet6", keyof Input<LinkKinds[K]>>>;
};
type RemoteKind = keyof typeof REMOTES;

/** Kinds that take what a change leaves out for zero: they are sent what they have already. */
const WHOLE: ReadonlySet<string> = new Set<DataKind>([
  "erspan",
  "gre",
  "gretap",
  "ip6erspan",
  "ip6gre",
  "ip6gretap",
  "ip6tnl",
  "ipip",
  "sit",
  "vti",
  "vti6",
  "xfrm",
]);

type ReferencesOf<K> = "link" | (K extends keyof typeof REFERENCES ? (typeof REFERENCES)[K][number] : never);

/** The data of a kind; interfaces in it by name or index. */
export type KindData<K extends DataKind> = {
  readonly [P in keyof Input<LinkKinds[K]>]: P extends ReferencesOf<K>
    ? LinkReference | undefined
    : Input<LinkKinds[K]>[P];
};
/** The data of a kind as options of their own. Keys that all links have are reached through `data` only. */
export type FlatData<K extends DataKind> = {
  readonly [P in keyof KindData<K> as P extends keyof CommonLinkOptions | "data" | "unknown" | "peer" | "peerInfo"
    ? never
    : P]: KindData<K>[P];
};

interface WithPeer {
  /** The other end. */
  readonly peer?: LinkPeerOptions | undefined;
}

interface WithRemote {
  /**
   * The other end, or a multicast group: what `remote` and `group` of `ip link` are. IPv4 becomes `group` of the data, IPv6
   * `group6`. A multicast group needs the device below, `parent`.
   */
  readonly remote?: AddressInput | undefined;
}

/** What is particular to a kind, as it can be changed. */
export type KindChange<K extends DataKind> = FlatData<K> & {
  readonly kind: K;
  /** The kind's attributes, also those whose keys mean something else beside it. */
  readonly data?: KindData<K> | undefined;
} & (K extends RemoteKind ? WithRemote : unknown);

/** What is particular to a kind. */
export type KindOptions<K extends DataKind> = KindChange<K> & (K extends PairKind ? WithPeer : unknown);

/** A link of a kind without data. */
export interface PlainKindOptions {
  readonly kind: PlainKind;
}

/** What was said about a kind, after it has been checked. */
export interface CheckedKind {
  readonly kind: string;
  /** Values of the kind's set, with names of interfaces where indexes belong. */
  readonly data: Record<string, unknown>;
  /** The rest. */
  readonly rest: Record<string, unknown>;
}

/** Whether all of a kind's data has to go with a change. */
export function needsWhole(kind: string): boolean {
  return WHOLE.has(kind);
}

/** The set of a kind's attributes; undefined for kinds without data and for those that nobody here knows. */
export function dataOf(kind: string): AttrsType | undefined {
  const kinds = linkKinds();
  return Object.hasOwn(kinds, kind) ? kinds[kind as DataKind] : undefined;
}

/** Keys of a kind's data that hold interfaces. */
export function referencesOf(kind: string): readonly string[] {
  const own = Object.hasOwn(REFERENCES, kind) ? REFERENCES[kind as keyof typeof REFERENCES] : [];
  return hasLink(kind) ? ["link", ...own] : own;
}

/** Whether a kind keeps the device below in its data; otherwise it is IFLA_LINK. */
export function hasLink(kind: string): boolean {
  const set = dataOf(kind);
  return set !== undefined && Object.hasOwn(set.fields, "link");
}

/** Where a kind's data holds the other end of a pair. */
export function peerKeyOf(kind: string): string | undefined {
  return Object.hasOwn(PEERS, kind) ? PEERS[kind as PairKind] : undefined;
}

function remotesOf(kind: string): (typeof REMOTES)[RemoteKind] | undefined {
  return Object.hasOwn(REMOTES, kind) ? REMOTES[kind as RemoteKind] : undefined;
}

/** An interface, or 0 for none. */
const reference = z.union([linkReference, z.literal(0)]).optional();

const shapes = new Map<string, { data: Record<string, z.ZodType>; check: z.ZodType }>();

/** The check of a kind's data by key. */
function shapeOf(kind: string): { data: Record<string, z.ZodType>; check: z.ZodType } | undefined {
  let shape = shapes.get(kind);
  const set = dataOf(kind);
  if (shape === undefined && set !== undefined) {
    const data = optionShape(set);
    for (const key of referencesOf(kind)) data[key] = reference;
    shape = { data, check: z.strictObject(data).optional() };
    shapes.set(kind, shape);
  }
  return shape;
}

/**
 * The check of a link's options: those of its kind, and the others.
 *
 * @param others checks of the options that the kind does not decide; they go before the kind's under the same key
 * @param peer check of the other end, for kinds that have one
 */
export function kindCheck(kind: string, others: Record<string, z.ZodType>, peer?: z.ZodType): z.ZodType {
  const shape = shapeOf(kind);
  const all: Record<string, z.ZodType> = {};
  if (shape !== undefined) {
    Object.assign(all, shape.data, { data: shape.check });
    delete all["unknown"];
    const key = peerKeyOf(kind);
    if (key !== undefined) delete all[key];
    if (key !== undefined && peer !== undefined) all["peer"] = peer;
    if (remotesOf(kind) !== undefined) all["remote"] = address.optional();
  }
  return z.strictObject({ ...all, ...others, kind: z.string() });
}

/**
 * Sorts checked options into those of the kind and the rest.
 *
 * @throws OptionError when something is said twice
 */
export function splitKind(
  options: Record<string, unknown>,
  others: Record<string, z.ZodType>,
  call: string,
): CheckedKind {
  const { kind, data: given, ...flat } = options as { kind: string; data?: Record<string, unknown> };
  const data: Record<string, unknown> = { ...given };
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(flat)) {
    if (value === undefined) continue;
    if (key === "peer" || Object.hasOwn(others, key)) rest[key] = value;
    else if (data[key] === undefined) data[key] = value;
    else throw problem(call, key, "is given twice, here and in data");
  }
  placeRemote(kind, data, call);
  return { kind, data, rest };
}

/** Puts `remote` where the kind's data has addresses of its family. */
function placeRemote(kind: string, data: Record<string, unknown>, call: string): void {
  const remotes = remotesOf(kind);
  if (remotes === undefined || data["remote"] === undefined) return;
  const other = Object.values(remotes).find((key) => data[key] !== undefined);
  if (other !== undefined) throw problem(call, "remote", `does not go with ${other}, which is the same`);
  const { family, bytes } = data["remote"] as IpAddress;
  data[remotes[family]] = bytes;
  delete data["remote"];
}

/** What a kind needs to be told besides, for what is in its data to count: without the flag a GRE tunnel has no key. */
export function completed(kind: string, data: Record<string, unknown>): Record<string, unknown> {
  const fields = dataOf(kind)?.fields;
  if (fields === undefined || !Object.hasOwn(fields, "iflags")) return { ...data };
  const { ikey, okey, iflags, oflags, erspanVer } = data;
  const isErspan = (kind === "erspan" || kind === "ip6erspan") && erspanVer !== 0;
  const flagsFor = (key: unknown) => {
    if (isErspan) return GreFlags.key | GreFlags.seq;
    return key === undefined ? undefined : GreFlags.key;
  };
  return { ...data, iflags: iflags ?? flagsFor(ikey), oflags: oflags ?? flagsFor(okey) };
}
