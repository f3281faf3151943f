// include/uapi/linux/pkt_sched.h: TCA_GRED_*, struct tc_gred_qopt, struct tc_gred_sopt
import {
  array,
  as,
  attr,
  attrs,
  counter64,
  flagsOf,
  type Infer,
  repeated,
  struct,
  u8,
  u32,
  unit,
} from "../../../codec/index.js";
import { MaxP, RedFlags, RedStab } from "./red.js";

/** One virtual queue. */
export const GredOpt = struct("tc_gred_qopt", 52, {
  limit: unit("bytes", u32),
  qthMin: unit("bytes", u32),
  qthMax: unit("bytes", u32),
  /** Number of the queue; outside 0…15 in replies: unused. */
  dp: as("DP", u32),
  backlog: unit("bytes", u32),
  qave: unit("bytes", u32),
  forced: unit("packets", u32),
  early: unit("packets", u32),
  other: unit("packets", u32),
  pdrop: unit("packets", u32),
  wLog: as("Wlog", u8),
  pLog: as("Plog", u8),
  scellLog: as("Scell_log", u8),
  prio: u8,
  packets: unit("packets", u32),
  bytesin: unit("bytes", u32),
});

/** Set-up of the whole qdisc. */
export const GredSetup = struct("tc_gred_sopt", 12, {
  dps: as("DPs", u32),
  defDp: as("def_DP", u32),
  grio: u8,
  flags: flagsOf(u8, RedFlags),
});

export const GredQueue = attrs(
  {
    dp: attr(2, "TCA_GRED_VQ_DP", u32),
    statBytes: attr(3, "TCA_GRED_VQ_STAT_BYTES", unit("bytes", counter64)),
    statPackets: attr(4, "TCA_GRED_VQ_STAT_PACKETS", unit("packets", u32)),
    statBacklog: attr(5, "TCA_GRED_VQ_STAT_BACKLOG", unit("bytes", u32)),
    statProbDrop: attr(6, "TCA_GRED_VQ_STAT_PROB_DROP", unit("packets", u32)),
    statProbMark: attr(7, "TCA_GRED_VQ_STAT_PROB_MARK", unit("packets", u32)),
    statForcedDrop: attr(8, "TCA_GRED_VQ_STAT_FORCED_DROP", unit("packets", u32)),
    statForcedMark: attr(9, "TCA_GRED_VQ_STAT_FORCED_MARK", unit("packets", u32)),
    statPdrop: attr(10, "TCA_GRED_VQ_STAT_PDROP", unit("packets", u32)),
    statOther: attr(11, "TCA_GRED_VQ_STAT_OTHER", unit("packets", u32)),
    flags: attr(12, "TCA_GRED_VQ_FLAGS", flagsOf(u32, RedFlags)),
  },
  { pad: { TCA_GRED_VQ_PAD: 1 } },
);

export const GredQueueList = attrs({
  entry: attr(1, "TCA_GRED_VQ_ENTRY", repeated(GredQueue)),
});

export const Gred = attrs({
  /** A request changes one queue; a reply lists all sixteen. */
  parms: attr(1, "TCA_GRED_PARMS", array(GredOpt)),
  /** Requests only. */
  stab: attr(2, "TCA_GRED_STAB", RedStab),
  dps: attr(3, "TCA_GRED_DPS", GredSetup),
  /** One in a request, sixteen in a reply. */
  maxP: attr(4, "TCA_GRED_MAX_P", array(MaxP)),
  limit: attr(5, "TCA_GRED_LIMIT", unit("bytes", u32)),
  vqList: attr(6, "TCA_GRED_VQ_LIST", GredQueueList),
});
export interface Gred extends Infer<typeof Gred> {}
