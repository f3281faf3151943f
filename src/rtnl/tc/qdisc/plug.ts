// include/uapi/linux/pkt_sched.h: struct tc_plug_qopt, TCQ_PLUG_*
import { constants, enumOf, s32, struct, u32, unit } from "../../../codec/index.js";

export const PlugAction = constants("TCQ_PLUG_", { buffer: 0, release_one: 1, release_indefinite: 2, limit: 3 });

export const Plug = struct("tc_plug_qopt", 8, {
  action: enumOf(s32, PlugAction),
  limit: unit("bytes", u32),
});
