import { afterEach, expect, vi } from "vitest";
import { type Capture, compileFilter, PacketStatus } from "../../src/ring/index.js";
import { frame, sequenceOf } from "../ring/support/frames.js";
import { live } from "./support/live.js";
import {
  capture,
  carrier,
  expectNothingLeft,
  injector,
  PATIENCE_MS,
  quietVeth,
  receive,
  receiveUntil,
  sendAll,
} from "./support/packet-ring.js";

afterEach(expectNothingLeft);

const FEATURES = ["enterNetns", "veth"] as const;

const COUNT = 20_000;
const lengthOf = (sequence: number) => 60 + ((sequence * 7) % 1455);

for (const mode of ["ring", "messages"] as const) {
  live(`every packet arrives once, whole and in order (sent by ${mode})`, FEATURES, async (ns) => {
    await quietVeth(ns);
    using from = capture(ns, "vb", { blockCount: 320 });
    using to = injector(ns, "va", { mode });
    expect(to.mode).toBe(mode);
    let wrong = 0;
    let next = 0;
    const check = (bytes: Uint8Array) => {
      if (sequenceOf(bytes) !== next || Buffer.compare(bytes, frame(next, { length: lengthOf(next) })) !== 0) wrong++;
      next++;
    };
    for (let first = 0; first < COUNT; first += 500) {
      sendAll(
        to,
        Array.from({ length: 500 }, (_, i) => frame(first + i, { length: lengthOf(first + i) })),
      );
      receive(from, 500, (packet) => check(packet.data));
    }
    expect([next, wrong]).toEqual([COUNT, 0]);
    expect(to.statistics()).toEqual({ queued: COUNT, completed: COUNT, rejected: 0, pending: 0, timestampsLost: 0 });
    const { sinceOpen, sinceLast, lostBlocks, batches } = from.statistics();
    expect(sinceOpen).toEqual({ received: COUNT, drops: 0, freezes: 0 });
    expect(sinceLast).toEqual(sinceOpen);
    expect(lostBlocks).toBe(0);
    expect(batches).toBeGreaterThan(0);
    expect(from.statistics().sinceLast).toEqual({ received: 0, drops: 0, freezes: 0 });
    const [link] = await ns.json<{ stats64: { rx: { packets: number } } }[]>("ip", "-j", "-s", "link", "show", "vb");
    expect(link!.stats64.rx.packets).toBe(COUNT);
  });
}

live("packets tell where they come from, and when", FEATURES, async (ns) => {
  await quietVeth(ns);
  using from = capture(ns, "vb");
  using to = injector(ns, "va");
  const before = BigInt(Date.now()) * 1_000_000n;
  sendAll(to, [
    frame(1),
    frame(2, { destinationMac: [2, 0, 0, 0, 0, 99] }),
    frame(3, { destinationMac: Array(6).fill(255) }),
  ]);
  const packets = receive(from, 3, (packet) => packet.copy());
  const after = BigInt(Date.now() + 1) * 1_000_000n;
  const [link] = await ns.json<{ ifindex: number }[]>("ip", "-j", "link", "show", "vb");
  expect(packets.map(({ direction }) => direction)).toEqual(["host", "otherHost", "broadcast"]);
  for (const packet of packets) {
    expect(packet).toMatchObject({
      originalLength: 64,
      protocol: 0x800,
      interfaceIndex: link!.ifindex,
      hardwareType: 1,
      linkLayerAddress: Uint8Array.of(2, 0, 0, 0, 0, 1),
      vlan: undefined,
    });
    expect(packet.timestampNs >= before && packet.timestampNs <= after).toBe(true);
    expect(packet.rxhash).not.toBe(0);
    expect(packet.status & PacketStatus.vlanValid).toBe(0);
  }
  expect(new Set(packets.map(({ rxhash }) => rxhash)).size).toBe(1);
  expect(from.interface).toMatchObject({ name: "vb", index: link!.ifindex, mtu: 1500, up: true });
  expect([from.linkType, from.cooked]).toEqual([1, false]);
});

