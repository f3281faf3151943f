// include/uapi/linux/pkt_sched.h: struct tc_fifo_qopt
import { struct, u32, unit } from "../../../codec/index.js";

/** pfifo and pfifo_head_drop. */
export const PacketFifo = struct("tc_fifo_qopt", 4, { limit: unit("packets", u32) });
export const ByteFifo = struct("tc_fifo_qopt", 4, { limit: unit("bytes", u32) });
