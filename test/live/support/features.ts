/**
 * What tests need of a kernel and of its tools. Every feature is tried out in a scratch namespace before the tests run. A test
 * is skipped only when the try failed and the kernel's version or configuration says that it had to.
 */
import { existsSync, readFileSync } from "node:fs";
import { release } from "node:os";
import { gunzipSync } from "node:zlib";
import { finish } from "./process.js";

export interface Feature {
  /** The kernel that introduced it. */
  readonly since: string;
  /** Options of the kernel's configuration, without CONFIG_; all are needed. */
  readonly config: readonly string[];
  /** Shell lines that succeed where the feature is. */
  readonly probe: string;
  /** Program and the version of it that can ask for the feature; iproute2 counts as `ip`. */
  readonly tool?: readonly [name: string, version: string];
  /** Needs more than a user namespace gives. */
  readonly root?: boolean;
}

const dummy = "ip link add d0 type dummy";
const link = (line: string) => `${dummy}; ip link set d0 up; ip link add ${line}`;
const qdisc = (line: string) => `ip link add va type veth peer name vb; tc qdisc add dev va ${line}`;
const filter = (line: string) => `${qdisc("handle ffff: ingress")}; tc filter add dev va parent ffff: prio 1 ${line}`;

/** Since: the release whose documentation or history first has it; old enough ones are given as 4.19. */
export const FEATURES = {
  netns: { since: "3.0", config: ["NET_NS"], probe: "ip link show lo" },
  enterNetns: { since: "3.0", config: ["NET_NS"], probe: "grep -q 4294967295 /proc/self/uid_map", root: true },
  bpfXdp: {
    since: "5.9",
    config: ["BPF_SYSCALL", "VETH"],
    probe: "grep -q 4294967295 /proc/self/uid_map; test -e /proc/sys/kernel/unprivileged_bpf_disabled",
    root: true,
  },
  xdpSocket: {
    since: "5.9",
    config: ["XDP_SOCKETS", "BPF_SYSCALL", "VETH"],
    probe: "grep -q 4294967295 /proc/self/uid_map; grep -q '^XDP ' /proc/net/protocols",
    root: true,
  },
  xdpMultiBuffer: {
    since: "6.6",
    config: ["XDP_SOCKETS", "BPF_SYSCALL", "VETH"],
    probe: "grep -q 4294967295 /proc/self/uid_map; [ $(uname -r | awk -F. '{ print $1 * 100 + $2 }') -ge 606 ]",
    root: true,
  },
  xdpMetadata: {
    since: "6.8",
    config: ["XDP_SOCKETS", "BPF_SYSCALL", "BPF_JIT", "DEBUG_INFO_BTF", "VETH"],
    probe: `grep -q 4294967295 /proc/self/uid_map; test -e /sys/kernel/btf/vmlinux
      [ $(uname -r | awk -F. '{ print $1 * 100 + $2 }') -ge 608 ]`,
    root: true,
  },
  veth: { since: "3.0", config: ["VETH"], probe: "ip link add va type veth peer name vb" },
  bridge: { since: "3.0", config: ["BRIDGE"], probe: "ip link add br0 type bridge" },
  bridgeVlan: {
    since: "3.9",
    config: ["BRIDGE", "BRIDGE_VLAN_FILTERING"],
    probe: "ip link add br0 type bridge vlan_filtering 1; bridge vlan add vid 5 dev br0 self",
  },
  bridgeMdb: {
    since: "3.8",
    config: ["BRIDGE", "BRIDGE_IGMP_SNOOPING", "VETH"],
    probe: `ip link add br0 up type bridge mcast_snooping 1; ip link add va master br0 up type veth peer name vb; ip link set vb up
      bridge mdb add dev br0 port va grp 239.1.1.1 permanent`,
  },
  dummy: { since: "3.0", config: ["DUMMY"], probe: dummy },
  vlan: { since: "3.0", config: ["VLAN_8021Q", "DUMMY"], probe: link("link d0 name v0 type vlan id 5") },
  vxlan: { since: "3.7", config: ["VXLAN"], probe: "ip link add vx0 type vxlan id 5 dstport 4789" },
  macvlan: {
    since: "3.0",
    config: ["MACVLAN", "VETH"],
    probe: "ip link add va type veth peer name vb; ip link add link va name m0 type macvlan mode bridge",
  },
  ipvlan: { since: "3.19", config: ["IPVLAN", "DUMMY"], probe: link("link d0 name i0 type ipvlan mode l2") },
  ifb: { since: "3.0", config: ["IFB"], probe: "ip link add i0 type ifb" },
  vrf: { since: "4.3", config: ["NET_VRF"], probe: "ip link add v0 type vrf table 10" },
  bond: { since: "3.0", config: ["BONDING"], probe: "ip link add b0 type bond mode active-backup" },
  team: { since: "3.3", config: ["NET_TEAM"], probe: "ip link add t0 type team" },
  geneve: { since: "3.18", config: ["GENEVE"], probe: "ip link add g0 type geneve id 5 remote 10.0.0.1" },
  gre: { since: "3.0", config: ["NET_IPGRE"], probe: "ip link add g1 type gre local 10.0.0.1 remote 10.0.0.2" },
  ipip: { since: "3.0", config: ["NET_IPIP"], probe: "ip link add t1 type ipip local 10.0.0.1 remote 10.0.0.2" },
  sit: { since: "3.0", config: ["IPV6_SIT"], probe: "ip link add s1 type sit local 10.0.0.1 remote 10.0.0.2" },
  vti: { since: "3.7", config: ["NET_IPVTI"], probe: "ip link add t1 type vti local 10.0.0.1 remote 10.0.0.2 key 5" },
  ip6tnl: {
    since: "3.0",
    config: ["IPV6_TUNNEL"],
    probe: "ip link add t1 type ip6tnl local 2001:db8::1 remote 2001:db8::2",
  },
  macsec: { since: "4.6", config: ["MACSEC", "DUMMY"], probe: link("link d0 name m0 type macsec") },
  hsr: {
    since: "3.13",
    config: ["HSR", "VETH"],
    probe: "ip link add va type veth peer name vb; ip link add h0 type hsr slave1 va slave2 vb",
  },
  xfrmInterface: { since: "4.19", config: ["XFRM_INTERFACE"], probe: "ip link add x0 type xfrm dev lo if_id 5" },
  wireguard: { since: "5.6", config: ["WIREGUARD"], probe: "ip link add w0 type wireguard" },
  nlmon: { since: "3.10", config: ["NLMON"], probe: "ip link add n0 type nlmon" },
  netkit: { since: "6.7", config: ["NETKIT"], probe: "ip link add k0 type netkit mode l3", tool: ["ip", "6.7"] },
  netdevsim: {
    since: "4.16",
    config: ["NETDEVSIM"],
    probe: "[ -d /sys/bus/netdevsim ] || modprobe netdevsim; test -w /sys/bus/netdevsim/new_device",
    root: true,
  },
  addressProtocol: {
    since: "5.18",
    config: ["DUMMY"],
    probe: `${dummy}; ip address add 10.9.0.1/24 dev d0 proto 0x80`,
    tool: ["ip", "6.3"],
  },
  ipv6: { since: "3.0", config: ["IPV6"], probe: "ip -6 address add 2001:db8::1/64 dev lo" },
  multipleTables: { since: "3.0", config: ["IP_MULTIPLE_TABLES"], probe: "ip rule add from 10.0.0.0/8 table 7" },
  nexthop: { since: "5.3", config: [], probe: "ip link set lo up; ip nexthop add id 1 blackhole" },
  resilientNexthop: {
    since: "5.13",
    config: ["VETH"],
    probe: `ip link add va up type veth peer name vb; ip link set vb up; ip address add 10.0.0.1/24 dev va
      ip nexthop add id 1 via 10.0.0.2 dev va; ip nexthop add id 10 group 1 type resilient buckets 8`,
  },
  mpls: {
    since: "4.3",
    config: ["MPLS_ROUTING", "MPLS_IPTUNNEL"],
    probe: "ip link set lo up; ip route add 10.9.0.0/24 encap mpls 100 via inet 127.0.0.1 dev lo",
  },
  seg6: {
    since: "4.10",
    config: ["IPV6_SEG6_LWTUNNEL"],
    probe: "ip link set lo up; ip -6 route add 2001:db8:9::/64 encap seg6 mode encap segs 2001:db8::7 dev lo",
  },
  ruleDscp: {
    since: "6.13",
    config: ["IP_MULTIPLE_TABLES"],
    probe: "ip rule add dscp 5 table 7",
    tool: ["ip", "6.12"],
  },
  qdiscHtb: { since: "3.0", config: ["NET_SCH_HTB", "VETH"], probe: qdisc("root handle 1: htb") },
  qdiscTbf: {
    since: "3.0",
    config: ["NET_SCH_TBF", "VETH"],
    probe: qdisc("root tbf rate 1mbit burst 10k latency 50ms"),
  },
  qdiscIngress: { since: "3.0", config: ["NET_SCH_INGRESS", "VETH"], probe: qdisc("handle ffff: ingress") },
  qdiscClsact: { since: "4.5", config: ["NET_SCH_INGRESS", "VETH"], probe: qdisc("clsact") },
  qdiscFqCodel: { since: "3.5", config: ["NET_SCH_FQ_CODEL", "VETH"], probe: qdisc("root fq_codel") },
  qdiscFq: { since: "3.12", config: ["NET_SCH_FQ", "VETH"], probe: qdisc("root fq") },
  qdiscSfq: { since: "3.0", config: ["NET_SCH_SFQ", "VETH"], probe: qdisc("root sfq") },
  qdiscRed: { since: "3.0", config: ["NET_SCH_RED", "VETH"], probe: qdisc("root red limit 400000 avpkt 1000") },
  qdiscPrio: { since: "3.0", config: ["NET_SCH_PRIO", "VETH"], probe: qdisc("root prio") },
  qdiscNetem: { since: "3.0", config: ["NET_SCH_NETEM", "VETH"], probe: qdisc("root netem delay 1ms") },
  qdiscCake: { since: "4.19", config: ["NET_SCH_CAKE", "VETH"], probe: qdisc("root cake") },
  qdiscHfsc: { since: "3.0", config: ["NET_SCH_HFSC", "VETH"], probe: qdisc("root handle 1: hfsc default 1") },
  qdiscDrr: { since: "3.0", config: ["NET_SCH_DRR", "VETH"], probe: qdisc("root handle 1: drr") },
  qdiscQfq: { since: "3.0", config: ["NET_SCH_QFQ", "VETH"], probe: qdisc("root handle 1: qfq") },
  qdiscEts: { since: "5.6", config: ["NET_SCH_ETS", "VETH"], probe: qdisc("root handle 1: ets bands 3 strict 1") },
  filterU32: {
    since: "3.0",
    config: ["NET_CLS_U32", "NET_SCH_INGRESS", "VETH"],
    probe: filter("protocol ip u32 match ip dst 10.0.0.1/32 flowid 1:1"),
  },
  filterFlower: {
    since: "4.2",
    config: ["NET_CLS_FLOWER", "NET_SCH_INGRESS", "VETH"],
    probe: filter("protocol ip flower dst_ip 10.0.0.1"),
  },
  filterMatchall: {
    since: "4.8",
    config: ["NET_CLS_MATCHALL", "NET_SCH_INGRESS", "VETH"],
    probe: filter("protocol all matchall classid 1:1"),
  },
  filterBasic: {
    since: "3.0",
    config: ["NET_CLS_BASIC", "NET_SCH_INGRESS", "VETH"],
    probe: filter("protocol ip basic classid 1:1"),
  },
  filterFw: {
    since: "3.0",
    config: ["NET_CLS_FW", "NET_SCH_INGRESS", "VETH"],
    probe: filter("protocol ip handle 5 fw classid 1:1"),
  },
  actionGact: {
    since: "3.0",
    config: ["NET_ACT_GACT"],
    probe: "tc actions add action drop index 5",
  },
  actionMirred: {
    since: "3.0",
    config: ["NET_ACT_MIRRED", "NET_CLS_U32", "NET_SCH_INGRESS", "VETH"],
    probe: filter("protocol ip u32 match ip dst 10.0.0.1/32 action mirred egress redirect dev vb"),
  },
  actionVlan: { since: "3.18", config: ["NET_ACT_VLAN"], probe: "tc actions add action vlan push id 5 index 5" },
  actionSkbedit: { since: "3.0", config: ["NET_ACT_SKBEDIT"], probe: "tc actions add action skbedit mark 5 index 5" },
  actionPedit: {
    since: "3.0",
    config: ["NET_ACT_PEDIT"],
    probe: "tc actions add action pedit ex munge ip ttl set 64 index 5",
  },
  actionPolice: {
    since: "3.0",
    config: ["NET_ACT_POLICE"],
    probe: "tc actions add action police rate 1mbit burst 10k index 5",
  },
  ethtool: {
    since: "5.6",
    config: ["ETHTOOL_NETLINK", "VETH"],
    probe: "ip link add va type veth peer name vb; ethtool va",
  },
  inetDiag: { since: "3.3", config: ["INET_DIAG", "INET_TCP_DIAG"], probe: "ss -tan" },
  udpDiag: { since: "3.3", config: ["INET_UDP_DIAG"], probe: "ss -uan" },
  unixDiag: { since: "3.3", config: ["UNIX_DIAG"], probe: "ss -xan" },
  packetDiag: { since: "3.6", config: ["PACKET_DIAG"], probe: "ss -0an" },
  netlinkDiag: { since: "3.10", config: ["NETLINK_DIAG"], probe: "ss -f netlink" },
} as const satisfies Record<string, Feature>;
export type FeatureName = keyof typeof FEATURES;