live("outgoing packets are seen, unless they are to be ignored", FEATURES, async (ns) => {
  await quietVeth(ns);
  using all = capture(ns, "va", { rxhash: false });
  using incoming = capture(ns, "va", { ignoreOutgoing: true });
  using there = injector(ns, "va");
  using back = injector(ns, "vb");
  sendAll(there, [frame(1)]);
  sendAll(back, [frame(2)]);
  const seen = receive(all, 2, (packet) => [sequenceOf(packet.data), packet.direction]);
  expect(seen).toEqual([
    [1, "outgoing"],
    [2, "otherHost"],
  ]);
  expect(receive(incoming, 1, (packet) => sequenceOf(packet.data))).toEqual([2]);
});

live("one packet is given when its block's time is up", FEATURES, async (ns) => {
  await quietVeth(ns);
  using from = capture(ns, "vb", { preset: "lowLatency" });
  using to = injector(ns, "va");
  expect(from.nextBatch()).toBeUndefined();
  expect(to.send(frame(5))).toBe(true);
  using batch = from.nextBatch(PATIENCE_MS)!;
  expect(batch).toMatchObject({ length: 1, timedOut: true, sequence: 1, gap: 0 });
  expect(batch.firstTimestampNs).toBe([...batch][0]!.timestampNs);
});

live("a VLAN tag is told beside the packet", FEATURES, async (ns) => {
  await quietVeth(ns);
  using from = capture(ns, "vb");
  using to = injector(ns, "va");
  sendAll(to, [
    frame(1, { vlan: { tpid: 0x8100, tci: 0xa005 } }),
    frame(2, { vlan: { tpid: 0x88a8, tci: 7 } }),
    frame(3),
  ]);
  const packets = receive(from, 3, (packet) => packet.copy());
  expect(packets.map(({ vlan }) => vlan)).toEqual([{ tpid: 0x8100, tci: 0xa005 }, { tpid: 0x88a8, tci: 7 }, undefined]);
  expect(packets.map(({ data }) => data.length)).toEqual([60, 60, 64]);
  expect(packets.map(({ data }) => sequenceOf(data))).toEqual([1, 2, 3]);
});

live("snap length", FEATURES, async (ns) => {
  await quietVeth(ns);
  const everything = [{ code: 6, jt: 0, jf: 0, k: 0x40000 }];
  using plain = capture(ns, "vb", { snapLengthBytes: 50 });
  using classic = capture(ns, "vb", { snapLengthBytes: 48, filter: everything });
  using whole = capture(ns, "vb", { filter: everything });
  using to = injector(ns, "va");
  sendAll(to, [frame(1, { length: 1000 })]);
  const lengths = (from: Capture) =>
    receive(from, 1, (packet) => [packet.length, packet.originalLength, packet.isTruncated]);
  expect(lengths(plain)).toEqual([[50, 1000, true]]);
  expect(lengths(classic)).toEqual([[48, 1000, true]]);
  expect(lengths(whole)).toEqual([[1000, 1000, false]]);
});

/** ldh [36], the UDP destination port of a packet without IP options; jeq; ret. */
const toPort = (port: number) => [
  { code: 0x28, jt: 0, jf: 0, k: 36 },
  { code: 0x15, jt: 0, jf: 1, k: port },
  { code: 6, jt: 0, jf: 0, k: 0x40000 },
  { code: 6, jt: 0, jf: 0, k: 0 },
];

live("a filter holds from the first packet on, and is swapped while packets come", FEATURES, async (ns) => {
  await quietVeth(ns);
  using from = capture(ns, "vb", { filter: toPort(53) });
  using to = injector(ns, "va");
  const MARK = 0xffff_ffff;
  const isMark = (packet: { data: Uint8Array }) => sequenceOf(packet.data) === MARK;
  const pass = (port: number) => {
    sendAll(
      to,
      [53, 80, 99, 53, 80].map((destinationPort, i) => frame(i, { destinationPort })),
    );
    sendAll(to, [frame(MARK, { destinationPort: port })]);
    return receiveUntil(from, isMark, (packet) => packet.uint16At(36));
  };
  expect(pass(53)).toEqual([53, 53]);
  from.setFilter(toPort(80));
  expect(pass(80)).toEqual([80, 80]);
  expect(() => from.setFilter([{ code: 6, jt: 0, jf: 0, k: -1 }])).toThrow(
    expect.objectContaining({ code: "ERR_RINGLINK_FILTER" }),
  );
  expect(pass(80)).toEqual([80, 80]);
  from.setFilter(undefined);
  expect(pass(1)).toEqual([53, 80, 99, 53, 80]);
});

