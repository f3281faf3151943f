/** Rates of the running kernel's counters. */
import { expect } from "vitest";
import { type LinkRates, Rtnl } from "../../src/rtnl/index.js";
import { live } from "./support/live.js";

/** Three datagrams to a port that nobody has, and the refusals. */
const TRAFFIC = 'for i in 1 2 3; do printf "%1000s" x >/dev/udp/127.0.0.1/9; done';

live("rates count what went over a link, and links that come and go", ["enterNetns", "veth"], async (ns) => {
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  await ns.script(`ip link set lo up
    ip link add va type veth peer name vb
    ip link set va up
    ip link set vb up`);
  const printed = async () => ns.json<{ ifname: string; ifindex: number; stats64: Stats }[]>("ip", "-j", "-s", "link");
  interface Stats {
    readonly rx: { readonly bytes: number; readonly packets: number };
  }
  const loopback = async () => (await printed()).find(({ ifname }) => ifname === "lo")!.stats64.rx;
  const before = await loopback();
  let bytes = 0;
  let packets = 0;
  const seen: LinkRates[] = [];
  for await (const rates of rtnl.statistics.rates({ intervalMs: 1 })) {
    const rate = rates.rates.get(1)!;
    expect(rate.ifname).toBe("lo");
    expect(rate.seconds).toBeGreaterThan(0);
    expect(rate.perSecond.rxBytes).toBeCloseTo(rate.counted.rxBytes / rate.seconds, 6);
    bytes += rate.counted.rxBytes;
    packets += rate.counted.rxPackets;
    seen.push(rates);
    if (seen.length === 2) await ns.run("bash", "-c", TRAFFIC);
    if (seen.length === 3) await ns.script("ip link del va; ip link add vc type veth peer name vd");
    if (seen.length === 5) break;
  }
  const after = await loopback();
  expect(packets).toBe(after.packets - before.packets);
  expect(bytes).toBe(after.bytes - before.bytes);
  expect(packets).toBeGreaterThanOrEqual(6);
  const indexes = (await printed())
    .filter(({ ifname }) => ifname === "vc" || ifname === "vd")
    .map((link) => link.ifindex);
  expect([...seen[3]!.started].sort()).toEqual(indexes.sort());
  expect(seen[3]!.ended).toHaveLength(2);
  for (const index of [1, ...indexes]) expect(seen[4]!.rates.has(index)).toBe(true);
  expect(seen[4]!.started).toEqual([]);
});
