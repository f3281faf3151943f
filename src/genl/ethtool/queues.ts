// include/uapi/linux/ethtool_netlink_generated.h: ETHTOOL_A_RINGS_*, _CHANNELS_*, _COALESCE_*, _RSS_*
import {
  array,
  attr,
  attrs,
  bytes,
  enumOf,
  flagsOf,
  type Infer,
  message,
  nested,
  repeated,
  u8,
  u32,
  uint,
  unit,
} from "../../codec/index.js";
import { GenlHeader } from "../header.js";
import { EthtoolTcpDataSplit, RxhXfrm } from "./constants.js";
import { EthtoolHeader } from "./header.js";

export const EthtoolRingsAttrs = attrs({
  header: attr(1, "ETHTOOL_A_RINGS_HEADER", nested(EthtoolHeader)),
  rxMax: attr(2, "ETHTOOL_A_RINGS_RX_MAX", u32),
  rxMiniMax: attr(3, "ETHTOOL_A_RINGS_RX_MINI_MAX", u32),
  rxJumboMax: attr(4, "ETHTOOL_A_RINGS_RX_JUMBO_MAX", u32),
  txMax: attr(5, "ETHTOOL_A_RINGS_TX_MAX", u32),
  rx: attr(6, "ETHTOOL_A_RINGS_RX", u32),
  rxMini: attr(7, "ETHTOOL_A_RINGS_RX_MINI", u32),
  rxJumbo: attr(8, "ETHTOOL_A_RINGS_RX_JUMBO", u32),
  tx: attr(9, "ETHTOOL_A_RINGS_TX", u32),
  rxBufLen: attr(10, "ETHTOOL_A_RINGS_RX_BUF_LEN", unit("bytes", u32)),
  tcpDataSplit: attr(11, "ETHTOOL_A_RINGS_TCP_DATA_SPLIT", enumOf(u8, EthtoolTcpDataSplit)),
  cqeSize: attr(12, "ETHTOOL_A_RINGS_CQE_SIZE", unit("bytes", u32)),
  txPush: attr(13, "ETHTOOL_A_RINGS_TX_PUSH", u8),
  rxPush: attr(14, "ETHTOOL_A_RINGS_RX_PUSH", u8),
  txPushBufLen: attr(15, "ETHTOOL_A_RINGS_TX_PUSH_BUF_LEN", unit("bytes", u32)),
  txPushBufLenMax: attr(16, "ETHTOOL_A_RINGS_TX_PUSH_BUF_LEN_MAX", unit("bytes", u32)),
  hdsThresh: attr(17, "ETHTOOL_A_RINGS_HDS_THRESH", unit("bytes", u32)),
  hdsThreshMax: attr(18, "ETHTOOL_A_RINGS_HDS_THRESH_MAX", unit("bytes", u32)),
});
export const EthtoolRings = message(GenlHeader, EthtoolRingsAttrs);
export interface EthtoolRings extends Infer<typeof EthtoolRings> {}

export const EthtoolChannelsAttrs = attrs({
  header: attr(1, "ETHTOOL_A_CHANNELS_HEADER", nested(EthtoolHeader)),
  rxMax: attr(2, "ETHTOOL_A_CHANNELS_RX_MAX", u32),
  txMax: attr(3, "ETHTOOL_A_CHANNELS_TX_MAX", u32),
  otherMax: attr(4, "ETHTOOL_A_CHANNELS_OTHER_MAX", u32),
  combinedMax: attr(5, "ETHTOOL_A_CHANNELS_COMBINED_MAX", u32),
  rxCount: attr(6, "ETHTOOL_A_CHANNELS_RX_COUNT", u32),
  txCount: attr(7, "ETHTOOL_A_CHANNELS_TX_COUNT", u32),
  otherCount: attr(8, "ETHTOOL_A_CHANNELS_OTHER_COUNT", u32),
  combinedCount: attr(9, "ETHTOOL_A_CHANNELS_COMBINED_COUNT", u32),
});
export const EthtoolChannels = message(GenlHeader, EthtoolChannelsAttrs);
export interface EthtoolChannels extends Infer<typeof EthtoolChannels> {}

export const EthtoolIrqModeration = attrs({
  usec: attr(1, "ETHTOOL_A_IRQ_MODERATION_USEC", unit("us", u32)),
  pkts: attr(2, "ETHTOOL_A_IRQ_MODERATION_PKTS", unit("packets", u32)),
  comps: attr(3, "ETHTOOL_A_IRQ_MODERATION_COMPS", u32),
});
export interface EthtoolIrqModeration extends Infer<typeof EthtoolIrqModeration> {}

