/** Blocks that gather while a busy ring is left alone: how often a capture is woken, and that nothing is lost by it. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, vi } from "vitest";
import { type Ffi, ffi } from "../../src/ffi/index.js";
import type { Batch, Injector } from "../../src/ring/index.js";
import { frame, sequenceOf } from "../ring/support/frames.js";
import { live } from "./support/live.js";
import { capture, expectNothingLeft, injector, PATIENCE_MS, quietVeth, sendAll } from "./support/packet-ring.js";

afterEach(() => {
  vi.useRealTimers();
  expectNothingLeft();
});

const FEATURES = ["enterNetns", "veth"] as const;

/** The kernel's own system calls, with what a capture waits for written down. */
class Watched {
  /** Reports that a descriptor is ready, on the event loop. */
  wakes = 0;
  /** Waits with the thread blocked: for the descriptor, or for the time only. */
  readonly waits: { readonly what: "packets" | "time"; readonly ms: number }[] = [];

  readonly ffi: Ffi = {
    ...ffi(),
    poll: (fd, listener) =>
      ffi().poll(fd, (error, events) => {
        this.wakes++;
        listener(error, events);
      }),
    waiter: (descriptors) => {
      const waiter = ffi().waiter(descriptors);
      const wait = (ms: number) => {
        this.waits.push({ what: descriptors.length > 0 ? "packets" : "time", ms });
        return waiter.wait(ms);
      };
      return { wait, ready: (index) => waiter.ready(index) };
    },
  };
}

/** Small blocks that are given when they are full, and for a minute not before. */
const RING = { blockSizeBytes: 4096, blockCount: 64, frameSizeBytes: 2048, blockTimeoutMs: 60_000 };

/** How long the first block is made to take until it is full, at least: with 63 blocks free a rest may then last 1.5 s. */
const FILL_MS = 100;

class Burst {
  readonly #to: Injector;
  #sent = 0;

  constructor(to: Injector) {
    this.#to = to;
  }

  get sent(): number {
    return this.#sent;
  }

  send(count: number): void {
    sendAll(
      this.#to,
      Array.from({ length: count }, () => frame(this.#sent++)),
    );
  }

  /** Fills the first block slowly, and begins the second. */
  async firstBlock(): Promise<void> {
    this.send(1);
    await sleep(FILL_MS);
    // More than fit in one block, and fewer than in two.
    this.send(35);
  }
}

const numbers = (batch: Batch) => [...batch].map(({ data }) => sequenceOf(data));

live("blocks that fill up while the ring rests come with one wake-up, every packet of them", FEATURES, async (ns) => {
  await quietVeth(ns);
  const [gathering, woken] = [new Watched(), new Watched()];
  using from = capture(ns, "vb", { ...RING, coalesceMs: 500, ffi: gathering.ffi });
  using each = capture(ns, "vb", { ...RING, coalesceMs: 0, ffi: woken.ffi });
  using to = injector(ns, "va");
  const burst = new Burst(to);
  const begin = Promise.all([from.read(), each.read()]);
  await burst.firstBlock();
  const [first, same] = (await begin).map((batch) => batch!);
  const seen = numbers(first!);
  const seenByEach = numbers(same!);
  expect([first!.timedOut, seen]).toEqual([false, seenByEach]);
  first!.release();
  same!.release();

  // A rest ends when this test says so.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  const before = [gathering.wakes, woken.wakes];
  let isOver = false;
  const rested = from.read().finally(() => {
    isOver = true;
  });
  const BLOCKS = 20;
  for (let block = 0; block < BLOCKS; block++) {
    const waiting = each.read();
    burst.send(seen.length);
    using batch = await waiting;
    seenByEach.push(...numbers(batch!));
  }
  expect(isOver).toBe(false);
  vi.advanceTimersByTime(500);
  for (let block = 0, next = rested; block < BLOCKS; block++, next = block < BLOCKS ? from.read() : next) {
    using batch = await next;
    seen.push(...numbers(batch!));
  }
  // Not one by the descriptor: the rest was over. Where nothing rests, each block is told of.
  expect(gathering.wakes - before[0]!).toBe(0);
  expect(woken.wakes - before[1]!).toBeGreaterThanOrEqual(BLOCKS);
  expect(seen).toEqual(seenByEach);
  expect(seen).toEqual(Array.from({ length: seen.length }, (_, i) => i));
  expect([from, each].map((one) => one.statistics())).toMatchObject(
    Array(2).fill({ batches: BLOCKS + 1, lostBlocks: 0, sinceOpen: { received: burst.sent, drops: 0, freezes: 0 } }),
  );
});

for (const [coalesceMs, what, first] of [
  [30, "rests", { what: "time", ms: 30 }],
  [0, "does not rest", { what: "packets" }],
] as const) {
  live(`a blocked thread ${what} after a block that filled up: coalesceMs ${coalesceMs}`, FEATURES, async (ns) => {
    await quietVeth(ns);
    const watched = new Watched();
    using from = capture(ns, "vb", { ...RING, coalesceMs, ffi: watched.ffi });
    using to = injector(ns, "va");
    await new Burst(to).firstBlock();
    {
      using batch = from.nextBatch(PATIENCE_MS);
      expect(batch).toMatchObject({ timedOut: false, gap: 0 });
    }
    watched.waits.length = 0;
    expect(from.nextBatch(100)).toBeUndefined();
    expect(watched.waits[0]).toMatchObject(first);
    // Once: then it waits for packets.
    expect(watched.waits.slice(1).every((wait) => wait.what === "packets")).toBe(true);
  });
}

live("nothing rests after a block whose time was up", FEATURES, async (ns) => {
  await quietVeth(ns);
  const watched = new Watched();
  using from = capture(ns, "vb", { ...RING, blockTimeoutMs: 1, coalesceMs: 60_000, ffi: watched.ffi });
  using to = injector(ns, "va");
  for (let number = 0; number < 10; number++) {
    sendAll(to, [frame(number)]);
    using batch = from.nextBatch(PATIENCE_MS);
    expect([batch!.timedOut, numbers(batch!)]).toEqual([true, [number]]);
  }
  expect(watched.waits.filter(({ what }) => what === "time")).toEqual([]);
});
