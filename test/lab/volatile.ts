/** What no recording can pin, and captures without it. */
import { type AttributeNode, everything, printTree, type TreeNode } from "../../src/index.js";
import { Dissector, type NetlinkMessage } from "../../src/netlink/index.js";
import { readCapture } from "../../src/trace/index.js";

/** Attributes that differ from run to run, by what makes them differ. */
export const VOLATILE_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  "counters and statistics": [
    ..."IFLA_STATS IFLA_STATS64 IFLA_STATS_LINK_64 IFLA_INET6_STATS IFLA_INET6_ICMP6STATS IFLA_MAP".split(" "),
    ..."IFLA_CARRIER_CHANGES IFLA_CARRIER_UP_COUNT IFLA_CARRIER_DOWN_COUNT IFLA_EVENT".split(" "),
    ..."TCA_STATS TCA_STATS2 TCA_XSTATS TCA_ACT_STATS TCA_STATS_APP NDTA_STATS".split(" "),
    ..."TCA_U32_MARK BRIDGE_XSTATS_VLAN BRIDGE_XSTATS_MCAST BRIDGE_VLANDB_ENTRY_STATS VXLAN_VNIFILTER_ENTRY_STATS".split(
      " ",
    ),
    ..."INET_DIAG_BBRINFO INET_DIAG_VEGASINFO INET_DIAG_DCTCPINFO".split(" "),
    ..."INET_DIAG_MEMINFO INET_DIAG_SKMEMINFO NETLINK_DIAG_MEMINFO PACKET_DIAG_MEMINFO UNIX_DIAG_MEMINFO".split(" "),
    ..."DEVLINK_ATTR_STATS NL80211_ATTR_STA_INFO NL80211_ATTR_SURVEY_INFO ETHTOOL_A_STATS_GRP".split(" "),
    ..."WGPEER_A_RX_BYTES WGPEER_A_TX_BYTES NHA_GROUP_STATS IFLA_PERM_ADDRESS RTA_MFC_STATS".split(" "),
  ],
  "times and timers": [
    ..."NDTA_CONFIG NDTPA_REACHABLE_TIME NDA_PROBES NL80211_FREQUENCY_ATTR_DFS_TIME".split(" "),
    ..."NL80211_BSS_TSF NL80211_BSS_BEACON_TSF NL80211_BSS_INFORMATION_ELEMENTS NL80211_BSS_BEACON_IES".split(" "),
    ..."NL80211_BSS_SEEN_MS_AGO NL80211_BSS_LAST_SEEN_BOOTTIME".split(" "),
    ..."TCP_METRICS_A_METRICS_RTT TCP_METRICS_A_METRICS_RTTVAR".split(" "),
    ..."TCP_METRICS_A_METRICS_RTT_US TCP_METRICS_A_METRICS_RTTVAR_US".split(" "),
    ..."IFA_CACHEINFO NDA_CACHEINFO RTA_CACHEINFO RTA_EXPIRES PREFIX_CACHEINFO IFLA_INET6_CACHEINFO".split(" "),
    ..."IFLA_BR_HELLO_TIMER IFLA_BR_TCN_TIMER IFLA_BR_TOPOLOGY_CHANGE_TIMER IFLA_BR_GC_TIMER".split(" "),
    ..."IFLA_BRPORT_MESSAGE_AGE_TIMER IFLA_BRPORT_FORWARD_DELAY_TIMER IFLA_BRPORT_HOLD_TIMER".split(" "),
    ..."MDBA_MDB_EATTR_TIMER MDBA_ROUTER_PATTR_TIMER NHA_RES_BUCKET IFLA_BR_MCAST_QUERIER_STATE".split(" "),
    ..."INET_DIAG_INFO WGPEER_A_LAST_HANDSHAKE_TIME TCA_MATCHALL_PCNT TCA_POLICE_TM TCA_GACT_TM".split(" "),
    ..."TCA_MIRRED_TM TCA_VLAN_TM TCA_SKBEDIT_TM TCA_PEDIT_TM TCA_CSUM_TM TCA_TUNNEL_KEY_TM TCA_CT_TM".split(" "),
    ..."TCA_NAT_TM TCA_ACT_BPF_TM TCA_CONNMARK_TM TCA_CTINFO_TM TCA_IFE_TM TCA_SAMPLE_TM".split(" "),
    ..."TCA_SKBMOD_TM TCA_MPLS_TM TCA_GATE_TM TCA_GATE_BASE_TIME TCA_DEF_TM".split(" "),
    ..."TCP_METRICS_ATTR_AGE DEVLINK_ATTR_FMSG DEVLINK_ATTR_HEALTH_REPORTER_DUMP_TS_NS".split(" "),
  ],
  "numbers that all namespaces share": [
    ..."NL80211_ATTR_WIPHY NL80211_ATTR_WDEV NL80211_ATTR_GENERATION NL80211_ATTR_MAC NL80211_ATTR_MAC_ADDRS".split(
      " ",
    ),
    "DEVLINK_ATTR_INDEX",
  ],
  "random numbers and addresses": [
    "IFLA_PHYS_SWITCH_ID",
    ..."TCA_NETEM_PRNG_SEED IFLA_INET6_TOKEN IFLA_BOND_AD_ACTOR_SYSTEM IFLA_HSR_SUPERVISION_ADDR".split(" "),
    ..."IFLA_MACSEC_SCI INET_DIAG_CGROUP_ID DEVLINK_ATTR_REGION_CHUNK_DATA TCA_BPF_TAG TCA_ACT_BPF_TAG TCA_BPF_ID".split(
      " ",
    ),
  ],
  "process and file identities": [
    ..."UNIX_DIAG_PEER UNIX_DIAG_VFS UNIX_DIAG_ICONS IFLA_NET_NS_PID IFLA_NET_NS_FD NETNSA_PID NETNSA_FD".split(" "),
    ..."PACKET_DIAG_UID TASKSTATS_TYPE_PID".split(" "),
  ],
};

