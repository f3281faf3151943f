/**
 * Which part of netlink the kernel's constants belong to. A subject is an object of rtnetlink, a module of sock_diag, a
 * subsystem of nfnetlink or a generic netlink family.
 */

export interface Subject {
  /** NETLINK_* without the prefix. */
  readonly protocol: string;
  readonly name: string;
  /** How the first enumerators of its attribute sets are called. */
  readonly attributes: RegExp;
  /** Constants of its messages. */
  readonly messages?: RegExp;
  /** The YAML specification of the subject. */
  readonly spec?: string;
}

function subjects(protocol: string, list: Readonly<Record<string, Omit<Subject, "protocol" | "name">>>): Subject[] {
  return Object.entries(list).map(([name, subject]) => ({ protocol, name, ...subject }));
}

const RTM = (objects: string) => new RegExp(`^RTM_(?:NEW|DEL|GET|SET)(?:${objects})$`);

/** The first that fits a name wins. */
export const SUBJECTS: readonly Subject[] = [
  ...subjects("(all)", { "extended ack": { attributes: /^NLMSGERR_ATTR_/ } }),
  ...subjects("ROUTE", {
    bridge: {
      attributes: /^(?:IFLA_BRIDGE_|MDBA_|MDBE_|BRIDGE_VLANDB_|BRIDGE_XSTATS_)/,
      messages: RTM("MDB|VLAN"),
    },
    link: {
      attributes: /^(?:IFLA_|VETH_INFO_|VXCAN_INFO_|VXLAN_VNIFILTER_|VNIFILTER_)/,
      messages: RTM("LINK|LINKPROP|STATS|TUNNEL"),
      spec: "rt-link",
    },
    addr: { attributes: /^IFA_/, messages: RTM("ADDR|MULTICAST|ANYCAST"), spec: "rt-addr" },
    addrlabel: { attributes: /^IFAL_/, messages: RTM("ADDRLABEL") },
    prefix: { attributes: /^PREFIX_(?!FLAG)/, messages: RTM("PREFIX") },
    nduseropt: { attributes: /^NDUSEROPT_/, messages: RTM("NDUSEROPT") },
    route: {
      attributes:
        /^(?:RTA_|RTAX_|RTVIA_|IPMRA_|IP6MRA_|LWTUNNEL_IP6?_|LWT_(?:BPF|XFRM)_|MPLS_IPTUNNEL_|SEG6_(?:IPTUNNEL|LOCAL)_|RPL_IPTUNNEL_|IOAM6_IPTUNNEL_|MPLS_STATS_)/,
      messages: RTM("ROUTE|CACHEREPORT"),
      spec: "rt-route",
    },
    rule: { attributes: /^FRA_/, messages: RTM("RULE"), spec: "rt-rule" },
    neigh: { attributes: /^(?:NDA_|NDTA_|NDTPA_|NFEA_)/, messages: RTM("NEIGH|NEIGHTBL"), spec: "rt-neigh" },
    nexthop: { attributes: /^NHA_/, messages: RTM("NEXTHOP|NEXTHOPBUCKET") },
    netconf: { attributes: /^NETCONFA_/, messages: RTM("NETCONF") },
    nsid: { attributes: /^NETNSA_/, messages: RTM("NSID") },
    tc: { attributes: /^TCA_/, messages: RTM("QDISC|TCLASS|TFILTER|CHAIN|ACTION"), spec: "tc" },
    dcb: { attributes: /^DCB_.*ATTR_/, messages: /^RTM_[GS]ETDCB$|^DCB_CMD_/ },
    "can gateway": { attributes: /^CGW_/ },
  }),
  ...subjects("SOCK_DIAG", {
    inet: {
      attributes: /^(?:INET_DIAG_|INET_ULP_INFO_|TLS_INFO_)/,
      messages: /^(?:SOCK_DIAG_BY_FAMILY|SOCK_DESTROY|TCPDIAG_GETSOCK|DCCPDIAG_GETSOCK)$/,
    },
    unix: { attributes: /^UNIX_DIAG_/ },
    packet: { attributes: /^PACKET_DIAG_/ },
    netlink: { attributes: /^NETLINK_DIAG_/ },
    xdp: { attributes: /^XDP_DIAG_/ },
    smc: { attributes: /^SMC_DIAG_/ },
    "bpf storage": { attributes: /^SK_DIAG_BPF_STORAGE_/ },
  }),
  ...subjects("XFRM", { xfrm: { attributes: /^XFRMA_/, messages: /^XFRM_MSG_/ } }),
  ...subjects("NETFILTER", {
    compat: { attributes: /^NFTA_(?:TARGET|MATCH|COMPAT)_/, messages: /^NFNL_MSG_COMPAT_/ },
    nftables: { attributes: /^(?:NFTA_|NFNL_BATCH_)/, messages: /^(?:NFT_MSG_|NFNL_MSG_BATCH_)/, spec: "nftables" },
    cttimeout: { attributes: /^CTA_TIMEOUT_/, messages: /^IPCTNL_MSG_TIMEOUT_/ },
    conntrack: { attributes: /^CTA_/, messages: /^IPCTNL_MSG_(?:CT|EXP)_/, spec: "conntrack" },
    cthelper: { attributes: /^NFCTH_/, messages: /^NFNL_MSG_CTHELPER_/ },
    acct: { attributes: /^NFACCT_/, messages: /^NFNL_MSG_ACCT_/ },
    hook: { attributes: /^NFNLA_/, messages: /^NFNL_MSG_HOOK_/ },
    log: { attributes: /^NFULA_/, messages: /^NFULNL_MSG_/ },
    queue: { attributes: /^NFQA_/, messages: /^NFQNL_MSG_/ },
    osf: { attributes: /^OSF_ATTR_/, messages: /^OSF_MSG_/ },
    ipset: { attributes: /^IPSET_ATTR_/, messages: /^IPSET_CMD_/ },
  }),
  ...subjects("RDMA", {
    nldev: { attributes: /^RDMA_NLDEV_ATTR_/, messages: /^RDMA_NLDEV_CMD_/ },
    iwpm: { attributes: /^IWPM_NLA_/, messages: /^RDMA_NL_IWPM_/ },
    "path record": { attributes: /^LS_NLA_/, messages: /^RDMA_NL_LS_OP_/ },
  }),
  ...subjects("CRYPTO", { crypto: { attributes: /^CRYPTOCFGA_/, messages: /^CRYPTO_MSG_/ } }),
  ...subjects("GENERIC", {
    nlctrl: { attributes: /^(?:CTRL_ATTR_|NL_POLICY_TYPE_ATTR_)/, messages: /^CTRL_CMD_/, spec: "nlctrl" },
    batadv: { attributes: /^BATADV_ATTR_/, messages: /^BATADV_CMD_/ },
    binder: { attributes: /^BINDER_A_/, messages: /^BINDER_CMD_/, spec: "binder" },
    cgroupstats: { attributes: /^CGROUPSTATS_(?:CMD_ATTR|TYPE)_/, messages: /^CGROUPSTATS_CMD_(?!ATTR_)/ },
    "dev-energymodel": {
      attributes: /^DEV_ENERGYMODEL_A_/,
      messages: /^DEV_ENERGYMODEL_CMD_/,
      spec: "dev-energymodel",
    },
    devlink: {
      attributes: /^DEVLINK_(?:ATTR|PORT_FN_ATTR|PORT_FUNCTION_ATTR|RATE_TC_ATTR)_/,
      messages: /^DEVLINK_CMD_/,
      spec: "devlink",
    },
    dpll: { attributes: /^DPLL_A_/, messages: /^DPLL_CMD_/, spec: "dpll" },
    "drm-ras": { attributes: /^DRM_RAS_A_/, messages: /^DRM_RAS_CMD_/, spec: "drm-ras" },
    ethtool: { attributes: /^_*ETHTOOL_A_/, messages: /^ETHTOOL_MSG_/, spec: "ethtool" },
    fou: { attributes: /^FOU_ATTR_/, messages: /^FOU_CMD_/, spec: "fou" },
    gtp: { attributes: /^GTPA_/, messages: /^GTP_CMD_/ },
    handshake: { attributes: /^HANDSHAKE_A_/, messages: /^HANDSHAKE_CMD_/, spec: "handshake" },
    HSR: { attributes: /^HSR_A_/, messages: /^HSR_C_/ },
    ila: { attributes: /^ILA_ATTR_/, messages: /^ILA_CMD_/ },
    IOAM6: { attributes: /^IOAM6_(?:EVENT_)?ATTR_/, messages: /^IOAM6_(?:CMD|EVENT)_(?!ATTR_)/ },
    IPVS: { attributes: /^IPVS_(?:CMD|SVC|DEST|DAEMON|STATS|INFO)_ATTR_/, messages: /^IPVS_CMD_(?!ATTR_)/ },
    l2tp: { attributes: /^L2TP_ATTR_/, messages: /^L2TP_CMD_/ },
    lockd: { attributes: /^LOCKD_A_/, messages: /^LOCKD_CMD_/, spec: "lockd" },
    macsec: { attributes: /^MACSEC_.*ATTR_/, messages: /^MACSEC_CMD_/ },
    mptcp_pm: {
      attributes: /^MPTCP_(?:PM_ADDR_ATTR|SUBFLOW_ATTR|PM_ENDPOINT|PM_ATTR|ATTR)_/,
      messages: /^MPTCP_(?:PM_CMD|EVENT)_/,
      spec: "mptcp_pm",
    },
    nbd: { attributes: /^NBD_(?:ATTR|DEVICE_ITEM|DEVICE|SOCK_ITEM|SOCK)_/, messages: /^NBD_CMD_/ },
    NCSI: { attributes: /^NCSI_.*ATTR/, messages: /^NCSI_CMD_/ },
    NET_DM: { attributes: /^NET_DM_ATTR_/, messages: /^NET_DM_CMD_/ },
    "net-shaper": { attributes: /^NET_SHAPER_A_/, messages: /^NET_SHAPER_CMD_/, spec: "net-shaper" },
    netdev: { attributes: /^_*NETDEV_A_/, messages: /^NETDEV_CMD_/, spec: "netdev" },
    nfc: { attributes: /^NFC_(?:SDP_)?ATTR_/, messages: /^NFC_(?:CMD|EVENT)_/ },
    nfsd: { attributes: /^NFSD_A_/, messages: /^NFSD_CMD_/, spec: "nfsd" },
    // Its attribute sets start with an enumerator of their own, __NL80211_…_INVALID.
    nl80211: {
      attributes: /^(?:__NL80211_.*INVALID|NL80211_ATTR_UNSPEC)$/,
      messages: /^NL80211_CMD_/,
      spec: "nl80211",
    },
    ovpn: { attributes: /^OVPN_A_/, messages: /^OVPN_CMD_/, spec: "ovpn" },
    ovs_packet: { attributes: /^OVS_PACKET_ATTR_/, messages: /^OVS_PACKET_CMD_/, spec: "ovs_packet" },
    ovs_datapath: { attributes: /^OVS_DP_ATTR_/, messages: /^OVS_DP_CMD_/, spec: "ovs_datapath" },
    ovs_vport: {
      attributes: /^OVS_(?:VPORT(?:_UPCALL)?|TUNNEL)_ATTR_/,
      messages: /^OVS_VPORT_CMD_/,
      spec: "ovs_vport",
    },
    ovs_ct_limit: { attributes: /^OVS_CT_LIMIT_ATTR_/, messages: /^OVS_CT_LIMIT_CMD_/ },
    ovs_meter: { attributes: /^OVS_(?:METER|BAND)_ATTR_/, messages: /^OVS_METER_CMD_/ },
    ovs_flow: { attributes: /^OVS_.*_ATTR_|^OVS_VXLAN_EXT_/, messages: /^OVS_FLOW_CMD_/, spec: "ovs_flow" },
    psample: { attributes: /^PSAMPLE_(?:TUNNEL_KEY_)?ATTR_/, messages: /^PSAMPLE_CMD_/ },
    psp: { attributes: /^PSP_A_/, messages: /^PSP_CMD_/, spec: "psp" },
    SEG6: { attributes: /^SEG6_ATTR_/, messages: /^SEG6_CMD_/ },
    SMC_GEN_NETLINK: { attributes: /^SMC_(?:NLA|GEN)_/, messages: /^SMC_NETLINK_/ },
    SMC_PNETID: { attributes: /^SMC_PNETID_/, messages: /^SMC_PNETID_(?:GET|ADD|DEL|FLUSH)$/ },
    sunrpc: { attributes: /^SUNRPC_A_/, messages: /^SUNRPC_CMD_/, spec: "sunrpc" },
    TASKSTATS: { attributes: /^TASKSTATS_(?:CMD_ATTR|TYPE)_/, messages: /^TASKSTATS_CMD_(?!ATTR_)/ },
    tcp_metrics: {
      attributes: /^TCP_METRICS_(?:ATTR|A_METRICS)_/,
      messages: /^TCP_METRICS_CMD_/,
      spec: "tcp_metrics",
    },
    team: { attributes: /^TEAM_ATTR_/, messages: /^TEAM_CMD_/, spec: "team" },
    thermal: { attributes: /^THERMAL_GENL_ATTR_/, messages: /^THERMAL_GENL_(?:CMD|EVENT|SAMPLING)_/ },
    TIPCv2: { attributes: /^TIPC_NLA_/, messages: /^TIPC_NL_/ },
    vdpa: { attributes: /^VDPA_ATTR_/, messages: /^VDPA_CMD_/ },
    VFS_DQUOT: { attributes: /^QUOTA_NL_A_/, messages: /^QUOTA_NL_C_/ },
    wireguard: { attributes: /^WG(?:DEVICE|PEER|ALLOWEDIP)_A_/, messages: /^WG_CMD_/, spec: "wireguard" },
  }),
];

/** The subject that an attribute set belongs to, by the names of its enumerators. */
export function subjectOfSet(names: readonly string[]): Subject | undefined {
  const [first, second] = names;
  return SUBJECTS.find(({ attributes }) => [first, second].some((name) => name !== undefined && attributes.test(name)));
}

/** The subject that a message's name belongs to. */
export function subjectOfMessage(name: string): Subject | undefined {
  return SUBJECTS.find((subject) => subject.messages?.test(name));
}
