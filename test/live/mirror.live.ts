/** Mirrors against the running kernel. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { type MirrorChange, Rtnl } from "../../src/rtnl/index.js";
import { live } from "./support/live.js";
import { ALL, expectMirrored } from "./support/mirrored.js";
import type { Namespace } from "./support/namespace.js";
import { manyTimes } from "./support/process.js";
import { storm } from "./support/storm.js";

const FEATURES = ["enterNetns", "veth", "ipv6", "multipleTables", "nexthop"] as const;

/** Four pairs of devices, up, with addresses. */
const DEVICES = `
  ip link set lo up
  for i in 0 1 2 3; do
    ip link add v$i address 02:00:00:00:01:0$i type veth peer name w$i address 02:00:00:00:02:0$i
    ip link set v$i up
    ip link set w$i up
    ip address add 10.0.$i.1/24 dev v$i
    ip -6 address add 2001:db8:$i::1/64 dev v$i nodad
  done
`;

async function open(ns: Namespace): Promise<Rtnl> {
  return Rtnl.open({ netns: { pid: ns.pid } });
}

live("the tables are those of ip, before and after changes that the kernel does not tell of", FEATURES, async (ns) => {
  await using rtnl = await open(ns);
  await ns.script(DEVICES);
  using mirror = rtnl.mirror({ objects: ALL });
  await mirror.ready;
  await expectMirrored(ns, mirror);
  const steps = [
    `ip route add 10.9.0.0/16 via 10.0.0.7
     ip route add 10.9.0.0/16 via 10.0.1.7 metric 5
     ip route add blackhole 10.8.0.0/16 table 77
     ip route add 10.6.0.0/16 nexthop via 10.0.0.3 dev v0 nexthop via 10.0.1.4 dev v1
     ip route add 10.5.0.0/16 via 10.0.2.9 src 10.0.3.1
     ip route append 10.5.0.0/16 via 10.0.2.10
     ip nexthop add id 7 via 10.0.0.9 dev v0
     ip nexthop add id 8 via 10.0.1.9 dev v1
     ip nexthop add id 9 group 7/8
     ip route add 10.7.0.0/16 nhid 9
     ip -6 nexthop add id 17 via fe80::9 dev v0
     ip -6 route add 2001:db8:77::/48 nhid 17
     ip -6 route add 2001:db8:9::/48 via fe80::1 dev v0
     ip -6 route append 2001:db8:9::/48 via fe80::2 dev v1
     ip -6 route append 2001:db8:9::/48 via fe80::3 dev v1
     ip -6 route add 2001:db8:a::/48 dev v2 metric 9
     ip -6 route append 2001:db8:a::/48 dev v3 metric 9
     ip neighbour add 10.0.0.55 lladdr 02:00:00:00:00:01 dev v0
     ip rule add from 10.1.0.0/16 iif v3 table 7
     ip rule add fwmark 5 goto 40000
     ip rule add priority 40000 table 9
     ip -6 rule add from 2001:db8::/32 table 7`,
    // Carrier: flags of routes, and next hops.
    "ip link set w0 down",
    "ip link set w0 up",
    // A link that goes down: IPv4 routes, next hops, members of groups, routes of next hops.
    "ip link set v0 down",
    "ip link set v0 up",
    "ip -6 route del 2001:db8:9::/48 via fe80::3 dev v1",
    "ip -6 route replace 2001:db8:a::/48 dev v1 metric 9",
    "ip route replace 10.5.0.0/16 via 10.0.2.11",
    "ip nexthop replace id 8 via 10.0.1.10 dev v1",
    "ip nexthop del id 8",
    // The preferred source of a route; the last address of a link.
    "ip address del 10.0.3.1/24 dev v3",
    "ip -6 address del 2001:db8:2::1/64 dev v2",
    // Rules that name an interface which goes, comes or is renamed.
    "ip link del v3",
    "ip link set v2 down; ip link set v2 name v3; ip link set v3 up",
    "ip rule del priority 40000",
    "ip link set v3 mtu 1400",
    `ip netns add other; ip link set w1 netns other`,
  ];
  for (const step of steps) {
    await ns.script(step);
    await expectMirrored(ns, mirror).catch((error: unknown) => {
      throw new Error(`after: ${step}`, { cause: error });
    });
  }
  expect(mirror.resyncs).toBe(0);
});

