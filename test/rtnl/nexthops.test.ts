/** rtnl.nexthops: requests, and options that are refused. */
import { expect, it } from "vitest";
import { answer, errno } from "../../src/netlink/connection/index.js";
import { isOptionError } from "../../src/options/index.js";
import { Nexthop, type NexthopOptions, nexthopWeight, Route } from "../../src/rtnl/index.js";
import { dumped, failure, stage } from "./verbs.js";

const RTM_NEWROUTE = 24;
const RTM_NEWNEXTHOP = 104;
const RTM_GETNEXTHOP = 106;

/** Echoes what it is told, after a route that the change touched. */
function echoing() {
  return stage((request) => [
    [answer(RTM_NEWROUTE, Route, { family: "inet", dst: "10.0.0.0", dstLen: 8 })],
    [{ type: RTM_NEWNEXTHOP, payload: request.payload }],
    errno(request),
  ]);
}

it("gives what the kernel made", async () => {
  const { rtnl } = echoing();
  expect(await rtnl.nexthops.add({ id: 5, gateway: "10.0.0.2", dev: "eth0", onlink: true })).toMatchObject({
    id: 5,
    family: "inet",
    gateway: "10.0.0.2",
    oif: 7,
    flags: 4,
  });
  expect(await rtnl.nexthops.add({ gateway: "fe80::1", dev: 3, encap: { type: "mpls", dst: 100 } })).toMatchObject({
    family: "inet6",
    encapType: "mpls",
    encap: { dst: "100" },
  });
  expect(await rtnl.nexthops.add({ id: 6, blackhole: true })).toMatchObject({ blackhole: true });
  const group = await rtnl.nexthops.add({
    id: 10,
    group: [5, { id: 6, weight: 65536 }, { id: 7, weight: 257 }],
    resilient: { buckets: 32, idleTimerMs: 1500 },
  });
  expect(group).toMatchObject({ family: "unspec", groupType: "res", resGroup: { buckets: 32, idleTimer: 150 } });
  expect(group.group?.map(nexthopWeight)).toEqual([1, 65536, 257]);
});

it("asks for it where the kernel does not echo", async () => {
  const { rtnl } = stage((request) =>
    request.type === RTM_GETNEXTHOP
      ? [[answer(RTM_NEWNEXTHOP, Nexthop, { family: "inet", id: 5, oif: 7 })], errno(request)]
      : [errno(request)],
  );
  expect(await rtnl.nexthops.add({ id: 5, dev: "eth0" })).toMatchObject({ id: 5, oif: 7 });
});

it("lists and flushes: groups go before their members", async () => {
  const all = [
    { id: 1, family: "inet", oif: 7 },
    { id: 2, family: "inet6", oif: 8, fdb: true },
    { id: 3, family: "unspec", group: [{ id: 1 }] },
  ];
  const { rtnl, seen, body } = stage((request) =>
    request.type === RTM_GETNEXTHOP ? dumped(RTM_NEWNEXTHOP, Nexthop, all) : [errno(request)],
  );
  const ids = async (filter: Parameters<typeof rtnl.nexthops.list>[0]) =>
    (await rtnl.nexthops.list(filter)).map(({ id }) => id);
  expect(await ids({ dev: "eth0" })).toEqual([1]);
  expect(body(Nexthop)).toMatchObject({ oif: 7 });
  expect(await ids({ groups: true })).toEqual([3]);
  expect(await ids({ groups: false, fdb: false })).toEqual([1]);
  expect(await ids({ family: "inet6" })).toEqual([2]);
  seen.length = 0;
  expect(await rtnl.nexthops.flush()).toBe(3);
  expect([1, 2, 3].map((i) => body(Nexthop, i).id)).toEqual([3, 1, 2]);
});

it.each<[NexthopOptions, string]>([
  [{ id: 5 }, "gateway: is missing"],
  [{ id: 5, blackhole: true, dev: 1 }, "dev: does not go with blackhole"],
  [{ id: 5, group: [1], gateway: "10.0.0.1" }, "gateway: does not go with group"],
  [{ id: 5, dev: 1, resilient: {} }, "resilient: is for groups"],
  [{ id: 5, group: [{ id: 1, weight: 65537 }] }, "group[0].weight: expected at most 65536"],
  [{ id: 5, group: [] }, "group: expected at least 1 elements"],
  [{ id: 0, dev: 1 }, "id: expected at least 1"],
  [{ id: 5, family: "inet6", gateway: "10.0.0.1" }, "gateway: is no inet6 address"],
])("refuses %o", async (nexthop, message) => {
  const { rtnl, seen } = stage();
  const error = await failure(rtnl.nexthops.add(nexthop));
  expect(isOptionError(error)).toBe(true);
  expect(error.message).toContain(`nexthops.add: ${message}`);
  expect(seen).toEqual([]);
});

it("a replacement needs an id", async () => {
  const { rtnl } = stage();
  expect((await failure(rtnl.nexthops.replace({ dev: 1 } as never))).message).toBe("nexthops.replace: id: is missing");
});
