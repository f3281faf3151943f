// include/uapi/linux/ethtool_netlink_generated.h: ETHTOOL_A_MODULE_*
import {
  attr,
  attrs,
  bytes,
  cstring,
  enumOf,
  type Infer,
  message,
  nested,
  u8,
  u32,
  uint,
  unit,
} from "../../codec/index.js";
import { GenlHeader } from "../header.js";
import { EthtoolModuleFwFlashStatus, EthtoolModulePowerMode, EthtoolModulePowerModePolicy } from "./constants.js";
import { EthtoolHeader } from "./header.js";

export const EthtoolModuleEepromAttrs = attrs({
  header: attr(1, "ETHTOOL_A_MODULE_EEPROM_HEADER", nested(EthtoolHeader)),
  offset: attr(2, "ETHTOOL_A_MODULE_EEPROM_OFFSET", unit("bytes", u32)),
  length: attr(3, "ETHTOOL_A_MODULE_EEPROM_LENGTH", unit("bytes", u32)),
  page: attr(4, "ETHTOOL_A_MODULE_EEPROM_PAGE", u8),
  bank: attr(5, "ETHTOOL_A_MODULE_EEPROM_BANK", u8),
  i2cAddress: attr(6, "ETHTOOL_A_MODULE_EEPROM_I2C_ADDRESS", u8),
  data: attr(7, "ETHTOOL_A_MODULE_EEPROM_DATA", bytes),
});
export const EthtoolModuleEeprom = message(GenlHeader, EthtoolModuleEepromAttrs);
export interface EthtoolModuleEeprom extends Infer<typeof EthtoolModuleEeprom> {}

export const EthtoolModuleAttrs = attrs({
  header: attr(1, "ETHTOOL_A_MODULE_HEADER", nested(EthtoolHeader)),
  powerModePolicy: attr(2, "ETHTOOL_A_MODULE_POWER_MODE_POLICY", enumOf(u8, EthtoolModulePowerModePolicy)),
  powerMode: attr(3, "ETHTOOL_A_MODULE_POWER_MODE", enumOf(u8, EthtoolModulePowerMode)),
});
export const EthtoolModule = message(GenlHeader, EthtoolModuleAttrs);
export interface EthtoolModule extends Infer<typeof EthtoolModule> {}

export const EthtoolModuleFwFlashAttrs = attrs({
  header: attr(1, "ETHTOOL_A_MODULE_FW_FLASH_HEADER", nested(EthtoolHeader)),
  fileName: attr(2, "ETHTOOL_A_MODULE_FW_FLASH_FILE_NAME", cstring),
  password: attr(3, "ETHTOOL_A_MODULE_FW_FLASH_PASSWORD", u32),
  status: attr(4, "ETHTOOL_A_MODULE_FW_FLASH_STATUS", enumOf(u32, EthtoolModuleFwFlashStatus)),
  statusMsg: attr(5, "ETHTOOL_A_MODULE_FW_FLASH_STATUS_MSG", cstring),
  done: attr(6, "ETHTOOL_A_MODULE_FW_FLASH_DONE", unit("bytes", uint)),
  total: attr(7, "ETHTOOL_A_MODULE_FW_FLASH_TOTAL", unit("bytes", uint)),
});
export const EthtoolModuleFwFlash = message(GenlHeader, EthtoolModuleFwFlashAttrs);
export interface EthtoolModuleFwFlash extends Infer<typeof EthtoolModuleFwFlash> {}
