/**
 * Where schemas rightly differ from the recorded oracle, each with its reason. A test fails when an entry is not needed
 * any more.
 */

export interface NameException {
  readonly reason: string;
  /** How our number follows from the kernel's; without it the name is one that the oracle does not have. */
  readonly form?: "bit number" | "attribute bit" | "swapped";
}

/** By the constant's name; a `*` at the end stands for any rest. */
export const NAMES: Readonly<Record<string, NameException>> = {
  "AF_*": { reason: "include/linux/socket.h is not UAPI: user space has these from libc" },
  "SOCK_*": { reason: "include/linux/net.h is not UAPI: user space has these from libc" },
  "E*": { reason: "asm-generic/errno.h is not in the oracle" },
  "AMT_MODE_*": { reason: "linux/amt.h is not in the oracle" },
  "IFLA_AMT_*": { reason: "linux/amt.h is not in the oracle" },
  "IFLA_WWAN_*": { reason: "linux/wwan.h is not in the oracle" },
  "BOND_*": { reason: "linux/if_bonding.h is not in the oracle; some options are net/bonding.h's, which is not UAPI" },
  "AD_LACP_*": { reason: "net/bond_3ad.h is not UAPI" },
  "LACP_STATE_*": { reason: "linux/if_bonding.h is not in the oracle" },
  "BR_CFM_*": { reason: "linux/cfm_bridge.h is not in the oracle" },
  "BR_MRP_*": { reason: "linux/mrp_bridge.h is not in the oracle" },
  "MCTP_PHYS_BINDING_*": { reason: "net/mctpdevice.h is not UAPI" },
  "ICMPV6_ROUTER_PREF_*": { reason: "linux/icmpv6.h is not in the oracle" },
  "IF_PREFIX_*": { reason: "net/if_inet6.h is not UAPI" },
  "IF_RA_*": { reason: "net/if_inet6.h is not UAPI" },
  IF_RS_SENT: { reason: "net/if_inet6.h is not UAPI" },
  IF_READY: { reason: "net/if_inet6.h is not UAPI" },
  "IP6_TNL_F_*": { reason: "linux/ip6_tunnel.h is not in the oracle" },
  "MPTCP_INFO_FLAG_*": { reason: "the header's macro needs _BITUL, which the oracle could not evaluate" },
  "MPTCP_PM_ADDR_FLAG_*": { reason: "the header's macro needs _BITUL, which the oracle could not evaluate" },
  "MPTCP_SUBFLOW_FLAG_*": { reason: "the header's macro needs _BITUL, which the oracle could not evaluate" },
  "NLA_*": { reason: "include/net/netlink.h is not UAPI; team sends these numbers" },
  "NHA_OP_FLAG_*": { reason: "the header's macro needs BIT, which UAPI does not have" },
  RCV_SHUTDOWN: { reason: "net/sock.h is not UAPI" },
  SEND_SHUTDOWN: { reason: "net/sock.h is not UAPI" },
  "TLS_*": { reason: "linux/tls.h is not in the oracle" },
  "BR_BOOLOPT_*": { reason: "the kernel numbers the options, the message holds a mask of them", form: "bit number" },
  "IFLA_STATS_*": {
    reason: "a filter mask holds IFLA_STATS_FILTER_BIT of the attribute, bit 0 for attribute 1",
    form: "attribute bit",
  },
  "GRE_*": {
    reason: "the header's constants are in network byte order, the attribute is read as a number",
    form: "swapped",
  },
  "TUNNEL_*": {
    reason: "the header's constants are in network byte order, the attribute is read as a number",
    form: "swapped",
  },
  SIT_ISATAP: {
    reason: "the header's constant is in network byte order, the attribute is read as a number",
    form: "swapped",
  },
};

/** Constants that stand behind the others of their enumeration: older headers have other numbers for them. */
export const GROWING: Readonly<Record<string, string>> = {
  NL80211_AUTHTYPE_AUTOMATIC: "the number after the last type of authentication",
};

/** By `NAME`, or `NAME: problem`. */
export const STRUCTS: Readonly<Record<string, string>> = {
  empty: "stands for a message without a header",
  nlmsgdone: "the int that NLMSG_DONE carries has no struct in C",
  icmpv6_mib_device: "include/uapi/linux/snmp.h numbers these counters, the array has no struct in C",
  ipstats_mib: "include/uapi/linux/snmp.h numbers these counters, the array has no struct in C",
  ipv4_devconf: "include/uapi/linux/ip.h numbers these values, the array has no struct in C",
  ipv6_devconf: "include/uapi/linux/ipv6.h numbers these values, the array has no struct in C",
  MDBA_ROUTER_PORT: "an interface index before attributes, which has no struct in C",
  mptcp_info: "linux/mptcp.h is not in the oracle",
  "br_mdb_entry: addr has 20 bytes, not 16":
    "a struct of a union and a protocol without a name: both stand in the entry",
  "br_mdb_entry: has no member proto": "in C it is addr.proto",
  "ifla_bridge_id: prio is one integer, not __u8[2]": "the two bytes are a big-endian priority",
  "ifla_vf_mac: mac has 32 bytes, not 6": "six of the 32 bytes are the address",
  "ifla_vf_mac: has no member rest": "the rest of the address member",
  "inet_diag_sockid: idiag_src has 16 bytes, not 4": "IPv4 uses the first of the four words",
  "inet_diag_sockid: has no member idiag_src[1]": "the words that IPv4 does not use",
  "inet_diag_sockid: idiag_dst has 16 bytes, not 4": "IPv4 uses the first of the four words",
  "inet_diag_sockid: has no member idiag_dst[1]": "the words that IPv4 does not use",
  "ipv6_rpl_sr_hdr: bit field reserved has 4 bits, not 20": "C has to cut the 20 bits into 4 and 16",
  "tcmsg: tcm_info has 4 bytes, not 2": "a filter's tcm_info is a priority and a protocol of 16 bits each",
  "tcmsg: tcm_info is at 16, not 18": "a filter's tcm_info is a priority and a protocol of 16 bits each",
  "tc_fq_codel_xstats: has 40 bytes, not 28": "a class sends the shorter alternative of the union",
  sr6_tlv_hmac: "the TLV's type and length stand before the choice of its content",
  xt_set_info: "linux/netfilter/ipset/ip_set.h is not in the oracle",
};

/** Enumerators of attribute sets that no message carries. */
export const NOT_DECLARED: Readonly<Record<string, string>> = {};
