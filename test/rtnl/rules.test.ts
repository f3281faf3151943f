/** rtnl.rules: requests, and options that are refused. */
import { expect, it } from "vitest";
import { errno } from "../../src/netlink/connection/index.js";
import { isOptionError } from "../../src/options/index.js";
import { Rule, type RuleOptions } from "../../src/rtnl/index.js";
import { dumped, failure, stage } from "./verbs.js";

const RTM_NEWRULE = 32;
const RTM_GETRULE = 34;

async function sent(rule: RuleOptions) {
  const { rtnl, body } = stage();
  await rtnl.rules.add(rule);
  return body(Rule);
}

it("a rule looks into the table main unless it says otherwise", async () => {
  expect(await sent({})).toMatchObject({ family: "inet", action: "to_tbl", hdrTable: "main", protocol: "boot" });
  expect(await sent({ table: 1000 })).toMatchObject({ hdrTable: "unspec", table: 1000 });
  expect(await sent({ goto: 500 })).toMatchObject({ action: "goto", goto: 500, hdrTable: "unspec" });
  const l3mdev = await sent({ l3mdev: true });
  expect(l3mdev).toMatchObject({ action: "to_tbl", l3mdev: 1, hdrTable: "unspec" });
  expect(l3mdev).not.toHaveProperty("table");
  expect(await sent({ action: "prohibit" })).toMatchObject({ action: "prohibit", hdrTable: "unspec" });
});

it("every selector has its attribute", async () => {
  expect(
    await sent({
      from: "10.0.0.0/8",
      to: "192.0.2.1",
      iif: "eth0",
      oif: "eth1",
      fwmark: "0x1/0xff",
      priority: 9,
      not: true,
      suppressPrefixlen: 0,
      suppressIfgroup: 3,
      ipProto: "udp",
      sport: "80-90",
      dport: 53,
      uidRange: { start: 1000, end: 1999 },
      tunId: 77,
      flow: 0x10002,
      dscp: 46,
      protocol: "static",
    }),
  ).toMatchObject({
    srcLen: 8,
    src: "10.0.0.0",
    dstLen: 32,
    dst: "192.0.2.1",
    iifname: "eth0",
    oifname: "eth1",
    fwmark: 1,
    fwmask: 255,
    priority: 9,
    flags: 2,
    suppressPrefixlen: 0,
    suppressIfgroup: 3,
    ipProto: "udp",
    sportRange: { start: 80, end: 90 },
    dportRange: { start: 53, end: 53 },
    uidRange: { start: 1000, end: 1999 },
    tunId: 77n,
    flow: 0x10002,
    dscp: 46,
    protocol: "static",
  });
  const labelled = await sent({ from: "::/0", flowlabel: "0x12345" });
  expect(labelled).not.toHaveProperty("src");
  expect(labelled).toMatchObject({
    family: "inet6",
    srcLen: 0,
    flowlabel: 0x12345,
    flowlabelMask: 0xfffff,
  });
});

it.each<[RuleOptions, string]>([
  [{ from: "10.0.0.0/8", to: "::1" }, "to: is no inet prefix"],
  [{ fwmark: "0x1/0x2/0x3" }, "fwmark: expected a number up to 0xffffffff"],
  [{ fwmark: 2 ** 32 }, "fwmark: expected a number up to 0xffffffff"],
  [{ sport: "90-80" }, 'sport: expected a port or a range of them, "80-90", within 0 … 65535, got "90-80"'],
  [{ dport: 65536 }, "dport: expected a port"],
  [{ table: 5, l3mdev: true }, "table: does not go with l3mdev"],
  [{ action: "goto" }, "goto: is missing"],
  [{ action: "nop", goto: 5 }, "action: does not go with goto"],
  [{ tabel: 5 } as RuleOptions, 'tabel: unknown option; did you mean "table"?'],
  [{ iif: "a-name-of-16-byte" }, "iif: expected at most 15 characters"],
])("refuses %o", async (rule, message) => {
  const { rtnl, seen } = stage();
  const error = await failure(rtnl.rules.add(rule));
  expect(isOptionError(error)).toBe(true);
  expect(error.message).toContain(`rules.add: ${message}`);
  expect(seen).toEqual([]);
});

it("a deletion says which rule: the first of all is that of the table local", async () => {
  const { rtnl, seen } = stage();
  for (const rule of [{}, { family: "inet6" as const }]) {
    expect((await failure(rtnl.rules.delete(rule))).message).toBe("rules.delete: say which rule");
  }
  expect((await failure(rtnl.rules.deleteMany([{ priority: 5 }, {}]))).message).toContain("rules.deleteMany[1]");
  expect(seen).toEqual([]);
  await rtnl.rules.delete({ priority: 0 });
  expect(seen).toHaveLength(1);
});

it("a flush keeps the rules of priority 0, and deletes the others as they were listed", async () => {
  const value = { family: "inet", action: "to_tbl", hdrTable: "main", table: "main", protocol: "kernel" };
  const rules = [
    value,
    { ...value, priority: 9, flags: 0x1a },
    { ...value, family: "inet6", priority: 9 },
    { ...value, family: 128 },
  ];
  const { rtnl, seen, body } = stage((request) =>
    request.type === RTM_GETRULE
      ? dumped(RTM_NEWRULE, Rule, rules)
      : [errno(request, seen.length > 2 ? "ENOENT" : undefined)],
  );
  expect(await rtnl.rules.list()).toHaveLength(3);
  expect(await rtnl.rules.list({ priority: 0 })).toHaveLength(1);
  seen.length = 0;
  expect(await rtnl.rules.flush()).toBe(1);
  expect(body(Rule, 1)).toMatchObject({ priority: 9, flags: 2, family: "inet" });
  expect(seen).toHaveLength(3);
});
