/** Events of the running kernel. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect } from "vitest";
import { encode } from "../../src/codec/index.js";
import {
  AF_NETLINK,
  Descriptor,
  ffi,
  inNamespace,
  littleEndian,
  openNamespace,
  SOCK_RAW,
} from "../../src/ffi/index.js";
import type { DatagramTrace } from "../../src/netlink/connection/index.js";
import { GetLink, NewAddress } from "../../src/rtnl/client/operations.js";
import { Link, Rtnl, type RtnlEvent } from "../../src/rtnl/index.js";
import { live } from "./support/live.js";

/** Takes events until one is as wanted; gives all. */
async function until<E extends RtnlEvent>(events: AsyncIterator<E>, wanted: (event: E) => boolean): Promise<E[]> {
  const seen: E[] = [];
  for (;;) {
    const { value, done } = await events.next();
    if (done === true) throw new Error(`ended after ${seen.map(({ type }) => type).join()}`);
    seen.push(value);
    if (wanted(value)) return seen;
  }
}

live(
  "typed events of every kind of object",
  ["enterNetns", "veth", "ipv6", "multipleTables", "nexthop"],
  async (ns) => {
    await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
    using events = rtnl.events({
      groups: ["link", "address", "route", "rule", "neigh", "nexthop", "nsid", "ipv4-netconf"],
    });
    await ns.script(`ip link add va type veth peer name vb
    ip link set va up
    ip link set vb up
    ip address add 10.0.0.1/24 dev va
    ip route add 10.9.0.0/16 via 10.0.0.2
    ip rule add from 10.1.0.0/16 table 7
    ip neighbour add 10.0.0.9 lladdr 02:00:00:00:00:09 dev va
    ip nexthop add id 5 via 10.0.0.7 dev va
    ip netns add other
    ip netns set other 33
    ip nexthop del id 5
    ip rule del from 10.1.0.0/16 table 7
    ip link del va`);
    const iterator = events[Symbol.asyncIterator]();
    const isEnd = (event: RtnlEvent) => event.type === "link-delete" && event.link.ifname === "va";
    const seen = await until(iterator, (event) => isEnd(event as RtnlEvent));
    const text = seen.flatMap((event) => {
      switch (event.object) {
        case "link":
          return [`${event.type} ${event.link.ifname}`];
        case "address":
          return [`${event.type} ${event.address.local ?? event.address.address}`];
        case "route":
          return [`${event.type} ${event.route.dst}`];
        case "rule":
          return [`${event.type} ${event.rule.src}`];
        case "neighbour":
          return [`${event.type} ${event.neighbour.dst}`];
        case "nexthop":
          return [`${event.type} ${event.nexthop.id}`];
        case "namespaceId":
          return [`${event.type} ${event.namespaceId.nsid}`];
        case "netconf":
          return [event.type];
        default:
          return [event.type];
      }
    });
    for (const wanted of [
      "link-new va",
      "address-new 10.0.0.1",
      "route-new 10.9.0.0",
      "rule-new 10.1.0.0",
      "neighbour-new 10.0.0.9",
      "nexthop-new 5",
      "namespaceId-new 33",
      "nexthop-delete 5",
      "rule-delete 10.1.0.0",
      "link-delete va",
      "netconf-new",
    ]) {
      expect(text).toContain(wanted);
    }
    expect(seen.every((event) => event.type !== "lost" && event.type !== "malformed")).toBe(true);
    expect(seen.some((event) => "own" in event && event.own)).toBe(false);
  },
);

live("what this connection itself did says so", ["enterNetns", "veth"], async (ns) => {
  await ns.script("ip link add va type veth peer name vb");
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  using events = rtnl.events({ groups: ["ipv4-ifaddr"] });
  await ns.script("ip address add 10.0.0.1/24 dev va");
  const { index } = await rtnl.links.get("va");
  const value = { family: "inet", prefixlen: 24, index, local: "10.0.0.2", address: "10.0.0.2" } as const;
  await rtnl.connection.request(NewAddress, value, { flags: 0x600 });
  const seen = await until(events[Symbol.asyncIterator](), (event) => "own" in event && event.own);
  expect(seen.map((event) => event.object === "address" && [event.address.local, event.own])).toEqual([
    ["10.0.0.1", false],
    ["10.0.0.2", true],
  ]);
  expect(events.closed).toBe(false);
});