live("changes are told after they were made, with what was before", FEATURES, async (ns) => {
  await using rtnl = await open(ns);
  await ns.script(DEVICES);
  using mirror = rtnl.mirror({ objects: ["links", "routes"] });
  const heard: string[] = [];
  const stop = mirror.onChange((change) => heard.push(change.type));
  const changes = mirror.changes();
  expect((await changes.next()).value).toEqual({ type: "ready", object: undefined });
  await ns.script(`ip link set v0 mtu 1400
    ip route add 10.77.0.0/16 via 10.0.1.7
    ip link set v1 down`);
  await mirror.settle();
  const told: MirrorChange<"links" | "routes">[] = [];
  for await (const change of { [Symbol.asyncIterator]: () => changes }) {
    told.push(change);
    if (change.object === "route" && change.action === "delete" && change.route.dst === "10.77.0.0") break;
  }
  const mtu = told.find((change) => change.object === "link" && change.link.mtu === 1400);
  expect(mtu).toMatchObject({ type: "link-change", previous: { mtu: 1500, ifname: "v0" } });
  const gone = told.at(-1)!;
  expect(gone).toMatchObject({ type: "route-delete", key: "inet table main 10.77.0.0/16 metric 0" });
  expect(told.map(({ type }) => type)).toContain("route-new");
  expect(heard[0]).toBe("ready");
  expect(heard).toContain("route-delete");
  stop();
  // Leaving the loop did not end the mirror.
  expect(mirror.closed).toBe(false);
  const before = heard.length;
  await ns.script("ip link set v0 mtu 1300");
  await mirror.settle();
  expect(heard.length).toBe(before);
  expect([...mirror.links.values()].find(({ ifname }) => ifname === "v0")?.mtu).toBe(1300);
});

/** 200000 where time is no matter: RINGLINK_STORM_CHANGES. */
const ASKED = process.env["RINGLINK_STORM_CHANGES"];
const CHANGES = Number(ASKED ?? manyTimes(20_000));
/** Of changes made by one command. */
const PORTION = 2500;
/** An emulated machine makes fewer changes: it stops after so many ms, unless the number was asked for. */
const ENOUGH_MS = ASKED === undefined ? 100_000 : Number.POSITIVE_INFINITY;

live(
  `a storm of ${CHANGES} changes that overruns the socket leaves the tables as ip has them`,
  FEATURES,
  async (ns) => {
    await using rtnl = await open(ns);
    await ns.script(DEVICES);
    using mirror = rtnl.mirror({ objects: ALL, receiveBufferBytes: 1, queueLength: 64, debounceMs: 5 });
    await mirror.ready;
    const resyncs: MirrorChange[] = [];
    mirror.onChange((change) => {
      if (change.type === "resync") resyncs.push(change);
    });
    const folder = mkdtempSync(join(tmpdir(), "ringlink-storm-"));
    try {
      const begun = performance.now();
      for (let seed = 1, left = CHANGES; left > 0; seed++, left -= PORTION) {
        const file = join(folder, `${seed}`);
        writeFileSync(file, storm(Math.min(left, PORTION), seed).join("\n"));
        // Some of it cannot be done; iproute2 goes on.
        await ns.attempt("ip", "-force", "-batch", file);
        if (performance.now() - begun > ENOUGH_MS) break;
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    await expectMirrored(ns, mirror);
    expect(mirror.resyncs).toBeGreaterThan(0);
    expect(resyncs).toHaveLength(mirror.resyncs);
    expect(mirror.routes.size).toBeGreaterThan(20);
  },
);

live("an IPv4 and IPv6 storm that fits the socket needs no resync", FEATURES, async (ns) => {
  await using rtnl = await open(ns);
  await ns.script(DEVICES);
  using mirror = rtnl.mirror({
    objects: ALL,
    receiveBufferBytes: 64 * 1024 * 1024,
    queueLength: 100_000,
    debounceMs: 5,
  });
  await mirror.ready;
  const folder = mkdtempSync(join(tmpdir(), "ringlink-storm-"));
  try {
    writeFileSync(join(folder, "batch"), storm(PORTION, 7).join("\n"));
    await ns.attempt("ip", "-force", "-batch", join(folder, "batch"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await expectMirrored(ns, mirror);
  expect(mirror.resyncs).toBe(0);
});
