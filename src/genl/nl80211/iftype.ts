// include/uapi/linux/nl80211.h: NL80211_IFTYPE_*, NL80211_IFACE_COMB_*, NL80211_IFACE_LIMIT_*
import { attr, attrs, flag, hex, type Infer, indexed, nested, repeated, u16, u32, unit } from "../../codec/index.js";

export const Nl80211SupportedIftypes = attrs({
  adhoc: attr(1, "NL80211_IFTYPE_ADHOC", flag),
  station: attr(2, "NL80211_IFTYPE_STATION", flag),
  ap: attr(3, "NL80211_IFTYPE_AP", flag),
  apVlan: attr(4, "NL80211_IFTYPE_AP_VLAN", flag),
  wds: attr(5, "NL80211_IFTYPE_WDS", flag),
  monitor: attr(6, "NL80211_IFTYPE_MONITOR", flag),
  meshPoint: attr(7, "NL80211_IFTYPE_MESH_POINT", flag),
  p2pClient: attr(8, "NL80211_IFTYPE_P2P_CLIENT", flag),
  p2pGo: attr(9, "NL80211_IFTYPE_P2P_GO", flag),
  p2pDevice: attr(10, "NL80211_IFTYPE_P2P_DEVICE", flag),
  ocb: attr(11, "NL80211_IFTYPE_OCB", flag),
  nan: attr(12, "NL80211_IFTYPE_NAN", flag),
  nanData: attr(13, "NL80211_IFTYPE_NAN_DATA", flag),
  pd: attr(14, "NL80211_IFTYPE_PD", flag),
});
export interface Nl80211SupportedIftypes extends Infer<typeof Nl80211SupportedIftypes> {}

export const Nl80211FrameTypes = attrs({
  frameType: attr(101, "NL80211_ATTR_FRAME_TYPE", repeated(hex(u16))),
});
export interface Nl80211FrameTypes extends Infer<typeof Nl80211FrameTypes> {}

export const Nl80211FrameTypesByIftype = attrs({
  unspecified: attr(0, "NL80211_IFTYPE_UNSPECIFIED", nested(Nl80211FrameTypes)),
  adhoc: attr(1, "NL80211_IFTYPE_ADHOC", nested(Nl80211FrameTypes)),
  station: attr(2, "NL80211_IFTYPE_STATION", nested(Nl80211FrameTypes)),
  ap: attr(3, "NL80211_IFTYPE_AP", nested(Nl80211FrameTypes)),
  apVlan: attr(4, "NL80211_IFTYPE_AP_VLAN", nested(Nl80211FrameTypes)),
  wds: attr(5, "NL80211_IFTYPE_WDS", nested(Nl80211FrameTypes)),
  monitor: attr(6, "NL80211_IFTYPE_MONITOR", nested(Nl80211FrameTypes)),
  meshPoint: attr(7, "NL80211_IFTYPE_MESH_POINT", nested(Nl80211FrameTypes)),
  p2pClient: attr(8, "NL80211_IFTYPE_P2P_CLIENT", nested(Nl80211FrameTypes)),
  p2pGo: attr(9, "NL80211_IFTYPE_P2P_GO", nested(Nl80211FrameTypes)),
  p2pDevice: attr(10, "NL80211_IFTYPE_P2P_DEVICE", nested(Nl80211FrameTypes)),
  ocb: attr(11, "NL80211_IFTYPE_OCB", nested(Nl80211FrameTypes)),
  nan: attr(12, "NL80211_IFTYPE_NAN", nested(Nl80211FrameTypes)),
  nanData: attr(13, "NL80211_IFTYPE_NAN_DATA", nested(Nl80211FrameTypes)),
  pd: attr(14, "NL80211_IFTYPE_PD", nested(Nl80211FrameTypes)),
});
export interface Nl80211FrameTypesByIftype extends Infer<typeof Nl80211FrameTypesByIftype> {}

export const Nl80211IfaceLimit = attrs({
  max: attr(1, "NL80211_IFACE_LIMIT_MAX", u32),
  types: attr(2, "NL80211_IFACE_LIMIT_TYPES", nested(Nl80211SupportedIftypes)),
});
export interface Nl80211IfaceLimit extends Infer<typeof Nl80211IfaceLimit> {}

export const Nl80211IfCombination = attrs({
  limits: attr(1, "NL80211_IFACE_COMB_LIMITS", nested(indexed(nested(Nl80211IfaceLimit)))),
  maxnum: attr(2, "NL80211_IFACE_COMB_MAXNUM", u32),
  staApBiMatch: attr(3, "NL80211_IFACE_COMB_STA_AP_BI_MATCH", flag),
  numChannels: attr(4, "NL80211_IFACE_COMB_NUM_CHANNELS", u32),
  radarDetectWidths: attr(5, "NL80211_IFACE_COMB_RADAR_DETECT_WIDTHS", u32),
  radarDetectRegions: attr(6, "NL80211_IFACE_COMB_RADAR_DETECT_REGIONS", u32),
  biMinGcd: attr(7, "NL80211_IFACE_COMB_BI_MIN_GCD", unit("TU", u32)),
});
export interface Nl80211IfCombination extends Infer<typeof Nl80211IfCombination> {}
