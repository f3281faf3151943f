// include/uapi/linux/nl80211.h: enumerations
import { constants, type NameOf } from "../../codec/index.js";

export const Nl80211ChannelType = constants("NL80211_CHAN_", { no_ht: 0, ht20: 1, ht40minus: 2, ht40plus: 3 });
export type Nl80211ChannelType = NameOf<typeof Nl80211ChannelType>;

export const Nl80211ProtocolFeatures = constants("NL80211_PROTOCOL_FEATURE_", { split_wiphy_dump: 1 });

export const Nl80211Command = constants("NL80211_CMD_", {
  unspec: 0,
  get_wiphy: 1,
  set_wiphy: 2,
  new_wiphy: 3,
  del_wiphy: 4,
  get_interface: 5,
  set_interface: 6,
  new_interface: 7,
  del_interface: 8,
  get_key: 9,
  set_key: 10,
  new_key: 11,
  del_key: 12,
  get_beacon: 13,
  set_beacon: 14,
  start_ap: 15,
  stop_ap: 16,
  get_station: 17,
  set_station: 18,
  new_station: 19,
  del_station: 20,
  get_mpath: 21,
  set_mpath: 22,
  new_mpath: 23,
  del_mpath: 24,
  set_bss: 25,
  set_reg: 26,
  req_set_reg: 27,
  get_mesh_config: 28,
  set_mesh_config: 29,
  set_mgmt_extra_ie: 30,
  get_reg: 31,
  get_scan: 32,
  trigger_scan: 33,
  new_scan_results: 34,
  scan_aborted: 35,
  reg_change: 36,
  authenticate: 37,
  associate: 38,
  deauthenticate: 39,
  disassociate: 40,
  michael_mic_failure: 41,
  reg_beacon_hint: 42,
  join_ibss: 43,
  leave_ibss: 44,
  testmode: 45,
  connect: 46,
  roam: 47,
  disconnect: 48,
  set_wiphy_netns: 49,
  get_survey: 50,
  new_survey_results: 51,
  set_pmksa: 52,
  del_pmksa: 53,
  flush_pmksa: 54,
  remain_on_channel: 55,
  cancel_remain_on_channel: 56,
  set_tx_bitrate_mask: 57,
  register_frame: 58,
  frame: 59,
  frame_tx_status: 60,
  set_power_save: 61,
  get_power_save: 62,
  set_cqm: 63,
  notify_cqm: 64,
  set_channel: 65,
  set_wds_peer: 66,
  frame_wait_cancel: 67,
  join_mesh: 68,
  leave_mesh: 69,
  unprot_deauthenticate: 70,
  unprot_disassociate: 71,
  new_peer_candidate: 72,
  get_wowlan: 73,
  set_wowlan: 74,
  start_sched_scan: 75,
  stop_sched_scan: 76,
  sched_scan_results: 77,
  sched_scan_stopped: 78,
  set_rekey_offload: 79,
  pmksa_candidate: 80,
  tdls_oper: 81,
  tdls_mgmt: 82,
  unexpected_frame: 83,
  probe_client: 84,
  register_beacons: 85,
  unexpected_4addr_frame: 86,
  set_noack_map: 87,
  ch_switch_notify: 88,
  start_p2p_device: 89,
  stop_p2p_device: 90,
  conn_failed: 91,
  set_mcast_rate: 92,
  set_mac_acl: 93,
  radar_detect: 94,
  get_protocol_features: 95,
  update_ft_ies: 96,
  ft_event: 97,
  crit_protocol_start: 98,
  crit_protocol_stop: 99,
  get_coalesce: 100,
  set_coalesce: 101,
  channel_switch: 102,
  vendor: 103,
  set_qos_map: 104,
  add_tx_ts: 105,
  del_tx_ts: 106,
  get_mpp: 107,
  join_ocb: 108,
  leave_ocb: 109,
  ch_switch_started_notify: 110,
  tdls_channel_switch: 111,
  tdls_cancel_channel_switch: 112,
  wiphy_reg_change: 113,
  abort_scan: 114,
  start_nan: 115,
  stop_nan: 116,
  add_nan_function: 117,
  del_nan_function: 118,
  change_nan_config: 119,
  nan_match: 120,
  set_multicast_to_unicast: 121,
  update_connect_params: 122,
  set_pmk: 123,
  del_pmk: 124,
  port_authorized: 125,
  reload_regdb: 126,
  external_auth: 127,
  sta_opmode_changed: 128,
  control_port_frame: 129,
  get_ftm_responder_stats: 130,
  peer_measurement_start: 131,
  peer_measurement_result: 132,
  peer_measurement_complete: 133,
  notify_radar: 134,
  update_owe_info: 135,
  probe_mesh_link: 136,
  set_tid_config: 137,
  unprot_beacon: 138,
  control_port_frame_tx_status: 139,
  set_sar_specs: 140,
  obss_color_collision: 141,
  color_change_request: 142,
  color_change_started: 143,
  color_change_aborted: 144,
  color_change_completed: 145,
  set_fils_aad: 146,
  assoc_comeback: 147,
  add_link: 148,
  remove_link: 149,
  add_link_sta: 150,
  modify_link_sta: 151,
  remove_link_sta: 152,
  set_hw_timestamp: 153,
  links_removed: 154,
  set_tid_to_link_mapping: 155,
  assoc_mlo_reconf: 156,
  epcs_cfg: 157,
  nan_next_dw_notification: 158,
  nan_cluster_joined: 159,
  incumbent_signal_detect: 160,
  nan_set_local_sched: 161,
  nan_sched_update_done: 162,
  nan_set_peer_sched: 163,
  nan_ulw_update: 164,
  nan_channel_evac: 165,
  start_pd: 166,
  stop_pd: 167,
});
export type Nl80211Command = NameOf<typeof Nl80211Command>;

