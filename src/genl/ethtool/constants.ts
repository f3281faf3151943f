// include/uapi/linux/ethtool_netlink.h, ethtool_netlink_generated.h: enumerations
import { constants, type NameOf } from "../../codec/index.js";

export const EthtoolUdpTunnelType = constants("ETHTOOL_UDP_TUNNEL_TYPE_", { vxlan: 0, geneve: 1, vxlan_gpe: 2 });
export type EthtoolUdpTunnelType = NameOf<typeof EthtoolUdpTunnelType>;

export const EthtoolHeaderFlags = constants("ETHTOOL_FLAG_", { compact_bitsets: 1, omit_reply: 2, stats: 4 });

export const EthtoolModuleFwFlashStatus = constants("ETHTOOL_MODULE_FW_FLASH_STATUS_", {
  started: 1,
  in_progress: 2,
  completed: 3,
  error: 4,
});
export type EthtoolModuleFwFlashStatus = NameOf<typeof EthtoolModuleFwFlashStatus>;

export const PhyUpstream = constants("PHY_UPSTREAM_", { mac: 0, phy: 1 });
export type PhyUpstream = NameOf<typeof PhyUpstream>;

export const EthtoolTcpDataSplit = constants("ETHTOOL_TCP_DATA_SPLIT_", { unknown: 0, disabled: 1, enabled: 2 });
export type EthtoolTcpDataSplit = NameOf<typeof EthtoolTcpDataSplit>;

export const HwtstampSource = constants("HWTSTAMP_SOURCE_", { netdev: 1, phylib: 2 });
export type HwtstampSource = NameOf<typeof HwtstampSource>;

export const EthtoolPseEvent = constants("ETHTOOL_", {
  pse_event_over_current: 1,
  pse_event_over_temp: 2,
  c33_pse_event_detection: 4,
  c33_pse_event_classification: 8,
  c33_pse_event_disconnection: 0x10,
  pse_event_over_budget: 0x20,
  pse_event_sw_pw_control_error: 0x40,
});

export const RxhXfrm = constants("RXH_XFRM_", { sym_xor: 1, sym_or_xor: 2 });

export const RxhFields = constants("RXH_", {
  l2da: 2,
  vlan: 4,
  l3_proto: 8,
  ip_src: 0x10,
  ip_dst: 0x20,
  l4_b_0_1: 0x40,
  l4_b_2_3: 0x80,
  gtp_teid: 0x100,
  ip6_fl: 0x200,
  discard: 0x80000000,
});

export const EthtoolStringsetId = constants("ETH_SS_", {
  test: 0,
  stats: 1,
  priv_flags: 2,
  ntuple_filters: 3,
  features: 4,
  rss_hash_funcs: 5,
  tunables: 6,
  phy_stats: 7,
  phy_tunables: 8,
  link_modes: 9,
  msg_classes: 10,
  wol_modes: 11,
  sof_timestamping: 12,
  ts_tx_types: 13,
  ts_rx_filters: 14,
  udp_tunnel_types: 15,
  stats_std: 16,
  stats_eth_phy: 17,
  stats_eth_mac: 18,
  stats_eth_ctrl: 19,
  stats_rmon: 20,
  stats_phy: 21,
  ts_flags: 22,
});
export type EthtoolStringsetId = NameOf<typeof EthtoolStringsetId>;

export const EthtoolC33PseExtState = constants("ETHTOOL_C33_PSE_EXT_STATE_", {
  error_condition: 1,
  mr_mps_valid: 2,
  mr_pse_enable: 3,
  option_detect_ted: 4,
  option_vport_lim: 5,
  ovld_detected: 6,
  pd_dll_power_type: 7,
  power_not_available: 8,
  short_detected: 9,
});
export type EthtoolC33PseExtState = NameOf<typeof EthtoolC33PseExtState>;

export const EthtoolC33PseAdminState = constants("ETHTOOL_C33_PSE_ADMIN_STATE_", {
  unknown: 1,
  disabled: 2,
  enabled: 3,
});
export type EthtoolC33PseAdminState = NameOf<typeof EthtoolC33PseAdminState>;

