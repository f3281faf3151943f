// include/uapi/linux/pkt_sched.h: TCA_RED_*, struct tc_red_qopt, struct tc_red_xstats
import {
  as,
  attr,
  attrs,
  bitfield32,
  constants,
  fixedBytes,
  flagsOf,
  type Infer,
  struct,
  u8,
  u32,
  unit,
} from "../../../codec/index.js";

/** Bits of `flags`. */
export const RedFlags = constants("TC_RED_", { ecn: 1, harddrop: 2, adaptative: 4, nodrop: 8 });

/** Parameters of red in bytes, of choke in packets. */
export function redOpt(of: "bytes" | "packets") {
  return struct("tc_red_qopt", 16, {
    limit: unit(of, u32),
    qthMin: unit(of, u32),
    qthMax: unit(of, u32),
    /** Weight of the newest sample in the average: 2^-wLog. */
    wLog: as("Wlog", u8),
    /** Slope of the drop probability: 2^-pLog / (qthMax - qthMin). */
    pLog: as("Plog", u8),
    /** Idle times are damped in steps of 2^scellLog. */
    scellLog: as("Scell_log", u8),
    flags: flagsOf(u8, RedFlags),
  });
}

/** Damping of the average by idle time. */
export const RedStab = fixedBytes(256);
/** 2^32 is certainty. */
export const MaxP = unit("2^-32", u32);

export const Red = attrs({
  parms: attr(1, "TCA_RED_PARMS", redOpt("bytes")),
  /** Requests only. */
  stab: attr(2, "TCA_RED_STAB", RedStab),
  maxP: attr(3, "TCA_RED_MAX_P", MaxP),
  /** Supersedes `parms.flags`; Linux 5.7. */
  flags: attr(4, "TCA_RED_FLAGS", bitfield32(RedFlags)),
  earlyDropBlock: attr(5, "TCA_RED_EARLY_DROP_BLOCK", u32),
  markBlock: attr(6, "TCA_RED_MARK_BLOCK", u32),
});
export interface Red extends Infer<typeof Red> {}

export const RedXstats = struct("tc_red_xstats", 16, {
  early: unit("packets", u32),
  pdrop: unit("packets", u32),
  other: unit("packets", u32),
  marked: unit("packets", u32),
});
