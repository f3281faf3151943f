/** rtnl.neighbours and rtnl.fdb against the running kernel, judged by ip and bridge. */
import { expect } from "vitest";
import { NeighbourState, neighbourStates, Rtnl } from "../../src/rtnl/index.js";
import { live } from "./support/live.js";

const DEVICES = `
  ip link add va type veth peer name vb
  ip link set va up
  ip link set vb up
  ip address add 10.0.0.1/24 dev va
`;

live("neighbours are those that ip shows", ["enterNetns", "veth", "ipv6"], async (ns) => {
  await ns.script(DEVICES);
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  const { neighbours } = rtnl;
  const lladdr = "02:00:00:00:00:09";
  await neighbours.add({ dst: "10.0.0.9", dev: "va", lladdr });
  await neighbours.add({ dst: "10.0.0.10", dev: "va", lladdr, state: "reachable" });
  await neighbours.add({ dst: "fd00:abcd::42", dev: "va", lladdr, router: true });
  await neighbours.add({ dst: "10.0.0.11", dev: "va", lladdr, extLearned: true, state: "noarp" });
  const shown = await ns.json<{ dst: string; state: string[] }[]>(
    "ip",
    "-j",
    "neigh",
    "show",
    "dev",
    "va",
    "nud",
    "all",
  );
  const state = (dst: string) => shown.find((one) => one.dst === dst)?.state;
  expect(state("10.0.0.9")).toEqual(["PERMANENT"]);
  expect(state("10.0.0.10")).toEqual(["REACHABLE"]);
  expect(state("10.0.0.11")).toEqual(["NOARP"]);
  const listed = await neighbours.list({ dev: "va" });
  // The kernel adds groups by itself, when it reports memberships.
  const hosts = (entries: readonly { readonly dst?: string | undefined }[]) =>
    entries.flatMap(({ dst }) => (dst === undefined || dst.startsWith("ff02:") ? [] : [dst])).sort();
  expect(hosts(listed)).toEqual(hosts(shown));
  expect(await neighbours.list({ state: "permanent", family: "inet" })).toMatchObject([{ dst: "10.0.0.9", lladdr }]);
  expect(neighbourStates((await neighbours.get("10.0.0.9", { dev: "va" }))!.state)).toEqual(["permanent"]);
  expect(await neighbours.get("10.0.0.77", { dev: "va" })).toBeUndefined();
  await expect(neighbours.add({ dst: "10.0.0.9", dev: "va", lladdr })).rejects.toMatchObject({ code: "EEXIST" });
  await neighbours.replace({ dst: "10.0.0.9", dev: "va", lladdr: "02:00:00:00:00:0a" });
  expect(await neighbours.get("10.0.0.9", { dev: "va" })).toMatchObject({ lladdr: "02:00:00:00:00:0a" });
  await neighbours.append({ dst: "10.0.0.9", dev: "va", lladdr });
  expect(await neighbours.get("10.0.0.9", { dev: "va" })).toMatchObject({ lladdr: "02:00:00:00:00:0a" });
  await neighbours.append({ dst: "10.0.0.12", dev: "va", lladdr });
  await neighbours.delete({ dst: "10.0.0.12", dev: "va" });
  await neighbours.delete({ dst: "10.0.0.9", dev: "va" });
  await expect(neighbours.change({ dst: "10.0.0.9", dev: "va", lladdr })).rejects.toMatchObject({ code: "ENOENT" });
  expect(await neighbours.flush({ dev: "va", state: ["reachable", "noarp"], family: "inet" })).toBe(2);
  expect(await neighbours.list({ dev: "va", family: "inet" })).toEqual([]);
});