live("any: packets of all interfaces, from the network layer on", FEATURES, async (ns) => {
  await quietVeth(ns);
  using from = capture(ns, "any");
  using to = injector(ns, "va");
  sendAll(to, [frame(77)]);
  const packets = receive(from, 2, (packet) => packet.copy());
  const links = await ns.json<{ ifindex: number; ifname: string }[]>("ip", "-j", "link");
  const nameOf = (index: number) => links.find(({ ifindex }) => ifindex === index)?.ifname;
  expect(packets.map(({ interfaceIndex, direction }) => `${nameOf(interfaceIndex)} ${direction}`).sort()).toEqual([
    "va outgoing",
    "vb host",
  ]);
  for (const { data, protocol } of packets) {
    expect([data[0], data.length, protocol]).toEqual([0x45, 50, 0x800]);
  }
  expect(from.interface).toMatchObject({ name: "any", index: 0, hardwareType: undefined });
  expect([from.cooked, from.linkType]).toEqual([true, 101]);
});

live("a full ring drops, counts and goes on", FEATURES, async (ns) => {
  await quietVeth(ns);
  using from = capture(ns, "vb", { blockSizeBytes: 4096, blockCount: 4, frameSizeBytes: 2048, blockTimeoutMs: 1 });
  using to = injector(ns, "va");
  const SENT = 1000;
  sendAll(
    to,
    Array.from({ length: SENT }, (_, i) => frame(i, { length: 1000 })),
  );
  const held = [0, 1, 2, 3].map(() => from.nextBatch(PATIENCE_MS)!);
  expect(() => from.nextBatch(10)).toThrow(/all 4 batches of the ring are held: release some/);
  const inRing = held.reduce((sum, { length }) => sum + length, 0);
  const { sinceOpen } = from.statistics();
  expect(sinceOpen.received + sinceOpen.drops).toBe(SENT);
  expect(sinceOpen).toMatchObject({ received: inRing });
  expect(sinceOpen.drops).toBeGreaterThan(900);
  expect(sinceOpen.freezes).toBeGreaterThan(0);
  for (const batch of held) batch.release();
  sendAll(to, [frame(SENT)]);
  expect(receive(from, 1, (packet) => sequenceOf(packet.data))).toEqual([SENT]);
  expect(from.statistics().lostBlocks).toBe(0);
});

live("waiting with a batch held does not spin, and ends when a packet comes", FEATURES, async (ns) => {
  await quietVeth(ns);
  using from = capture(ns, "vb", { blockTimeoutMs: 1 });
  using to = injector(ns, "va");
  to.send(frame(1));
  using held = from.nextBatch(PATIENCE_MS)!;
  expect(from.nextBatch(20)).toBeUndefined();
  expect(await from.read({ timeoutMs: 20 })).toBeUndefined();
  const waiting = from.read({ timeoutMs: PATIENCE_MS });
  to.send(frame(2));
  using second = await waiting;
  expect([...held, ...second!].map(({ data }) => sequenceOf(data))).toEqual([1, 2]);
});

