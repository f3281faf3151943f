/** The tables of a mirror: what notifications and dumps make of them. */
import { describe, expect, it } from "vitest";
import { decode, encode, type Input } from "../../src/codec/index.js";
import { Ipv4Routes, Ipv6Routes } from "../../src/rtnl/client/mirror/routes.js";
import { RuleTable } from "../../src/rtnl/client/mirror/rules.js";
import { KeyedTable, type TableChange } from "../../src/rtnl/client/mirror/table.js";
import { Route, type Rule } from "../../src/rtnl/index.js";

const [REPLACE, CREATE, APPEND] = [0x100, 0x400, 0x800];

type RouteInput = Input<typeof Route>;

const route = (dst: string, oif: number, more: RouteInput = {}): RouteInput => {
  return { family: "inet", dst, dstLen: 24, table: "main", type: "unicast", oif, ...more };
};

describe("routes", () => {
  const made = (input: RouteInput): Route => decode(Route, encode(Route, input), { direction: "reply" });
  const four = (more: RouteInput = {}) => made(route("10.0.0.0", 1, more));
  const six = (more: RouteInput = {}) =>
    made({ family: "inet6", dst: "2001:db8::", dstLen: 32, table: "main", type: "unicast", priority: 1024, ...more });
  const ignore = (_: TableChange<Route>) => {};
  const hop = (gateway: string, ifindex: number) => ({ gateway, ifindex });

  it("IPv4: appended ones stand beside each other, replacing takes one, deletion finds its own", () => {
    const table = new Ipv4Routes(new Map());
    const told: string[] = [];
    const tell = ({ action, key }: TableChange<Route>) => told.push(`${action} ${key}`);
    expect(table.apply("new", four({ gateway: "10.9.0.1" }), CREATE, tell)).toBe(false);
    expect(table.apply("new", four({ gateway: "10.9.0.2" }), CREATE | APPEND, tell)).toBe(false);
    expect(table.apply("new", four({ gateway: "10.9.0.1" }), CREATE, tell)).toBe(false);
    expect(table.map.size).toBe(2);
    expect(table.apply("delete", four({ gateway: "10.9.0.1" }), 0, tell)).toBe(false);
    expect(table.apply("new", four({ gateway: "10.9.0.3" }), REPLACE, tell)).toBe(false);
    expect([...table.map.values()].map(({ gateway }) => gateway)).toEqual(["10.9.0.3"]);
    expect(table.apply("delete", four({ gateway: "10.9.0.3", flags: 1 }), 0, tell)).toBe(false);
    const base = "inet table main 10.0.0.0/24 metric 0";
    expect(told).toEqual([
      `new ${base}`,
      `new ${base} via 10.9.0.2 dev 1`,
      `delete ${base}`,
      `change ${base} via 10.9.0.2 dev 1`,
      `delete ${base} via 10.9.0.2 dev 1`,
    ]);
  });

  it("IPv4: where the kernel replaces one of several it is looked at again", () => {
    const table = new Ipv4Routes(new Map());
    table.apply("new", four({ gateway: "10.9.0.1" }), CREATE, ignore);
    table.apply("new", four({ gateway: "10.9.0.2" }), CREATE | APPEND, ignore);
    expect(table.apply("new", four({ gateway: "10.9.0.3" }), REPLACE, ignore)).toBe(true);
    expect(table.apply("delete", four({ gateway: "10.9.0.77" }), 0, ignore)).toBe(true);
    expect(table.map.size).toBe(2);
  });

  it("IPv6: members come with all members, and leave alone", () => {
    const table = new Ipv6Routes(new Map());
    table.apply("new", six({ gateway: "fe80::1", oif: 1 }), CREATE, ignore);
    const both = six({ multipath: [hop("fe80::2", 1), hop("fe80::1", 1)] });
    table.apply("new", both, CREATE | APPEND, ignore);
    expect([...table.map.values()].map(({ multipath }) => multipath?.length)).toEqual([2]);
    // A route to a device stands beside.
    table.apply("new", six({ oif: 7 }), CREATE | APPEND, ignore);
    expect(table.map.size).toBe(2);
    expect(table.apply("delete", six({ gateway: "fe80::1", oif: 1 }), 0, ignore)).toBe(true);
    expect([...table.map.values()].map(({ multipath }) => multipath?.map(({ gateway }) => gateway))).toEqual([
      ["fe80::2"],
      undefined,
    ]);
    expect(table.apply("delete", six({ gateway: "fe80::2", oif: 1 }), 0, ignore)).toBe(false);
    expect([...table.map.values()].map(({ oif }) => oif)).toEqual([7]);
  });

  it("a dump settles what several entries share", async () => {
    const map = new Map<string, Route>();
    const table = new Ipv4Routes(map);
    new Ipv6Routes(map).apply("new", six({ oif: 3 }), CREATE, ignore);
    table.apply("new", four({ gateway: "10.9.0.1" }), CREATE, ignore);
    table.apply("new", four({ gateway: "10.9.0.2" }), CREATE | APPEND, ignore);
    const told: string[] = [];
    const dump = [four({ gateway: "10.9.0.2" }), four({ gateway: "10.9.0.3" }), four({ gateway: "10.9.0.4" })];
    await table.replace(
      dump,
      ({ action, value }) => told.push(`${action} ${value.gateway}`),
      async () => {},
    );
    expect(told).toEqual(["change 10.9.0.3", "new 10.9.0.4"]);
    expect(map.size).toBe(4);
    await table.replace(
      [],
      ({ action, value }) => told.push(`${action} ${value.gateway}`),
      async () => {},
    );
    expect([...map.values()].map(({ family }) => family)).toEqual(["inet6"]);
  });

  it("rules of one priority, and the same rule twice", async () => {
    const table = new RuleTable(new Map());
    const rule = (src: string, more: Partial<Rule> = {}) =>
      ({
        family: "inet",
        priority: 5,
        src,
        srcLen: 16,
        dstLen: 0,
        table: 7,
        flags: 0,
        action: "to_tbl",
        ...more,
      }) as Rule;
    const none = (_: TableChange<Rule>) => {};
    expect(table.apply("new", rule("10.1.0.0"), 0, none)).toBe(false);
    expect(table.apply("new", rule("10.2.0.0"), 0, none)).toBe(false);
    expect(table.apply("new", rule("10.2.0.0", { flags: 8 }), 0, none)).toBe(true);
    expect([...table.map.keys()]).toEqual(["inet 5", "inet 5 from 10.2.0.0/16 to all to_tbl 7"]);
    await table.replace([rule("10.2.0.0"), rule("10.2.0.0"), rule("10.1.0.0")], none, async () => {});
    expect(table.map.size).toBe(3);
    expect(table.apply("delete", rule("10.2.0.0"), 0, none)).toBe(false);
    expect(table.map.size).toBe(2);
    expect(table.apply("delete", rule("10.3.0.0"), 0, none)).toBe(true);
  });
});

it("long work lets the event loop turn", async () => {
  const table = new KeyedTable<{ id: number }>({ accepts: () => true, key: ({ id }) => id, volatile: [] });
  let pauses = 0;
  const values = Array.from({ length: 10_000 }, (_, id) => ({ id }));
  await table.replace(
    values,
    () => {},
    async () => void pauses++,
  );
  expect(table.map.size).toBe(10_000);
  expect(pauses).toBeGreaterThan(10);
});
