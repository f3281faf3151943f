// include/uapi/linux/nl80211.h: NL80211_TXRATE_*, NL80211_TID_CONFIG_ATTR_*, NL80211_BSS_SELECT_ATTR_*
import {
  array,
  attr,
  attrs,
  bytes,
  enumOf,
  flag,
  hex,
  type Infer,
  nested,
  type SchemaNode,
  s8,
  struct,
  u8,
  u16,
  u32,
  u64,
  unit,
} from "../../codec/index.js";
import {
  Nl80211BandNumber,
  Nl80211EhtGi,
  Nl80211EhtLtf,
  Nl80211HeGi,
  Nl80211HeLtf,
  Nl80211TidSwitch,
  Nl80211TxRateSetting,
  Nl80211TxrateGi,
} from "./constants.js";

/** A set with one attribute for each band. */
export function nl80211ByBand<T extends SchemaNode>(type: T) {
  return attrs({
    band2ghz: attr(0, "NL80211_BAND_2GHZ", type),
    band5ghz: attr(1, "NL80211_BAND_5GHZ", type),
    band60ghz: attr(2, "NL80211_BAND_60GHZ", type),
    band6ghz: attr(3, "NL80211_BAND_6GHZ", type),
    bandS1ghz: attr(4, "NL80211_BAND_S1GHZ", type),
    bandLc: attr(5, "NL80211_BAND_LC", type),
  });
}

/** Bit n of the m-th number: MCS n with m + 1 spatial streams. */
export const Nl80211TxrateVht = struct("nl80211_txrate_vht", 16, { mcs: array(hex(u16), 8) });
export interface Nl80211TxrateVht extends Infer<typeof Nl80211TxrateVht> {}

/** As in `Nl80211TxrateVht`. */
export const Nl80211TxrateHe = struct("nl80211_txrate_he", 16, { mcs: array(hex(u16), 8) });
export interface Nl80211TxrateHe extends Infer<typeof Nl80211TxrateHe> {}

/** As in `Nl80211TxrateVht`, up to 16 streams. */
export const Nl80211TxrateEht = struct("nl80211_txrate_eht", 32, { mcs: array(hex(u16), 16) });
export interface Nl80211TxrateEht extends Infer<typeof Nl80211TxrateEht> {}

/** Rates that may be used in a band; a kind that is absent is not limited. */
export const Nl80211Txrate = attrs({
  /** One byte for each rate, in units of 500 kbit/s; at most 32. */
  legacy: attr(1, "NL80211_TXRATE_LEGACY", bytes),
  /** One byte for each MCS; at most 77. */
  ht: attr(2, "NL80211_TXRATE_HT", bytes),
  vht: attr(3, "NL80211_TXRATE_VHT", Nl80211TxrateVht),
  gi: attr(4, "NL80211_TXRATE_GI", enumOf(u8, Nl80211TxrateGi)),
  he: attr(5, "NL80211_TXRATE_HE", Nl80211TxrateHe),
  heGi: attr(6, "NL80211_TXRATE_HE_GI", enumOf(u8, Nl80211HeGi)),
  heLtf: attr(7, "NL80211_TXRATE_HE_LTF", enumOf(u8, Nl80211HeLtf)),
  eht: attr(8, "NL80211_TXRATE_EHT", Nl80211TxrateEht),
  ehtGi: attr(9, "NL80211_TXRATE_EHT_GI", enumOf(u8, Nl80211EhtGi)),
  ehtLtf: attr(10, "NL80211_TXRATE_EHT_LTF", enumOf(u8, Nl80211EhtLtf)),
});
export interface Nl80211Txrate extends Infer<typeof Nl80211Txrate> {}

export const Nl80211TxRates = nl80211ByBand(nested(Nl80211Txrate));
export interface Nl80211TxRates extends Infer<typeof Nl80211TxRates> {}

/** Rates of a band, one byte for each in units of 500 kbit/s. */
export const Nl80211SuppRates = nl80211ByBand(bytes);
export interface Nl80211SuppRates extends Infer<typeof Nl80211SuppRates> {}

