// include/uapi/linux/tc_act/tc_mirred.h: TCA_MIRRED_*, struct tc_mirred
import { attr, attrs, constants, enumOf, type Infer, type NameOf, s32, struct, u32 } from "../../../codec/index.js";
import { ActionTimes, generic } from "../verdict.js";

export const MirredAction = constants("TCA_", {
  egress_redir: 1,
  egress_mirror: 2,
  ingress_redir: 3,
  ingress_mirror: 4,
});
export type MirredAction = NameOf<typeof MirredAction>;

export const MirredParms = struct("tc_mirred", 28, {
  ...generic,
  eaction: enumOf(s32, MirredAction),
  ifindex: u32,
});

export const Mirred = attrs(
  {
    tm: attr(1, "TCA_MIRRED_TM", ActionTimes),
    parms: attr(2, "TCA_MIRRED_PARMS", MirredParms),
    /** Shared block whose devices get the packet, instead of `parms.ifindex`; Linux 6.8. */
    blockid: attr(4, "TCA_MIRRED_BLOCKID", u32),
  },
  { pad: { TCA_MIRRED_PAD: 3 } },
);
export interface Mirred extends Infer<typeof Mirred> {}
