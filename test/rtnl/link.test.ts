import { describe, expect, it, vi } from "vitest";
import { decode, encode, flagNames, NLA_F_NESTED } from "../../src/codec/index.js";
import {
  ExtMask,
  Icmp6Stats,
  Ipv4Conf,
  Ipv6Conf,
  Ipv6Stats,
  Link,
  LinkFlags,
  LinkStats64,
} from "../../src/rtnl/link/index.js";
import { loadOracle } from "../support/oracle.js";
import { pick, present, values } from "./route-captures.js";

const NEWLINK = 16;
const GETLINK = 18;
const SETLINK = 19;
const NEWLINKPROP = 108;

const requests = (name: string, type = NEWLINK) => values(name, type, "request", Link);
const replies = (name: string) => values(name, NEWLINK, "reply", Link);

describe("links", () => {
  it("reads a request with the other end inside", () => {
    const va = pick(requests("link-veth"), (l) => l.ifname === "va" && l.mtu === 1400);
    expect(va).toMatchObject({ address: "02:00:00:00:00:01", txqlen: 500, numTxQueues: 2, numRxQueues: 2 });
    expect(va.linkinfo?.kind).toBe("veth");
    const peer = va.linkinfo?.kind === "veth" ? va.linkinfo.data?.peer : undefined;
    expect(peer).toMatchObject({
      ifname: "vb",
      address: "02:00:00:00:00:02",
      mtu: 1300,
      index: 0,
    });
    expect(peer).not.toHaveProperty("linkinfo");
  });

  it("reads flags with their mask, names and other properties", () => {
    const set = pick(requests("link-veth"), (l) => l.mtu === 1450);
    expect(flagNames(LinkFlags, set.change)).toEqual({ names: ["up", "promisc", "allmulti"], rest: 0 });
    expect(set.flags & set.change).toBe(set.change);
    const alias = pick(requests("link-veth"), (l) => l.ifalias !== undefined);
    expect(present(alias)).toMatchObject({ ifalias: "uplink to the core", group: 7 });
    const [names] = requests("link-veth", NEWLINKPROP);
    expect(names?.propList?.altIfname).toEqual(["very-long-name-of-an-interface", "second-name"]);
    const stated = pick(replies("link-veth"), (l) => l.ifname === "va" && l.promiscuity === 1);
    expect(stated).toMatchObject({ type: "ether", mtu: 1450, txqlen: 900, operstate: "up", allmulti: 1, carrier: 1 });
  });

  it("reads what was asked for beside the attributes", () => {
    const get = pick(requests("link-veth", GETLINK), (l) => l.altIfname === "very-long-name-of-an-interface");
    expect(flagNames(ExtMask, get.extMask ?? 0).names).toContain("vf");
  });

  it("reads counters and addresses that fit what the device did", () => {
    const eth0 = pick(replies("link-stats"), (l) => l.ifname === "eth0" && (l.stats64?.rxPackets ?? 0) > 0);
    expect(eth0.stats64?.rxBytes).toBeGreaterThan(0);
    expect(eth0.stats?.rxBytes).toBe(eth0.stats64?.rxBytes);
    expect(eth0.map).toMatchObject({ memStart: 0n, irq: 0 });
  });

  it("reads protodown's reason as a nest", () => {
    const down = pick(requests("link-stats"), (l) => l.protoDownReason !== undefined);
    expect(down.protoDownReason).toMatchObject({ mask: 8, value: 8 });
    expect(encode(Link, { protoDownReason: { mask: 8, value: 8 } })[19]! << 8).toBe(NLA_F_NESTED);
  });

  it("reads virtual functions", () => {
    const set = requests("link-vf").flatMap((l) => l.vfinfoList?.info ?? []);
    expect(present(pick(set, (vf) => vf.mac !== undefined))).toMatchObject({
      mac: { vf: 0, mac: "02:00:00:00:40:00" },
    });
    expect(pick(set, (vf) => vf.vlanList !== undefined).vlanList?.info).toEqual([
      { vf: 2, vlan: 200, qos: 5, vlanProto: "8021ad" },
    ]);
    expect(pick(set, (vf) => vf.rate !== undefined).rate).toEqual({ vf: 1, minTxRate: 100, maxTxRate: 1000 });
    expect(pick(set, (vf) => vf.linkState !== undefined).linkState).toEqual({ vf: 1, linkState: "enable" });
    expect(pick(set, (vf) => vf.ibPortGuid !== undefined).ibPortGuid).toEqual({ vf: 2, guid: 0x1112131415161718n });
    const told = pick(replies("link-vf"), (l) => l.numVf === 3).vfinfoList?.info;
    expect(told?.map((vf) => vf.trust?.setting)).toEqual([0, 1, 0]);
  });
});

