/**
 * What the YAML netlink specifications of Linux 7.2 get wrong, or say in another way, each with its reason. Headers and
 * the running kernel win. The test fails when an entry is not needed any more.
 */

export interface YnlException {
  readonly reason: string;
  /** By specification, sentences that the comparison reports; a `*` at the end stands for any rest. */
  readonly problems: Readonly<Record<string, readonly string[]>>;
}

/** Numbers and names that the headers contradict or do not have. */
export const NUMBERS: readonly YnlException[] = [
  {
    reason: "the specification forgets an attribute of the enumeration before them, which shifts their ids",
    problems: {
      conntrack: [
        "CTA_NAT_V6_MINIP is 3, the header has 4",
        "CTA_NAT_V6_MAXIP is 4, the header has 5",
        "CTA_NAT_PROTO is 5, the header has 3",
      ],
      nftables: [
        "NFTA_CHAIN_FLAGS is 9, the header has 10",
        "NFTA_CHAIN_ID is 10, the header has 11",
        "NFTA_CHAIN_USERDATA is 11, the header has 12",
        "NFTA_RULE_ID is 8, the header has 9",
        "NFTA_RULE_POSITION_ID is 9, the header has 10",
        "NFTA_RULE_CHAIN_ID is 10, the header has 11",
        "NFTA_SET_ELEM_OBJREF is 8, the header has 9",
        "NFTA_SET_ELEM_KEY_END is 9, the header has 10",
        "NFTA_SET_ELEM_EXPRESSIONS is 10, the header has 11",
      ],
      ovs_flow: ["OVS_ACTION_ATTR_PSAMPLE is 24, the header has 25"],
    },
  },
  {
    reason: "the specification lists the attributes in another order than the header",
    problems: {
      nftables: [
        "NFTA_LOOKUP_SET_ID is 2, the header has 4",
        "NFTA_LOOKUP_SREG is 3, the header has 2",
        "NFTA_LOOKUP_DREG is 4, the header has 3",
      ],
      nlctrl: ["NL_POLICY_TYPE_ATTR_MASK is 11, the header has 12", "NL_POLICY_TYPE_ATTR_PAD is 12, the header has 11"],
    },
  },
  {
    reason: "the operation asks for the statistics of each CPU, which is message 4, IPCTNL_MSG_CT_GET_STATS_CPU",
    problems: { conntrack: ["IPCTNL_MSG_CT_GET_STATS is 4 or 4, the header has 5"] },
  },
  {
    reason: "drm/drm_ras.h is not in the oracle",
    problems: { "drm-ras": ["DRM_RAS_*"] },
  },
  {
    reason: "numbers of address families, which are not UAPI: user space has them from libc",
    problems: { "rt-link": ["AF_*"] },
  },
];

