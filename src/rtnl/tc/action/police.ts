// include/uapi/linux/pkt_cls.h: TCA_POLICE_*, struct tc_police
import { attr, attrs, type Infer, s32, struct, u32, u64, unit } from "../../../codec/index.js";
import { TICKS } from "../constants.js";
import { RateSpec, RateTable } from "../rate.js";
import { ActionTimes, verdict } from "../verdict.js";

export const PoliceParms = struct("tc_police", 56, {
  index: u32,
  /** Of packets that exceed the rate. */
  action: verdict,
  limit: unit("bytes", u32),
  burst: unit(TICKS, u32),
  mtu: unit("bytes", u32),
  rate: RateSpec,
  peakrate: RateSpec,
  refcnt: s32,
  bindcnt: s32,
  capab: u32,
});

/** The action `police`, and the attribute TCA_*_POLICE of filters. */
export const Police = attrs(
  {
    tbf: attr(1, "TCA_POLICE_TBF", PoliceParms),
    rate: attr(2, "TCA_POLICE_RATE", RateTable),
    peakrate: attr(3, "TCA_POLICE_PEAKRATE", RateTable),
    /** Limit for the rate estimator's result. */
    avrate: attr(4, "TCA_POLICE_AVRATE", unit("bytes/s", u32)),
    /** Of packets that conform. */
    result: attr(5, "TCA_POLICE_RESULT", verdict),
    tm: attr(6, "TCA_POLICE_TM", ActionTimes),
    /** Present when the rate does not fit 32 bits. */
    rate64: attr(8, "TCA_POLICE_RATE64", unit("bytes/s", u64)),
    peakrate64: attr(9, "TCA_POLICE_PEAKRATE64", unit("bytes/s", u64)),
    pktrate64: attr(10, "TCA_POLICE_PKTRATE64", unit("packets/s", u64)),
    /** Time that the burst takes at `pktrate64`. */
    pktburst64: attr(11, "TCA_POLICE_PKTBURST64", unit(TICKS, u64)),
  },
  { pad: { TCA_POLICE_PAD: 7 } },
);
export interface Police extends Infer<typeof Police> {}
