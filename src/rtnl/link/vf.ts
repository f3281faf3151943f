// include/uapi/linux/if_link.h: IFLA_VFINFO_LIST, IFLA_VF_*
import {
  type AttrsType,
  attr,
  attrs,
  be16,
  counter64,
  enumOf,
  fixedBytes,
  hex,
  type Infer,
  type Input,
  mac,
  repeated,
  struct,
  u32,
  u64,
  unit,
} from "../../codec/index.js";
import { VfLinkState, VlanProtocol } from "./constants.js";

/** The address takes the first six bytes of `mac[32]`; IPoIB's longer ones run on into `rest`. */
const VfMac = struct("ifla_vf_mac", 36, { vf: u32, mac, rest: fixedBytes(26) });
const VfVlan = struct("ifla_vf_vlan", 12, {
  vf: u32,
  /** 0 … 4095, 0 is untagged. */
  vlan: u32,
  /** Priority, 0 … 7. */
  qos: u32,
});
const VfVlanInfo = struct("ifla_vf_vlan_info", 16, {
  vf: u32,
  /** 0 … 4095, 0 is untagged. */
  vlan: u32,
  /** Priority, 0 … 7. */
  qos: u32,
  vlanProto: enumOf(be16, VlanProtocol),
});
const VfTxRate = struct("ifla_vf_tx_rate", 8, {
  vf: u32,
  /** 0 is unlimited. */
  rate: unit("Mbit/s", u32),
});
const VfRate = struct("ifla_vf_rate", 12, {
  vf: u32,
  minTxRate: unit("Mbit/s", u32),
  /** 0 is unlimited. */
  maxTxRate: unit("Mbit/s", u32),
});
/** `setting` is 0 or 1, and 4294967295 from drivers that do not know. */
const vfSetting = (name: string) => struct(name, 8, { vf: u32, setting: u32 });
const VfState = struct("ifla_vf_link_state", 8, { vf: u32, linkState: enumOf(u32, VfLinkState) });
const VfGuid = struct("ifla_vf_guid", 16, { vf: u32, guid: hex(u64) });
/** As long as the device's own broadcast address, then zeros. */
const VfBroadcast = struct("ifla_vf_broadcast", 32, { broadcast: fixedBytes(32) });

const vfStats = attrs(
  {
    rxPackets: attr(0, "IFLA_VF_STATS_RX_PACKETS", unit("packets", counter64)),
    txPackets: attr(1, "IFLA_VF_STATS_TX_PACKETS", unit("packets", counter64)),
    rxBytes: attr(2, "IFLA_VF_STATS_RX_BYTES", unit("bytes", counter64)),
    txBytes: attr(3, "IFLA_VF_STATS_TX_BYTES", unit("bytes", counter64)),
    broadcast: attr(4, "IFLA_VF_STATS_BROADCAST", unit("packets", counter64)),
    multicast: attr(5, "IFLA_VF_STATS_MULTICAST", unit("packets", counter64)),
    rxDropped: attr(7, "IFLA_VF_STATS_RX_DROPPED", unit("packets", counter64)),
    txDropped: attr(8, "IFLA_VF_STATS_TX_DROPPED", unit("packets", counter64)),
  },
  { pad: { IFLA_VF_STATS_PAD: 6 } },
);
export interface VfStats extends Infer<typeof vfStats> {}
export interface VfStatsInput extends Input<typeof vfStats> {}
export const VfStats: AttrsType<VfStats, VfStatsInput> = vfStats;

const vfInfo = attrs({
  mac: attr(1, "IFLA_VF_MAC", VfMac),
  vlan: attr(2, "IFLA_VF_VLAN", VfVlan),
  txRate: attr(3, "IFLA_VF_TX_RATE", VfTxRate),
  /** Check of source addresses. */
  spoofchk: attr(4, "IFLA_VF_SPOOFCHK", vfSetting("ifla_vf_spoofchk")),
  linkState: attr(5, "IFLA_VF_LINK_STATE", VfState),
  rate: attr(6, "IFLA_VF_RATE", VfRate),
  /** Whether the function may read the RSS table and key of its device. */
  rssQueryEn: attr(7, "IFLA_VF_RSS_QUERY_EN", vfSetting("ifla_vf_rss_query_en")),
  stats: attr(8, "IFLA_VF_STATS", VfStats),
  trust: attr(9, "IFLA_VF_TRUST", vfSetting("ifla_vf_trust")),
  ibNodeGuid: attr(10, "IFLA_VF_IB_NODE_GUID", VfGuid),
  ibPortGuid: attr(11, "IFLA_VF_IB_PORT_GUID", VfGuid),
  vlanList: attr(12, "IFLA_VF_VLAN_LIST", attrs({ info: attr(1, "IFLA_VF_VLAN_INFO", repeated(VfVlanInfo)) })),
  broadcast: attr(13, "IFLA_VF_BROADCAST", VfBroadcast),
});
export interface VfInfo extends Infer<typeof vfInfo> {}
export interface VfInfoInput extends Input<typeof vfInfo> {}
/** One virtual function. Each attribute repeats its number, from 0. */
export const VfInfo: AttrsType<VfInfo, VfInfoInput> = vfInfo;

const vfInfoList = attrs({ info: attr(1, "IFLA_VF_INFO", repeated(VfInfo)) });
export interface VfInfoList extends Infer<typeof vfInfoList> {}
export interface VfInfoListInput extends Input<typeof vfInfoList> {}
export const VfInfoList: AttrsType<VfInfoList, VfInfoListInput> = vfInfoList;
