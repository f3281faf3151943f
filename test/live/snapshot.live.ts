/** snapshotSync, and one connection under load, against the running kernel. */
import { readdirSync } from "node:fs";
import { expect } from "vitest";
import { isNetlinkError, openDescriptors } from "../../src/netlink/connection/index.js";
import { Rtnl, snapshotSync } from "../../src/rtnl/index.js";
import { compileText } from "../support/program.js";
import { live } from "./support/live.js";
import { manyTimes } from "./support/process.js";

const FEATURES = ["enterNetns", "veth"] as const;

const DEVICES = `
  ip link set lo up
  ip link add va type veth peer name vb
  # The kernel's own addresses and their routes come when they come.
  ip link set va addrgenmode none up
  ip link set vb addrgenmode none up
  ip address add 10.0.0.1/24 dev va
  ip route add 10.9.0.0/16 via 10.0.0.2
`;

const descriptors = () => readdirSync("/proc/self/fd").length;

live("links, addresses and routes without a turn of the event loop", FEATURES, async (ns) => {
  await ns.script(DEVICES);
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  const before = openDescriptors().size;
  let turns = 0;
  const turn = setImmediate(() => turns++);
  const { links, addresses, routes } = snapshotSync({ netns: { pid: ns.pid } });
  expect(turns).toBe(0);
  clearImmediate(turn);
  expect(openDescriptors().size).toBe(before);
  const shown = await ns.json<{ ifname: string }[]>("ip", "-j", "link", "show");
  expect(links.map(({ ifname }) => ifname)).toEqual(shown.map(({ ifname }) => ifname));
  expect(addresses.some(({ local }) => local === "10.0.0.1")).toBe(true);
  const stable = (list: typeof routes) => list.map(({ cacheinfo, ...route }) => route);
  expect(stable(routes)).toEqual(stable(await rtnl.routes.list()));
  expect(() => snapshotSync({ netns: "no-such-namespace-of-ringlink" })).toThrow(/ENOENT/);
  expect(() => snapshotSync({ namespace: "x" } as never)).toThrow("snapshotSync: namespace: unknown option");
  expect(openDescriptors().size).toBe(before);
});

live("64 requests at a time, dumps and a subscription on one connection", FEATURES, async (ns) => {
  await ns.script(DEVICES);
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  const { connection, routes } = rtnl;
  const counts = { route: 0, dump: 0, lookup: 0 };
  const seen = connection.subscribe({ groups: ["ipv4-route"] });
  const reading = (async () => {
    for await (const event of seen) if (event.kind !== "lost") counts.route++;
  })();
  const worker = async (id: number): Promise<void> => {
    for (let round = 0; round < 12; round++) {
      const dst = `10.${100 + (id >> 4)}.${(id & 15) * 16 + round}.0/24`;
      await routes.add({ dst, gateway: "10.0.0.2", dev: "va" });
      expect(await routes.lookup(dst.replace("0/24", "7"))).toMatchObject({
        gateway: "10.0.0.2",
        oif: expect.any(Number),
      });
      counts.lookup++;
      if (round % 4 === id % 4) {
        expect(await routes.list({ dst, family: "inet", interrupted: "keep" })).toMatchObject([{ dstLen: 24 }]);
        counts.dump++;
      }
      await expect(routes.add({ dst, gateway: "10.0.0.2", dev: "va" })).rejects.toMatchObject({
        code: "EEXIST",
        subject: dst,
      });
      await routes.delete({ dst });
    }
  };
  await Promise.all(Array.from({ length: 64 }, (_, id) => worker(id)));
  expect(counts).toMatchObject({ lookup: 64 * 12, dump: 64 * 3 });
  while (counts.route < 64 * 12 * 2) await new Promise((resolve) => setImmediate(resolve));
  seen.close();
  await reading;
  expect(counts.route).toBe(64 * 12 * 2);
});

live("whoever has no right to change the network is told so, and reads all the same", FEATURES, async (ns) => {
  await ns.script(DEVICES);
  const program = `
    import { Rtnl } from "./src/rtnl/index.js";
    const rtnl = await Rtnl.open();
    const read = (await rtnl.routes.list({ family: "inet", table: "main" })).length;
    const said = [];
    for (const attempt of [
      () => rtnl.routes.add({ dst: "10.8.0.0/16", gateway: "10.0.0.2" }),
      () => rtnl.rules.add({ from: "10.0.0.0/8", table: 7 }),
      () => rtnl.neighbours.add({ dst: "10.0.0.9", dev: "va", lladdr: "02:00:00:00:00:01" }),
      async () => { for (const { reason } of await rtnl.routes.addMany([{ dst: "10.8.0.0/16", gateway: "10.0.0.2" }])) throw reason; },
    ]) said.push(await attempt().then(() => "done", (error) => error.message));
    rtnl.close();
    console.log(JSON.stringify({ read, said }));`;
  const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--"];
  const { stdout, stderr, status } = await ns.attempt(...nobody, process.execPath, await compileText(program));
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  const { read, said } = JSON.parse(stdout) as { read: number; said: string[] };
  expect(read).toBe(2);
  const hint = "[CAP_NET_ADMIN is needed in the user namespace that owns the network namespace]";
  expect(said).toEqual([
    `RTM_NEWROUTE 10.8.0.0/16: EPERM: operation not permitted ${hint}`,
    `RTM_NEWRULE 10.0.0.0/8: EPERM: operation not permitted ${hint}`,
    `RTM_NEWNEIGH 10.0.0.9: EPERM: operation not permitted ${hint}`,
    `RTM_NEWROUTE 10.8.0.0/16: EPERM: operation not permitted ${hint}`,
  ]);
});

/** Cycles of opening and closing; more of them on request. */
const CYCLES = Number(process.env["RINGLINK_TEST_CYCLES"] ?? manyTimes(2000));

live("opening and closing leaves nothing behind", FEATURES, async (ns) => {
  await ns.script(DEVICES);
  const cycle = async (i: number): Promise<void> => {
    const rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
    if (i % 8 === 0) expect(await rtnl.routes.lookup("10.9.0.1")).toMatchObject({ gateway: "10.0.0.2" });
    if (i % 16 === 1) {
      const error = await rtnl.routes
        .add({ dst: "10.9.0.0/16", gateway: "10.0.0.2" })
        .catch((reason: unknown) => reason);
      expect(isNetlinkError(error, "EEXIST")).toBe(true);
    }
    rtnl.close();
    // Poll handles are given back in the event loop.
    if (i % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
  };
  for (let i = 0; i < 200; i++) await cycle(i);
  await new Promise((resolve) => setTimeout(resolve, 10));
  const before = { fds: descriptors(), held: openDescriptors().size, memory: process.memoryUsage().rss };
  for (let i = 0; i < CYCLES; i++) await cycle(i);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(openDescriptors().size).toBe(before.held);
  expect(descriptors()).toBeLessThanOrEqual(before.fds);
  // Each has buffers of 64 KiB: kept, they would come to many times this.
  const grown = process.memoryUsage().rss - before.memory;
  expect(grown).toBeLessThan(Math.max(64, CYCLES * 0.02) * 1024 * 1024);
});
