/** rtnl.neighbours and rtnl.fdb: requests, and options that are refused. */
import { expect, it } from "vitest";
import { answer, errno } from "../../src/netlink/connection/index.js";
import { isOptionError } from "../../src/options/index.js";
import { Neighbour, neighbourStates } from "../../src/rtnl/index.js";
import { dumped, failure, stage } from "./verbs.js";

const RTM_NEWNEIGH = 28;
const RTM_GETNEIGH = 30;

it("a neighbour is permanent unless it says otherwise", async () => {
  const { rtnl, body } = stage();
  const { neighbours } = rtnl;
  const key = { dst: "10.0.0.9", dev: "eth0" };
  await neighbours.add({ ...key, lladdr: "02-00-00-00-00-09" });
  expect(body(Neighbour)).toMatchObject({
    family: "inet",
    ifindex: 7,
    state: 0x80,
    dst: "10.0.0.9",
    lladdr: "02:00:00:00:00:09",
  });
  await neighbours.replace({ ...key, managed: true });
  expect(body(Neighbour)).toMatchObject({ state: 0, flagsExt: 1 });
  await neighbours.replace({ ...key, proxy: true, router: true, extLearned: true, state: "stale" });
  expect(body(Neighbour)).toMatchObject({ state: 4, flags: 0x98 });
  await neighbours.delete({ ...key, proxy: true });
  expect(body(Neighbour)).toMatchObject({ flags: 8, state: 0 });
  expect(body(Neighbour)).not.toHaveProperty("lladdr");
  expect(neighbourStates(0x82)).toEqual(["reachable", "permanent"]);
});

it("lists ask the kernel to filter, and do not rely on it", async () => {
  const one = (dst: string, more: object = {}) => ({ family: "inet", ifindex: 7, state: 2, dst, ...more });
  const all = [
    one("10.0.0.1"),
    one("10.0.0.2", { ifindex: 8 }),
    one("10.0.0.3", { state: 0x80 }),
    one("10.0.0.4", { flags: 8 }),
    one("::1", { family: "inet6" }),
    one("x", { family: "bridge", dst: undefined }),
  ];
  const { rtnl, body } = stage(() => dumped(RTM_NEWNEIGH, Neighbour, all));
  const { neighbours } = rtnl;
  const names = async (filter: Parameters<typeof neighbours.list>[0]) =>
    (await neighbours.list(filter)).map(({ dst }) => dst);
  expect(await names({ dev: "eth0", master: "br0" })).toEqual(["10.0.0.1", "10.0.0.3", "::1"]);
  expect(body(Neighbour)).toMatchObject({ ifindex: 0, viaIfindex: 7, master: 9, flags: 0 });
  expect(await names({ state: ["permanent"] })).toEqual(["10.0.0.3"]);
  expect(await names({ proxy: true })).toEqual(["10.0.0.4"]);
  expect(body(Neighbour)).toMatchObject({ flags: 8 });
  expect(await names({ dst: "::1" })).toEqual(["::1"]);
});

it("get answers undefined for what is not there, and goes through a list where the kernel knows no other way", async () => {
  const absent = stage((request) => [errno(request, "ENOENT")]);
  expect(await absent.rtnl.neighbours.get("10.0.0.9", { dev: "eth0" })).toBeUndefined();
  const old = stage((request) =>
    (request.flags & 0x300) === 0x300
      ? dumped(RTM_NEWNEIGH, Neighbour, [{ family: "inet", ifindex: 7, dst: "10.0.0.9", state: 2 }])
      : [errno(request, "EOPNOTSUPP")],
  );
  expect(await old.rtnl.neighbours.get("10.0.0.9", { dev: "eth0" })).toMatchObject({ dst: "10.0.0.9" });
  expect(old.seen.map(({ type }) => type)).toEqual([RTM_GETNEIGH, RTM_GETNEIGH]);
});

it("entries of forwarding databases say where they are", async () => {
  const { rtnl, body } = stage();
  const { fdb } = rtnl;
  const key = { lladdr: "02:00:00:00:00:11", dev: "eth0" };
  await fdb.add(key);
  expect(body(Neighbour)).toMatchObject({ family: "bridge", ifindex: 7, state: 0x80, flags: 2 });
  await fdb.add({ ...key, master: true, kind: "static", vlan: 5, sticky: true });
  expect(body(Neighbour)).toMatchObject({ state: 0x40, flags: 0x44, vlan: 5 });
  await fdb.append({ ...key, dst: "192.0.2.7", vni: 77, port: 4790, via: "eth1", kind: "dynamic" });
  expect(body(Neighbour)).toMatchObject({ state: 2, dst: "192.0.2.7", vni: 77, port: 4790, viaIfindex: 8 });
  await fdb.delete({ ...key, master: true, self: true, nhId: 5 });
  expect(body(Neighbour)).toMatchObject({ flags: 6, nhId: 5 });
});