export const EthtoolC33PsePwDStatus = constants("ETHTOOL_C33_PSE_PW_D_STATUS_", {
  unknown: 1,
  disabled: 2,
  searching: 3,
  delivering: 4,
  test: 5,
  fault: 6,
  otherfault: 7,
});
export type EthtoolC33PsePwDStatus = NameOf<typeof EthtoolC33PsePwDStatus>;

export const EthtoolPodlPseAdminState = constants("ETHTOOL_PODL_PSE_ADMIN_STATE_", {
  unknown: 1,
  disabled: 2,
  enabled: 3,
});
export type EthtoolPodlPseAdminState = NameOf<typeof EthtoolPodlPseAdminState>;

export const EthtoolPodlPsePwDStatus = constants("ETHTOOL_PODL_PSE_PW_D_STATUS_", {
  unknown: 1,
  disabled: 2,
  searching: 3,
  delivering: 4,
  sleep: 5,
  idle: 6,
  error: 7,
});
export type EthtoolPodlPsePwDStatus = NameOf<typeof EthtoolPodlPsePwDStatus>;

export const EthtoolPort = constants("PORT_", {
  tp: 0,
  aui: 1,
  mii: 2,
  fibre: 3,
  bnc: 4,
  da: 5,
  none: 239,
  other: 255,
});
export type EthtoolPort = NameOf<typeof EthtoolPort>;

export const EthtoolTransceiver = constants("XCVR_", { internal: 0, external: 1, dummy1: 2, dummy2: 3, dummy3: 4 });
export type EthtoolTransceiver = NameOf<typeof EthtoolTransceiver>;

export const EthtoolTpMdix = constants("ETH_TP_MDI_", { invalid: 0, x: 2, auto: 3 });
export type EthtoolTpMdix = NameOf<typeof EthtoolTpMdix>;

export const EthtoolDuplex = constants("DUPLEX_", { half: 0, full: 1, unknown: 255 });
export type EthtoolDuplex = NameOf<typeof EthtoolDuplex>;

export const EthtoolMasterSlaveCfg = constants("MASTER_SLAVE_CFG_", {
  unsupported: 0,
  unknown: 1,
  master_preferred: 2,
  slave_preferred: 3,
  master_force: 4,
  slave_force: 5,
});
export type EthtoolMasterSlaveCfg = NameOf<typeof EthtoolMasterSlaveCfg>;

export const EthtoolMasterSlaveState = constants("MASTER_SLAVE_STATE_", {
  unsupported: 0,
  unknown: 1,
  master: 2,
  slave: 3,
  err: 4,
});
export type EthtoolMasterSlaveState = NameOf<typeof EthtoolMasterSlaveState>;

export const EthtoolRateMatch = constants("RATE_MATCH_", { none: 0, pause: 1, crs: 2, open_loop: 3 });
export type EthtoolRateMatch = NameOf<typeof EthtoolRateMatch>;

export const EthtoolLinkExtState = constants("ETHTOOL_LINK_EXT_STATE_", {
  autoneg: 0,
  link_training_failure: 1,
  link_logical_mismatch: 2,
  bad_signal_integrity: 3,
  no_cable: 4,
  cable_issue: 5,
  eeprom_issue: 6,
  calibration_failure: 7,
  power_budget_exceeded: 8,
  overheat: 9,
  module: 10,
  otp_speed_violation: 11,
  bmc_request_down: 12,
});
export type EthtoolLinkExtState = NameOf<typeof EthtoolLinkExtState>;

export const EthtoolMacStatsSrc = constants("ETHTOOL_MAC_STATS_SRC_", { aggregate: 0, emac: 1, pmac: 2 });
export type EthtoolMacStatsSrc = NameOf<typeof EthtoolMacStatsSrc>;

export const EthtoolModulePowerModePolicy = constants("ETHTOOL_MODULE_POWER_MODE_POLICY_", { high: 1, auto: 2 });
export type EthtoolModulePowerModePolicy = NameOf<typeof EthtoolModulePowerModePolicy>;

export const EthtoolModulePowerMode = constants("ETHTOOL_MODULE_POWER_MODE_", { low: 1, high: 2 });
export type EthtoolModulePowerMode = NameOf<typeof EthtoolModulePowerMode>;