describe("attributes that depend on the family", () => {
  it("IFLA_AF_SPEC is by family, and the bridge's own in AF_BRIDGE", () => {
    const range = pick(requests("link-bridge-vlan", SETLINK), (l) => JSON.stringify(l.afSpec).includes('"vid":210'));
    const spec = range.afSpec;
    expect(range.family).toBe("bridge");
    expect(spec !== undefined && "vlanInfo" in spec ? spec.vlanInfo : undefined).toEqual([
      { flags: 8, vid: 200 },
      { flags: 16, vid: 210 },
    ]);
    const va = pick(requests("link-veth"), (l) => l.afSpec !== undefined);
    expect(va.afSpec !== undefined && "inet6" in va.afSpec ? va.afSpec.inet6?.addrGenMode : undefined).toBe("none");
  });

  it("IFLA_PROTINFO is a port in AF_BRIDGE, where the kernel wants NLA_F_NESTED", () => {
    const set = pick(requests("link-bridge", SETLINK), (l) => l.protinfo !== undefined);
    expect(set.family).toBe("bridge");
    expect(set.protinfo).toMatchObject({ state: "forwarding", priority: 9, cost: 77, isolated: 0, locked: 1, mab: 1 });
    const flagged = encode(Link, { family: "bridge", protinfo: { cost: 77 } });
    expect([...flagged.subarray(16)]).toEqual([12, 0, 12, 0x80, 8, 0, 3, 0, 77, 0, 0, 0]);
    const inet6 = encode(Link, { family: "inet6", protinfo: { raMtu: 1400 } });
    expect([...inet6.subarray(16)]).toEqual([12, 0, 12, 0, 8, 0, 9, 0, 0x78, 5, 0, 0]);
    expect(decode(Link, inet6)).toMatchObject({ family: "inet6", protinfo: { raMtu: 1400 } });
  });

  it("the settings of IPv4 have the same keys as attributes and as an array", () => {
    const request = encode(Link, { afSpec: { inet: { conf: { rpFilter: 2, arpIgnore: -1 } } } });
    expect([...request.subarray(28)]).toEqual([8, 0, 8, 0, 2, 0, 0, 0, 8, 0, 19, 0, 255, 255, 255, 255]);
    const asked = decode(Link, request, { direction: "request" }).afSpec;
    expect(asked).toEqual({ inet: { conf: { rpFilter: 2, arpIgnore: -1 } } });
    const told = pick(replies("link-veth"), (l) => l.ifname === "va" && l.afSpec !== undefined).afSpec;
    expect(told).toMatchObject({ inet: { conf: { acceptRedirects: 1, igmpv2UnsolicitedReportInterval: 10000 } } });
  });
});

describe("what the kernel has grown", () => {
  it("leaves out what an older kernel does not send", () => {
    const whole = encode(LinkStats64, { rxPackets: 5, rxNohandler: 6, rxOtherhostDropped: 7 }, { direction: "reply" });
    const older = decode(LinkStats64, whole.subarray(0, 192));
    expect(older).toMatchObject({ rxPackets: 5, rxNohandler: 6, rxOtherhostDropped: undefined });
    expect(encode(LinkStats64, older)).toHaveLength(192);
    expect(decode(Ipv6Conf, new Uint8Array(4 * 10))).toMatchObject({ rtrSolicitDelay: 0, useTempaddr: undefined });
  });

  it("puts every place of an array where its constant says", () => {
    const arrays = [
      { schema: Ipv4Conf, first: 1, size: 4 },
      { schema: Ipv6Conf, first: 0, size: 4 },
      { schema: Ipv6Stats, first: 0, size: 8 },
      { schema: Icmp6Stats, first: 0, size: 8 },
    ];
    const names = new Set(arrays.flatMap(({ schema }) => schema.members.map((m) => m.kernel)));
    const oracle = loadOracle(names);
    let known = 0;
    for (const { schema, first, size } of arrays) {
      for (const { kernel, offset } of schema.members) {
        const number = oracle.value(kernel);
        // Other versions of the kernel number IPSTATS_MIB_* otherwise, and know fewer names.
        if (oracle.partial && (number === undefined || schema === Ipv6Stats)) continue;
        expect(`${kernel} ${first + offset / size}`).toBe(`${kernel} ${number}`);
        known++;
      }
    }
    expect(known).toBeGreaterThan(oracle.partial ? 60 : 100);
  });
});

describe("modules", () => {
  it.each([
    ["kinds/veth", () => import("../../src/rtnl/link/kinds/veth.js")],
    ["kinds/netkit", () => import("../../src/rtnl/link/kinds/netkit.js")],
    ["info", () => import("../../src/rtnl/link/info.js")],
    ["link", () => import("../../src/rtnl/link/link.js")],
  ])("%s may be the first of the cycle to be loaded", async (_name, load) => {
    vi.resetModules();
    await load();
    const { Link: again } = await import("../../src/rtnl/link/link.js");
    const value = { linkinfo: { kind: "veth", data: { peer: { ifname: "b" } } } } as const;
    expect(decode(again, encode(again, value), { direction: "request" })).toMatchObject(value);
  });
});
