/** Lightweight tunnels as people write them, in the place of RTA_ENCAP and NHA_ENCAP. */
import { z } from "zod";
import type { Input } from "../../codec/index.js";
import { type KeyedType, optionShape, optionsOf } from "../../options/from-schema.js";
import { type AddressInput, address, didYouMean, shownValue } from "../../options/index.js";
import { refuse, u8, u32 } from "../client/option-types.js";
import { BpfEncap } from "./encap/bpf.js";
import type { EncapType } from "./encap/encap.js";
import { IlaEncap } from "./encap/ila.js";
import { Ioam6Encap } from "./encap/ioam6.js";
import { IpEncap } from "./encap/ip.js";
import { Ip6Encap } from "./encap/ip6.js";
import { Seg6Mode } from "./encap/seg6.js";
import { Seg6LocalEncap } from "./encap/seg6local.js";
import { SegmentRoutingFlags } from "./encap/srh.js";
import { XfrmEncap } from "./encap/xfrm.js";
import type { LabelInput } from "./routes-labels.js";
import { labels } from "./routes-labels.js";

/** Segments of a route, in the order in which packets visit them. */
export interface SegmentOptions {
  readonly segs: readonly AddressInput[];
  /** Id of a key for the HMAC TLV. */
  readonly hmac?: number | undefined;
}

export interface MplsEncapOptions {
  readonly type: "mpls";
  /** Labels that are pushed, outermost first: `"100/200"`. */
  readonly dst: LabelInput;
  /** The packet's own when left out. */
  readonly ttl?: number | undefined;
}

export interface Seg6EncapOptions extends SegmentOptions {
  readonly type: "seg6";
  readonly mode: Seg6Mode;
  /** Source of the outer header; kernel 7.0. */
  readonly src?: AddressInput | undefined;
}

export interface Seg6LocalEncapOptions extends Omit<Input<typeof Seg6LocalEncap>, "srh" | "unknown"> {
  readonly type: "seg6_local" | "seg6local";
  /** Of actions end_b6 and end_b6_encap. */
  readonly srh?: SegmentOptions | undefined;
}

export interface RplEncapOptions {
  readonly type: "rpl";
  /** In the order in which packets visit them. */
  readonly segs: readonly AddressInput[];
}

type Plain<T> = Omit<T, "unknown">;
/** Key of the tunnel, 64 bits. */
type TunnelKey = { readonly id?: bigint | number | undefined };
export interface IpEncapOptions extends Omit<Plain<Input<typeof IpEncap>>, "id">, TunnelKey {
  readonly type: "ip";
}
export interface Ip6EncapOptions extends Omit<Plain<Input<typeof Ip6Encap>>, "id">, TunnelKey {
  readonly type: "ip6";
}
export interface IlaEncapOptions extends Plain<Input<typeof IlaEncap>> {
  readonly type: "ila";
}
export interface BpfEncapOptions extends Plain<Input<typeof BpfEncap>> {
  readonly type: "bpf";
}
export interface Ioam6EncapOptions extends Plain<Input<typeof Ioam6Encap>> {
  readonly type: "ioam6";
}
export interface XfrmEncapOptions extends Plain<Input<typeof XfrmEncap>> {
  readonly type: "xfrm";
}

/** What is done to packets that take a route. */
export type EncapOptions =
  | MplsEncapOptions
  | Seg6EncapOptions
  | Seg6LocalEncapOptions
  | RplEncapOptions
  | IpEncapOptions
  | Ip6EncapOptions
  | IlaEncapOptions
  | BpfEncapOptions
  | Ioam6EncapOptions
  | XfrmEncapOptions;

/** The two attributes of an encapsulation. */
export interface CheckedEncap {
  readonly encapType: EncapType;
  readonly encap: unknown;
}

const ipv6 = address.refine((value) => value.family === "inet6", "expected an IPv6 address");
const segments = { segs: z.array(ipv6).min(1).max(64), hmac: u32.optional() };
type Segments = z.output<z.ZodObject<typeof segments>>;

const IPV6_BYTES = 16;
const HEADER_BYTES = 8;
const HMAC_BYTES = 40;

/** struct ipv6_sr_hdr; `insert`: the packet's own destination takes the first place of the list. */
function routingHeader({ segs, hmac }: Segments, insert: boolean): object {
  const list = segs.map(({ bytes }) => bytes).reverse();
  if (insert) list.unshift(new Uint8Array(IPV6_BYTES));
  const length = HEADER_BYTES + list.length * IPV6_BYTES + (hmac === undefined ? 0 : HMAC_BYTES);
  const tlvs = [{ type: "hmac", data: { hmackeyid: hmac } }];
  return {
    hdrlen: length / 8 - 1,
    type: 4,
    segmentsLeft: list.length - 1,
    flags: hmac === undefined ? 0 : SegmentRoutingFlags.hmac,
    segments: list,
    tlvs: hmac === undefined ? [] : tlvs,
  };
}

const mpls = z.strictObject({ dst: labels, ttl: u8.optional() });

const seg6 = z
  .strictObject({ ...segments, mode: z.enum(Object.keys(Seg6Mode) as [Seg6Mode]), src: ipv6.optional() })
  .transform(({ mode, src, ...path }) => ({
    srh: { mode, srh: routingHeader(path, mode === "inline") },
    src: src?.bytes,
  }));

const seg6Local = z
  .strictObject({
    ...optionShape(Seg6LocalEncap as KeyedType, { except: ["srh", "unknown"] }),
    srh: z.strictObject(segments).optional(),
  })
  .transform((value) => ({
    ...value,
    srh: value.srh && routingHeader(value.srh, (value as { action?: unknown }).action === "end_b6"),
  }));

const rpl = z.strictObject({ segs: segments.segs }).transform(({ segs }) => ({
  srh: {
    type: 3,
    hdrlen: segs.length * 2,
    segmentsLeft: segs.length,
    segments: segs.map(({ bytes }) => bytes).reverse(),
  },
}));

const checks: Readonly<Record<string, [EncapType, z.ZodType]>> = {
  mpls: ["mpls", mpls],
  seg6: ["seg6", seg6],
  seg6_local: ["seg6_local", seg6Local],
  seg6local: ["seg6_local", seg6Local],
  rpl: ["rpl", rpl],
  ip: ["ip", optionsOf(IpEncap)],
  ip6: ["ip6", optionsOf(Ip6Encap)],
  ila: ["ila", optionsOf(IlaEncap)],
  bpf: ["bpf", optionsOf(BpfEncap)],
  ioam6: ["ioam6", optionsOf(Ioam6Encap)],
  xfrm: ["xfrm", optionsOf(XfrmEncap)],
};

/** Option: an encapsulation. Gives its two attributes. */
export const encap = z.custom<EncapOptions>().transform((value, context): CheckedEncap => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refuse(context, value, `expected an encapsulation, { type, … }, got ${shownValue(value)}`);
  }
  const { type, ...rest } = value;
  const known = typeof type === "string" && Object.hasOwn(checks, type) ? checks[type] : undefined;
  if (known === undefined) {
    const names = Object.keys(checks);
    const hint = didYouMean(type, names);
    return refuse(context, value, `no type of encapsulation: ${shownValue(type)} (${names.join(", ")})${hint}`);
  }
  const [encapType, check] = known;
  const { data, error } = check.safeParse(rest);
  for (const issue of error?.issues ?? []) context.issues.push({ ...issue, input: value } as never);
  return error === undefined ? { encapType, encap: data } : z.NEVER;
});
