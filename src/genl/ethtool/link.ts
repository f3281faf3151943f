// include/uapi/linux/ethtool_netlink_generated.h: ETHTOOL_A_LINKINFO_*, _LINKMODES_*, _LINKSTATE_*, _DEBUG_*, _WOL_*, _FEATURES_*, _PRIVFLAGS_*, _PHY_*
import { attr, attrs, bytes, cstring, enumOf, type Infer, message, nested, u8, u32, unit } from "../../codec/index.js";
import { GenlHeader } from "../header.js";
import { EthtoolBitset } from "./bitset.js";
import {
  EthtoolDuplex,
  EthtoolLinkExtState,
  EthtoolMasterSlaveCfg,
  EthtoolMasterSlaveState,
  EthtoolPort,
  EthtoolRateMatch,
  EthtoolTpMdix,
  EthtoolTransceiver,
  PhyUpstream,
} from "./constants.js";
import { EthtoolHeader } from "./header.js";

export const EthtoolLinkinfoAttrs = attrs({
  header: attr(1, "ETHTOOL_A_LINKINFO_HEADER", nested(EthtoolHeader)),
  port: attr(2, "ETHTOOL_A_LINKINFO_PORT", enumOf(u8, EthtoolPort)),
  phyaddr: attr(3, "ETHTOOL_A_LINKINFO_PHYADDR", u8),
  tpMdix: attr(4, "ETHTOOL_A_LINKINFO_TP_MDIX", enumOf(u8, EthtoolTpMdix)),
  tpMdixCtrl: attr(5, "ETHTOOL_A_LINKINFO_TP_MDIX_CTRL", enumOf(u8, EthtoolTpMdix)),
  transceiver: attr(6, "ETHTOOL_A_LINKINFO_TRANSCEIVER", enumOf(u8, EthtoolTransceiver)),
});
export const EthtoolLinkinfo = message(GenlHeader, EthtoolLinkinfoAttrs);
export interface EthtoolLinkinfo extends Infer<typeof EthtoolLinkinfo> {}

export const EthtoolLinkmodesAttrs = attrs({
  header: attr(1, "ETHTOOL_A_LINKMODES_HEADER", nested(EthtoolHeader)),
  autoneg: attr(2, "ETHTOOL_A_LINKMODES_AUTONEG", u8),
  ours: attr(3, "ETHTOOL_A_LINKMODES_OURS", nested(EthtoolBitset)),
  peer: attr(4, "ETHTOOL_A_LINKMODES_PEER", nested(EthtoolBitset)),
  /** 0xffffffff: unknown. */
  speed: attr(5, "ETHTOOL_A_LINKMODES_SPEED", unit("Mbit/s", u32)),
  duplex: attr(6, "ETHTOOL_A_LINKMODES_DUPLEX", enumOf(u8, EthtoolDuplex)),
  masterSlaveCfg: attr(7, "ETHTOOL_A_LINKMODES_MASTER_SLAVE_CFG", enumOf(u8, EthtoolMasterSlaveCfg)),
  masterSlaveState: attr(8, "ETHTOOL_A_LINKMODES_MASTER_SLAVE_STATE", enumOf(u8, EthtoolMasterSlaveState)),
  lanes: attr(9, "ETHTOOL_A_LINKMODES_LANES", u32),
  rateMatching: attr(10, "ETHTOOL_A_LINKMODES_RATE_MATCHING", enumOf(u8, EthtoolRateMatch)),
});
export const EthtoolLinkmodes = message(GenlHeader, EthtoolLinkmodesAttrs);
export interface EthtoolLinkmodes extends Infer<typeof EthtoolLinkmodes> {}

