/** rtnl.addresses and rtnl.addressLabels without a kernel: what is sent, and what is refused before. */
import { afterEach, expect, it } from "vitest";
import { decode } from "../../src/codec/index.js";
import {
  type Answer,
  answer,
  Connection,
  errno,
  MemorySocket,
  multipart,
  type SeenRequest,
} from "../../src/netlink/connection/index.js";
import {
  Address,
  AddressFlags,
  type AddressKeyOptions,
  type AddressOptions,
  Link,
  Rtnl,
} from "../../src/rtnl/index.js";

const open: Rtnl[] = [];
afterEach(() => {
  for (const rtnl of open.splice(0)) rtnl.close();
});

interface Seen {
  readonly type: number;
  readonly flags: number;
  readonly value: Record<string, unknown>;
}

const LISTED = [
  { family: "inet", prefixlen: 24, index: 2, local: "192.0.2.1", address: "192.0.2.1", label: "eth0" },
  { family: "inet6", prefixlen: 64, index: 2, address: "2001:db8::1" },
  { family: "inet6", prefixlen: 128, index: 3, address: "2001:db8::1", scope: "link" },
] as const;

function converse(): { rtnl: Rtnl; seen: Seen[] } {
  const seen: Seen[] = [];
  const handler = (request: SeenRequest): Answer[] => {
    const { type, flags, payload } = request;
    if (type === 18) {
      const { ifname } = decode(Link, payload, { direction: "request" });
      if (ifname !== "eth0") return [errno(request, "ENODEV")];
      return [[answer(16, Link, { index: 2, ifname })], errno(request)];
    }
    const value = decode(Address, payload, { direction: "request" });
    const present = Object.entries(value).filter(([, one]) => one !== undefined);
    seen.push({ type, flags, value: Object.fromEntries(present) });
    if (type === 22) return multipart([LISTED.map((address) => answer(20, Address, address))]);
    return [errno(request)];
  };
  const rtnl = Rtnl.over(Connection.over(new MemorySocket(handler)));
  open.push(rtnl);
  return { rtnl, seen };
}

async function failure(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  return promise.then(
    () => {
      throw new Error("did not fail");
    },
    (error: Error) => error,
  );
}

const HEADER = { family: "inet", prefixlen: 24, ifaFlags: 0, scope: "universe", index: 2 };
const PLAIN = { ...HEADER, address: "192.0.2.1", local: "192.0.2.1" };

it.each<[string, Omit<AddressOptions, "dev">, Record<string, unknown>]>([
  ["IPv4", { address: "192.0.2.1/24" }, PLAIN],
  ["no length", { address: "192.0.2.1" }, { ...PLAIN, prefixlen: 32 }],
  ["bytes", { address: Uint8Array.of(192, 0, 2, 1), prefixlen: 24 }, PLAIN],
  [
    "IPv6",
    { address: "2001:db8::1/64" },
    { ...HEADER, family: "inet6", prefixlen: 64, address: "2001:db8::1", local: "2001:db8::1" },
  ],
  ["peer", { address: "192.0.2.1", peer: "192.0.2.9/30" }, { ...PLAIN, address: "192.0.2.9", prefixlen: 30 }],
  ["peer alone", { address: "192.0.2.1/24", peer: "192.0.2.9" }, { ...PLAIN, address: "192.0.2.9", prefixlen: 32 }],
  ["broadcast", { address: "192.0.2.1/24", broadcast: "192.0.2.7" }, { ...PLAIN, broadcast: "192.0.2.7" }],
  ["all ones", { address: "192.0.2.1/23", broadcast: "+" }, { ...PLAIN, prefixlen: 23, broadcast: "192.0.3.255" }],
  ["all zeros", { address: "192.0.2.1/24", broadcast: "-" }, { ...PLAIN, broadcast: "192.0.2.0" }],
  ["loopback", { address: "127.0.0.2/24" }, { ...HEADER, scope: "host", address: "127.0.0.2", local: "127.0.0.2" }],
  ["scope", { address: "192.0.2.1/24", scope: 77 }, { ...PLAIN, scope: 77 }],
  [
    "scope as ip has it",
    { address: "127.0.0.2/24", scope: "global" as const },
    { ...HEADER, address: "127.0.0.2", local: "127.0.0.2" },
  ],
  [
    "label, metric, maker",
    { address: "192.0.2.1/24", label: "eth0:x", metric: 5, proto: "kernel_ra" },
    { ...PLAIN, label: "eth0:x", rtPriority: 5, proto: "kernel_ra" },
  ],
  [
    "flags",
    { address: "192.0.2.1/24", flags: ["noprefixroute", "nodad"] },
    { ...PLAIN, ifaFlags: AddressFlags.nodad, flags: AddressFlags.nodad | AddressFlags.noprefixroute },
  ],
  [
    "lifetime",
    { address: "192.0.2.1/24", validLft: 60 },
    { ...PLAIN, cacheinfo: { valid: 60, prefered: 60, cstamp: 0, tstamp: 0 } },
  ],
  [
    "deprecated",
    { address: "192.0.2.1/24", preferredLft: 0 },
    { ...PLAIN, cacheinfo: { valid: 0xffffffff, prefered: 0, cstamp: 0, tstamp: 0 } },
  ],
])("add: %s", async (_, address, expected) => {
  const { rtnl, seen } = converse();
  await rtnl.addresses.add({ ...address, dev: "eth0" });
  expect(seen).toEqual([{ type: 20, flags: expect.any(Number), value: expected }]);
  expect(seen[0]!.flags & 0xf00).toBe(0x600);
});

