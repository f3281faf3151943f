// include/uapi/linux/tc_act/tc_pedit.h: TCA_PEDIT_*, struct tc_pedit_sel, struct tc_pedit_key
import {
  array,
  attr,
  attrs,
  constants,
  enumOf,
  hex,
  type Infer,
  nested,
  repeated,
  struct,
  u8,
  u16,
  u32,
} from "../../../codec/index.js";
import { ActionTimes, generic } from "../verdict.js";

/** One 32-bit word to change: (word & mask) ^ val. Words are as in the packet, read in host byte order. */
export const PeditKey = struct("tc_pedit_key", 24, {
  mask: hex(u32),
  val: hex(u32),
  /** Offset of the word in bytes, signed: below zero lies the link-layer header. */
  off: u32,
  at: u32,
  offmask: hex(u32),
  shift: u32,
});

export const PeditSel = struct("tc_pedit_sel", 24, {
  ...generic,
  nkeys: u8,
  flags: u8,
  /** Starts at the next multiple of 4: C padding. */
  keys: array(PeditKey, "nkeys"),
});

export const PeditHeader = constants("TCA_PEDIT_KEY_EX_HDR_TYPE_", {
  network: 0,
  eth: 1,
  ip4: 2,
  ip6: 3,
  tcp: 4,
  udp: 5,
});
export const PeditCommand = constants("TCA_PEDIT_KEY_EX_CMD_", { set: 0, add: 1 });

export const PeditKeyEx = attrs({
  /** Header that the key's offset counts from. */
  htype: attr(1, "TCA_PEDIT_KEY_EX_HTYPE", enumOf(u16, PeditHeader)),
  cmd: attr(2, "TCA_PEDIT_KEY_EX_CMD", enumOf(u16, PeditCommand)),
});

/** One for each key, in the same order. */
export const PeditKeysEx = attrs({
  key: attr(6, "TCA_PEDIT_KEY_EX", nested(repeated(PeditKeyEx))),
});

export const Pedit = attrs(
  {
    tm: attr(1, "TCA_PEDIT_TM", ActionTimes),
    parms: attr(2, "TCA_PEDIT_PARMS", PeditSel),
    /** Instead of `parms` where keysEx is given. */
    parmsEx: attr(4, "TCA_PEDIT_PARMS_EX", PeditSel),
    keysEx: attr(5, "TCA_PEDIT_KEYS_EX", nested(PeditKeysEx)),
  },
  { pad: { TCA_PEDIT_PAD: 3 } },
);
export interface Pedit extends Infer<typeof Pedit> {}
