// include/uapi/linux/nl80211.h: NL80211_STA_INFO_*, NL80211_RATE_INFO_*, NL80211_TID_STATS_*, NL80211_TXQ_STATS_*
import {
  attr,
  attrs,
  counter64,
  enumOf,
  flag,
  hex,
  type Infer,
  indexed,
  nested,
  s8,
  struct,
  u8,
  u16,
  u32,
  u64,
  unit,
} from "../../codec/index.js";
import { Nl80211PlinkState } from "./constants.js";

/** A transmission rate. */
export const Nl80211RateInfo = attrs({
  bitrate: attr(1, "NL80211_RATE_INFO_BITRATE", unit("100 kbit/s", u16)),
  mcs: attr(2, "NL80211_RATE_INFO_MCS", u8),
  w40MhzWidth: attr(3, "NL80211_RATE_INFO_40_MHZ_WIDTH", flag),
  shortGi: attr(4, "NL80211_RATE_INFO_SHORT_GI", flag),
  bitrate32: attr(5, "NL80211_RATE_INFO_BITRATE32", unit("100 kbit/s", u32)),
  vhtMcs: attr(6, "NL80211_RATE_INFO_VHT_MCS", u8),
  vhtNss: attr(7, "NL80211_RATE_INFO_VHT_NSS", u8),
  w80MhzWidth: attr(8, "NL80211_RATE_INFO_80_MHZ_WIDTH", flag),
  w80p80MhzWidth: attr(9, "NL80211_RATE_INFO_80P80_MHZ_WIDTH", flag),
  w160MhzWidth: attr(10, "NL80211_RATE_INFO_160_MHZ_WIDTH", flag),
  w10MhzWidth: attr(11, "NL80211_RATE_INFO_10_MHZ_WIDTH", flag),
  w5MhzWidth: attr(12, "NL80211_RATE_INFO_5_MHZ_WIDTH", flag),
  heMcs: attr(13, "NL80211_RATE_INFO_HE_MCS", u8),
  heNss: attr(14, "NL80211_RATE_INFO_HE_NSS", u8),
  heGi: attr(15, "NL80211_RATE_INFO_HE_GI", u8),
  heDcm: attr(16, "NL80211_RATE_INFO_HE_DCM", u8),
  heRuAlloc: attr(17, "NL80211_RATE_INFO_HE_RU_ALLOC", u8),
  w320MhzWidth: attr(18, "NL80211_RATE_INFO_320_MHZ_WIDTH", flag),
  ehtMcs: attr(19, "NL80211_RATE_INFO_EHT_MCS", u8),
  ehtNss: attr(20, "NL80211_RATE_INFO_EHT_NSS", u8),
  ehtGi: attr(21, "NL80211_RATE_INFO_EHT_GI", u8),
  ehtRuAlloc: attr(22, "NL80211_RATE_INFO_EHT_RU_ALLOC", u8),
  s1gMcs: attr(23, "NL80211_RATE_INFO_S1G_MCS", u8),
  s1gNss: attr(24, "NL80211_RATE_INFO_S1G_NSS", u8),
  w1MhzWidth: attr(25, "NL80211_RATE_INFO_1_MHZ_WIDTH", flag),
  w2MhzWidth: attr(26, "NL80211_RATE_INFO_2_MHZ_WIDTH", flag),
  w4MhzWidth: attr(27, "NL80211_RATE_INFO_4_MHZ_WIDTH", flag),
  w8MhzWidth: attr(28, "NL80211_RATE_INFO_8_MHZ_WIDTH", flag),
  w16MhzWidth: attr(29, "NL80211_RATE_INFO_16_MHZ_WIDTH", flag),
  uhrMcs: attr(30, "NL80211_RATE_INFO_UHR_MCS", u8),
  uhrElr: attr(31, "NL80211_RATE_INFO_UHR_ELR", flag),
  uhrIm: attr(32, "NL80211_RATE_INFO_UHR_IM", flag),
});
export interface Nl80211RateInfo extends Infer<typeof Nl80211RateInfo> {}

