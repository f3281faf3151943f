import { describe, expect, it } from "vitest";
import { decode, encode } from "../../src/codec/index.js";
import { Link, LinkStats, LinkStatsRequest, StatsFilter } from "../../src/rtnl/link/index.js";
import { pick, present, recorded, values } from "./route-captures.js";

const NEWLINK = 16;
const NEWSTATS = 92;
const SETSTATS = 95;

const requests = (name: string) => values(name, NEWLINK, "request", Link);
const replies = (name: string) => values(name, NEWLINK, "reply", Link);
const created = (name: string, ifname: string) =>
  pick(requests(name), (l) => l.ifname === ifname && l.linkinfo !== undefined);

/** What the commands of the recordings asked for. */
const wanted: [capture: string, ifname: string, kind: string, data: object | undefined][] = [
  ["link-vlan", "eth0.100", "vlan", { id: 100 }],
  [
    "link-vlan",
    "eth0.200",
    "vlan",
    {
      id: 200,
      protocol: "8021ad",
      flags: { flags: 0x1e, mask: 0x1f },
      ingressQos: {
        mapping: [
          { from: 1, to: 2 },
          { from: 3, to: 4 },
          { from: 5, to: 6 },
        ],
      },
      egressQos: {
        mapping: [
          { from: 2, to: 1 },
          { from: 4, to: 3 },
        ],
      },
    },
  ],
  [
    "link-vxlan",
    "vx0",
    "vxlan",
    {
      id: 42,
      local: "10.0.0.1",
      group: "10.0.0.2",
      port: 4789,
      portRange: { low: 32768, high: 61000 },
      df: "set",
      ageing: 120,
      limit: 1000,
      ttl: 64,
    },
  ],
  ["link-vxlan", "vx1", "vxlan", { id: 43, group: "239.1.1.1", gbp: true, ttlInherit: true, learning: 0 }],
  ["link-vxlan", "vx2", "vxlan", { local6: "2001:db8::1", group6: "2001:db8::2", label: 0x12345, remcsumTx: 1 }],
  [
    "link-bond",
    "b0",
    "bond",
    {
      mode: "activebackup",
      arpInterval: 60000,
      arpIpTarget: ["10.0.0.1", "10.0.0.2"],
      arpValidate: "active",
      arpAllTargets: "all",
      failOverMac: "active",
      primaryReselect: "failure",
      missedMax: 5,
    },
  ],
  [
    "link-bond",
    "b1",
    "bond",
    {
      mode: "8023ad",
      miimon: 100,
      adLacpRate: "fast",
      adSelect: "bandwidth",
      adActorSystem: "02:00:00:00:00:aa",
      xmitHashPolicy: "layer34",
    },
  ],
  ["link-bond", "b4", "bond", { nsIp6Target: ["2001:db8::1", "2001:db8::2"] }],
  [
    "link-bridge",
    "br0",
    "bridge",
    {
      forwardDelay: 1000,
      ageingTime: 20000,
      priority: 4096,
      vlanProtocol: "8021ad",
      vlanDefaultPvid: 5,
      groupAddr: "01:80:c2:00:00:04",
      mcastRouter: "perm",
    },
  ],
  ["link-macvlan", "mv0", "macvlan", { mode: "bridge", bcQueueLen: 500 }],
  ["link-macvlan", "mv3", "macvlan", { mode: "source", macaddrMode: "add", macaddr: "02:00:00:00:99:01" }],
  ["link-macvlan", "tap0", "macvtap", { mode: "bridge" }],
  ["link-macvlan", "ipv0", "ipvlan", { mode: "l3", flags: 2 }],
  ["link-kinds", "vrf0", "vrf", { table: 100 }],
  ["link-kinds", "hsr0", "hsr", { multicastSpec: 45, version: 1, protocol: "hsr" }],
  [
    "link-kinds",
    "ms0",
    "macsec",
    { sci: 0x1234567890abcdefn, cipherSuite: 0x80c20001000002n, window: 32, validation: "strict", incSci: 1 },
  ],
  ["link-kinds", "ovpn0", "ovpn", { mode: "mp" }],
  ["link-kinds", "bat0", "batadv", { algoName: "BATMAN_V" }],
  ["link-kinds", "rmnet0", "rmnet", { muxId: 1 }],
  ["link-kinds", "wg0", "wireguard", undefined],
  [
    "link-tunnels-ip",
    "ipip1",
    "ipip",
    { local: "10.0.0.1", remote: "10.0.0.2", ttl: 64, tos: 1, encapType: "fou", encapDport: 5555, encapFlags: 1 },
  ],
  ["link-tunnels-ip", "gre1", "gre", { ikey: 42, okey: 42, iflags: 0xb000, oflags: 0xb000, ignoreDf: 1, pmtudisc: 0 }],
  ["link-tunnels-ip", "gre2", "gre", { ikey: 0x01020304, okey: 5, fwmark: 0x10 }],
  ["link-tunnels-ip", "erspan1", "erspan", { erspanVer: 2, erspanDir: 1, erspanHwid: 7 }],
  [
    "link-tunnels-ip",
    "sit1",
    "sit",
    { sixrdPrefix: "2001:db8:100::", sixrdPrefixlen: 40, sixrdRelayPrefix: "10.0.0.0" },
  ],
  ["link-tunnels-ip", "vti1", "vti", { ikey: 7, okey: 8, remote: "10.0.0.7" }],
  ["link-tunnels-ip", "ip6tnl1", "ip6tnl", { local: "2001:db8::1", ttl: 30, encapLimit: 3, flowinfo: 0x02012345 }],
  ["link-tunnels-ip", "ip6gre1", "ip6gre", { remote: "2001:db8::3", ikey: 9, flags: 0x41 }],
  [
    "link-tunnels-udp",
    "gen1",
    "geneve",
    { id: 77, remote: "10.0.0.8", port: 6082, df: "set", innerProtoInherit: true },
  ],
  ["link-tunnels-udp", "gen2", "geneve", { id: 78, remote6: "2001:db8::5", label: 0x111, udpZeroCsum6Rx: 1 }],
  ["link-tunnels-udp", "bare1", "bareudp", { port: 6635, ethertype: 0x8847, srcportMin: 50000, multiprotoMode: true }],
  ["link-tunnels-udp", "gtp1", "gtp", { role: "sgsn" }],
  ["link-tunnels-udp", "xfrm1", "xfrm", { ifId: 42 }],
  ["link-tunnels-udp", "amt1", "amt", { mode: "relay", relayPort: 2268, localIp: "10.0.0.1", maxTunnels: 16 }],
];

