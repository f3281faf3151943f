// include/uapi/linux/tc_ematch/tc_em_meta.h: TCA_EM_META_*, struct tcf_meta_hdr, TCF_META_*
import { attr, attrs, bits, bytes, constants, enumOf, type Infer, struct, u8, u16 } from "../../../codec/index.js";
import { EmatchOperand } from "./packet.js";

export const MetaType = constants("TCF_META_TYPE_", { var: 0, int: 1 });

/** What a value is taken from; `value`: from the attribute. */
export const MetaId = constants("TCF_META_ID_", {
  value: 0,
  random: 1,
  loadavg_0: 2,
  loadavg_1: 3,
  loadavg_2: 4,
  dev: 5,
  priority: 6,
  protocol: 7,
  pkttype: 8,
  pktlen: 9,
  datalen: 10,
  maclen: 11,
  nfmark: 12,
  tcindex: 13,
  rtclassid: 14,
  rtiif: 15,
  sk_family: 16,
  sk_state: 17,
  sk_reuse: 18,
  sk_bound_if: 19,
  sk_refcnt: 20,
  sk_shutdown: 21,
  sk_proto: 22,
  sk_type: 23,
  sk_rcvbuf: 24,
  sk_rmem_alloc: 25,
  sk_wmem_alloc: 26,
  sk_omem_alloc: 27,
  sk_wmem_queued: 28,
  sk_rcv_qlen: 29,
  sk_snd_qlen: 30,
  sk_err_qlen: 31,
  sk_forward_allocs: 32,
  sk_sndbuf: 33,
  sk_allocs: 34,
  sk_hash: 36,
  sk_lingertime: 37,
  sk_ack_backlog: 38,
  sk_max_ack_backlog: 39,
  sk_prio: 40,
  sk_rcvlowat: 41,
  sk_rcvtimeo: 42,
  sk_sndtimeo: 43,
  sk_sendmsg_off: 44,
  sk_write_pending: 45,
  vlan_tag: 46,
  rxhash: 47,
});

export const MetaVal = struct("tcf_meta_val", 4, {
  /** `type`: a MetaType; `id`: a MetaId. */
  kind: bits(u16, { type: 4, id: 12 }),
  /** Bits by which an integer is shifted to the right. */
  shift: u8,
  /** Of the left side: how it compares with the right one. */
  op: enumOf(u8, EmatchOperand),
});

export const MetaHdr = struct("tcf_meta_hdr", 8, { left: MetaVal, right: MetaVal });

/**
 * Compares two values. Beside an id that names the packet's metadata the attribute is a mask, beside `value` it is the
 * value. Integers take 4 or 8 bytes in host byte order; of type `var` it is a string without terminator.
 */
export const EmatchMeta = attrs({
  hdr: attr(1, "TCA_EM_META_HDR", MetaHdr),
  lvalue: attr(2, "TCA_EM_META_LVALUE", bytes),
  rvalue: attr(3, "TCA_EM_META_RVALUE", bytes),
});
export interface EmatchMeta extends Infer<typeof EmatchMeta> {}
