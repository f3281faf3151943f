/** rtnl.links without a kernel: what is sent, what is refused before, and what becomes of answers. */
import { expect, it } from "vitest";
import { fieldsOf } from "../../src/codec/layout.js";
import { openDescriptors, SyscallError } from "../../src/ffi/index.js";
import { answer, errno, multipart } from "../../src/netlink/connection/index.js";
import { Link, LinkFlags, type LinkOptions, linkKinds, type Rtnl } from "../../src/rtnl/index.js";
import { LinkInfo } from "../../src/rtnl/link/info.js";
import { converse, ECHO, EXCL_CREATE, failure, HEADER, kernel, present, requestOf } from "./links-support.js";

async function added(link: LinkOptions): Promise<unknown> {
  const { rtnl, seen } = converse();
  await rtnl.links.add(link);
  const request = seen.find(({ name }) => name === "newlink")!;
  expect(request.flags & EXCL_CREATE).toBe(EXCL_CREATE);
  return present(request.value);
}

it("a link of a kind without data", async () => {
  expect(await added({ kind: "dummy", name: "d0" })).toEqual({ ...HEADER, ifname: "d0", linkinfo: { kind: "dummy" } });
});

it("options of a kind, of all links, and switches", async () => {
  const link = await added({
    kind: "vlan",
    name: "v0",
    parent: "eth0",
    id: 5,
    protocol: "8021ad",
    master: "br0",
    up: true,
    arp: false,
    promisc: false,
    mtu: 1400,
    index: 99,
  });
  expect(link).toEqual({
    ...HEADER,
    index: 99,
    flags: LinkFlags.up | LinkFlags.noarp,
    change: LinkFlags.up | LinkFlags.noarp | LinkFlags.promisc,
    ifname: "v0",
    link: 2,
    master: 4,
    mtu: 1400,
    linkinfo: { kind: "vlan", data: { id: 5, protocol: "8021ad" } },
  });
});

it("the device below is where the kind has it", async () => {
  expect(await added({ kind: "vxlan", name: "x", parent: "eth0", id: 5, data: { group: "239.1.1.1" } })).toEqual({
    ...HEADER,
    ifname: "x",
    linkinfo: { kind: "vxlan", data: { id: 5, link: 2, group: "239.1.1.1" } },
  });
});

it.each([
  ["192.0.2.1", { group: "192.0.2.1" }],
  [Uint8Array.of(239, 1, 1, 1), { group: "239.1.1.1" }],
  ["2001:db8::1", { group6: "2001:db8::1" }],
])("the other end of a VXLAN goes where its family belongs: %s", async (remote, data) => {
  expect(await added({ kind: "vxlan", name: "x", id: 5, remote, group: 7 })).toEqual({
    ...HEADER,
    ifname: "x",
    group: 7,
    linkinfo: { kind: "vxlan", data: { id: 5, ...data } },
  });
  const { rtnl, seen } = converse();
  await rtnl.links.change("lo", { kind: "vxlan", remote });
  expect(present(seen.at(-1)!.value)).toEqual({ ...HEADER, index: 1, linkinfo: { kind: "vxlan", data } });
});

it("interfaces in data are given by name", async () => {
  expect(await added({ kind: "hsr", name: "h", slave1: "eth0", data: { slave2: "eth1" } })).toMatchObject({
    linkinfo: { kind: "hsr", data: { slave1: 2, slave2: 3 } },
  });
});

it("GRE keys get the flags by which they count, others are left as they are", async () => {
  expect(await added({ kind: "gre", name: "g", ikey: 5 })).toMatchObject({
    linkinfo: { data: { ikey: 5, iflags: 0x2000 } },
  });
  expect(await added({ kind: "gre", name: "g", ikey: 5, iflags: 0x3000 })).toMatchObject({
    linkinfo: { data: { ikey: 5, iflags: 0x3000 } },
  });
  expect(await added({ kind: "erspan", name: "g", ikey: 5, okey: 5 })).toMatchObject({
    linkinfo: { data: { iflags: 0x3000, oflags: 0x3000 } },
  });
});

it("the other end is a link of its own, switched on when the pair is there", async () => {
  const { rtnl, seen } = converse();
  await rtnl.links.add({
    kind: "netkit",
    name: "n0",
    mode: "l3",
    peer: { name: "n1", mtu: 1300, up: true, netns: undefined },
  });
  expect(seen.map(({ name }) => name)).toEqual(["newlink", "getlink", "setlink", "getlink"]);
  expect(present(seen[0]!.value)).toEqual({
    ...HEADER,
    ifname: "n0",
    linkinfo: { kind: "netkit", data: { mode: "l3", peerInfo: { ...HEADER, ifname: "n1", mtu: 1300 } } },
  });
  expect(present(seen[2]!.value)).toMatchObject({ ifname: "n1", flags: 1, change: 1 });
});

