/** Packed lists of the verbs, against the double: what a list gives, its filters included. */
import { expect, it } from "vitest";
import { answer, Connection, errno, MemorySocket, multipart } from "../../src/netlink/connection/index.js";
import { Address, AddressLabel, Link, Neighbour, NetnsId, Nexthop, Route, Rtnl, Rule } from "../../src/rtnl/index.js";

const NEW = { link: 16, address: 20, route: 24, neighbour: 28, rule: 32, label: 72, nsid: 88, nexthop: 104 } as const;
const links = [1, 2, 3].map((index) =>
  answer(NEW.link, Link, { index, ifname: `eth${index}`, flags: index === 2 ? 1 : 0, linkinfo: { kind: "dummy" } }),
);
const addresses = ["192.0.2.1", "192.0.2.2"].map((local, i) =>
  answer(NEW.address, Address, { family: "inet", index: i + 1, prefixlen: 24, local, address: local }),
);
const routes = [
  answer(NEW.route, Route, { family: "inet", dstLen: 24, dst: "192.0.2.0", rtmTable: "main", oif: 1 }),
  answer(NEW.route, Route, { family: "inet6", dstLen: 32, dst: "2001:db8::", rtmTable: "main", oif: 2 }),
  answer(NEW.route, Route, { family: 128, dstLen: 32, dst: Uint8Array.of(1, 2, 3, 4), rtmTable: "main" }),
];
const neighbours = ["192.0.2.7", "192.0.2.8"].map((dst, i) =>
  answer(NEW.neighbour, Neighbour, { family: "inet", ifindex: i + 1, state: i === 0 ? 2 : 4, dst }),
);
const fdb = [
  answer(NEW.neighbour, Neighbour, {
    family: "bridge",
    ifindex: 2,
    master: 1,
    state: 128,
    lladdr: "02:00:00:00:00:01",
  }),
  answer(NEW.neighbour, Neighbour, { family: "bridge", ifindex: 2, state: 2, vlan: 5, lladdr: "02:00:00:00:00:02" }),
  answer(NEW.neighbour, Neighbour, { family: "bridge", ifindex: 3, state: 2, lladdr: "02:00:00:00:00:03" }),
];
const nexthops = [1, 2].map((id) => answer(NEW.nexthop, Nexthop, { family: "inet", id, oif: id }));
const rules = ["inet", "inet6", 128].map((family, priority) =>
  answer(NEW.rule, Rule, { family: family as "inet", priority, action: "to_tbl", hdrTable: "main" }),
);
const labels = [0, 2].map((index) =>
  answer(NEW.label, AddressLabel, { family: "inet6", prefixlen: 32, index, address: "2001:db8::", label: 5 }),
);
const nsids = [4, 5].map((nsid) => answer(NEW.nsid, NetnsId, { nsid }));

const AF_BRIDGE = 7;
const DUMP = 0x300;

function open(): Rtnl {
  const tables = new Map<number, typeof links>([
    [NEW.link + 2, links],
    [NEW.address + 2, addresses],
    [NEW.route + 2, routes],
    [NEW.nexthop + 2, nexthops],
    [NEW.rule + 2, rules],
    [NEW.label + 2, labels],
    [NEW.nsid + 2, nsids],
  ]);
  const socket = new MemorySocket((request) => {
    const { type, payload, flags } = request;
    // Interfaces are looked up one by one.
    if (type === NEW.link + 2 && (flags & DUMP) !== DUMP) return [[links[0]!], errno(request)];
    return multipart([tables.get(type) ?? (payload[0] === AF_BRIDGE ? fdb : neighbours)]);
  });
  return Rtnl.over(Connection.over(socket));
}

it.each([
  ["links", (rtnl: Rtnl) => [rtnl.links.list(), rtnl.links.packed()], 3],
  ["links that are up", (rtnl: Rtnl) => [rtnl.links.list({ up: true }), rtnl.links.packed({ up: true })], 1],
  ["links of a kind", (rtnl: Rtnl) => [rtnl.links.list({ kind: "vlan" }), rtnl.links.packed({ kind: "vlan" })], 0],
  ["addresses", (rtnl: Rtnl) => [rtnl.addresses.list(), rtnl.addresses.packed()], 2],
  ["addresses of one", (rtnl: Rtnl) => [rtnl.addresses.list({ dev: 2 }), rtnl.addresses.packed({ dev: 2 })], 1],
  ["routes", (rtnl: Rtnl) => [rtnl.routes.list(), rtnl.routes.packed()], 2],
  [
    "routes of a family and an interface",
    (rtnl: Rtnl) => [rtnl.routes.list({ family: "inet6", dev: 2 }), rtnl.routes.packed({ family: "inet6", dev: 2 })],
    1,
  ],
  ["neighbours", (rtnl: Rtnl) => [rtnl.neighbours.list(), rtnl.neighbours.packed()], 2],
  [
    "neighbours in a state",
    (rtnl: Rtnl) => [rtnl.neighbours.list({ state: "stale" }), rtnl.neighbours.packed({ state: "stale" })],
    1,
  ],
  ["forwarding", (rtnl: Rtnl) => [rtnl.fdb.list(), rtnl.fdb.packed()], 3],
  ["forwarding of a bridge", (rtnl: Rtnl) => [rtnl.fdb.list({ bridge: 1 }), rtnl.fdb.packed({ bridge: 1 })], 2],
  [
    "forwarding of a bridge and a VLAN",
    (rtnl: Rtnl) => [rtnl.fdb.list({ bridge: 1, vlan: 5 }), rtnl.fdb.packed({ bridge: 1, vlan: 5 })],
    1,
  ],
  ["nexthops", (rtnl: Rtnl) => [rtnl.nexthops.list({ dev: 1 }), rtnl.nexthops.packed({ dev: 1 })], 1],
  ["rules", (rtnl: Rtnl) => [rtnl.rules.list(), rtnl.rules.packed()], 2],
  ["rules by priority", (rtnl: Rtnl) => [rtnl.rules.list({ priority: 1 }), rtnl.rules.packed({ priority: 1 })], 1],
  ["labels", (rtnl: Rtnl) => [rtnl.addressLabels.list(), rtnl.addressLabels.packed()], 2],
  ["labels of one", (rtnl: Rtnl) => [rtnl.addressLabels.list({ dev: 2 }), rtnl.addressLabels.packed({ dev: 2 })], 1],
  ["ids of namespaces", (rtnl: Rtnl) => [rtnl.namespaceIds.list(), rtnl.namespaceIds.packed()], 2],
] as const)("%s", async (_, read, length) => {
  using rtnl = open();
  const [list, packed] = await Promise.all(read(rtnl));
  expect(list!.length).toBe(length);
  expect([...packed!]).toEqual(list);
});

it("a table that is not there has no routes; other refusals are errors; options are checked by the verb's name", async () => {
  const socket = new MemorySocket((request) => [errno(request, "ENOENT")]);
  using rtnl = Rtnl.over(Connection.over(socket));
  expect([...(await rtnl.routes.packed({ table: 1234 }))]).toEqual([]);
  await expect(rtnl.routes.packed()).rejects.toMatchObject({ code: "ENOENT" });
  await expect(rtnl.routes.packed({ famly: "inet" } as never)).rejects.toThrow("routes.packed");
  await expect(rtnl.neighbours.packed({ proxy: 1 } as never)).rejects.toThrow("neighbours.packed");
});
