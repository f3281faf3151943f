/** rtnl.addresses and rtnl.addressLabels against the running kernel, judged by `ip -j`. */
import { expect } from "vitest";
import { isNetlinkError } from "../../src/netlink/connection/index.js";
import { type AddressOptions, Rtnl } from "../../src/rtnl/index.js";
import { live } from "./support/live.js";
import type { Namespace } from "./support/namespace.js";

interface IpAddress {
  readonly family: string;
  readonly local: string;
  readonly address?: string;
  readonly prefixlen: number;
  readonly broadcast?: string;
  readonly scope: string;
  readonly label?: string;
  readonly metric?: number;
  readonly protocol?: string;
  readonly noprefixroute?: boolean;
  readonly nodad?: boolean;
  readonly deprecated?: boolean;
  readonly valid_life_time: number;
  readonly preferred_life_time: number;
}

const FEATURES = ["enterNetns", "veth", "ipv6"] as const;
const FOREVER = 4294967295;

async function open(ns: Namespace): Promise<Rtnl> {
  await ns.script(`
    echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6 || :
    ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
    echo 0 > /proc/sys/net/ipv6/conf/va/disable_ipv6
    ip link set va addrgenmode none up
    ip link set vb addrgenmode none up`);
  return Rtnl.open({ netns: { pid: ns.pid } });
}

async function told(ns: Namespace, dev = "va"): Promise<IpAddress[]> {
  const [link] = await ns.json<{ addr_info: IpAddress[] }[]>("ip", "-j", "address", "show", "dev", dev);
  return link!.addr_info.filter(({ local }) => local !== undefined);
}

async function failure(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  return promise.then(
    () => {
      throw new Error("did not fail");
    },
    (error: Error) => error,
  );
}

/** What is added to `va`, and what ip says of it. */
const ADDED: readonly (readonly [name: string, address: Omit<AddressOptions, "dev">, told: Partial<IpAddress>])[] = [
  [
    "plain",
    { address: "192.0.2.1/24" },
    { local: "192.0.2.1", prefixlen: 24, scope: "global", label: "va", valid_life_time: FOREVER },
  ],
  ["bare", { address: "192.0.2.1" }, { local: "192.0.2.1", prefixlen: 32 }],
  ["bytes", { address: Uint8Array.of(192, 0, 2, 1), prefixlen: 25 }, { local: "192.0.2.1", prefixlen: 25 }],
  ["netmask", { address: "192.0.2.1/255.255.255.0" }, { prefixlen: 24 }],
  ["broadcast", { address: "192.0.2.1/24", broadcast: "192.0.2.255" }, { broadcast: "192.0.2.255" }],
  ["broadcast +", { address: "192.0.2.1/20", broadcast: "+" }, { broadcast: "192.0.15.255" }],
  ["broadcast -", { address: "192.0.2.1/20", broadcast: "-" }, { broadcast: "192.0.0.0" }],
  ["peer", { address: "192.0.2.1", peer: "192.0.2.9" }, { local: "192.0.2.1", address: "192.0.2.9", prefixlen: 32 }],
  [
    "peer with a prefix",
    { address: "192.0.2.1", peer: "198.51.100.9/24" },
    { local: "192.0.2.1", address: "198.51.100.9", prefixlen: 24 },
  ],
  ["label", { address: "192.0.2.1/24", label: "va:web" }, { label: "va:web" }],
  ["scope", { address: "169.254.1.1/16", scope: "link" }, { scope: "link" }],
  ["loopback", { address: "127.0.0.2/8" }, { scope: "host" }],
  ["metric", { address: "192.0.2.1/24", metric: 77 }, { metric: 77 }],
  ["flags", { address: "192.0.2.1/24", flags: ["noprefixroute"] }, { noprefixroute: true }],
  ["IPv6", { address: "2001:db8::1/64", flags: ["nodad"] }, { local: "2001:db8::1", prefixlen: 64, nodad: true }],
  [
    "IPv6 peer",
    { address: "2001:db8::1", peer: "2001:db8::9/128" },
    { local: "2001:db8::1", address: "2001:db8::9", prefixlen: 128 },
  ],
  ["deprecated", { address: "2001:db8::1/64", preferredLft: 0 }, { deprecated: true, preferred_life_time: 0 }],
  ["IPv6 metric", { address: "2001:db8::1/64", metric: 5 }, { metric: 5 }],
];