it("namespaces go by process and by descriptor; elsewhere nothing is looked up and nothing is echoed", async () => {
  const { rtnl, seen } = converse();
  expect(await rtnl.links.add({ kind: "dummy", name: "d", netns: { pid: 77 } })).toBeUndefined();
  await rtnl.links.add({ kind: "veth", name: "v", peer: { name: "w", netns: { fd: 9 } } });
  expect(present(seen[0]!.value)).toMatchObject({ netNsPid: 77 });
  expect(seen[0]!.flags & ECHO).toBe(0);
  expect(seen[1]!.name).toBe("newlink");
  expect(present(seen[1]!.value)).toMatchObject({ linkinfo: { data: { peer: { netNsFd: 9 } } } });
});

it("a namespace that does not exist is an error, and no descriptor stays open", async () => {
  const { rtnl, seen } = converse();
  const before = openDescriptors().size;
  const peer = { netns: { path: "/proc/self/ns/net" } };
  const error = await failure(rtnl.links.add({ kind: "veth", peer, netns: { path: "/nonexistent" } }));
  expect(error).toBeInstanceOf(SyscallError);
  expect(error.code).toBe("ENOENT");
  await rtnl.links.add({ kind: "veth", name: "x", peer });
  expect(seen.at(0)?.value.linkinfo?.data).toMatchObject({ peer: { netNsFd: expect.any(Number) } });
  expect(openDescriptors().size).toBe(before);
});

it("without an echo and without a name the newest of the kind is the one", async () => {
  const { rtnl } = converse((request) => {
    const { name, flags } = requestOf(request);
    if (name !== "getlink") return [errno(request)];
    if ((flags & 0x300) !== 0x300) return kernel(request);
    const links = [2, 5, 3].map((index) => ({ index, ifname: `d${index}`, linkinfo: { kind: "dummy" } as const }));
    return multipart([links.map((link) => answer(16, Link, link))]);
  });
  expect(await rtnl.links.add({ kind: "dummy" })).toMatchObject({ ifname: "d5" });
});

it.each<[string, unknown, string]>([
  ["no kind", { name: "x" }, "links.add: kind: is missing"],
  ["nothing", undefined, "links.add: the options are missing"],
  ["unknown option", { kind: "vlan", idd: 5 }, 'links.add: idd: unknown option; did you mean "id"?'],
  ["another kind's option", { kind: "vlan", vlanFiltering: 1 }, "links.add: vlanFiltering: unknown option"],
  ["data of a kind without", { kind: "dummy", data: {} }, "links.add: data: unknown option"],
  ["out of range", { kind: "vlan", id: 70000 }, "links.add: id: expected at most 65535, got 70000"],
  ["twice", { kind: "vlan", id: 1, data: { id: 2 } }, "links.add: id: is given twice, here and in data"],
  [
    "long name",
    { kind: "dummy", name: "x".repeat(16) },
    "links.add: name: a name of an interface has 1 … 15 bytes, not 16",
  ],
  ["name with a slash", { kind: "dummy", name: "a/b" }, 'links.add: name: "a/b" cannot name an interface'],
  ["address", { kind: "dummy", address: "02:zz" }, 'links.add: address: "02:zz" is no link-layer address'],
  [
    "namespace",
    { kind: "dummy", netns: { pit: 5 } },
    "links.add: netns: expected a network namespace: its name, a path, { pid } of a process in it, or an open { fd }, got an object",
  ],
  ["parent twice", { kind: "vxlan", parent: "eth0", link: 5 }, "links.add: parent: is link of the data"],
  [
    "remote and group",
    { kind: "vxlan", remote: "192.0.2.1", data: { group: "239.1.1.1" } },
    "links.add: remote: does not go with group, which is the same",
  ],
  [
    "remote and group6",
    { kind: "vxlan", remote: "192.0.2.1", group6: "ff05::1" },
    "links.add: remote: does not go with group6, which is the same",
  ],
  ["remote", { kind: "vxlan", remote: "192.0.2" }, 'links.add: remote: no IP address: "192.0.2"'],
  ["remote in data", { kind: "vxlan", data: { remote: "192.0.2.1" } }, "links.add: data.remote: unknown option"],
  [
    "peer twice",
    { kind: "veth", peer: {}, data: { peer: {} } },
    "links.add: peer: is given twice, here and as data.peer",
  ],
  ["peer's option", { kind: "veth", peer: { nam: "x" } }, 'links.add: peer.nam: unknown option; did you mean "name"?'],
  ["no pair", { kind: "vlan", peer: { name: "x" } }, "links.add: peer: unknown option"],
  [
    "up elsewhere",
    { kind: "veth", peer: { netns: "blue", up: true } },
    "links.add: peer.up: can be done in its own namespace only, once the pair is there",
  ],
  [
    "master elsewhere",
    { kind: "dummy", netns: "blue", master: "br0" },
    "links.add: master: with netns an interface over there is meant, by its index",
  ],
])("refused before anything is sent: %s", async (_, link, message) => {
  const { rtnl, seen } = converse();
  const error = await failure(rtnl.links.add(link as LinkOptions));
  expect(error.message.split("\n")[0]).toBe(message);
  expect(error).toMatchObject({ code: "ERR_RINGLINK_OPTION" });
  expect(seen).toEqual([]);
});

