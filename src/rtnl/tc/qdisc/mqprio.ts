// include/uapi/linux/pkt_sched.h: struct tc_mqprio_qopt, TCA_MQPRIO_*, TC_MQPRIO_*, TC_FP_*
import {
  array,
  attr,
  attrs,
  constants,
  enumOf,
  type Infer,
  message,
  nested,
  repeated,
  struct,
  u8,
  u16,
  u32,
  u64,
  unit,
} from "../../../codec/index.js";

/** How traffic classes map to priorities and queues; of taprio too. */
export const MqprioOpt = struct("tc_mqprio_qopt", 82, {
  numTc: u8,
  /** Traffic class of each of the 16 packet priorities. */
  prioTcMap: array(u8, 16),
  hw: u8,
  /** Queues of each traffic class. */
  count: array(u16, 16),
  offset: array(u16, 16),
});

export const MqprioMode = constants("TC_MQPRIO_MODE_", { dcb: 0, channel: 1 });
export const MqprioShaper = constants("TC_MQPRIO_SHAPER_", { dcb: 0, bw_rate: 1 });
/** Frame preemption, IEEE 802.1Qbu. */
export const FramePreemption = constants("TC_FP_", { express: 1, preemptible: 2 });

export const MqprioTcEntry = attrs({
  index: attr(1, "TCA_MQPRIO_TC_ENTRY_INDEX", u32),
  fp: attr(2, "TCA_MQPRIO_TC_ENTRY_FP", enumOf(u32, FramePreemption)),
});

const MqprioAttrs = attrs({
  mode: attr(1, "TCA_MQPRIO_MODE", enumOf(u16, MqprioMode)),
  shaper: attr(2, "TCA_MQPRIO_SHAPER", enumOf(u16, MqprioShaper)),
  /** One per traffic class; the attributes inside have the number of the nest. */
  minRate64: attr(
    3,
    "TCA_MQPRIO_MIN_RATE64",
    nested(attrs({ rate: attr(3, "TCA_MQPRIO_MIN_RATE64", repeated(unit("bytes/s", u64))) })),
  ),
  maxRate64: attr(
    4,
    "TCA_MQPRIO_MAX_RATE64",
    nested(attrs({ rate: attr(4, "TCA_MQPRIO_MAX_RATE64", repeated(unit("bytes/s", u64))) })),
  ),
  tcEntry: attr(5, "TCA_MQPRIO_TC_ENTRY", nested(repeated(MqprioTcEntry))),
});

export const Mqprio = message(MqprioOpt, MqprioAttrs);
export interface Mqprio extends Infer<typeof Mqprio> {}
