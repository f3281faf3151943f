// include/uapi/linux/pkt_sched.h: struct tc_prio_qopt
import { array, s32, struct, u8 } from "../../../codec/index.js";

/** prio, pfifo_fast, and the bands of fq. */
export const Prio = struct("tc_prio_qopt", 20, {
  bands: s32,
  /** Band of each of the 16 packet priorities. */
  priomap: array(u8, 16),
});
