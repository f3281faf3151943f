// include/uapi/linux/if_bridge.h: IFLA_BRIDGE_CFM_* (Connectivity Fault Management, IEEE 802.1Q)
import {
  type AttrsType,
  attr,
  attrs,
  bytes,
  enumOf,
  type Infer,
  type Input,
  mac,
  nested,
  repeated,
  u8,
  u32,
  unit,
} from "../../../codec/index.js";
import { CfmDirection, CfmDomain, CfmInterval } from "./constants.js";

const MepCreate = attrs({
  instance: attr(1, "IFLA_BRIDGE_CFM_MEP_CREATE_INSTANCE", u32),
  domain: attr(2, "IFLA_BRIDGE_CFM_MEP_CREATE_DOMAIN", enumOf(u32, CfmDomain)),
  direction: attr(3, "IFLA_BRIDGE_CFM_MEP_CREATE_DIRECTION", enumOf(u32, CfmDirection)),
  ifindex: attr(4, "IFLA_BRIDGE_CFM_MEP_CREATE_IFINDEX", u32),
});

const MepDelete = attrs({
  instance: attr(1, "IFLA_BRIDGE_CFM_MEP_DELETE_INSTANCE", u32),
});

const MepConfig = attrs({
  instance: attr(1, "IFLA_BRIDGE_CFM_MEP_CONFIG_INSTANCE", u32),
  unicastMac: attr(2, "IFLA_BRIDGE_CFM_MEP_CONFIG_UNICAST_MAC", mac),
  /** 0 … 7. */
  mdlevel: attr(3, "IFLA_BRIDGE_CFM_MEP_CONFIG_MDLEVEL", u32),
  /** 1 … 8191. */
  mepid: attr(4, "IFLA_BRIDGE_CFM_MEP_CONFIG_MEPID", u32),
});

const CcConfig = attrs({
  instance: attr(1, "IFLA_BRIDGE_CFM_CC_CONFIG_INSTANCE", u32),
  enable: attr(2, "IFLA_BRIDGE_CFM_CC_CONFIG_ENABLE", u32),
  expInterval: attr(3, "IFLA_BRIDGE_CFM_CC_CONFIG_EXP_INTERVAL", enumOf(u32, CfmInterval)),
  /** Maintenance association identifier, 48 bytes. */
  expMaid: attr(4, "IFLA_BRIDGE_CFM_CC_CONFIG_EXP_MAID", bytes),
});

const CcPeerMep = attrs({
  instance: attr(1, "IFLA_BRIDGE_CFM_CC_PEER_MEP_INSTANCE", u32),
  mepid: attr(2, "IFLA_BRIDGE_CFM_CC_PEER_MEPID", u32),
});

const CcRdi = attrs({
  instance: attr(1, "IFLA_BRIDGE_CFM_CC_RDI_INSTANCE", u32),
  rdi: attr(2, "IFLA_BRIDGE_CFM_CC_RDI_RDI", u32),
});

const CcCcmTx = attrs({
  instance: attr(1, "IFLA_BRIDGE_CFM_CC_CCM_TX_INSTANCE", u32),
  dmac: attr(2, "IFLA_BRIDGE_CFM_CC_CCM_TX_DMAC", mac),
  seqNoUpdate: attr(3, "IFLA_BRIDGE_CFM_CC_CCM_TX_SEQ_NO_UPDATE", u32),
  /** How long to send without being asked again. */
  period: attr(4, "IFLA_BRIDGE_CFM_CC_CCM_TX_PERIOD", unit("s", u32)),
  ifTlv: attr(5, "IFLA_BRIDGE_CFM_CC_CCM_TX_IF_TLV", u32),
  ifTlvValue: attr(6, "IFLA_BRIDGE_CFM_CC_CCM_TX_IF_TLV_VALUE", u8),
  portTlv: attr(7, "IFLA_BRIDGE_CFM_CC_CCM_TX_PORT_TLV", u32),
  portTlvValue: attr(8, "IFLA_BRIDGE_CFM_CC_CCM_TX_PORT_TLV_VALUE", u8),
});

