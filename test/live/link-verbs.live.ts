/** rtnl.links against the running kernel, judged by `ip -j`. */
import { expect } from "vitest";
import { isNetlinkError } from "../../src/netlink/connection/index.js";
import { type FamilySpec, type LinkOptions, Rtnl } from "../../src/rtnl/index.js";
import type { FeatureName } from "./support/features.js";
import { live } from "./support/live.js";
import type { Namespace } from "./support/namespace.js";

/** What `ip -j -d link` tells, as far as the tests ask. */
interface IpLink {
  readonly ifindex: number;
  readonly ifname: string;
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly link?: string;
  readonly master?: string;
  readonly address: string;
  readonly txqlen?: number;
  readonly group?: string;
  readonly ifalias?: string;
  readonly altnames?: readonly string[];
  readonly inet6_addr_gen_mode?: string;
  readonly linkinfo?: {
    readonly info_kind?: string;
    readonly info_data?: Record<string, unknown>;
    readonly info_slave_kind?: string;
    readonly info_slave_data?: Record<string, unknown>;
  };
}

const open = (ns: Namespace) => Rtnl.open({ netns: { pid: ns.pid } });

async function ipLinks(ns: Namespace): Promise<IpLink[]> {
  return ns.json("ip", "-j", "-d", "link", "show");
}

async function ipLink(ns: Namespace, name: string): Promise<IpLink> {
  const links = await ns.json<IpLink[]>("ip", "-j", "-d", "link", "show", "dev", name);
  return links[0]!;
}

async function failure(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  return promise.then(
    () => {
      throw new Error("did not fail");
    },
    (error: Error) => error,
  );
}

/** Links of every kind that needs nothing special, above `va`, one end of a pair; and what ip says of their data. */
const KINDS: readonly (readonly [feature: FeatureName, link: LinkOptions, data?: Record<string, unknown>])[] = [
  ["dummy", { kind: "dummy", name: "k0" }],
  ["ifb", { kind: "ifb", name: "k0" }],
  ["nlmon", { kind: "nlmon", name: "k0" }],
  ["team", { kind: "team", name: "k0" }],
  ["wireguard", { kind: "wireguard", name: "k0" }],
  ["vlan", { kind: "vlan", name: "k0", parent: "va", id: 100 }, { id: 100, protocol: "802.1Q" }],
  ["vlan", { kind: "vlan", name: "k0", parent: "va", id: 7, protocol: "8021ad" }, { id: 7, protocol: "802.1ad" }],
  ["bridge", { kind: "bridge", name: "k0", stpState: 1, priority: 4096 }, { stp_state: 1, priority: 4096 }],
  ["bond", { kind: "bond", name: "k0", mode: "activebackup", miimon: 100 }, { mode: "active-backup", miimon: 100 }],
  [
    "bond",
    {
      kind: "bond",
      name: "k0",
      mode: "8023ad",
      miimon: 100,
      adLacpRate: "fast",
      xmitHashPolicy: "layer34",
      minLinks: 1,
    },
    { mode: "802.3ad", ad_lacp_rate: "fast", xmit_hash_policy: "layer3+4", min_links: 1 },
  ],
  ["vrf", { kind: "vrf", name: "k0", table: 100 }, { table: 100 }],
  ["macvlan", { kind: "macvlan", name: "k0", parent: "va", mode: "bridge" }, { mode: "bridge" }],
  ["ipvlan", { kind: "ipvlan", name: "k0", parent: "va", mode: "l3" }, { mode: "l3" }],
  ["vxlan", { kind: "vxlan", name: "k0", id: 5, port: 4789, parent: "va" }, { id: 5, port: 4789, link: "va" }],
  [
    "vxlan",
    { kind: "vxlan", name: "k0", id: 5, port: 4789, parent: "va", data: { group: "239.1.1.1" } },
    { id: 5, group: "239.1.1.1" },
  ],
  ["vxlan", { kind: "vxlan", name: "k0", id: 5, remote: "192.0.2.9" }, { id: 5, remote: "192.0.2.9" }],
  ["vxlan", { kind: "vxlan", name: "k0", id: 5, remote: "2001:db8::9" }, { id: 5, remote6: "2001:db8::9" }],
  ["vxlan", { kind: "vxlan", name: "k0", id: 5, parent: "va", remote: "239.1.1.9" }, { group: "239.1.1.9" }],
  ["geneve", { kind: "geneve", name: "k0", id: 5, remote: "10.0.0.1" }, { id: 5, remote: "10.0.0.1" }],
  [
    "gre",
    { kind: "gre", name: "k0", local: "10.0.0.1", remote: "10.0.0.2", ttl: 64, ikey: 100, okey: 100 },
    { local: "10.0.0.1", remote: "10.0.0.2", ttl: 64, ikey: "0.0.0.100", okey: "0.0.0.100" },
  ],
  ["gre", { kind: "gretap", name: "k0", remote: "10.0.0.2", ikey: 5 }, { remote: "10.0.0.2", ikey: "0.0.0.5" }],
  [
    "gre",
    { kind: "erspan", name: "k0", remote: "10.0.0.2", ikey: 5, okey: 5, erspanVer: 1, erspanIndex: 123 },
    { remote: "10.0.0.2", ikey: "0.0.0.5", okey: "0.0.0.5" },
  ],
  ["ipip", { kind: "ipip", name: "k0", local: "10.0.0.1", remote: "10.0.0.2" }, { local: "10.0.0.1" }],
  ["sit", { kind: "sit", name: "k0", local: "10.0.0.1", ttl: 64 }, { local: "10.0.0.1", ttl: 64 }],
  ["vti", { kind: "vti", name: "k0", remote: "10.0.0.2", ikey: 5, okey: 6 }, { remote: "10.0.0.2", okey: "0.0.0.6" }],
  [
    "ip6tnl",
    { kind: "ip6tnl", name: "k0", local: "2001:db8::1", remote: "2001:db8::2" },
    { local: "2001:db8::1", remote: "2001:db8::2" },
  ],
  ["macsec", { kind: "macsec", name: "k0", parent: "va", protect: 1 }, { protect: true }],
  ["xfrmInterface", { kind: "xfrm", name: "k0", ifId: 5, parent: "va" }, { if_id: "0x5" }],
  ["hsr", { kind: "hsr", name: "k0", slave1: "va", slave2: "vb" }, { slave1: "va", slave2: "vb" }],
];

