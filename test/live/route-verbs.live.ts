/** rtnl.routes against the running kernel, judged by ip. */
import { expect } from "vitest";
import { Rtnl, routeDestination, routeTable } from "../../src/rtnl/index.js";
import { live } from "./support/live.js";
import type { Namespace } from "./support/namespace.js";
import { manyTimes } from "./support/process.js";

const FEATURES = ["enterNetns", "veth", "multipleTables"] as const;

const DEVICES = `
  ip link set lo up
  ip link add va type veth peer name vb
  ip link set va up
  ip link set vb up
  ip address add 10.0.0.1/24 dev va
  ip address add 10.1.0.1/24 dev vb
`;

interface IpRoute {
  readonly dst: string;
  readonly gateway?: string;
  readonly dev?: string;
  readonly type?: string;
  readonly metric?: number;
  readonly prefsrc?: string;
  readonly scope?: string;
  readonly protocol?: string;
  readonly via?: { readonly family: string; readonly host: string };
  readonly nexthops?: readonly { gateway?: string; dev: string; weight: number }[];
  readonly metrics?: readonly Record<string, unknown>[];
}

const open = (ns: Namespace) => Rtnl.open({ netns: { pid: ns.pid } });

/** The routes of IPv4 that ip shows for a prefix. */
function shown(ns: Namespace, dst: string, ...more: string[]): Promise<IpRoute[]> {
  return ns.json<IpRoute[]>("ip", "-j", "-d", "route", "show", ...more, dst);
}

live("what is added is what ip shows", FEATURES, async (ns) => {
  await ns.script(DEVICES);
  await using rtnl = await open(ns);
  const { routes } = rtnl;
  await routes.add({ dst: "10.9.0.0/16", gateway: "10.0.0.2", priority: 7, metrics: { mtu: 1400, lock: ["mtu"] } });
  expect(await shown(ns, "10.9.0.0/16")).toMatchObject([
    { dst: "10.9.0.0/16", gateway: "10.0.0.2", dev: "va", protocol: "boot", scope: "global", metric: 7 },
  ]);
  expect(JSON.stringify(await shown(ns, "10.9.0.0/16"))).toContain("1400");
  expect((await routes.get("10.9.0.0/16"))?.metrics).toMatchObject({ mtu: 1400, lock: 1 << 2 });

  await routes.add({ dst: "10.8.0.0/16", dev: "va", prefsrc: "10.1.0.1", protocol: "static" });
  expect(await shown(ns, "10.8.0.0/16")).toMatchObject([
    { dev: "va", scope: "link", prefsrc: "10.1.0.1", protocol: "static" },
  ]);
  for (const [i, type] of (["blackhole", "unreachable", "prohibit", "throw"] as const).entries()) {
    await routes.add({ dst: `10.20.${i}.0/24`, type });
    expect(await shown(ns, `10.20.${i}.0/24`)).toMatchObject([{ type, dst: `10.20.${i}.0/24` }]);
  }
  await routes.add({ dst: "10.7.0.1", gateway: "10.0.0.2", table: 1000 });
  expect(await shown(ns, "10.7.0.1", "table", "1000")).toMatchObject([{ dst: "10.7.0.1", gateway: "10.0.0.2" }]);
  const [found] = await routes.list({ table: 1000 });
  expect(found && [routeDestination(found), routeTable(found)]).toEqual(["10.7.0.1/32", 1000]);

  await expect(routes.add({ dst: "10.9.0.0/16", gateway: "10.0.0.3", priority: 7 })).rejects.toMatchObject({
    code: "EEXIST",
    subject: "10.9.0.0/16",
  });
  await routes.replace({ dst: "10.9.0.0/16", gateway: "10.0.0.3", priority: 7 });
  expect(await shown(ns, "10.9.0.0/16")).toMatchObject([{ gateway: "10.0.0.3", metric: 7 }]);
  await expect(routes.change({ dst: "10.66.0.0/16", gateway: "10.0.0.3" })).rejects.toMatchObject({ code: "ENOENT" });
  await routes.append({ dst: "10.9.0.0/16", gateway: "10.1.0.9", priority: 7 });
  expect(await shown(ns, "10.9.0.0/16")).toHaveLength(2);
  await routes.delete({ dst: "10.9.0.0/16", gateway: "10.1.0.9" });
  expect(await shown(ns, "10.9.0.0/16")).toMatchObject([{ gateway: "10.0.0.3" }]);
  await expect(routes.delete({ dst: "10.66.0.0/16" })).rejects.toMatchObject({ code: "ESRCH" });
  await expect(routes.add({ dst: "10.66.0.0/16", dev: "nope0" })).rejects.toThrow("RTM_GETLINK nope0: ENODEV");
});