describe("kinds", () => {
  it.each(wanted)("%s: %s is a %s", (capture, ifname, kind, data) => {
    const { linkinfo } = created(capture, ifname);
    expect(linkinfo?.kind).toBe(kind);
    if (data === undefined) expect(linkinfo?.data).toBeUndefined();
    else expect(linkinfo?.data).toMatchObject(data);
  });

  it("netkit and vxcan carry their peer as a link, as veth does", () => {
    const netkit = created("link-kinds", "nk0").linkinfo;
    expect(netkit?.kind === "netkit" ? netkit.data?.peerInfo : undefined).toMatchObject({
      ifname: "nk1",
      address: "02:00:00:00:30:06",
    });
    const vxcan = created("link-kinds", "vx0").linkinfo;
    expect(vxcan?.kind === "vxcan" ? vxcan.data?.peer : undefined).toMatchObject({ ifname: "vx1" });
  });

  it("keeps an unknown kind's data whole", () => {
    const bytes = encode(Link, { linkinfo: { kind: "vlan", data: { id: 5 } } });
    bytes.set(new TextEncoder().encode("nalv"), 24);
    const { linkinfo } = decode(Link, bytes, { direction: "request" });
    expect(present(linkinfo ?? {})).toEqual({
      kind: "nalv",
      unknown: [{ type: 2, flags: 0, data: Uint8Array.of(6, 0, 1, 0, 5, 0, 0, 0) }],
    });
    expect(encode(Link, { linkinfo: linkinfo! })).toEqual(bytes);
  });

  it("a VXLAN's TTL_INHERIT is a flag on the way in and a number on the way out", () => {
    expect(created("link-vxlan", "vx1").linkinfo?.data).toMatchObject({ ttlInherit: true });
    expect(
      pick(replies("link-vxlan"), (l) => l.ifname === "vx1" && l.linkinfo !== undefined).linkinfo?.data,
    ).toMatchObject({ ttlInherit: 1 });
  });
});

