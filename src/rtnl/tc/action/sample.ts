// include/uapi/linux/tc_act/tc_sample.h: TCA_SAMPLE_*, struct tc_sample
import { attr, attrs, type Infer, struct, u32, unit } from "../../../codec/index.js";
import { ActionTimes, generic } from "../verdict.js";

export const SampleParms = struct("tc_sample", 20, generic);

export const Sample = attrs(
  {
    tm: attr(1, "TCA_SAMPLE_TM", ActionTimes),
    parms: attr(2, "TCA_SAMPLE_PARMS", SampleParms),
    /** One packet in so many. */
    rate: attr(3, "TCA_SAMPLE_RATE", unit("packets", u32)),
    truncSize: attr(4, "TCA_SAMPLE_TRUNC_SIZE", unit("bytes", u32)),
    psampleGroup: attr(5, "TCA_SAMPLE_PSAMPLE_GROUP", u32),
  },
  { pad: { TCA_SAMPLE_PAD: 6 } },
);
export interface Sample extends Infer<typeof Sample> {}
