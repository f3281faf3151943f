// include/uapi/linux/nl80211.h: NL80211_FTM_*, NL80211_HE_*, NL80211_FILS_DISCOVERY_*, NL80211_MBSSID_*
import { attr, attrs, bytes, counter64, fixedBytes, flag, type Infer, u8, u32, unit } from "../../codec/index.js";

export const Nl80211FtmResponder = attrs({
  enabled: attr(1, "NL80211_FTM_RESP_ATTR_ENABLED", flag),
  lci: attr(2, "NL80211_FTM_RESP_ATTR_LCI", bytes),
  civicloc: attr(3, "NL80211_FTM_RESP_ATTR_CIVICLOC", bytes),
});
export interface Nl80211FtmResponder extends Infer<typeof Nl80211FtmResponder> {}

export const Nl80211FtmResponderStats = attrs(
  {
    successNum: attr(1, "NL80211_FTM_STATS_SUCCESS_NUM", u32),
    partialNum: attr(2, "NL80211_FTM_STATS_PARTIAL_NUM", u32),
    failedNum: attr(3, "NL80211_FTM_STATS_FAILED_NUM", u32),
    asapNum: attr(4, "NL80211_FTM_STATS_ASAP_NUM", u32),
    nonAsapNum: attr(5, "NL80211_FTM_STATS_NON_ASAP_NUM", u32),
    totalDurationMsec: attr(6, "NL80211_FTM_STATS_TOTAL_DURATION_MSEC", unit("ms", counter64)),
    unknownTriggersNum: attr(7, "NL80211_FTM_STATS_UNKNOWN_TRIGGERS_NUM", u32),
    rescheduleRequestsNum: attr(8, "NL80211_FTM_STATS_RESCHEDULE_REQUESTS_NUM", u32),
    outOfWindowTriggersNum: attr(9, "NL80211_FTM_STATS_OUT_OF_WINDOW_TRIGGERS_NUM", u32),
  },
  { pad: { NL80211_FTM_STATS_PAD: 10 } },
);
export interface Nl80211FtmResponderStats extends Infer<typeof Nl80211FtmResponderStats> {}

export const Nl80211HeObssPd = attrs({
  minOffset: attr(1, "NL80211_HE_OBSS_PD_ATTR_MIN_OFFSET", u8),
  maxOffset: attr(2, "NL80211_HE_OBSS_PD_ATTR_MAX_OFFSET", u8),
  nonSrgMaxOffset: attr(3, "NL80211_HE_OBSS_PD_ATTR_NON_SRG_MAX_OFFSET", u8),
  bssColorBitmap: attr(4, "NL80211_HE_OBSS_PD_ATTR_BSS_COLOR_BITMAP", fixedBytes(8)),
  partialBssidBitmap: attr(5, "NL80211_HE_OBSS_PD_ATTR_PARTIAL_BSSID_BITMAP", fixedBytes(8)),
  srCtrl: attr(6, "NL80211_HE_OBSS_PD_ATTR_SR_CTRL", u8),
});
export interface Nl80211HeObssPd extends Infer<typeof Nl80211HeObssPd> {}

export const Nl80211HeBssColor = attrs({
  color: attr(1, "NL80211_HE_BSS_COLOR_ATTR_COLOR", u8),
  disabled: attr(2, "NL80211_HE_BSS_COLOR_ATTR_DISABLED", flag),
  partial: attr(3, "NL80211_HE_BSS_COLOR_ATTR_PARTIAL", flag),
});
export interface Nl80211HeBssColor extends Infer<typeof Nl80211HeBssColor> {}

export const Nl80211FilsDiscovery = attrs({
  intMin: attr(1, "NL80211_FILS_DISCOVERY_ATTR_INT_MIN", unit("TU", u32)),
  intMax: attr(2, "NL80211_FILS_DISCOVERY_ATTR_INT_MAX", unit("TU", u32)),
  tmpl: attr(3, "NL80211_FILS_DISCOVERY_ATTR_TMPL", bytes),
});
export interface Nl80211FilsDiscovery extends Infer<typeof Nl80211FilsDiscovery> {}

export const Nl80211UnsolBcastProbeResp = attrs({
  int: attr(1, "NL80211_UNSOL_BCAST_PROBE_RESP_ATTR_INT", unit("TU", u32)),
  tmpl: attr(2, "NL80211_UNSOL_BCAST_PROBE_RESP_ATTR_TMPL", bytes),
});
export interface Nl80211UnsolBcastProbeResp extends Infer<typeof Nl80211UnsolBcastProbeResp> {}

export const Nl80211MbssidConfig = attrs({
  maxInterfaces: attr(1, "NL80211_MBSSID_CONFIG_ATTR_MAX_INTERFACES", u8),
  maxEmaProfilePeriodicity: attr(2, "NL80211_MBSSID_CONFIG_ATTR_MAX_EMA_PROFILE_PERIODICITY", u8),
  index: attr(3, "NL80211_MBSSID_CONFIG_ATTR_INDEX", u8),
  txIfindex: attr(4, "NL80211_MBSSID_CONFIG_ATTR_TX_IFINDEX", u32),
  ema: attr(5, "NL80211_MBSSID_CONFIG_ATTR_EMA", flag),
  txLinkId: attr(6, "NL80211_MBSSID_CONFIG_ATTR_TX_LINK_ID", u8),
});
export interface Nl80211MbssidConfig extends Infer<typeof Nl80211MbssidConfig> {}

export const Nl80211S1gShortBeacon = attrs({
  head: attr(1, "NL80211_S1G_SHORT_BEACON_ATTR_HEAD", bytes),
  tail: attr(2, "NL80211_S1G_SHORT_BEACON_ATTR_TAIL", bytes),
});
export interface Nl80211S1gShortBeacon extends Infer<typeof Nl80211S1gShortBeacon> {}
