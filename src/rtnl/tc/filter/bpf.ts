// include/uapi/linux/pkt_cls.h: TCA_BPF_*
import {
  array,
  attr,
  attrs,
  constants,
  cstring,
  fixedBytes,
  flagsOf,
  hex,
  type Infer,
  u16,
  u32,
} from "../../../codec/index.js";
import { Actions } from "../action/action.js";
import { SockFilter } from "../action/bpf.js";
import { Police } from "../action/police.js";
import { ClassifierFlags } from "./flags.js";

export const BpfFlags = constants("TCA_BPF_FLAG_", { act_direct: 1 });

export const BpfClassifier = attrs({
  act: attr(1, "TCA_BPF_ACT", Actions),
  police: attr(2, "TCA_BPF_POLICE", Police),
  classid: attr(3, "TCA_BPF_CLASSID", hex(u32)),
  /** Instructions in `ops`. */
  opsLen: attr(4, "TCA_BPF_OPS_LEN", u16),
  ops: attr(5, "TCA_BPF_OPS", array(SockFilter)),
  fd: attr(6, "TCA_BPF_FD", u32),
  name: attr(7, "TCA_BPF_NAME", cstring),
  flags: attr(8, "TCA_BPF_FLAGS", flagsOf(u32, BpfFlags)),
  flagsGen: attr(9, "TCA_BPF_FLAGS_GEN", flagsOf(u32, ClassifierFlags)),
  tag: attr(10, "TCA_BPF_TAG", fixedBytes(8)),
  id: attr(11, "TCA_BPF_ID", u32),
});
export interface BpfClassifier extends Infer<typeof BpfClassifier> {}
