/** How many queues a device receives on. */
import { attr, attrs, message, u32 } from "../../codec/index.js";
import { codedError, type Ffi, type NetworkNamespace } from "../../ffi/index.js";
import { command, commandOperation } from "../../genl/client/command.js";
import { type Family, familyOf } from "../../genl/client/family.js";
import { CONTROLLER, GetFamily } from "../../genl/client/resolver.js";
import { EthtoolChannels, ethtool } from "../../genl/ethtool/index.js";
import { isNetlinkError } from "../../netlink/connection/errors.js";
import { operation } from "../../netlink/connection/operation.js";
import { LinkHeader } from "../../rtnl/link/link.js";
import { ask } from "../bpf/ask.js";

const GetChannels = command(ethtool, "ETHTOOL_MSG_CHANNELS_GET", EthtoolChannels);
const LinkWithQueues = message(LinkHeader, attrs({ numRxQueues: attr(32, "IFLA_NUM_RX_QUEUES", u32) }));
const GetLink = operation("RTM_GETLINK", 18, LinkWithQueues);

export interface QueueQuestion {
  readonly ffi: Ffi;
  readonly netns: NetworkNamespace | undefined;
  readonly name: string;
  readonly index: number;
}

/**
 * Receive queues that are in use: those of the device's ethtool channels; where the driver or the kernel has none, those
 * that the device was made with.
 *
 * @throws NetlinkError, SyscallError
 */
export function receiveQueues(device: QueueQuestion): number {
  const { ffi, netns, name: subject, index } = device;
  const generic = { ffi, netns, subject, protocol: "generic" } as const;
  try {
    const [reply] = ask(commandOperation(GetFamily, CONTROLLER), { familyName: ethtool.name }, generic);
    const family: Family | undefined = reply === undefined ? undefined : familyOf(reply);
    if (family !== undefined) {
      const [channels] = ask(commandOperation(GetChannels, family), { header: { devIndex: index } }, generic);
      const count = (channels?.rxCount ?? 0) + (channels?.combinedCount ?? 0);
      if (count > 0) return count;
    }
  } catch (error) {
    // ENOENT: no such family. EOPNOTSUPP: no channels.
    if (!isNetlinkError(error, "ENOENT") && !isNetlinkError(error, "EOPNOTSUPP")) throw error;
  }
  const [link] = ask(GetLink, { index }, { ffi, netns, subject });
  if (link?.numRxQueues === undefined) {
    throw codedError("ERR_RINGLINK_NO_ANSWER", `${subject}: the kernel does not tell how many queues it has`);
  }
  return link.numRxQueues;
}
