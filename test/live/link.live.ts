/** Links against `ip -j -d link`. */
import { describe, expect } from "vitest";
import { flagNames } from "../../src/index.js";
import { Link, LinkFlags } from "../../src/rtnl/index.js";
import type { FeatureName } from "./support/features.js";
import { live } from "./support/live.js";

interface IpLink {
  ifindex: number;
  ifname: string;
  flags: string[];
  mtu: number;
  qdisc: string;
  operstate: string;
  txqlen?: number;
  address?: string;
  broadcast?: string;
  promiscuity: number;
  min_mtu: number;
  max_mtu: number;
  num_tx_queues: number;
  num_rx_queues: number;
  gso_max_size: number;
  gso_max_segs: number;
  ifalias?: string;
  altnames?: string[];
  link_index?: number;
  linkinfo?: { info_kind?: string; info_data?: Record<string, unknown>; info_slave_kind?: string };
}

/** Hardware addresses of tunnels are IP addresses, which iproute2 prints as such. */
function hardware(address: string | undefined): string | undefined {
  const bytes = address?.split(":") ?? [];
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join(".");
  if (bytes.length !== 16) return address;
  const words = bytes.join("").match(/.{4}/g)!;
  return new URL(`http://[${words.join(":")}]`).hostname.slice(1, -1);
}

/** What iproute2 prints of an RTM_NEWLINK whatever its kind, from the decoded value. */
function printed(link: Link): Record<string, unknown> {
  return {
    ifindex: link.index,
    ifname: link.ifname,
    mtu: link.mtu,
    qdisc: link.qdisc,
    operstate: link.operstate?.toString().toUpperCase(),
    txqlen: link.txqlen === 0 ? undefined : link.txqlen,
    address: hardware(link.address),
    broadcast: hardware(link.broadcast),
    promiscuity: link.promiscuity,
    min_mtu: link.minMtu,
    max_mtu: link.maxMtu,
    num_tx_queues: link.numTxQueues,
    num_rx_queues: link.numRxQueues,
    gso_max_size: link.gsoMaxSize,
    gso_max_segs: link.gsoMaxSegs,
    ifalias: link.ifalias,
    altnames: link.propList?.altIfname,
    kind: link.linkinfo?.kind,
    slaveKind: link.linkinfo?.slaveKind,
  };
}

function wanted(link: IpLink): Record<string, unknown> {
  const { info_kind: kind, info_slave_kind: slaveKind } = link.linkinfo ?? {};
  const own = { ...(link as unknown as Record<string, unknown>), kind, slaveKind };
  return Object.fromEntries(Object.keys(printed({} as Link)).map((key) => [key, own[key as keyof typeof own]]));
}

/** IFF_LOWER_UP and others by the kernel's name; iproute2 has signs of its own beside them. */
function flagsOf(link: Link): string[] {
  return flagNames(LinkFlags, link.flags).names.map((name) => name.toUpperCase());
}
const NOT_FLAGS = ["NO-CARRIER", "M-DOWN", "RUNNING"];

const dummy = "ip link add eth0 address 02:00:00:00:00:01 type dummy; ip link set eth0 up;";

/** A kind: how to make device x0 of it, and its data as iproute2 prints it → as it is decoded. */
interface Kind {
  readonly kind: string;
  readonly feature: FeatureName;
  readonly make: string;
  readonly data?: (printed: Record<string, unknown>) => Record<string, unknown>;
}

const asFlag = (value: unknown) => (value === true ? 1 : 0);