/** What became of a feature's probe. */
export interface Finding {
  readonly state: "present" | "absent" | "broken";
  /** Why it is absent, or why it should have been present. */
  readonly reason: string;
}
export type Findings = Readonly<Record<FeatureName, Finding>>;

/** Facts about the machine that decide whether a failed probe is an excuse. */
export interface Machine {
  /** `6.12.95+deb12-amd64`. */
  readonly kernel: string;
  /** Options of the running kernel and whether they are built in (y) or modules (m); undefined: not known. */
  readonly config: ReadonlyMap<string, string> | undefined;
  /** Program → version. */
  readonly tools: ReadonlyMap<string, string>;
  readonly isRoot: boolean;
}

/** Judges a probe that failed. */
export function judge(feature: Feature, machine: Machine, complaint: string): Finding {
  const { since, config, tool, root } = feature;
  const absent = (reason: string): Finding => ({ state: "absent", reason });
  if (isOlder(machine.kernel, since)) return absent(`needs Linux ${since}, this is ${machine.kernel}`);
  const missing = machine.config && config.find((option) => !machine.config!.has(option));
  if (missing !== undefined) return absent(`this kernel is built without CONFIG_${missing}`);
  if (tool !== undefined) {
    const version = machine.tools.get(tool[0]) ?? "missing";
    if (isOlder(version, tool[1])) return absent(`needs ${tool[0]} ${tool[1]}, this is ${version}`);
  }
  if (root === true && !machine.isRoot) return absent("needs root");
  if (machine.config === undefined && config.length > 0) {
    return absent(`perhaps built without CONFIG_${config.join(", CONFIG_")} (configuration not known): ${complaint}`);
  }
  return { state: "broken", reason: `Linux ${machine.kernel} has this, yet: ${complaint}` };
}