it("every kind that the schema knows can be asked for, with its own options", async () => {
  const table = fieldsOf(LinkInfo).entries.find(([key]) => key === "data")![1].type as never as { table: object };
  expect(Object.keys(table.table)).toEqual(Object.keys(linkKinds()));
  for (const [kind, set] of Object.entries(linkKinds())) {
    const { rtnl } = converse();
    const error = await failure(rtnl.links.add({ kind, data: { nothing: 1 } } as never));
    expect(error.message.split("\n")[0], kind).toMatch(/^links\.add: data\.nothing: unknown option/);
    expect(Object.keys(set.fields).length, kind).toBeGreaterThan(0);
  }
});

async function settings(
  link: string | number,
  options: Parameters<Rtnl["links"]["set"]>[1],
): Promise<[string, unknown][]> {
  const { rtnl, seen } = converse();
  await rtnl.links.set(link, options);
  return seen.map(({ name, value }) => [name, present(value)]);
}

it("settings are one request, by name", async () => {
  const attributes = { mtu: 9000, carrier: true, alias: "", xdp: null, addrGenMode: "none" as const };
  expect(await settings("eth0", { up: false, master: null, ...attributes })).toEqual([
    [
      "setlink",
      {
        ...HEADER,
        change: 1,
        ifname: "eth0",
        mtu: 9000,
        master: 0,
        carrier: 1,
        ifalias: "",
        xdp: { fd: -1 },
        afSpec: { inet6: { addrGenMode: "none" } },
      },
    ],
  ]);
});

it("long names are alternative names, numbers are indexes", async () => {
  expect(await settings("a-name-of-sixteen", { up: true })).toEqual([
    ["setlink", { ...HEADER, flags: 1, change: 1, altIfname: "a-name-of-sixteen" }],
  ]);
  expect(await settings(2, { up: true })).toEqual([["setlink", { ...HEADER, index: 2, flags: 1, change: 1 }]]);
});

it("a new name goes with the index, so that the old one is not taken for it", async () => {
  const [, set] = await settings("eth0", { name: "lan0" });
  expect(set).toEqual(["setlink", { ...HEADER, index: 2, ifname: "lan0" }]);
});

it("the port follows the master, alternative names come last", async () => {
  const all = await settings("lo", {
    master: "br0",
    port: { cost: 5, backupPort: "eth0" },
    altNames: { add: ["x"], delete: ["y"] },
  });
  expect(all.map(([name]) => name)).toEqual([
    "getlink",
    "getlink",
    "getlink",
    "getlink",
    "setlink",
    "newlink",
    "delprop",
    "newprop",
  ]);
  expect(all.slice(4).map(([, value]) => value)).toEqual([
    { ...HEADER, index: 1, master: 4 },
    { ...HEADER, index: 1, linkinfo: { slaveKind: "bridge", slaveData: { cost: 5, backupPort: 2 } } },
    { ...HEADER, index: 1, propList: { altIfname: ["y"] } },
    { ...HEADER, index: 1, propList: { altIfname: ["x"] } },
  ]);
});

it("a link leaves after everything else is done", async () => {
  const all = await settings("eth0", { netns: { pid: 5 }, up: true, port: { cost: 5 }, altNames: { add: ["x"] } });
  expect(all.map(([name]) => name)).toEqual(["getlink", "getlink", "newlink", "newprop", "setlink"]);
  expect(all.at(-1)![1]).toEqual({ ...HEADER, index: 2, flags: 1, change: 1, netNsPid: 5 });
});

