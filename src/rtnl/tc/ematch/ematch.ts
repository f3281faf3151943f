// include/uapi/linux/pkt_cls.h: TCA_EMATCH_TREE_*, struct tcf_ematch_tree_hdr, struct tcf_ematch_hdr, TCF_EM_*
import {
  array,
  attr,
  attrs,
  byKind,
  bytes,
  constants,
  enumOf,
  flagsOf,
  hex,
  type Infer,
  indexed,
  type NameOf,
  struct,
  u8,
  u16,
  u32,
} from "../../../codec/index.js";
import { U32Key } from "../filter/u32_key.js";
import { EmatchIpt } from "./ipt.js";
import { EmatchMeta } from "./meta.js";
import { EmatchCmp, EmatchNbyte, EmatchText } from "./packet.js";

export const EmatchKind = constants("TCF_EM_", {
  container: 0,
  cmp: 1,
  nbyte: 2,
  u32: 3,
  meta: 4,
  text: 5,
  vlan: 6,
  canid: 7,
  ipset: 8,
  ipt: 9,
});
export type EmatchKind = NameOf<typeof EmatchKind>;

/** How a match goes on to the next (the low two bits, 0: it is the last of its group), and what modifies it. */
export const EmatchFlags = constants("TCF_EM_", { rel_and: 1, rel_or: 2, invert: 4, simple: 8 });

/** include/uapi/linux/can.h */
export const CanFilter = struct("can_filter", 8, { canId: hex(u32), canMask: hex(u32) });

/** include/uapi/linux/netfilter/xt_set.h */
export const SetInfo = struct("xt_set_info", 4, {
  index: u16,
  /** How many of the dimensions in flags count. */
  dim: u8,
  flags: hex(u8),
});

/** One match: the header, then what its kind says. No kernel has implemented `vlan`. */
export const Ematch = struct("tcf_ematch_hdr", 8, {
  /** Free for the user. */
  matchid: u16,
  kind: enumOf(u16, EmatchKind),
  flags: flagsOf(u16, EmatchFlags),
  pad: u16,
  data: byKind(
    "kind",
    {
      /** Number of the match, counted from 0, at which the group in parentheses starts; always a later one. */
      container: u32,
      cmp: EmatchCmp,
      nbyte: EmatchNbyte,
      u32: U32Key,
      meta: EmatchMeta,
      text: EmatchText,
      canid: array(CanFilter),
      ipset: SetInfo,
      ipt: EmatchIpt,
    },
    bytes,
  ),
});
export interface Ematch extends Infer<typeof Ematch> {}

export const EmatchTreeHdr = struct("tcf_ematch_tree_hdr", 4, {
  nmatches: u16,
  /** 0: tc. */
  progid: u16,
});

/** A boolean expression: the matches in prefix order, groups in parentheses moved to the end. */
export const EmatchTree = attrs({
  hdr: attr(1, "TCA_EMATCH_TREE_HDR", EmatchTreeHdr),
  list: attr(2, "TCA_EMATCH_TREE_LIST", indexed(Ematch, { from: 1, entry: "TCA_EMATCH" })),
});
export interface EmatchTree extends Infer<typeof EmatchTree> {}