/** Parts of lines: what they look like, and what stands for them. */
const VOLATILE_TEXT: readonly (readonly [RegExp, string])[] = [
  // An acknowledgement repeats the request's header.
  [/\bnlmsg_(seq|pid) \d+/g, "nlmsg_$1 *"],
  // A socket is asked for by the cookie that it got.
  [/\bidiag_cookie \[[^\]]*\]/g, "idiag_cookie *"],
  // Handles that the kernel chose, from 8001: on, and classes below them, which are hash values.
  [/\btcm_(handle|parent) 0x8[0-9a-f]{7}\b/g, "tcm_$1 *"],
  // References to a qdisc; those of the last command may not all have gone. For filters it is a hexadecimal number.
  [/\btcm_info \d+$/, "tcm_info *"],
];

/** Headers whose fields are cookies, inode numbers, kernel-made port ids and times. */
const VOLATILE_HEADERS = /^SOCK_DIAG_BY_FAMILY$/;

const volatile = new Set(Object.values(VOLATILE_ATTRIBUTES).flat());

/**
 * A capture as text that two runs have in common: commands, messages, attributes; without strace's own lines, sequence numbers,
 * port ids and volatile attributes. A volatile attribute keeps its name, so one that appears or vanishes is seen.
 */
export function steadyText(capture: string): string[] {
  // Whether strace tells of a process depends on how soon that ends.
  const lines = [...capture.matchAll(/^strace: (?!Process \d+ )(.*)$/gm)].map(([, note]) => note!);
  const dissector = new Dissector(everything);
  for (const { bytes, protocol, direction, fd } of readCapture(Buffer.from(capture)).datagrams) {
    const way = direction === "send" ? "request" : direction === "receive" ? "reply" : undefined;
    const { messages } = dissector.dissect({ bytes, protocol, direction: way, conversation: `fd ${fd}` });
    for (const message of messages) lines.push(...messageText(message));
  }
  return lines;
}

function messageText(message: NetlinkMessage): string[] {
  const { direction, name, family, raw } = message;
  const head = `${direction} ${family === undefined ? "" : `${family} `}${name} flags 0x${raw.flags.toString(16)}`;
  // Without a schema nobody knows what is volatile in a reply.
  if (!message.isDecodable && message.direction === "reply") return [head, `  ${raw.end - raw.payload} bytes`];
  const tree = message.tree();
  const body = printTree(steady(tree, message.direction === "reply" && VOLATILE_HEADERS.test(name)));
  const shown = body.map((line) => VOLATILE_TEXT.reduce((text, [what, how]) => text.replace(what, how), line));
  return [head, ...shown.map((line) => `  ${line}`)];
}

function steady(tree: TreeNode, dropsHeader: boolean): TreeNode {
  switch (tree.kind) {
    case "attrs": {
      const { header, ...rest } = tree;
      const attributes = tree.attributes.map(steadyAttribute);
      return dropsHeader || header === undefined ? { ...rest, attributes } : { ...rest, header, attributes };
    }
    case "struct":
      return { ...tree, parts: tree.parts.map((part) => ({ ...part, content: steady(part.content, false) })) };
    case "list":
      return {
        ...tree,
        records: tree.records.map((record) => ({ ...record, content: steady(record.content, false) })),
      };
    default:
      return tree;
  }
}

function steadyAttribute(attribute: AttributeNode): AttributeNode {
  if (attribute.name !== undefined && volatile.has(attribute.name)) {
    return { ...attribute, length: 4, content: { kind: "raw", offset: 0, length: 0, raw: new Uint8Array() } };
  }
  return { ...attribute, content: steady(attribute.content, false) };
}