export const EthtoolProfile = attrs({
  irqModeration: attr(1, "ETHTOOL_A_PROFILE_IRQ_MODERATION", repeated(nested(EthtoolIrqModeration))),
});
export interface EthtoolProfile extends Infer<typeof EthtoolProfile> {}

export const EthtoolCoalesceAttrs = attrs({
  header: attr(1, "ETHTOOL_A_COALESCE_HEADER", nested(EthtoolHeader)),
  rxUsecs: attr(2, "ETHTOOL_A_COALESCE_RX_USECS", unit("us", u32)),
  rxMaxFrames: attr(3, "ETHTOOL_A_COALESCE_RX_MAX_FRAMES", unit("packets", u32)),
  rxUsecsIrq: attr(4, "ETHTOOL_A_COALESCE_RX_USECS_IRQ", unit("us", u32)),
  rxMaxFramesIrq: attr(5, "ETHTOOL_A_COALESCE_RX_MAX_FRAMES_IRQ", unit("packets", u32)),
  txUsecs: attr(6, "ETHTOOL_A_COALESCE_TX_USECS", unit("us", u32)),
  txMaxFrames: attr(7, "ETHTOOL_A_COALESCE_TX_MAX_FRAMES", unit("packets", u32)),
  txUsecsIrq: attr(8, "ETHTOOL_A_COALESCE_TX_USECS_IRQ", unit("us", u32)),
  txMaxFramesIrq: attr(9, "ETHTOOL_A_COALESCE_TX_MAX_FRAMES_IRQ", unit("packets", u32)),
  statsBlockUsecs: attr(10, "ETHTOOL_A_COALESCE_STATS_BLOCK_USECS", unit("us", u32)),
  useAdaptiveRx: attr(11, "ETHTOOL_A_COALESCE_USE_ADAPTIVE_RX", u8),
  useAdaptiveTx: attr(12, "ETHTOOL_A_COALESCE_USE_ADAPTIVE_TX", u8),
  pktRateLow: attr(13, "ETHTOOL_A_COALESCE_PKT_RATE_LOW", unit("packets/s", u32)),
  rxUsecsLow: attr(14, "ETHTOOL_A_COALESCE_RX_USECS_LOW", unit("us", u32)),
  rxMaxFramesLow: attr(15, "ETHTOOL_A_COALESCE_RX_MAX_FRAMES_LOW", unit("packets", u32)),
  txUsecsLow: attr(16, "ETHTOOL_A_COALESCE_TX_USECS_LOW", unit("us", u32)),
  txMaxFramesLow: attr(17, "ETHTOOL_A_COALESCE_TX_MAX_FRAMES_LOW", unit("packets", u32)),
  pktRateHigh: attr(18, "ETHTOOL_A_COALESCE_PKT_RATE_HIGH", unit("packets/s", u32)),
  rxUsecsHigh: attr(19, "ETHTOOL_A_COALESCE_RX_USECS_HIGH", unit("us", u32)),
  rxMaxFramesHigh: attr(20, "ETHTOOL_A_COALESCE_RX_MAX_FRAMES_HIGH", unit("packets", u32)),
  txUsecsHigh: attr(21, "ETHTOOL_A_COALESCE_TX_USECS_HIGH", unit("us", u32)),
  txMaxFramesHigh: attr(22, "ETHTOOL_A_COALESCE_TX_MAX_FRAMES_HIGH", unit("packets", u32)),
  rateSampleInterval: attr(23, "ETHTOOL_A_COALESCE_RATE_SAMPLE_INTERVAL", unit("s", u32)),
  useCqeModeTx: attr(24, "ETHTOOL_A_COALESCE_USE_CQE_MODE_TX", u8),
  useCqeModeRx: attr(25, "ETHTOOL_A_COALESCE_USE_CQE_MODE_RX", u8),
  txAggrMaxBytes: attr(26, "ETHTOOL_A_COALESCE_TX_AGGR_MAX_BYTES", unit("bytes", u32)),
  txAggrMaxFrames: attr(27, "ETHTOOL_A_COALESCE_TX_AGGR_MAX_FRAMES", unit("packets", u32)),
  txAggrTimeUsecs: attr(28, "ETHTOOL_A_COALESCE_TX_AGGR_TIME_USECS", unit("us", u32)),
  rxProfile: attr(29, "ETHTOOL_A_COALESCE_RX_PROFILE", nested(EthtoolProfile)),
  txProfile: attr(30, "ETHTOOL_A_COALESCE_TX_PROFILE", nested(EthtoolProfile)),
  rxCqeFrames: attr(31, "ETHTOOL_A_COALESCE_RX_CQE_FRAMES", unit("packets", u32)),
  rxCqeNsecs: attr(32, "ETHTOOL_A_COALESCE_RX_CQE_NSECS", unit("ns", u32)),
});
export const EthtoolCoalesce = message(GenlHeader, EthtoolCoalesceAttrs);
export interface EthtoolCoalesce extends Infer<typeof EthtoolCoalesce> {}

