// include/uapi/linux/nl80211.h: NL80211_PMSR_FTM_*, NL80211_PMSR_REQ_*, NL80211_PMSR_RESP_*
import {
  attr,
  attrs,
  bytes,
  enumOf,
  flag,
  hex,
  type Infer,
  nested,
  s32,
  s64,
  u8,
  u16,
  u32,
  u64,
  unit,
} from "../../codec/index.js";
import { Nl80211ChanWidth, Nl80211PmsrFtmFailure, Nl80211PmsrStatus, Nl80211Preamble } from "./constants.js";
import { Nl80211RateInfo } from "./station.js";

/** Ways of ranging that a device can start. */
export const Nl80211PmsrFtmIstaCapa = attrs({
  /** Absent: as many as in other roles. */
  maxPeerIstaRole: attr(6, "NL80211_PMSR_ATTR_MAX_PEER_ISTA_ROLE", u32),
  supportNtb: attr(21, "NL80211_PMSR_FTM_CAPA_ATTR_SUPPORT_NTB", flag),
  supportTb: attr(22, "NL80211_PMSR_FTM_CAPA_ATTR_SUPPORT_TB", flag),
  supportEdca: attr(23, "NL80211_PMSR_FTM_CAPA_ATTR_SUPPORT_EDCA", flag),
});
export interface Nl80211PmsrFtmIstaCapa extends Infer<typeof Nl80211PmsrFtmIstaCapa> {}

/** Ways of ranging that a device can answer. */
export const Nl80211PmsrFtmRstaCapa = attrs({
  /** Absent: as many as in other roles. */
  maxPeerRstaRole: attr(7, "NL80211_PMSR_ATTR_MAX_PEER_RSTA_ROLE", u32),
  supportNtb: attr(21, "NL80211_PMSR_FTM_CAPA_ATTR_SUPPORT_NTB", flag),
  supportTb: attr(22, "NL80211_PMSR_FTM_CAPA_ATTR_SUPPORT_TB", flag),
  supportEdca: attr(23, "NL80211_PMSR_FTM_CAPA_ATTR_SUPPORT_EDCA", flag),
});
export interface Nl80211PmsrFtmRstaCapa extends Infer<typeof Nl80211PmsrFtmRstaCapa> {}

export const Nl80211PmsrFtmTypeCapa = attrs({
  infraSupport: attr(1, "NL80211_PMSR_FTM_TYPE_CAPA_ATTR_INFRA_SUPPORT", flag),
  pdSupport: attr(2, "NL80211_PMSR_FTM_TYPE_CAPA_ATTR_PD_SUPPORT", flag),
});
export interface Nl80211PmsrFtmTypeCapa extends Infer<typeof Nl80211PmsrFtmTypeCapa> {}