it("an entry of a forwarding database is looked up at a device or in a bridge", async () => {
  const entry = { family: "bridge", ifindex: 7, lladdr: "02:00:00:00:00:11", state: 2 } as const;
  const { rtnl, body } = stage((request) => [[answer(RTM_NEWNEIGH, Neighbour, entry)], errno(request)]);
  const { fdb } = rtnl;
  expect(await fdb.get("02:00:00:00:00:11", { dev: "eth0" })).toMatchObject({ state: 2 });
  expect(body(Neighbour)).toMatchObject({ family: "bridge", ifindex: 7, state: 0, flags: 2 });
  await fdb.get("02:00:00:00:00:11", { dev: "eth0", master: true, vlan: 5, srcVni: 77 });
  expect(body(Neighbour)).toMatchObject({ flags: 4, vlan: 5, vni: 77 });
  await fdb.get("02:00:00:00:00:11", { bridge: "eth1" });
  expect(body(Neighbour)).toMatchObject({ ifindex: 0, flags: 0, master: 8 });
  await expect(fdb.get("02:00:00:00:00:11", {})).rejects.toThrow("fdb.get: dev: say dev or bridge");
  await expect(fdb.get("02:00:00:00:00:11", { dev: 7, bridge: 8 })).rejects.toThrow("fdb.get: dev: say dev or bridge");
  await expect(fdb.get("02:00:00:00:00:11", { bridge: 8, self: true })).rejects.toThrow("fdb.get: self: goes with dev");
  await expect(fdb.get("02:00", { dev: 7, vid: 5 } as object)).rejects.toThrow("fdb.get: vid: unknown option");
});

it("a device that answers dumps only has its entries looked up in a list", async () => {
  const { rtnl, seen } = stage((request) =>
    (request.flags & 0x300) === 0x300
      ? dumped(RTM_NEWNEIGH, Neighbour, [
          { family: "bridge", ifindex: 7, lladdr: "02:00:00:00:00:12" },
          { family: "bridge", ifindex: 7, lladdr: "02:00:00:00:00:11", master: 9, state: 0x40 },
          { family: "bridge", ifindex: 7, lladdr: "02:00:00:00:00:11", flags: 2, state: 2 },
        ])
      : [errno(request, "EOPNOTSUPP")],
  );
  expect(await rtnl.fdb.get("02:00:00:00:00:11", { dev: "eth0" })).toMatchObject({ flags: 2, state: 2 });
  expect(await rtnl.fdb.get("02:00:00:00:00:11", { dev: "eth0", master: true })).toMatchObject({ master: 9 });
  expect(await rtnl.fdb.get("02:00:00:00:00:13", { dev: "eth0" })).toBeUndefined();
  expect(seen).toHaveLength(6);
  expect(await rtnl.fdb.list({ lladdr: "02-0-0-0-0-12" })).toHaveLength(1);
  const absent = stage((request) => [errno(request, "ENOENT")]);
  expect(await absent.rtnl.fdb.get("02:00:00:00:00:11", { dev: "eth0" })).toBeUndefined();
});

it.each<[object, string]>([
  [{ dst: "10.0.0.9" }, "neighbours.add: dev: "],
  [{ dst: "10.0.0.9", dev: 1, lladdr: "02:00:xx" }, "neighbours.add: lladdr: expected a link-layer address"],
  [{ dst: "10.0.0.9", dev: 1, state: "permanently" }, 'no state of a neighbour: "permanently"'],
  [{ dst: "10.0.0.0/24", dev: 1 }, "neighbours.add: dst: no IP address"],
  [{ dst: "10.0.0.9", dev: 1, mac: "x" }, "neighbours.add: mac: unknown option"],
])("refuses %o", async (neighbour, message) => {
  const { rtnl } = stage();
  const error = await failure(rtnl.neighbours.add(neighbour as never));
  expect(isOptionError(error)).toBe(true);
  expect(error.message).toContain(message);
});

it("refuses entries that cannot be", async () => {
  const { rtnl } = stage();
  const { fdb } = rtnl;
  const both = await failure(fdb.add({ lladdr: "02:00:00:00:00:11", dev: 1, dst: "10.0.0.1", nhId: 5 }));
  expect(both.message).toBe("fdb.add: dst: does not go with nhId: the nexthop group has it");
  expect((await failure(fdb.add({ lladdr: "02:00:00:00:00:11", dev: 1, vlan: 4095 }))).message).toContain(
    "vlan: expected at most 4094",
  );
  expect((await failure(fdb.flush({}))).message).toContain("at least one filter");
  expect((await failure(rtnl.neighbours.flush({}))).message).toContain("at least one filter");
});
