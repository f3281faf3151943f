/** Bridges: VLANs, forwarding database, multicast groups against `bridge -j`. */
import { describe, expect } from "vitest";
import { BridgeVlan, Link, Mdb, Neighbour } from "../../src/rtnl/index.js";
import { live } from "./support/live.js";
import type { Namespace } from "./support/namespace.js";

async function withBridge(ns: Namespace, options: string): Promise<Map<number, string>> {
  await ns.script(`
    ip link add br0 address 02:00:00:00:00:b0 type bridge ${options}
    ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
    ip link set va master br0 up
    ip link set vb up
    ip link set br0 up
  `);
  const links = await ns.json<{ ifindex: number; ifname: string }[]>("ip", "-j", "link");
  return new Map(links.map(({ ifindex, ifname }) => [ifindex, ifname]));
}

describe("bridges", () => {
  live("VLANs of ports, single and as ranges", ["bridgeVlan", "veth"], async (ns) => {
    const names = await withBridge(ns, "vlan_filtering 1");
    await ns.script(
      "bridge vlan add vid 10 dev va pvid untagged; bridge vlan add vid 20-25 dev va; bridge vlan add vid 7 dev br0 self",
    );
    const trace = await ns.trace(["bridge", "-j", "vlan", "show"]);
    interface Vlans {
      ifname: string;
      vlans: { vlan: number; vlanEnd?: number; flags?: string[] }[];
    }
    const expected = trace.json<Vlans[]>();
    const decoded = trace.replies("RTM_NEWLINK", Link).flatMap(({ index, afSpec }) => {
      if (afSpec === undefined || !("vlanInfo" in afSpec)) return [];
      return [{ ifname: names.get(index)!, vids: vidsOf(afSpec.vlanInfo ?? []) }];
    });
    const wanted = expected.map(({ ifname, vlans }) => ({
      ifname,
      vids: vlans.flatMap(({ vlan, vlanEnd }) =>
        Array.from({ length: (vlanEnd ?? vlan) - vlan + 1 }, (_, i) => vlan + i),
      ),
    }));
    expect(decoded.filter(({ vids }) => vids.length > 0)).toEqual(wanted);
    expect(wanted.find(({ ifname }) => ifname === "va")?.vids).toEqual([1, 10, 20, 21, 22, 23, 24, 25]);
  });

  live("the VLAN database with statistics", ["bridgeVlan", "veth"], async (ns) => {
    const names = await withBridge(ns, "vlan_filtering 1 vlan_stats_enabled 1");
    await ns.script("bridge vlan add vid 20-22 dev va");
    const trace = await ns.trace(["bridge", "-j", "-d", "-s", "vlan", "show", "dev", "va"]);
    const [expected] = trace.json<{ vlans: { vlan: number; vlanEnd?: number; rx_bytes?: number }[] }[]>();
    const entries = trace
      .replies("RTM_NEWVLAN", BridgeVlan)
      .filter(({ ifindex }) => names.get(ifindex) === "va")
      .flatMap(({ entry }) => entry ?? []);
    expect(entries.map(({ info, range }) => [info?.vid, range ?? info?.vid])).toEqual(
      expected!.vlans.map(({ vlan, vlanEnd }) => [vlan, vlanEnd ?? vlan]),
    );
  });

  live("the forwarding database", ["bridge", "veth", "vxlan"], async (ns) => {
    const names = await withBridge(ns, "");
    await ns.script(`
      ip link add vx0 address 02:00:00:00:01:00 type vxlan id 42 dstport 4789 local 10.0.0.1
      bridge fdb add 02:00:00:00:00:99 dev va master static
      bridge fdb add 02:00:00:00:00:97 dev va self
      bridge fdb append 00:00:00:00:00:00 dev vx0 dst 10.0.0.2
      bridge fdb append 00:00:00:00:00:00 dev vx0 dst 10.0.0.3 vni 77 port 4790
    `);
    for (const { ifindex, ifname } of await ns.json<{ ifindex: number; ifname: string }[]>("ip", "-j", "link"))
      names.set(ifindex, ifname);
    const trace = await ns.trace(["bridge", "-j", "-d", "-s", "fdb", "show"]);
    interface Fdb {
      mac: string;
      ifname: string;
      dst?: string;
      vni?: number;
      port?: number;
      master?: string;
      vlan?: number;
    }
    const wanted = trace
      .json<Fdb[]>()
      .map(({ mac, ifname, dst, vni, port, master, vlan }) => ({ mac, ifname, dst, vni, port, master, vlan }));
    expect(wanted.length).toBeGreaterThan(5);
    const decoded = trace.replies("RTM_NEWNEIGH", Neighbour).map((one) => ({
      ...{
        mac: one.lladdr,
        ifname: names.get(one.ifindex),
        dst: one.dst,
        vni: one.vni,
        port: one.port,
        vlan: one.vlan,
      },
      master: one.master === undefined ? undefined : names.get(one.master),
    }));
    expect(decoded).toEqual(wanted);
  });

  live("multicast groups", ["bridgeMdb"], async (ns) => {
    const names = await withBridge(ns, "mcast_snooping 1");
    await ns.script(
      "bridge mdb add dev br0 port va grp 239.1.1.1 permanent; bridge mdb add dev br0 port va grp ff05::1:3 permanent",
    );
    const trace = await ns.trace(["bridge", "-j", "-d", "mdb", "show", "dev", "br0"]);
    const [expected] = trace.json<{ mdb: { dev: string; port: string; grp: string; state: string }[] }[]>();
    const decoded = trace.replies("RTM_GETMDB", Mdb).concat(trace.replies("RTM_NEWMDB", Mdb));
    const groups = decoded.flatMap(({ mdb }) => mdb?.entry ?? []).flatMap(({ info }) => info ?? []);
    const entries = groups.map((one) => [
      names.get(one.ifindex),
      groupOf(one.proto, one.addr),
      one.state === "permanent" ? "permanent" : "temp",
    ]);
    for (const { port, grp, state } of expected!.mdb) expect(entries).toContainEqual([port, grp, state]);
    expect(expected!.mdb.map(({ grp }) => grp)).toEqual(expect.arrayContaining(["239.1.1.1", "ff05::1:3"]));
    expect(decoded.map(({ ifindex }) => names.get(ifindex))).toContain("br0");
  });
});

/** The address of a group, of which IPv4 takes the first four bytes. */
function groupOf(protocol: unknown, address: Uint8Array): string {
  if (protocol === "ip") return address.subarray(0, 4).join(".");
  const words = Buffer.from(address).toString("hex").match(/.{4}/g)!;
  return new URL(`http://[${words.join(":")}]`).hostname.slice(1, -1);
}

const RANGE_BEGIN = 0x08;
const RANGE_END = 0x10;

/** VLAN ids of a list in which ranges are two entries, their first and their last. */
function vidsOf(entries: readonly { vid: number; flags: number }[]): number[] {
  const vids: number[] = [];
  let first = 0;
  for (const { vid, flags } of entries) {
    if ((flags & RANGE_BEGIN) !== 0) first = vid;
    else if ((flags & RANGE_END) !== 0) for (let v = first; v <= vid; v++) vids.push(v);
    else vids.push(vid);
  }
  return vids;
}
