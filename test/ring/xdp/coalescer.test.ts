/** How long an AF_XDP ring is left alone, and when not at all. */
import { afterEach, expect, it, vi } from "vitest";
import { Readiness } from "../../../src/ring/readiness.js";
import { Coalescer } from "../../../src/ring/xdp/coalescer.js";
import { FakePoll } from "../support/waiting.js";
import { Kernel, packetOf } from "./kernel.js";

afterEach(() => {
  vi.useRealTimers();
});

it("begins with the first packets, and ends when there are none twice", () => {
  const coalescer = new Coalescer(1, 64, 128);
  const rests = [0, 5, 0, 0, 0, 5, 0, 5, 0, 0].map((packets) => {
    coalescer.saw(packets);
    return coalescer.restMs;
  });
  expect(rests).toEqual([0, 1, 1, 0, 0, 1, 1, 1, 1, 0]);
});

it("does not rest where it may not, nor while there is more than can be taken at a time", () => {
  const off = new Coalescer(0, 64, 128);
  off.saw(5);
  expect(off.restMs).toBe(0);
  const full = new Coalescer(1, 64, 128);
  full.saw(64);
  expect(full.restMs).toBe(0);
  full.saw(63);
  expect(full.restMs).toBe(1);
  const short = new Coalescer(0.25, 64, 128);
  short.saw(1);
  expect(short.restMs).toBe(0.25);
});

it("longer rests grow, and are no longer than half of the ring takes to fill", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const coalescer = new Coalescer(20, 4096, 4000);
  const after = (ms: number, packets: number): number => {
    vi.advanceTimersByTime(ms);
    coalescer.saw(packets);
    return coalescer.restMs;
  };
  // What came first says nothing of what follows.
  expect(after(1000, 1)).toBe(2);
  expect([after(2, 200), after(4, 400), after(8, 800), after(16, 1600)]).toEqual([4, 8, 16, 20]);
  expect(after(20, 2000)).toBe(20);
  // A thousand a millisecond.
  expect(after(2, 2000)).toBe(2);
  // Sooner than the shortest rest.
  expect(after(1, 4000)).toBe(1);
  expect([after(1, 10), after(2, 10)]).toEqual([2, 4]);
  // After a pause it begins anew.
  expect([after(4, 0), after(4, 0), after(1000, 10)]).toEqual([4, 0, 2]);
});

it("takes with one look after each rest what came meanwhile, every packet of it", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  const kernel = new Kernel({ frameCount: 64, ringSize: 64, receiveFrames: 64 });
  const poll = new FakePoll();
  const coalescer = new Coalescer(5, 64, 64);
  let looks = 0;
  const readiness = new Readiness(
    poll.ffi,
    5,
    { readable: true },
    {
      look: (isRested) => {
        if (!isRested && coalescer.restMs > 0) return undefined;
        looks++;
        const batch = kernel.receiver.take();
        coalescer.saw(batch?.length ?? 0);
        return batch;
      },
      onError: () => undefined,
      restMs: () => coalescer.restMs,
    },
  );
  const seen: number[] = [];
  let sent = 0;
  const first = readiness.wait();
  expect(poll.watched).toBe(true);
  kernel.receive(packetOf(sent++));
  poll.fire();
  for (let next = first, round = 0; round < 20; round++, next = readiness.wait()) {
    if (round > 0) {
      // Nobody watches while packets come together.
      expect(poll.watched).toBe(false);
      for (let i = 0; i < 10; i++) expect(kernel.receive(packetOf(sent++))).toBe(true);
      expect(looks).toBe(round + 1);
      vi.advanceTimersByTime(5);
    }
    const batch = await next;
    expect(batch!.length).toBe(round === 0 ? 1 : 10);
    for (const packet of batch!) seen.push(packet.uint32At(0));
    batch!.release();
  }
  expect(seen).toEqual(Array.from({ length: sent }, (_, i) => i));
  // Empty twice: the descriptor is watched again, and no timer is left.
  vi.advanceTimersByTime(10);
  expect([poll.watched, vi.getTimerCount()]).toEqual([true, 0]);
  readiness.close();
});
