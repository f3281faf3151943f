import { afterEach, expect } from "vitest";
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

for (const mode of ["ring", "messages"] as const) {
  live(`slots are written, sent or discarded (${mode})`, FEATURES, async (ns) => {
    await quietVeth(ns);
    using from = capture(ns, "vb");
    using to = injector(ns, "va", { mode });
    expect(to.freeCount).toBe(to.frameCount);
    for (let i = 0; i < 10; i++) {
      const slot = to.allocate(64)!;
      slot.data.set(frame(i));
      expect(() => to.allocate(64)).toThrow(/a slot is being written/);
      expect(() => to.flush()).toThrow(/a slot is being written/);
      slot.send();
      expect(() => slot.send()).toThrow(/this slot was sent or discarded/);
      expect(() => slot.data).toThrow(/this slot was sent or discarded/);
    }
    {
      using slot = to.allocate(64)!;
      slot.data.set(frame(99));
    }
    expect(to.pendingCount).toBe(10);
    expect(to.flush().queued).toBe(10);
    const short = to.allocate(1000)!;
    short.data.set(frame(10, { length: 60 }));
    short.setLength(60);
    expect(() => short.setLength(1001)).toThrow(/1 to 1000 were allocated/);
    short.send();
    const at = to.reserve();
    to.bytes.set(frame(11), at);
    to.commit(64);
    expect(to.waitDrained(PATIENCE_MS)).toBe(true);
    expect(receive(from, 12, ({ data }) => sequenceOf(data))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(to.flush()).toEqual({ queued: 2, completed: expect.any(Number), rejected: 0 });
    expect(to.statistics()).toMatchObject({ queued: 12, completed: 12, rejected: 0, pending: 0 });
    expect(to.flush()).toEqual({ queued: 0, completed: 0, rejected: 0 });
  });

  live(
    `frames that the interface does not take are counted, the others go in order (${mode})`,
    ["veth"],
    async (ns) => {
      await quietVeth(ns);
      using from = capture(ns, "vb");
      using to = injector(ns, "va", { mode });
      for (const length of [0, to.frameCapacity + 1]) {
        expect(() => to.write(new Uint8Array(length))).toThrow(/a frame of \d+ bytes: 1 to \d+ fit in a frame here/);
      }
      for (const wrong of ["a".repeat(64), Array(64).fill(0), new Uint16Array(32)] as unknown[]) {
        expect(() => to.send(wrong as Uint8Array)).toThrow(TypeError);
      }
      for (let i = 0; i < 9; i++) to.write(frame(i, { length: i % 3 === 1 ? 1900 : 64 + i }));
      expect(to.flush()).toMatchObject({ queued: 9, rejected: 3 });
      expect(to.waitDrained(PATIENCE_MS)).toBe(true);
      const found = receive(from, 6, ({ data }) => [
        sequenceOf(data),
        Buffer.compare(data, frame(sequenceOf(data), { length: data.length })),
      ]);
      expect(found).toEqual([0, 2, 3, 5, 6, 8].map((i) => [i, 0]));
      expect(to.statistics()).toMatchObject({ queued: 9, completed: 6, rejected: 3, pending: 0 });
    },
  );

  live(`without a carrier frames stay queued until there is room again (${mode})`, FEATURES, async (ns) => {
    await quietVeth(ns);
    using from = capture(ns, "vb", { blockCount: 64 });
    using to = injector(ns, "va", { mode, qdiscBypass: true, frameCount: 32 });
    await ns.script("ip link set vb down");
    let queued = 0;
    while (to.write(frame(queued))) queued++;
    expect(queued).toBe(to.frameCount);
    to.flush();
    expect(to.send(frame(queued))).toBe(false);
    expect([to.freeCount, to.pendingCount]).toEqual([0, queued]);
    expect(to.waitWritable(5)).toBe(false);
    expect(await to.writable({ timeoutMs: 5 })).toBe(false);
    expect(to.waitDrained(5)).toBe(false);
    const stopped = to.drained({ signal: AbortSignal.timeout(5) });
    await expect(stopped).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
    const drained = to.drained({ timeoutMs: PATIENCE_MS });
    await expect(to.writable()).rejects.toThrow(expect.objectContaining({ code: "ERR_RINGLINK_BUSY" }));
    await ns.script("ip link set vb up");
    await carrier(ns, "va");
    expect(await drained).toBe(true);
    expect(to.pendingCount).toBe(0);
    sendAll(to, [frame(queued)]);
    const found = receiveUntil(
      from,
      ({ data }) => sequenceOf(data) === queued,
      ({ data }) => sequenceOf(data),
    );
    // The kernel gives the carrier back a moment before the other end takes packets: what left then is lost. What comes is
    // in order, and once.
    expect(found).toEqual(Array.from({ length: found.length }, (_, i) => queued - found.length + i));
    expect(to.statistics()).toMatchObject({ completed: queued + 1, rejected: 0, pending: 0 });
  });

  live(`when frames were sent is told (${mode})`, FEATURES, async (ns) => {
    await quietVeth(ns);
    using to = injector(ns, "va", { mode, timestamps: "software" });
    const before = BigInt(Date.now()) * 1_000_000n;
    sendAll(to, [frame(0), frame(1), frame(2)]);
    const stamps = to.readTimestamps();
    for (const end = performance.now() + PATIENCE_MS; stamps.length < 3 && performance.now() < end; ) {
      stamps.push(...to.readTimestamps());
    }
    const after = BigInt(Date.now() + 1) * 1_000_000n;
    expect(stamps.map(({ id, clock }) => [id, clock])).toEqual([0, 1, 2].map((id) => [id, "software"]));
    for (const { timestampNs } of stamps) expect(timestampNs >= before && timestampNs <= after).toBe(true);
    expect(to.readTimestamps()).toEqual([]);
    // Unread ones show as an error of the socket, which is none of a wait's business.
    to.send(frame(3));
    expect(await to.drained({ timeoutMs: PATIENCE_MS })).toBe(true);
  });
}

live("a VLAN tag is sent as it is written", FEATURES, async (ns) => {
  await quietVeth(ns);
  using from = capture(ns, "vb");
  using to = injector(ns, "va");
  sendAll(to, [frame(1, { length: 1518, vlan: { tpid: 0x8100, tci: 0x0123 } })]);
  const [packet] = receive(from, 1, (one) => one.copy());
  expect(packet).toMatchObject({ vlan: { tpid: 0x8100, tci: 0x0123 }, originalLength: 1514 });
});

live("an interface that is down is an error, and keeps what is queued", FEATURES, async (ns) => {
  await quietVeth(ns);
  using to = injector(ns, "va");
  await ns.script("ip link set va down");
  expect(() => to.send(frame(1))).toThrow(expect.objectContaining({ code: "ENETDOWN" }));
  expect(to.pendingCount).toBe(1);
  await expect(to.drained()).rejects.toThrow(expect.objectContaining({ code: "ENETDOWN" }));
  await ns.script("ip link set va up");
  await carrier(ns, "va");
  expect(await to.drained({ timeoutMs: PATIENCE_MS })).toBe(true);
});
