// include/uapi/linux/nl80211.h: NL80211_KEY_*, NL80211_ATTR_CQM_*, NL80211_STA_FLAG_*, NL80211_MNTR_FLAG_*
import {
  array,
  attr,
  attrs,
  bytes,
  enumOf,
  flag,
  hex,
  type Infer,
  mac,
  nested,
  s32,
  u8,
  u16,
  u32,
  unit,
} from "../../codec/index.js";
import { Nl80211KeyType } from "./constants.js";

export const Nl80211KeyDefaultTypes = attrs({
  unicast: attr(1, "NL80211_KEY_DEFAULT_TYPE_UNICAST", flag),
  multicast: attr(2, "NL80211_KEY_DEFAULT_TYPE_MULTICAST", flag),
});
export interface Nl80211KeyDefaultTypes extends Infer<typeof Nl80211KeyDefaultTypes> {}

export const Nl80211Key = attrs({
  data: attr(1, "NL80211_KEY_DATA", bytes),
  idx: attr(2, "NL80211_KEY_IDX", u8),
  cipher: attr(3, "NL80211_KEY_CIPHER", hex(u32)),
  seq: attr(4, "NL80211_KEY_SEQ", bytes),
  default: attr(5, "NL80211_KEY_DEFAULT", flag),
  defaultMgmt: attr(6, "NL80211_KEY_DEFAULT_MGMT", flag),
  type: attr(7, "NL80211_KEY_TYPE", enumOf(u32, Nl80211KeyType)),
  defaultTypes: attr(8, "NL80211_KEY_DEFAULT_TYPES", nested(Nl80211KeyDefaultTypes)),
  mode: attr(9, "NL80211_KEY_MODE", u8),
  defaultBeacon: attr(10, "NL80211_KEY_DEFAULT_BEACON", flag),
  ltfSeed: attr(11, "NL80211_KEY_LTF_SEED", bytes),
});
export interface Nl80211Key extends Infer<typeof Nl80211Key> {}

/** Watching the quality of a connection. */
export const Nl80211Cqm = attrs({
  rssiThold: attr(1, "NL80211_ATTR_CQM_RSSI_THOLD", array(unit("dBm", s32))),
  rssiHyst: attr(2, "NL80211_ATTR_CQM_RSSI_HYST", u32),
  rssiThresholdEvent: attr(3, "NL80211_ATTR_CQM_RSSI_THRESHOLD_EVENT", u32),
  pktLossEvent: attr(4, "NL80211_ATTR_CQM_PKT_LOSS_EVENT", u32),
  txeRate: attr(5, "NL80211_ATTR_CQM_TXE_RATE", u32),
  txePkts: attr(6, "NL80211_ATTR_CQM_TXE_PKTS", u32),
  txeIntvl: attr(7, "NL80211_ATTR_CQM_TXE_INTVL", unit("s", u32)),
  beaconLossEvent: attr(8, "NL80211_ATTR_CQM_BEACON_LOSS_EVENT", flag),
  rssiLevel: attr(9, "NL80211_ATTR_CQM_RSSI_LEVEL", unit("dBm", s32)),
});
export interface Nl80211Cqm extends Infer<typeof Nl80211Cqm> {}

export const Nl80211RekeyData = attrs({
  kek: attr(1, "NL80211_REKEY_DATA_KEK", bytes),
  kck: attr(2, "NL80211_REKEY_DATA_KCK", bytes),
  replayCtr: attr(3, "NL80211_REKEY_DATA_REPLAY_CTR", bytes),
  akm: attr(4, "NL80211_REKEY_DATA_AKM", hex(u32)),
});
export interface Nl80211RekeyData extends Infer<typeof Nl80211RekeyData> {}

export const Nl80211StaFlags = attrs({
  authorized: attr(1, "NL80211_STA_FLAG_AUTHORIZED", flag),
  shortPreamble: attr(2, "NL80211_STA_FLAG_SHORT_PREAMBLE", flag),
  wme: attr(3, "NL80211_STA_FLAG_WME", flag),
  mfp: attr(4, "NL80211_STA_FLAG_MFP", flag),
  authenticated: attr(5, "NL80211_STA_FLAG_AUTHENTICATED", flag),
  tdlsPeer: attr(6, "NL80211_STA_FLAG_TDLS_PEER", flag),
  associated: attr(7, "NL80211_STA_FLAG_ASSOCIATED", flag),
  sppAmsdu: attr(8, "NL80211_STA_FLAG_SPP_AMSDU", flag),
});
export interface Nl80211StaFlags extends Infer<typeof Nl80211StaFlags> {}

export const Nl80211MntrFlags = attrs({
  fcsfail: attr(1, "NL80211_MNTR_FLAG_FCSFAIL", flag),
  plcpfail: attr(2, "NL80211_MNTR_FLAG_PLCPFAIL", flag),
  control: attr(3, "NL80211_MNTR_FLAG_CONTROL", flag),
  otherBss: attr(4, "NL80211_MNTR_FLAG_OTHER_BSS", flag),
  cookFrames: attr(5, "NL80211_MNTR_FLAG_COOK_FRAMES", flag),
  active: attr(6, "NL80211_MNTR_FLAG_ACTIVE", flag),
  skipTx: attr(7, "NL80211_MNTR_FLAG_SKIP_TX", flag),
});
export interface Nl80211MntrFlags extends Infer<typeof Nl80211MntrFlags> {}

export const Nl80211StaWme = attrs({
  uapsdQueues: attr(1, "NL80211_STA_WME_UAPSD_QUEUES", u8),
  maxSp: attr(2, "NL80211_STA_WME_MAX_SP", u8),
});
export interface Nl80211StaWme extends Infer<typeof Nl80211StaWme> {}

export const Nl80211TxqAttr = attrs({
  ac: attr(1, "NL80211_TXQ_ATTR_AC", u8),
  txop: attr(2, "NL80211_TXQ_ATTR_TXOP", u16),
  cwmin: attr(3, "NL80211_TXQ_ATTR_CWMIN", u16),
  cwmax: attr(4, "NL80211_TXQ_ATTR_CWMAX", u16),
  aifs: attr(5, "NL80211_TXQ_ATTR_AIFS", u8),
});
export interface Nl80211TxqAttr extends Infer<typeof Nl80211TxqAttr> {}

export const Nl80211PmksaCandidate = attrs({
  index: attr(1, "NL80211_PMKSA_CANDIDATE_INDEX", u32),
  bssid: attr(2, "NL80211_PMKSA_CANDIDATE_BSSID", mac),
  preauth: attr(3, "NL80211_PMKSA_CANDIDATE_PREAUTH", flag),
});
export interface Nl80211PmksaCandidate extends Infer<typeof Nl80211PmksaCandidate> {}