live("several next hops, and next hops of another family", [...FEATURES, "ipv6"], async (ns) => {
  await ns.script(DEVICES);
  await using rtnl = await open(ns);
  await rtnl.routes.add({
    dst: "10.9.0.0/16",
    multipath: [{ gateway: "10.0.0.2", weight: 256 }, { gateway: "10.1.0.2", dev: "vb", weight: 3 }, { dev: "va" }],
  });
  const [route] = await shown(ns, "10.9.0.0/16");
  expect(route?.nexthops).toMatchObject([
    { gateway: "10.0.0.2", dev: "va", weight: 256 },
    { gateway: "10.1.0.2", dev: "vb", weight: 3 },
    { dev: "va", weight: 1 },
  ]);
  await rtnl.routes.delete((await rtnl.routes.list({ dst: "10.9.0.0/16" }))[0]!);
  expect(await shown(ns, "10.9.0.0/16")).toEqual([]);

  await rtnl.routes.add({ dst: "10.8.0.0/16", gateway: "fe80::5", dev: "va" });
  expect((await rtnl.routes.get("10.8.0.0/16"))?.via).toEqual({ family: "inet6", addr: "fe80::5" });
  expect(await ns.run("ip", "route", "show", "10.8.0.0/16")).toContain("via inet6 fe80::5 dev va");

  await rtnl.routes.add({ dst: "2001:db8:1::/48", gateway: "fe80::7", dev: "vb", pref: "high", expires: 600 });
  const six = await rtnl.routes.get("2001:db8:1::/48");
  expect(six).toMatchObject({ gateway: "fe80::7", pref: "high", priority: 1024 });
  expect(await ns.run("ip", "-6", "route", "show", "2001:db8:1::/48")).toContain("via fe80::7 dev vb");
});

live("a list lets through what was asked for, however it was asked", [...FEATURES, "ipv6"], async (ns) => {
  await ns.script(DEVICES);
  await using rtnl = await open(ns);
  const { routes } = rtnl;
  const many = Array.from({ length: 40 }, (_, i) => ({
    dst: `10.9.${i}.0/24`,
    gateway: i % 2 ? "10.1.0.2" : "10.0.0.2",
  }));
  expect((await routes.addMany(many)).filter(({ status }) => status === "rejected")).toEqual([]);
  await routes.add({ dst: "10.9.3.128/25", type: "unreachable", protocol: "bgp" });
  await routes.add({ dst: "10.9.0.0/16", gateway: "10.0.0.9", table: 77 });
  const names = async (filter: Parameters<typeof routes.list>[0]) => (await routes.list(filter)).map(routeDestination);
  expect(await names({ family: "inet", dev: "vb", protocol: "boot" })).toEqual(
    many.filter(({ gateway }) => gateway === "10.1.0.2").map(({ dst }) => dst),
  );
  expect(await names({ gateway: "10.0.0.2" })).toHaveLength(20);
  expect(await names({ table: 77 })).toEqual(["10.9.0.0/16"]);
  expect(await names({ table: 78 })).toEqual([]);
  expect(await names({ within: "10.9.3.0/24" })).toEqual(["10.9.3.0/24", "10.9.3.128/25"]);
  expect(await names({ protocol: "bgp", type: "unreachable" })).toEqual(["10.9.3.128/25"]);
  expect(await names({ dst: "10.9.5.0/24", dev: "va" })).toEqual([]);
  const all = await ns.json<IpRoute[]>("ip", "-4", "-j", "-d", "route", "show", "table", "all");
  expect(await names({ family: "inet" })).toHaveLength(all.length);
  const six = await ns.json<IpRoute[]>("ip", "-6", "-j", "-d", "route", "show", "table", "all");
  expect(await names({ family: "inet6" })).toHaveLength(six.length);
  expect(await names({})).toHaveLength(all.length + six.length);
  expect(await routes.flush({ within: "10.9.0.0/16", table: "main" })).toBe(41);
  expect(await names({ within: "10.9.0.0/16" })).toEqual(["10.9.0.0/16"]);
});