live("proxies are a table of their own", ["enterNetns", "veth", "ipv6"], async (ns) => {
  await ns.script(DEVICES);
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  const { neighbours } = rtnl;
  await neighbours.add({ dst: "fd00:abcd::1", dev: "va", proxy: true });
  await neighbours.add({ dst: "10.0.0.50", dev: "va", proxy: true });
  expect((await neighbours.list({ proxy: true })).map(({ dst }) => dst).sort()).toEqual(["10.0.0.50", "fd00:abcd::1"]);
  expect(await ns.run("ip", "neigh", "show", "proxy")).toContain("10.0.0.50 dev va");
  expect(await neighbours.list({ dst: "10.0.0.50" })).toEqual([]);
  await neighbours.delete({ dst: "fd00:abcd::1", dev: "va", proxy: true });
  await expect(neighbours.delete({ dst: "fd00:abcd::1", dev: "va", proxy: true })).rejects.toMatchObject({
    code: "ENOENT",
  });
});

live("many neighbours at once", ["enterNetns", "veth"], async (ns) => {
  await ns.script(DEVICES);
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  const list = Array.from({ length: 600 }, (_, i) => ({
    dst: `10.0.${1 + (i >> 8)}.${i & 255}`,
    dev: "va",
    lladdr: Uint8Array.of(2, 0, 0, 0, i >> 8, i & 255),
  }));
  const results = await rtnl.neighbours.addMany(list, { mode: "replace" });
  expect(results.filter(({ status }) => status === "rejected")).toEqual([]);
  expect(await rtnl.neighbours.list({ state: "permanent" })).toHaveLength(600);
  await rtnl.neighbours.deleteMany(list);
  expect(await rtnl.neighbours.list({ state: "permanent" })).toEqual([]);
});

live("forwarding database of a bridge", ["enterNetns", "bridge", "veth"], async (ns) => {
  await ns.script(`${DEVICES}
    ip link add br0 type bridge
    ip link set va master br0
    ip link set br0 up`);
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  const { fdb } = rtnl;
  await fdb.add({ lladdr: "02:00:00:00:00:11", dev: "va", master: true, kind: "static" });
  await fdb.add({ lladdr: "02:00:00:00:00:12", dev: "va", master: true, kind: "dynamic", sticky: true });
  const shown = await ns.json<{ mac: string }[]>("bridge", "-j", "fdb", "show", "br", "br0");
  expect(shown).toContainEqual(expect.objectContaining({ mac: "02:00:00:00:00:11", master: "br0", state: "static" }));
  expect(shown).toContainEqual(expect.objectContaining({ mac: "02:00:00:00:00:12", flags: ["sticky"] }));
  // The bridge itself adds multicast addresses while IPv6 starts, and learns others.
  const ours = (lladdr: string | undefined) => lladdr?.startsWith("02:00:00:00:00:1") === true;
  const listed = (await fdb.list({ bridge: "br0" })).map(({ lladdr }) => lladdr).filter(ours);
  expect(listed.sort()).toEqual(
    shown
      .map(({ mac }) => mac)
      .filter(ours)
      .sort(),
  );
  await expect(fdb.add({ lladdr: "02:00:00:00:00:11", dev: "va", master: true, kind: "static" })).rejects.toMatchObject(
    { code: "EEXIST", subject: "02:00:00:00:00:11" },
  );
  const got = await ns.json<{ mac: string }[]>("bridge", "-j", "fdb", "get", "02:00:00:00:00:11", "br", "br0");
  expect(got).toContainEqual(expect.objectContaining({ mac: "02:00:00:00:00:11", ifname: "va", state: "static" }));
  const va = await rtnl.links.get("va");
  const wanted = { ifindex: va.index, lladdr: "02:00:00:00:00:11", state: NeighbourState.noarp };
  expect(await fdb.get("02:00:00:00:00:11", { bridge: "br0" })).toMatchObject(wanted);
  expect(await fdb.get("02:00:00:00:00:11", { dev: "va", master: true })).toMatchObject(wanted);
  expect(await fdb.get("02:00:00:00:00:19", { bridge: "br0" })).toBeUndefined();
  await expect(fdb.get("02:00:00:00:00:11", { dev: "vb", master: true })).rejects.toMatchObject({ code: "EINVAL" });
  // The addresses that a device takes: dumps only.
  await fdb.add({ lladdr: "02:00:00:00:00:18", dev: "vb" });
  expect(await fdb.get("02:00:00:00:00:18", { dev: "vb" })).toMatchObject({ lladdr: "02:00:00:00:00:18" });
  await fdb.replace({ lladdr: "02:00:00:00:00:11", dev: "va", master: true, kind: "dynamic" });
  // One entry, and one more for VLAN 1 where the kernel knows of VLANs.
  const replaced = await fdb.list({ bridge: "br0", lladdr: "02:00:00:00:00:11" });
  expect(new Set(replaced.map(({ state }) => state))).toEqual(new Set([2]));
  await fdb.delete({ lladdr: "02:00:00:00:00:11", dev: "va", master: true });
  const sticky = await fdb.list({ bridge: "br0", lladdr: "02:00:00:00:00:12" });
  await fdb.delete(sticky.find(({ vlan }) => vlan === undefined)!);
  expect((await fdb.list({ bridge: "br0", state: "reachable" })).filter(({ lladdr }) => ours(lladdr))).toEqual([]);
});

