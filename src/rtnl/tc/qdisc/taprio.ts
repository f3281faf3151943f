// include/uapi/linux/pkt_sched.h: TCA_TAPRIO_*, TC_TAPRIO_CMD_*
import {
  attr,
  attrs,
  constants,
  counter64,
  enumOf,
  flagsOf,
  hex,
  type Infer,
  nested,
  repeated,
  s32,
  s64,
  u8,
  u32,
  unit,
} from "../../../codec/index.js";
import { FramePreemption, MqprioOpt } from "./mqprio.js";

export const TaprioCommand = constants("TC_TAPRIO_CMD_", { set_gates: 0, set_and_hold: 1, set_and_release: 2 });
export const TaprioFlags = constants("TCA_TAPRIO_ATTR_FLAG_", { txtime_assist: 1, full_offload: 2 });

export const TaprioEntry = attrs({
  index: attr(1, "TCA_TAPRIO_SCHED_ENTRY_INDEX", u32),
  cmd: attr(2, "TCA_TAPRIO_SCHED_ENTRY_CMD", enumOf(u8, TaprioCommand)),
  /** Bit n opens traffic class n. */
  gateMask: attr(3, "TCA_TAPRIO_SCHED_ENTRY_GATE_MASK", hex(u32)),
  interval: attr(4, "TCA_TAPRIO_SCHED_ENTRY_INTERVAL", unit("ns", u32)),
});

export const TaprioEntryList = attrs({
  entry: attr(1, "TCA_TAPRIO_SCHED_ENTRY", repeated(TaprioEntry)),
});

export const TaprioTcEntry = attrs({
  index: attr(1, "TCA_TAPRIO_TC_ENTRY_INDEX", u32),
  maxSdu: attr(2, "TCA_TAPRIO_TC_ENTRY_MAX_SDU", unit("bytes", u32)),
  fp: attr(3, "TCA_TAPRIO_TC_ENTRY_FP", enumOf(u32, FramePreemption)),
});

/** The operational schedule; the one that waits for its base time repeats the schedule's attributes inside. */
export const Taprio = attrs(
  {
    priomap: attr(1, "TCA_TAPRIO_ATTR_PRIOMAP", MqprioOpt),
    schedEntryList: attr(2, "TCA_TAPRIO_ATTR_SCHED_ENTRY_LIST", nested(TaprioEntryList)),
    schedBaseTime: attr(3, "TCA_TAPRIO_ATTR_SCHED_BASE_TIME", unit("ns", s64)),
    schedSingleEntry: attr(4, "TCA_TAPRIO_ATTR_SCHED_SINGLE_ENTRY", TaprioEntry),
    /** CLOCK_*, 11 is CLOCK_TAI; -1 when offloaded. */
    schedClockid: attr(5, "TCA_TAPRIO_ATTR_SCHED_CLOCKID", s32),
    get adminSched() {
      return attr(7, "TCA_TAPRIO_ATTR_ADMIN_SCHED", Taprio);
    },
    schedCycleTime: attr(8, "TCA_TAPRIO_ATTR_SCHED_CYCLE_TIME", unit("ns", s64)),
    schedCycleTimeExtension: attr(9, "TCA_TAPRIO_ATTR_SCHED_CYCLE_TIME_EXTENSION", unit("ns", s64)),
    flags: attr(10, "TCA_TAPRIO_ATTR_FLAGS", flagsOf(u32, TaprioFlags)),
    txtimeDelay: attr(11, "TCA_TAPRIO_ATTR_TXTIME_DELAY", unit("ns", u32)),
    tcEntry: attr(12, "TCA_TAPRIO_ATTR_TC_ENTRY", nested(repeated(TaprioTcEntry))),
  },
  { pad: { TCA_TAPRIO_ATTR_PAD: 6 } },
);
export interface Taprio extends Infer<typeof Taprio> {}

export const TaprioXstats = attrs(
  {
    windowDrops: attr(2, "TCA_TAPRIO_OFFLOAD_STATS_WINDOW_DROPS", unit("packets", counter64)),
    txOverruns: attr(3, "TCA_TAPRIO_OFFLOAD_STATS_TX_OVERRUNS", unit("packets", counter64)),
  },
  { pad: { TCA_TAPRIO_OFFLOAD_STATS_PAD: 1 } },
);
