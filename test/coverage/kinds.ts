/** Names by which the kernel chooses what an attribute contains. Headers do not list them; the kernel's code does. */

export interface KindTable {
  readonly protocol: string;
  readonly subject: string;
  readonly name: string;
  /** Attributes whose content our tables choose. */
  readonly attributes: readonly string[];
  /** Kinds that Linux 7.2 registers and that have content. */
  readonly kernel: readonly string[];
  /** Kinds without any content: no schema is needed. */
  readonly empty: readonly string[];
  /** The specification's tables. */
  readonly spec?: readonly string[];
  /** Our spelling of a kind, where it is another. */
  readonly spelling?: Readonly<Record<string, string>>;
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const CLASSIFIERS = "basic bpf cgroup flow flower fw matchall route u32";

export const KIND_TABLES: readonly KindTable[] = [
  {
    protocol: "ROUTE",
    subject: "link",
    name: "link kinds",
    attributes: ["IFLA_INFO_DATA"],
    kernel: words(`amt bareudp batadv bond bridge can dsa erspan geneve gre gretap gtp hsr ip6erspan ip6gre ip6gretap
      ip6tnl ipip ipoib ipvlan ipvtap macsec macvlan macvtap netkit ovpn ppp rmnet sit tun veth vlan vrf vti vti6 vxcan
      vxlan wwan xfrm`),
    empty: words("dummy ifb lowpan netdevsim nlmon openvswitch pfcp team vcan virt_wifi vsockmon wireguard"),
    spec: ["linkinfo-data-msg"],
  },
  {
    protocol: "ROUTE",
    subject: "link",
    name: "port kinds",
    attributes: ["IFLA_INFO_SLAVE_DATA"],
    kernel: words("bond bridge vrf"),
    empty: [],
    spec: ["linkinfo-member-data-msg"],
  },
  {
    protocol: "ROUTE",
    subject: "route",
    name: "encapsulations",
    attributes: ["RTA_ENCAP"],
    kernel: words("mpls ip ila ip6 seg6 bpf seg6_local rpl ioam6 xfrm"),
    empty: [],
  },
  {
    protocol: "ROUTE",
    subject: "tc",
    name: "qdiscs and classifiers",
    attributes: ["TCA_OPTIONS"],
    kernel:
      words(`${CLASSIFIERS} bfifo cake cake_mq cbs choke codel drr dualpi2 etf ets fq fq_codel fq_pie gred hfsc hhf
      htb mqprio multiq netem pfifo pfifo_fast pfifo_head_drop pie plug prio qfq red sfb sfq skbprio taprio tbf`),
    empty: words("blackhole clsact ingress mq noop noqueue teql"),
    spec: ["options-msg"],
  },
  {
    protocol: "ROUTE",
    subject: "tc",
    name: "actions",
    attributes: ["TCA_ACT_OPTIONS"],
    kernel: words(`bpf connmark csum ct ctinfo gact gate ife mirred mpls nat pedit police sample simple skbedit skbmod
      tunnel_key vlan`),
    empty: [],
    spec: ["act-options-msg"],
  },
  {
    protocol: "ROUTE",
    subject: "tc",
    name: "statistics",
    attributes: ["TCA_STATS_APP"],
    kernel: words(`cake cake_mq choke codel drr dualpi2 fq fq_codel fq_pie hfsc hhf htb netem pie qfq red sfb sfq
      taprio`),
    empty: [],
    spec: ["tca-stats-app-msg"],
  },
  {
    protocol: "NETFILTER",
    subject: "nftables",
    name: "expressions",
    attributes: ["NFTA_EXPR_DATA"],
    kernel:
      words(`bitwise byteorder cmp connlimit counter ct dup dynset exthdr fib flow_offload fwd hash immediate inner
      last limit log lookup masq match meta nat numgen objref osf payload queue quota range redir reject rt socket
      synproxy target tproxy tunnel xfrm`),
    empty: ["notrack"],
    spec: ["expr-ops"],
  },
  {
    protocol: "NETFILTER",
    subject: "nftables",
    name: "objects",
    attributes: ["NFTA_OBJ_DATA"],
    kernel: words("connlimit counter ct_expect ct_helper ct_timeout limit quota secmark synproxy tunnel"),
    empty: [],
    spec: ["obj-data"],
  },
];