/**
 * How frames of some traffic identifiers are sent. A description of a device says with it what can be set (`vifSupp`,
 * `peerSupp`) and how many retries there may be.
 */
export const Nl80211TidConfig = attrs(
  {
    /** From the kernel only: bit n for attribute n of this set, for a whole interface. */
    vifSupp: attr(2, "NL80211_TID_CONFIG_ATTR_VIF_SUPP", hex(u64)),
    /** From the kernel only: bit n for attribute n of this set, for a single peer. */
    peerSupp: attr(3, "NL80211_TID_CONFIG_ATTR_PEER_SUPP", hex(u64)),
    /** What peers have of their own is replaced. */
    override: attr(4, "NL80211_TID_CONFIG_ATTR_OVERRIDE", flag),
    /** Bit n for traffic identifier n, 0…7. */
    tids: attr(5, "NL80211_TID_CONFIG_ATTR_TIDS", hex(u16)),
    noack: attr(6, "NL80211_TID_CONFIG_ATTR_NOACK", enumOf(u8, Nl80211TidSwitch)),
    retryShort: attr(7, "NL80211_TID_CONFIG_ATTR_RETRY_SHORT", u8),
    retryLong: attr(8, "NL80211_TID_CONFIG_ATTR_RETRY_LONG", u8),
    ampduCtrl: attr(9, "NL80211_TID_CONFIG_ATTR_AMPDU_CTRL", enumOf(u8, Nl80211TidSwitch)),
    rtsctsCtrl: attr(10, "NL80211_TID_CONFIG_ATTR_RTSCTS_CTRL", enumOf(u8, Nl80211TidSwitch)),
    amsduCtrl: attr(11, "NL80211_TID_CONFIG_ATTR_AMSDU_CTRL", enumOf(u8, Nl80211TidSwitch)),
    txRateType: attr(12, "NL80211_TID_CONFIG_ATTR_TX_RATE_TYPE", enumOf(u8, Nl80211TxRateSetting)),
    /** By band, but without NLA_F_NESTED on each: the kernel's policy takes the bands for attributes of one of them. */
    txRate: attr(13, "NL80211_TID_CONFIG_ATTR_TX_RATE", nested(nl80211ByBand(Nl80211Txrate))),
  },
  { pad: { NL80211_TID_CONFIG_ATTR_PAD: 1 } },
);
export interface Nl80211TidConfig extends Infer<typeof Nl80211TidConfig> {}

/** By how much the signals of one band count as stronger. */
export const Nl80211BssSelectRssiAdjust = struct("nl80211_bss_select_rssi_adjust", 2, {
  band: enumOf(u8, Nl80211BandNumber),
  delta: unit("dB", s8),
});
export interface Nl80211BssSelectRssiAdjust extends Infer<typeof Nl80211BssSelectRssiAdjust> {}

/** By what a device chooses among the access points of a network: one of these. */
export const Nl80211BssSelect = attrs({
  rssi: attr(1, "NL80211_BSS_SELECT_ATTR_RSSI", flag),
  bandPref: attr(2, "NL80211_BSS_SELECT_ATTR_BAND_PREF", enumOf(u32, Nl80211BandNumber)),
  rssiAdjust: attr(3, "NL80211_BSS_SELECT_ATTR_RSSI_ADJUST", Nl80211BssSelectRssiAdjust),
});
export interface Nl80211BssSelect extends Infer<typeof Nl80211BssSelect> {}

/** Which of them a device can choose by. */
export const Nl80211BssSelectSupport = attrs({
  rssi: attr(1, "NL80211_BSS_SELECT_ATTR_RSSI", flag),
  bandPref: attr(2, "NL80211_BSS_SELECT_ATTR_BAND_PREF", flag),
  rssiAdjust: attr(3, "NL80211_BSS_SELECT_ATTR_RSSI_ADJUST", flag),
});
export interface Nl80211BssSelectSupport extends Infer<typeof Nl80211BssSelectSupport> {}