const MepStatus = attrs({
  instance: attr(1, "IFLA_BRIDGE_CFM_MEP_STATUS_INSTANCE", u32),
  opcodeUnexpSeen: attr(2, "IFLA_BRIDGE_CFM_MEP_STATUS_OPCODE_UNEXP_SEEN", u32),
  versionUnexpSeen: attr(3, "IFLA_BRIDGE_CFM_MEP_STATUS_VERSION_UNEXP_SEEN", u32),
  rxLevelLowSeen: attr(4, "IFLA_BRIDGE_CFM_MEP_STATUS_RX_LEVEL_LOW_SEEN", u32),
});

const CcPeerStatus = attrs({
  instance: attr(1, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_INSTANCE", u32),
  peerMepid: attr(2, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_PEER_MEPID", u32),
  ccmDefect: attr(3, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_CCM_DEFECT", u32),
  rdi: attr(4, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_RDI", u32),
  portTlvValue: attr(5, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_PORT_TLV_VALUE", u8),
  ifTlvValue: attr(6, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_IF_TLV_VALUE", u8),
  seen: attr(7, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_SEEN", u32),
  tlvSeen: attr(8, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_TLV_SEEN", u32),
  seqUnexpSeen: attr(9, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_SEQ_UNEXP_SEEN", u32),
});

const bridgeCfm = attrs({
  mepCreate: attr(1, "IFLA_BRIDGE_CFM_MEP_CREATE", nested(MepCreate)),
  mepDelete: attr(2, "IFLA_BRIDGE_CFM_MEP_DELETE", nested(MepDelete)),
  mepConfig: attr(3, "IFLA_BRIDGE_CFM_MEP_CONFIG", nested(MepConfig)),
  ccConfig: attr(4, "IFLA_BRIDGE_CFM_CC_CONFIG", nested(CcConfig)),
  ccPeerMepAdd: attr(5, "IFLA_BRIDGE_CFM_CC_PEER_MEP_ADD", nested(CcPeerMep)),
  ccPeerMepRemove: attr(6, "IFLA_BRIDGE_CFM_CC_PEER_MEP_REMOVE", nested(CcPeerMep)),
  ccRdi: attr(7, "IFLA_BRIDGE_CFM_CC_RDI", nested(CcRdi)),
  ccCcmTx: attr(8, "IFLA_BRIDGE_CFM_CC_CCM_TX", nested(CcCcmTx)),
  mepCreateInfo: attr(9, "IFLA_BRIDGE_CFM_MEP_CREATE_INFO", repeated(nested(MepCreate))),
  mepConfigInfo: attr(10, "IFLA_BRIDGE_CFM_MEP_CONFIG_INFO", repeated(nested(MepConfig))),
  ccConfigInfo: attr(11, "IFLA_BRIDGE_CFM_CC_CONFIG_INFO", repeated(nested(CcConfig))),
  ccRdiInfo: attr(12, "IFLA_BRIDGE_CFM_CC_RDI_INFO", repeated(nested(CcRdi))),
  ccCcmTxInfo: attr(13, "IFLA_BRIDGE_CFM_CC_CCM_TX_INFO", repeated(nested(CcCcmTx))),
  ccPeerMepInfo: attr(14, "IFLA_BRIDGE_CFM_CC_PEER_MEP_INFO", repeated(nested(CcPeerMep))),
  mepStatusInfo: attr(15, "IFLA_BRIDGE_CFM_MEP_STATUS_INFO", repeated(nested(MepStatus))),
  ccPeerStatusInfo: attr(16, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_INFO", repeated(nested(CcPeerStatus))),
});
export interface BridgeCfm extends Infer<typeof bridgeCfm> {}
export interface BridgeCfmInput extends Input<typeof bridgeCfm> {}
/** Requests carry one of the first eight, replies the others, once for each maintenance end point or peer. */
export const BridgeCfm: AttrsType<BridgeCfm, BridgeCfmInput> = bridgeCfm;