export const Nl80211StaBssParam = attrs({
  ctsProt: attr(1, "NL80211_STA_BSS_PARAM_CTS_PROT", flag),
  shortPreamble: attr(2, "NL80211_STA_BSS_PARAM_SHORT_PREAMBLE", flag),
  shortSlotTime: attr(3, "NL80211_STA_BSS_PARAM_SHORT_SLOT_TIME", flag),
  dtimPeriod: attr(4, "NL80211_STA_BSS_PARAM_DTIM_PERIOD", u8),
  beaconInterval: attr(5, "NL80211_STA_BSS_PARAM_BEACON_INTERVAL", unit("TU", u16)),
});
export interface Nl80211StaBssParam extends Infer<typeof Nl80211StaBssParam> {}

export const Nl80211TxqStats = attrs({
  backlogBytes: attr(1, "NL80211_TXQ_STATS_BACKLOG_BYTES", unit("bytes", u32)),
  backlogPackets: attr(2, "NL80211_TXQ_STATS_BACKLOG_PACKETS", unit("packets", u32)),
  flows: attr(3, "NL80211_TXQ_STATS_FLOWS", u32),
  drops: attr(4, "NL80211_TXQ_STATS_DROPS", unit("packets", u32)),
  ecnMarks: attr(5, "NL80211_TXQ_STATS_ECN_MARKS", unit("packets", u32)),
  overlimit: attr(6, "NL80211_TXQ_STATS_OVERLIMIT", unit("packets", u32)),
  overmemory: attr(7, "NL80211_TXQ_STATS_OVERMEMORY", unit("packets", u32)),
  collisions: attr(8, "NL80211_TXQ_STATS_COLLISIONS", u32),
  txBytes: attr(9, "NL80211_TXQ_STATS_TX_BYTES", unit("bytes", u32)),
  txPackets: attr(10, "NL80211_TXQ_STATS_TX_PACKETS", unit("packets", u32)),
  maxFlows: attr(11, "NL80211_TXQ_STATS_MAX_FLOWS", u32),
});
export interface Nl80211TxqStats extends Infer<typeof Nl80211TxqStats> {}

export const Nl80211TidStats = attrs(
  {
    rxMsdu: attr(1, "NL80211_TID_STATS_RX_MSDU", counter64),
    txMsdu: attr(2, "NL80211_TID_STATS_TX_MSDU", counter64),
    txMsduRetries: attr(3, "NL80211_TID_STATS_TX_MSDU_RETRIES", counter64),
    txMsduFailed: attr(4, "NL80211_TID_STATS_TX_MSDU_FAILED", counter64),
    txqStats: attr(6, "NL80211_TID_STATS_TXQ_STATS", nested(Nl80211TxqStats)),
  },
  { pad: { NL80211_TID_STATS_PAD: 5 } },
);
export interface Nl80211TidStats extends Infer<typeof Nl80211TidStats> {}

/** struct nl80211_sta_flag_update: which flags are known, and which of those are set: bit n for flag number n. */
export const Nl80211StaFlagUpdate = struct("nl80211_sta_flag_update", 8, { mask: hex(u32), set: hex(u32) });
export interface Nl80211StaFlagUpdate extends Infer<typeof Nl80211StaFlagUpdate> {}

