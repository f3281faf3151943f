// include/uapi/linux/pkt_cls.h: TCA_U32_*, struct tc_u32_*, TC_U32_*
import {
  array,
  attr,
  attrs,
  be16,
  be32,
  constants,
  counter64,
  cstring,
  flagsOf,
  hex,
  type Infer,
  s16,
  struct,
  u8,
  u16,
  u32,
  unit,
} from "../../../codec/index.js";
import { Actions } from "../action/action.js";
import { Police } from "../action/police.js";
import { ClassifierFlags } from "./flags.js";
import { U32Key } from "./u32_key.js";

/** Bits of `flags` of a selector. */
export const U32SelFlags = constants("TC_U32_", { terminal: 1, offset: 2, varoffset: 4, eat: 8 });

export const U32Sel = struct("tc_u32_sel", 16, {
  flags: flagsOf(u8, U32SelFlags),
  offshift: u8,
  nkeys: u8,
  /** Of the 16 bits at `offoff` that hold the length of the header. */
  offmask: hex(be16),
  off: unit("bytes", u16),
  offoff: unit("bytes", s16),
  /** Where the word lies that `hmask` makes the hash key of. */
  hoff: unit("bytes", s16),
  hmask: hex(be32),
  keys: array(U32Key, "nkeys"),
});

export const U32Pcnt = struct("tc_u32_pcnt", 16, {
  /** Packets looked at, packets matched. */
  rcnt: unit("packets", counter64),
  rhit: unit("packets", counter64),
  /** Matches of each key. */
  kcnts: unit("packets", array(counter64)),
});

export const U32Mark = struct("tc_u32_mark", 12, {
  val: hex(u32),
  mask: hex(u32),
  success: unit("packets", u32),
});

/** Handles of u32 are hash table << 20 | bucket << 12 | node. */
export const U32 = attrs(
  {
    classid: attr(1, "TCA_U32_CLASSID", hex(u32)),
    hash: attr(2, "TCA_U32_HASH", hex(u32)),
    link: attr(3, "TCA_U32_LINK", hex(u32)),
    /** Buckets of a hash table, a power of two up to 256. */
    divisor: attr(4, "TCA_U32_DIVISOR", u32),
    sel: attr(5, "TCA_U32_SEL", U32Sel),
    police: attr(6, "TCA_U32_POLICE", Police),
    act: attr(7, "TCA_U32_ACT", Actions),
    indev: attr(8, "TCA_U32_INDEV", cstring),
    pcnt: attr(9, "TCA_U32_PCNT", U32Pcnt),
    mark: attr(10, "TCA_U32_MARK", U32Mark),
    flags: attr(11, "TCA_U32_FLAGS", flagsOf(u32, ClassifierFlags)),
  },
  { pad: { TCA_U32_PAD: 12 } },
);
export interface U32 extends Infer<typeof U32> {}