live("events of other namespaces say where they come from", ["enterNetns", "veth"], async (ns) => {
  await ns.script(`ip netns add other
    ip netns set other 33
    ip -n other link add ia type veth peer name ib`);
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  using events = rtnl.events({ groups: ["link"], allNamespaces: true });
  using own = rtnl.events({ groups: ["link"] });
  await ns.script(`ip -n other link set ia mtu 1400
    ip link add va type veth peer name vb
    ip link del va`);
  const isEnd = (event: RtnlEvent) => event.type === "link-delete" && event.link.ifname === "va";
  const seen = await until(events[Symbol.asyncIterator](), isEnd);
  const places = seen.map((event) => event.object === "link" && `${event.link.ifname} ${event.nsid}`);
  expect(places).toContain("ia 33");
  expect(places).toContain("va undefined");
  const others = await until(own[Symbol.asyncIterator](), isEnd);
  expect(others.some((event) => event.object === "link" && event.link.ifname === "ia")).toBe(false);
});

live("traffic control, and messages without a place of their own", ["enterNetns", "veth", "qdiscPrio"], async (ns) => {
  await ns.script("ip link add va type veth peer name vb");
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  using events = rtnl.events({ groups: ["tc"] });
  await ns.script("tc qdisc add dev va root handle 7: prio");
  const seen = await until(events[Symbol.asyncIterator](), (event) => event.type === "qdisc-new");
  const last = seen.at(-1)!;
  expect(last.object === "qdisc" && last.qdisc.kind).toBe("prio");
});

live("a message of another process is not taken for the kernel's", ["enterNetns", "veth"], async (ns) => {
  const netns = { pid: ns.pid };
  await using rtnl = await Rtnl.open({ netns });
  using events = rtnl.events({ groups: ["link"] });
  // Sequence numbers of requests follow each other.
  const { sequence } = await sequenceOf(rtnl);
  const system = ffi();
  using namespace = openNamespace(system, netns);
  const fd = inNamespace(system, namespace, () => system.socket(AF_NETLINK, SOCK_RAW, 0));
  using forger = new Descriptor(system, fd, "forger");
  const to = (port: number, groups: number) => {
    const address = new DataView(new ArrayBuffer(12));
    address.setUint16(0, AF_NETLINK, littleEndian);
    address.setUint32(4, port, littleEndian);
    address.setUint32(8, groups, littleEndian);
    return new Uint8Array(address.buffer);
  };
  const { port } = rtnl.connection;
  for (let ahead = 1; ahead <= 32; ahead++) {
    const forged = message(
      16,
      sequence + ahead,
      port,
      encode(Link, { index: 4711, ifname: "forged" }, { littleEndian }),
    );
    expect(system.sendto(forger.fd, forged, 0, to(port, 0))).toBe(forged.length);
    // NLMSG_DONE: the end of a dump that has not begun.
    const done = message(3, sequence + ahead, port, new Uint8Array(4));
    expect(system.sendto(forger.fd, done, 0, to(port, 0))).toBe(done.length);
    // To everybody who listens to links.
    expect(system.sendto(forger.fd, forged, 0, to(0, 1))).toBe(forged.length);
  }
  for (let i = 0; i < 10; i++) {
    const links = await rtnl.connection.list(GetLink, {});
    // Kernels may have devices of their own in every namespace.
    expect(links.map(({ ifname }) => ifname)).toContain("lo");
    expect(links.some(({ index }) => index === 4711)).toBe(false);
    expect(await rtnl.connection.get(GetLink, { index: 1 })).toMatchObject({ ifname: "lo" });
  }
  await ns.script("ip link add va type veth peer name vb");
  const seen = await until(
    events[Symbol.asyncIterator](),
    (event) => event.object === "link" && event.link.ifname === "va",
  );
  expect(seen.some((event) => event.object === "link" && event.link.ifname === "forged")).toBe(false);
});

/** Sequence number of a request that is made now. */
async function sequenceOf(rtnl: Rtnl): Promise<{ sequence: number }> {
  const seen: DatagramTrace[] = [];
  const listener = (trace: unknown) => void seen.push(trace as DatagramTrace);
  subscribe("ringlink:netlink:send", listener);
  try {
    await rtnl.connection.get(GetLink, { index: 1 });
  } finally {
    unsubscribe("ringlink:netlink:send", listener);
  }
  const { bytes } = seen.find(({ port }) => port === rtnl.connection.port)!;
  return { sequence: new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, littleEndian) };
}

function message(type: number, sequence: number, port: number, body: Uint8Array): Uint8Array {
  const whole = new Uint8Array(16 + body.length);
  const header = new DataView(whole.buffer);
  header.setUint32(0, whole.length, littleEndian);
  header.setUint16(4, type, littleEndian);
  header.setUint32(8, sequence, littleEndian);
  header.setUint32(12, port, littleEndian);
  whole.set(body, 16);
  return whole;
}
