// include/uapi/linux/pkt_cls.h: TCA_FLOW_*, FLOW_KEY_*, FLOW_MODE_*
import { attr, attrs, constants, enumOf, hex, type Infer, u32, unit } from "../../../codec/index.js";
import { Actions } from "../action/action.js";
import { Police } from "../action/police.js";
import { EmatchTree } from "../ematch/ematch.js";

/** Numbers of the bits of TCA_FLOW_KEYS. */
export const FlowKey = constants("FLOW_KEY_", {
  src: 0,
  dst: 1,
  proto: 2,
  proto_src: 3,
  proto_dst: 4,
  iif: 5,
  priority: 6,
  mark: 7,
  nfct: 8,
  nfct_src: 9,
  nfct_dst: 10,
  nfct_proto_src: 11,
  nfct_proto_dst: 12,
  rtclassid: 13,
  skuid: 14,
  skgid: 15,
  vlan_tag: 16,
  rxhash: 17,
});

export const FlowMode = constants("FLOW_MODE_", { map: 0, hash: 1 });

export const Flow = attrs({
  /** Bit n stands for the FLOW_KEY_* of number n. */
  keys: attr(1, "TCA_FLOW_KEYS", hex(u32)),
  mode: attr(2, "TCA_FLOW_MODE", enumOf(u32, FlowMode)),
  baseclass: attr(3, "TCA_FLOW_BASECLASS", hex(u32)),
  rshift: attr(4, "TCA_FLOW_RSHIFT", u32),
  /** Two's complement. */
  addend: attr(5, "TCA_FLOW_ADDEND", hex(u32)),
  mask: attr(6, "TCA_FLOW_MASK", hex(u32)),
  xor: attr(7, "TCA_FLOW_XOR", hex(u32)),
  divisor: attr(8, "TCA_FLOW_DIVISOR", u32),
  act: attr(9, "TCA_FLOW_ACT", Actions),
  police: attr(10, "TCA_FLOW_POLICE", Police),
  ematches: attr(11, "TCA_FLOW_EMATCHES", EmatchTree),
  perturb: attr(12, "TCA_FLOW_PERTURB", unit("s", u32)),
});
export interface Flow extends Infer<typeof Flow> {}
