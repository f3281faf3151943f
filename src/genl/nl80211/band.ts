// include/uapi/linux/nl80211.h: NL80211_BAND_ATTR_*, NL80211_FREQUENCY_ATTR_*, NL80211_BITRATE_ATTR_*
import {
  attr,
  attrs,
  bytes,
  enumOf,
  flag,
  hex,
  type Infer,
  indexed,
  nested,
  s8,
  u8,
  u16,
  u32,
  u64,
  unit,
} from "../../codec/index.js";
import { Nl80211DfsState } from "./constants.js";
import { Nl80211SupportedIftypes } from "./iftype.js";

export const Nl80211WmmRule = attrs({
  cwMin: attr(1, "NL80211_WMMR_CW_MIN", u16),
  cwMax: attr(2, "NL80211_WMMR_CW_MAX", u16),
  aifsn: attr(3, "NL80211_WMMR_AIFSN", u8),
  txop: attr(4, "NL80211_WMMR_TXOP", unit("us", u16)),
});
export interface Nl80211WmmRule extends Infer<typeof Nl80211WmmRule> {}

export const Nl80211Frequency = attrs(
  {
    freq: attr(1, "NL80211_FREQUENCY_ATTR_FREQ", unit("MHz", u32)),
    disabled: attr(2, "NL80211_FREQUENCY_ATTR_DISABLED", flag),
    noIr: attr(3, "NL80211_FREQUENCY_ATTR_NO_IR", flag),
    noIbss: attr(4, "__NL80211_FREQUENCY_ATTR_NO_IBSS", flag),
    radar: attr(5, "NL80211_FREQUENCY_ATTR_RADAR", flag),
    /** Hundredths of a dBm. */
    maxTxPower: attr(6, "NL80211_FREQUENCY_ATTR_MAX_TX_POWER", unit("mBm", u32)),
    dfsState: attr(7, "NL80211_FREQUENCY_ATTR_DFS_STATE", enumOf(u32, Nl80211DfsState)),
    dfsTime: attr(8, "NL80211_FREQUENCY_ATTR_DFS_TIME", unit("ms", u32)),
    noHt40Minus: attr(9, "NL80211_FREQUENCY_ATTR_NO_HT40_MINUS", flag),
    noHt40Plus: attr(10, "NL80211_FREQUENCY_ATTR_NO_HT40_PLUS", flag),
    no80mhz: attr(11, "NL80211_FREQUENCY_ATTR_NO_80MHZ", flag),
    no160mhz: attr(12, "NL80211_FREQUENCY_ATTR_NO_160MHZ", flag),
    dfsCacTime: attr(13, "NL80211_FREQUENCY_ATTR_DFS_CAC_TIME", unit("ms", u32)),
    indoorOnly: attr(14, "NL80211_FREQUENCY_ATTR_INDOOR_ONLY", flag),
    irConcurrent: attr(15, "NL80211_FREQUENCY_ATTR_IR_CONCURRENT", flag),
    no20mhz: attr(16, "NL80211_FREQUENCY_ATTR_NO_20MHZ", flag),
    no10mhz: attr(17, "NL80211_FREQUENCY_ATTR_NO_10MHZ", flag),
    wmm: attr(18, "NL80211_FREQUENCY_ATTR_WMM", nested(indexed(nested(Nl80211WmmRule), { from: 0 }))),
    noHe: attr(19, "NL80211_FREQUENCY_ATTR_NO_HE", flag),
    offset: attr(20, "NL80211_FREQUENCY_ATTR_OFFSET", unit("kHz", u32)),
    width1mhz: attr(21, "NL80211_FREQUENCY_ATTR_1MHZ", flag),
    width2mhz: attr(22, "NL80211_FREQUENCY_ATTR_2MHZ", flag),
    width4mhz: attr(23, "NL80211_FREQUENCY_ATTR_4MHZ", flag),
    width8mhz: attr(24, "NL80211_FREQUENCY_ATTR_8MHZ", flag),
    width16mhz: attr(25, "NL80211_FREQUENCY_ATTR_16MHZ", flag),
    no320mhz: attr(26, "NL80211_FREQUENCY_ATTR_NO_320MHZ", flag),
    noEht: attr(27, "NL80211_FREQUENCY_ATTR_NO_EHT", flag),
    psd: attr(28, "NL80211_FREQUENCY_ATTR_PSD", unit("dBm/MHz", s8)),
    dfsConcurrent: attr(29, "NL80211_FREQUENCY_ATTR_DFS_CONCURRENT", flag),
    no6ghzVlpClient: attr(30, "NL80211_FREQUENCY_ATTR_NO_6GHZ_VLP_CLIENT", flag),
    no6ghzAfcClient: attr(31, "NL80211_FREQUENCY_ATTR_NO_6GHZ_AFC_CLIENT", flag),
    canMonitor: attr(32, "NL80211_FREQUENCY_ATTR_CAN_MONITOR", flag),
    allow6ghzVlpAp: attr(33, "NL80211_FREQUENCY_ATTR_ALLOW_6GHZ_VLP_AP", flag),
    allow20mhzActivity: attr(34, "NL80211_FREQUENCY_ATTR_ALLOW_20MHZ_ACTIVITY", flag),
    no4mhz: attr(35, "NL80211_FREQUENCY_ATTR_NO_4MHZ", flag),
    no8mhz: attr(36, "NL80211_FREQUENCY_ATTR_NO_8MHZ", flag),
    no16mhz: attr(37, "NL80211_FREQUENCY_ATTR_NO_16MHZ", flag),
    s1gNoPrimary: attr(38, "NL80211_FREQUENCY_ATTR_S1G_NO_PRIMARY", flag),
    noUhr: attr(39, "NL80211_FREQUENCY_ATTR_NO_UHR", flag),
    cacStartTime: attr(40, "NL80211_FREQUENCY_ATTR_CAC_START_TIME", unit("ns", u64)),
  },
  { pad: { NL80211_FREQUENCY_ATTR_PAD: 41 } },
);
export interface Nl80211Frequency extends Infer<typeof Nl80211Frequency> {}