live("addresses are made as asked, found and deleted", FEATURES, async (ns) => {
  await using rtnl = await open(ns);
  for (const [name, address, expected] of ADDED) {
    const options = { ...address, dev: "va" };
    await rtnl.addresses.add(options);
    const [only, ...more] = await told(ns);
    expect(more, name).toEqual([]);
    expect(only, name).toMatchObject(expected);
    const listed = await rtnl.addresses.list({ dev: "va" });
    expect(listed, name).toHaveLength(1);
    const { local, address: prefix, prefixlen, label } = listed[0]!;
    expect({ local: local ?? prefix, prefixlen, label }, name).toEqual({
      local: only!.local,
      prefixlen: only!.prefixlen,
      label: only!.label,
    });
    expect(isNetlinkError(await failure(rtnl.addresses.add(options)), "EEXIST"), name).toBe(true);
    expect(await rtnl.addresses.get(only!.local), name).toEqual(listed[0]);
    const { peer, prefixlen: bits } = address;
    const key = { address: address.address, dev: "va", ...(peer && { peer }), ...(bits && { prefixlen: bits }) };
    await rtnl.addresses.delete(key);
    expect(await told(ns), name).toEqual([]);
  }
});

live("lifetimes run", FEATURES, async (ns) => {
  await using rtnl = await open(ns);
  await rtnl.addresses.add({ address: "192.0.2.1/24", dev: "va", validLft: 3000, preferredLft: 1000 });
  await rtnl.addresses.add({ address: "2001:db8::1/64", dev: "va", validLft: 2000 });
  for (const { family, valid_life_time, preferred_life_time } of await told(ns)) {
    const [valid, preferred] = family === "inet" ? [3000, 1000] : [2000, 2000];
    expect(valid_life_time).toBeLessThanOrEqual(valid);
    expect(valid_life_time).toBeGreaterThan(valid - 900);
    expect(preferred_life_time).toBeLessThanOrEqual(preferred);
    expect(preferred_life_time).toBeGreaterThan(preferred - 900);
  }
  await rtnl.addresses.replace({ address: "192.0.2.1/24", dev: "va" });
  await rtnl.addresses.change({ address: "2001:db8::1/64", dev: "va", validLft: "forever", preferredLft: 0 });
  const [v4, v6] = await told(ns);
  expect(v4).toMatchObject({ valid_life_time: FOREVER, preferred_life_time: FOREVER });
  expect(v6).toMatchObject({ valid_life_time: FOREVER, preferred_life_time: 0, deprecated: true });
});

live("who made an address", [...FEATURES, "addressProtocol"], async (ns) => {
  await using rtnl = await open(ns);
  await rtnl.addresses.add({ address: "192.0.2.1/24", dev: "va", proto: 0x80 });
  expect(await rtnl.addresses.list({ dev: "va" })).toEqual([expect.objectContaining({ proto: 0x80 })]);
});

live("lists go by what was asked", FEATURES, async (ns) => {
  await using rtnl = await open(ns);
  await ns.script("echo 0 > /proc/sys/net/ipv6/conf/vb/disable_ipv6");
  const all: AddressOptions[] = [
    { address: "192.0.2.1/24", dev: "va", label: "va:x" },
    { address: "192.0.2.2/24", dev: "va" },
    { address: "169.254.7.7/16", dev: "vb", scope: "link" },
    { address: "2001:db8::1/64", dev: "va" },
    { address: "2001:db8::2/64", dev: "vb" },
  ];
  const results = await rtnl.addresses.addMany(all);
  expect(results.map(({ status }) => status)).toEqual(all.map(() => "fulfilled"));
  const find = async (filter: Parameters<typeof rtnl.addresses.list>[0]) =>
    (await rtnl.addresses.list(filter)).map(({ local, address }) => local ?? address).sort();
  expect(await find({})).toEqual(["169.254.7.7", "192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"]);
  expect(await find({ dev: "va" })).toEqual(["192.0.2.1", "192.0.2.2", "2001:db8::1"]);
  expect(await find({ family: "inet6" })).toEqual(["2001:db8::1", "2001:db8::2"]);
  expect(await find({ family: "inet", dev: "vb" })).toEqual(["169.254.7.7"]);
  expect(await find({ scope: "link" })).toEqual(["169.254.7.7"]);
  expect(await find({ label: "va:x" })).toEqual(["192.0.2.1"]);
  expect(await rtnl.addresses.get("2001:db8::1/65")).toBeUndefined();
  expect(await rtnl.addresses.get("2001:db8::1", { dev: "vb" })).toBeUndefined();
  expect((await rtnl.addresses.get("2001:db8::1/64", { dev: "va" }))?.prefixlen).toBe(64);

  expect(await rtnl.addresses.flush({ dev: "va", family: "inet6" })).toBe(1);
  expect(await find({ family: "inet6" })).toEqual(["2001:db8::2"]);
  expect(await rtnl.addresses.flush({ dev: "va" })).toBeGreaterThan(0);
  expect(await find({})).toEqual(["169.254.7.7", "2001:db8::2"]);
  const gone = await rtnl.addresses.deleteMany([
    ...(await rtnl.addresses.list({ family: "inet" })),
    { address: "2001:db8::2", dev: "vb" },
    { address: "2001:db8::3", dev: "vb" },
  ]);
  expect(gone.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
  expect(await find({})).toEqual([]);
});

live("a thousand addresses in few system calls, each with its result", FEATURES, async (ns) => {
  await using rtnl = await open(ns);
  const addresses = Array.from({ length: 1000 }, (_, i) => ({ address: `10.0.${i >> 8}.${i & 255}/32`, dev: "va" }));
  const results = await rtnl.addresses.addMany([...addresses, addresses[5]!]);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1000);
  const last = results.at(-1)!;
  expect(last.status === "rejected" && isNetlinkError(last.reason, "EEXIST")).toBe(true);
  expect(await told(ns)).toHaveLength(1000);
  const again = await rtnl.addresses.addMany(addresses, { mode: "replace" });
  expect(again.every(({ status }) => status === "fulfilled")).toBe(true);
  expect(await rtnl.addresses.flush({ dev: "va" })).toBe(1000);
  expect(await told(ns)).toEqual([]);
});

