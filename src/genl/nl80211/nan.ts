// include/uapi/linux/nl80211.h: NL80211_NAN_*
import {
  attr,
  attrs,
  bytes,
  fixedBytes,
  flag,
  type Infer,
  indexed,
  nested,
  s8,
  u8,
  u16,
  unit,
} from "../../codec/index.js";

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
