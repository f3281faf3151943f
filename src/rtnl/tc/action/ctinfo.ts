// include/uapi/linux/tc_act/tc_ctinfo.h: TCA_CTINFO_*, struct tc_ctinfo
import { attr, attrs, counter64, hex, type Infer, struct, u16, u32, unit } from "../../../codec/index.js";
import { ActionTimes, generic } from "../verdict.js";

export const CtinfoParms = struct("tc_ctinfo", 20, generic);

export const Ctinfo = attrs(
  {
    tm: attr(2, "TCA_CTINFO_TM", ActionTimes),
    act: attr(3, "TCA_CTINFO_ACT", CtinfoParms),
    zone: attr(4, "TCA_CTINFO_ZONE", u16),
    /** Bits of the connection's mark that hold the DSCP: six in a row. */
    parmsDscpMask: attr(5, "TCA_CTINFO_PARMS_DSCP_MASK", hex(u32)),
    /** Bits of which one must be set for the DSCP to be restored. */
    parmsDscpStatemask: attr(6, "TCA_CTINFO_PARMS_DSCP_STATEMASK", hex(u32)),
    parmsCpmarkMask: attr(7, "TCA_CTINFO_PARMS_CPMARK_MASK", hex(u32)),
    statsDscpSet: attr(8, "TCA_CTINFO_STATS_DSCP_SET", unit("packets", counter64)),
    statsDscpError: attr(9, "TCA_CTINFO_STATS_DSCP_ERROR", unit("packets", counter64)),
    statsCpmarkSet: attr(10, "TCA_CTINFO_STATS_CPMARK_SET", unit("packets", counter64)),
  },
  { pad: { TCA_CTINFO_PAD: 1 } },
);
export interface Ctinfo extends Infer<typeof Ctinfo> {}