live("forwarding database of a VXLAN", ["enterNetns", "vxlan", "veth"], async (ns) => {
  await ns.script(`${DEVICES}
    ip link add vx0 type vxlan id 5 dstport 4789 nolearning
    ip link set vx0 up`);
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  const { fdb } = rtnl;
  const flood = { lladdr: "00:00:00:00:00:00", dev: "vx0" };
  await fdb.append({ ...flood, dst: "10.0.0.2" });
  await fdb.append({ ...flood, dst: "10.0.0.3", port: 8472, vni: 77, via: "va" });
  await fdb.add({ lladdr: "02:00:00:00:00:21", dev: "vx0", dst: "10.0.0.4" });
  const text = await ns.run("bridge", "fdb", "show", "dev", "vx0");
  expect(text).toContain("00:00:00:00:00:00 dst 10.0.0.2 self permanent");
  expect(text).toContain("00:00:00:00:00:00 dst 10.0.0.3 port 8472 vni 77 via va self permanent");
  expect(await fdb.list({ dev: "vx0" })).toHaveLength(3);
  expect(await fdb.get("02:00:00:00:00:21", { dev: "vx0" })).toMatchObject({ dst: "10.0.0.4" });
  expect(await fdb.get("02:00:00:00:00:22", { dev: "vx0" })).toBeUndefined();
  await fdb.delete({ ...flood, dst: "10.0.0.3", port: 8472, vni: 77, via: "va" });
  expect(await fdb.flush({ dev: "vx0", state: "permanent" })).toBe(2);
  expect(await fdb.list({ dev: "vx0" })).toEqual([]);
});

live("forwarding database of a bridge with VLANs", ["enterNetns", "bridgeVlan", "veth"], async (ns) => {
  await ns.script(`${DEVICES}
    ip link add br0 type bridge vlan_filtering 1
    ip link set va master br0
    ip link set br0 up`);
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  const { fdb } = rtnl;
  await fdb.add({ lladdr: "02:00:00:00:00:11", dev: "va", master: true, kind: "static", vlan: 1 });
  const shown = await ns.json<{ mac: string }[]>("bridge", "-j", "fdb", "show", "br", "br0");
  expect(shown).toContainEqual(expect.objectContaining({ mac: "02:00:00:00:00:11", vlan: 1, master: "br0" }));
  expect(await fdb.list({ bridge: "br0", vlan: 1, lladdr: "02:00:00:00:00:11" })).toHaveLength(1);
  await fdb.delete({ lladdr: "02:00:00:00:00:11", dev: "va", master: true, vlan: 1 });
  expect(await fdb.list({ vlan: 1, lladdr: "02:00:00:00:00:11" })).toEqual([]);
});
