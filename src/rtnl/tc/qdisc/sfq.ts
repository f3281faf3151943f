// include/uapi/linux/pkt_sched.h: struct tc_sfq_*, struct tc_sfqred_stats
import { as, flagsOf, later, s32, struct, u8, u32, unit } from "../../../codec/index.js";
import { MaxP, RedFlags } from "./red.js";

export const SfqOpt = struct("tc_sfq_qopt", 20, {
  quantum: unit("bytes", u32),
  perturbPeriod: unit("s", s32),
  limit: unit("packets", u32),
  /** Hash buckets. */
  divisor: u32,
  flows: u32,
});

export const SfqRedStats = struct("tc_sfqred_stats", 24, {
  probDrop: unit("packets", u32),
  forcedDrop: unit("packets", u32),
  probMark: unit("packets", u32),
  forcedMark: unit("packets", u32),
  probMarkHead: unit("packets", u32),
  forcedMarkHead: unit("packets", u32),
});

/** Everything after `v0` came with Linux 3.3; requests may end before it. */
export const Sfq = struct("tc_sfq_qopt_v1", 72, {
  v0: SfqOpt,
  depth: later(unit("packets", u32)),
  headdrop: later(u32),
  limit: later(unit("bytes", u32)),
  qthMin: later(unit("bytes", u32)),
  qthMax: later(unit("bytes", u32)),
  wLog: later(as("Wlog", u8)),
  pLog: later(as("Plog", u8)),
  scellLog: later(as("Scell_log", u8)),
  flags: later(flagsOf(u8, RedFlags)),
  maxP: later(as("max_P", MaxP)),
  stats: later(SfqRedStats),
});

/** Of a class, that is, a flow. */
export const SfqXstats = struct("tc_sfq_xstats", 4, { allot: unit("bytes", s32) });
