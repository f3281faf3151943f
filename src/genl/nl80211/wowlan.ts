// include/uapi/linux/nl80211.h: NL80211_PKTPAT_*, NL80211_WOWLAN_TRIG_*, NL80211_WOWLAN_TCP_*, NL80211_ATTR_COALESCE_RULE_*
import {
  attr,
  attrs,
  bytes,
  enumOf,
  flag,
  type Infer,
  indexed,
  ipv4,
  mac,
  nested,
  struct,
  u16,
  u32,
  unit,
} from "../../codec/index.js";
import { Nl80211CoalesceCondition } from "./constants.js";

/** Bytes that a packet has to have. */
export const Nl80211PacketPattern = attrs({
  /** A bit for each byte of the pattern, lowest first: the byte counts. */
  mask: attr(1, "NL80211_PKTPAT_MASK", bytes),
  pattern: attr(2, "NL80211_PKTPAT_PATTERN", bytes),
  /** Where in the packet the pattern starts. */
  offset: attr(3, "NL80211_PKTPAT_OFFSET", unit("bytes", u32)),
});
export interface Nl80211PacketPattern extends Infer<typeof Nl80211PacketPattern> {}

/** What patterns of packets a device can look for. */
export const Nl80211PatternSupport = struct("nl80211_pattern_support", 16, {
  maxPatterns: u32,
  minPatternLen: unit("bytes", u32),
  maxPatternLen: unit("bytes", u32),
  maxPktOffset: unit("bytes", u32),
});
export interface Nl80211PatternSupport extends Infer<typeof Nl80211PatternSupport> {}

/** Packets that may be given to the host late and together. */
export const Nl80211CoalesceRule = attrs({
  delay: attr(1, "NL80211_ATTR_COALESCE_RULE_DELAY", unit("ms", u32)),
  condition: attr(2, "NL80211_ATTR_COALESCE_RULE_CONDITION", enumOf(u32, Nl80211CoalesceCondition)),
  pktPattern: attr(3, "NL80211_ATTR_COALESCE_RULE_PKT_PATTERN", nested(indexed(nested(Nl80211PacketPattern)))),
});
export interface Nl80211CoalesceRule extends Infer<typeof Nl80211CoalesceRule> {}

/** What rules a device can have. */
export const Nl80211CoalesceRuleSupport = struct("nl80211_coalesce_rule_support", 24, {
  maxRules: u32,
  pat: Nl80211PatternSupport,
  maxDelay: unit("ms", u32),
});
export interface Nl80211CoalesceRuleSupport extends Infer<typeof Nl80211CoalesceRuleSupport> {}

/** A counter in the payload of the packets that keep the connection alive: written in little endian. */
export const Nl80211WowlanTcpDataSeq = struct("nl80211_wowlan_tcp_data_seq", 12, {
  start: u32,
  /** In the payload. */
  offset: unit("bytes", u32),
  /** 1…4. */
  len: unit("bytes", u32),
});
export interface Nl80211WowlanTcpDataSeq extends Infer<typeof Nl80211WowlanTcpDataSeq> {}

/** Tokens in the payload, a new one for each packet. */
export const Nl80211WowlanTcpDataToken = struct("nl80211_wowlan_tcp_data_token", 8, {
  /** In the payload. */
  offset: unit("bytes", u32),
  /** Of one token. */
  len: unit("bytes", u32),
  /** The tokens, one behind the other. */
  tokenStream: bytes,
});
export interface Nl80211WowlanTcpDataToken extends Infer<typeof Nl80211WowlanTcpDataToken> {}

export const Nl80211WowlanTcpDataTokenFeature = struct("nl80211_wowlan_tcp_data_token_feature", 12, {
  minLen: unit("bytes", u32),
  maxLen: unit("bytes", u32),
  /** Most that all tokens may take. */
  bufsize: unit("bytes", u32),
});
export interface Nl80211WowlanTcpDataTokenFeature extends Infer<typeof Nl80211WowlanTcpDataTokenFeature> {}

/** A TCP connection that the device keeps while the host sleeps. */
export const Nl80211WowlanTcp = attrs({
  srcIpv4: attr(1, "NL80211_WOWLAN_TCP_SRC_IPV4", ipv4),
  dstIpv4: attr(2, "NL80211_WOWLAN_TCP_DST_IPV4", ipv4),
  dstMac: attr(3, "NL80211_WOWLAN_TCP_DST_MAC", mac),
  /** In host order, as `dstPort`; the kernel chooses one when it is absent. */
  srcPort: attr(4, "NL80211_WOWLAN_TCP_SRC_PORT", u16),
  dstPort: attr(5, "NL80211_WOWLAN_TCP_DST_PORT", u16),
  dataPayload: attr(6, "NL80211_WOWLAN_TCP_DATA_PAYLOAD", bytes),
  dataPayloadSeq: attr(7, "NL80211_WOWLAN_TCP_DATA_PAYLOAD_SEQ", Nl80211WowlanTcpDataSeq),
  dataPayloadToken: attr(8, "NL80211_WOWLAN_TCP_DATA_PAYLOAD_TOKEN", Nl80211WowlanTcpDataToken),
  dataInterval: attr(9, "NL80211_WOWLAN_TCP_DATA_INTERVAL", unit("s", u32)),
  wakePayload: attr(10, "NL80211_WOWLAN_TCP_WAKE_PAYLOAD", bytes),
  /** As the mask of a packet pattern, for the payload. */
  wakeMask: attr(11, "NL80211_WOWLAN_TCP_WAKE_MASK", bytes),
});
export interface Nl80211WowlanTcp extends Infer<typeof Nl80211WowlanTcp> {}

