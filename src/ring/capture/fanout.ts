/** Sharing an interface's packets out among sockets: include/uapi/linux/if_packet.h, PACKET_FANOUT_* */
import { isSyscallError, SyscallError } from "../../ffi/index.js";
import {
  PACKET_FANOUT,
  PACKET_FANOUT_DATA,
  PACKET_FANOUT_FLAG_DEFRAG,
  PACKET_FANOUT_FLAG_IGNORE_OUTGOING,
  PACKET_FANOUT_FLAG_ROLLOVER,
  PACKET_FANOUT_FLAG_UNIQUEID,
  SOL_PACKET,
} from "../packet/constants.js";
import { encodeProgram, toClassicFilter } from "../packet/filter-program.js";
import type { PacketSocket } from "../packet/socket.js";
import type { FanoutOptions } from "./options.js";

/** How a fanout group chooses a socket. */
export const FanoutMode = {
  /** By the flow's hash: a flow stays with one socket. */
  hash: 0,
  /** In turn. */
  loadBalance: 1,
  /** By the processor that received the packet. */
  cpu: 2,
  /** The first one, until its ring is full, then the next. */
  rollover: 3,
  random: 4,
  /** By the device's receive queue. */
  queueMapping: 5,
  /** By what a classic BPF program returns. */
  classicBpf: 6,
  /** By what an extended BPF program returns. */
  extendedBpf: 7,
} as const;

const HINTS: Readonly<Record<string, string>> = {
  EALREADY: "the socket is in a fanout group already",
  ENOSPC: "the fanout group has as many sockets as it may have",
  EINVAL: "the sockets of a group share interface, protocol, mode and flags, and their rings are of one version",
};

/** Joins a group; gives its number. The socket must be bound. @throws SyscallError with a hint */
export function joinFanout(socket: PacketSocket, options: FanoutOptions): number {
  const { mode, group = 0, maxMembers } = options;
  let flags = 0;
  if (options.rollover) flags |= PACKET_FANOUT_FLAG_ROLLOVER;
  if (options.uniqueId) flags |= PACKET_FANOUT_FLAG_UNIQUEID;
  if (options.ignoreOutgoing) flags |= PACKET_FANOUT_FLAG_IGNORE_OUTGOING;
  if (options.defragment) flags |= PACKET_FANOUT_FLAG_DEFRAG;
  // struct fanout_args: id u16, type and flags u16, in the order that makes the number the same on either byte order; then u32.
  const word = (group | ((FanoutMode[mode] | flags) << 16)) >>> 0;
  const words = maxMembers === undefined ? [word] : [word, maxMembers];
  try {
    socket.setOption(SOL_PACKET, PACKET_FANOUT, "PACKET_FANOUT", ...words);
  } catch (error) {
    if (!isSyscallError(error)) throw error;
    const hint = HINTS[error.code];
    const subject = `PACKET_FANOUT ${mode} ${options.uniqueId ? "" : group} on ${socket.interface.name}`;
    throw new SyscallError("setsockopt", error.errno, { subject, cause: error, ...(hint && { hint }) });
  }
  if (options.program !== undefined) {
    const program = encodeProgram(socket.ffi, toClassicFilter(options.program));
    socket.setBytes(SOL_PACKET, PACKET_FANOUT_DATA, "PACKET_FANOUT_DATA", program);
  }
  if (options.programFd !== undefined) {
    socket.setOption(SOL_PACKET, PACKET_FANOUT_DATA, "PACKET_FANOUT_DATA", options.programFd);
  }
  return socket.getWords(PACKET_FANOUT, 1)[0]! & 0xffff;
}
