// include/uapi/linux/ethtool_netlink_generated.h, ethtool_netlink.h: ETHTOOL_A_CABLE_*
import { attr, attrs, enumOf, type Infer, message, nested, repeated, s16, u8, u32, unit } from "../../codec/index.js";
import { GenlHeader } from "../header.js";
import { EthtoolCableInfSrc, EthtoolCablePair, EthtoolCableResultCode, EthtoolCableTestStatus } from "./constants.js";
import { EthtoolHeader } from "./header.js";

const Step = attrs({
  firstDistance: attr(1, "ETHTOOL_A_CABLE_STEP_FIRST_DISTANCE", unit("cm", u32)),
  lastDistance: attr(2, "ETHTOOL_A_CABLE_STEP_LAST_DISTANCE", unit("cm", u32)),
  stepDistance: attr(3, "ETHTOOL_A_CABLE_STEP_STEP_DISTANCE", unit("cm", u32)),
});

const Amplitude = attrs({
  pair: attr(1, "ETHTOOL_A_CABLE_AMPLITUDE_PAIR", enumOf(u8, EthtoolCablePair)),
  mV: attr(2, "ETHTOOL_A_CABLE_AMPLITUDE_mV", unit("mV", s16)),
});

const Pulse = attrs({
  mV: attr(1, "ETHTOOL_A_CABLE_PULSE_mV", unit("mV", s16)),
});

/** What a time domain reflectometer measured. */
export const EthtoolCableTdrNest = attrs({
  step: attr(1, "ETHTOOL_A_CABLE_TDR_NEST_STEP", nested(Step)),
  amplitude: attr(2, "ETHTOOL_A_CABLE_TDR_NEST_AMPLITUDE", repeated(nested(Amplitude))),
  pulse: attr(3, "ETHTOOL_A_CABLE_TDR_NEST_PULSE", nested(Pulse)),
});

export const EthtoolCableResult = attrs({
  pair: attr(1, "ETHTOOL_A_CABLE_RESULT_PAIR", enumOf(u8, EthtoolCablePair)),
  code: attr(2, "ETHTOOL_A_CABLE_RESULT_CODE", enumOf(u8, EthtoolCableResultCode)),
  src: attr(3, "ETHTOOL_A_CABLE_RESULT_SRC", enumOf(u32, EthtoolCableInfSrc)),
});
export interface EthtoolCableResult extends Infer<typeof EthtoolCableResult> {}

export const EthtoolCableFaultLength = attrs({
  pair: attr(1, "ETHTOOL_A_CABLE_FAULT_LENGTH_PAIR", enumOf(u8, EthtoolCablePair)),
  cm: attr(2, "ETHTOOL_A_CABLE_FAULT_LENGTH_CM", unit("cm", u32)),
  src: attr(3, "ETHTOOL_A_CABLE_FAULT_LENGTH_SRC", enumOf(u32, EthtoolCableInfSrc)),
});
export interface EthtoolCableFaultLength extends Infer<typeof EthtoolCableFaultLength> {}

export const EthtoolCableNest = attrs({
  result: attr(1, "ETHTOOL_A_CABLE_NEST_RESULT", repeated(nested(EthtoolCableResult))),
  faultLength: attr(2, "ETHTOOL_A_CABLE_NEST_FAULT_LENGTH", repeated(nested(EthtoolCableFaultLength))),
});
export interface EthtoolCableNest extends Infer<typeof EthtoolCableNest> {}

export const EthtoolCableTestAttrs = attrs({
  header: attr(1, "ETHTOOL_A_CABLE_TEST_HEADER", nested(EthtoolHeader)),
});
export const EthtoolCableTest = message(GenlHeader, EthtoolCableTestAttrs);
export interface EthtoolCableTest extends Infer<typeof EthtoolCableTest> {}

export const EthtoolCableTestNtfAttrs = attrs({
  header: attr(1, "ETHTOOL_A_CABLE_TEST_NTF_HEADER", nested(EthtoolHeader)),
  status: attr(2, "ETHTOOL_A_CABLE_TEST_NTF_STATUS", enumOf(u8, EthtoolCableTestStatus)),
  nest: attr(3, "ETHTOOL_A_CABLE_TEST_NTF_NEST", nested(EthtoolCableNest)),
});
export const EthtoolCableTestNtf = message(GenlHeader, EthtoolCableTestNtfAttrs);
export interface EthtoolCableTestNtf extends Infer<typeof EthtoolCableTestNtf> {}

export const EthtoolCableTestTdrCfg = attrs({
  first: attr(1, "ETHTOOL_A_CABLE_TEST_TDR_CFG_FIRST", unit("cm", u32)),
  last: attr(2, "ETHTOOL_A_CABLE_TEST_TDR_CFG_LAST", unit("cm", u32)),
  step: attr(3, "ETHTOOL_A_CABLE_TEST_TDR_CFG_STEP", unit("cm", u32)),
  pair: attr(4, "ETHTOOL_A_CABLE_TEST_TDR_CFG_PAIR", enumOf(u8, EthtoolCablePair)),
});
export interface EthtoolCableTestTdrCfg extends Infer<typeof EthtoolCableTestTdrCfg> {}

export const EthtoolCableTestTdrNtfAttrs = attrs({
  header: attr(1, "ETHTOOL_A_CABLE_TEST_TDR_NTF_HEADER", nested(EthtoolHeader)),
  status: attr(2, "ETHTOOL_A_CABLE_TEST_TDR_NTF_STATUS", enumOf(u8, EthtoolCableTestStatus)),
  nest: attr(3, "ETHTOOL_A_CABLE_TEST_TDR_NTF_NEST", nested(EthtoolCableTdrNest)),
});
export const EthtoolCableTestTdrNtf = message(GenlHeader, EthtoolCableTestTdrNtfAttrs);
export interface EthtoolCableTestTdrNtf extends Infer<typeof EthtoolCableTestTdrNtf> {}

export const EthtoolCableTestTdrAttrs = attrs({
  header: attr(1, "ETHTOOL_A_CABLE_TEST_TDR_HEADER", nested(EthtoolHeader)),
  cfg: attr(2, "ETHTOOL_A_CABLE_TEST_TDR_CFG", nested(EthtoolCableTestTdrCfg)),
});
export const EthtoolCableTestTdr = message(GenlHeader, EthtoolCableTestTdrAttrs);
export interface EthtoolCableTestTdr extends Infer<typeof EthtoolCableTestTdr> {}
