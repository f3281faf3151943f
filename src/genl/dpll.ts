// include/uapi/linux/dpll.h: DPLL_CMD_*, DPLL_A_*
import {
  attr,
  attrs,
  constants,
  cstring,
  enumOf,
  flagsOf,
  type Infer,
  message,
  type NameOf,
  nested,
  repeated,
  s32,
  s64,
  sint,
  u32,
  u64,
  unit,
} from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { GenlHeader } from "./header.js";

export const DpllMode = constants("DPLL_MODE_", { manual: 1, automatic: 2 });
export type DpllMode = NameOf<typeof DpllMode>;

export const DpllLockStatus = constants("DPLL_LOCK_STATUS_", { unlocked: 1, locked: 2, locked_ho_acq: 3, holdover: 4 });
export type DpllLockStatus = NameOf<typeof DpllLockStatus>;

export const DpllLockStatusError = constants("DPLL_LOCK_STATUS_ERROR_", {
  none: 1,
  undefined: 2,
  media_down: 3,
  fractional_frequency_offset_too_high: 4,
});
export type DpllLockStatusError = NameOf<typeof DpllLockStatusError>;

export const DpllClockQualityLevel = constants("DPLL_CLOCK_QUALITY_LEVEL_", {
  itu_opt1_prc: 1,
  itu_opt1_ssu_a: 2,
  itu_opt1_ssu_b: 3,
  itu_opt1_eec1: 4,
  itu_opt1_prtc: 5,
  itu_opt1_eprtc: 6,
  itu_opt1_eeec: 7,
  itu_opt1_eprc: 8,
});
export type DpllClockQualityLevel = NameOf<typeof DpllClockQualityLevel>;

export const DpllType = constants("DPLL_TYPE_", { pps: 1, eec: 2, generic: 3 });
export type DpllType = NameOf<typeof DpllType>;

export const DpllPinType = constants("DPLL_PIN_TYPE_", {
  mux: 1,
  ext: 2,
  synce_eth_port: 3,
  int_oscillator: 4,
  gnss: 5,
});
export type DpllPinType = NameOf<typeof DpllPinType>;

export const DpllPinDirection = constants("DPLL_PIN_DIRECTION_", { input: 1, output: 2 });
export type DpllPinDirection = NameOf<typeof DpllPinDirection>;

export const DpllPinState = constants("DPLL_PIN_STATE_", { connected: 1, disconnected: 2, selectable: 3 });
export type DpllPinState = NameOf<typeof DpllPinState>;

export const DpllPinOperstate = constants("DPLL_PIN_OPERSTATE_", {
  active: 1,
  standby: 2,
  no_signal: 3,
  qual_failed: 4,
});
export type DpllPinOperstate = NameOf<typeof DpllPinOperstate>;

export const DpllPinCapabilities = constants("DPLL_PIN_CAPABILITIES_", {
  direction_can_change: 1,
  priority_can_change: 2,
  state_can_change: 4,
});

export const DpllFeatureState = constants("DPLL_FEATURE_STATE_", { disable: 0, enable: 1 });
export type DpllFeatureState = NameOf<typeof DpllFeatureState>;

export const DpllDeviceAttrs = attrs(
  {
    id: attr(1, "DPLL_A_ID", u32),
    moduleName: attr(2, "DPLL_A_MODULE_NAME", cstring),
    clockId: attr(4, "DPLL_A_CLOCK_ID", u64),
    mode: attr(5, "DPLL_A_MODE", enumOf(u32, DpllMode)),
    modeSupported: attr(6, "DPLL_A_MODE_SUPPORTED", repeated(enumOf(u32, DpllMode))),
    lockStatus: attr(7, "DPLL_A_LOCK_STATUS", enumOf(u32, DpllLockStatus)),
    /** Thousandths of a degree Celsius. */
    temp: attr(8, "DPLL_A_TEMP", s32),
    type: attr(9, "DPLL_A_TYPE", enumOf(u32, DpllType)),
    lockStatusError: attr(10, "DPLL_A_LOCK_STATUS_ERROR", enumOf(u32, DpllLockStatusError)),
    clockQualityLevel: attr(11, "DPLL_A_CLOCK_QUALITY_LEVEL", repeated(enumOf(u32, DpllClockQualityLevel))),
    phaseOffsetMonitor: attr(12, "DPLL_A_PHASE_OFFSET_MONITOR", enumOf(u32, DpllFeatureState)),
    phaseOffsetAvgFactor: attr(13, "DPLL_A_PHASE_OFFSET_AVG_FACTOR", u32),
    frequencyMonitor: attr(14, "DPLL_A_FREQUENCY_MONITOR", enumOf(u32, DpllFeatureState)),
  },
  { pad: { DPLL_A_PAD: 3 } },
);
export const DpllDevice = message(GenlHeader, DpllDeviceAttrs);
export interface DpllDevice extends Infer<typeof DpllDevice> {}

