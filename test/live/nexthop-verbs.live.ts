/** rtnl.nexthops against the running kernel, judged by ip. */
import { expect } from "vitest";
import { nexthopWeight, Rtnl } from "../../src/rtnl/index.js";
import { live } from "./support/live.js";

const FEATURES = ["enterNetns", "veth", "nexthop", "ipv6"] as const;

const DEVICES = `
  ip link set lo up
  ip link add va type veth peer name vb
  ip link set va up
  ip link set vb up
  ip address add 10.0.0.1/24 dev va
`;

live("nexthop objects are those that ip shows", FEATURES, async (ns) => {
  await ns.script(DEVICES);
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  const { nexthops, routes } = rtnl;
  const chosen = await nexthops.add({ gateway: "10.0.0.2", dev: "va" });
  expect(chosen).toMatchObject({ gateway: "10.0.0.2", family: "inet" });
  expect(chosen.id).toBeGreaterThan(0);
  await nexthops.add({ id: 20, gateway: "fe80::9", dev: "va" });
  await nexthops.add({ id: 21, blackhole: true });
  await nexthops.add({ id: 22, gateway: "10.0.0.9", fdb: true });
  await nexthops.add({ id: 23, gateway: "10.0.0.3", dev: "va", protocol: "static" });
  await nexthops.add({ id: 30, group: [{ id: 23, weight: 7 }, chosen.id!] });
  const shown = await ns.json<{ id: number }[]>("ip", "-j", "nexthop", "show");
  expect(shown).toContainEqual(expect.objectContaining({ id: 20, gateway: "fe80::9", dev: "va" }));
  expect(shown).toContainEqual(expect.objectContaining({ id: 21, blackhole: null }));
  expect(shown).toContainEqual(expect.objectContaining({ id: 22, gateway: "10.0.0.9" }));
  expect(shown).toContainEqual(expect.objectContaining({ id: 30, group: [{ id: 23, weight: 7 }, { id: chosen.id }] }));
  expect((await nexthops.list()).map(({ id }) => id)).toEqual(shown.map(({ id }) => id));
  expect((await nexthops.list({ groups: true })).map(({ id }) => id)).toEqual([30]);
  expect((await nexthops.list({ dev: "va", family: "inet6" })).map(({ id }) => id)).toEqual([20]);
  expect((await nexthops.list({ fdb: true })).map(({ id }) => id)).toEqual([22]);
  expect((await nexthops.get(30)).group?.map(nexthopWeight)).toEqual([7, 1]);
  await expect(nexthops.add({ id: 23, gateway: "10.0.0.4", dev: "va" })).rejects.toMatchObject({
    code: "EEXIST",
    subject: "nexthop 23",
  });
  await routes.add({ dst: "10.9.0.0/16", nhId: 30 });
  await nexthops.replace({ id: 23, gateway: "10.0.0.5", dev: "va" });
  expect(await ns.run("ip", "route", "show", "10.9.0.0/16")).toContain("via 10.0.0.5 dev va weight 7");
  const spare = [40, 41].map((id) => ({ id, gateway: "10.0.0.6", dev: "va" }));
  expect((await nexthops.addMany(spare)).map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
  expect(await nexthops.addMany(spare.slice(1))).toMatchObject([{ reason: { code: "EEXIST" } }]);
  expect(await nexthops.addMany(spare, { mode: "replace" })).toMatchObject([
    { status: "fulfilled" },
    { status: "fulfilled" },
  ]);
  expect(await nexthops.deleteMany([40, await nexthops.get(41), 42])).toMatchObject([
    { status: "fulfilled" },
    { status: "fulfilled" },
    { reason: { code: "ENOENT", subject: "nexthop 42" } },
  ]);
  await nexthops.delete(23);
  await expect(nexthops.get(23)).rejects.toMatchObject({ code: "ENOENT", subject: "nexthop 23" });
  expect(await nexthops.flush()).toBeGreaterThan(0);
  expect(await nexthops.list()).toEqual([]);
  expect(await routes.get("10.9.0.0/16")).toBeUndefined();
});

live("resilient groups and their buckets", [...FEATURES, "resilientNexthop"], async (ns) => {
  await ns.script(DEVICES);
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  const { nexthops } = rtnl;
  await nexthops.addMany([1, 2].map((id) => ({ id, gateway: `10.0.0.${id + 1}`, dev: "va" })));
  await nexthops.add({
    id: 10,
    group: [1, { id: 2, weight: 3 }],
    resilient: { buckets: 8, idleTimerMs: 60_000, unbalancedTimerMs: 300_000 },
  });
  expect(await ns.run("ip", "nexthop", "show", "id", "10")).toContain(
    "type resilient buckets 8 idle_timer 60 unbalanced_timer 300",
  );
  const buckets = await nexthops.buckets({ id: 10 });
  expect(buckets.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(buckets.filter(({ nhId }) => nhId === 1)).toHaveLength(2);
  expect(await nexthops.buckets({ nhId: 2 })).toHaveLength(6);
});
