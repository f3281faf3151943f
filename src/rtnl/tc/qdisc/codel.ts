// include/uapi/linux/pkt_sched.h: TCA_CODEL_*, struct tc_codel_xstats
import { attr, attrs, type Infer, later, s32, struct, u32, unit } from "../../../codec/index.js";

export const Codel = attrs({
  target: attr(1, "TCA_CODEL_TARGET", unit("us", u32)),
  limit: attr(2, "TCA_CODEL_LIMIT", unit("packets", u32)),
  interval: attr(3, "TCA_CODEL_INTERVAL", unit("us", u32)),
  ecn: attr(4, "TCA_CODEL_ECN", u32),
  ceThreshold: attr(5, "TCA_CODEL_CE_THRESHOLD", unit("us", u32)),
});
export interface Codel extends Infer<typeof Codel> {}

export const CodelXstats = struct("tc_codel_xstats", 36, {
  maxpacket: unit("bytes", u32),
  count: u32,
  lastcount: u32,
  /** Queueing delay that the last packet saw. */
  ldelay: unit("us", u32),
  dropNext: unit("us", s32),
  dropOverlimit: unit("packets", u32),
  ecnMark: unit("packets", u32),
  dropping: u32,
  /** Linux 4.1. */
  ceMark: later(unit("packets", u32)),
});