describe("parts of another device", () => {
  it("are told by IFLA_INFO_SLAVE_KIND", () => {
    const d1 = pick(replies("link-bond"), (l) => l.ifname === "d1" && l.linkinfo?.slaveKind === "bond").linkinfo;
    expect(d1?.slaveKind === "bond" ? d1.slaveData : undefined).toMatchObject({
      permHwaddr: "02:00:00:00:00:11",
      queueId: 3,
      prio: 10,
    });
    const p1 = pick(replies("link-bridge"), (l) => l.ifname === "p1" && l.linkinfo?.slaveKind === "bridge").linkinfo;
    expect(p1?.slaveKind === "bridge" ? p1.slaveData : undefined).toMatchObject({
      priority: 16,
      cost: 200,
      rootId: { prio: 4096, addr: "02:00:00:00:00:b0" },
    });
    const vrf = encode(Link, { linkinfo: { kind: "dummy", slaveKind: "vrf", slaveData: { table: 100 } } });
    expect(decode(Link, vrf).linkinfo).toMatchObject({ kind: "dummy", slaveKind: "vrf", slaveData: { table: 100 } });
  });

  it("are told by IFLA_INFO_KIND in iproute2's requests", () => {
    const set = pick(requests("link-bond"), (l) => l.linkinfo?.kind === "bond_slave");
    expect(set.linkinfo?.slaveData).toMatchObject({ queueId: 3, prio: 10 });
    const port = pick(requests("link-bridge"), (l) => l.linkinfo?.kind === "bridge_slave");
    expect(port.linkinfo?.slaveData).toMatchObject({ priority: 16, cost: 200, isolated: 1, multicastRouter: "perm" });
  });
});

describe("statistics", () => {
  it("come by group", () => {
    const vlans = pick(values("link-bridge-vlan", NEWSTATS, "reply", LinkStats), (s) => s.linkXstats !== undefined);
    expect(vlans.filterMask).toBe(StatsFilter.link_xstats);
    expect(vlans.linkXstats?.bridge?.vlan?.map((v) => v.vid)).toContain(100);
    const all = pick(values("link-stats", NEWSTATS, "reply", LinkStats), (s) => s.filterMask === 31);
    expect(all.link64?.rxPackets).toBeGreaterThan(0);
    expect(all.linkOffloadXstats?.hwSInfo).toMatchObject([{ kind: 3, value: { request: 0, used: 0 } }]);
    expect(all.afSpec?.mpls?.link).toMatchObject({ rxNoroute: 0 });
    const [set] = values("link-stats", SETSTATS, "request", LinkStatsRequest);
    expect(set?.setOffloadXstatsL3Stats).toBe(1);
  });
});

describe("every recorded link message", () => {
  const captures = [
    "bond",
    "bridge",
    "bridge-vlan",
    "kinds",
    "macvlan",
    "stats",
    "tunnels-ip",
    "tunnels-udp",
    "veth",
    "vf",
    "vlan",
    "vxlan",
  ];
  it.each(captures)("link-%s: nothing is unknown, and what is encoded again says the same", (name) => {
    const types = new Set([16, 17, 18, 19, 108, 109]);
    let seen = 0;
    for (const { type, direction, body } of recorded(`link-${name}`)) {
      if (!types.has(type)) continue;
      seen++;
      const value = decode(Link, body, { direction });
      expect(
        JSON.stringify(value, (key, v) => (typeof v === "bigint" ? `${v}` : key === "unknown" ? v && "lost" : v)),
      ).not.toContain("lost");
      expect(decode(Link, encode(Link, value, { direction }), { direction })).toEqual(value);
    }
    expect(seen).toBeGreaterThan(5);
  });
});
