// include/uapi/linux/nl80211.h: NL80211_NAN_*
import {
  attr,
  attrs,
  bits,
  bytes,
  enumOf,
  fixedBytes,
  flag,
  flagsOf,
  hex,
  type Infer,
  indexed,
  mac,
  nested,
  s8,
  u8,
  u16,
  u32,
  unit,
} from "../../codec/index.js";
import { Nl80211NanFunctionType, Nl80211NanPublishType, Nl80211NanTermReason } from "./constants.js";

export const Nl80211NanBandConfig = attrs({
  band: attr(1, "NL80211_NAN_BAND_CONF_BAND", u8),
  freq: attr(2, "NL80211_NAN_BAND_CONF_FREQ", unit("MHz", u16)),
  rssiClose: attr(3, "NL80211_NAN_BAND_CONF_RSSI_CLOSE", unit("dBm", s8)),
  rssiMiddle: attr(4, "NL80211_NAN_BAND_CONF_RSSI_MIDDLE", unit("dBm", s8)),
  wakeDw: attr(5, "NL80211_NAN_BAND_CONF_WAKE_DW", u8),
  disableScan: attr(6, "NL80211_NAN_BAND_CONF_DISABLE_SCAN", flag),
});
export interface Nl80211NanBandConfig extends Infer<typeof Nl80211NanBandConfig> {}

export const Nl80211NanConfig = attrs({
  clusterId: attr(1, "NL80211_NAN_CONF_CLUSTER_ID", bytes),
  extraAttrs: attr(2, "NL80211_NAN_CONF_EXTRA_ATTRS", bytes),
  vendorElems: attr(3, "NL80211_NAN_CONF_VENDOR_ELEMS", bytes),
  bandConfigs: attr(4, "NL80211_NAN_CONF_BAND_CONFIGS", nested(indexed(nested(Nl80211NanBandConfig)))),
  scanPeriod: attr(5, "NL80211_NAN_CONF_SCAN_PERIOD", u16),
  scanDwellTime: attr(6, "NL80211_NAN_CONF_SCAN_DWELL_TIME", u16),
  discoveryBeaconInterval: attr(7, "NL80211_NAN_CONF_DISCOVERY_BEACON_INTERVAL", u8),
  notifyDw: attr(8, "NL80211_NAN_CONF_NOTIFY_DW", flag),
});
export interface Nl80211NanConfig extends Infer<typeof Nl80211NanConfig> {}

export const Nl80211NanPeerMap = attrs({
  mapId: attr(1, "NL80211_NAN_PEER_MAP_ATTR_MAP_ID", u8),
  timeSlots: attr(2, "NL80211_NAN_PEER_MAP_ATTR_TIME_SLOTS", fixedBytes(32)),
});
export interface Nl80211NanPeerMap extends Infer<typeof Nl80211NanPeerMap> {}

/** Whom a function answers: the devices in a Bloom filter or a list, or all others. */
export const Nl80211NanSrf = attrs({
  include: attr(1, "NL80211_NAN_SRF_INCLUDE", flag),
  /** At most 255 bytes. */
  bf: attr(2, "NL80211_NAN_SRF_BF", bytes),
  bfIdx: attr(3, "NL80211_NAN_SRF_BF_IDX", u8),
  macAddrs: attr(4, "NL80211_NAN_SRF_MAC_ADDRS", nested(indexed(mac))),
});
export interface Nl80211NanSrf extends Infer<typeof Nl80211NanSrf> {}

