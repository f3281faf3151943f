/** Waiting for a descriptor, and leaving it alone: what is looked at when, and what a wait leaves behind. */
import { getEventListeners } from "node:events";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Readiness, type ReadinessHooks } from "../../src/ring/readiness.js";
import { FakePoll } from "./support/waiting.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** A ring that says what it is asked. */
class Ring {
  readonly poll = new FakePoll();
  readonly waiting: string[] = [];
  /** What `look` was told. */
  readonly looks: boolean[] = [];
  rest = 0;
  every = 0;
  readonly readiness: Readiness<string>;

  constructor(hooks: Partial<ReadinessHooks<string>> = {}) {
    this.readiness = new Readiness(
      this.poll.ffi,
      5,
      { readable: true },
      {
        look: (isRested) => {
          this.looks.push(isRested);
          return this.waiting.shift();
        },
        onError: () => undefined,
        restMs: () => this.rest,
        lookEveryMs: () => this.every,
        ...hooks,
      },
    );
  }
}

it("takes what is there, and otherwise waits for the descriptor", async () => {
  const ring = new Ring();
  ring.waiting.push("a");
  expect(await ring.readiness.wait()).toBe("a");
  expect(ring.poll.opened).toBe(0);
  const found = ring.readiness.wait();
  expect([ring.poll.watched, ring.readiness.isWaiting]).toEqual([true, true]);
  ring.waiting.push("b");
  ring.poll.fire();
  expect(await found).toBe("b");
  // Goes on, for the next wait: nothing has to be started for it.
  expect([ring.poll.watched, ring.poll.starts, ring.readiness.isWaiting]).toEqual([true, 1, false]);
  const next = ring.readiness.wait();
  expect(ring.poll.starts).toBe(1);
  ring.waiting.push("c");
  ring.poll.fire();
  expect(await next).toBe("c");
  ring.poll.fire();
  expect(ring.poll.watched).toBe(false);
});

it("leaves the descriptor alone while it rests, and looks when that is over, once", async () => {
  const ring = new Ring();
  ring.rest = 10;
  const found = ring.readiness.wait();
  expect([ring.poll.watched, vi.getTimerCount()]).toEqual([false, 1]);
  ring.waiting.push("a");
  vi.advanceTimersByTime(9);
  expect(ring.looks).toEqual([false]);
  vi.advanceTimersByTime(1);
  expect(await found).toBe("a");
  expect(ring.looks).toEqual([false, true]);
  // Rests that follow one another have one timer, and may be a little shorter than they want to be.
  for (const [rest, after] of [
    [10, 10],
    [11, 10],
    [9, 9],
    [20, 20],
  ] as const) {
    ring.rest = rest;
    const next = ring.readiness.wait();
    ring.waiting.push("b");
    vi.advanceTimersByTime(after - 1);
    expect(ring.readiness.isWaiting).toBe(true);
    vi.advanceTimersByTime(1);
    expect(await next).toBe("b");
    expect(vi.getTimerCount()).toBe(1);
  }
  // When nobody waits it stops by itself.
  vi.advanceTimersByTime(20);
});

it("watches the descriptor again when there was nothing after a rest, and none is wanted", async () => {
  const ring = new Ring();
  ring.rest = 5;
  const found = ring.readiness.wait();
  vi.advanceTimersByTime(5);
  expect(ring.poll.watched).toBe(false);
  ring.rest = 0;
  vi.advanceTimersByTime(5);
  expect([ring.poll.watched, vi.getTimerCount()]).toEqual([true, 0]);
  ring.waiting.push("a");
  ring.poll.fire();
  expect(await found).toBe("a");
  expect(ring.looks).toEqual([false, true, true, true]);
});

it("looks from time to time where it is asked to, and naps where the descriptor misleads", async () => {
  const ring = new Ring();
  ring.every = 50;
  const found = ring.readiness.wait();
  expect([ring.poll.watched, vi.getTimerCount()]).toEqual([true, 1]);
  vi.advanceTimersByTime(100);
  expect([ring.poll.watched, ring.looks.length]).toEqual([true, 3]);
  // Ready for the kernel, and not for us.
  ring.every = 0;
  ring.poll.fire();
  expect([ring.poll.watched, vi.getTimerCount()]).toEqual([false, 1]);
  vi.advanceTimersByTime(1);
  expect([ring.poll.watched, vi.getTimerCount()]).toEqual([true, 0]);
  ring.waiting.push("a");
  ring.readiness.check();
  expect(await found).toBe("a");
});