/** What such a connection may be; lengths and intervals are the largest ones. */
export const Nl80211WowlanTcpSupport = attrs({
  dataPayload: attr(6, "NL80211_WOWLAN_TCP_DATA_PAYLOAD", unit("bytes", u32)),
  dataPayloadSeq: attr(7, "NL80211_WOWLAN_TCP_DATA_PAYLOAD_SEQ", flag),
  dataPayloadToken: attr(8, "NL80211_WOWLAN_TCP_DATA_PAYLOAD_TOKEN", Nl80211WowlanTcpDataTokenFeature),
  dataInterval: attr(9, "NL80211_WOWLAN_TCP_DATA_INTERVAL", unit("s", u32)),
  wakePayload: attr(10, "NL80211_WOWLAN_TCP_WAKE_PAYLOAD", unit("bytes", u32)),
});
export interface Nl80211WowlanTcpSupport extends Infer<typeof Nl80211WowlanTcpSupport> {}

/** What a device can be woken by. */
export const Nl80211WowlanSupport = attrs({
  any: attr(1, "NL80211_WOWLAN_TRIG_ANY", flag),
  disconnect: attr(2, "NL80211_WOWLAN_TRIG_DISCONNECT", flag),
  magicPkt: attr(3, "NL80211_WOWLAN_TRIG_MAGIC_PKT", flag),
  pktPattern: attr(4, "NL80211_WOWLAN_TRIG_PKT_PATTERN", Nl80211PatternSupport),
  gtkRekeySupported: attr(5, "NL80211_WOWLAN_TRIG_GTK_REKEY_SUPPORTED", flag),
  gtkRekeyFailure: attr(6, "NL80211_WOWLAN_TRIG_GTK_REKEY_FAILURE", flag),
  eapIdentRequest: attr(7, "NL80211_WOWLAN_TRIG_EAP_IDENT_REQUEST", flag),
  fourWayHandshake: attr(8, "NL80211_WOWLAN_TRIG_4WAY_HANDSHAKE", flag),
  rfkillRelease: attr(9, "NL80211_WOWLAN_TRIG_RFKILL_RELEASE", flag),
  tcpConnection: attr(14, "NL80211_WOWLAN_TRIG_TCP_CONNECTION", nested(Nl80211WowlanTcpSupport)),
  /** Most networks that can be looked for. */
  netDetect: attr(18, "NL80211_WOWLAN_TRIG_NET_DETECT", u32),
});
export interface Nl80211WowlanSupport extends Infer<typeof Nl80211WowlanSupport> {}

/** A network that was found while the host slept. */
export const Nl80211NetDetectMatch = attrs({
  scanFrequencies: attr(44, "NL80211_ATTR_SCAN_FREQUENCIES", nested(indexed(unit("MHz", u32), { from: 0 }))),
  ssid: attr(52, "NL80211_ATTR_SSID", bytes),
});
export interface Nl80211NetDetectMatch extends Infer<typeof Nl80211NetDetectMatch> {}

/** What has woken the host. */
export const Nl80211WowlanWakeup = attrs({
  disconnect: attr(2, "NL80211_WOWLAN_TRIG_DISCONNECT", flag),
  magicPkt: attr(3, "NL80211_WOWLAN_TRIG_MAGIC_PKT", flag),
  /** Index of the pattern among those that were set. */
  pktPattern: attr(4, "NL80211_WOWLAN_TRIG_PKT_PATTERN", u32),
  gtkRekeyFailure: attr(6, "NL80211_WOWLAN_TRIG_GTK_REKEY_FAILURE", flag),
  eapIdentRequest: attr(7, "NL80211_WOWLAN_TRIG_EAP_IDENT_REQUEST", flag),
  fourWayHandshake: attr(8, "NL80211_WOWLAN_TRIG_4WAY_HANDSHAKE", flag),
  rfkillRelease: attr(9, "NL80211_WOWLAN_TRIG_RFKILL_RELEASE", flag),
  /** The packet, which may be cut: the length that follows is the original one. */
  wakeupPkt80211: attr(10, "NL80211_WOWLAN_TRIG_WAKEUP_PKT_80211", bytes),
  wakeupPkt80211Len: attr(11, "NL80211_WOWLAN_TRIG_WAKEUP_PKT_80211_LEN", unit("bytes", u32)),
  wakeupPkt8023: attr(12, "NL80211_WOWLAN_TRIG_WAKEUP_PKT_8023", bytes),
  wakeupPkt8023Len: attr(13, "NL80211_WOWLAN_TRIG_WAKEUP_PKT_8023_LEN", unit("bytes", u32)),
  wakeupTcpMatch: attr(15, "NL80211_WOWLAN_TRIG_WAKEUP_TCP_MATCH", flag),
  wakeupTcpConnlost: attr(16, "NL80211_WOWLAN_TRIG_WAKEUP_TCP_CONNLOST", flag),
  wakeupTcpNomoretokens: attr(17, "NL80211_WOWLAN_TRIG_WAKEUP_TCP_NOMORETOKENS", flag),
  netDetectResults: attr(
    19,
    "NL80211_WOWLAN_TRIG_NET_DETECT_RESULTS",
    nested(indexed(nested(Nl80211NetDetectMatch), { from: 0 })),
  ),
  unprotectedDeauthDisassoc: attr(20, "NL80211_WOWLAN_TRIG_UNPROTECTED_DEAUTH_DISASSOC", flag),
});
export interface Nl80211WowlanWakeup extends Infer<typeof Nl80211WowlanWakeup> {}