/** A service that is offered, looked for or talked to. */
export const Nl80211NanFunc = attrs({
  type: attr(1, "NL80211_NAN_FUNC_TYPE", enumOf(u8, Nl80211NanFunctionType)),
  /** Hash of the service's name. */
  serviceId: attr(2, "NL80211_NAN_FUNC_SERVICE_ID", fixedBytes(6)),
  publishType: attr(3, "NL80211_NAN_FUNC_PUBLISH_TYPE", flagsOf(u8, Nl80211NanPublishType)),
  publishBcast: attr(4, "NL80211_NAN_FUNC_PUBLISH_BCAST", flag),
  subscribeActive: attr(5, "NL80211_NAN_FUNC_SUBSCRIBE_ACTIVE", flag),
  followUpId: attr(6, "NL80211_NAN_FUNC_FOLLOW_UP_ID", u8),
  followUpReqId: attr(7, "NL80211_NAN_FUNC_FOLLOW_UP_REQ_ID", u8),
  followUpDest: attr(8, "NL80211_NAN_FUNC_FOLLOW_UP_DEST", mac),
  closeRange: attr(9, "NL80211_NAN_FUNC_CLOSE_RANGE", flag),
  ttl: attr(10, "NL80211_NAN_FUNC_TTL", unit("discovery windows", u32)),
  /** At most 255 bytes. */
  serviceInfo: attr(11, "NL80211_NAN_FUNC_SERVICE_INFO", bytes),
  srf: attr(12, "NL80211_NAN_FUNC_SRF", nested(Nl80211NanSrf)),
  rxMatchFilter: attr(13, "NL80211_NAN_FUNC_RX_MATCH_FILTER", nested(indexed(bytes))),
  txMatchFilter: attr(14, "NL80211_NAN_FUNC_TX_MATCH_FILTER", nested(indexed(bytes))),
  instanceId: attr(15, "NL80211_NAN_FUNC_INSTANCE_ID", u8),
  termReason: attr(16, "NL80211_NAN_FUNC_TERM_REASON", enumOf(u8, Nl80211NanTermReason)),
});
export interface Nl80211NanFunc extends Infer<typeof Nl80211NanFunc> {}

/** A function of this device and the one of another that fits. */
export const Nl80211NanMatch = attrs({
  funcLocal: attr(1, "NL80211_NAN_MATCH_FUNC_LOCAL", nested(Nl80211NanFunc)),
  funcPeer: attr(2, "NL80211_NAN_MATCH_FUNC_PEER", nested(Nl80211NanFunc)),
});
export interface Nl80211NanMatch extends Infer<typeof Nl80211NanMatch> {}

/** Capabilities of NAN data interfaces, the same in all bands. */
export const Nl80211NanPhyCap = attrs({
  htMcsSet: attr(1, "NL80211_NAN_PHY_CAP_ATTR_HT_MCS_SET", fixedBytes(16)),
  htCapa: attr(2, "NL80211_NAN_PHY_CAP_ATTR_HT_CAPA", hex(u16)),
  htAmpduFactor: attr(3, "NL80211_NAN_PHY_CAP_ATTR_HT_AMPDU_FACTOR", u8),
  htAmpduDensity: attr(4, "NL80211_NAN_PHY_CAP_ATTR_HT_AMPDU_DENSITY", u8),
  vhtMcsSet: attr(5, "NL80211_NAN_PHY_CAP_ATTR_VHT_MCS_SET", fixedBytes(8)),
  vhtCapa: attr(6, "NL80211_NAN_PHY_CAP_ATTR_VHT_CAPA", hex(u32)),
  heMac: attr(7, "NL80211_NAN_PHY_CAP_ATTR_HE_MAC", bytes),
  hePhy: attr(8, "NL80211_NAN_PHY_CAP_ATTR_HE_PHY", bytes),
  heMcsSet: attr(9, "NL80211_NAN_PHY_CAP_ATTR_HE_MCS_SET", bytes),
  hePpe: attr(10, "NL80211_NAN_PHY_CAP_ATTR_HE_PPE", bytes),
});
export interface Nl80211NanPhyCap extends Infer<typeof Nl80211NanPhyCap> {}

/** What a device can do in neighbour awareness networking. */
export const Nl80211NanCapabilities = attrs({
  configurableSync: attr(1, "NL80211_NAN_CAPA_CONFIGURABLE_SYNC", flag),
  /** The discovery engine is a program's business. */
  userspaceDe: attr(2, "NL80211_NAN_CAPA_USERSPACE_DE", flag),
  opMode: attr(3, "NL80211_NAN_CAPA_OP_MODE", hex(u8)),
  /** 0 0: not known. */
  numAntennas: attr(4, "NL80211_NAN_CAPA_NUM_ANTENNAS", bits(u8, { rx: 4, tx: 4 })),
  maxChannelSwitchTime: attr(5, "NL80211_NAN_CAPA_MAX_CHANNEL_SWITCH_TIME", unit("us", u16)),
  capabilities: attr(6, "NL80211_NAN_CAPA_CAPABILITIES", hex(u8)),
  phy: attr(7, "NL80211_NAN_CAPA_PHY", nested(Nl80211NanPhyCap)),
});
export interface Nl80211NanCapabilities extends Infer<typeof Nl80211NanCapabilities> {}
