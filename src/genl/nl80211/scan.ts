// include/uapi/linux/nl80211.h: NL80211_BSS_*, NL80211_SURVEY_INFO_*, NL80211_SCHED_SCAN_*
import {
  attr,
  attrs,
  bytes,
  counter64,
  enumOf,
  flag,
  flagsOf,
  hex,
  type Infer,
  indexed,
  mac,
  nested,
  s8,
  s32,
  u8,
  u16,
  u32,
  u64,
  unit,
} from "../../codec/index.js";
import { Nl80211BssStatus, Nl80211BssUseFor } from "./constants.js";
import { nl80211ByBand } from "./rate.js";

/** One result of a scan. Signals in mBm are hundredths of a dBm. */
export const Nl80211Bss = attrs(
  {
    bssid: attr(1, "NL80211_BSS_BSSID", mac),
    frequency: attr(2, "NL80211_BSS_FREQUENCY", unit("MHz", u32)),
    tsf: attr(3, "NL80211_BSS_TSF", unit("us", u64)),
    beaconInterval: attr(4, "NL80211_BSS_BEACON_INTERVAL", unit("TU", u16)),
    capability: attr(5, "NL80211_BSS_CAPABILITY", hex(u16)),
    informationElements: attr(6, "NL80211_BSS_INFORMATION_ELEMENTS", bytes),
    signalMbm: attr(7, "NL80211_BSS_SIGNAL_MBM", unit("mBm", s32)),
    signalUnspec: attr(8, "NL80211_BSS_SIGNAL_UNSPEC", u8),
    status: attr(9, "NL80211_BSS_STATUS", enumOf(u32, Nl80211BssStatus)),
    seenMsAgo: attr(10, "NL80211_BSS_SEEN_MS_AGO", unit("ms", u32)),
    beaconIes: attr(11, "NL80211_BSS_BEACON_IES", bytes),
    chanWidth: attr(12, "NL80211_BSS_CHAN_WIDTH", u32),
    beaconTsf: attr(13, "NL80211_BSS_BEACON_TSF", unit("us", u64)),
    prespData: attr(14, "NL80211_BSS_PRESP_DATA", flag),
    lastSeenBoottime: attr(15, "NL80211_BSS_LAST_SEEN_BOOTTIME", unit("ns", u64)),
    parentTsf: attr(17, "NL80211_BSS_PARENT_TSF", unit("us", u64)),
    parentBssid: attr(18, "NL80211_BSS_PARENT_BSSID", mac),
    chainSignal: attr(19, "NL80211_BSS_CHAIN_SIGNAL", nested(indexed(unit("dBm", s8), { from: 0 }))),
    frequencyOffset: attr(20, "NL80211_BSS_FREQUENCY_OFFSET", unit("kHz", u32)),
    mloLinkId: attr(21, "NL80211_BSS_MLO_LINK_ID", u8),
    mldAddr: attr(22, "NL80211_BSS_MLD_ADDR", mac),
    useFor: attr(23, "NL80211_BSS_USE_FOR", flagsOf(u32, Nl80211BssUseFor)),
    cannotUseReasons: attr(24, "NL80211_BSS_CANNOT_USE_REASONS", hex(u64)),
  },
  { pad: { NL80211_BSS_PAD: 16 } },
);
export interface Nl80211Bss extends Infer<typeof Nl80211Bss> {}

/** How busy a channel is. */
export const Nl80211SurveyInfo = attrs(
  {
    frequency: attr(1, "NL80211_SURVEY_INFO_FREQUENCY", unit("MHz", u32)),
    noise: attr(2, "NL80211_SURVEY_INFO_NOISE", unit("dBm", s8)),
    inUse: attr(3, "NL80211_SURVEY_INFO_IN_USE", flag),
    time: attr(4, "NL80211_SURVEY_INFO_TIME", unit("ms", counter64)),
    timeBusy: attr(5, "NL80211_SURVEY_INFO_TIME_BUSY", unit("ms", counter64)),
    timeExtBusy: attr(6, "NL80211_SURVEY_INFO_TIME_EXT_BUSY", unit("ms", counter64)),
    timeRx: attr(7, "NL80211_SURVEY_INFO_TIME_RX", unit("ms", counter64)),
    timeTx: attr(8, "NL80211_SURVEY_INFO_TIME_TX", unit("ms", counter64)),
    timeScan: attr(9, "NL80211_SURVEY_INFO_TIME_SCAN", unit("ms", counter64)),
    timeBssRx: attr(11, "NL80211_SURVEY_INFO_TIME_BSS_RX", unit("ms", counter64)),
    frequencyOffset: attr(12, "NL80211_SURVEY_INFO_FREQUENCY_OFFSET", unit("kHz", u32)),
  },
  { pad: { NL80211_SURVEY_INFO_PAD: 10 } },
);
export interface Nl80211SurveyInfo extends Infer<typeof Nl80211SurveyInfo> {}

export const Nl80211ScanPlan = attrs({
  interval: attr(1, "NL80211_SCHED_SCAN_PLAN_INTERVAL", unit("s", u32)),
  iterations: attr(2, "NL80211_SCHED_SCAN_PLAN_ITERATIONS", u32),
});
export interface Nl80211ScanPlan extends Infer<typeof Nl80211ScanPlan> {}

/** Weakest signals that count, by band. */
export const Nl80211BandRssi = nl80211ByBand(unit("dBm", s32));
export interface Nl80211BandRssi extends Infer<typeof Nl80211BandRssi> {}

export const Nl80211ScanMatch = attrs({
  ssid: attr(1, "NL80211_SCHED_SCAN_MATCH_ATTR_SSID", bytes),
  rssi: attr(2, "NL80211_SCHED_SCAN_MATCH_ATTR_RSSI", unit("dBm", s32)),
  relativeRssi: attr(3, "NL80211_SCHED_SCAN_MATCH_ATTR_RELATIVE_RSSI", bytes),
  rssiAdjust: attr(4, "NL80211_SCHED_SCAN_MATCH_ATTR_RSSI_ADJUST", bytes),
  bssid: attr(5, "NL80211_SCHED_SCAN_MATCH_ATTR_BSSID", mac),
  perBandRssi: attr(6, "NL80211_SCHED_SCAN_MATCH_PER_BAND_RSSI", nested(Nl80211BandRssi)),
});
export interface Nl80211ScanMatch extends Infer<typeof Nl80211ScanMatch> {}