const KINDS: readonly Kind[] = [
  { kind: "veth", feature: "veth", make: "ip link add x0 type veth peer name x1" },
  { kind: "dummy", feature: "dummy", make: "ip link add x0 type dummy" },
  { kind: "ifb", feature: "ifb", make: "ip link add x0 type ifb" },
  { kind: "nlmon", feature: "nlmon", make: "ip link add x0 type nlmon" },
  { kind: "team", feature: "team", make: "ip link add x0 type team" },
  { kind: "wireguard", feature: "wireguard", make: "ip link add x0 type wireguard" },
  {
    kind: "vlan",
    feature: "vlan",
    make: `${dummy} ip link add link eth0 name x0 type vlan protocol 802.1ad id 200 ingress-qos-map 1:2 egress-qos-map 2:1 4:3`,
    data: ({ id, ingress_qos, egress_qos }) => ({
      ...{ id, protocol: "8021ad", ingressQos: { mapping: ingress_qos }, egressQos: { mapping: egress_qos } },
    }),
  },
  {
    kind: "vxlan",
    feature: "vxlan",
    make: "ip link add x0 type vxlan id 42 local 10.0.0.1 remote 10.0.0.2 dstport 4789 srcport 32768 61000 ttl 64 ageing 120 maxaddress 1000 noudpcsum",
    data: (d) => ({
      ...{
        id: d["id"],
        group: d["remote"],
        local: d["local"],
        port: d["port"],
        ttl: d["ttl"],
        ageing: d["ageing"],
        limit: d["limit"],
      },
      portRange: { low: (d["port_range"] as { low: number }).low, high: (d["port_range"] as { high: number }).high },
      ...{ learning: asFlag(d["learning"]), udpCsum: asFlag(d["udp_csum"]) },
    }),
  },
  {
    kind: "bridge",
    feature: "bridge",
    make: "ip link add x0 type bridge forward_delay 200 hello_time 100 max_age 600 ageing_time 30000 priority 4096 mcast_snooping 1",
    data: (d) => ({
      ...{
        forwardDelay: d["forward_delay"],
        helloTime: d["hello_time"],
        maxAge: d["max_age"],
        ageingTime: d["ageing_time"],
      },
      ...{
        stpState: d["stp_state"],
        priority: d["priority"],
        vlanFiltering: d["vlan_filtering"],
        groupAddr: d["group_addr"],
      },
      ...{
        mcastSnooping: d["mcast_snooping"],
        mcastHashMax: d["mcast_hash_max"],
        nfCallIptables: d["nf_call_iptables"],
      },
    }),
  },
  {
    kind: "macvlan",
    feature: "macvlan",
    make: "ip link add eth0 type veth peer name eth1; ip link add link eth0 name x0 type macvlan mode bridge",
    data: ({ mode }) => ({ mode }),
  },
  {
    kind: "ipvlan",
    feature: "ipvlan",
    make: `${dummy} ip link add link eth0 name x0 type ipvlan mode l3`,
    data: ({ mode }) => ({ mode }),
  },
  { kind: "vrf", feature: "vrf", make: "ip link add x0 type vrf table 100", data: ({ table }) => ({ table }) },
  {
    kind: "bond",
    feature: "bond",
    make: "ip link add x0 type bond mode active-backup miimon 100 updelay 200 downdelay 300",
    data: (d) => ({
      mode: "activebackup",
      miimon: d["miimon"],
      updelay: d["updelay"],
      downdelay: d["downdelay"],
      numPeerNotif: d["num_peer_notif"],
    }),
  },
  {
    kind: "geneve",
    feature: "geneve",
    make: "ip link add x0 type geneve id 77 remote 10.0.0.8 ttl 32 tos 16 dstport 6082",
    data: ({ id, remote, ttl, port, tos }) => ({ id, remote, ttl, port, tos: Number(tos) }),
  },
  {
    kind: "gre",
    feature: "gre",
    make: "ip link add x0 type gre local 10.0.0.1 remote 10.0.0.3 key 42 ttl 255 nopmtudisc ignore-df",
    data: ({ local, remote, ttl }) => ({ local, remote, ttl, ikey: 42, okey: 42, pmtudisc: 0, ignoreDf: 1 }),
  },
  {
    kind: "ipip",
    feature: "ipip",
    make: "ip link add x0 type ipip local 10.0.0.1 remote 10.0.0.2 ttl 64",
    data: ({ local, remote, ttl }) => ({ local, remote, ttl }),
  },
  {
    kind: "sit",
    feature: "sit",
    make: "ip link add x0 type sit local 10.0.0.1 remote 10.0.0.6 ttl 64",
    data: ({ local, remote, ttl }) => ({ local, remote, ttl }),
  },
  {
    kind: "vti",
    feature: "vti",
    make: "ip link add x0 type vti local 10.0.0.1 remote 10.0.0.7 ikey 7 okey 8",
    data: ({ local, remote }) => ({ local, remote, ikey: 7, okey: 8 }),
  },
  {
    kind: "ip6tnl",
    feature: "ip6tnl",
    make: "ip link add x0 type ip6tnl mode ip6ip6 local 2001:db8::1 remote 2001:db8::2 hoplimit 30",
    data: ({ local, remote, ttl }) => ({ local, remote, ttl }),
  },
  {
    kind: "macsec",
    feature: "macsec",
    make: `${dummy} ip link add link eth0 name x0 type macsec encrypt on replay on window 32`,
    data: ({ window }) => ({ window, encrypt: 1, replayProtect: 1 }),
  },
  {
    kind: "hsr",
    feature: "hsr",
    make: "ip link add va type veth peer name vb; ip link add x0 type hsr slave1 va slave2 vb supervision 45 version 1",
  },
  {
    kind: "xfrm",
    feature: "xfrmInterface",
    make: "ip link add x0 type xfrm dev lo if_id 42",
    data: () => ({ ifId: 42 }),
  },
  {
    kind: "netkit",
    feature: "netkit",
    make: "ip link add x0 type netkit mode l3 peer name x1",
    data: ({ mode }) => ({ mode }),
  },
];