export const EthtoolMmVerifyStatus = constants("ETHTOOL_MM_VERIFY_STATUS_", {
  unknown: 0,
  initial: 1,
  verifying: 2,
  succeeded: 3,
  failed: 4,
  disabled: 5,
});
export type EthtoolMmVerifyStatus = NameOf<typeof EthtoolMmVerifyStatus>;

export const EthtoolCableResultCode = constants("ETHTOOL_A_CABLE_RESULT_CODE_", {
  unspec: 0,
  ok: 1,
  open: 2,
  same_short: 3,
  cross_short: 4,
  impedance_mismatch: 5,
  noise: 6,
  resolution_not_possible: 7,
});
export type EthtoolCableResultCode = NameOf<typeof EthtoolCableResultCode>;

export const EthtoolCableTestStatus = constants("ETHTOOL_A_CABLE_TEST_NTF_STATUS_", {
  unspec: 0,
  started: 1,
  completed: 2,
});
export type EthtoolCableTestStatus = NameOf<typeof EthtoolCableTestStatus>;

export const EthtoolCablePair = constants("ETHTOOL_A_CABLE_PAIR_", { a: 0, b: 1, c: 2, d: 3 });
export type EthtoolCablePair = NameOf<typeof EthtoolCablePair>;

export const EthtoolCableInfSrc = constants("ETHTOOL_A_CABLE_INF_SRC_", { unspec: 0, tdr: 1, alcd: 2 });
export type EthtoolCableInfSrc = NameOf<typeof EthtoolCableInfSrc>;

export const EthtoolStatsGroup = constants("ETHTOOL_STATS_", { eth_phy: 0, eth_mac: 1, eth_ctrl: 2, rmon: 3, phy: 4 });
export type EthtoolStatsGroup = NameOf<typeof EthtoolStatsGroup>;

export const EthtoolStatsEthPhy = constants("ETHTOOL_A_STATS_ETH_PHY_", { "5_sym_err": 0 });
export type EthtoolStatsEthPhy = NameOf<typeof EthtoolStatsEthPhy>;

export const EthtoolStatsEthMac = constants("ETHTOOL_A_STATS_ETH_MAC_", {
  "2_tx_pkt": 0,
  "3_single_col": 1,
  "4_multi_col": 2,
  "5_rx_pkt": 3,
  "6_fcs_err": 4,
  "7_align_err": 5,
  "8_tx_bytes": 6,
  "9_tx_defer": 7,
  "10_late_col": 8,
  "11_xs_col": 9,
  "12_tx_int_err": 10,
  "13_cs_err": 11,
  "14_rx_bytes": 12,
  "15_rx_int_err": 13,
  "18_tx_mcast": 14,
  "19_tx_bcast": 15,
  "20_xs_defer": 16,
  "21_rx_mcast": 17,
  "22_rx_bcast": 18,
  "23_ir_len_err": 19,
  "24_oor_len": 20,
  "25_too_long_err": 21,
});
export type EthtoolStatsEthMac = NameOf<typeof EthtoolStatsEthMac>;

export const EthtoolStatsEthCtrl = constants("ETHTOOL_A_STATS_ETH_CTRL_", { "3_tx": 0, "4_rx": 1, "5_rx_unsup": 2 });
export type EthtoolStatsEthCtrl = NameOf<typeof EthtoolStatsEthCtrl>;

export const EthtoolStatsRmon = constants("ETHTOOL_A_STATS_RMON_", { undersize: 0, oversize: 1, frag: 2, jabber: 3 });
export type EthtoolStatsRmon = NameOf<typeof EthtoolStatsRmon>;

export const EthtoolStatsPhy = constants("ETHTOOL_A_STATS_PHY_", {
  rx_pkts: 0,
  rx_bytes: 1,
  rx_errors: 2,
  tx_pkts: 3,
  tx_bytes: 4,
  tx_errors: 5,
});
export type EthtoolStatsPhy = NameOf<typeof EthtoolStatsPhy>;

export const EthtoolWakeFlags = constants("WAKE_", {
  phy: 1,
  ucast: 2,
  mcast: 4,
  bcast: 8,
  arp: 0x10,
  magic: 0x20,
  magicsecure: 0x40,
  filter: 0x80,
});

export const EthtoolFecBits = constants("ETHTOOL_FEC_", { none: 1, auto: 2, off: 4, rs: 8, baser: 0x10, llrs: 0x20 });
