// include/uapi/linux/pkt_sched.h: struct tc_multiq_qopt
import { struct, u16 } from "../../../codec/index.js";

export const Multiq = struct("tc_multiq_qopt", 4, {
  bands: u16,
  maxBands: u16,
});