export const Nl80211FeatureFlags = constants("NL80211_FEATURE_", {
  sk_tx_status: 1,
  ht_ibss: 2,
  inactivity_timer: 4,
  cell_base_reg_hints: 8,
  p2p_device_needs_channel: 0x10,
  sae: 0x20,
  low_priority_scan: 0x40,
  scan_flush: 0x80,
  ap_scan: 0x100,
  vif_txpower: 0x200,
  need_obss_scan: 0x400,
  p2p_go_ctwin: 0x800,
  p2p_go_oppps: 0x1000,
  advertise_chan_limits: 0x4000,
  full_ap_client_state: 0x8000,
  userspace_mpm: 0x10000,
  active_monitor: 0x20000,
  ap_mode_chan_width_change: 0x40000,
  ds_param_set_ie_in_probes: 0x80000,
  wfa_tpc_ie_in_probes: 0x100000,
  quiet: 0x200000,
  tx_power_insertion: 0x400000,
  ackto_estimation: 0x800000,
  static_smps: 0x1000000,
  dynamic_smps: 0x2000000,
  supports_wmm_admission: 0x4000000,
  mac_on_create: 0x8000000,
  tdls_channel_switch: 0x10000000,
  scan_random_mac_addr: 0x20000000,
  sched_scan_random_mac_addr: 0x40000000,
  nd_random_mac_addr: 0x80000000,
});

/** Bits of NL80211_ATTR_EXT_FEATURES. */
export const Nl80211ExtFeature = constants("NL80211_EXT_FEATURE_", {
  vht_ibss: 0,
  rrm: 1,
  mu_mimo_air_sniffer: 2,
  scan_start_time: 3,
  bss_parent_tsf: 4,
  set_scan_dwell: 5,
  beacon_rate_legacy: 6,
  beacon_rate_ht: 7,
  beacon_rate_vht: 8,
  fils_sta: 9,
  mgmt_tx_random_ta: 10,
  mgmt_tx_random_ta_connected: 11,
  sched_scan_relative_rssi: 12,
  cqm_rssi_list: 13,
  fils_sk_offload: 14,
  "4way_handshake_sta_psk": 15,
  "4way_handshake_sta_1x": 16,
  fils_max_channel_time: 17,
  accept_bcast_probe_resp: 18,
  oce_probe_req_high_tx_rate: 19,
  oce_probe_req_deferral_suppression: 20,
  mfp_optional: 21,
  low_span_scan: 22,
  low_power_scan: 23,
  high_accuracy_scan: 24,
  dfs_offload: 25,
  control_port_over_nl80211: 26,
  ack_signal_support: 27,
  txqs: 28,
  scan_random_sn: 29,
  scan_min_preq_content: 30,
  can_replace_ptk0: 31,
  enable_ftm_responder: 32,
  airtime_fairness: 33,
  ap_pmksa_caching: 34,
  sched_scan_band_specific_rssi_thold: 35,
  ext_key_id: 36,
  sta_tx_pwr: 37,
  sae_offload: 38,
  vlan_offload: 39,
  aql: 40,
  beacon_protection: 41,
  control_port_no_preauth: 42,
  protected_twt: 43,
  del_ibss_sta: 44,
  multicast_registrations: 45,
  beacon_protection_client: 46,
  scan_freq_khz: 47,
  control_port_over_nl80211_tx_status: 48,
  operating_channel_validation: 49,
  "4way_handshake_ap_psk": 50,
  sae_offload_ap: 51,
  fils_discovery: 52,
  unsol_bcast_probe_resp: 53,
  beacon_rate_he: 54,
  secure_ltf: 55,
  secure_rtt: 56,
  prot_range_nego_and_measure: 57,
  bss_color: 58,
  fils_crypto_offload: 59,
  radar_background: 60,
  powered_addr_change: 61,
  punct: 62,
  secure_nan: 63,
  auth_and_deauth_random_ta: 64,
  owe_offload: 65,
  owe_offload_ap: 66,
  dfs_concurrent: 67,
  spp_amsdu_support: 68,
  beacon_rate_eht: 69,
  eppke: 70,
  assoc_frame_encryption: 71,
  ieee8021x_auth: 72,
  roc_addr_filter: 73,
  set_key_ltf_seed: 74,
});
export type Nl80211ExtFeature = NameOf<typeof Nl80211ExtFeature>;

