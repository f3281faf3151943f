// include/uapi/linux/seg6_local.h: SEG6_LOCAL_*
import {
  attr,
  attrs,
  constants,
  counter64,
  cstring,
  enumOf,
  hex,
  type Infer,
  ipv4,
  ipv6,
  type NameOf,
  nested,
  u8,
  u32,
  unit,
} from "../../../codec/index.js";
import { RouteTable } from "../../constants.js";
import { SegmentRoutingHeader } from "./srh.js";

/** SRv6 endpoint behaviours, RFC 8986. */
export const Seg6LocalAction = constants("SEG6_LOCAL_ACTION_", {
  unspec: 0,
  end: 1,
  end_x: 2,
  end_t: 3,
  end_dx2: 4,
  end_dx6: 5,
  end_dx4: 6,
  end_dt6: 7,
  end_dt4: 8,
  end_b6: 9,
  end_b6_encap: 10,
  end_bm: 11,
  end_s: 12,
  end_as: 13,
  end_am: 14,
  end_bpf: 15,
  end_dt46: 16,
});
export type Seg6LocalAction = NameOf<typeof Seg6LocalAction>;

/** Numbers of the flavors; `operation` has the bit `1 << number` of each that is on. */
export const Seg6LocalFlavor = constants("SEG6_LOCAL_FLV_OP_", { psp: 1, usp: 2, usd: 3, next_csid: 4 });
export type Seg6LocalFlavor = NameOf<typeof Seg6LocalFlavor>;

export const Seg6LocalBpf = attrs({
  /** Requests: file descriptor; replies: program id. */
  prog: attr(1, "SEG6_LOCAL_BPF_PROG", u32),
  name: attr(2, "SEG6_LOCAL_BPF_PROG_NAME", cstring),
});
export interface Seg6LocalBpf extends Infer<typeof Seg6LocalBpf> {}

/** Zero in requests, which switch counting on. */
export const Seg6LocalCounters = attrs(
  {
    packets: attr(2, "SEG6_LOCAL_CNT_PACKETS", counter64),
    bytes: attr(3, "SEG6_LOCAL_CNT_BYTES", counter64),
    errors: attr(4, "SEG6_LOCAL_CNT_ERRORS", counter64),
  },
  { pad: { SEG6_LOCAL_CNT_PAD: 1 } },
);
export interface Seg6LocalCounters extends Infer<typeof Seg6LocalCounters> {}

export const Seg6LocalFlavors = attrs({
  /** Bits `1 << Seg6LocalFlavor`. */
  operation: attr(1, "SEG6_LOCAL_FLV_OPERATION", hex(u32)),
  /** next_csid: length of the locator block; a multiple of 8, 32 by default. */
  lcblockBits: attr(2, "SEG6_LOCAL_FLV_LCBLOCK_BITS", unit("bits", u8)),
  /** next_csid: length of the node function; a multiple of 8, 16 by default. */
  lcnodeFnBits: attr(3, "SEG6_LOCAL_FLV_LCNODE_FN_BITS", unit("bits", u8)),
});
export interface Seg6LocalFlavors extends Infer<typeof Seg6LocalFlavors> {}

/** SRv6: what is done with packets whose active segment is the route's destination. */
export const Seg6LocalEncap = attrs({
  action: attr(1, "SEG6_LOCAL_ACTION", enumOf(u32, Seg6LocalAction)),
  srh: attr(2, "SEG6_LOCAL_SRH", SegmentRoutingHeader),
  table: attr(3, "SEG6_LOCAL_TABLE", enumOf(u32, RouteTable)),
  nh4: attr(4, "SEG6_LOCAL_NH4", ipv4),
  nh6: attr(5, "SEG6_LOCAL_NH6", ipv6),
  iif: attr(6, "SEG6_LOCAL_IIF", u32),
  oif: attr(7, "SEG6_LOCAL_OIF", u32),
  bpf: attr(8, "SEG6_LOCAL_BPF", nested(Seg6LocalBpf)),
  vrftable: attr(9, "SEG6_LOCAL_VRFTABLE", enumOf(u32, RouteTable)),
  counters: attr(10, "SEG6_LOCAL_COUNTERS", nested(Seg6LocalCounters)),
  flavors: attr(11, "SEG6_LOCAL_FLAVORS", nested(Seg6LocalFlavors)),
});
export interface Seg6LocalEncap extends Infer<typeof Seg6LocalEncap> {}