export const EthtoolLinkstateAttrs = attrs({
  header: attr(1, "ETHTOOL_A_LINKSTATE_HEADER", nested(EthtoolHeader)),
  link: attr(2, "ETHTOOL_A_LINKSTATE_LINK", u8),
  sqi: attr(3, "ETHTOOL_A_LINKSTATE_SQI", u32),
  sqiMax: attr(4, "ETHTOOL_A_LINKSTATE_SQI_MAX", u32),
  extState: attr(5, "ETHTOOL_A_LINKSTATE_EXT_STATE", enumOf(u8, EthtoolLinkExtState)),
  /** Numbers depend on `extState`. */
  extSubstate: attr(6, "ETHTOOL_A_LINKSTATE_EXT_SUBSTATE", u8),
  extDownCnt: attr(7, "ETHTOOL_A_LINKSTATE_EXT_DOWN_CNT", u32),
});
export const EthtoolLinkstate = message(GenlHeader, EthtoolLinkstateAttrs);
export interface EthtoolLinkstate extends Infer<typeof EthtoolLinkstate> {}

export const EthtoolDebugAttrs = attrs({
  header: attr(1, "ETHTOOL_A_DEBUG_HEADER", nested(EthtoolHeader)),
  msgmask: attr(2, "ETHTOOL_A_DEBUG_MSGMASK", nested(EthtoolBitset)),
});
export const EthtoolDebug = message(GenlHeader, EthtoolDebugAttrs);
export interface EthtoolDebug extends Infer<typeof EthtoolDebug> {}

export const EthtoolWolAttrs = attrs({
  header: attr(1, "ETHTOOL_A_WOL_HEADER", nested(EthtoolHeader)),
  modes: attr(2, "ETHTOOL_A_WOL_MODES", nested(EthtoolBitset)),
  /** Six bytes. */
  sopass: attr(3, "ETHTOOL_A_WOL_SOPASS", bytes),
});
export const EthtoolWol = message(GenlHeader, EthtoolWolAttrs);
export interface EthtoolWol extends Infer<typeof EthtoolWol> {}

export const EthtoolFeaturesAttrs = attrs({
  header: attr(1, "ETHTOOL_A_FEATURES_HEADER", nested(EthtoolHeader)),
  hw: attr(2, "ETHTOOL_A_FEATURES_HW", nested(EthtoolBitset)),
  wanted: attr(3, "ETHTOOL_A_FEATURES_WANTED", nested(EthtoolBitset)),
  active: attr(4, "ETHTOOL_A_FEATURES_ACTIVE", nested(EthtoolBitset)),
  nochange: attr(5, "ETHTOOL_A_FEATURES_NOCHANGE", nested(EthtoolBitset)),
});
export const EthtoolFeatures = message(GenlHeader, EthtoolFeaturesAttrs);
export interface EthtoolFeatures extends Infer<typeof EthtoolFeatures> {}

export const EthtoolPrivflagsAttrs = attrs({
  header: attr(1, "ETHTOOL_A_PRIVFLAGS_HEADER", nested(EthtoolHeader)),
  flags: attr(2, "ETHTOOL_A_PRIVFLAGS_FLAGS", nested(EthtoolBitset)),
});
export const EthtoolPrivflags = message(GenlHeader, EthtoolPrivflagsAttrs);
export interface EthtoolPrivflags extends Infer<typeof EthtoolPrivflags> {}

export const EthtoolPhyAttrs = attrs({
  header: attr(1, "ETHTOOL_A_PHY_HEADER", nested(EthtoolHeader)),
  index: attr(2, "ETHTOOL_A_PHY_INDEX", u32),
  drvname: attr(3, "ETHTOOL_A_PHY_DRVNAME", cstring),
  name: attr(4, "ETHTOOL_A_PHY_NAME", cstring),
  upstreamType: attr(5, "ETHTOOL_A_PHY_UPSTREAM_TYPE", enumOf(u32, PhyUpstream)),
  upstreamIndex: attr(6, "ETHTOOL_A_PHY_UPSTREAM_INDEX", u32),
  upstreamSfpName: attr(7, "ETHTOOL_A_PHY_UPSTREAM_SFP_NAME", cstring),
  downstreamSfpName: attr(8, "ETHTOOL_A_PHY_DOWNSTREAM_SFP_NAME", cstring),
});
export const EthtoolPhy = message(GenlHeader, EthtoolPhyAttrs);
export interface EthtoolPhy extends Infer<typeof EthtoolPhy> {}