describe("links of kind", () => {
  for (const { kind, feature, make, data } of KINDS) {
    live(kind, [feature], async (ns) => {
      await ns.script(make);
      const trace = await ns.trace(["ip", "-j", "-d", "link", "show", "dev", "x0"]);
      const [expected] = trace.json<IpLink[]>();
      const link = trace.replies("RTM_NEWLINK", Link).findLast(({ ifname }) => ifname === "x0");
      expect(link && printed(link)).toEqual(wanted(expected!));
      expect(
        flagsOf(link!)
          .filter((name) => !NOT_FLAGS.includes(name))
          .sort(),
      ).toEqual(expected!.flags.filter((name) => !NOT_FLAGS.includes(name)).sort());
      expect(link!.linkinfo?.kind).toBe(kind);
      if (data === undefined) return;
      expect(expected!.linkinfo?.info_data, "the tool prints the kind's data").toBeDefined();
      expect(link!.linkinfo?.data).toMatchObject(data(expected!.linkinfo!.info_data!));
    });
  }
});

describe("links", () => {
  live("names, alias, queues, ports of a bridge and statistics", ["veth", "bridge"], async (ns) => {
    await ns.script(`
      ip link add br0 address 02:00:00:00:00:b0 type bridge
      ip link add va address 02:00:00:00:00:01 mtu 1400 txqueuelen 500 numtxqueues 2 numrxqueues 2 type veth peer name vb address 02:00:00:00:00:02
      ip link set dev va alias "uplink to the core" master br0
      ip link property add dev va altname a-rather-long-name-of-an-interface altname second-name
      ip link set dev va up
      ip link set dev vb up
    `);
    const trace = await ns.trace(["ip", "-j", "-d", "-s", "link", "show"]);
    const expected = trace.json<(IpLink & { stats64: { rx: Record<string, number>; tx: Record<string, number> } })[]>();
    const links = trace.replies("RTM_NEWLINK", Link);
    const made = expected.filter(({ ifname }) => ["va", "vb", "br0"].includes(ifname));
    expect(made).toHaveLength(3);
    for (const one of made) {
      const link = links.find(({ index }) => index === one.ifindex)!;
      expect(printed(link)).toEqual(wanted(one));
      const { rx, tx } = one.stats64;
      expect(link.stats64).toMatchObject({
        rxBytes: rx["bytes"],
        rxPackets: rx["packets"],
        txBytes: tx["bytes"],
        txPackets: tx["packets"],
        txDropped: tx["dropped"],
      });
    }
    const bridge = links.find(({ ifname }) => ifname === "br0")!;
    expect(links.filter(({ master }) => master === bridge.index).map(({ ifname }) => ifname)).toEqual(["va"]);
  });

  live("the same VXLAN twice is refused with EEXIST", ["vxlan"], async (ns) => {
    const trace = await ns.trace(["ip", "link", "add", "x0", "type", "vxlan", "id", "5", "dstport", "4789"]);
    expect(trace.requests("RTM_NEWLINK", Link).slice(-1)).toMatchObject([
      { ifname: "x0", linkinfo: { kind: "vxlan", data: { id: 5, port: 4789 } } },
    ]);
    const again = await ns.trace(["ip", "link", "add", "x1", "type", "vxlan", "id", "5", "dstport", "4789"], 2);
    expect(again.acks().findLast(({ error }) => error !== 0)).toMatchObject({
      code: "EEXIST",
      request: { typeName: "RTM_NEWLINK" },
    });
  });
});
