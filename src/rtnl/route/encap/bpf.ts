// include/uapi/linux/lwtunnel.h: LWT_BPF_*, LWT_BPF_PROG_*
import { attr, attrs, cstring, type Infer, nested, u32, unit } from "../../../codec/index.js";

export const BpfEncapProgram = attrs({
  /** Requests: file descriptor of a program of type BPF_PROG_TYPE_LWT_*. */
  fd: attr(1, "LWT_BPF_PROG_FD", u32),
  name: attr(2, "LWT_BPF_PROG_NAME", cstring),
});
export interface BpfEncapProgram extends Infer<typeof BpfEncapProgram> {}

/** eBPF programs on packets that take the route. */
export const BpfEncap = attrs({
  in: attr(1, "LWT_BPF_IN", nested(BpfEncapProgram)),
  out: attr(2, "LWT_BPF_OUT", nested(BpfEncapProgram)),
  xmit: attr(3, "LWT_BPF_XMIT", nested(BpfEncapProgram)),
  /** Room that `xmit` needs for headers; 0…256. */
  xmitHeadroom: attr(4, "LWT_BPF_XMIT_HEADROOM", unit("bytes", u32)),
});
export interface BpfEncap extends Infer<typeof BpfEncap> {}