export const Nl80211Bitrate = attrs({
  rate: attr(1, "NL80211_BITRATE_ATTR_RATE", unit("100 kbit/s", u32)),
  shortPreamble: attr(2, "NL80211_BITRATE_ATTR_2GHZ_SHORTPREAMBLE", flag),
});
export interface Nl80211Bitrate extends Infer<typeof Nl80211Bitrate> {}

export const Nl80211BandIftypeData = attrs({
  iftypes: attr(1, "NL80211_BAND_IFTYPE_ATTR_IFTYPES", nested(Nl80211SupportedIftypes)),
  heCapMac: attr(2, "NL80211_BAND_IFTYPE_ATTR_HE_CAP_MAC", bytes),
  heCapPhy: attr(3, "NL80211_BAND_IFTYPE_ATTR_HE_CAP_PHY", bytes),
  heCapMcsSet: attr(4, "NL80211_BAND_IFTYPE_ATTR_HE_CAP_MCS_SET", bytes),
  heCapPpe: attr(5, "NL80211_BAND_IFTYPE_ATTR_HE_CAP_PPE", bytes),
  he6ghzCapa: attr(6, "NL80211_BAND_IFTYPE_ATTR_HE_6GHZ_CAPA", bytes),
  vendorElems: attr(7, "NL80211_BAND_IFTYPE_ATTR_VENDOR_ELEMS", bytes),
  ehtCapMac: attr(8, "NL80211_BAND_IFTYPE_ATTR_EHT_CAP_MAC", bytes),
  ehtCapPhy: attr(9, "NL80211_BAND_IFTYPE_ATTR_EHT_CAP_PHY", bytes),
  ehtCapMcsSet: attr(10, "NL80211_BAND_IFTYPE_ATTR_EHT_CAP_MCS_SET", bytes),
  ehtCapPpe: attr(11, "NL80211_BAND_IFTYPE_ATTR_EHT_CAP_PPE", bytes),
  uhrCapMac: attr(12, "NL80211_BAND_IFTYPE_ATTR_UHR_CAP_MAC", bytes),
  uhrCapPhy: attr(13, "NL80211_BAND_IFTYPE_ATTR_UHR_CAP_PHY", bytes),
});
export interface Nl80211BandIftypeData extends Infer<typeof Nl80211BandIftypeData> {}

export const Nl80211Band = attrs({
  freqs: attr(1, "NL80211_BAND_ATTR_FREQS", nested(indexed(nested(Nl80211Frequency), { from: 0 }))),
  rates: attr(2, "NL80211_BAND_ATTR_RATES", nested(indexed(nested(Nl80211Bitrate), { from: 0 }))),
  htMcsSet: attr(3, "NL80211_BAND_ATTR_HT_MCS_SET", bytes),
  htCapa: attr(4, "NL80211_BAND_ATTR_HT_CAPA", hex(u16)),
  htAmpduFactor: attr(5, "NL80211_BAND_ATTR_HT_AMPDU_FACTOR", u8),
  htAmpduDensity: attr(6, "NL80211_BAND_ATTR_HT_AMPDU_DENSITY", u8),
  vhtMcsSet: attr(7, "NL80211_BAND_ATTR_VHT_MCS_SET", bytes),
  vhtCapa: attr(8, "NL80211_BAND_ATTR_VHT_CAPA", hex(u32)),
  iftypeData: attr(9, "NL80211_BAND_ATTR_IFTYPE_DATA", nested(indexed(nested(Nl80211BandIftypeData)))),
  edmgChannels: attr(10, "NL80211_BAND_ATTR_EDMG_CHANNELS", hex(u8)),
  edmgBwConfig: attr(11, "NL80211_BAND_ATTR_EDMG_BW_CONFIG", u8),
  s1gMcsNssSet: attr(12, "NL80211_BAND_ATTR_S1G_MCS_NSS_SET", bytes),
  s1gCapa: attr(13, "NL80211_BAND_ATTR_S1G_CAPA", bytes),
});
export interface Nl80211Band extends Infer<typeof Nl80211Band> {}

export const Nl80211Bands = attrs({
  band2ghz: attr(0, "NL80211_BAND_2GHZ", nested(Nl80211Band)),
  band5ghz: attr(1, "NL80211_BAND_5GHZ", nested(Nl80211Band)),
  band60ghz: attr(2, "NL80211_BAND_60GHZ", nested(Nl80211Band)),
  band6ghz: attr(3, "NL80211_BAND_6GHZ", nested(Nl80211Band)),
  bandS1ghz: attr(4, "NL80211_BAND_S1GHZ", nested(Nl80211Band)),
  bandLc: attr(5, "NL80211_BAND_LC", nested(Nl80211Band)),
});
export interface Nl80211Bands extends Infer<typeof Nl80211Bands> {}
