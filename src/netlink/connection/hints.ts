/** What would help, where the kernel's answer leaves no doubt. */
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
  const module = moduleFor(refusal);
  return module && `this kernel lacks ${module}`;
}