/** What is known of a station. */
export const Nl80211StaInfo = attrs(
  {
    inactiveTime: attr(1, "NL80211_STA_INFO_INACTIVE_TIME", unit("ms", u32)),
    rxBytes: attr(2, "NL80211_STA_INFO_RX_BYTES", unit("bytes", u32)),
    txBytes: attr(3, "NL80211_STA_INFO_TX_BYTES", unit("bytes", u32)),
    llid: attr(4, "NL80211_STA_INFO_LLID", u16),
    plid: attr(5, "NL80211_STA_INFO_PLID", u16),
    plinkState: attr(6, "NL80211_STA_INFO_PLINK_STATE", enumOf(u8, Nl80211PlinkState)),
    signal: attr(7, "NL80211_STA_INFO_SIGNAL", unit("dBm", s8)),
    txBitrate: attr(8, "NL80211_STA_INFO_TX_BITRATE", nested(Nl80211RateInfo)),
    rxPackets: attr(9, "NL80211_STA_INFO_RX_PACKETS", u32),
    txPackets: attr(10, "NL80211_STA_INFO_TX_PACKETS", u32),
    txRetries: attr(11, "NL80211_STA_INFO_TX_RETRIES", u32),
    txFailed: attr(12, "NL80211_STA_INFO_TX_FAILED", u32),
    signalAvg: attr(13, "NL80211_STA_INFO_SIGNAL_AVG", unit("dBm", s8)),
    rxBitrate: attr(14, "NL80211_STA_INFO_RX_BITRATE", nested(Nl80211RateInfo)),
    bssParam: attr(15, "NL80211_STA_INFO_BSS_PARAM", nested(Nl80211StaBssParam)),
    connectedTime: attr(16, "NL80211_STA_INFO_CONNECTED_TIME", unit("s", u32)),
    staFlags: attr(17, "NL80211_STA_INFO_STA_FLAGS", Nl80211StaFlagUpdate),
    beaconLoss: attr(18, "NL80211_STA_INFO_BEACON_LOSS", u32),
    tOffset: attr(19, "NL80211_STA_INFO_T_OFFSET", unit("us", u64)),
    localPm: attr(20, "NL80211_STA_INFO_LOCAL_PM", u32),
    peerPm: attr(21, "NL80211_STA_INFO_PEER_PM", u32),
    nonpeerPm: attr(22, "NL80211_STA_INFO_NONPEER_PM", u32),
    rxBytes64: attr(23, "NL80211_STA_INFO_RX_BYTES64", unit("bytes", counter64)),
    txBytes64: attr(24, "NL80211_STA_INFO_TX_BYTES64", unit("bytes", counter64)),
    chainSignal: attr(25, "NL80211_STA_INFO_CHAIN_SIGNAL", nested(indexed(unit("dBm", s8), { from: 0 }))),
    chainSignalAvg: attr(26, "NL80211_STA_INFO_CHAIN_SIGNAL_AVG", nested(indexed(unit("dBm", s8), { from: 0 }))),
    expectedThroughput: attr(27, "NL80211_STA_INFO_EXPECTED_THROUGHPUT", unit("kbit/s", u32)),
    rxDropMisc: attr(28, "NL80211_STA_INFO_RX_DROP_MISC", unit("packets", counter64)),
    beaconRx: attr(29, "NL80211_STA_INFO_BEACON_RX", counter64),
    beaconSignalAvg: attr(30, "NL80211_STA_INFO_BEACON_SIGNAL_AVG", unit("dBm", s8)),
    tidStats: attr(31, "NL80211_STA_INFO_TID_STATS", nested(indexed(nested(Nl80211TidStats)))),
    rxDuration: attr(32, "NL80211_STA_INFO_RX_DURATION", unit("us", counter64)),
    ackSignal: attr(34, "NL80211_STA_INFO_ACK_SIGNAL", unit("dBm", s8)),
    ackSignalAvg: attr(35, "NL80211_STA_INFO_ACK_SIGNAL_AVG", unit("dBm", s8)),
    rxMpdus: attr(36, "NL80211_STA_INFO_RX_MPDUS", u32),
    fcsErrorCount: attr(37, "NL80211_STA_INFO_FCS_ERROR_COUNT", u32),
    connectedToGate: attr(38, "NL80211_STA_INFO_CONNECTED_TO_GATE", u8),
    txDuration: attr(39, "NL80211_STA_INFO_TX_DURATION", unit("us", counter64)),
    airtimeWeight: attr(40, "NL80211_STA_INFO_AIRTIME_WEIGHT", u16),
    airtimeLinkMetric: attr(41, "NL80211_STA_INFO_AIRTIME_LINK_METRIC", u32),
    assocAtBoottime: attr(42, "NL80211_STA_INFO_ASSOC_AT_BOOTTIME", unit("ns", u64)),
    connectedToAs: attr(43, "NL80211_STA_INFO_CONNECTED_TO_AS", u8),
  },
  { pad: { NL80211_STA_INFO_PAD: 33 } },
);
export interface Nl80211StaInfo extends Infer<typeof Nl80211StaInfo> {}