it.each<[string, unknown, string]>([
  ["no address", { address: undefined }, "address: is missing"],
  ["no interface", { address: "192.0.2.1", dev: undefined }, "dev: is missing"],
  ["unknown", { address: "192.0.2.1", scop: 1 }, 'scop: unknown option; did you mean "scope"?'],
  ["no such prefix", { address: "192.0.2.1/33" }, 'address: no prefix length of 0 … 32 bits: "192.0.2.1/33"'],
  ["two lengths", { address: "192.0.2.1/24", prefixlen: 25 }, "prefixlen: is 25, and the address says 24"],
  ["length", { address: "192.0.2.1", prefixlen: 33 }, "prefixlen: expected at most 32 bits, got 33"],
  ["peer of the other family", { address: "192.0.2.1", peer: "::1" }, "peer: is no inet address"],
  ["broadcast of the other family", { address: "192.0.2.1", broadcast: "::1" }, "broadcast: is no inet address"],
  ["IPv6 broadcast", { address: "::1", broadcast: "+" }, "broadcast: IPv6 has no broadcast"],
  ["IPv6 label", { address: "::1", label: "x" }, "label: only IPv4 addresses have one"],
  ["lifetimes", { address: "::1", validLft: 5, preferredLft: 6 }, "preferredLft: 6 s are more than validLft, 5 s"],
])("refused: %s", async (_, options, message) => {
  const { rtnl, seen } = converse();
  const error = await failure(rtnl.addresses.add({ dev: "eth0", ...(options as object) } as AddressOptions));
  expect(error.message.split("\n")[0]).toBe(`addresses.add: ${message}`);
  expect(seen).toEqual([]);
});

it("add, replace and change differ by their flags", async () => {
  const { rtnl, seen } = converse();
  for (const verb of ["add", "replace", "change"] as const) {
    await rtnl.addresses[verb]({ address: "192.0.2.1/24", dev: 2 });
    await rtnl.addresses.addMany([{ address: "192.0.2.1/24", dev: 2 }], { mode: verb });
  }
  expect(seen.map(({ flags }) => flags & 0xf00)).toEqual([0x600, 0x600, 0x500, 0x500, 0x100, 0x100]);
});

it.each<[string, Omit<AddressKeyOptions, "dev">, Record<string, unknown>]>([
  ["whole", { address: "192.0.2.1/24" }, PLAIN],
  ["any length", { address: "192.0.2.1" }, { ...HEADER, prefixlen: 32, local: "192.0.2.1" }],
  ["by peer", { address: "192.0.2.1", peer: "192.0.2.9/32" }, { ...PLAIN, prefixlen: 32, address: "192.0.2.9" }],
  [
    "IPv6, whatever the length",
    { address: "2001:db8::1" },
    { ...HEADER, family: "inet6", prefixlen: 64, local: "2001:db8::1" },
  ],
])("delete: %s", async (_, address, expected) => {
  const { rtnl, seen } = converse();
  await rtnl.addresses.delete({ ...address, dev: "eth0" });
  expect(seen.at(-1)).toMatchObject({ type: 21, value: expected });
  expect(Object.keys(seen.at(-1)!.value).sort()).toEqual(Object.keys(expected).sort());
});

it("what was listed can be deleted, one by one and all that a filter finds", async () => {
  const { rtnl, seen } = converse();
  const listed = await rtnl.addresses.list({ family: "inet6", dev: "eth0" });
  expect(listed).toEqual([expect.objectContaining({ prefixlen: 64, index: 2 })]);
  expect(seen[0]).toMatchObject({ type: 22, value: { family: "inet6", index: 2 } });
  await rtnl.addresses.delete(listed[0]!);
  expect(seen.at(-1)).toMatchObject({
    type: 21,
    value: { family: "inet6", prefixlen: 64, index: 2, address: "2001:db8::1" },
  });
  seen.length = 0;
  expect(await rtnl.addresses.flush({ scope: "universe" })).toBe(2);
  expect(seen.map(({ type }) => type)).toEqual([22, 21, 21]);
  expect((await failure(rtnl.addresses.flush({}))).message).toBe("addresses.flush: a filter is needed");
});

it("one of many that makes no sense stops them all, and is named", async () => {
  const { rtnl, seen } = converse();
  const many = [
    { address: "192.0.2.1/24", dev: 2 },
    { address: "x", dev: 2 },
  ];
  expect((await failure(rtnl.addresses.addMany(many))).message).toBe(
    'addresses.addMany[1]: address: no IP address: "x"',
  );
  expect(seen).toEqual([]);
});

it("an interface that does not exist is named", async () => {
  const { rtnl } = converse();
  const error = await failure(rtnl.addresses.add({ address: "192.0.2.1/24", dev: "eth9" }));
  expect(error).toMatchObject({ code: "ENODEV", subject: "eth9" });
});

it("labels are for IPv6", async () => {
  const { rtnl, seen } = converse();
  const error = await failure(rtnl.addressLabels.add({ prefix: "10.0.0.0/8", label: 1 }));
  expect(error.message).toBe("addressLabels.add: prefix: is not IPv6, which has labels");
  const large = await failure(rtnl.addressLabels.add({ prefix: "::/0", label: 0xffffffff }));
  expect(large.message).toBe("addressLabels.add: label: expected at most 4294967294, got 4294967295");
  expect(seen).toEqual([]);
});