live("refusals name address and interface", FEATURES, async (ns) => {
  await using rtnl = await open(ns);
  const missing = await failure(rtnl.addresses.add({ address: "192.0.2.1/24", dev: "eth9" }));
  expect(missing).toMatchObject({ code: "ENODEV", subject: "eth9" });
  const absent = await failure(rtnl.addresses.delete({ address: "192.0.2.1/24", dev: "va" }));
  expect(absent).toMatchObject({ code: "EADDRNOTAVAIL", subject: "192.0.2.1/24 dev va" });
});

interface IpLabel {
  readonly address: string;
  readonly prefixlen?: number;
  readonly label: string;
  readonly dev?: string;
}

live("address labels", FEATURES, async (ns) => {
  await using rtnl = await open(ns);
  const { addressLabels } = rtnl;
  const ipLabels = () => ns.json<IpLabel[]>("ip", "-j", "addrlabel", "list");
  expect((await addressLabels.list()).length).toBe((await ipLabels()).length);
  await addressLabels.add({ prefix: "2001:db8::/32", label: 77 });
  await addressLabels.add({ prefix: "2001:db8:1::/48", label: 78, dev: "va" });
  expect(await addressLabels.get("2001:db8::1")).toMatchObject({ label: 77, prefixlen: 32, address: "2001:db8::" });
  expect(await addressLabels.get("2001:db8:1::1", { dev: "va" })).toMatchObject({ label: 78, prefixlen: 48 });
  expect(await addressLabels.list({ dev: "va" })).toEqual([expect.objectContaining({ label: 78 })]);
  expect(await failure(addressLabels.add({ prefix: "2001:db8::/32", label: 5 }))).toMatchObject({
    code: "EEXIST",
    subject: "2001:db8::/32",
  });
  await addressLabels.replace({ prefix: "2001:db8::/32", label: 5 });
  expect((await addressLabels.get("2001:db8::1")).label).toBe(5);
  const seen = (await addressLabels.list()).map(({ address, prefixlen, label }) => `${address}/${prefixlen} ${label}`);
  const expected = (await ipLabels()).map(({ address, prefixlen, label }) => {
    const [prefix, bits] = address.split("/");
    return `${prefix}/${prefixlen ?? bits} ${Number(label)}`;
  });
  expect(seen.sort()).toEqual(expected.sort());
  const many = [9, 10].map((label) => ({ prefix: `2001:db8:${label}::/48`, label }));
  expect((await addressLabels.addMany(many)).map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
  const packed = await addressLabels.packed();
  expect(packed.toArray()).toEqual(await addressLabels.list());
  const added = packed.filter(({ label }) => label === 9 || label === 10).toArray();
  expect(added.map(({ address }) => address).sort()).toEqual(["2001:db8:10::", "2001:db8:9::"]);
  expect(await addressLabels.deleteMany([...added, { prefix: "2001:db8:9::/48" }])).toMatchObject([
    { status: "fulfilled" },
    { status: "fulfilled" },
    { reason: { code: "ESRCH" } },
  ]);
  await addressLabels.delete({ prefix: "2001:db8::/32" });
  expect(await failure(addressLabels.delete({ prefix: "2001:db8::/32" }))).toMatchObject({ code: "ESRCH" });
  const count = (await addressLabels.list()).length;
  expect(await addressLabels.flush()).toBe(count);
  expect(await addressLabels.list()).toEqual([]);
});
