// include/uapi/linux/ethtool_netlink_generated.h: ETHTOOL_A_PAUSE_*, _EEE_*, _FEC_*, _MM_*, _MSE_*, _PLCA_*
import {
  array,
  attr,
  attrs,
  counter64,
  enumOf,
  type Infer,
  message,
  nested,
  repeated,
  u8,
  u16,
  u32,
  u64,
  uint,
  unit,
} from "../../codec/index.js";
import { GenlHeader } from "../header.js";
import { EthtoolBitset } from "./bitset.js";
import { EthtoolMacStatsSrc, EthtoolMmVerifyStatus } from "./constants.js";
import { EthtoolHeader } from "./header.js";

export const EthtoolPauseStat = attrs(
  {
    txFrames: attr(2, "ETHTOOL_A_PAUSE_STAT_TX_FRAMES", u64),
    rxFrames: attr(3, "ETHTOOL_A_PAUSE_STAT_RX_FRAMES", u64),
    txPauseStormEvents: attr(4, "ETHTOOL_A_PAUSE_STAT_TX_PAUSE_STORM_EVENTS", u64),
  },
  { pad: { ETHTOOL_A_PAUSE_STAT_PAD: 1 } },
);
export interface EthtoolPauseStat extends Infer<typeof EthtoolPauseStat> {}

export const EthtoolPauseAttrs = attrs({
  header: attr(1, "ETHTOOL_A_PAUSE_HEADER", nested(EthtoolHeader)),
  autoneg: attr(2, "ETHTOOL_A_PAUSE_AUTONEG", u8),
  rx: attr(3, "ETHTOOL_A_PAUSE_RX", u8),
  tx: attr(4, "ETHTOOL_A_PAUSE_TX", u8),
  stats: attr(5, "ETHTOOL_A_PAUSE_STATS", nested(EthtoolPauseStat)),
  statsSrc: attr(6, "ETHTOOL_A_PAUSE_STATS_SRC", enumOf(u32, EthtoolMacStatsSrc)),
});
export const EthtoolPause = message(GenlHeader, EthtoolPauseAttrs);
export interface EthtoolPause extends Infer<typeof EthtoolPause> {}

export const EthtoolEeeAttrs = attrs({
  header: attr(1, "ETHTOOL_A_EEE_HEADER", nested(EthtoolHeader)),
  modesOurs: attr(2, "ETHTOOL_A_EEE_MODES_OURS", nested(EthtoolBitset)),
  modesPeer: attr(3, "ETHTOOL_A_EEE_MODES_PEER", nested(EthtoolBitset)),
  active: attr(4, "ETHTOOL_A_EEE_ACTIVE", u8),
  enabled: attr(5, "ETHTOOL_A_EEE_ENABLED", u8),
  txLpiEnabled: attr(6, "ETHTOOL_A_EEE_TX_LPI_ENABLED", u8),
  txLpiTimer: attr(7, "ETHTOOL_A_EEE_TX_LPI_TIMER", unit("us", u32)),
});
export const EthtoolEee = message(GenlHeader, EthtoolEeeAttrs);
export interface EthtoolEee extends Infer<typeof EthtoolEee> {}

export const EthtoolFecHist = attrs(
  {
    binLow: attr(2, "ETHTOOL_A_FEC_HIST_BIN_LOW", u32),
    binHigh: attr(3, "ETHTOOL_A_FEC_HIST_BIN_HIGH", u32),
    binVal: attr(4, "ETHTOOL_A_FEC_HIST_BIN_VAL", uint),
    /** One for each lane. */
    binValPerLane: attr(5, "ETHTOOL_A_FEC_HIST_BIN_VAL_PER_LANE", array(counter64)),
  },
  { pad: { ETHTOOL_A_FEC_HIST_PAD: 1 } },
);
export interface EthtoolFecHist extends Infer<typeof EthtoolFecHist> {}

export const EthtoolFecStat = attrs(
  {
    /** Total, or one for each lane. */
    corrected: attr(2, "ETHTOOL_A_FEC_STAT_CORRECTED", array(counter64)),
    uncorr: attr(3, "ETHTOOL_A_FEC_STAT_UNCORR", array(counter64)),
    corrBits: attr(4, "ETHTOOL_A_FEC_STAT_CORR_BITS", array(counter64)),
    hist: attr(5, "ETHTOOL_A_FEC_STAT_HIST", repeated(nested(EthtoolFecHist))),
  },
  { pad: { ETHTOOL_A_FEC_STAT_PAD: 1 } },
);
export interface EthtoolFecStat extends Infer<typeof EthtoolFecStat> {}

export const EthtoolFecAttrs = attrs({
  header: attr(1, "ETHTOOL_A_FEC_HEADER", nested(EthtoolHeader)),
  modes: attr(2, "ETHTOOL_A_FEC_MODES", nested(EthtoolBitset)),
  auto: attr(3, "ETHTOOL_A_FEC_AUTO", u8),
  active: attr(4, "ETHTOOL_A_FEC_ACTIVE", u32),
  stats: attr(5, "ETHTOOL_A_FEC_STATS", nested(EthtoolFecStat)),
});
export const EthtoolFec = message(GenlHeader, EthtoolFecAttrs);
export interface EthtoolFec extends Infer<typeof EthtoolFec> {}

