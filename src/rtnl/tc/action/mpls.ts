// include/uapi/linux/tc_act/tc_mpls.h: TCA_MPLS_*, struct tc_mpls
import { attr, attrs, be16, constants, enumOf, type Infer, s32, struct, u8, u32 } from "../../../codec/index.js";
import { EtherType } from "../../../uapi/ether-type.js";
import { ActionTimes, generic } from "../verdict.js";

export const MplsAction = constants("TCA_MPLS_ACT_", { pop: 1, push: 2, modify: 3, dec_ttl: 4, mac_push: 5 });

export const MplsParms = struct("tc_mpls", 24, { ...generic, mAction: enumOf(s32, MplsAction) });

export const MplsActionAttrs = attrs(
  {
    tm: attr(1, "TCA_MPLS_TM", ActionTimes),
    parms: attr(2, "TCA_MPLS_PARMS", MplsParms),
    proto: attr(4, "TCA_MPLS_PROTO", enumOf(be16, EtherType)),
    /** 20 bits, host byte order. */
    label: attr(5, "TCA_MPLS_LABEL", u32),
    tc: attr(6, "TCA_MPLS_TC", u8),
    ttl: attr(7, "TCA_MPLS_TTL", u8),
    bos: attr(8, "TCA_MPLS_BOS", u8),
  },
  { pad: { TCA_MPLS_PAD: 3 } },
);
export interface MplsActionAttrs extends Infer<typeof MplsActionAttrs> {}
