// include/uapi/linux/nl80211.h: NL80211_WIPHY_RADIO_*, NL80211_SAR_*
import {
  array,
  attr,
  attrs,
  bytes,
  enumOf,
  hex,
  type Infer,
  indexed,
  mac,
  nested,
  repeated,
  s32,
  struct,
  u8,
  u16,
  u32,
  unit,
} from "../../codec/index.js";
import { Nl80211ChannelType, Nl80211ChanWidth, Nl80211Iftype } from "./constants.js";
import { Nl80211IfCombination, Nl80211SupportedIftypes } from "./iftype.js";

export const Nl80211RadioFreqRange = attrs({
  start: attr(1, "NL80211_WIPHY_RADIO_FREQ_ATTR_START", unit("kHz", u32)),
  end: attr(2, "NL80211_WIPHY_RADIO_FREQ_ATTR_END", unit("kHz", u32)),
});
export interface Nl80211RadioFreqRange extends Infer<typeof Nl80211RadioFreqRange> {}

/** One of the radios of a multi-radio device. */
export const Nl80211WiphyRadio = attrs({
  index: attr(1, "NL80211_WIPHY_RADIO_ATTR_INDEX", u32),
  freqRange: attr(2, "NL80211_WIPHY_RADIO_ATTR_FREQ_RANGE", repeated(nested(Nl80211RadioFreqRange))),
  interfaceCombination: attr(
    3,
    "NL80211_WIPHY_RADIO_ATTR_INTERFACE_COMBINATION",
    repeated(nested(Nl80211IfCombination)),
  ),
  antennaMask: attr(4, "NL80211_WIPHY_RADIO_ATTR_ANTENNA_MASK", hex(u32)),
  rtsThreshold: attr(5, "NL80211_WIPHY_RADIO_ATTR_RTS_THRESHOLD", u32),
});
export interface Nl80211WiphyRadio extends Infer<typeof Nl80211WiphyRadio> {}

/** Extended capabilities in one mode. */
export const Nl80211IftypeExtCapa = attrs({
  iftype: attr(5, "NL80211_ATTR_IFTYPE", enumOf(u32, Nl80211Iftype)),
  extCapa: attr(169, "NL80211_ATTR_EXT_CAPA", bytes),
  extCapaMask: attr(170, "NL80211_ATTR_EXT_CAPA_MASK", bytes),
  emlCapability: attr(317, "NL80211_ATTR_EML_CAPABILITY", hex(u16)),
  mldCapaAndOps: attr(318, "NL80211_ATTR_MLD_CAPA_AND_OPS", hex(u16)),
});
export interface Nl80211IftypeExtCapa extends Infer<typeof Nl80211IftypeExtCapa> {}

export const Nl80211IftypeAkm = attrs({
  iftypes: attr(1, "NL80211_IFTYPE_AKM_ATTR_IFTYPES", nested(Nl80211SupportedIftypes)),
  suites: attr(2, "NL80211_IFTYPE_AKM_ATTR_SUITES", array(hex(u32))),
});
export interface Nl80211IftypeAkm extends Infer<typeof Nl80211IftypeAkm> {}

/** An affiliated link of a multi-link device. */
export const Nl80211MloLink = attrs({
  mac: attr(6, "NL80211_ATTR_MAC", mac),
  wiphyFreq: attr(38, "NL80211_ATTR_WIPHY_FREQ", unit("MHz", u32)),
  wiphyChannelType: attr(39, "NL80211_ATTR_WIPHY_CHANNEL_TYPE", enumOf(u32, Nl80211ChannelType)),
  ie: attr(42, "NL80211_ATTR_IE", bytes),
  statusCode: attr(72, "NL80211_ATTR_STATUS_CODE", u16),
  wiphyTxPowerLevel: attr(98, "NL80211_ATTR_WIPHY_TX_POWER_LEVEL", unit("mBm", s32)),
  channelWidth: attr(159, "NL80211_ATTR_CHANNEL_WIDTH", enumOf(u32, Nl80211ChanWidth)),
  centerFreq1: attr(160, "NL80211_ATTR_CENTER_FREQ1", unit("MHz", u32)),
  centerFreq2: attr(161, "NL80211_ATTR_CENTER_FREQ2", unit("MHz", u32)),
  bssid: attr(245, "NL80211_ATTR_BSSID", mac),
  wiphyFreqOffset: attr(290, "NL80211_ATTR_WIPHY_FREQ_OFFSET", unit("kHz", u32)),
  centerFreq1Offset: attr(291, "NL80211_ATTR_CENTER_FREQ1_OFFSET", unit("kHz", u32)),
  mloLinkId: attr(313, "NL80211_ATTR_MLO_LINK_ID", u8),
  punctBitmap: attr(322, "NL80211_ATTR_PUNCT_BITMAP", hex(u32)),
});
export interface Nl80211MloLink extends Infer<typeof Nl80211MloLink> {}

export const Nl80211VendorCommand = struct("nl80211_vendor_cmd_info", 8, { vendorId: hex(u32), subcmd: u32 });
export interface Nl80211VendorCommand extends Infer<typeof Nl80211VendorCommand> {}

export const Nl80211SarSpec = attrs({
  power: attr(1, "NL80211_SAR_ATTR_SPECS_POWER", unit("0.25 dBm", s32)),
  rangeIndex: attr(2, "NL80211_SAR_ATTR_SPECS_RANGE_INDEX", u32),
  startFreq: attr(3, "NL80211_SAR_ATTR_SPECS_START_FREQ", unit("kHz", u32)),
  endFreq: attr(4, "NL80211_SAR_ATTR_SPECS_END_FREQ", unit("kHz", u32)),
});
export interface Nl80211SarSpec extends Infer<typeof Nl80211SarSpec> {}

export const Nl80211Sar = attrs({
  type: attr(1, "NL80211_SAR_ATTR_TYPE", u32),
  specs: attr(2, "NL80211_SAR_ATTR_SPECS", nested(indexed(nested(Nl80211SarSpec)))),
});
export interface Nl80211Sar extends Infer<typeof Nl80211Sar> {}