export const Nl80211Iftype = constants("NL80211_IFTYPE_", {
  unspecified: 0,
  adhoc: 1,
  station: 2,
  ap: 3,
  ap_vlan: 4,
  wds: 5,
  monitor: 6,
  mesh_point: 7,
  p2p_client: 8,
  p2p_go: 9,
  p2p_device: 10,
  ocb: 11,
  nan: 12,
  nan_data: 13,
  pd: 14,
});
export type Nl80211Iftype = NameOf<typeof Nl80211Iftype>;

export const Nl80211ChanWidth = constants("NL80211_CHAN_WIDTH_", {
  "20_noht": 0,
  "20": 1,
  "40": 2,
  "80": 3,
  "80p80": 4,
  "160": 5,
  "5": 6,
  "10": 7,
  "1": 8,
  "2": 9,
  "4": 10,
  "8": 11,
  "16": 12,
  "320": 13,
});
export type Nl80211ChanWidth = NameOf<typeof Nl80211ChanWidth>;

export const Nl80211AuthType = constants("NL80211_AUTHTYPE_", {
  open_system: 0,
  shared_key: 1,
  ft: 2,
  network_eap: 3,
  sae: 4,
  fils_sk: 5,
  fils_sk_pfs: 6,
  fils_pk: 7,
  eppke: 8,
  ieee8021x: 9,
  automatic: 10,
});
export type Nl80211AuthType = NameOf<typeof Nl80211AuthType>;

export const Nl80211KeyType = constants("NL80211_KEYTYPE_", { group: 0, pairwise: 1, peerkey: 2 });
export type Nl80211KeyType = NameOf<typeof Nl80211KeyType>;

export const Nl80211Mfp = constants("NL80211_MFP_", { no: 0, required: 1, optional: 2 });
export type Nl80211Mfp = NameOf<typeof Nl80211Mfp>;

export const Nl80211WpaVersions = constants("NL80211_WPA_VERSION_", { "1": 1, "2": 2, "3": 4 });

export const Nl80211PsState = constants("NL80211_PS_", { disabled: 0, enabled: 1 });
export type Nl80211PsState = NameOf<typeof Nl80211PsState>;

export const Nl80211TxPowerSetting = constants("NL80211_TX_POWER_", { automatic: 0, limited: 1, fixed: 2 });
export type Nl80211TxPowerSetting = NameOf<typeof Nl80211TxPowerSetting>;

export const Nl80211DfsRegion = constants("NL80211_DFS_", { unset: 0, fcc: 1, etsi: 2, jp: 3 });
export type Nl80211DfsRegion = NameOf<typeof Nl80211DfsRegion>;

export const Nl80211DfsState = constants("NL80211_DFS_", { usable: 0, unavailable: 1, available: 2 });
export type Nl80211DfsState = NameOf<typeof Nl80211DfsState>;

export const Nl80211RegInitiator = constants("NL80211_REGDOM_SET_BY_", { core: 0, user: 1, driver: 2, country_ie: 3 });
export type Nl80211RegInitiator = NameOf<typeof Nl80211RegInitiator>;

