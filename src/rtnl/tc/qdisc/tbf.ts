// include/uapi/linux/pkt_sched.h: TCA_TBF_*, struct tc_tbf_qopt
import { attr, attrs, type Infer, struct, u32, u64, unit } from "../../../codec/index.js";
import { TICKS } from "../constants.js";
import { RateSpec, RateTable } from "../rate.js";

export const TbfOpt = struct("tc_tbf_qopt", 36, {
  rate: RateSpec,
  peakrate: RateSpec,
  limit: unit("bytes", u32),
  buffer: unit(TICKS, u32),
  mtu: unit(TICKS, u32),
});

export const Tbf = attrs(
  {
    parms: attr(1, "TCA_TBF_PARMS", TbfOpt),
    rtab: attr(2, "TCA_TBF_RTAB", RateTable),
    ptab: attr(3, "TCA_TBF_PTAB", RateTable),
    /** Present when the rate does not fit 32 bits. */
    rate64: attr(4, "TCA_TBF_RATE64", unit("bytes/s", u64)),
    prate64: attr(5, "TCA_TBF_PRATE64", unit("bytes/s", u64)),
    /** Takes precedence over `parms.buffer`. */
    burst: attr(6, "TCA_TBF_BURST", unit("bytes", u32)),
    pburst: attr(7, "TCA_TBF_PBURST", unit("bytes", u32)),
  },
  { pad: { TCA_TBF_PAD: 8 } },
);
export interface Tbf extends Infer<typeof Tbf> {}
