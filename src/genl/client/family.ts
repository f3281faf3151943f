/** What the controller tells of a family. */
import type { NetlinkError } from "../../netlink/connection/index.js";
import { type GenlFamily, GenlOpFlags } from "../nlctrl/nlctrl.js";

/** A command that the kernel takes. */
export interface FamilyOperation {
  /** genlmsghdr.cmd */
  readonly cmd: number;
  /** GENL_ADMIN_PERM and others, see GenlOpFlags. */
  readonly flags: number;
  /** It carries out single requests. */
  readonly do: boolean;
  /** It dumps. */
  readonly dump: boolean;
  /** What it asks of the caller: CAP_NET_ADMIN in the initial user namespace, or in the one that owns the network namespace. */
  readonly privilege: "none" | "initial" | "namespace";
}

export interface FamilyGroup {
  readonly name: string;
  /** Number to join with NETLINK_ADD_MEMBERSHIP. */
  readonly id: number;
}

/** A generic netlink family of this kernel. */
export interface Family {
  readonly name: string;
  /** Message type of its messages, given out when it was registered. */
  readonly id: number;
  readonly version: number;
  /** Size of the header that it puts after struct genlmsghdr, bytes. */
  readonly headerSize: number;
  /** Largest type of its attributes; 0 where commands differ in that. */
  readonly maxAttribute: number;
  readonly operations: readonly FamilyOperation[];
  readonly groups: readonly FamilyGroup[];
}

function privilegeOf(flags: number): FamilyOperation["privilege"] {
  if ((flags & GenlOpFlags.admin_perm) !== 0) return "initial";
  return (flags & GenlOpFlags.uns_admin_perm) !== 0 ? "namespace" : "none";
}

/** CTRL_CMD_NEWFAMILY as an object; undefined when it names no family. */
export function familyOf(reply: GenlFamily): Family | undefined {
  const { familyName, familyId, version = 0, hdrsize = 0, maxattr = 0, ops = [], mcastGroups = [] } = reply;
  if (familyName === undefined || familyId === undefined) return undefined;
  const operations = ops.map(({ id = 0, flags = 0 }) => ({
    cmd: id,
    flags,
    do: (flags & GenlOpFlags.cmd_cap_do) !== 0,
    dump: (flags & GenlOpFlags.cmd_cap_dump) !== 0,
    privilege: privilegeOf(flags),
  }));
  const groups = mcastGroups.flatMap(({ name, id }) => (name === undefined || id === undefined ? [] : [{ name, id }]));
  return { name: familyName, id: familyId, version, headerSize: hdrsize, maxAttribute: maxattr, operations, groups };
}

/** Where families come from: kernel option, and module where it can be one. */
const SOURCES: Readonly<Record<string, string>> = {
  binder: "CONFIG_ANDROID_BINDER_IPC",
  "dev-energymodel": "CONFIG_ENERGY_MODEL",
  devlink: "CONFIG_NET_DEVLINK",
  dpll: "CONFIG_DPLL",
  ethtool: "CONFIG_ETHTOOL_NETLINK",
  fou: "CONFIG_NET_FOU, module fou",
  handshake: "CONFIG_NET_HANDSHAKE",
  ila: "CONFIG_IPV6_ILA, module ila",
  IOAM6: "CONFIG_IPV6",
  l2tp: "CONFIG_L2TP, module l2tp_netlink",
  lockd: "CONFIG_LOCKD, module lockd",
  macsec: "CONFIG_MACSEC, module macsec",
  mptcp_pm: "CONFIG_MPTCP",
  "net-shaper": "CONFIG_NET_SHAPER",
  netdev: "CONFIG_NET",
  nfsd: "CONFIG_NFSD, module nfsd",
  nl80211: "CONFIG_CFG80211, module cfg80211",
  ovpn: "CONFIG_OVPN, module ovpn",
  psp: "CONFIG_INET_PSP",
  SEG6: "CONFIG_IPV6",
  sunrpc: "CONFIG_SUNRPC, module sunrpc",
  TASKSTATS: "CONFIG_TASKSTATS",
  tcp_metrics: "CONFIG_INET",
  team: "CONFIG_NET_TEAM, module team",
  wireguard: "CONFIG_WIREGUARD, module wireguard",
};

/** Why there is no family of a name. */
export function unknownFamilyHint(name: string): string {
  const source = Object.hasOwn(SOURCES, name) ? `; it comes with ${SOURCES[name]}` : "";
  return `there is no such generic netlink family in this network namespace${source}`;
}

/** What would help, as far as the kernel's description of the family leaves no doubt. */
export function refusedCommandHint(
  error: NetlinkError,
  family: Family,
  cmd: number,
  isDump: boolean,
): string | undefined {
  // With words of its own the kernel means something else.
  if (error.extack?.message !== undefined) return undefined;
  const operation = family.operations.find((one) => one.cmd === cmd);
  if (error.code === "EPERM" && operation?.privilege === "initial") {
    return "CAP_NET_ADMIN is needed in the initial user namespace";
  }
  if (error.code !== "EOPNOTSUPP" || family.operations.length === 0) return undefined;
  if (operation === undefined) return `this kernel's family ${family.name} has no command ${cmd}`;
  if (isDump && operation.do && !operation.dump) return "this command does not dump: it takes a request";
  if (!isDump && operation.dump && !operation.do) return "this command only dumps";
  return undefined;
}
