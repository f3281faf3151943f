// include/uapi/linux/tc_act/tc_skbedit.h: TCA_SKBEDIT_*, struct tc_skbedit, SKBEDIT_F_*
import { attr, attrs, constants, hex, type Infer, struct, u16, u32, u64 } from "../../../codec/index.js";
import { ActionTimes, generic } from "../verdict.js";

/** Bits of TCA_SKBEDIT_FLAGS; only the last two are meant to be set by a request. */
export const SkbeditFlags = constants("SKBEDIT_F_", {
  priority: 1,
  queue_mapping: 2,
  mark: 4,
  ptype: 8,
  mask: 16,
  inheritdsfield: 32,
  txq_skbhash: 64,
});

export const SkbeditParms = struct("tc_skbedit", 20, generic);

export const Skbedit = attrs(
  {
    tm: attr(1, "TCA_SKBEDIT_TM", ActionTimes),
    parms: attr(2, "TCA_SKBEDIT_PARMS", SkbeditParms),
    /** A handle, when it is to choose a class. */
    priority: attr(3, "TCA_SKBEDIT_PRIORITY", hex(u32)),
    queueMapping: attr(4, "TCA_SKBEDIT_QUEUE_MAPPING", u16),
    mark: attr(5, "TCA_SKBEDIT_MARK", hex(u32)),
    /** PACKET_HOST 0, PACKET_BROADCAST 1, PACKET_MULTICAST 2, PACKET_OTHERHOST 3. */
    ptype: attr(7, "TCA_SKBEDIT_PTYPE", u16),
    /** Of the mark. */
    mask: attr(8, "TCA_SKBEDIT_MASK", hex(u32)),
    flags: attr(9, "TCA_SKBEDIT_FLAGS", hex(u64)),
    /** With `queueMapping` a range, from which the hash chooses. */
    queueMappingMax: attr(10, "TCA_SKBEDIT_QUEUE_MAPPING_MAX", u16),
  },
  { pad: { TCA_SKBEDIT_PAD: 6 } },
);
export interface Skbedit extends Infer<typeof Skbedit> {}
