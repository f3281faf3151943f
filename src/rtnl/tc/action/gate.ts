// include/uapi/linux/tc_act/tc_gate.h: TCA_GATE_*, struct tc_gate
import {
  attr,
  attrs,
  flag,
  hex,
  type Infer,
  nested,
  repeated,
  s32,
  struct,
  u32,
  u64,
  unit,
} from "../../../codec/index.js";
import { ActionTimes, generic } from "../verdict.js";

export const GateParms = struct("tc_gate", 20, generic);

export const GateEntry = attrs({
  index: attr(1, "TCA_GATE_ENTRY_INDEX", u32),
  /** Present: the gate is open. */
  gate: attr(2, "TCA_GATE_ENTRY_GATE", flag),
  interval: attr(3, "TCA_GATE_ENTRY_INTERVAL", unit("ns", u32)),
  /** Internal priority; -1: unchanged. */
  ipv: attr(4, "TCA_GATE_ENTRY_IPV", s32),
  /** Let through while open; -1: any number. */
  maxOctets: attr(5, "TCA_GATE_ENTRY_MAX_OCTETS", unit("bytes", s32)),
});

export const GateEntryList = attrs({
  entry: attr(1, "TCA_GATE_ONE_ENTRY", nested(repeated(GateEntry))),
});

export const Gate = attrs(
  {
    tm: attr(1, "TCA_GATE_TM", ActionTimes),
    parms: attr(2, "TCA_GATE_PARMS", GateParms),
    priority: attr(4, "TCA_GATE_PRIORITY", s32),
    entryList: attr(5, "TCA_GATE_ENTRY_LIST", nested(GateEntryList)),
    baseTime: attr(6, "TCA_GATE_BASE_TIME", unit("ns", u64)),
    cycleTime: attr(7, "TCA_GATE_CYCLE_TIME", unit("ns", u64)),
    cycleTimeExt: attr(8, "TCA_GATE_CYCLE_TIME_EXT", unit("ns", u64)),
    flags: attr(9, "TCA_GATE_FLAGS", hex(u32)),
    /** CLOCK_*, 11 is CLOCK_TAI. */
    clockid: attr(10, "TCA_GATE_CLOCKID", s32),
  },
  { pad: { TCA_GATE_PAD: 3 } },
);
export interface Gate extends Infer<typeof Gate> {}