it("a wait ends with its time, after a last look, and with its signal; nothing is left of either", async () => {
  const ring = new Ring();
  ring.rest = 100;
  const late = ring.readiness.wait({ timeoutMs: 20 });
  vi.advanceTimersByTime(20);
  expect(await late).toBeUndefined();
  expect([ring.looks, vi.getTimerCount()]).toEqual([[false, true], 0]);
  const lastly = ring.readiness.wait({ timeoutMs: 20 });
  ring.waiting.push("a");
  vi.advanceTimersByTime(20);
  expect(await lastly).toBe("a");
  expect(await ring.readiness.wait({ timeoutMs: 0 })).toBeUndefined();

  const abort = new AbortController();
  const { signal } = abort;
  const timed = ring.readiness.wait({ signal, timeoutMs: 1000 });
  ring.waiting.push("b");
  vi.advanceTimersByTime(100);
  expect([await timed, getEventListeners(signal, "abort").length]).toEqual(["b", 0]);
  const aborted = ring.readiness.wait({ signal });
  await expect(ring.readiness.wait()).rejects.toMatchObject({ code: "ERR_RINGLINK_BUSY" });
  abort.abort("enough");
  await expect(aborted).rejects.toMatchObject({ name: "AbortError", cause: "enough" });
  ring.waiting.push("c");
  await expect(ring.readiness.wait({ signal })).rejects.toMatchObject({ name: "AbortError" });
  expect([getEventListeners(signal, "abort").length, ring.readiness.isWaiting]).toEqual([0, false]);
  // What came is for the next one.
  expect(await ring.readiness.wait()).toBe("c");
});

it("what a hook throws ends the wait and nothing else", async () => {
  const errors = ["look", "onError", "restMs", "lookEveryMs"] as const;
  for (const hook of errors) {
    let isBad = true;
    const ring = new Ring({
      [hook]: () => {
        if (isBad) throw new Error(hook);
        return undefined;
      },
    });
    const failed = expect(ring.readiness.wait()).rejects.toThrow(hook);
    if (hook === "onError") ring.poll.fire(-100);
    await failed;
    expect(ring.poll.watched).toBe(false);
    isBad = false;
    const waiting = ring.readiness.wait();
    expect(ring.poll.watched).toBe(true);
    ring.readiness.close();
    expect(await waiting).toBeUndefined();
  }
});

it("begins before the first look, until that succeeds", async () => {
  let starts = 0;
  const ring = new Ring({
    onStart: () => {
      if (++starts === 1) throw new Error("not yet");
    },
  });
  await expect(ring.readiness.wait()).rejects.toThrow("not yet");
  expect(ring.looks).toEqual([]);
  ring.waiting.push("a", "b");
  expect([await ring.readiness.wait(), await ring.readiness.wait(), starts]).toEqual(["a", "b", 2]);
});

it("keeps the process alive, or not; closing ends the wait", async () => {
  const ring = new Ring();
  ring.readiness.unref();
  const found = ring.readiness.wait();
  expect(ring.poll.referenced).toBe(false);
  ring.readiness.ref();
  expect(ring.poll.referenced).toBe(true);
  ring.readiness.close();
  expect([await found, ring.poll.closed]).toEqual([undefined, true]);
  ring.waiting.push("a");
  expect(await ring.readiness.wait()).toBeUndefined();
  expect(ring.readiness.take()).toBeUndefined();
  ring.readiness.close();

  vi.useRealTimers();
  const resting = new Ring();
  resting.rest = 60_000;
  resting.readiness.unref();
  const before = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const never = resting.readiness.wait({ timeoutMs: 60_000 });
  // Timers that do not keep the process alive are not among them.
  expect(process.getActiveResourcesInfo().filter((name) => name === "Timeout").length).toBe(before);
  resting.readiness.ref();
  expect(process.getActiveResourcesInfo().filter((name) => name === "Timeout").length).toBe(before + 1);
  resting.readiness.close();
  expect(await never).toBeUndefined();
  vi.useFakeTimers();
});
