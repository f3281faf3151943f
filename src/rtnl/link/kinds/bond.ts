// include/uapi/linux/if_link.h: IFLA_BOND_*; if_bonding.h: BOND_*
import {
  type AttrsType,
  attr,
  attrs,
  enumOf,
  flagsOf,
  type Infer,
  type Input,
  indexed,
  ipv4,
  ipv6,
  lladdr,
  mac,
  s32,
  u8,
  u16,
  u32,
  unit,
} from "../../../codec/index.js";
import {
  BondAdSelect,
  BondArpAllTargets,
  BondArpValidate,
  BondFailOverMac,
  BondLacpRate,
  BondLink,
  BondMode,
  BondPrimaryReselect,
  BondState,
  BondXmitPolicy,
  LacpState,
} from "./bond-constants.js";

/** State of the active aggregator, in 802.3ad mode. */
const AdInfo = attrs({
  aggregator: attr(1, "IFLA_BOND_AD_INFO_AGGREGATOR", u16),
  numPorts: attr(2, "IFLA_BOND_AD_INFO_NUM_PORTS", u16),
  actorKey: attr(3, "IFLA_BOND_AD_INFO_ACTOR_KEY", u16),
  partnerKey: attr(4, "IFLA_BOND_AD_INFO_PARTNER_KEY", u16),
  partnerMac: attr(5, "IFLA_BOND_AD_INFO_PARTNER_MAC", mac),
});

const bondData = attrs({
  mode: attr(1, "IFLA_BOND_MODE", enumOf(u8, BondMode)),
  /** Index of the device, 0 in a request for none. */
  activeSlave: attr(2, "IFLA_BOND_ACTIVE_SLAVE", u32),
  miimon: attr(3, "IFLA_BOND_MIIMON", unit("ms", u32)),
  updelay: attr(4, "IFLA_BOND_UPDELAY", unit("ms", u32)),
  downdelay: attr(5, "IFLA_BOND_DOWNDELAY", unit("ms", u32)),
  useCarrier: attr(6, "IFLA_BOND_USE_CARRIER", u8),
  arpInterval: attr(7, "IFLA_BOND_ARP_INTERVAL", unit("ms", u32)),
  /** At most 16. */
  arpIpTarget: attr(8, "IFLA_BOND_ARP_IP_TARGET", indexed(ipv4, { from: 0 })),
  arpValidate: attr(9, "IFLA_BOND_ARP_VALIDATE", enumOf(u32, BondArpValidate)),
  arpAllTargets: attr(10, "IFLA_BOND_ARP_ALL_TARGETS", enumOf(u32, BondArpAllTargets)),
  /** Index of the device. */
  primary: attr(11, "IFLA_BOND_PRIMARY", u32),
  primaryReselect: attr(12, "IFLA_BOND_PRIMARY_RESELECT", enumOf(u8, BondPrimaryReselect)),
  failOverMac: attr(13, "IFLA_BOND_FAIL_OVER_MAC", enumOf(u8, BondFailOverMac)),
  xmitHashPolicy: attr(14, "IFLA_BOND_XMIT_HASH_POLICY", enumOf(u8, BondXmitPolicy)),
  resendIgmp: attr(15, "IFLA_BOND_RESEND_IGMP", u32),
  numPeerNotif: attr(16, "IFLA_BOND_NUM_PEER_NOTIF", u8),
  allSlavesActive: attr(17, "IFLA_BOND_ALL_SLAVES_ACTIVE", u8),
  minLinks: attr(18, "IFLA_BOND_MIN_LINKS", u32),
  lpInterval: attr(19, "IFLA_BOND_LP_INTERVAL", unit("s", u32)),
  packetsPerSlave: attr(20, "IFLA_BOND_PACKETS_PER_SLAVE", unit("packets", u32)),
  adLacpRate: attr(21, "IFLA_BOND_AD_LACP_RATE", enumOf(u8, BondLacpRate)),
  adSelect: attr(22, "IFLA_BOND_AD_SELECT", enumOf(u8, BondAdSelect)),
  adInfo: attr(23, "IFLA_BOND_AD_INFO", AdInfo),
  adActorSysPrio: attr(24, "IFLA_BOND_AD_ACTOR_SYS_PRIO", u16),
  adUserPortKey: attr(25, "IFLA_BOND_AD_USER_PORT_KEY", u16),
  adActorSystem: attr(26, "IFLA_BOND_AD_ACTOR_SYSTEM", mac),
  tlbDynamicLb: attr(27, "IFLA_BOND_TLB_DYNAMIC_LB", u8),
  peerNotifDelay: attr(28, "IFLA_BOND_PEER_NOTIF_DELAY", unit("ms", u32)),
  adLacpActive: attr(29, "IFLA_BOND_AD_LACP_ACTIVE", u8),
  missedMax: attr(30, "IFLA_BOND_MISSED_MAX", u8),
  /** At most 16; Linux 5.18. */
  nsIp6Target: attr(31, "IFLA_BOND_NS_IP6_TARGET", indexed(ipv6, { from: 0 })),
  /** Linux 6.9. */
  coupledControl: attr(32, "IFLA_BOND_COUPLED_CONTROL", u8),
  /** Linux 6.17. */
  broadcastNeigh: attr(33, "IFLA_BOND_BROADCAST_NEIGH", u8),
  lacpStrict: attr(34, "IFLA_BOND_LACP_STRICT", u8),
});
export interface BondData extends Infer<typeof bondData> {}
export interface BondDataInput extends Input<typeof bondData> {}
export const BondData: AttrsType<BondData, BondDataInput> = bondData;

const bondSlave = attrs({
  state: attr(1, "IFLA_BOND_SLAVE_STATE", enumOf(u8, BondState)),
  miiStatus: attr(2, "IFLA_BOND_SLAVE_MII_STATUS", enumOf(u8, BondLink)),
  linkFailureCount: attr(3, "IFLA_BOND_SLAVE_LINK_FAILURE_COUNT", u32),
  permHwaddr: attr(4, "IFLA_BOND_SLAVE_PERM_HWADDR", lladdr),
  queueId: attr(5, "IFLA_BOND_SLAVE_QUEUE_ID", u16),
  adAggregatorId: attr(6, "IFLA_BOND_SLAVE_AD_AGGREGATOR_ID", u16),
  adActorOperPortState: attr(7, "IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE", flagsOf(u8, LacpState)),
  adPartnerOperPortState: attr(8, "IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE", flagsOf(u16, LacpState)),
  prio: attr(9, "IFLA_BOND_SLAVE_PRIO", s32),
  /** Linux 6.18. */
  actorPortPrio: attr(10, "IFLA_BOND_SLAVE_ACTOR_PORT_PRIO", u16),
  adChurnActorState: attr(11, "IFLA_BOND_SLAVE_AD_CHURN_ACTOR_STATE", u8),
  adChurnPartnerState: attr(12, "IFLA_BOND_SLAVE_AD_CHURN_PARTNER_STATE", u8),
});
export interface BondSlave extends Infer<typeof bondSlave> {}
export interface BondSlaveInput extends Input<typeof bondSlave> {}
/** A device in a bond. */
export const BondSlave: AttrsType<BondSlave, BondSlaveInput> = bondSlave;