live("lookup is what ip route get says", [...FEATURES, "ipv6"], async (ns) => {
  await ns.script(`${DEVICES}
    ip route add 10.9.0.0/16 via 10.0.0.2
    ip route add 10.9.0.0/16 via 10.1.0.2 table 50
    ip rule add fwmark 5 table 50
    ip rule add ipproto tcp dport 80 table 50`);
  await using rtnl = await open(ns);
  const { routes } = rtnl;
  expect(await routes.lookup("10.9.1.1")).toMatchObject({ gateway: "10.0.0.2", prefsrc: "10.0.0.1", table: "main" });
  expect(await routes.lookup("10.9.1.1", { mark: "0x5" })).toMatchObject({ gateway: "10.1.0.2", table: 50 });
  expect(await routes.lookup("10.9.1.1", { ipProto: "tcp", dport: 80 })).toMatchObject({ gateway: "10.1.0.2" });
  expect(await routes.lookup("10.9.1.1", { ipProto: "tcp", dport: 81 })).toMatchObject({ gateway: "10.0.0.2" });
  expect(await routes.lookup("10.9.1.1", { from: "10.1.0.1" })).toMatchObject({ src: "10.1.0.1" });
  const onLink = await routes.lookup("10.0.0.77", { dev: "va" });
  expect([onLink.gateway, onLink.prefsrc]).toEqual([undefined, "10.0.0.1"]);
  expect(await routes.lookup("10.9.1.1", { fibMatch: true })).toMatchObject({ dst: "10.9.0.0", dstLen: 16 });
  expect(await routes.lookup("127.0.0.1")).toMatchObject({ type: "local" });
  expect(await routes.lookup("::1")).toMatchObject({ type: "local", family: "inet6" });
  await expect(routes.lookup("203.0.113.1")).rejects.toMatchObject({ code: "ENETUNREACH", subject: "203.0.113.1" });
});

live("which way out: router, device only, several next hops, another family, dead ones, none", FEATURES, async (ns) => {
  await ns.script(DEVICES);
  await using rtnl = await open(ns);
  const { routes } = rtnl;
  expect(await routes.default("inet")).toBeUndefined();
  await routes.add({ dst: "default", gateway: "10.0.0.254", priority: 100 });
  expect(await routes.default("inet")).toMatchObject({
    family: "inet",
    gateway: "10.0.0.254",
    dev: "va",
    source: "10.0.0.1",
    metric: 100,
    table: "main",
    nexthops: [{ gateway: "10.0.0.254", dev: "va", weight: 1 }],
  });
  // A tunnel's: no router.
  await routes.add({ dst: "default", dev: "vb", priority: 50 });
  const tunnel = await routes.default();
  expect(tunnel).toMatchObject({ gateway: undefined, dev: "vb", source: "10.1.0.1", metric: 50 });
  await routes.add({
    dst: "default",
    priority: 20,
    multipath: [{ gateway: "10.0.0.2", weight: 3 }, { gateway: "10.1.0.2" }],
  });
  expect((await routes.default())?.nexthops).toMatchObject([
    { gateway: "10.0.0.2", dev: "va", weight: 3 },
    { gateway: "10.1.0.2", dev: "vb", weight: 1 },
  ]);
  await routes.add({ dst: "default", type: "unreachable", priority: 1 });
  expect(await routes.default("inet")).toBeUndefined();
  await routes.delete({ dst: "default", type: "unreachable" });
  await ns.run("ip", "link", "set", "va", "down");
  const left = await routes.default("inet");
  expect(left).toMatchObject({ gateway: "10.1.0.2", dev: "vb", nexthops: [{ dev: "vb" }] });
  // Addresses in other tables do not count.
  await routes.flush({ dst: "default", family: "inet" });
  await routes.add({ dst: "default", gateway: "10.1.0.3", table: 99 });
  expect(await routes.default("inet")).toBeUndefined();
});