/** Whether a version comes before another one; no number counts as older than all. */
export function isOlder(version: string, than: string): boolean {
  const numbers = (text: string) => (/\d+(\.\d+)*/.exec(text)?.[0] ?? "0").split(".").map(Number);
  const [a, b] = [numbers(version), numbers(than)];
  for (let i = 0; i < b.length; i++) {
    if ((a[i] ?? 0) !== b[i]!) return (a[i] ?? 0) < b[i]!;
  }
  return false;
}

/** Tries every feature, each in a namespace of its own; one shell for all, as starting programs is what takes time. */
export async function probeFeatures(): Promise<Findings> {
  const machine = await lookAround();
  const user = machine.isRoot ? "" : "--map-root-user ";
  const features = Object.entries(FEATURES) as [FeatureName, Feature][];
  const lines = features.map(([name, { probe }]) => {
    const inside = `mount -t sysfs none /sys 2>/dev/null || :\n${probe}`;
    return `said=$(timeout 100 unshare ${user}--net --mount -- sh -ec ${quote(inside)} 2>&1 >/dev/null)\necho "${name} $?" $said`;
  });
  const { stdout } = await finish(["sh"], { input: lines.join("\n"), limitSeconds: 1800 });
  const results = new Map(stdout.split("\n").map((line) => [line.split(" ")[0]!, line.split(" ").slice(1)]));
  const findings: Partial<Record<FeatureName, Finding>> = {};
  for (const [name, feature] of features) {
    const [status, ...words] = results.get(name) ?? ["no result"];
    const complaint = words.join(" ") || `exit status ${status}`;
    findings[name] = status === "0" ? { state: "present", reason: "" } : judge(feature, machine, complaint);
  }
  return findings as Findings;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

async function lookAround(): Promise<Machine> {
  const tools = new Map<string, string>();
  for (const [name, ...args] of [
    ["ip", "-V"],
    ["strace", "-V"],
    ["ethtool", "--version"],
    ["ss", "-V"],
  ] as const) {
    const { stdout } = await finish([name, ...args]).catch(() => ({ stdout: "" }));
    const version = /\d+\.\d+(\.\d+)?/.exec(stdout)?.[0];
    if (version !== undefined) tools.set(name, version);
  }
  return { kernel: release(), config: readConfig(), tools, isRoot: process.getuid?.() === 0 };
}

/** The running kernel's configuration, from the kernel itself or from where distributions put it. */
function readConfig(): ReadonlyMap<string, string> | undefined {
  const places = ["/proc/config.gz", `/boot/config-${release()}`, `/lib/modules/${release()}/config`];
  const place = places.find((path) => existsSync(path));
  if (place === undefined) return undefined;
  const bytes = readFileSync(place);
  const text = (place.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
  return new Map([...text.matchAll(/^CONFIG_(\w+)=([ym])$/gm)].map((match) => [match[1]!, match[2]!]));
}
