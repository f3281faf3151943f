/** rtnl.routes: requests, and options that are refused. */
import { expect, it } from "vitest";
import { errno } from "../../src/netlink/connection/index.js";
import { MessageFlags, NewFlags } from "../../src/netlink/index.js";
import { isOptionError } from "../../src/options/index.js";
import { Route, type RouteOptions, routeDestination } from "../../src/rtnl/index.js";
import { dumped, failure, stage } from "./verbs.js";

const RTM_NEWROUTE = 24;
const { create, excl, replace, append } = NewFlags;

async function sent(route: RouteOptions) {
  const { rtnl, body } = stage();
  await rtnl.routes.add(route);
  return body(Route);
}

it("each verb has its flags", async () => {
  const { rtnl, seen } = stage();
  const route = { dst: "10.9.0.0/16", gateway: "10.0.0.2" };
  await rtnl.routes.add(route);
  await rtnl.routes.append(route);
  await rtnl.routes.replace(route);
  await rtnl.routes.change(route);
  await rtnl.routes.delete(route);
  const upper = MessageFlags.request | MessageFlags.ack;
  expect(seen.map(({ type, flags }) => [type, flags & ~upper])).toEqual([
    [24, create | excl],
    [24, create | append],
    [24, create | replace],
    [24, replace],
    [25, 0],
  ]);
});

it("scope, type, table and protocol are what ip route chooses", async () => {
  const base = { table: "main", protocol: "boot", type: "unicast" };
  const short = async (route: RouteOptions) => {
    const { rtmTable, table, protocol, scope, type } = await sent(route);
    return { table: table ?? rtmTable, protocol, scope, type };
  };
  expect(await short({ dst: "10.9.0.0/16", gateway: "10.0.0.2" })).toEqual({ ...base, scope: "universe" });
  expect(await short({ dst: "10.9.0.0/16", dev: "eth0" })).toEqual({ ...base, scope: "link" });
  expect(await short({ dst: "10.9.0.0/16", nhId: 5 })).toEqual({ ...base, scope: "universe" });
  expect(await short({ dst: "10.9.0.1", dev: "eth0", type: "local" })).toEqual({
    ...base,
    table: "local",
    scope: "host",
    type: "local",
  });
  expect(await short({ dst: "10.9.0.255", dev: "eth0", type: "broadcast" })).toMatchObject({
    table: "local",
    scope: "link",
  });
  expect(await short({ dst: "10.9.0.0/16", type: "blackhole" })).toMatchObject({ scope: "universe" });
  expect(await short({ dst: "2001:db8::/32", dev: "eth0" })).toEqual({ ...base, scope: "universe" });
  expect(await short({ dst: "10.9.0.0/16", dev: "eth0", scope: "global", table: 1000, protocol: 99 })).toEqual({
    table: 1000,
    protocol: "openr",
    scope: "universe",
    type: "unicast",
  });
});

it("a deletion leaves open what is not said", async () => {
  const { rtnl, body } = stage();
  await rtnl.routes.delete({ dst: "10.9.0.0/16" });
  expect(body(Route)).toMatchObject({ scope: "nowhere", type: "unspec", protocol: "unspec", rtmTable: "main" });
  await rtnl.routes.delete({ dst: "2001:db8::/32" });
  expect(body(Route)).toMatchObject({ scope: "universe", type: "unspec" });
});

