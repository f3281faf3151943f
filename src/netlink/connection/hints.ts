/** What would help, where the kernel's answer leaves no doubt. */
import { AddressFamily } from "../../uapi/address-family.js";
import { NetlinkProtocol } from "../header.js";

/** Kernel options of protocols that a kernel may lack. */
const PROTOCOL_OPTIONS = new Map<number, string>([
  [NetlinkProtocol.sock_diag, "CONFIG_UNIX_DIAG, CONFIG_INET_DIAG or another of the *_DIAG options"],
  [NetlinkProtocol.xfrm, "CONFIG_XFRM_USER, module xfrm_user"],
  [NetlinkProtocol.audit, "CONFIG_AUDIT"],
  [NetlinkProtocol.netfilter, "CONFIG_NETFILTER_NETLINK, module nfnetlink"],
  [NetlinkProtocol.connector, "CONFIG_CONNECTOR, module cn"],
  [NetlinkProtocol.rdma, "CONFIG_INFINIBAND, module ib_core"],
  [NetlinkProtocol.crypto, "CONFIG_CRYPTO_USER, module crypto_user"],
]);

/** Why a socket of a protocol was refused with EPROTONOSUPPORT. */
export function protocolHint(protocol: number): string {
  const option = PROTOCOL_OPTIONS.get(protocol);
  return option === undefined ? "this kernel has no such netlink protocol" : `this kernel lacks ${option}`;
}

/** A refusal, as far as a hint depends on it. */
export interface Refusal {
  readonly operation: string;
  readonly code: string;
  /** The kernel's own words. */
  readonly message: string | undefined;
  /** The request's body. */
  readonly value: unknown;
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && /^[\w-]+$/.test(value) ? value : undefined;
}

/** Options of encapsulations that a kernel may lack, by the name in ENCAP_TYPE_*, and by its number. */
const ENCAP_OPTIONS: readonly (readonly [name: string, number: number, option: string])[] = [
  ["mpls", 1, "CONFIG_MPLS_IPTUNNEL, module mpls_iptunnel"],
  ["ip", 2, "CONFIG_LWTUNNEL"],
  ["ila", 3, "CONFIG_IPV6_ILA, module ila"],
  ["ip6", 4, "CONFIG_LWTUNNEL"],
  ["seg6", 5, "CONFIG_IPV6_SEG6_LWTUNNEL"],
  ["bpf", 6, "CONFIG_LWTUNNEL_BPF"],
  ["seg6_local", 7, "CONFIG_IPV6_SEG6_LWTUNNEL"],
  ["rpl", 8, "CONFIG_IPV6_RPL_LWTUNNEL"],
  ["ioam6", 9, "CONFIG_IPV6_IOAM6_LWTUNNEL"],
  ["xfrm", 10, "CONFIG_XFRM_INTERFACE, module xfrm_interface"],
];

/** The options of the encapsulations in a request. */
function encapOptions(value: unknown): string | undefined {
  const hops = member(value, "multipath");
  const types = [value, ...(Array.isArray(hops) ? hops : [])].map((hop) => member(hop, "encapType"));
  const options = ENCAP_OPTIONS.filter(([name, number]) => types.includes(name) || types.includes(number));
  return options.length === 0 ? undefined : [...new Set(options.map(([, , option]) => option))].join("; ");
}

/** Parts of the kernel by what it has no words for. */
function optionFor({ operation, code, value }: Refusal): string | undefined {
  if (code !== "EOPNOTSUPP") return undefined;
  const family = member(value, "family");
  if (operation.endsWith("ROUTE") && (family === AddressFamily.mpls || family === "mpls")) {
    return "CONFIG_MPLS_ROUTING, module mpls_router";
  }
  const info = member(value, "linkinfo");
  if (member(info, "kind") === "bridge" && member(member(info, "data"), "vlanFiltering") !== undefined) {
    return "CONFIG_BRIDGE_VLAN_FILTERING";
  }
  return undefined;
}

/** Modules by the words that the kernel refuses an unknown kind with. */
function moduleFor({ message, value }: Refusal): string | undefined {
  const kind = text(member(value, "kind"));
  switch (message) {
    case "Unknown device type": {
      const link = text(member(member(value, "linkinfo"), "kind"));
      return link && `link kind ${link}: module alias rtnl-link-${link}`;
    }
    case "Specified qdisc kind is unknown":
    case "Specified qdisc not found":
      return kind && `qdisc kind ${kind}: module sch_${kind}`;
    case "TC classifier not found":
      return kind && `filter kind ${kind}: module cls_${kind}`;
    case "lwt encapsulation type not supported":
    case "CONFIG_LWTUNNEL is not enabled in this kernel":
      return encapOptions(value);
    default:
      return undefined;
  }
}

/** Help for a refused request; undefined where it would be a guess. */
export function refusalHint(refusal: Refusal): string | undefined {
  // With words of its own the kernel means something else than the missing capability.
  if (refusal.code === "EPERM" && refusal.message === undefined) {
    return "CAP_NET_ADMIN is needed in the user namespace that owns the network namespace";
  }
  const lacking = refusal.message === undefined ? optionFor(refusal) : moduleFor(refusal);
  return lacking && `this kernel lacks ${lacking}`;
}