export const DpllFrequencyRange = attrs({
  frequencyMin: attr(13, "DPLL_A_PIN_FREQUENCY_MIN", unit("Hz", u64)),
  frequencyMax: attr(14, "DPLL_A_PIN_FREQUENCY_MAX", unit("Hz", u64)),
});
export interface DpllFrequencyRange extends Infer<typeof DpllFrequencyRange> {}

export const DpllPinParentDevice = attrs({
  parentId: attr(2, "DPLL_A_PIN_PARENT_ID", u32),
  direction: attr(10, "DPLL_A_PIN_DIRECTION", enumOf(u32, DpllPinDirection)),
  prio: attr(15, "DPLL_A_PIN_PRIO", u32),
  state: attr(16, "DPLL_A_PIN_STATE", enumOf(u32, DpllPinState)),
  phaseOffset: attr(23, "DPLL_A_PIN_PHASE_OFFSET", s64),
  fractionalFrequencyOffset: attr(24, "DPLL_A_PIN_FRACTIONAL_FREQUENCY_OFFSET", sint),
  fractionalFrequencyOffsetPpt: attr(30, "DPLL_A_PIN_FRACTIONAL_FREQUENCY_OFFSET_PPT", sint),
  operstate: attr(32, "DPLL_A_PIN_OPERSTATE", enumOf(u32, DpllPinOperstate)),
});
export interface DpllPinParentDevice extends Infer<typeof DpllPinParentDevice> {}

export const DpllPinParentPin = attrs({
  parentId: attr(2, "DPLL_A_PIN_PARENT_ID", u32),
  state: attr(16, "DPLL_A_PIN_STATE", enumOf(u32, DpllPinState)),
});
export interface DpllPinParentPin extends Infer<typeof DpllPinParentPin> {}

export const DpllReferenceSync = attrs({
  id: attr(1, "DPLL_A_PIN_ID", u32),
  state: attr(16, "DPLL_A_PIN_STATE", enumOf(u32, DpllPinState)),
});
export interface DpllReferenceSync extends Infer<typeof DpllReferenceSync> {}

