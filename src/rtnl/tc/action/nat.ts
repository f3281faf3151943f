// include/uapi/linux/tc_act/tc_nat.h: TCA_NAT_*, struct tc_nat
import { attr, attrs, constants, flagsOf, type Infer, ipv4, struct, u32 } from "../../../codec/index.js";
import { ActionTimes, generic } from "../verdict.js";

export const NatFlags = constants("TCA_NAT_FLAG_", { egress: 1 });

export const NatParms = struct("tc_nat", 36, {
  ...generic,
  oldAddr: ipv4,
  newAddr: ipv4,
  mask: ipv4,
  flags: flagsOf(u32, NatFlags),
});

export const Nat = attrs(
  {
    parms: attr(1, "TCA_NAT_PARMS", NatParms),
    tm: attr(2, "TCA_NAT_TM", ActionTimes),
  },
  { pad: { TCA_NAT_PAD: 3 } },
);
export interface Nat extends Infer<typeof Nat> {}
