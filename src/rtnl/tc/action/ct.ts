// include/uapi/linux/tc_act/tc_ct.h: TCA_CT_*, struct tc_ct
import {
  attr,
  attrs,
  be16,
  constants,
  cstring,
  enumOf,
  fixedBytes,
  flagsOf,
  hex,
  type Infer,
  ipv4,
  ipv6,
  struct,
  u8,
  u16,
  u32,
} from "../../../codec/index.js";
import { AddressFamily, IpProtocol } from "../../constants.js";
import { ActionTimes, generic } from "../verdict.js";

/** Bits of TCA_CT_ACTION. */
export const CtAction = constants("TCA_CT_ACT_", { commit: 1, force: 2, clear: 4, nat: 8, nat_src: 16, nat_dst: 32 });

export const CtParms = struct("tc_ct", 20, generic);

export const Ct = attrs(
  {
    parms: attr(1, "TCA_CT_PARMS", CtParms),
    tm: attr(2, "TCA_CT_TM", ActionTimes),
    action: attr(3, "TCA_CT_ACTION", flagsOf(u16, CtAction)),
    zone: attr(4, "TCA_CT_ZONE", u16),
    mark: attr(5, "TCA_CT_MARK", hex(u32)),
    markMask: attr(6, "TCA_CT_MARK_MASK", hex(u32)),
    labels: attr(7, "TCA_CT_LABELS", fixedBytes(16)),
    labelsMask: attr(8, "TCA_CT_LABELS_MASK", fixedBytes(16)),
    natIpv4Min: attr(9, "TCA_CT_NAT_IPV4_MIN", ipv4),
    natIpv4Max: attr(10, "TCA_CT_NAT_IPV4_MAX", ipv4),
    natIpv6Min: attr(11, "TCA_CT_NAT_IPV6_MIN", ipv6),
    natIpv6Max: attr(12, "TCA_CT_NAT_IPV6_MAX", ipv6),
    natPortMin: attr(13, "TCA_CT_NAT_PORT_MIN", be16),
    natPortMax: attr(14, "TCA_CT_NAT_PORT_MAX", be16),
    helperName: attr(16, "TCA_CT_HELPER_NAME", cstring),
    helperFamily: attr(17, "TCA_CT_HELPER_FAMILY", enumOf(u8, AddressFamily)),
    helperProto: attr(18, "TCA_CT_HELPER_PROTO", enumOf(u8, IpProtocol)),
  },
  { pad: { TCA_CT_PAD: 15 } },
);
export interface Ct extends Infer<typeof Ct> {}
