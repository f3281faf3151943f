// include/uapi/linux/ethtool_netlink_generated.h: ETHTOOL_A_STATS_*
import {
  attr,
  attrs,
  counter64,
  enumOf,
  type Infer,
  indexedBy,
  message,
  nested,
  repeated,
  u32,
  unit,
} from "../../codec/index.js";
import { GenlHeader } from "../header.js";
import { EthtoolBitset } from "./bitset.js";
import { EthtoolMacStatsSrc, EthtoolStatsGroup, EthtoolStringsetId } from "./constants.js";
import { EthtoolHeader } from "./header.js";

export const EthtoolStatsGrpHist = attrs({
  histBktLow: attr(7, "ETHTOOL_A_STATS_GRP_HIST_BKT_LOW", unit("bytes", u32)),
  histBktHi: attr(8, "ETHTOOL_A_STATS_GRP_HIST_BKT_HI", unit("bytes", u32)),
  histVal: attr(9, "ETHTOOL_A_STATS_GRP_HIST_VAL", counter64),
});
export interface EthtoolStatsGrpHist extends Infer<typeof EthtoolStatsGrpHist> {}

export const EthtoolStatsGrp = attrs(
  {
    id: attr(2, "ETHTOOL_A_STATS_GRP_ID", enumOf(u32, EthtoolStatsGroup)),
    ssId: attr(3, "ETHTOOL_A_STATS_GRP_SS_ID", enumOf(u32, EthtoolStringsetId)),
    /** Each holds one counter; its number is of the enumeration of the group. */
    stat: attr(4, "ETHTOOL_A_STATS_GRP_STAT", repeated(nested(indexedBy("stat", counter64)))),
    histRx: attr(5, "ETHTOOL_A_STATS_GRP_HIST_RX", repeated(nested(EthtoolStatsGrpHist))),
    histTx: attr(6, "ETHTOOL_A_STATS_GRP_HIST_TX", repeated(nested(EthtoolStatsGrpHist))),
    histBktLow: attr(7, "ETHTOOL_A_STATS_GRP_HIST_BKT_LOW", unit("bytes", u32)),
    histBktHi: attr(8, "ETHTOOL_A_STATS_GRP_HIST_BKT_HI", unit("bytes", u32)),
    histVal: attr(9, "ETHTOOL_A_STATS_GRP_HIST_VAL", counter64),
  },
  { pad: { ETHTOOL_A_STATS_GRP_PAD: 1 } },
);
export interface EthtoolStatsGrp extends Infer<typeof EthtoolStatsGrp> {}

export const EthtoolStatsAttrs = attrs(
  {
    header: attr(2, "ETHTOOL_A_STATS_HEADER", nested(EthtoolHeader)),
    /** Bits: `EthtoolStatsGroup`. */
    groups: attr(3, "ETHTOOL_A_STATS_GROUPS", nested(EthtoolBitset)),
    grp: attr(4, "ETHTOOL_A_STATS_GRP", repeated(nested(EthtoolStatsGrp))),
    src: attr(5, "ETHTOOL_A_STATS_SRC", enumOf(u32, EthtoolMacStatsSrc)),
  },
  { pad: { ETHTOOL_A_STATS_PAD: 1 } },
);
export const EthtoolStats = message(GenlHeader, EthtoolStatsAttrs);
export interface EthtoolStats extends Infer<typeof EthtoolStats> {}
