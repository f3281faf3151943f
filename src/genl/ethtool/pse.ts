// include/uapi/linux/ethtool_netlink_generated.h: ETHTOOL_A_PSE_*
import { attr, attrs, enumOf, type Infer, message, nested, repeated, u32, uint, unit } from "../../codec/index.js";
import { GenlHeader } from "../header.js";
import {
  EthtoolC33PseAdminState,
  EthtoolC33PseExtState,
  EthtoolC33PsePwDStatus,
  EthtoolPodlPseAdminState,
  EthtoolPodlPsePwDStatus,
} from "./constants.js";
import { EthtoolHeader } from "./header.js";

export const EthtoolC33PsePwLimit = attrs({
  min: attr(1, "ETHTOOL_A_C33_PSE_PW_LIMIT_MIN", unit("mW", u32)),
  max: attr(2, "ETHTOOL_A_C33_PSE_PW_LIMIT_MAX", unit("mW", u32)),
});
export interface EthtoolC33PsePwLimit extends Infer<typeof EthtoolC33PsePwLimit> {}

export const EthtoolPseAttrs = attrs({
  header: attr(1, "ETHTOOL_A_PSE_HEADER", nested(EthtoolHeader)),
  podlPseAdminState: attr(2, "ETHTOOL_A_PODL_PSE_ADMIN_STATE", enumOf(u32, EthtoolPodlPseAdminState)),
  podlPseAdminControl: attr(3, "ETHTOOL_A_PODL_PSE_ADMIN_CONTROL", enumOf(u32, EthtoolPodlPseAdminState)),
  podlPsePwDStatus: attr(4, "ETHTOOL_A_PODL_PSE_PW_D_STATUS", enumOf(u32, EthtoolPodlPsePwDStatus)),
  c33PseAdminState: attr(5, "ETHTOOL_A_C33_PSE_ADMIN_STATE", enumOf(u32, EthtoolC33PseAdminState)),
  c33PseAdminControl: attr(6, "ETHTOOL_A_C33_PSE_ADMIN_CONTROL", enumOf(u32, EthtoolC33PseAdminState)),
  c33PsePwDStatus: attr(7, "ETHTOOL_A_C33_PSE_PW_D_STATUS", enumOf(u32, EthtoolC33PsePwDStatus)),
  c33PsePwClass: attr(8, "ETHTOOL_A_C33_PSE_PW_CLASS", u32),
  c33PseActualPw: attr(9, "ETHTOOL_A_C33_PSE_ACTUAL_PW", unit("mW", u32)),
  c33PseExtState: attr(10, "ETHTOOL_A_C33_PSE_EXT_STATE", enumOf(u32, EthtoolC33PseExtState)),
  c33PseExtSubstate: attr(11, "ETHTOOL_A_C33_PSE_EXT_SUBSTATE", u32),
  c33PseAvailPwLimit: attr(12, "ETHTOOL_A_C33_PSE_AVAIL_PW_LIMIT", unit("mW", u32)),
  c33PsePwLimitRanges: attr(13, "ETHTOOL_A_C33_PSE_PW_LIMIT_RANGES", repeated(nested(EthtoolC33PsePwLimit))),
  psePwDId: attr(14, "ETHTOOL_A_PSE_PW_D_ID", u32),
  psePrioMax: attr(15, "ETHTOOL_A_PSE_PRIO_MAX", u32),
  psePrio: attr(16, "ETHTOOL_A_PSE_PRIO", u32),
});
export const EthtoolPse = message(GenlHeader, EthtoolPseAttrs);
export interface EthtoolPse extends Infer<typeof EthtoolPse> {}

export const EthtoolPseNtfAttrs = attrs({
  header: attr(1, "ETHTOOL_A_PSE_NTF_HEADER", nested(EthtoolHeader)),
  /** Flags of `EthtoolPseEvent`. */
  events: attr(2, "ETHTOOL_A_PSE_NTF_EVENTS", uint),
});
export const EthtoolPseNtf = message(GenlHeader, EthtoolPseNtfAttrs);
export interface EthtoolPseNtf extends Infer<typeof EthtoolPseNtf> {}
