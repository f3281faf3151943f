// include/uapi/linux/ethtool_netlink_generated.h: ETHTOOL_A_TSINFO_*, _TSCONFIG_*, _PHC_VCLOCKS_*
import { array, attr, attrs, enumOf, type Infer, message, nested, s32, u32, uint } from "../../codec/index.js";
import { GenlHeader } from "../header.js";
import { EthtoolBitset } from "./bitset.js";
import { HwtstampSource } from "./constants.js";
import { EthtoolHeader } from "./header.js";

export const EthtoolTsStat = attrs({
  txPkts: attr(1, "ETHTOOL_A_TS_STAT_TX_PKTS", uint),
  txLost: attr(2, "ETHTOOL_A_TS_STAT_TX_LOST", uint),
  txErr: attr(3, "ETHTOOL_A_TS_STAT_TX_ERR", uint),
  txOnestepPktsUnconfirmed: attr(4, "ETHTOOL_A_TS_STAT_TX_ONESTEP_PKTS_UNCONFIRMED", uint),
});
export interface EthtoolTsStat extends Infer<typeof EthtoolTsStat> {}

export const EthtoolTsHwtstampProvider = attrs({
  index: attr(1, "ETHTOOL_A_TS_HWTSTAMP_PROVIDER_INDEX", u32),
  qualifier: attr(2, "ETHTOOL_A_TS_HWTSTAMP_PROVIDER_QUALIFIER", u32),
});
export interface EthtoolTsHwtstampProvider extends Infer<typeof EthtoolTsHwtstampProvider> {}

export const EthtoolTsinfoAttrs = attrs({
  header: attr(1, "ETHTOOL_A_TSINFO_HEADER", nested(EthtoolHeader)),
  timestamping: attr(2, "ETHTOOL_A_TSINFO_TIMESTAMPING", nested(EthtoolBitset)),
  txTypes: attr(3, "ETHTOOL_A_TSINFO_TX_TYPES", nested(EthtoolBitset)),
  rxFilters: attr(4, "ETHTOOL_A_TSINFO_RX_FILTERS", nested(EthtoolBitset)),
  phcIndex: attr(5, "ETHTOOL_A_TSINFO_PHC_INDEX", u32),
  stats: attr(6, "ETHTOOL_A_TSINFO_STATS", nested(EthtoolTsStat)),
  hwtstampProvider: attr(7, "ETHTOOL_A_TSINFO_HWTSTAMP_PROVIDER", nested(EthtoolTsHwtstampProvider)),
  hwtstampSource: attr(8, "ETHTOOL_A_TSINFO_HWTSTAMP_SOURCE", enumOf(u32, HwtstampSource)),
  hwtstampPhyindex: attr(9, "ETHTOOL_A_TSINFO_HWTSTAMP_PHYINDEX", u32),
});
export const EthtoolTsinfo = message(GenlHeader, EthtoolTsinfoAttrs);
export interface EthtoolTsinfo extends Infer<typeof EthtoolTsinfo> {}

export const EthtoolTsconfigAttrs = attrs({
  header: attr(1, "ETHTOOL_A_TSCONFIG_HEADER", nested(EthtoolHeader)),
  hwtstampProvider: attr(2, "ETHTOOL_A_TSCONFIG_HWTSTAMP_PROVIDER", nested(EthtoolTsHwtstampProvider)),
  txTypes: attr(3, "ETHTOOL_A_TSCONFIG_TX_TYPES", nested(EthtoolBitset)),
  rxFilters: attr(4, "ETHTOOL_A_TSCONFIG_RX_FILTERS", nested(EthtoolBitset)),
  hwtstampFlags: attr(5, "ETHTOOL_A_TSCONFIG_HWTSTAMP_FLAGS", nested(EthtoolBitset)),
});
export const EthtoolTsconfig = message(GenlHeader, EthtoolTsconfigAttrs);
export interface EthtoolTsconfig extends Infer<typeof EthtoolTsconfig> {}

export const EthtoolPhcVclocksAttrs = attrs({
  header: attr(1, "ETHTOOL_A_PHC_VCLOCKS_HEADER", nested(EthtoolHeader)),
  num: attr(2, "ETHTOOL_A_PHC_VCLOCKS_NUM", u32),
  /** Numbers of the virtual clocks, /dev/ptp*. */
  index: attr(3, "ETHTOOL_A_PHC_VCLOCKS_INDEX", array(s32)),
});
export const EthtoolPhcVclocks = message(GenlHeader, EthtoolPhcVclocksAttrs);
export interface EthtoolPhcVclocks extends Infer<typeof EthtoolPhcVclocks> {}
