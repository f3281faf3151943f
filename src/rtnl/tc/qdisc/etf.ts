// include/uapi/linux/pkt_sched.h: TCA_ETF_*, struct tc_etf_qopt
import { attr, attrs, constants, flagsOf, type Infer, s32, struct, u32, unit } from "../../../codec/index.js";

export const EtfFlags = constants("TC_ETF_", { deadline_mode_on: 1, offload_on: 2, skip_sock_check: 4 });

export const EtfOpt = struct("tc_etf_qopt", 12, {
  delta: unit("ns", s32),
  /** CLOCK_*, 11 is CLOCK_TAI. */
  clockid: s32,
  flags: flagsOf(u32, EtfFlags),
});
export const Etf = attrs({ parms: attr(1, "TCA_ETF_PARMS", EtfOpt) });
export interface Etf extends Infer<typeof Etf> {}
