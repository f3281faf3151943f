// include/uapi/linux/tc_act/tc_gact.h: TCA_GACT_*, struct tc_gact, struct tc_gact_p
import { attr, attrs, constants, enumOf, type Infer, struct, u16 } from "../../../codec/index.js";
import { ActionTimes, generic, verdict } from "../verdict.js";

export const GactParms = struct("tc_gact", 20, generic);

export const GactProbability = constants("PGACT_", { none: 0, netrand: 1, determ: 2 });

export const GactProb = struct("tc_gact_p", 8, {
  ptype: enumOf(u16, GactProbability),
  /** One in pval packets gets `paction`: at random, or exactly each pval-th. */
  pval: u16,
  paction: verdict,
});

export const Gact = attrs(
  {
    tm: attr(1, "TCA_GACT_TM", ActionTimes),
    parms: attr(2, "TCA_GACT_PARMS", GactParms),
    prob: attr(3, "TCA_GACT_PROB", GactProb),
  },
  { pad: { TCA_GACT_PAD: 4 } },
);
export interface Gact extends Infer<typeof Gact> {}