/** Fine timing measurements that a device can do. Bit n of preambles: `Nl80211Preamble`, of bandwidths: `Nl80211ChanWidth`. */
export const Nl80211PmsrFtmCapa = attrs({
  asap: attr(1, "NL80211_PMSR_FTM_CAPA_ATTR_ASAP", flag),
  nonAsap: attr(2, "NL80211_PMSR_FTM_CAPA_ATTR_NON_ASAP", flag),
  reqLci: attr(3, "NL80211_PMSR_FTM_CAPA_ATTR_REQ_LCI", flag),
  reqCivicloc: attr(4, "NL80211_PMSR_FTM_CAPA_ATTR_REQ_CIVICLOC", flag),
  preambles: attr(5, "NL80211_PMSR_FTM_CAPA_ATTR_PREAMBLES", hex(u32)),
  bandwidths: attr(6, "NL80211_PMSR_FTM_CAPA_ATTR_BANDWIDTHS", hex(u32)),
  maxBurstsExponent: attr(7, "NL80211_PMSR_FTM_CAPA_ATTR_MAX_BURSTS_EXPONENT", u32),
  maxFtmsPerBurst: attr(8, "NL80211_PMSR_FTM_CAPA_ATTR_MAX_FTMS_PER_BURST", u32),
  triggerBased: attr(9, "NL80211_PMSR_FTM_CAPA_ATTR_TRIGGER_BASED", flag),
  nonTriggerBased: attr(10, "NL80211_PMSR_FTM_CAPA_ATTR_NON_TRIGGER_BASED", flag),
  support6ghz: attr(11, "NL80211_PMSR_FTM_CAPA_ATTR_6GHZ_SUPPORT", flag),
  maxTxLtfRep: attr(12, "NL80211_PMSR_FTM_CAPA_ATTR_MAX_TX_LTF_REP", u32),
  maxRxLtfRep: attr(13, "NL80211_PMSR_FTM_CAPA_ATTR_MAX_RX_LTF_REP", u32),
  maxTxSts: attr(14, "NL80211_PMSR_FTM_CAPA_ATTR_MAX_TX_STS", u32),
  maxRxSts: attr(15, "NL80211_PMSR_FTM_CAPA_ATTR_MAX_RX_STS", u32),
  maxTotalLtfTx: attr(16, "NL80211_PMSR_FTM_CAPA_ATTR_MAX_TOTAL_LTF_TX", u32),
  maxTotalLtfRx: attr(17, "NL80211_PMSR_FTM_CAPA_ATTR_MAX_TOTAL_LTF_RX", u32),
  rstaSupport: attr(18, "NL80211_PMSR_FTM_CAPA_ATTR_RSTA_SUPPORT", flag),
  istaCaps: attr(19, "NL80211_PMSR_FTM_CAPA_ATTR_ISTA_CAPS", nested(Nl80211PmsrFtmIstaCapa)),
  rstaCaps: attr(20, "NL80211_PMSR_FTM_CAPA_ATTR_RSTA_CAPS", nested(Nl80211PmsrFtmRstaCapa)),
  typeCaps: attr(24, "NL80211_PMSR_FTM_CAPA_ATTR_TYPE_CAPS", nested(Nl80211PmsrFtmTypeCapa)),
  concurrentIstaRstaSupport: attr(25, "NL80211_PMSR_FTM_CAPA_ATTR_CONCURRENT_ISTA_RSTA_SUPPORT", flag),
  maxNumTxAntennas: attr(26, "NL80211_PMSR_FTM_CAPA_ATTR_MAX_NUM_TX_ANTENNAS", u8),
  maxNumRxAntennas: attr(27, "NL80211_PMSR_FTM_CAPA_ATTR_MAX_NUM_RX_ANTENNAS", u8),
  minIntervalEdca: attr(28, "NL80211_PMSR_FTM_CAPA_ATTR_MIN_INTERVAL_EDCA", unit("ms", u32)),
  minIntervalNtb: attr(29, "NL80211_PMSR_FTM_CAPA_ATTR_MIN_INTERVAL_NTB", unit("ms", u32)),
  pdPreambles: attr(30, "NL80211_PMSR_FTM_CAPA_ATTR_PD_PREAMBLES", hex(u32)),
  pdBandwidths: attr(31, "NL80211_PMSR_FTM_CAPA_ATTR_PD_BANDWIDTHS", hex(u32)),
});
export interface Nl80211PmsrFtmCapa extends Infer<typeof Nl80211PmsrFtmCapa> {}

export const Nl80211PmsrTypeCapa = attrs({ ftm: attr(1, "NL80211_PMSR_TYPE_FTM", nested(Nl80211PmsrFtmCapa)) });
export interface Nl80211PmsrTypeCapa extends Infer<typeof Nl80211PmsrTypeCapa> {}