/** Types of attributes that the kernel's code or policies contradict. */
export const TYPES: readonly YnlException[] = [
  {
    reason: "the kernel puts the attribute once for each element of a list",
    problems: {
      devlink: [
        "DEVLINK_ATTR_REGION_SNAPSHOT occurs once, ringlink lets it repeat",
        "DEVLINK_ATTR_REGION_CHUNK occurs once, ringlink lets it repeat",
        "DEVLINK_ATTR_LINECARD_TYPE occurs once, ringlink lets it repeat",
      ],
      ethtool: [
        "ETHTOOL_A_CABLE_NEST_RESULT occurs once, ringlink lets it repeat",
        "ETHTOOL_A_CABLE_NEST_FAULT_LENGTH occurs once, ringlink lets it repeat",
        "ETHTOOL_A_TUNNEL_UDP_TABLE occurs once, ringlink lets it repeat",
        "ETHTOOL_A_STATS_GRP_HIST_RX occurs once, ringlink lets it repeat",
        "ETHTOOL_A_STATS_GRP_HIST_TX occurs once, ringlink lets it repeat",
        "ETHTOOL_A_STATS_GRP occurs once, ringlink lets it repeat",
      ],
      nl80211: ["NL80211_ATTR_FRAME_TYPE occurs once, ringlink lets it repeat"],
      tc: [
        "TCA_PEDIT_KEY_EX occurs once, ringlink lets it repeat",
        "TCA_FLOWER_KEY_ENC_OPTS_GENEVE occurs once, ringlink lets it repeat",
        "TCA_FLOWER_KEY_ENC_OPT_GENEVE_CLASS occurs once, ringlink lets it repeat",
        "TCA_FLOWER_KEY_ENC_OPT_GENEVE_TYPE occurs once, ringlink lets it repeat",
        "TCA_FLOWER_KEY_ENC_OPT_GENEVE_DATA occurs once, ringlink lets it repeat",
        "TCA_TAPRIO_ATTR_TC_ENTRY occurs once, ringlink lets it repeat",
      ],
      team: [
        "TEAM_ATTR_ITEM_OPTION occurs once, ringlink lets it repeat",
        "TEAM_ATTR_ITEM_PORT occurs once, ringlink lets it repeat",
      ],
    },
  },
  {
    reason: "what repeats is inside the nest",
    problems: { ethtool: ["ETHTOOL_A_STRINGSET_STRINGS repeats, ringlink has it once"] },
  },
  {
    reason: "a qdisc has one for each band, in a nest; the same number in a class's options occurs once",
    problems: { tc: ["TCA_ETS_QUANTA_BAND repeats, ringlink has it once"] },
  },
  {
    reason: "a nest of one number, whose attribute type is the statistic",
    problems: { ethtool: ["ETHTOOL_A_STATS_GRP_STAT is u64, ringlink has indexed of u64"] },
  },
  {
    reason: "signed in the kernel: a gain, an overhead, a verdict or a limit that may be below zero",
    problems: {
      nl80211: ["NL80211_ATTR_WIPHY_TX_POWER_LEVEL is u32, ringlink has s32"],
      "rt-link": ["IFLA_BOND_SLAVE_PRIO is u32, ringlink has s32"],
      "rt-rule": ["FRA_SUPPRESS_PREFIXLEN is u32 (hex), ringlink has s32"],
      tc: ["TCA_CAKE_OVERHEAD is u32, ringlink has s32", "TCA_POLICE_RESULT is u32, ringlink has s32"],
    },
  },
  {
    reason: "the kernel's type is __be16, __be32 or __be64; the specification forgets the byte order",
    problems: {
      "rt-link": ["IFLA_BR_VLAN_PROTOCOL is u16, ringlink has big-endian u16"],
      "rt-neigh": ["NDA_PORT is u16, ringlink has big-endian u16"],
      "rt-route": ["RTA_SPORT is u16, ringlink has big-endian u16", "RTA_DPORT is u16, ringlink has big-endian u16"],
      "rt-rule": ["FRA_TUN_ID is u64, ringlink has big-endian u64"],
      tc: [
        "TCA_VLAN_PUSH_VLAN_PROTOCOL is u16, ringlink has big-endian u16",
        "TCA_FLOWER_KEY_ENC_OPT_GENEVE_CLASS is u16, ringlink has big-endian u16",
        "TCA_FLOWER_KEY_ENC_OPT_ERSPAN_INDEX is u32, ringlink has big-endian u32",
      ],
    },
  },
  {
    reason: "the kernel reads and writes it in host order",
    problems: {
      tc: [
        "TCA_FLOWER_KEY_VLAN_ID is big-endian u16, ringlink has u16",
        "TCA_FLOWER_KEY_CVLAN_ID is big-endian u16, ringlink has u16",
        "TCA_FLOWER_KEY_MPLS_LABEL is big-endian u32, ringlink has u32",
      ],
      "rt-link": ["IFLA_IPTUN_FLAGS is big-endian u16 | big-endian u32, ringlink has u32"],
    },
  },
  {
    reason: "the specification is plainly wrong: a nest of mask and value, a __be32, the action's own struct",
    problems: {
      "rt-link": ["IFLA_PROTO_DOWN_REASON is string, ringlink has nest"],
      tc: [
        "TCA_TUNNEL_KEY_ENC_KEY_ID is big-endian u64, ringlink has big-endian u32",
        "TCA_SAMPLE_PARMS is binary (struct tc_gact), ringlink has struct tc_sample",
      ],
    },
  },
  {
    reason: "the values are ints, and requests carry a nest in place of the array",
    problems: {
      "rt-link": [
        "IFLA_INET_CONF is binary (u32), ringlink has nest | struct ipv4_devconf",
        "IFLA_INET6_CONF is binary (u32), ringlink has struct ipv6_devconf",
      ],
    },
  },
  {
    reason: "in IFLA_STATS_GET_FILTERS of a request the same number carries a mask",
    problems: {
      "rt-link": [
        "IFLA_STATS_LINK_64 is binary (struct rtnl_link_stats64), ringlink has u32",
        "IFLA_STATS_LINK_OFFLOAD_XSTATS is nest, ringlink has u32",
      ],
    },
  },
  {
    reason: "a flag in one of the places where nl80211 uses the number, a value in the others",
    problems: {
      nl80211: [
        "NL80211_ATTR_CONTROL_PORT_ETHERTYPE is flag, ringlink has array of u16",
        "NL80211_WOWLAN_TRIG_PKT_PATTERN is flag, *",
        "NL80211_WOWLAN_TRIG_WAKEUP_PKT_80211 is flag, *",
        "NL80211_WOWLAN_TRIG_WAKEUP_PKT_80211_LEN is flag, *",
        "NL80211_WOWLAN_TRIG_WAKEUP_PKT_8023 is flag, *",
        "NL80211_WOWLAN_TRIG_WAKEUP_PKT_8023_LEN is flag, *",
        "NL80211_WOWLAN_TRIG_TCP_CONNECTION is flag, *",
        "NL80211_WOWLAN_TRIG_NET_DETECT is flag, *",
        "NL80211_WOWLAN_TRIG_NET_DETECT_RESULTS is flag, *",
      ],
    },
  },
  {
    reason: "the numbers of the bands are the attributes of several sets, with other contents",
    problems: { nl80211: ["NL80211_BAND_*"] },
  },
  {
    reason: "eight numbers, one for each traffic identifier",
    problems: {
      nl80211: [
        "NL80211_ATTR_MLO_TTLM_DLINK is u16, ringlink has array of u16",
        "NL80211_ATTR_MLO_TTLM_ULINK is u16, ringlink has array of u16",
      ],
    },
  },
];

/** Divides sentences into those that an exception covers and the others. */
export function sift(
  exceptions: readonly YnlException[],
  spec: string,
  problems: Iterable<string>,
): { readonly unexplained: string[]; readonly used: Set<string> } {
  const keys = exceptions.flatMap((exception) => exception.problems[spec] ?? []);
  const used = new Set<string>();
  const unexplained = [...new Set(problems)].filter((problem) => {
    const key = keys.find((k) => (k.endsWith("*") ? problem.startsWith(k.slice(0, -1)) : k === problem));
    if (key !== undefined) used.add(key);
    return key === undefined;
  });
  return { unexplained, used };
}