it("destinations and families", async () => {
  const toAll = await sent({ dst: "default", gateway: "10.0.0.2" });
  expect(toAll).toMatchObject({ family: "inet", dstLen: 0 });
  expect(toAll).not.toHaveProperty("dst");
  expect(await sent({ dst: "default", gateway: "fe80::1", dev: 3 })).toMatchObject({
    family: "inet6",
    dstLen: 0,
    oif: 3,
  });
  expect(await sent({ dst: "0.0.0.0/0", gateway: "10.0.0.2" })).toEqual(toAll);
  expect(await sent({ dst: Uint8Array.of(10, 0, 0, 1), gateway: "10.0.0.2" })).toMatchObject({
    dstLen: 32,
    dst: "10.0.0.1",
  });
  expect(await sent({ dst: "10.0.0.0/255.255.0.0", dev: 3 })).toMatchObject({ dstLen: 16 });
  const across = await sent({ dst: "10.9.0.0/16", gateway: "fe80::1", dev: "eth0" });
  expect(across).toMatchObject({ oif: 7, via: { family: "inet6", addr: "fe80::1" } });
  expect(across).not.toHaveProperty("gateway");
  expect(await sent({ family: "inet", dst: "default", gateway: "fe80::1", dev: "eth0" })).toMatchObject({
    family: "inet",
    via: { family: "inet6" },
  });
  expect(
    await sent({ dst: 100, newdst: [200, 300], gateway: "10.0.0.2", dev: "eth1", ttlPropagate: true }),
  ).toMatchObject({
    family: "mpls",
    dstLen: 20,
    dst: "100",
    newdst: "200/300",
    type: "unicast",
    scope: "universe",
    via: { family: "inet", addr: "10.0.0.2" },
    ttlPropagate: 1,
  });
});

it("next hops, metrics and encapsulations", async () => {
  const route = await sent({
    dst: "10.9.0.0/16",
    metrics: { mtu: 1400, advmss: 1360, lock: ["mtu", "hoplimit"], features: ["ecn"], quickack: true, ccAlgo: "bbr" },
    multipath: [
      { gateway: "10.0.0.2", weight: 256, onlink: true },
      { dev: "eth1", encap: { type: "mpls", dst: "100/200", ttl: 5 } },
    ],
  });
  expect(route.metrics).toMatchObject({
    mtu: 1400,
    advmss: 1360,
    lock: (1 << 2) | (1 << 10),
    features: 1,
    quickack: 1,
    ccAlgo: "bbr",
  });
  expect(route.multipath).toMatchObject([
    { hops: 255, flags: 4, ifindex: 0, gateway: "10.0.0.2" },
    { hops: 0, flags: 0, ifindex: 8, encapType: "mpls", encap: { dst: "100/200", ttl: 5 } },
  ]);
  const segs = ["2001:db8::1", "2001:db8::2"];
  const reversed = [...segs].reverse();
  const dst = "2001:db8::/32";
  const encap = async (of: RouteOptions["encap"]) => (await sent({ dst, dev: 3, encap: of! })).encap as object;
  expect(await encap({ type: "seg6", mode: "encap", segs })).toMatchObject({
    srh: { mode: "encap", srh: { type: 4, hdrlen: 4, segmentsLeft: 1, firstSegment: 1, segments: reversed } },
  });
  expect(await encap({ type: "seg6", mode: "inline", segs, hmac: 9 })).toMatchObject({
    srh: {
      srh: { hdrlen: 11, segmentsLeft: 2, flags: 8, segments: ["::", ...reversed], tlvs: [{ type: "hmac", len: 38 }] },
    },
  });
  expect(await encap({ type: "seg6local", action: "end_b6_encap", srh: { segs } })).toMatchObject({
    action: "end_b6_encap",
    srh: { segments: reversed },
  });
  expect(await encap({ type: "rpl", segs })).toMatchObject({
    srh: { type: 3, hdrlen: 4, segmentsLeft: 2, segments: reversed },
  });
  expect(await encap({ type: "ip6", id: 7n, dst: "2001:db8::9", hoplimit: 64 })).toMatchObject({
    id: 7n,
    hoplimit: 64,
  });
  expect(await encap({ type: "ip", id: 7, dst: "192.0.2.9" })).toMatchObject({ id: 7n });
  expect(await encap({ type: "xfrm", ifId: 5 })).toMatchObject({ ifId: 5 });
});

