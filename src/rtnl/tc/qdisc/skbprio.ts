// include/uapi/linux/pkt_sched.h: struct tc_skbprio_qopt
import { struct, u32, unit } from "../../../codec/index.js";

export const Skbprio = struct("tc_skbprio_qopt", 4, { limit: unit("packets", u32) });
