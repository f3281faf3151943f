/** Rates, with counters and a clock made up. */
import { expect, it } from "vitest";
import { answer, Connection, errno, MemorySocket, multipart } from "../../src/netlink/connection/index.js";
import { Session } from "../../src/rtnl/client/session.js";
import { Link, type LinkCounters, LinkRateTracker, type LinkSample, Statistics } from "../../src/rtnl/index.js";

const zeros: LinkCounters = Object.fromEntries(
  [
    ...["rxPackets", "txPackets", "rxBytes", "txBytes", "rxErrors", "txErrors", "rxDropped", "txDropped", "multicast"],
    ...["collisions", "rxLengthErrors", "rxOverErrors", "rxCrcErrors", "rxFrameErrors", "rxFifoErrors"],
    ...["rxMissedErrors", "txAbortedErrors", "txCarrierErrors", "txFifoErrors", "txHeartbeatErrors"],
    ...["txWindowErrors", "rxCompressed", "txCompressed"],
  ].map((name) => [name, 0]),
) as unknown as LinkCounters;

const sample = (index: number, counters: Partial<LinkCounters>): LinkSample => {
  return { index, ifname: `d${index}`, counters: { ...zeros, ...counters } };
};

it("a rate is what was counted over the time it took", () => {
  const tracker = new LinkRateTracker();
  expect(tracker.update([sample(1, { rxBytes: 1000 })], 500)).toEqual({
    at: 500,
    rates: new Map(),
    started: [1],
    ended: [],
  });
  const { rates, started } = tracker.update([sample(1, { rxBytes: 4000, txPackets: 5 })], 2500);
  expect(started).toEqual([]);
  expect(rates.get(1)).toEqual({
    index: 1,
    ifname: "d1",
    seconds: 2,
    counted: { ...zeros, rxBytes: 3000, txPackets: 5 },
    perSecond: { ...zeros, rxBytes: 1500, txPackets: 2.5 },
    total: { ...zeros, rxBytes: 4000, txPackets: 5 },
  });
});

it("counters above 32 bits", () => {
  const tracker = new LinkRateTracker();
  tracker.update([sample(1, { rxBytes: 2 ** 52 })], 0);
  expect(tracker.update([sample(1, { rxBytes: 2 ** 52 + 10 })], 1000).rates.get(1)!.perSecond.rxBytes).toBe(10);
});

it("links that come and go, and an index that is another link's", () => {
  const tracker = new LinkRateTracker();
  tracker.update([sample(1, {}), sample(2, {})], 0);
  const second = tracker.update([sample(2, { rxPackets: 1 }), sample(3, { rxPackets: 9 })], 1000);
  expect([...second.rates.keys()]).toEqual([2]);
  expect(second).toMatchObject({ started: [3], ended: [1] });
  expect(tracker.update([sample(1, {}), sample(3, { rxPackets: 10 })], 2000)).toMatchObject({
    started: [1],
    ended: [2],
  });
});

it("counters that go back start again, without a rate that never was", () => {
  const tracker = new LinkRateTracker();
  tracker.update([sample(1, { rxBytes: 5000, txBytes: 10 })], 0);
  const reset = tracker.update([sample(1, { rxBytes: 100, txBytes: 20 })], 1000);
  expect(reset).toMatchObject({ started: [1] });
  expect(reset.rates.size).toBe(0);
  expect(tracker.update([sample(1, { rxBytes: 300, txBytes: 20 })], 2000).rates.get(1)!.counted.rxBytes).toBe(200);
});

it("no time, no rate", () => {
  const tracker = new LinkRateTracker();
  tracker.update([sample(1, {})], 1000);
  expect(tracker.update([sample(1, { rxBytes: 1 })], 1000)).toMatchObject({ started: [1] });
});

/** A kernel with one link that receives 1000 bytes with every dump, and a clock that only sleeping moves. */
function made(slow = 0) {
  let dumps = 0;
  const stats64 = { ...zeros, rxNohandler: undefined, rxOtherhostDropped: undefined };
  const socket = new MemorySocket((request) => {
    if ((request.flags & 0x300) !== 0x300) return [errno(request)];
    dumps++;
    return multipart([[answer(16, Link, { index: 1, ifname: "lo", stats64: { ...stats64, rxBytes: dumps * 1000 } })]]);
  });
  const clock = {
    at: 0,
    slept: [] as number[],
    now: () => clock.at,
    sleep: async (ms: number, signal: AbortSignal | undefined) => {
      if (signal?.aborted === true) throw new Error("aborted");
      clock.slept.push(ms);
      clock.at += ms + slow;
    },
  };
  return { clock, statistics: new Statistics(new Session(Connection.over(socket)), clock), dumps: () => dumps };
}

it("a loop takes a snapshot each interval", async () => {
  const { clock, statistics } = made();
  const seen: number[] = [];
  for await (const { rates, at } of statistics.rates({ intervalMs: 250 })) {
    seen.push(at, rates.get(1)!.perSecond.rxBytes);
    if (seen.length === 6) break;
  }
  expect(seen).toEqual([250, 4000, 500, 4000, 750, 4000]);
  expect(clock.slept).toEqual([250, 250, 250]);
});

it("one that is late does not move those after it, and rates are over the time that passed", async () => {
  const { clock, statistics } = made();
  const rates = statistics.rates({ intervalMs: 100 });
  await rates.next();
  clock.at += 330;
  const { value } = await rates.next();
  expect(value!.rates.get(1)).toMatchObject({ seconds: 0.4, counted: { rxBytes: 1000 } });
  expect(clock.slept).toEqual([100, 70]);
  await rates.return(undefined);
});

it("options are checked, and a signal ends the loop", async () => {
  const { statistics, dumps } = made();
  expect(() => statistics.rates({ intervalMs: 0 })).toThrow(/^statistics\.rates: intervalMs/);
  expect(() => statistics.rates({ interval: 5 } as never)).toThrow(/interval.*did you mean "intervalMs"/);
  await expect(statistics.rates({ signal: AbortSignal.abort() }).next()).rejects.toMatchObject({ name: "AbortError" });
  expect(dumps()).toBe(0);
  const controller = new AbortController();
  const real = new Statistics(new Session(Connection.over(new MemorySocket(() => multipart([])))));
  const waiting = real.rates({ intervalMs: 1_000_000, signal: controller.signal }).next();
  setImmediate(() => controller.abort());
  await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
});