live("an interface that goes down comes up again; one that is removed ends the capture", FEATURES, async (ns) => {
  await quietVeth(ns);
  using from = capture(ns, "vb", { blockTimeoutMs: 1 });
  using also = capture(ns, "vb", { blockTimeoutMs: 1 });
  using to = injector(ns, "va");
  await ns.script("ip link set vb down");
  expect(from.nextBatch(1)).toBeUndefined();
  // The event loop has to come round to it.
  await vi.waitFor(async () => {
    expect(await also.read({ timeoutMs: 1 })).toBeUndefined();
    expect(also.statistics().interfaceDowns).toBe(1);
  }, PATIENCE_MS);
  await ns.script("ip link set vb up");
  // What is sent before the kernel has noticed that the carrier is back is lost.
  await carrier(ns, "va");
  sendAll(to, [frame(1)]);
  expect(receive(from, 1, ({ data }) => sequenceOf(data))).toEqual([1]);
  {
    using batch = await also.read({ timeoutMs: PATIENCE_MS });
    expect([...batch!].map(({ data }) => sequenceOf(data))).toEqual([1]);
  }
  expect([from, also].map((one) => one.statistics().interfaceDowns)).toEqual([1, 1]);
  sendAll(to, [frame(2)]);
  const loop = (async () => {
    const seen: number[] = [];
    for await (const batch of also) for (const { data } of batch) seen.push(sequenceOf(data));
    return seen;
  })();
  const ended = expect(loop).rejects.toThrow(
    expect.objectContaining({ code: "ENODEV", message: expect.stringMatching(/the interface was removed/) }),
  );
  await ns.script("ip link del va");
  expect(receive(from, 1, ({ data }) => sequenceOf(data))).toEqual([2]);
  expect(() => from.nextBatch(PATIENCE_MS)).toThrow(expect.objectContaining({ code: "ENODEV" }));
  await ended;
  expect(() => to.send(frame(3))).toThrow(expect.objectContaining({ code: "ENXIO" }));
});

live("a capture leaves nothing in the kernel", FEATURES, async (ns) => {
  await quietVeth(ns);
  const sockets = async () => (await ns.run("cat", "/proc/net/packet")).trim().split("\n").length - 1;
  const from = capture(ns, "vb", { promiscuous: true });
  const to = injector(ns, "va", { mode: "ring" });
  expect(await sockets()).toBe(2);
  sendAll(to, [frame(1)]);
  const batch = from.nextBatch(PATIENCE_MS)!;
  const [packet] = [...batch];
  const { data } = packet!;
  const { bytes } = to;
  expect(sequenceOf(data)).toBe(1);
  const flags = async () =>
    (await ns.json<{ promiscuity: number }[]>("ip", "-j", "-d", "link", "show", "vb"))[0]!.promiscuity;
  expect(await flags()).toBe(1);
  from.close();
  to.close();
  expect(await sockets()).toBe(0);
  expect(await flags()).toBe(0);
  expect(data.every((byte) => byte === 0)).toBe(true);
  data.fill(1);
  bytes.fill(2);
  expect(() => packet!.data).toThrow(/capture closed/);
  expect(() => from.nextBatch()).toThrow(/the capture on vb is closed/);
  expect(() => from.setFilter(undefined)).toThrow(/the capture on vb is closed/);
  expect(() => to.write(frame(1))).toThrow(/the injector on va is closed/);
  expect([from.fd, to.fd]).toEqual([-1, -1]);
  expect(from.statistics().sinceOpen.received).toBe(1);
  expect(to.statistics()).toMatchObject({ completed: 1, pending: 0 });
});

/** Whether libpcap is installed here: without it an expression is an error that says so. */
function hasLibpcap(): boolean {
  try {
    compileFilter("ip");
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === "ERR_RINGLINK_LIBPCAP") return false;
    throw error;
  }
}

live("an expression is compiled by libpcap, where it is installed", FEATURES, async (ns) => {
  await quietVeth(ns);
  if (!hasLibpcap()) {
    expect(() => capture(ns, "vb", { filter: "udp" })).toThrow(
      expect.objectContaining({ code: "ERR_RINGLINK_LIBPCAP" }),
    );
    return;
  }
  using udp = capture(ns, "vb", { filter: "udp port 53", snapLengthBytes: 60 });
  using vlan = capture(ns, "vb", { filter: "vlan 5" });
  using any = capture(ns, "any", { filter: "udp dst port 99 and inbound" });
  using to = injector(ns, "va");
  expect(() => udp.setFilter("udp port")).toThrow(/syntax error/);
  sendAll(to, [
    frame(1, { destinationPort: 53 }),
    frame(2, { destinationPort: 99 }),
    frame(3, { vlan: { tpid: 0x8100, tci: 5 } }),
  ]);
  expect(receive(udp, 1, ({ data }) => [sequenceOf(data), data.length])).toEqual([[1, 60]]);
  expect(receive(vlan, 1, ({ data }) => sequenceOf(data))).toEqual([3]);
  expect(receive(any, 1, (packet) => packet.uint16At(22))).toEqual([99]);
});
