// include/uapi/linux/pkt_sched.h: TC_H_*, TC_LINKLAYER_*; include/uapi/linux/rtnetlink.h: TCM_IFINDEX_MAGIC_BLOCK
import { constants, type NameOf } from "../../codec/index.js";

/** Handles with a meaning of their own. Any other is major << 16 | minor, written `1:10` (hexadecimal). */
export const TcHandle = constants("TC_H_", {
  unspec: 0,
  root: 0xffffffff,
  /** Handle of the qdiscs `ingress` and `clsact`. */
  ingress: 0xfffffff1,
  /** Minors of the two sides of clsact, under the major 0xffff. */
  min_ingress: 0xfff2,
  min_egress: 0xfff3,
  min_priority: 0xffe0,
  maj_mask: 0xffff0000,
  min_mask: 0xffff,
});
export type TcHandle = NameOf<typeof TcHandle>;

/** `tcm_ifindex` of filters on a shared block; `tcm_parent` then is the block's index. */
export const TCM_IFINDEX_MAGIC_BLOCK = -1;

export const LinkLayer = constants("TC_LINKLAYER_", { unaware: 0, ethernet: 1, atm: 2 });
export type LinkLayer = NameOf<typeof LinkLayer>;

/** Unit of token bucket sizes: /proc/net/psched tells their length, 64 ns since Linux 2.6.31. */
export const TICKS = "psched ticks (64 ns)";