export const Nl80211RegType = constants("NL80211_REGDOM_TYPE_", {
  country: 0,
  world: 1,
  custom_world: 2,
  intersection: 3,
});
export type Nl80211RegType = NameOf<typeof Nl80211RegType>;

export const Nl80211UserRegHintType = constants("NL80211_USER_REG_HINT_", { user: 0, cell_base: 1, indoor: 2 });
export type Nl80211UserRegHintType = NameOf<typeof Nl80211UserRegHintType>;

export const Nl80211RegRuleFlags = constants("NL80211_RRF_", {
  no_ofdm: 1,
  no_cck: 2,
  no_indoor: 4,
  no_outdoor: 8,
  dfs: 0x10,
  ptp_only: 0x20,
  ptmp_only: 0x40,
  no_ir: 0x80,
  auto_bw: 0x800,
  ir_concurrent: 0x1000,
  no_ht40minus: 0x2000,
  no_ht40plus: 0x4000,
  no_80mhz: 0x8000,
  no_160mhz: 0x10000,
  no_he: 0x20000,
  no_320mhz: 0x40000,
  no_eht: 0x80000,
  psd: 0x100000,
  dfs_concurrent: 0x200000,
  no_6ghz_vlp_client: 0x400000,
  no_6ghz_afc_client: 0x800000,
  allow_6ghz_vlp_ap: 0x1000000,
  allow_20mhz_activity: 0x2000000,
  no_uhr: 0x4000000,
});

export const Nl80211AclPolicy = constants("NL80211_ACL_POLICY_", { accept_unless_listed: 0, deny_unless_listed: 1 });
export type Nl80211AclPolicy = NameOf<typeof Nl80211AclPolicy>;

export const Nl80211RadarEvent = constants("NL80211_RADAR_", {
  detected: 0,
  cac_finished: 1,
  cac_aborted: 2,
  nop_finished: 3,
  pre_cac_expired: 4,
  cac_started: 5,
});
export type Nl80211RadarEvent = NameOf<typeof Nl80211RadarEvent>;

export const Nl80211ScanFlags = constants("NL80211_SCAN_FLAG_", {
  low_priority: 1,
  flush: 2,
  ap: 4,
  random_addr: 8,
  fils_max_channel_time: 0x10,
  accept_bcast_probe_resp: 0x20,
  oce_probe_req_high_tx_rate: 0x40,
  oce_probe_req_deferral_suppression: 0x80,
  low_span: 0x100,
  low_power: 0x200,
  high_accuracy: 0x400,
  random_sn: 0x800,
  min_preq_content: 0x1000,
  freq_khz: 0x2000,
  colocated_6ghz: 0x4000,
});

export const Nl80211PlinkState = constants("NL80211_PLINK_", {
  listen: 0,
  opn_snt: 1,
  opn_rcvd: 2,
  cnf_rcvd: 3,
  estab: 4,
  holding: 5,
  blocked: 6,
});
export type Nl80211PlinkState = NameOf<typeof Nl80211PlinkState>;

export const Nl80211SmpsMode = constants("NL80211_SMPS_", { off: 0, static: 1, dynamic: 2 });
export type Nl80211SmpsMode = NameOf<typeof Nl80211SmpsMode>;

export const Nl80211HiddenSsid = constants("NL80211_HIDDEN_SSID_", { not_in_use: 0, zero_len: 1, zero_contents: 2 });
export type Nl80211HiddenSsid = NameOf<typeof Nl80211HiddenSsid>;

export const Nl80211MeshPowerMode = constants("NL80211_MESH_POWER_", {
  unknown: 0,
  active: 1,
  light_sleep: 2,
  deep_sleep: 3,
});
export type Nl80211MeshPowerMode = NameOf<typeof Nl80211MeshPowerMode>;

export const Nl80211MpathFlags = constants("NL80211_MPATH_FLAG_", {
  active: 1,
  resolving: 2,
  sn_valid: 4,
  fixed: 8,
  resolved: 0x10,
});

export const Nl80211BssStatus = constants("NL80211_BSS_STATUS_", { authenticated: 0, associated: 1, ibss_joined: 2 });
export type Nl80211BssStatus = NameOf<typeof Nl80211BssStatus>;

export const Nl80211BssUseFor = constants("NL80211_BSS_USE_FOR_", { normal: 1, mld_link: 2 });

