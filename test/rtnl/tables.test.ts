/** What the verbs of all tables have in common: flags, names in errors, what a deletion takes, what a flush leaves. */
import { describe, expect, it } from "vitest";
import { answer, errno } from "../../src/netlink/connection/index.js";
import { isOptionError } from "../../src/options/index.js";
import { Address, AddressLabel, Neighbour, Nexthop, Route, Rtnl, Rule } from "../../src/rtnl/index.js";
import { dumped, failure, stage } from "./verbs.js";

type Errno = Parameters<typeof errno>[1];

const FLAGS = { add: 0x600, append: 0xc00, replace: 0x500, change: 0x100 } as const;
type Mode = keyof typeof FLAGS;

/** Verbs, whatever the table. */
type Verbs = Record<
  Mode | "delete" | "addMany" | "deleteMany",
  (what: unknown, options?: object) => Promise<unknown>
> & {
  flush(filter?: object): Promise<number>;
  list(options?: object): Promise<object[]>;
};

interface Table {
  readonly name: "addresses" | "addressLabels" | "routes" | "rules" | "neighbours" | "fdb" | "nexthops";
  readonly schema:
    | typeof Address
    | typeof AddressLabel
    | typeof Route
    | typeof Rule
    | typeof Neighbour
    | typeof Nexthop;
  /** RTM_NEW*. */
  readonly type: number;
  readonly modes: readonly Mode[];
  /** Options of one to add. */
  readonly one: object;
  /** What deletes it. */
  readonly key: unknown;
  /** As a list gives it. */
  readonly listed: object;
  /** errno of a deletion of what is not there. */
  readonly gone: NonNullable<Errno>;
  /** A filter of a flush, where it takes one. */
  readonly filter?: object;
}

const LLADDR = "02:00:00:00:00:01";
const TABLES: readonly Table[] = [
  {
    name: "addresses",
    schema: Address,
    type: 20,
    modes: ["add", "replace", "change"],
    one: { address: "192.0.2.1/24", dev: "eth0" },
    key: { address: "192.0.2.1/24", dev: "eth0" },
    listed: { family: "inet", index: 7, prefixlen: 24, local: "192.0.2.1", address: "192.0.2.1" },
    gone: "EADDRNOTAVAIL",
    filter: { dev: "eth0" },
  },
  {
    name: "addressLabels",
    schema: AddressLabel,
    type: 72,
    modes: ["add", "replace"],
    one: { prefix: "2001:db8::/32", dev: "eth0", label: 5 },
    key: { prefix: "2001:db8::/32", dev: "eth0" },
    listed: { family: "inet6", index: 7, prefixlen: 32, address: "2001:db8::", label: 5 },
    gone: "ESRCH",
  },
  {
    name: "routes",
    schema: Route,
    type: 24,
    modes: ["add", "append", "replace", "change"],
    one: { dst: "10.0.0.0/8", dev: "eth0" },
    key: { dst: "10.0.0.0/8" },
    listed: { family: "inet", dst: "10.0.0.0", dstLen: 8, rtmTable: "main", oif: 7 },
    gone: "ESRCH",
    filter: { dev: "eth0" },
  },
  {
    name: "rules",
    schema: Rule,
    type: 32,
    modes: ["add"],
    one: { priority: 9, table: 100 },
    key: { priority: 9 },
    listed: { family: "inet", priority: 9, hdrTable: 100, action: "to_tbl" },
    gone: "ENOENT",
    filter: { priority: 9 },
  },
  {
    name: "neighbours",
    schema: Neighbour,
    type: 28,
    modes: ["add", "append", "replace", "change"],
    one: { dst: "192.0.2.9", dev: "eth0", lladdr: LLADDR },
    key: { dst: "192.0.2.9", dev: "eth0" },
    listed: { family: "inet", ifindex: 7, dst: "192.0.2.9", state: 2 },
    gone: "ENOENT",
    filter: { dev: "eth0" },
  },
  {
    name: "fdb",
    schema: Neighbour,
    type: 28,
    modes: ["add", "append", "replace"],
    one: { lladdr: LLADDR, dev: "eth0" },
    key: { lladdr: LLADDR, dev: "eth0" },
    listed: { family: "bridge", ifindex: 7, lladdr: LLADDR, state: 2 },
    gone: "ENOENT",
    filter: { dev: "eth0" },
  },
  {
    name: "nexthops",
    schema: Nexthop,
    type: 104,
    modes: ["add", "replace"],
    one: { id: 5, dev: "eth0" },
    key: 5,
    listed: { family: "inet", id: 5, oif: 7 },
    gone: "ENOENT",
    filter: { dev: "eth0" },
  },
];

