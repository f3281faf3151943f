// include/uapi/linux/netlink.h: struct nlmsgerr, NLMSGERR_ATTR_*; net/netlink/af_netlink.c: netlink_ack, netlink_dump_done
import { array, attr, attrs, bytes, cstring, type Infer, nested, s32, struct, u8, u32, unit } from "../codec/index.js";
import { MessageHeader } from "./header.js";
import { PolicyAttrs } from "./policy.js";

/** How NLMSG_ERROR begins; the request follows, whole or capped to its header, then TLVs when NLM_F_ACK_TLVS is set. */
export const ErrorHeader = struct("nlmsgerr", 20, {
  /** Negative errno; 0 acknowledges. */
  error: s32,
  msg: MessageHeader,
});
export interface ErrorHeader extends Infer<typeof ErrorHeader> {}

/** How NLMSG_DONE begins; TLVs follow directly when NLM_F_ACK_TLVS is set. Some senders leave the error out. */
export const DoneHeader = struct("nlmsgdone", 4, {
  /** Negative errno of a dump that failed; otherwise 0 or a count that means nothing. */
  error: s32,
});

/** The extended acknowledgement. */
export const ExtendedAck = attrs({
  /** What was wrong, in English. */
  msg: attr(1, "NLMSGERR_ATTR_MSG", cstring),
  /** Where: bytes from the start of the request's nlmsghdr to the attribute. */
  offs: attr(2, "NLMSGERR_ATTR_OFFS", unit("bytes", u32)),
  /** Handed back on success, by the few operations that have something to tell. */
  cookie: attr(3, "NLMSGERR_ATTR_COOKIE", bytes),
  /** What the kernel would have accepted in that attribute. */
  policy: attr(4, "NLMSGERR_ATTR_POLICY", nested(PolicyAttrs)),
  /** Type of an attribute that is missing. */
  missType: attr(5, "NLMSGERR_ATTR_MISS_TYPE", u32),
  /** Offset of the nest that misses it; absent: the message itself. */
  missNest: attr(6, "NLMSGERR_ATTR_MISS_NEST", unit("bytes", u32)),
});
export interface ExtendedAck extends Infer<typeof ExtendedAck> {}

/** NLMSG_NOOP and NLMSG_OVERRUN carry nothing that is defined. */
export const Nothing = struct("empty", 0, { data: array(u8) });