for (const [i, [feature, link, data]] of KINDS.entries()) {
  const name = `${link.kind} (${i}): made as asked, found, deleted`;
  live(name, ["enterNetns", "veth", feature], async (ns) => {
    await using rtnl = await open(ns);
    await rtnl.links.add({ kind: "veth", name: "va", peer: { name: "vb" } });
    const made = await rtnl.links.add(link);
    expect(made).toMatchObject({ ifname: "k0", linkinfo: { kind: link.kind } });
    const told = await ipLink(ns, "k0");
    expect(told.ifindex).toBe((made as { index: number }).index);
    expect(told.linkinfo?.info_kind).toBe(link.kind);
    if (data !== undefined) expect(told.linkinfo?.info_data).toMatchObject(data);
    const usesLink = link.parent !== undefined && link.kind !== "vxlan";
    if (usesLink) expect(told.link).toBe("va");
    // Namespaces of some kernels are born with a tunnel of each kind.
    expect(await rtnl.links.list({ kind: link.kind })).toContainEqual(expect.objectContaining({ ifname: "k0" }));
    await rtnl.links.delete("k0");
    expect((await ipLinks(ns)).map(({ ifname }) => ifname)).not.toContain("k0");
    expect(isNetlinkError(await failure(rtnl.links.get("k0")), "ENODEV")).toBe(true);
  });
}

