// include/uapi/linux/pkt_sched.h: TCA_SFB_*, struct tc_sfb_*
import { attr, attrs, type Infer, struct, u32, unit } from "../../../codec/index.js";

/** 65535 is certainty. */
const probability = unit("2^-16", u32);

export const SfbOpt = struct("tc_sfb_qopt", 36, {
  rehashInterval: unit("ms", u32),
  warmupTime: unit("ms", u32),
  max: unit("packets", u32),
  binSize: unit("packets", u32),
  increment: probability,
  decrement: probability,
  limit: unit("packets", u32),
  penaltyRate: unit("packets/s", u32),
  penaltyBurst: unit("packets", u32),
});

export const Sfb = attrs({ parms: attr(1, "TCA_SFB_PARMS", SfbOpt) });
export interface Sfb extends Infer<typeof Sfb> {}

export const SfbXstats = struct("tc_sfb_xstats", 36, {
  earlydrop: unit("packets", u32),
  penaltydrop: unit("packets", u32),
  bucketdrop: unit("packets", u32),
  queuedrop: unit("packets", u32),
  childdrop: unit("packets", u32),
  marked: unit("packets", u32),
  maxqlen: unit("packets", u32),
  maxprob: probability,
  avgprob: probability,
});
