// include/uapi/linux/tc_act/tc_bpf.h: TCA_ACT_BPF_*, struct tc_act_bpf; include/uapi/linux/filter.h: struct sock_filter
import {
  array,
  attr,
  attrs,
  cstring,
  fixedBytes,
  hex,
  type Infer,
  struct,
  u8,
  u16,
  u32,
} from "../../../codec/index.js";
import { ActionTimes, generic } from "../verdict.js";

/** A classic BPF instruction. */
export const SockFilter = struct("sock_filter", 8, { code: hex(u16), jt: u8, jf: u8, k: hex(u32) });

export const ActBpfParms = struct("tc_act_bpf", 20, generic);

export const ActBpf = attrs(
  {
    tm: attr(1, "TCA_ACT_BPF_TM", ActionTimes),
    parms: attr(2, "TCA_ACT_BPF_PARMS", ActBpfParms),
    /** Instructions in `ops`. */
    opsLen: attr(3, "TCA_ACT_BPF_OPS_LEN", u16),
    ops: attr(4, "TCA_ACT_BPF_OPS", array(SockFilter)),
    fd: attr(5, "TCA_ACT_BPF_FD", u32),
    name: attr(6, "TCA_ACT_BPF_NAME", cstring),
    tag: attr(8, "TCA_ACT_BPF_TAG", fixedBytes(8)),
    id: attr(9, "TCA_ACT_BPF_ID", u32),
  },
  { pad: { TCA_ACT_BPF_PAD: 7 } },
);
export interface ActBpf extends Infer<typeof ActBpf> {}
