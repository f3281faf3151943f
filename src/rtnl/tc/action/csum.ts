// include/uapi/linux/tc_act/tc_csum.h: TCA_CSUM_*, struct tc_csum
import { attr, attrs, constants, flagsOf, type Infer, struct, u32 } from "../../../codec/index.js";
import { ActionTimes, generic } from "../verdict.js";

/** Checksums to recompute. */
export const CsumUpdateFlags = constants("TCA_CSUM_UPDATE_FLAG_", {
  ipv4hdr: 1,
  icmp: 2,
  igmp: 4,
  tcp: 8,
  udp: 16,
  udplite: 32,
  sctp: 64,
});

export const CsumParms = struct("tc_csum", 24, { ...generic, updateFlags: flagsOf(u32, CsumUpdateFlags) });

export const Csum = attrs(
  {
    parms: attr(1, "TCA_CSUM_PARMS", CsumParms),
    tm: attr(2, "TCA_CSUM_TM", ActionTimes),
  },
  { pad: { TCA_CSUM_PAD: 3 } },
);
export interface Csum extends Infer<typeof Csum> {}