describe.each(TABLES)("$name", ({ name, schema, type, modes, one, key, listed, gone, filter }) => {
  /** A kernel that has two of them, and refuses what `refusal` says. */
  function table(refusal?: (nth: number) => Errno) {
    let deletions = 0;
    const { rtnl, seen, body } = stage((request) => {
      const { flags } = request;
      if (request.type === type + 2 && (flags & 0x300) === 0x300) return dumped(type, schema, [listed, listed]);
      if (request.type === type + 2) return [[answer(type, schema, listed as never)], errno(request)];
      return [errno(request, request.type === type + 1 ? refusal?.(deletions++) : undefined)];
    });
    return { verbs: rtnl[name] as unknown as Verbs, seen, body };
  }

  it("has its verbs and no others, for one and for many", async () => {
    const { verbs, seen } = table();
    for (const mode of Object.keys(FLAGS) as Mode[]) {
      if (!modes.includes(mode)) {
        expect(verbs[mode]).toBeUndefined();
        const error = await failure(verbs.addMany([one], { mode }));
        expect(error.message).toMatch(new RegExp(`^${name}\\.addMany: mode: `));
        continue;
      }
      seen.length = 0;
      await verbs[mode](one);
      const [request] = seen;
      expect(await verbs.addMany([one], { mode })).toMatchObject([{ status: "fulfilled" }]);
      const many = seen.at(-1)!;
      expect([request!.type, request!.flags & 0xf00]).toEqual([type, FLAGS[mode]]);
      expect([many.type, many.flags & 0xf00]).toEqual([type, FLAGS[mode]]);
      expect(many.payload).toEqual(request!.payload);
    }
  });

  it("names the verb, and the place in a list", async () => {
    const { verbs, seen } = table();
    const [found] = await verbs.list();
    seen.length = 0;
    const wrong = { ...one, nosuchoption: 1 };
    const refused = async (call: string, promise: Promise<unknown>) => {
      const error = await failure(promise);
      expect(isOptionError(error)).toBe(true);
      expect(error.message.startsWith(`${call}: `), `${error.message} should begin with ${call}`).toBe(true);
    };
    for (const mode of modes) await refused(`${name}.${mode}`, verbs[mode](wrong));
    const key = name === "nexthops" ? -1 : wrong;
    await refused(`${name}.delete`, verbs.delete(key));
    await refused(`${name}.addMany[1]`, verbs.addMany([one, wrong]));
    await refused(`${name}.deleteMany[1]`, verbs.deleteMany([found, key]));
    await refused(`${name}.list`, verbs.list({ nosuchfilter: 1 }));
    await refused(`${name}.flush`, verbs.flush({ nosuchfilter: 1 }));
    for (const verb of ["add", "delete"] as const) {
      const what = verb === "add" ? one : found;
      await refused(`${name}.${verb}`, verbs[verb](what, { timeoutMs: "1" }));
      await refused(`${name}.${verb}Many`, verbs[`${verb}Many`]([what], { timeoutMs: "1" }));
    }
    expect(seen).toEqual([]);
  });

  it("deletes by key and as listed", async () => {
    const { verbs, seen } = table((nth) => (nth === 3 ? gone : undefined));
    const [found] = await verbs.list();
    seen.length = 0;
    await verbs.delete(key);
    await verbs.delete(found);
    const results = await verbs.deleteMany([key, found]);
    expect(results).toMatchObject([{ status: "fulfilled" }, { status: "rejected", reason: { code: gone } }]);
    const [first, second, ...many] = seen;
    expect([first!.type, first!.flags & 0xf00]).toEqual([type + 1, 0]);
    expect(many.map(({ payload }) => payload)).toEqual([first!.payload, second!.payload]);
  });

  it("counts what a flush deleted, and nothing that somebody else did", async () => {
    expect(await table().verbs.flush(filter)).toBe(2);
    expect(await table((nth) => (nth === 1 ? gone : undefined)).verbs.flush(filter)).toBe(1);
    const { verbs } = table((nth) => (nth === 0 ? "EPERM" : undefined));
    expect(await failure(verbs.flush(filter))).toMatchObject({ code: "EPERM" });
  });
});

it("what is read only has no verbs that write", () => {
  const { rtnl } = stage();
  expect(rtnl).toBeInstanceOf(Rtnl);
  for (const verb of ["add", "addMany", "delete", "deleteMany", "flush"]) expect(verb in rtnl.namespaceIds).toBe(false);
  expect("addMany" in rtnl.links).toBe(false);
});