export const DpllPinAttrs = attrs(
  {
    id: attr(1, "DPLL_A_PIN_ID", u32),
    parentId: attr(2, "DPLL_A_PIN_PARENT_ID", u32),
    moduleName: attr(3, "DPLL_A_PIN_MODULE_NAME", cstring),
    clockId: attr(5, "DPLL_A_PIN_CLOCK_ID", u64),
    boardLabel: attr(6, "DPLL_A_PIN_BOARD_LABEL", cstring),
    panelLabel: attr(7, "DPLL_A_PIN_PANEL_LABEL", cstring),
    packageLabel: attr(8, "DPLL_A_PIN_PACKAGE_LABEL", cstring),
    type: attr(9, "DPLL_A_PIN_TYPE", enumOf(u32, DpllPinType)),
    direction: attr(10, "DPLL_A_PIN_DIRECTION", enumOf(u32, DpllPinDirection)),
    frequency: attr(11, "DPLL_A_PIN_FREQUENCY", unit("Hz", u64)),
    frequencySupported: attr(12, "DPLL_A_PIN_FREQUENCY_SUPPORTED", repeated(nested(DpllFrequencyRange))),
    frequencyMin: attr(13, "DPLL_A_PIN_FREQUENCY_MIN", unit("Hz", u64)),
    frequencyMax: attr(14, "DPLL_A_PIN_FREQUENCY_MAX", unit("Hz", u64)),
    prio: attr(15, "DPLL_A_PIN_PRIO", u32),
    state: attr(16, "DPLL_A_PIN_STATE", enumOf(u32, DpllPinState)),
    capabilities: attr(17, "DPLL_A_PIN_CAPABILITIES", flagsOf(u32, DpllPinCapabilities)),
    parentDevice: attr(18, "DPLL_A_PIN_PARENT_DEVICE", repeated(nested(DpllPinParentDevice))),
    parentPin: attr(19, "DPLL_A_PIN_PARENT_PIN", repeated(nested(DpllPinParentPin))),
    phaseAdjustMin: attr(20, "DPLL_A_PIN_PHASE_ADJUST_MIN", unit("ps", s32)),
    phaseAdjustMax: attr(21, "DPLL_A_PIN_PHASE_ADJUST_MAX", unit("ps", s32)),
    phaseAdjust: attr(22, "DPLL_A_PIN_PHASE_ADJUST", unit("ps", s32)),
    /** Thousandths of a picosecond. */
    phaseOffset: attr(23, "DPLL_A_PIN_PHASE_OFFSET", s64),
    /** Parts per million. */
    fractionalFrequencyOffset: attr(24, "DPLL_A_PIN_FRACTIONAL_FREQUENCY_OFFSET", sint),
    esyncFrequency: attr(25, "DPLL_A_PIN_ESYNC_FREQUENCY", unit("Hz", u64)),
    esyncFrequencySupported: attr(26, "DPLL_A_PIN_ESYNC_FREQUENCY_SUPPORTED", repeated(nested(DpllFrequencyRange))),
    esyncPulse: attr(27, "DPLL_A_PIN_ESYNC_PULSE", unit("percent", u32)),
    referenceSync: attr(28, "DPLL_A_PIN_REFERENCE_SYNC", repeated(nested(DpllReferenceSync))),
    phaseAdjustGran: attr(29, "DPLL_A_PIN_PHASE_ADJUST_GRAN", unit("ps", u32)),
    fractionalFrequencyOffsetPpt: attr(30, "DPLL_A_PIN_FRACTIONAL_FREQUENCY_OFFSET_PPT", sint),
    /** Thousandths of a hertz. */
    measuredFrequency: attr(31, "DPLL_A_PIN_MEASURED_FREQUENCY", unit("Hz", u64)),
    operstate: attr(32, "DPLL_A_PIN_OPERSTATE", enumOf(u32, DpllPinOperstate)),
  },
  { pad: { DPLL_A_PIN_PAD: 4 } },
);
export const DpllPin = message(GenlHeader, DpllPinAttrs);
export interface DpllPin extends Infer<typeof DpllPin> {}

/** Generic netlink family "dpll". */
export const dpll = genericFamily(
  "dpll",
  {
    DPLL_CMD_DEVICE_ID_GET: [1, DpllDevice],
    DPLL_CMD_DEVICE_GET: [2, DpllDevice],
    DPLL_CMD_DEVICE_SET: [3, DpllDevice],
    DPLL_CMD_DEVICE_CREATE_NTF: [4, { reply: DpllDevice }],
    DPLL_CMD_DEVICE_DELETE_NTF: [5, { reply: DpllDevice }],
    DPLL_CMD_DEVICE_CHANGE_NTF: [6, { reply: DpllDevice }],
    DPLL_CMD_PIN_ID_GET: [7, DpllPin],
    DPLL_CMD_PIN_GET: [8, DpllPin],
    DPLL_CMD_PIN_SET: [9, DpllPin],
    DPLL_CMD_PIN_CREATE_NTF: [10, { reply: DpllPin }],
    DPLL_CMD_PIN_DELETE_NTF: [11, { reply: DpllPin }],
    DPLL_CMD_PIN_CHANGE_NTF: [12, { reply: DpllPin }],
  },
  { version: 1, groups: ["monitor"] },
);