it.each<[string, object, string | RegExp]>([
  ["a mistyped option", { dst: "default", gatway: "10.0.0.1" }, 'gatway: unknown option; did you mean "gateway"?'],
  ["no destination", { gateway: "10.0.0.1" }, "dst: is missing"],
  ["no prefix", { dst: "10.0.0.0/33" }, 'dst: no prefix length of 0 … 32 bits: "10.0.0.0/33"'],
  ["no address", { dst: "default", gateway: "10.0.0" }, 'gateway: no IP address: "10.0.0"'],
  ["an unknown type", { dst: "default", type: "unicats" }, /type: no route type: "unicats".*did you mean "unicast"\?/],
  ["a number too large", { dst: "default", priority: 2 ** 32 }, /priority: expected at most 4294967295/],
  [
    "a weight of 0",
    { dst: "default", multipath: [{ dev: 1 }, { dev: 2, weight: 0 }] },
    "multipath[1].weight: expected at least 1",
  ],
  ["another family's source", { dst: "10.0.0.0/8", dev: 1, prefsrc: "::1" }, "prefsrc: is no inet address"],
  [
    "gateway and next hops",
    { dst: "default", gateway: "10.0.0.1", multipath: [{ dev: 1 }] },
    "gateway: does not go with multipath",
  ],
  ["gateway and object", { dst: "default", dev: 1, nhId: 7 }, "dev: does not go with nhId"],
  [
    "gateway and via",
    { dst: "default", gateway: "10.0.0.1", via: { family: "inet6", addr: "fe80::1" } },
    "via: does not go with gateway",
  ],
  ["a label for an address family", { family: "inet", dst: 100, dev: 1 }, "dst: a label does not go with family inet"],
  ["MPLS by default", { family: "mpls", dst: "default", dev: 1 }, "dst: MPLS has no default route"],
  ["an MPLS route with a metric", { dst: 100, dev: 1, priority: 5 }, "priority: MPLS routes have none"],
  ["no way", { dst: "10.0.0.0/8" }, "gateway: is missing: a route has a gateway, a dev, a multipath or an nhId"],
  [
    "a source prefix of IPv4, which the kernel would leave out",
    { dst: "10.0.0.0/8", dev: 1, src: "192.0.2.1" },
    "src: only IPv6 routes have a source prefix; the preferred source address is prefsrc",
  ],
  ["a lifetime of IPv4", { dst: "10.0.0.0/8", dev: 1, expires: 5 }, "expires: is for IPv6 routes"],
  ["a router preference of IPv4", { dst: "10.0.0.0/8", dev: 1, pref: "high" }, "pref: is for IPv6 routes"],
  ["realms of IPv6", { dst: "::/0", dev: 1, flow: 5 }, "flow: is for IPv4 routes"],
  ["labels elsewhere", { dst: "default", dev: 1, newdst: 5 }, "newdst: is for MPLS routes"],
  ["a label too large", { dst: 1 << 20, dev: 1 }, /dst: expected MPLS labels of 0 … 1048575/],
  [
    "an unknown encapsulation",
    { dst: "default", dev: 1, encap: { type: "mlps" } },
    /encap: no type of encapsulation: "mlps".*"mpls"\?/,
  ],
  [
    "an encapsulation's option",
    { dst: "default", dev: 1, encap: { type: "mpls", dst: 5, tl: 5 } },
    "encap.tl: unknown option",
  ],
  ["an unknown metric", { dst: "default", dev: 1, metrics: { lock: ["mut"] } }, /metrics.lock: no metric: "mut"/],
])("refuses %s", async (_, route, message) => {
  const { rtnl, seen } = stage();
  const error = await failure(rtnl.routes.add(route as RouteOptions));
  expect(isOptionError(error)).toBe(true);
  expect(error.message).toMatch(typeof message === "string" ? new RegExp(escaped(`routes.add: ${message}`)) : message);
  expect(seen).toEqual([]);
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

const value = (dst: string, more: object = {}) => ({
  family: "inet",
  dstLen: 24,
  dst,
  rtmTable: "main",
  table: "main",
  protocol: "boot",
  type: "unicast",
  ...more,
});

it("a list asks the kernel to filter, and does not rely on it", async () => {
  const { rtnl, body } = stage(() =>
    dumped(RTM_NEWROUTE, Route, [
      value("10.9.1.0", { oif: 7, gateway: "10.0.0.2" }),
      value("10.9.2.0", { oif: 8 }),
      value("10.9.3.0", { oif: 7, table: 77, rtmTable: 77 }),
      value("10.9.4.0", { multipath: [{ ifindex: 8 }, { ifindex: 7, gateway: "10.0.0.3" }] }),
      value("10.9.5.0", { oif: 7, protocol: "bgp" }),
      value("10.9.6.0", { oif: 7, type: "local" }),
      { ...value("239.0.0.1"), family: "ipmr" },
    ]),
  );
  const { routes } = rtnl;
  const names = async (filter: Parameters<typeof routes.list>[0]) => (await routes.list(filter)).map(routeDestination);
  expect(await names({ dev: "eth0", table: "main", protocol: "boot", type: "unicast" })).toEqual([
    "10.9.1.0/24",
    "10.9.4.0/24",
  ]);
  expect(body(Route)).toMatchObject({ family: "unspec", rtmTable: "main", protocol: "boot", type: "unicast", oif: 7 });
  expect(await names({ table: 77 })).toEqual(["10.9.3.0/24"]);
  expect(await names({ gateway: "10.0.0.3" })).toEqual(["10.9.4.0/24"]);
  expect(await names({ within: "10.9.4.0/22", protocol: "bgp" })).toEqual(["10.9.5.0/24"]);
  expect(await names({})).toHaveLength(6);
  expect(await names({ table: 1000 })).toEqual([]);
  expect(body(Route)).toMatchObject({ table: 1000 });
});

it("many: each with its own result, interfaces looked up once, one acknowledgement for each datagram", async () => {
  const { rtnl, socket, seen } = stage((request) => {
    const index = seen.length - 1;
    if (index % 100 === 37) return [errno(request, "EEXIST", { msg: "there already" })];
    return (request.flags & MessageFlags.ack) === 0 ? [] : [errno(request)];
  });
  const list = Array.from({ length: 1000 }, (_, i) => ({ dst: `10.${i >> 8}.${i & 255}.0/24`, dev: "eth0" }));
  const results = await rtnl.routes.addMany(list);
  expect(seen).toHaveLength(1000);
  const refused = results.flatMap((result, i) => (result.status === "rejected" ? [i] : []));
  expect(refused).toEqual([37, 137, 237, 337, 437, 537, 637, 737, 837, 937]);
  expect(results[37]).toMatchObject({ reason: { code: "EEXIST", subject: "10.0.37.0/24", message: /there already/ } });
  expect(socket.sent.length).toBeLessThan(10);
  expect(seen.filter(({ flags }) => (flags & MessageFlags.ack) !== 0).length).toBeLessThan(10);
});

it("many: nothing is sent when one is wrong, and the error says which", async () => {
  const { rtnl, seen } = stage();
  const list = [
    { dst: "10.9.0.0/16", dev: "eth0" },
    { dst: "10.10.0.0/16", priority: -1 },
  ];
  const error = await failure(rtnl.routes.addMany(list));
  expect(error.message).toBe("routes.addMany[1]: priority: expected at least 0, got -1");
  const missing = await failure(rtnl.routes.addMany([{ dst: "10.9.0.0/16", dev: "nope" }]));
  expect(missing).toMatchObject({ code: "ENODEV", subject: "nope" });
  const odd = await failure(rtnl.routes.addMany([{ dst: "10.9.0.0/16", dev: 1, nhId: 7 }]));
  expect(odd.message).toContain("routes.addMany[0]: dev: does not go with nhId");
  expect(seen).toEqual([]);
});

it("many: one that stands alone is no list", async () => {
  const { rtnl } = stage();
  for (const [given, got] of [
    [{ dst: "10.0.0.0/8" }, "an object"],
    ["10.0.0.0/8", '"10.0.0.0/8"'],
    [undefined, "undefined"],
  ]) {
    const verbs = [rtnl.routes.addMany(given as never), rtnl.routes.deleteMany(given as never)];
    const [added, deleted] = await Promise.all(verbs.map(failure));
    expect(added!.message).toBe(`routes.addMany: expected an array, got ${got}`);
    expect(deleted!.message).toBe(`routes.deleteMany: expected an array, got ${got}`);
  }
});

it("a call may wait for ever, and not for no time", async () => {
  const { rtnl } = stage(() => dumped(RTM_NEWROUTE, Route, []));
  expect(await rtnl.routes.list({ timeoutMs: Number.POSITIVE_INFINITY })).toEqual([]);
  expect((await failure(rtnl.routes.list({ timeoutMs: 0 }))).message).toBe(
    "routes.list: timeoutMs: expected more than 0, got 0",
  );
});

it("many: a kernel that says nothing fails them all in time, one that says garbage none", async () => {
  const { rtnl } = stage(() => []);
  const results = await rtnl.routes.addMany(
    [
      { dst: "10.9.0.0/16", dev: 1 },
      { dst: "10.8.0.0/16", dev: 1 },
    ],
    { timeoutMs: 30 },
  );
  expect(results).toMatchObject([{ reason: { name: "TimeoutError" } }, { reason: { name: "TimeoutError" } }]);
  const noisy = stage((request) => [[{ type: 24, payload: Uint8Array.of(1, 2, 3) }], errno(request)]);
  expect(await noisy.rtnl.routes.addMany([{ dst: "10.9.0.0/16", dev: 1 }])).toMatchObject([{ status: "fulfilled" }]);
});

it("a route that was listed can be deleted as it is", async () => {
  const listed = value("10.9.1.0", { oif: 7, priority: 5, flags: 16, cacheinfo: { used: 5 }, expires: 9 });
  const { rtnl, body, seen } = stage((request) =>
    request.type === 26 ? dumped(RTM_NEWROUTE, Route, [listed]) : [errno(request)],
  );
  const [route] = await rtnl.routes.list();
  await rtnl.routes.delete(route!);
  expect(body(Route)).toMatchObject({
    dst: "10.9.1.0",
    oif: 7,
    priority: 5,
    flags: 0,
  });
  expect(body(Route)).not.toHaveProperty("cacheinfo");
  expect(body(Route)).not.toHaveProperty("expires");
  expect(await rtnl.routes.flush({ dst: "10.9.1.0/24" })).toBe(1);
  expect(seen.map(({ type }) => type)).toEqual([26, 25, 26, 25]);
  expect((await failure(rtnl.routes.flush({}))).message).toContain("at least one filter");
});

it("of a route with a nexthop object the deletion names the object alone", async () => {
  const listed = value("10.9.1.0", { nhId: 9, oif: 7, gateway: "192.0.2.1", priority: 5 });
  const { rtnl, body } = stage((request) =>
    request.type === 26 ? dumped(RTM_NEWROUTE, Route, [listed]) : [errno(request)],
  );
  const [route] = await rtnl.routes.list();
  await rtnl.routes.delete(route!);
  expect(body(Route)).toMatchObject({ dst: "10.9.1.0", nhId: 9, priority: 5 });
  for (const key of ["gateway", "oif", "multipath", "via", "encap"]) expect(body(Route)).not.toHaveProperty(key);
});

it("lookup asks for one address with all that decides", async () => {
  const { rtnl, body } = stage((request) => [[{ type: 24, payload: request.payload }], errno(request)]);
  await rtnl.routes.lookup("192.0.2.1", {
    from: "10.0.0.1",
    dev: "eth0",
    iif: "eth1",
    mark: "0x10",
    uid: 5,
    ipProto: "udp",
    dport: 53,
    fibMatch: true,
  });
  expect(body(Route)).toMatchObject({
    family: "inet",
    dstLen: 32,
    srcLen: 32,
    dst: "192.0.2.1",
    src: "10.0.0.1",
    oif: 7,
    iif: 8,
    mark: 16,
    uid: 5,
    ipProto: "udp",
    dport: 53,
    flags: 0x3000,
    type: "unspec",
  });
  await rtnl.routes.lookup("2001:db8::1");
  expect(body(Route)).toMatchObject({ family: "inet6", dstLen: 128, flags: 0 });
  expect((await failure(rtnl.routes.lookup("192.0.2.1", { from: "::1" }))).message).toContain(
    "from: is no inet address",
  );
  expect((await failure(rtnl.routes.lookup("example.org"))).message).toContain(
    'destination: no IP address: "example.org"',
  );
});