/** A fine timing measurement to do. */
export const Nl80211PmsrFtmReq = attrs(
  {
    asap: attr(1, "NL80211_PMSR_FTM_REQ_ATTR_ASAP", flag),
    preamble: attr(2, "NL80211_PMSR_FTM_REQ_ATTR_PREAMBLE", enumOf(u32, Nl80211Preamble)),
    /** 2^n bursts; 15: no preference. */
    numBurstsExp: attr(3, "NL80211_PMSR_FTM_REQ_ATTR_NUM_BURSTS_EXP", u8),
    burstPeriod: attr(4, "NL80211_PMSR_FTM_REQ_ATTR_BURST_PERIOD", unit("100 ms", u16)),
    /** As IEEE 802.11 encodes it, 15: no preference; without EDCA milliseconds. */
    burstDuration: attr(5, "NL80211_PMSR_FTM_REQ_ATTR_BURST_DURATION", u8),
    /** 0: no preference. */
    ftmsPerBurst: attr(6, "NL80211_PMSR_FTM_REQ_ATTR_FTMS_PER_BURST", u8),
    numFtmrRetries: attr(7, "NL80211_PMSR_FTM_REQ_ATTR_NUM_FTMR_RETRIES", u8),
    requestLci: attr(8, "NL80211_PMSR_FTM_REQ_ATTR_REQUEST_LCI", flag),
    requestCivicloc: attr(9, "NL80211_PMSR_FTM_REQ_ATTR_REQUEST_CIVICLOC", flag),
    triggerBased: attr(10, "NL80211_PMSR_FTM_REQ_ATTR_TRIGGER_BASED", flag),
    nonTriggerBased: attr(11, "NL80211_PMSR_FTM_REQ_ATTR_NON_TRIGGER_BASED", flag),
    lmrFeedback: attr(12, "NL80211_PMSR_FTM_REQ_ATTR_LMR_FEEDBACK", flag),
    bssColor: attr(13, "NL80211_PMSR_FTM_REQ_ATTR_BSS_COLOR", u8),
    rsta: attr(14, "NL80211_PMSR_FTM_REQ_ATTR_RSTA", flag),
    minTimeBetweenMeasurements: attr(
      15,
      "NL80211_PMSR_FTM_REQ_ATTR_MIN_TIME_BETWEEN_MEASUREMENTS",
      unit("100 us", u32),
    ),
    maxTimeBetweenMeasurements: attr(16, "NL80211_PMSR_FTM_REQ_ATTR_MAX_TIME_BETWEEN_MEASUREMENTS", unit("10 ms", u32)),
    nominalTime: attr(17, "NL80211_PMSR_FTM_REQ_ATTR_NOMINAL_TIME", unit("ms", u32)),
    /** 0…255. */
    awDuration: attr(18, "NL80211_PMSR_FTM_REQ_ATTR_AW_DURATION", unit("ms", u32)),
    numMeasurements: attr(19, "NL80211_PMSR_FTM_REQ_ATTR_NUM_MEASUREMENTS", u32),
    /** A result is wanted when the peer comes nearer than this. */
    ingress: attr(21, "NL80211_PMSR_FTM_REQ_ATTR_INGRESS", unit("mm", u64)),
    /** A result is wanted when the peer goes farther than this. */
    egress: attr(22, "NL80211_PMSR_FTM_REQ_ATTR_EGRESS", unit("mm", u64)),
    pdSuppressResults: attr(23, "NL80211_PMSR_FTM_REQ_ATTR_PD_SUPPRESS_RESULTS", flag),
  },
  { pad: { NL80211_PMSR_FTM_REQ_ATTR_PAD: 20 } },
);
export interface Nl80211PmsrFtmReq extends Infer<typeof Nl80211PmsrFtmReq> {}

export const Nl80211PmsrReqData = attrs({ ftm: attr(1, "NL80211_PMSR_TYPE_FTM", nested(Nl80211PmsrFtmReq)) });
export interface Nl80211PmsrReqData extends Infer<typeof Nl80211PmsrReqData> {}

export const Nl80211PmsrReq = attrs({
  data: attr(1, "NL80211_PMSR_REQ_ATTR_DATA", nested(Nl80211PmsrReqData)),
  getApTsf: attr(2, "NL80211_PMSR_REQ_ATTR_GET_AP_TSF", flag),
});
export interface Nl80211PmsrReq extends Infer<typeof Nl80211PmsrReq> {}