it.each<[string, unknown, string]>([
  ["unknown option", { mtuu: 5 }, 'links.set: mtuu: unknown option; did you mean "mtu"?'],
  ["type", { up: 1 }, "links.set: up: expected boolean, got 1"],
  ["family", { afSpec: { inet: { conf: { forwrding: 1 } } } }, "links.set: afSpec.inet.conf.forwrding: unknown option"],
  [
    "twice",
    { addrGenMode: 1, afSpec: { inet6: { addrGenMode: 1 } } },
    "links.set: addrGenMode: is given twice, here and in afSpec.inet6",
  ],
  ["port of nothing", { master: null, port: { cost: 1 } }, "links.set: port: eth0 is part of nothing"],
  [
    "port elsewhere",
    { master: 4, netns: { pid: 1 }, port: { cost: 1 } },
    "links.set: port: cannot be set along with master and netns",
  ],
  ["port's option", { port: { cots: 1 } }, 'links.set: port.cots: unknown option; did you mean "cost"?'],
])("settings that are refused before anything is changed: %s", async (_, options, message) => {
  const { rtnl, seen } = converse();
  const error = await failure(rtnl.links.set("eth0", options as never));
  expect(error.message.split("\n")[0]?.split(";")[0]).toBe(message.split(";")[0]);
  expect(seen.every(({ name }) => name === "getlink")).toBe(true);
});

it("ports of a VRF have no settings", async () => {
  const { rtnl } = converse();
  const error = await failure(rtnl.links.set("eth1", { port: { cost: 1 } }));
  expect(error.message).toBe("links.set: port: eth1 is part of a vrf, whose ports have no settings");
});

it("a change names the kind; a tunnel's goes with what it has", async () => {
  const { rtnl, seen } = converse();
  await rtnl.links.change("br0", { kind: "bridge", vlanFiltering: 1 });
  await rtnl.links.change("gre0", { kind: "gre", ikey: 7 });
  const changes = seen.filter(({ name }) => name === "newlink");
  expect(changes.map(({ flags }) => flags & EXCL_CREATE)).toEqual([0, 0]);
  expect(present(changes[0]!.value)).toEqual({
    ...HEADER,
    index: 4,
    linkinfo: { kind: "bridge", data: { vlanFiltering: 1 } },
  });
  expect(present(changes[1]!.value)).toMatchObject({
    index: 5,
    linkinfo: { kind: "gre", data: { remote: "10.0.0.2", ttl: 64, ikey: 7, iflags: 0x3000, oflags: 0 } },
  });
  const error = await failure(rtnl.links.change("eth0", { kind: "dummy" } as never));
  expect(error.message).toBe('links.change: kind: links of kind "dummy" have no data');
  const other = await failure(rtnl.links.change("gre0", { kind: "vlan", id: 5 }));
  expect(other.message).toBe("links.change: kind: gre0 is a gre, not a vlan");
});

it("lists are filtered by the kernel where it can, and here in any case", async () => {
  const { rtnl, seen } = converse();
  expect((await rtnl.links.list({ kind: "bridge" })).map(({ ifname }) => ifname)).toEqual(["br0"]);
  expect(present(seen.at(-1)!.value)).toEqual({ ...HEADER, linkinfo: { kind: "bridge" } });
  expect(await rtnl.links.list({ master: "br0", vfs: true, inet6Stats: false })).toEqual([]);
  expect(present(seen.at(-1)!.value)).toEqual({ ...HEADER, master: 4, extMask: 9 });
  expect((await rtnl.links.list({ up: true })).map(({ ifname }) => ifname)).toEqual(["eth1"]);
  expect(await rtnl.links.list()).toHaveLength(5);
});

it("a group is never the one that every link is in", async () => {
  const { rtnl, seen } = converse();
  expect((await failure(rtnl.links.flush({ group: 0 }))).message).toBe(
    "links.flush: group: expected at least 1, got 0",
  );
  await rtnl.links.flush({ group: 5 });
  expect(seen.map(({ name, value }) => [name, present(value)])).toEqual([["dellink", { ...HEADER, group: 5 }]]);
});

it.each([0, -1, 1.5, "", null, undefined, {}])("no link: %j", async (link) => {
  const { rtnl, seen } = converse();
  for (const call of ["get", "delete", "waitFor"] as const) {
    const error = await failure((rtnl.links[call] as (link: unknown, what: unknown) => Promise<unknown>)(link, "up"));
    expect(error.message).toMatch(new RegExp(`^links\\.${call}: link: `));
  }
  expect(seen).toEqual([]);
});