live("a new link has all that it was given", ["enterNetns", "veth", "bridge"], async (ns) => {
  await using rtnl = await open(ns);
  await rtnl.links.add({ kind: "bridge", name: "br0" });
  const link = await rtnl.links.add({
    kind: "veth",
    name: "va",
    index: 4711,
    mtu: 1400,
    address: "02:00:00:00:00:01",
    txqlen: 77,
    group: 9,
    up: true,
    multicast: false,
    master: "br0",
    numTxQueues: 2,
    numRxQueues: 3,
    gsoMaxSegs: 100,
    peer: { name: "vb", mtu: 1300, address: "02:00:00:00:00:02", up: true, index: 4712 },
  });
  expect(link).toMatchObject({ index: 4711, numTxQueues: 2, numRxQueues: 3, gsoMaxSegs: 100, operstate: "up" });
  expect(await ipLink(ns, "va")).toMatchObject({
    ifindex: 4711,
    mtu: 1400,
    address: "02:00:00:00:00:01",
    txqlen: 77,
    group: "9",
    master: "br0",
    link: "vb",
  });
  expect((await ipLink(ns, "va")).flags).toEqual(expect.arrayContaining(["UP", "LOWER_UP"]));
  expect((await ipLink(ns, "va")).flags).not.toContain("MULTICAST");
  expect(await ipLink(ns, "vb")).toMatchObject({ ifindex: 4712, mtu: 1300, address: "02:00:00:00:00:02" });
  expect(await rtnl.links.list({ master: "br0" })).toEqual([expect.objectContaining({ ifname: "va" })]);
  const free = (await rtnl.links.list({ master: null })).map(({ ifname }) => ifname);
  expect(free).toEqual(expect.arrayContaining(["br0", "lo", "vb"]));
  expect(free).not.toContain("va");
  expect((await rtnl.links.list({ group: 9 })).map(({ ifname }) => ifname)).toEqual(["va"]);
  expect((await rtnl.links.list({ up: true })).map(({ ifname }) => ifname)).toEqual(["va", "vb"]);
  expect((await rtnl.links.list({ parent: 4711 })).map(({ ifname }) => ifname)).toEqual(["vb"]);
  await rtnl.links.delete("vb");
  const left = (await ipLinks(ns)).map(({ ifname }) => ifname);
  expect(left.filter((name) => ["va", "vb", "br0"].includes(name))).toEqual(["br0"]);
});

live("the kernel names what has no name", ["enterNetns", "veth"], async (ns) => {
  await using rtnl = await open(ns);
  const names = [];
  for (let i = 0; i < 3; i++) names.push((await rtnl.links.add({ kind: "veth" })).ifname);
  expect(new Set(names).size).toBe(3);
  const told = (await ipLinks(ns)).map(({ ifname }) => ifname);
  expect(told).toEqual(expect.arrayContaining(names));
});

live("settings come true", ["enterNetns", "veth"], async (ns) => {
  await using rtnl = await open(ns);
  await rtnl.links.add({ kind: "veth", name: "va", peer: { name: "vb", up: true } });
  await rtnl.links.set("va", {
    up: true,
    mtu: 9000,
    address: "02:00:00:00:00:09",
    txqlen: 5,
    alias: "the first",
    group: 3,
    promisc: true,
    allmulticast: true,
    arp: false,
    addrGenMode: "none",
    altNames: { add: ["a-name-of-more-than-fifteen-bytes", "short"] },
  });
  const told = await ipLink(ns, "va");
  expect(told).toMatchObject({
    mtu: 9000,
    address: "02:00:00:00:00:09",
    txqlen: 5,
    ifalias: "the first",
    group: "3",
    inet6_addr_gen_mode: "none",
  });
  expect([...told.altnames!].sort()).toEqual(["a-name-of-more-than-fifteen-bytes", "short"]);
  expect(told.flags).toEqual(expect.arrayContaining(["UP", "PROMISC", "ALLMULTI", "NOARP"]));
  const found = await rtnl.links.get("a-name-of-more-than-fifteen-bytes");
  expect(found).toMatchObject({ ifname: "va", index: told.ifindex });

  await rtnl.links.set("short", { up: false, promisc: false, allmulticast: false, arp: true, alias: "" });
  await rtnl.links.set("va", { altNames: { delete: ["short"] } });
  await rtnl.links.set("va", { name: "vz" });
  const after = await ipLink(ns, "vz");
  expect(after.flags).not.toEqual(expect.arrayContaining(["UP"]));
  expect(after.flags).not.toEqual(expect.arrayContaining(["PROMISC"]));
  expect(after.ifalias).toBeUndefined();
  expect(after.altnames).toEqual(["a-name-of-more-than-fifteen-bytes"]);
  expect(isNetlinkError(await failure(rtnl.links.get("va")), "ENODEV")).toBe(true);
  await rtnl.links.set(after.ifindex, { afSpec: { inet: { conf: { forwarding: 1, rpFilter: 2 } } } });
  expect(await ns.run("cat", "/proc/sys/net/ipv4/conf/vz/forwarding")).toBe("1\n");
  expect(await ns.run("cat", "/proc/sys/net/ipv4/conf/vz/rp_filter")).toBe("2\n");
});

