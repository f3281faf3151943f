// include/uapi/linux/net_namespace.h: NETNSA_*; include/uapi/linux/rtnetlink.h: struct rtgenmsg
import { attr, attrs, enumOf, type Infer, message, s32, struct, u8, u32 } from "../codec/index.js";
import { AddressFamily } from "./constants.js";

/** The least header of a message: a family. Attributes start four bytes in. */
export const GenericHeader = struct("rtgenmsg", 1, { family: enumOf(u8, AddressFamily) }, { prefix: "rtgen_" });

const NetnsIdAttrs = attrs({
  /** Id of the namespace seen from the socket's one; -1: none given. */
  nsid: attr(1, "NETNSA_NSID", s32),
  /** Requests: the namespace of this process. */
  pid: attr(2, "NETNSA_PID", u32),
  /** Requests: the namespace that this file descriptor refers to. */
  fd: attr(3, "NETNSA_FD", u32),
  /** Requests: ids as the namespace with this id sees them. */
  targetNsid: attr(4, "NETNSA_TARGET_NSID", s32),
  /** The id that the socket's namespace gives it, when `targetNsid` was asked for. */
  currentNsid: attr(5, "NETNSA_CURRENT_NSID", s32),
});

/** RTM_*NSID: ids that network namespaces give each other. */
export const NetnsId = message(GenericHeader, NetnsIdAttrs);
export interface NetnsId extends Infer<typeof NetnsId> {}
