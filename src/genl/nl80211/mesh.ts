// include/uapi/linux/nl80211.h: NL80211_MESHCONF_*, NL80211_MESH_SETUP_*, NL80211_MPATH_INFO_*
import { attr, attrs, bytes, enumOf, flag, flagsOf, type Infer, s32, u8, u16, u32, unit } from "../../codec/index.js";
import { Nl80211MeshPowerMode, Nl80211MpathFlags } from "./constants.js";

export const Nl80211MpathInfo = attrs({
  frameQlen: attr(1, "NL80211_MPATH_INFO_FRAME_QLEN", u32),
  sn: attr(2, "NL80211_MPATH_INFO_SN", u32),
  metric: attr(3, "NL80211_MPATH_INFO_METRIC", u32),
  exptime: attr(4, "NL80211_MPATH_INFO_EXPTIME", unit("ms", u32)),
  flags: attr(5, "NL80211_MPATH_INFO_FLAGS", flagsOf(u8, Nl80211MpathFlags)),
  discoveryTimeout: attr(6, "NL80211_MPATH_INFO_DISCOVERY_TIMEOUT", unit("ms", u32)),
  discoveryRetries: attr(7, "NL80211_MPATH_INFO_DISCOVERY_RETRIES", u8),
  hopCount: attr(8, "NL80211_MPATH_INFO_HOP_COUNT", u8),
  pathChange: attr(9, "NL80211_MPATH_INFO_PATH_CHANGE", u32),
});
export interface Nl80211MpathInfo extends Infer<typeof Nl80211MpathInfo> {}

export const Nl80211MeshConfig = attrs({
  retryTimeout: attr(1, "NL80211_MESHCONF_RETRY_TIMEOUT", unit("ms", u16)),
  confirmTimeout: attr(2, "NL80211_MESHCONF_CONFIRM_TIMEOUT", unit("ms", u16)),
  holdingTimeout: attr(3, "NL80211_MESHCONF_HOLDING_TIMEOUT", unit("ms", u16)),
  maxPeerLinks: attr(4, "NL80211_MESHCONF_MAX_PEER_LINKS", u16),
  maxRetries: attr(5, "NL80211_MESHCONF_MAX_RETRIES", u8),
  ttl: attr(6, "NL80211_MESHCONF_TTL", u8),
  autoOpenPlinks: attr(7, "NL80211_MESHCONF_AUTO_OPEN_PLINKS", u8),
  hwmpMaxPreqRetries: attr(8, "NL80211_MESHCONF_HWMP_MAX_PREQ_RETRIES", u8),
  pathRefreshTime: attr(9, "NL80211_MESHCONF_PATH_REFRESH_TIME", unit("ms", u32)),
  minDiscoveryTimeout: attr(10, "NL80211_MESHCONF_MIN_DISCOVERY_TIMEOUT", unit("ms", u16)),
  hwmpActivePathTimeout: attr(11, "NL80211_MESHCONF_HWMP_ACTIVE_PATH_TIMEOUT", unit("TU", u32)),
  hwmpPreqMinInterval: attr(12, "NL80211_MESHCONF_HWMP_PREQ_MIN_INTERVAL", unit("TU", u16)),
  hwmpNetDiamTrvsTime: attr(13, "NL80211_MESHCONF_HWMP_NET_DIAM_TRVS_TIME", unit("TU", u16)),
  hwmpRootmode: attr(14, "NL80211_MESHCONF_HWMP_ROOTMODE", u8),
  elementTtl: attr(15, "NL80211_MESHCONF_ELEMENT_TTL", u8),
  hwmpRannInterval: attr(16, "NL80211_MESHCONF_HWMP_RANN_INTERVAL", unit("TU", u16)),
  gateAnnouncements: attr(17, "NL80211_MESHCONF_GATE_ANNOUNCEMENTS", u8),
  hwmpPerrMinInterval: attr(18, "NL80211_MESHCONF_HWMP_PERR_MIN_INTERVAL", unit("TU", u16)),
  forwarding: attr(19, "NL80211_MESHCONF_FORWARDING", u8),
  rssiThreshold: attr(20, "NL80211_MESHCONF_RSSI_THRESHOLD", unit("dBm", s32)),
  syncOffsetMaxNeighbor: attr(21, "NL80211_MESHCONF_SYNC_OFFSET_MAX_NEIGHBOR", unit("us", u32)),
  htOpmode: attr(22, "NL80211_MESHCONF_HT_OPMODE", u16),
  hwmpPathToRootTimeout: attr(23, "NL80211_MESHCONF_HWMP_PATH_TO_ROOT_TIMEOUT", unit("TU", u32)),
  hwmpRootInterval: attr(24, "NL80211_MESHCONF_HWMP_ROOT_INTERVAL", unit("TU", u16)),
  hwmpConfirmationInterval: attr(25, "NL80211_MESHCONF_HWMP_CONFIRMATION_INTERVAL", unit("TU", u16)),
  powerMode: attr(26, "NL80211_MESHCONF_POWER_MODE", enumOf(u32, Nl80211MeshPowerMode)),
  awakeWindow: attr(27, "NL80211_MESHCONF_AWAKE_WINDOW", unit("TU", u16)),
  plinkTimeout: attr(28, "NL80211_MESHCONF_PLINK_TIMEOUT", unit("s", u32)),
  connectedToGate: attr(29, "NL80211_MESHCONF_CONNECTED_TO_GATE", u8),
  nolearn: attr(30, "NL80211_MESHCONF_NOLEARN", u8),
  connectedToAs: attr(31, "NL80211_MESHCONF_CONNECTED_TO_AS", u8),
});
export interface Nl80211MeshConfig extends Infer<typeof Nl80211MeshConfig> {}

export const Nl80211MeshSetup = attrs({
  enableVendorPathSel: attr(1, "NL80211_MESH_SETUP_ENABLE_VENDOR_PATH_SEL", u8),
  enableVendorMetric: attr(2, "NL80211_MESH_SETUP_ENABLE_VENDOR_METRIC", u8),
  ie: attr(3, "NL80211_MESH_SETUP_IE", bytes),
  userspaceAuth: attr(4, "NL80211_MESH_SETUP_USERSPACE_AUTH", flag),
  userspaceAmpe: attr(5, "NL80211_MESH_SETUP_USERSPACE_AMPE", flag),
  enableVendorSync: attr(6, "NL80211_MESH_SETUP_ENABLE_VENDOR_SYNC", u8),
  userspaceMpm: attr(7, "NL80211_MESH_SETUP_USERSPACE_MPM", flag),
  authProtocol: attr(8, "NL80211_MESH_SETUP_AUTH_PROTOCOL", u8),
});
export interface Nl80211MeshSetup extends Infer<typeof Nl80211MeshSetup> {}