live("ports of a bridge", ["enterNetns", "veth", "bridge"], async (ns) => {
  await using rtnl = await open(ns);
  await rtnl.links.add({ kind: "bridge", name: "br0" });
  await rtnl.links.add({ kind: "veth", name: "va", peer: { name: "vb" } });
  await rtnl.links.set("va", { master: "br0", port: { cost: 77, isolated: 1, guard: 1, learning: 0 } });
  await rtnl.links.set("vb", { master: "br0", port: { backupPort: "va", priority: 9 } });
  const told = await ipLink(ns, "va");
  expect(told.master).toBe("br0");
  expect(told.linkinfo).toMatchObject({
    info_slave_kind: "bridge",
    info_slave_data: { cost: 77, isolated: true, guard: true, learning: false },
  });
  expect((await ipLink(ns, "vb")).linkinfo?.info_slave_data).toMatchObject({ backup_port: "va", priority: 9 });
  await rtnl.links.change("br0", { kind: "bridge", ageingTime: 4200, groupFwdMask: 8 });
  expect((await ipLink(ns, "br0")).linkinfo?.info_data).toMatchObject({ ageing_time: 4200, group_fwd_mask: "0x8" });
  await rtnl.links.set("va", { master: null });
  expect((await ipLink(ns, "va")).master).toBeUndefined();
  const error = await failure(rtnl.links.set("va", { port: { cost: 5 } }));
  expect(error.message).toBe("links.set: port: va is part of nothing");
});

live("ports of a bond", ["enterNetns", "veth", "bond"], async (ns) => {
  await using rtnl = await open(ns);
  await rtnl.links.add({ kind: "bond", name: "bond0", mode: "activebackup", miimon: 100 });
  for (const name of ["va", "vb"]) await rtnl.links.add({ kind: "veth", name, master: "bond0" });
  await rtnl.links.set("va", { port: { queueId: 3 } });
  expect((await ipLink(ns, "va")).linkinfo).toMatchObject({
    info_slave_kind: "bond",
    info_slave_data: { queue_id: 3 },
  });
  await rtnl.links.change("bond0", { kind: "bond", primary: "vb" });
  expect((await ipLink(ns, "bond0")).linkinfo?.info_data).toMatchObject({ primary: "vb", mode: "active-backup" });
  const error = await failure(rtnl.links.set("va", { port: { cost: 3 } as never }));
  expect(error.message).toBe("links.set: port.cost: unknown option");
});

live("a change of a tunnel keeps the rest of it", ["enterNetns", "gre", "ip6tnl"], async (ns) => {
  await using rtnl = await open(ns);
  await rtnl.links.add({ kind: "gre", name: "g0", local: "10.0.0.1", remote: "10.0.0.2", ttl: 64, ikey: 5 });
  await rtnl.links.change("g0", { kind: "gre", ttl: 5, okey: 6 });
  expect((await ipLink(ns, "g0")).linkinfo?.info_data).toMatchObject({
    local: "10.0.0.1",
    remote: "10.0.0.2",
    ttl: 5,
    ikey: "0.0.0.5",
    okey: "0.0.0.6",
  });
  await rtnl.links.add({ kind: "ip6tnl", name: "t0", local: "2001:db8::1", remote: "2001:db8::2" });
  await rtnl.links.change("t0", { kind: "ip6tnl", remote: "2001:db8::3" });
  expect((await ipLink(ns, "t0")).linkinfo?.info_data).toMatchObject({ local: "2001:db8::1", remote: "2001:db8::3" });
});