export const EthtoolFlow = attrs({
  /** All of them: flags of `RxhFields`. */
  ether: attr(1, "ETHTOOL_A_FLOW_ETHER", uint),
  ip4: attr(2, "ETHTOOL_A_FLOW_IP4", uint),
  ip6: attr(3, "ETHTOOL_A_FLOW_IP6", uint),
  tcp4: attr(4, "ETHTOOL_A_FLOW_TCP4", uint),
  tcp6: attr(5, "ETHTOOL_A_FLOW_TCP6", uint),
  udp4: attr(6, "ETHTOOL_A_FLOW_UDP4", uint),
  udp6: attr(7, "ETHTOOL_A_FLOW_UDP6", uint),
  sctp4: attr(8, "ETHTOOL_A_FLOW_SCTP4", uint),
  sctp6: attr(9, "ETHTOOL_A_FLOW_SCTP6", uint),
  ah4: attr(10, "ETHTOOL_A_FLOW_AH4", uint),
  ah6: attr(11, "ETHTOOL_A_FLOW_AH6", uint),
  esp4: attr(12, "ETHTOOL_A_FLOW_ESP4", uint),
  esp6: attr(13, "ETHTOOL_A_FLOW_ESP6", uint),
  ahEsp4: attr(14, "ETHTOOL_A_FLOW_AH_ESP4", uint),
  ahEsp6: attr(15, "ETHTOOL_A_FLOW_AH_ESP6", uint),
  gtpu4: attr(16, "ETHTOOL_A_FLOW_GTPU4", uint),
  gtpu6: attr(17, "ETHTOOL_A_FLOW_GTPU6", uint),
  gtpc4: attr(18, "ETHTOOL_A_FLOW_GTPC4", uint),
  gtpc6: attr(19, "ETHTOOL_A_FLOW_GTPC6", uint),
  gtpcTeid4: attr(20, "ETHTOOL_A_FLOW_GTPC_TEID4", uint),
  gtpcTeid6: attr(21, "ETHTOOL_A_FLOW_GTPC_TEID6", uint),
  gtpuEh4: attr(22, "ETHTOOL_A_FLOW_GTPU_EH4", uint),
  gtpuEh6: attr(23, "ETHTOOL_A_FLOW_GTPU_EH6", uint),
  gtpuUl4: attr(24, "ETHTOOL_A_FLOW_GTPU_UL4", uint),
  gtpuUl6: attr(25, "ETHTOOL_A_FLOW_GTPU_UL6", uint),
  gtpuDl4: attr(26, "ETHTOOL_A_FLOW_GTPU_DL4", uint),
  gtpuDl6: attr(27, "ETHTOOL_A_FLOW_GTPU_DL6", uint),
});
export interface EthtoolFlow extends Infer<typeof EthtoolFlow> {}

export const EthtoolRssAttrs = attrs({
  header: attr(1, "ETHTOOL_A_RSS_HEADER", nested(EthtoolHeader)),
  context: attr(2, "ETHTOOL_A_RSS_CONTEXT", u32),
  hfunc: attr(3, "ETHTOOL_A_RSS_HFUNC", u32),
  indir: attr(4, "ETHTOOL_A_RSS_INDIR", array(u32)),
  hkey: attr(5, "ETHTOOL_A_RSS_HKEY", bytes),
  inputXfrm: attr(6, "ETHTOOL_A_RSS_INPUT_XFRM", flagsOf(u32, RxhXfrm)),
  startContext: attr(7, "ETHTOOL_A_RSS_START_CONTEXT", u32),
  flowHash: attr(8, "ETHTOOL_A_RSS_FLOW_HASH", nested(EthtoolFlow)),
});
export const EthtoolRss = message(GenlHeader, EthtoolRssAttrs);
export interface EthtoolRss extends Infer<typeof EthtoolRss> {}