/** What a fine timing measurement gave. */
export const Nl80211PmsrFtmResp = attrs(
  {
    failReason: attr(1, "NL80211_PMSR_FTM_RESP_ATTR_FAIL_REASON", enumOf(u32, Nl80211PmsrFtmFailure)),
    burstIndex: attr(2, "NL80211_PMSR_FTM_RESP_ATTR_BURST_INDEX", u32),
    numFtmrAttempts: attr(3, "NL80211_PMSR_FTM_RESP_ATTR_NUM_FTMR_ATTEMPTS", u32),
    numFtmrSuccesses: attr(4, "NL80211_PMSR_FTM_RESP_ATTR_NUM_FTMR_SUCCESSES", u32),
    busyRetryTime: attr(5, "NL80211_PMSR_FTM_RESP_ATTR_BUSY_RETRY_TIME", unit("s", u32)),
    numBurstsExp: attr(6, "NL80211_PMSR_FTM_RESP_ATTR_NUM_BURSTS_EXP", u8),
    burstDuration: attr(7, "NL80211_PMSR_FTM_RESP_ATTR_BURST_DURATION", u8),
    ftmsPerBurst: attr(8, "NL80211_PMSR_FTM_RESP_ATTR_FTMS_PER_BURST", u8),
    rssiAvg: attr(9, "NL80211_PMSR_FTM_RESP_ATTR_RSSI_AVG", unit("0.5 dBm", s32)),
    rssiSpread: attr(10, "NL80211_PMSR_FTM_RESP_ATTR_RSSI_SPREAD", unit("0.5 dBm", s32)),
    txRate: attr(11, "NL80211_PMSR_FTM_RESP_ATTR_TX_RATE", nested(Nl80211RateInfo)),
    rxRate: attr(12, "NL80211_PMSR_FTM_RESP_ATTR_RX_RATE", nested(Nl80211RateInfo)),
    rttAvg: attr(13, "NL80211_PMSR_FTM_RESP_ATTR_RTT_AVG", unit("ps", s64)),
    rttVariance: attr(14, "NL80211_PMSR_FTM_RESP_ATTR_RTT_VARIANCE", unit("ps²", u64)),
    rttSpread: attr(15, "NL80211_PMSR_FTM_RESP_ATTR_RTT_SPREAD", unit("ps", u64)),
    distAvg: attr(16, "NL80211_PMSR_FTM_RESP_ATTR_DIST_AVG", unit("mm", s64)),
    distVariance: attr(17, "NL80211_PMSR_FTM_RESP_ATTR_DIST_VARIANCE", unit("mm²", u64)),
    distSpread: attr(18, "NL80211_PMSR_FTM_RESP_ATTR_DIST_SPREAD", unit("mm", u64)),
    lci: attr(19, "NL80211_PMSR_FTM_RESP_ATTR_LCI", bytes),
    civicloc: attr(20, "NL80211_PMSR_FTM_RESP_ATTR_CIVICLOC", bytes),
    burstPeriod: attr(22, "NL80211_PMSR_FTM_RESP_ATTR_BURST_PERIOD", unit("100 ms", u16)),
    txLtfRepetitionCount: attr(23, "NL80211_PMSR_FTM_RESP_ATTR_TX_LTF_REPETITION_COUNT", u32),
    rxLtfRepetitionCount: attr(24, "NL80211_PMSR_FTM_RESP_ATTR_RX_LTF_REPETITION_COUNT", u32),
    maxTimeBetweenMeasurements: attr(
      25,
      "NL80211_PMSR_FTM_RESP_ATTR_MAX_TIME_BETWEEN_MEASUREMENTS",
      unit("10 ms", u32),
    ),
    minTimeBetweenMeasurements: attr(
      26,
      "NL80211_PMSR_FTM_RESP_ATTR_MIN_TIME_BETWEEN_MEASUREMENTS",
      unit("100 us", u32),
    ),
    numTxSpatialStreams: attr(27, "NL80211_PMSR_FTM_RESP_ATTR_NUM_TX_SPATIAL_STREAMS", u8),
    numRxSpatialStreams: attr(28, "NL80211_PMSR_FTM_RESP_ATTR_NUM_RX_SPATIAL_STREAMS", u8),
    nominalTime: attr(29, "NL80211_PMSR_FTM_RESP_ATTR_NOMINAL_TIME", unit("ms", u32)),
    availabilityWindow: attr(30, "NL80211_PMSR_FTM_RESP_ATTR_AVAILABILITY_WINDOW", unit("ms", u8)),
    channelWidth: attr(31, "NL80211_PMSR_FTM_RESP_ATTR_CHANNEL_WIDTH", enumOf(u32, Nl80211ChanWidth)),
    preamble: attr(32, "NL80211_PMSR_FTM_RESP_ATTR_PREAMBLE", enumOf(u32, Nl80211Preamble)),
    isDelayedLmr: attr(33, "NL80211_PMSR_FTM_RESP_ATTR_IS_DELAYED_LMR", flag),
  },
  { pad: { NL80211_PMSR_FTM_RESP_ATTR_PAD: 21 } },
);
export interface Nl80211PmsrFtmResp extends Infer<typeof Nl80211PmsrFtmResp> {}

export const Nl80211PmsrRespData = attrs({ ftm: attr(1, "NL80211_PMSR_TYPE_FTM", nested(Nl80211PmsrFtmResp)) });
export interface Nl80211PmsrRespData extends Infer<typeof Nl80211PmsrRespData> {}

export const Nl80211PmsrResp = attrs(
  {
    data: attr(1, "NL80211_PMSR_RESP_ATTR_DATA", nested(Nl80211PmsrRespData)),
    status: attr(2, "NL80211_PMSR_RESP_ATTR_STATUS", enumOf(u32, Nl80211PmsrStatus)),
    /** CLOCK_BOOTTIME. */
    hostTime: attr(3, "NL80211_PMSR_RESP_ATTR_HOST_TIME", unit("ns", u64)),
    apTsf: attr(4, "NL80211_PMSR_RESP_ATTR_AP_TSF", unit("us", u64)),
    /** No more results of this measurement follow. */
    final: attr(5, "NL80211_PMSR_RESP_ATTR_FINAL", flag),
  },
  { pad: { NL80211_PMSR_RESP_ATTR_PAD: 6 } },
);
export interface Nl80211PmsrResp extends Infer<typeof Nl80211PmsrResp> {}