live("links go to other namespaces by pid, path, descriptor and name", ["enterNetns", "veth"], async (ns) => {
  await ns.script("ip netns add blue");
  await using rtnl = await open(ns);
  const before = (await ipLinks(ns)).length;
  // The named namespace is seen in the mounts of the test's own process only: its path there.
  const blue = `/proc/${ns.pid}/root/run/netns/blue`;
  const inBlue = async () =>
    (await ns.json<IpLink[]>("ip", "-n", "blue", "-j", "-d", "link")).filter(({ ifname }) => /^v[a-e]$/.test(ifname));
  await rtnl.links.add({ kind: "veth", name: "va", up: true, peer: { name: "vb", netns: { path: blue } } });
  expect((await inBlue()).map(({ ifname }) => ifname)).toEqual(["vb"]);
  expect(
    await rtnl.links.add({ kind: "veth", name: "vc", netns: blue, peer: { name: "vd", up: true } }),
  ).toBeUndefined();
  expect((await inBlue()).map(({ ifname }) => ifname).sort()).toEqual(["vb", "vc"]);
  expect((await ipLink(ns, "vd")).flags).toContain("UP");
  await rtnl.links.set("vd", { netns: blue, name: "ve", newIndex: 77 });
  expect((await inBlue()).find(({ ifname }) => ifname === "ve")?.ifindex).toBe(77);
  await using there = await Rtnl.open({ netns: blue });
  await there.links.set("ve", { netns: { pid: ns.pid } });
  expect((await ipLinks(ns)).map(({ ifname }) => ifname)).toEqual(expect.arrayContaining(["va", "ve"]));
  await there.links.delete("vb");
  await there.links.delete("vc");
  expect(await ipLinks(ns)).toHaveLength(before);
  const error = await failure(rtnl.links.set("lo", { netns: "no-such-namespace" }));
  expect(error.code).toBe("ENOENT");
});

live("a group goes in one request", ["enterNetns", "veth"], async (ns) => {
  await using rtnl = await open(ns);
  await rtnl.links.add({ kind: "veth", name: "va", group: 7 });
  await rtnl.links.add({ kind: "veth", name: "vb", group: 7 });
  await rtnl.links.add({ kind: "veth", name: "vc" });
  await rtnl.links.flush({ group: 7 });
  const left = (await rtnl.links.list({ kind: "veth" })).map(({ ifname }) => ifname);
  expect(left).toContain("vc");
  expect(left).not.toContain("va");
  expect(left).not.toContain("vb");
});

live("waiting ends as soon as it is so, and not before", ["enterNetns", "veth"], async (ns) => {
  await using rtnl = await open(ns);
  await using other = await open(ns);
  const exists = rtnl.links.waitFor("va", "exists");
  const up = rtnl.links.waitFor("va", "up");
  const lowerUp = rtnl.links.waitFor("va", "lower-up");
  const running = rtnl.links.waitFor("va", "running");
  const large = rtnl.links.waitFor("va", ({ mtu }) => mtu === 9000);
  await other.links.add({ kind: "veth", name: "va", peer: { name: "vb" } });
  expect((await exists).ifname).toBe("va");
  await other.links.set("va", { up: true });
  expect((await up).flags & 1).toBe(1);
  await other.links.set("vb", { up: true });
  expect((await lowerUp).flags & 0x10000).not.toBe(0);
  // IFF_RUNNING: up, or unknown, as older kernels say for a moment.
  expect(["up", "unknown"]).toContain((await running).operstate);
  await other.links.set("va", { mtu: 9000 });
  expect((await large).mtu).toBe(9000);
  expect((await rtnl.links.waitFor("va", "up")).ifname).toBe("va");
  const renamed = rtnl.links.waitFor("va", "absent");
  const found = rtnl.links.waitFor("vz", "exists");
  await other.links.set("va", { up: false });
  await other.links.set("va", { name: "vz" });
  expect(await renamed).toBeUndefined();
  const index = (await found).index;
  const gone = [rtnl.links.waitFor("vz", "absent"), rtnl.links.waitFor(index, "absent")];
  await other.links.delete("vz");
  expect(await Promise.all(gone)).toEqual([undefined, undefined]);
});

