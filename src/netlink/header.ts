// include/uapi/linux/netlink.h: struct nlmsghdr, NLMSG_*, NLM_F_*
import { constants, hex, type Infer, kernelName, type NameOf, struct, u16, u32, unit } from "../codec/index.js";

export const NLMSG_HDRLEN = 16;
export const NLMSG_NOOP = 1;
export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;
export const NLMSG_OVERRUN = 4;
/** Types below this one are control messages of every protocol. */
export const NLMSG_MIN_TYPE = 16;

/** Netlink protocols, the third argument of socket(2). */
export const NetlinkProtocol = constants("NETLINK_", {
  route: 0,
  usersock: 2,
  firewall: 3,
  sock_diag: 4,
  nflog: 5,
  xfrm: 6,
  selinux: 7,
  iscsi: 8,
  audit: 9,
  fib_lookup: 10,
  connector: 11,
  netfilter: 12,
  ip6_fw: 13,
  dnrtmsg: 14,
  kobject_uevent: 15,
  generic: 16,
  scsitransport: 18,
  ecryptfs: 19,
  rdma: 20,
  crypto: 21,
  smc: 22,
});
export type NetlinkProtocol = NameOf<typeof NetlinkProtocol>;

/** Flags of every message. */
export const MessageFlags = constants("NLM_F_", {
  request: 0x01,
  multi: 0x02,
  ack: 0x04,
  echo: 0x08,
  dump_intr: 0x10,
  dump_filtered: 0x20,
});

/** Flags of a request that reads. `dump` is root and match together. */
export const GetFlags = constants("NLM_F_", { dump: 0x300, root: 0x100, match: 0x200, atomic: 0x400 });
/** Flags of a request that creates or changes. */
export const NewFlags = constants("NLM_F_", { replace: 0x100, excl: 0x200, create: 0x400, append: 0x800 });
/** Flags of a request that deletes. */
export const DeleteFlags = constants("NLM_F_", { nonrec: 0x100, bulk: 0x200 });
/** Flags of NLMSG_ERROR and NLMSG_DONE. */
export const AckFlags = constants("NLM_F_", { capped: 0x100, ack_tlvs: 0x200 });

export const MessageHeader = struct(
  "nlmsghdr",
  16,
  {
    /** Header and payload, without the padding that follows. */
    len: unit("bytes", u32),
    type: u16,
    flags: hex(u16),
    /** Repeats the request's in its replies. */
    seq: u32,
    /** Port id of the socket that sent it; 0 is the kernel in notifications, and the sender's choice in requests. */
    pid: u32,
  },
  { prefix: "nlmsg_" },
);
export interface MessageHeader extends Infer<typeof MessageHeader> {}

/** What a message does, which tells how the upper flag bits read. */
export type MessageVerb = "get" | "new" | "delete" | "control";

/** Guesses the verb from the kernel's name of the message. */
export function verbOf(name: string): MessageVerb {
  if (name.startsWith("NLMSG_")) return "control";
  if (/GET|_DIAG_BY_FAMILY|DUMP|LIST/.test(name)) return "get";
  return /DEL|DESTROY|FLUSH/.test(name) ? "delete" : "new";
}

const BY_VERB = { get: GetFlags, new: NewFlags, delete: DeleteFlags, control: AckFlags };

/** The NLM_F_* names of a message's flags; bits without a name as one hexadecimal number at the end. */
export function messageFlagNames(flags: number, verb: MessageVerb): string[] {
  const names: string[] = [];
  let rest = flags;
  // The upper bits mean something only in requests and acknowledgements.
  const upper = verb === "control" || (flags & MessageFlags.request) !== 0 ? [BY_VERB[verb]] : [];
  for (const table of [MessageFlags, ...upper]) {
    for (const [name, bits] of Object.entries(table)) {
      if ((flags & bits) !== bits || (rest & bits) === 0) continue;
      names.push(kernelName(table, name));
      rest &= ~bits;
    }
  }
  if (rest !== 0) names.push(`0x${rest.toString(16)}`);
  return names;
}