export const EthtoolMmStat = attrs(
  {
    reassemblyErrors: attr(2, "ETHTOOL_A_MM_STAT_REASSEMBLY_ERRORS", counter64),
    smdErrors: attr(3, "ETHTOOL_A_MM_STAT_SMD_ERRORS", counter64),
    reassemblyOk: attr(4, "ETHTOOL_A_MM_STAT_REASSEMBLY_OK", counter64),
    rxFragCount: attr(5, "ETHTOOL_A_MM_STAT_RX_FRAG_COUNT", counter64),
    txFragCount: attr(6, "ETHTOOL_A_MM_STAT_TX_FRAG_COUNT", counter64),
    holdCount: attr(7, "ETHTOOL_A_MM_STAT_HOLD_COUNT", counter64),
  },
  { pad: { ETHTOOL_A_MM_STAT_PAD: 1 } },
);
export interface EthtoolMmStat extends Infer<typeof EthtoolMmStat> {}

export const EthtoolMmAttrs = attrs({
  header: attr(1, "ETHTOOL_A_MM_HEADER", nested(EthtoolHeader)),
  pmacEnabled: attr(2, "ETHTOOL_A_MM_PMAC_ENABLED", u8),
  txEnabled: attr(3, "ETHTOOL_A_MM_TX_ENABLED", u8),
  txActive: attr(4, "ETHTOOL_A_MM_TX_ACTIVE", u8),
  txMinFragSize: attr(5, "ETHTOOL_A_MM_TX_MIN_FRAG_SIZE", unit("bytes", u32)),
  rxMinFragSize: attr(6, "ETHTOOL_A_MM_RX_MIN_FRAG_SIZE", unit("bytes", u32)),
  verifyEnabled: attr(7, "ETHTOOL_A_MM_VERIFY_ENABLED", u8),
  verifyStatus: attr(8, "ETHTOOL_A_MM_VERIFY_STATUS", enumOf(u8, EthtoolMmVerifyStatus)),
  verifyTime: attr(9, "ETHTOOL_A_MM_VERIFY_TIME", unit("ms", u32)),
  maxVerifyTime: attr(10, "ETHTOOL_A_MM_MAX_VERIFY_TIME", unit("ms", u32)),
  stats: attr(11, "ETHTOOL_A_MM_STATS", nested(EthtoolMmStat)),
});
export const EthtoolMm = message(GenlHeader, EthtoolMmAttrs);
export interface EthtoolMm extends Infer<typeof EthtoolMm> {}

export const EthtoolMseCapabilities = attrs({
  maxAverageMse: attr(1, "ETHTOOL_A_MSE_CAPABILITIES_MAX_AVERAGE_MSE", uint),
  maxPeakMse: attr(2, "ETHTOOL_A_MSE_CAPABILITIES_MAX_PEAK_MSE", uint),
  refreshRatePs: attr(3, "ETHTOOL_A_MSE_CAPABILITIES_REFRESH_RATE_PS", unit("ps", uint)),
  numSymbols: attr(4, "ETHTOOL_A_MSE_CAPABILITIES_NUM_SYMBOLS", uint),
});
export interface EthtoolMseCapabilities extends Infer<typeof EthtoolMseCapabilities> {}

export const EthtoolMseSnapshot = attrs({
  averageMse: attr(1, "ETHTOOL_A_MSE_SNAPSHOT_AVERAGE_MSE", uint),
  peakMse: attr(2, "ETHTOOL_A_MSE_SNAPSHOT_PEAK_MSE", uint),
  worstPeakMse: attr(3, "ETHTOOL_A_MSE_SNAPSHOT_WORST_PEAK_MSE", uint),
});
export interface EthtoolMseSnapshot extends Infer<typeof EthtoolMseSnapshot> {}

export const EthtoolMseAttrs = attrs({
  header: attr(1, "ETHTOOL_A_MSE_HEADER", nested(EthtoolHeader)),
  capabilities: attr(2, "ETHTOOL_A_MSE_CAPABILITIES", nested(EthtoolMseCapabilities)),
  channelA: attr(3, "ETHTOOL_A_MSE_CHANNEL_A", nested(EthtoolMseSnapshot)),
  channelB: attr(4, "ETHTOOL_A_MSE_CHANNEL_B", nested(EthtoolMseSnapshot)),
  channelC: attr(5, "ETHTOOL_A_MSE_CHANNEL_C", nested(EthtoolMseSnapshot)),
  channelD: attr(6, "ETHTOOL_A_MSE_CHANNEL_D", nested(EthtoolMseSnapshot)),
  worstChannel: attr(7, "ETHTOOL_A_MSE_WORST_CHANNEL", nested(EthtoolMseSnapshot)),
  link: attr(8, "ETHTOOL_A_MSE_LINK", nested(EthtoolMseSnapshot)),
});
export const EthtoolMse = message(GenlHeader, EthtoolMseAttrs);
export interface EthtoolMse extends Infer<typeof EthtoolMse> {}

export const EthtoolPlcaAttrs = attrs({
  header: attr(1, "ETHTOOL_A_PLCA_HEADER", nested(EthtoolHeader)),
  version: attr(2, "ETHTOOL_A_PLCA_VERSION", u16),
  enabled: attr(3, "ETHTOOL_A_PLCA_ENABLED", u8),
  status: attr(4, "ETHTOOL_A_PLCA_STATUS", u8),
  nodeCnt: attr(5, "ETHTOOL_A_PLCA_NODE_CNT", u32),
  nodeId: attr(6, "ETHTOOL_A_PLCA_NODE_ID", u32),
  toTmr: attr(7, "ETHTOOL_A_PLCA_TO_TMR", unit("bit times", u32)),
  burstCnt: attr(8, "ETHTOOL_A_PLCA_BURST_CNT", u32),
  burstTmr: attr(9, "ETHTOOL_A_PLCA_BURST_TMR", unit("bit times", u32)),
});
export const EthtoolPlca = message(GenlHeader, EthtoolPlcaAttrs);
export interface EthtoolPlca extends Infer<typeof EthtoolPlca> {}
