// include/uapi/linux/pkt_cls.h: TC_ACT_*, struct tcf_t, tc_gen
import { constants, counter64, enumOf, later, type NameOf, s32, struct, u32, unit } from "../../codec/index.js";

/** What happens to a packet after an action. `unspec` (-1) continues with the next filter. */
export const Verdict = constants("TC_ACT_", {
  unspec: -1,
  ok: 0,
  reclassify: 1,
  shot: 2,
  pipe: 3,
  stolen: 4,
  queued: 5,
  repeat: 6,
  redirect: 7,
  trap: 8,
});
export type Verdict = NameOf<typeof Verdict>;

/** Verdicts with an operand in the low 28 bits: actions to skip, index of the chain. */
export const ExtendedVerdict = constants("TC_ACT_", {
  jump: 0x10000000,
  goto_chain: 0x20000000,
  ext_val_mask: 0x0fffffff,
});

/** A verdict; those with an operand are numbers, made of `ExtendedVerdict`. */
export const verdict = enumOf(s32, Verdict);

/** `tc_gen`: the members that the parameters of every action start with. */
export const generic = {
  /** Index of the action among those of its kind; 0 lets the kernel choose. */
  index: u32,
  capab: u32,
  action: verdict,
  refcnt: s32,
  bindcnt: s32,
};

const clock = unit("clock ticks (USER_HZ)", counter64);

/** Age of an action: time since each event. */
export const ActionTimes = struct("tcf_t", 32, {
  install: clock,
  lastuse: clock,
  expires: clock,
  /** Linux 4.7. */
  firstuse: later(clock),
});
