// include/uapi/linux/pkt_sched.h: struct tc_netem_*, TCA_NETEM_*, NETEM_LOSS_*
import {
  array,
  attr,
  attrs,
  counter64,
  type Infer,
  later,
  message,
  nested,
  s16,
  s32,
  s64,
  struct,
  u32,
  u64,
  unit,
} from "../../../codec/index.js";
import { TICKS } from "../constants.js";

/** 0xffffffff is certainty. */
const probability = unit("2^-32", u32);

export const NetemOpt = struct("tc_netem_qopt", 24, {
  /** Superseded by TCA_NETEM_LATENCY64. */
  latency: unit(TICKS, u32),
  limit: unit("packets", u32),
  loss: probability,
  /** Reorder every gap-th packet; 0 turns reordering off. */
  gap: unit("packets", u32),
  duplicate: probability,
  /** Superseded by TCA_NETEM_JITTER64. */
  jitter: unit(TICKS, u32),
});

export const NetemCorr = struct("tc_netem_corr", 12, {
  delayCorr: probability,
  lossCorr: probability,
  dupCorr: probability,
});

export const NetemReorder = struct("tc_netem_reorder", 8, { probability, correlation: probability });
export const NetemCorrupt = struct("tc_netem_corrupt", 8, { probability, correlation: probability });

export const NetemRate = struct("tc_netem_rate", 16, {
  /** 0xffffffff when it does not fit: TCA_NETEM_RATE64 then holds it. */
  rate: unit("bytes/s", u32),
  packetOverhead: unit("bytes", s32),
  cellSize: unit("bytes", u32),
  cellOverhead: unit("bytes", s32),
});

export const NetemSlot = struct("tc_netem_slot", 40, {
  minDelay: unit("ns", s64),
  maxDelay: unit("ns", s64),
  maxPackets: unit("packets", s32),
  maxBytes: unit("bytes", s32),
  /** Linux 4.17. */
  distDelay: later(unit("ns", s64)),
  distJitter: later(unit("ns", s64)),
});

/** Four-state Markov chain. */
export const NetemGiModel = struct("tc_netem_gimodel", 20, {
  p13: probability,
  p31: probability,
  p32: probability,
  p14: probability,
  p23: probability,
});

/** Gilbert-Elliott: probabilities of the two transitions and of loss in each state. */
export const NetemGeModel = struct("tc_netem_gemodel", 16, {
  p: probability,
  r: probability,
  h: probability,
  k1: probability,
});

export const NetemLoss = attrs({
  gi: attr(1, "NETEM_LOSS_GI", NetemGiModel),
  ge: attr(2, "NETEM_LOSS_GE", NetemGeModel),
});

const NetemAttrs = attrs(
  {
    corr: attr(1, "TCA_NETEM_CORR", NetemCorr),
    /** Deviates of the delay, 8192 being one standard deviation; requests only, up to 16384 entries. */
    delayDist: attr(2, "TCA_NETEM_DELAY_DIST", array(s16)),
    reorder: attr(3, "TCA_NETEM_REORDER", NetemReorder),
    corrupt: attr(4, "TCA_NETEM_CORRUPT", NetemCorrupt),
    lossModel: attr(5, "TCA_NETEM_LOSS", nested(NetemLoss)),
    rate: attr(6, "TCA_NETEM_RATE", NetemRate),
    ecn: attr(7, "TCA_NETEM_ECN", u32),
    rate64: attr(8, "TCA_NETEM_RATE64", unit("bytes/s", u64)),
    latency64: attr(10, "TCA_NETEM_LATENCY64", unit("ns", s64)),
    jitter64: attr(11, "TCA_NETEM_JITTER64", unit("ns", s64)),
    slot: attr(12, "TCA_NETEM_SLOT", NetemSlot),
    slotDist: attr(13, "TCA_NETEM_SLOT_DIST", array(s16)),
    prngSeed: attr(14, "TCA_NETEM_PRNG_SEED", u64),
  },
  { pad: { TCA_NETEM_PAD: 9 } },
);

/** `loss` is the struct's random loss, `lossModel` the attribute with a loss model. */
export const Netem = message(NetemOpt, NetemAttrs);
export interface Netem extends Infer<typeof Netem> {}

export const NetemXstats = struct("tc_netem_xstats", 56, {
  delayed: unit("packets", counter64),
  dropped: unit("packets", counter64),
  corrupted: unit("packets", counter64),
  duplicated: unit("packets", counter64),
  reordered: unit("packets", counter64),
  ecnMarked: unit("packets", counter64),
  allocationErrors: counter64,
});
