/** rtnl.rules against the running kernel, judged by ip. */
import { expect } from "vitest";
import { Rtnl } from "../../src/rtnl/index.js";
import { live } from "./support/live.js";

const FEATURES = ["enterNetns", "multipleTables"] as const;

live("what is added is what ip shows", FEATURES, async (ns) => {
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  const { rules } = rtnl;
  const shown = () => ns.json<Record<string, unknown>[]>("ip", "-j", "rule", "show");
  const builtIn = (await shown()).length;
  await rules.add({ priority: 10, from: "10.0.0.0/8", to: "192.0.2.1", table: 77 });
  await rules.add({ priority: 11, fwmark: "0x1/0xff", iif: "lo", table: 1000, suppressPrefixlen: 0 });
  await rules.add({
    priority: 12,
    ipProto: "tcp",
    dport: "80-90",
    sport: 1234,
    uidRange: "1000-1999",
    action: "prohibit",
  });
  await rules.add({ priority: 13, not: true, from: "10.9.0.0/16", goto: 32766 });
  await rules.add({ priority: 14, l3mdev: true });
  await rules.add({ priority: 15, tos: 0x10, oif: "eth7" });
  const text = await ns.run("ip", "rule", "show");
  expect(text).toContain("10:\tfrom 10.0.0.0/8 to 192.0.2.1 lookup 77");
  expect(text).toMatch(/11:\tfrom all fwmark 0x1\/0xff iif lo lookup 1000 suppress_prefixlength 0/);
  expect(text).toMatch(/12:\tfrom all uidrange 1000-1999 ipproto tcp sport 1234 dport 80-90 prohibit/);
  expect(text).toMatch(/13:\tnot from 10.9.0.0\/16 goto 32766/);
  expect(text).toMatch(/14:\tfrom all lookup \[l3mdev-table\]/);
  expect(text).toMatch(/15:\tfrom all tos \S+ oif eth7 \[detached\] lookup main/);
  await expect(rules.add({ priority: 10, from: "10.0.0.0/8", to: "192.0.2.1", table: 77 })).rejects.toMatchObject({
    code: "EEXIST",
    subject: "priority 10",
  });
  expect(await rules.list({ family: "inet", table: 77 })).toMatchObject([{ src: "10.0.0.0", srcLen: 8, table: 77 }]);
  expect(await rules.list({ fwmark: "0x1/0xff" })).toMatchObject([{ iifname: "lo", table: 1000 }]);
  for (const rule of await rules.list({ family: "inet" })) {
    if (rule.priority !== undefined && rule.priority >= 13 && rule.priority < 100) await rules.delete(rule);
  }
  expect(await shown()).toHaveLength(builtIn + 3);
  await rules.delete({ priority: 12 });
  await rules.delete({ from: "10.0.0.0/8", to: "192.0.2.1" });
  await expect(rules.delete({ priority: 12 })).rejects.toMatchObject({ code: "ENOENT" });
  expect(await shown()).toHaveLength(builtIn + 1);
});

live("both families, and many at once", [...FEATURES, "ipv6"], async (ns) => {
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  const { rules } = rtnl;
  const many = Array.from({ length: 100 }, (_, i) => ({ priority: 1000 + i, from: `10.0.${i}.0/24`, table: 100 + i }));
  expect((await rules.addMany(many)).every(({ status }) => status === "fulfilled")).toBe(true);
  await rules.add({ from: "2001:db8::/32", table: 7, priority: 5 });
  expect(await ns.run("ip", "-6", "rule", "show")).toContain("5:\tfrom 2001:db8::/32 lookup 7");
  expect(await rules.list()).toHaveLength(100 + 1 + 3 + 2);
  expect((await rules.packed()).toArray()).toEqual(await rules.list());
  const ours = (await rules.packed({ family: "inet" })).filter(
    ({ priority = 0 }) => priority >= 1000 && priority < 1100,
  );
  expect([...ours.views()].map(({ table }) => table)).toEqual(many.map(({ table }) => table));
  const again = await rules.addMany(many.slice(0, 2));
  expect(again).toMatchObject([
    { reason: { code: "EEXIST", subject: "priority 1000" } },
    { reason: { code: "EEXIST" } },
  ]);
  expect(await rules.flush({ family: "inet" })).toBe(102);
  expect(await ns.json("ip", "-j", "rule", "show")).toMatchObject([{ priority: 0 }]);
  expect(await rules.flush({ family: "inet6", table: 7 })).toBe(1);
});

live("rules that look at the DSCP", [...FEATURES, "ruleDscp"], async (ns) => {
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  await rtnl.rules.add({ dscp: 46, table: 7, priority: 5 });
  expect(await ns.run("ip", "rule", "show")).toMatch(/5:\tfrom all dscp \S+ lookup 7/);
});