live("waiting ends by time and by signal", ["enterNetns"], async (ns) => {
  await using rtnl = await open(ns);
  const late = await failure(rtnl.links.waitFor("nothing", "up", { timeoutMs: 20 }));
  expect(late).toMatchObject({ name: "TimeoutError", code: "ERR_RINGLINK_TIMEOUT" });
  expect(late.message).toBe('links.waitFor "nothing": not up within 20 ms: it does not exist');
  const controller = new AbortController();
  const waiting = failure(rtnl.links.waitFor("nothing", "up", { signal: controller.signal }));
  controller.abort();
  expect(await waiting).toMatchObject({ name: "AbortError", code: "ABORT_ERR" });
  const closed = failure(rtnl.links.waitFor("nothing", "up"));
  rtnl.close();
  expect(await closed).toMatchObject({ code: "ERR_RINGLINK_CLOSED" });
});

live("refusals say what was refused, and where", ["enterNetns", "vxlan"], async (ns) => {
  await using rtnl = await open(ns);
  const vni = await failure(rtnl.links.add({ kind: "vxlan", name: "vx0", id: 1 << 24, port: 4789 }));
  expect(vni.message).toMatch(/^RTM_NEWLINK vx0: ERANGE: .* \(IFLA_LINKINFO › IFLA_INFO_DATA › IFLA_VXLAN_ID\)$/);
  const kind = await failure(rtnl.links.add({ kind: "nosuchkind" as "dummy", name: "x0" }));
  expect(kind.message).toBe(
    "RTM_NEWLINK x0: EOPNOTSUPP: Unknown device type [this kernel lacks link kind nosuchkind: module alias rtnl-link-nosuchkind]",
  );
  const parent = await failure(rtnl.links.add({ kind: "vxlan", name: "vx0", id: 1, parent: "eth9" }));
  expect(parent).toMatchObject({ code: "ENODEV", subject: "eth9" });
  expect(await failure(rtnl.links.set("eth9", { group: 5 }))).toMatchObject({ code: "ENODEV", subject: "eth9" });
  expect(await failure(rtnl.links.delete("eth9"))).toMatchObject({ code: "ENODEV", subject: "eth9" });
  await rtnl.links.add({ kind: "vxlan", name: "vx0", id: 5, port: 4789 });
  expect(await failure(rtnl.links.add({ kind: "vxlan", name: "vx0", id: 6, port: 4790 }))).toMatchObject({
    code: "EEXIST",
    subject: "vx0",
  });
});

live("what was listed is what ip lists", ["enterNetns", "veth", "ipv6"], async (ns) => {
  await using rtnl = await open(ns);
  await rtnl.links.add({ kind: "veth", name: "va", peer: { name: "vb", up: true }, up: true });
  const told = await ns.json<{ ifname: string; stats64: { rx: { packets: number } } }[]>("ip", "-j", "-s", "link");
  const links = await rtnl.links.list();
  expect(links.map(({ ifname }) => ifname)).toEqual(told.map(({ ifname }) => ifname));
  expect(links.every(({ stats64 }) => stats64 !== undefined)).toBe(true);
  const specs = (await rtnl.links.list({ inet6Stats: false })).map(({ afSpec }) => afSpec as FamilySpec);
  expect(specs.every((spec) => spec.inet6?.conf !== undefined && spec.inet6.stats === undefined)).toBe(true);
  expect(((await rtnl.links.get("lo")).afSpec as FamilySpec).inet6?.stats).toBeDefined();
  expect(await rtnl.links.get(1)).toMatchObject({ ifname: "lo", type: "loopback" });
});
