// include/uapi/linux/pkt_sched.h: TCA_HTB_*, struct tc_htb_*
import { attr, attrs, flag, hex, type Infer, s32, struct, u32, u64, unit } from "../../../codec/index.js";
import { TICKS } from "../constants.js";
import { RateSpec, RateTable } from "../rate.js";

export const HtbGlob = struct("tc_htb_glob", 20, {
  /** 3 in requests. Replies have the protocol version in the upper half, which is that 3. */
  version: u32,
  /** Divisor from a class's rate (bytes/s) to its quantum. */
  rate2quantum: u32,
  /** Minor of the class that takes unclassified traffic; 0: send it at once. */
  defcls: hex(u32),
  debug: u32,
  directPkts: unit("packets", u32),
});

export const HtbOpt = struct("tc_htb_opt", 44, {
  rate: RateSpec,
  ceil: RateSpec,
  buffer: unit(TICKS, u32),
  cbuffer: unit(TICKS, u32),
  quantum: unit("bytes", u32),
  /** Set by the kernel: 0 is a leaf. */
  level: u32,
  prio: u32,
});

/** One numbering serves both: the qdisc uses init, directQlen and offload, a class the rest. */
const fields = {
  /** Class only. */
  parms: attr(1, "TCA_HTB_PARMS", HtbOpt),
  /** Qdisc only. */
  init: attr(2, "TCA_HTB_INIT", HtbGlob),
  ctab: attr(3, "TCA_HTB_CTAB", RateTable),
  rtab: attr(4, "TCA_HTB_RTAB", RateTable),
  directQlen: attr(5, "TCA_HTB_DIRECT_QLEN", unit("packets", u32)),
  /** Present when the rate does not fit 32 bits. */
  rate64: attr(6, "TCA_HTB_RATE64", unit("bytes/s", u64)),
  ceil64: attr(7, "TCA_HTB_CEIL64", unit("bytes/s", u64)),
  offload: attr(9, "TCA_HTB_OFFLOAD", flag),
};

export const Htb = attrs(fields, { pad: { TCA_HTB_PAD: 8 } });
export interface Htb extends Infer<typeof Htb> {}

/** Of a class. */
export const HtbXstats = struct("tc_htb_xstats", 20, {
  lends: u32,
  borrows: u32,
  /** Packets larger than the rate table foresaw. */
  giants: unit("packets", u32),
  tokens: unit(TICKS, s32),
  ctokens: unit(TICKS, s32),
});