/** Bands by their numbers. */
export const Nl80211BandNumber = constants("NL80211_BAND_", {
  "2ghz": 0,
  "5ghz": 1,
  "60ghz": 2,
  "6ghz": 3,
  s1ghz: 4,
  lc: 5,
});
export type Nl80211BandNumber = NameOf<typeof Nl80211BandNumber>;

export const Nl80211TxrateGi = constants("NL80211_TXRATE_", { default_gi: 0, force_sgi: 1, force_lgi: 2 });
export type Nl80211TxrateGi = NameOf<typeof Nl80211TxrateGi>;

/** Guard intervals in microseconds. */
export const Nl80211HeGi = constants("NL80211_RATE_INFO_HE_GI_", { "0_8": 0, "1_6": 1, "3_2": 2 });
export type Nl80211HeGi = NameOf<typeof Nl80211HeGi>;

export const Nl80211HeLtf = constants("NL80211_RATE_INFO_HE_", { "1xltf": 0, "2xltf": 1, "4xltf": 2 });
export type Nl80211HeLtf = NameOf<typeof Nl80211HeLtf>;

/** Guard intervals in microseconds. */
export const Nl80211EhtGi = constants("NL80211_RATE_INFO_EHT_GI_", { "0_8": 0, "1_6": 1, "3_2": 2 });
export type Nl80211EhtGi = NameOf<typeof Nl80211EhtGi>;

export const Nl80211EhtLtf = constants("NL80211_RATE_INFO_EHT_", {
  "1xltf": 0,
  "2xltf": 1,
  "4xltf": 2,
  "6xltf": 3,
  "8xltf": 4,
});
export type Nl80211EhtLtf = NameOf<typeof Nl80211EhtLtf>;

export const Nl80211TxRateSetting = constants("NL80211_TX_RATE_", { automatic: 0, limited: 1, fixed: 2 });
export type Nl80211TxRateSetting = NameOf<typeof Nl80211TxRateSetting>;

/** A switch of NL80211_ATTR_TID_CONFIG: 0 is on. */
export const Nl80211TidSwitch = constants("NL80211_TID_CONFIG_", { enable: 0, disable: 1 });
export type Nl80211TidSwitch = NameOf<typeof Nl80211TidSwitch>;

export const Nl80211CoalesceCondition = constants("NL80211_COALESCE_CONDITION_", { match: 0, no_match: 1 });
export type Nl80211CoalesceCondition = NameOf<typeof Nl80211CoalesceCondition>;

export const Nl80211NanFunctionType = constants("NL80211_NAN_FUNC_", { publish: 0, subscribe: 1, follow_up: 2 });
export type Nl80211NanFunctionType = NameOf<typeof Nl80211NanFunctionType>;

export const Nl80211NanPublishType = constants("NL80211_NAN_", { solicited_publish: 1, unsolicited_publish: 2 });

export const Nl80211NanTermReason = constants("NL80211_NAN_FUNC_TERM_REASON_", {
  user_request: 0,
  ttl_expired: 1,
  error: 2,
});
export type Nl80211NanTermReason = NameOf<typeof Nl80211NanTermReason>;

export const Nl80211Preamble = constants("NL80211_PREAMBLE_", { legacy: 0, ht: 1, vht: 2, dmg: 3, he: 4 });
export type Nl80211Preamble = NameOf<typeof Nl80211Preamble>;

export const Nl80211PmsrStatus = constants("NL80211_PMSR_STATUS_", { success: 0, refused: 1, timeout: 2, failure: 3 });
export type Nl80211PmsrStatus = NameOf<typeof Nl80211PmsrStatus>;

/** Who measures with whom: a station with its access point, or two peers (proximity detection). */
export const Nl80211PmsrFtmReqType = constants("NL80211_PMSR_FTM_REQ_TYPE_", { infra: 0, pd: 1 });
export type Nl80211PmsrFtmReqType = NameOf<typeof Nl80211PmsrFtmReqType>;

export const Nl80211PmsrFtmFailure = constants("NL80211_PMSR_FTM_FAILURE_", {
  unspecified: 0,
  no_response: 1,
  rejected: 2,
  wrong_channel: 3,
  peer_not_capable: 4,
  invalid_timestamp: 5,
  peer_busy: 6,
  bad_changed_params: 7,
});
export type Nl80211PmsrFtmFailure = NameOf<typeof Nl80211PmsrFtmFailure>;

export const Nl80211RxmgmtFlags = constants("NL80211_RXMGMT_FLAG_", { answered: 1, external_auth: 2 });
