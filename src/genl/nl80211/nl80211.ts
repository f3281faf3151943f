// include/uapi/linux/nl80211.h: NL80211_ATTR_*, and the sets that contain them again
import {
  type Attr,
  attr,
  attrs,
  byKind,
  enumOf,
  flag,
  type Infer,
  indexed,
  mac,
  message,
  nested,
  repeated,
  u32,
} from "../../codec/index.js";
import { GenlHeader } from "../header.js";
import { attributes1, attributes118 } from "./attributes-1-175.js";
import { attributes176, attributes186, attributes274, attributes306, attributes352 } from "./attributes-176.js";
import { Nl80211PmsrFtmReqType } from "./constants.js";
import { Nl80211PmsrReq, Nl80211PmsrResp, Nl80211PmsrTypeCapa } from "./pmsr.js";
import { Nl80211PacketPattern, Nl80211WowlanTcp, Nl80211WowlanWakeup } from "./wowlan.js";

/** What the device is to wake the host by. */
export const Nl80211WowlanTriggers = attrs({
  any: attr(1, "NL80211_WOWLAN_TRIG_ANY", flag),
  disconnect: attr(2, "NL80211_WOWLAN_TRIG_DISCONNECT", flag),
  magicPkt: attr(3, "NL80211_WOWLAN_TRIG_MAGIC_PKT", flag),
  pktPattern: attr(4, "NL80211_WOWLAN_TRIG_PKT_PATTERN", nested(indexed(nested(Nl80211PacketPattern)))),
  gtkRekeyFailure: attr(6, "NL80211_WOWLAN_TRIG_GTK_REKEY_FAILURE", flag),
  eapIdentRequest: attr(7, "NL80211_WOWLAN_TRIG_EAP_IDENT_REQUEST", flag),
  fourWayHandshake: attr(8, "NL80211_WOWLAN_TRIG_4WAY_HANDSHAKE", flag),
  rfkillRelease: attr(9, "NL80211_WOWLAN_TRIG_RFKILL_RELEASE", flag),
  tcpConnection: attr(14, "NL80211_WOWLAN_TRIG_TCP_CONNECTION", nested(Nl80211WowlanTcp)),
  /** A scheduled scan: the attributes of NL80211_CMD_START_SCHED_SCAN. */
  get netDetect() {
    return attr(18, "NL80211_WOWLAN_TRIG_NET_DETECT", nested(Nl80211Attrs));
  },
});
export interface Nl80211WowlanTriggers extends Infer<typeof Nl80211WowlanTriggers> {}

/** A device to measure with. */
export const Nl80211PmsrPeer = attrs({
  addr: attr(1, "NL80211_PMSR_PEER_ATTR_ADDR", mac),
  /** Requests only: the attributes of a channel. */
  get chan() {
    return attr(2, "NL80211_PMSR_PEER_ATTR_CHAN", nested(Nl80211Attrs));
  },
  req: attr(3, "NL80211_PMSR_PEER_ATTR_REQ", nested(Nl80211PmsrReq)),
  resp: attr(4, "NL80211_PMSR_PEER_ATTR_RESP", nested(Nl80211PmsrResp)),
  reqType: attr(5, "NL80211_PMSR_PEER_ATTR_REQ_TYPE", enumOf(u32, Nl80211PmsrFtmReqType)),
});
export interface Nl80211PmsrPeer extends Infer<typeof Nl80211PmsrPeer> {}

/** Measurements: what a device can do, what to do, what came out. */
export const Nl80211Pmsr = attrs({
  maxPeers: attr(1, "NL80211_PMSR_ATTR_MAX_PEERS", u32),
  reportApTsf: attr(2, "NL80211_PMSR_ATTR_REPORT_AP_TSF", flag),
  randomizeMacAddr: attr(3, "NL80211_PMSR_ATTR_RANDOMIZE_MAC_ADDR", flag),
  typeCapa: attr(4, "NL80211_PMSR_ATTR_TYPE_CAPA", nested(Nl80211PmsrTypeCapa)),
  peers: attr(5, "NL80211_PMSR_ATTR_PEERS", nested(indexed(nested(Nl80211PmsrPeer)))),
});
export interface Nl80211Pmsr extends Infer<typeof Nl80211Pmsr> {}

const attributes117 = {
  /** NL80211_CMD_SET_WOWLAN as a notification: what has woken the host. */
  wowlanTriggers: attr(
    117,
    "NL80211_ATTR_WOWLAN_TRIGGERS",
    nested(
      byKind(
        "cmd",
        { 74: byKind("$direction", { request: Nl80211WowlanTriggers, reply: Nl80211WowlanWakeup }) },
        Nl80211WowlanTriggers,
      ),
    ),
  ),
};
const attributes273 = {
  peerMeasurements: attr(273, "NL80211_ATTR_PEER_MEASUREMENTS", nested(Nl80211Pmsr)),
};

type From1 = typeof attributes1;
type From117 = typeof attributes117;
type From118 = typeof attributes118;
type From176 = typeof attributes176;
type From186 = typeof attributes186;
type From273 = typeof attributes273;
type From274 = typeof attributes274;
type From306 = typeof attributes306;
type From352 = typeof attributes352;
type Whole = ReturnType<typeof nested<typeof Nl80211Attrs>>;
/** Named, so that declaration files refer to it instead of writing it out. */
export interface Nl80211Fields extends From1, From117, From118, From176, From186, From273, From274, From306, From352 {
  /** What the beacon is until the switch. */
  readonly csaIes: Attr<Whole>;
  /** What the beacon is until the change. */
  readonly colorChangeElems: Attr<Whole>;
  /** A channel of the schedule: its attributes, NL80211_ATTR_NAN_CHANNEL_ENTRY and NL80211_ATTR_NAN_RX_NSS. */
  readonly nanChannel: Attr<ReturnType<typeof repeated<Whole>>>;
}

const fields: Nl80211Fields = {
  ...attributes1,
  ...attributes117,
  ...attributes118,
  ...attributes176,
  get csaIes() {
    return attr(185, "NL80211_ATTR_CSA_IES", nested(Nl80211Attrs));
  },
  ...attributes186,
  ...attributes273,
  ...attributes274,
  get colorChangeElems() {
    return attr(305, "NL80211_ATTR_COLOR_CHANGE_ELEMS", nested(Nl80211Attrs));
  },
  ...attributes306,
  get nanChannel() {
    return attr(351, "NL80211_ATTR_NAN_CHANNEL", repeated(nested(Nl80211Attrs)));
  },
  ...attributes352,
};

export const Nl80211Attrs = attrs(fields, { pad: { NL80211_ATTR_PAD: 229 } });
export const Nl80211 = message(GenlHeader, Nl80211Attrs);
export interface Nl80211 extends Infer<typeof Nl80211> {}