live("which way out: through nexthop objects, and IPv6", [...FEATURES, "nexthop", "ipv6"], async (ns) => {
  await ns.script(`${DEVICES}
    ip -6 address add 2001:db8:a::1/64 dev va nodad
    ip -6 route add default via fe80::1 dev va metric 10`);
  await using rtnl = await open(ns);
  const { routes, nexthops } = rtnl;
  expect(await routes.default()).toMatchObject({ family: "inet6", gateway: "fe80::1", source: "2001:db8:a::1" });
  await nexthops.add({ id: 1, gateway: "10.0.0.2", dev: "va" });
  await nexthops.add({ id: 2, gateway: "10.1.0.2", dev: "vb" });
  await nexthops.add({ id: 9, group: [{ id: 1, weight: 5 }, 2] });
  await routes.add({ dst: "default", nhId: 9 });
  for (const compatible of ["1", "0"]) {
    await ns.run("sysctl", "-qw", `net.ipv4.nexthop_compat_mode=${compatible}`);
    expect(await routes.default("inet")).toMatchObject({
      gateway: "10.0.0.2",
      dev: "va",
      nexthops: [
        { gateway: "10.0.0.2", dev: "va", weight: 5 },
        { gateway: "10.1.0.2", dev: "vb", weight: 1 },
      ],
    });
  }
  await routes.replace({ dst: "default", nhId: 2 });
  expect(await routes.default("inet")).toMatchObject({ gateway: "10.1.0.2", dev: "vb", nexthops: [{ weight: 1 }] });
  await nexthops.add({ id: 3, blackhole: true });
  await routes.replace({ dst: "default", nhId: 3 });
  expect(await routes.default("inet")).toBeUndefined();
});

live("encapsulations: segment routing", [...FEATURES, "seg6", "ipv6"], async (ns) => {
  await ns.script(DEVICES);
  await using rtnl = await open(ns);
  const segs = ["2001:db8::7", "2001:db8::8"];
  for (const mode of ["encap", "inline"] as const) {
    await rtnl.routes.replace({ dst: "2001:db8:9::/64", dev: "va", encap: { type: "seg6", mode, segs } });
    const text = await ns.run("ip", "-6", "route", "show", "2001:db8:9::/64");
    expect(text).toMatch(new RegExp(`encap seg6 mode ${mode} segs . \\[ 2001:db8::7 2001:db8::8`));
  }
  await rtnl.routes.add({
    dst: "2001:db8:a::1",
    dev: "va",
    encap: { type: "seg6local", action: "end_x", nh6: "fe80::5" },
  });
  expect(await ns.run("ip", "-6", "route", "show", "2001:db8:a::1")).toMatch(/seg6local action End.X nh6 fe80::5/);
});

live("encapsulations and routes of MPLS", [...FEATURES, "mpls"], async (ns) => {
  await ns.script(`${DEVICES}
    sysctl -qw net.mpls.platform_labels=1000`);
  await using rtnl = await open(ns);
  const { routes } = rtnl;
  await routes.add({ dst: "10.9.0.0/16", gateway: "10.0.0.2", encap: { type: "mpls", dst: [100, 200], ttl: 9 } });
  expect(await ns.run("ip", "route", "show", "10.9.0.0/16")).toMatch(/encap mpls +100\/200 ttl 9 via 10.0.0.2/);
  await routes.add({ dst: 77, newdst: "300/301", gateway: "10.0.0.2", dev: "va" });
  expect(await ns.run("ip", "-f", "mpls", "route", "show")).toMatch(/77 as to 300\/301 via inet 10.0.0.2 dev va/);
  expect((await routes.list({ family: "mpls" })).map(routeDestination)).toEqual(["77"]);
  await routes.delete({ dst: 77 });
  expect(await routes.list({ family: "mpls" })).toEqual([]);
});

live("many routes come and go, each with its own result", FEATURES, async (ns) => {
  await ns.script(DEVICES);
  await using rtnl = await open(ns);
  const { routes } = rtnl;
  const count = manyTimes(131_072);
  const dst = (i: number) => `100.${64 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}/32`;
  const list = Array.from({ length: count }, (_, i) => ({ dst: dst(i), gateway: "10.0.0.2", dev: "va" }));
  const before = (await routes.list({ family: "inet" })).length;
  await routes.add(list[1000]!);
  await routes.add(list[count - 1]!);
  const results = await routes.addMany(list);
  const refused = results.flatMap((result, i) => (result.status === "rejected" ? [[i, result.reason] as const] : []));
  expect(refused).toMatchObject([
    [1000, { code: "EEXIST", subject: dst(1000) }],
    [count - 1, { code: "EEXIST", subject: dst(count - 1) }],
  ]);
  const listed = await routes.list({ family: "inet" });
  expect(listed).toHaveLength(before + count);
  expect(new Set(listed.map(routeDestination)).size).toBeGreaterThanOrEqual(count);
  expect(await routes.flush({ within: "100.64.0.0/15" })).toBe(count);
  expect(await routes.list({ family: "inet" })).toHaveLength(before);
});
