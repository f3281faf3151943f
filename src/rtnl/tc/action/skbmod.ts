// include/uapi/linux/tc_act/tc_skbmod.h: TCA_SKBMOD_*, struct tc_skbmod, SKBMOD_F_*
import { attr, attrs, constants, enumOf, hex, type Infer, mac, struct, u16, u64 } from "../../../codec/index.js";
import { EtherType } from "../../../uapi/ether-type.js";
import { ActionTimes, generic } from "../verdict.js";

export const SkbmodFlags = constants("SKBMOD_F_", { dmac: 1, smac: 2, etype: 4, swapmac: 8, ecn: 16 });

export const SkbmodParms = struct("tc_skbmod", 32, { ...generic, flags: hex(u64) });

export const Skbmod = attrs(
  {
    tm: attr(1, "TCA_SKBMOD_TM", ActionTimes),
    parms: attr(2, "TCA_SKBMOD_PARMS", SkbmodParms),
    dmac: attr(3, "TCA_SKBMOD_DMAC", mac),
    smac: attr(4, "TCA_SKBMOD_SMAC", mac),
    /** Host byte order. */
    etype: attr(5, "TCA_SKBMOD_ETYPE", enumOf(u16, EtherType)),
  },
  { pad: { TCA_SKBMOD_PAD: 6 } },
);
export interface Skbmod extends Infer<typeof Skbmod> {}
