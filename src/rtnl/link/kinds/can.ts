// include/uapi/linux/can/netlink.h: IFLA_CAN_*
import {
  type AttrsType,
  array,
  as,
  attr,
  attrs,
  chars,
  constants,
  enumOf,
  flagsOf,
  type Infer,
  type Input,
  type NameOf,
  struct,
  u16,
  u32,
  unit,
} from "../../../codec/index.js";

export const CanState = constants("CAN_STATE_", {
  error_active: 0,
  error_warning: 1,
  error_passive: 2,
  bus_off: 3,
  stopped: 4,
  sleeping: 5,
});
export type CanState = NameOf<typeof CanState>;

export const CanControlMode = constants("CAN_CTRLMODE_", {
  loopback: 1,
  listenonly: 2,
  "3_samples": 4,
  one_shot: 8,
  berr_reporting: 16,
  fd: 32,
  presume_ack: 64,
  fd_non_iso: 128,
  cc_len8_dlc: 256,
  tdc_auto: 512,
  tdc_manual: 1024,
  restricted: 2048,
  xl: 4096,
  xl_tdc_auto: 8192,
  xl_tdc_manual: 16384,
  xl_tms: 32768,
});
export type CanControlMode = NameOf<typeof CanControlMode>;

const BitTiming = struct("can_bittiming", 32, {
  bitrate: unit("bit/s", u32),
  /** Tenths of a percent of the bit. */
  samplePoint: u32,
  /** Time quantum. */
  tq: unit("ns", u32),
  propSeg: u32,
  phaseSeg1: as("phase_seg1", u32),
  phaseSeg2: as("phase_seg2", u32),
  sjw: u32,
  brp: u32,
});
const BitTimingConst = struct("can_bittiming_const", 48, {
  name: chars(16),
  tseg1Min: u32,
  tseg1Max: u32,
  tseg2Min: u32,
  tseg2Max: u32,
  sjwMax: u32,
  brpMin: u32,
  brpMax: u32,
  brpInc: u32,
});
const CanClock = struct("can_clock", 4, { freq: unit("Hz", u32) });
/** Only the modes in `mask` change. In replies `mask` is what the controller supports. */
const ControlMode = struct("can_ctrlmode", 8, {
  mask: flagsOf(u32, CanControlMode),
  flags: flagsOf(u32, CanControlMode),
});
const ErrorCounter = struct("can_berr_counter", 4, { txerr: u16, rxerr: u16 });

/** Transmitter delay compensation, in clock periods. */
const Tdc = attrs({
  tdcvMin: attr(1, "IFLA_CAN_TDC_TDCV_MIN", u32),
  tdcvMax: attr(2, "IFLA_CAN_TDC_TDCV_MAX", u32),
  tdcoMin: attr(3, "IFLA_CAN_TDC_TDCO_MIN", u32),
  tdcoMax: attr(4, "IFLA_CAN_TDC_TDCO_MAX", u32),
  tdcfMin: attr(5, "IFLA_CAN_TDC_TDCF_MIN", u32),
  tdcfMax: attr(6, "IFLA_CAN_TDC_TDCF_MAX", u32),
  tdcv: attr(7, "IFLA_CAN_TDC_TDCV", u32),
  tdco: attr(8, "IFLA_CAN_TDC_TDCO", u32),
  tdcf: attr(9, "IFLA_CAN_TDC_TDCF", u32),
});

/** Pulse width modulation of CAN XL transceivers, in clock periods. */
const Pwm = attrs({
  pwmsMin: attr(1, "IFLA_CAN_PWM_PWMS_MIN", u32),
  pwmsMax: attr(2, "IFLA_CAN_PWM_PWMS_MAX", u32),
  pwmlMin: attr(3, "IFLA_CAN_PWM_PWML_MIN", u32),
  pwmlMax: attr(4, "IFLA_CAN_PWM_PWML_MAX", u32),
  pwmoMin: attr(5, "IFLA_CAN_PWM_PWMO_MIN", u32),
  pwmoMax: attr(6, "IFLA_CAN_PWM_PWMO_MAX", u32),
  pwms: attr(7, "IFLA_CAN_PWM_PWMS", u32),
  pwml: attr(8, "IFLA_CAN_PWM_PWML", u32),
  pwmo: attr(9, "IFLA_CAN_PWM_PWMO", u32),
});

const canData = attrs({
  bittiming: attr(1, "IFLA_CAN_BITTIMING", BitTiming),
  bittimingConst: attr(2, "IFLA_CAN_BITTIMING_CONST", BitTimingConst),
  clock: attr(3, "IFLA_CAN_CLOCK", CanClock),
  state: attr(4, "IFLA_CAN_STATE", enumOf(u32, CanState)),
  ctrlmode: attr(5, "IFLA_CAN_CTRLMODE", ControlMode),
  /** 0 never restarts by itself. */
  restartMs: attr(6, "IFLA_CAN_RESTART_MS", unit("ms", u32)),
  /** Request: leaves the state `bus_off` now. */
  restart: attr(7, "IFLA_CAN_RESTART", u32),
  berrCounter: attr(8, "IFLA_CAN_BERR_COUNTER", ErrorCounter),
  dataBittiming: attr(9, "IFLA_CAN_DATA_BITTIMING", BitTiming),
  dataBittimingConst: attr(10, "IFLA_CAN_DATA_BITTIMING_CONST", BitTimingConst),
  /** 0 is off. */
  termination: attr(11, "IFLA_CAN_TERMINATION", unit("ohm", u16)),
  terminationConst: attr(12, "IFLA_CAN_TERMINATION_CONST", array(u16)),
  bitrateConst: attr(13, "IFLA_CAN_BITRATE_CONST", array(u32)),
  dataBitrateConst: attr(14, "IFLA_CAN_DATA_BITRATE_CONST", array(u32)),
  bitrateMax: attr(15, "IFLA_CAN_BITRATE_MAX", unit("bit/s", u32)),
  tdc: attr(16, "IFLA_CAN_TDC", Tdc),
  ctrlmodeExt: attr(
    17,
    "IFLA_CAN_CTRLMODE_EXT",
    attrs({ supported: attr(1, "IFLA_CAN_CTRLMODE_SUPPORTED", flagsOf(u32, CanControlMode)) }),
  ),
  xlDataBittiming: attr(18, "IFLA_CAN_XL_DATA_BITTIMING", BitTiming),
  xlDataBittimingConst: attr(19, "IFLA_CAN_XL_DATA_BITTIMING_CONST", BitTimingConst),
  xlDataBitrateConst: attr(20, "IFLA_CAN_XL_DATA_BITRATE_CONST", array(u32)),
  xlTdc: attr(21, "IFLA_CAN_XL_TDC", Tdc),
  xlPwm: attr(22, "IFLA_CAN_XL_PWM", Pwm),
});
export interface CanData extends Infer<typeof canData> {}
export interface CanDataInput extends Input<typeof canData> {}
export const CanData: AttrsType<CanData, CanDataInput> = canData;

/** IFLA_INFO_XSTATS. */
export const CanStats = struct("can_device_stats", 24, {
  busError: u32,
  errorWarning: u32,
  errorPassive: u32,
  busOff: u32,
  arbitrationLost: u32,
  restarts: u32,
});
export interface CanStats extends Infer<typeof CanStats> {}
