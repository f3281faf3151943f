// include/uapi/linux/devlink.h: enumerations
import { constants, type NameOf } from "../../codec/index.js";

export const DevlinkSbPoolType = constants("DEVLINK_SB_POOL_TYPE_", { ingress: 0, egress: 1 });
export type DevlinkSbPoolType = NameOf<typeof DevlinkSbPoolType>;

export const DevlinkPortType = constants("DEVLINK_PORT_TYPE_", { notset: 0, auto: 1, eth: 2, ib: 3 });
export type DevlinkPortType = NameOf<typeof DevlinkPortType>;

export const DevlinkPortFlavour = constants("DEVLINK_PORT_FLAVOUR_", {
  physical: 0,
  cpu: 1,
  dsa: 2,
  pci_pf: 3,
  pci_vf: 4,
  virtual: 5,
  unused: 6,
  pci_sf: 7,
});
export type DevlinkPortFlavour = NameOf<typeof DevlinkPortFlavour>;

export const DevlinkPortFnState = constants("DEVLINK_PORT_FN_STATE_", { inactive: 0, active: 1 });
export type DevlinkPortFnState = NameOf<typeof DevlinkPortFnState>;

export const DevlinkPortFnOpstate = constants("DEVLINK_PORT_FN_OPSTATE_", { detached: 0, attached: 1 });
export type DevlinkPortFnOpstate = NameOf<typeof DevlinkPortFnOpstate>;

export const DevlinkRateType = constants("DEVLINK_RATE_TYPE_", { leaf: 0, node: 1 });
export type DevlinkRateType = NameOf<typeof DevlinkRateType>;

export const DevlinkSbThresholdType = constants("DEVLINK_SB_THRESHOLD_TYPE_", { static: 0, dynamic: 1 });
export type DevlinkSbThresholdType = NameOf<typeof DevlinkSbThresholdType>;

export const DevlinkEswitchMode = constants("DEVLINK_ESWITCH_MODE_", {
  legacy: 0,
  switchdev: 1,
  switchdev_inactive: 2,
});
export type DevlinkEswitchMode = NameOf<typeof DevlinkEswitchMode>;

export const DevlinkEswitchInlineMode = constants("DEVLINK_ESWITCH_INLINE_MODE_", {
  none: 0,
  link: 1,
  network: 2,
  transport: 3,
});
export type DevlinkEswitchInlineMode = NameOf<typeof DevlinkEswitchInlineMode>;

export const DevlinkEswitchEncapMode = constants("DEVLINK_ESWITCH_ENCAP_MODE_", { none: 0, basic: 1 });
export type DevlinkEswitchEncapMode = NameOf<typeof DevlinkEswitchEncapMode>;

export const DevlinkDpipeHeaderId = constants("DEVLINK_DPIPE_HEADER_", { ethernet: 0, ipv4: 1, ipv6: 2 });
export type DevlinkDpipeHeaderId = NameOf<typeof DevlinkDpipeHeaderId>;

export const DevlinkDpipeMatchType = constants("DEVLINK_DPIPE_MATCH_TYPE_", { field_exact: 0 });
export type DevlinkDpipeMatchType = NameOf<typeof DevlinkDpipeMatchType>;

export const DevlinkDpipeActionType = constants("DEVLINK_DPIPE_ACTION_TYPE_", { field_modify: 0 });
export type DevlinkDpipeActionType = NameOf<typeof DevlinkDpipeActionType>;

export const DevlinkDpipeFieldMappingType = constants("DEVLINK_DPIPE_FIELD_MAPPING_TYPE_", { none: 0, ifindex: 1 });
export type DevlinkDpipeFieldMappingType = NameOf<typeof DevlinkDpipeFieldMappingType>;

export const DevlinkResourceUnit = constants("DEVLINK_RESOURCE_UNIT_", { entry: 0 });
export type DevlinkResourceUnit = NameOf<typeof DevlinkResourceUnit>;

export const DevlinkReloadAction = constants("DEVLINK_RELOAD_ACTION_", { driver_reinit: 1, fw_activate: 2 });
export type DevlinkReloadAction = NameOf<typeof DevlinkReloadAction>;

export const DevlinkParamCmode = constants("DEVLINK_PARAM_CMODE_", { runtime: 0, driverinit: 1, permanent: 2 });
export type DevlinkParamCmode = NameOf<typeof DevlinkParamCmode>;

export const DevlinkTrapAction = constants("DEVLINK_TRAP_ACTION_", { drop: 0, trap: 1, mirror: 2 });
export type DevlinkTrapAction = NameOf<typeof DevlinkTrapAction>;

export const DevlinkTrapType = constants("DEVLINK_TRAP_TYPE_", { drop: 0, exception: 1, control: 2 });
export type DevlinkTrapType = NameOf<typeof DevlinkTrapType>;

export const DevlinkVarAttrType = constants("DEVLINK_VAR_ATTR_TYPE_", {
  u8: 1,
  u16: 2,
  u32: 3,
  u64: 4,
  string: 5,
  flag: 6,
  nul_string: 10,
  binary: 11,
  u64_array: 129,
});
export type DevlinkVarAttrType = NameOf<typeof DevlinkVarAttrType>;

export const DevlinkReloadLimit = constants("DEVLINK_RELOAD_LIMIT_", { unspec: 0, no_reset: 1 });
export type DevlinkReloadLimit = NameOf<typeof DevlinkReloadLimit>;

export const DevlinkLinecardState = constants("DEVLINK_LINECARD_STATE_", {
  unspec: 0,
  unprovisioned: 1,
  unprovisioning: 2,
  provisioning: 3,
  provisioning_failed: 4,
  provisioned: 5,
  active: 6,
});
export type DevlinkLinecardState = NameOf<typeof DevlinkLinecardState>;

export const DevlinkSelftestStatus = constants("DEVLINK_SELFTEST_STATUS_", { skip: 0, pass: 1, fail: 2 });
export type DevlinkSelftestStatus = NameOf<typeof DevlinkSelftestStatus>;

/** Bits of a port function's capabilities. */
export const DevlinkPortFnCaps = constants("DEVLINK_PORT_FN_CAP_", {
  roce: 1,
  migratable: 2,
  ipsec_crypto: 4,
  ipsec_packet: 8,
});

export const DevlinkFlashOverwriteFlags = constants("DEVLINK_FLASH_OVERWRITE_", { settings: 1, identifiers: 2 });

export const DevlinkResourceScopeFlags = constants("DEVLINK_RESOURCE_SCOPE_", { dev: 1, port: 2 });
