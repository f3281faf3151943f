// include/uapi/linux/pkt_cls.h: TCA_CGROUP_*
import { attr, attrs, type Infer } from "../../../codec/index.js";
import { Actions } from "../action/action.js";
import { Police } from "../action/police.js";
import { EmatchTree } from "../ematch/ematch.js";

export const Cgroup = attrs({
  act: attr(1, "TCA_CGROUP_ACT", Actions),
  police: attr(2, "TCA_CGROUP_POLICE", Police),
  ematches: attr(3, "TCA_CGROUP_EMATCHES", EmatchTree),
});
export interface Cgroup extends Infer<typeof Cgroup> {}
