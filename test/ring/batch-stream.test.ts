/** Batches of one ring and of several, as `for await` gets them. */
import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { type BatchSource, BatchStream } from "../../src/ring/batch-stream.js";
import type { Listener } from "../../src/ring/limited-wait.js";
import { FakeBatch } from "./support/waiting.js";

/** A ring whose batches come when the test says so. */
class Source implements BatchSource<FakeBatch> {
  readonly waiting: FakeBatch[] = [];
  listener: Listener<FakeBatch> | undefined;
  closed = false;
  looks = 0;
  waits = 0;
  rests = 0;
  failure: Error | undefined;

  take(): FakeBatch | undefined {
    this.looks++;
    if (this.failure !== undefined) throw this.failure;
    return this.waiting.shift();
  }

  begin(listener: Listener<FakeBatch>): void {
    this.waits++;
    if (this.closed) listener.onFound(undefined);
    else this.listener = listener;
  }

  cancel(listener: Listener<FakeBatch>): void {
    expect(this.listener).toBe(listener);
    this.listener = undefined;
  }

  rest(): void {
    this.rests++;
  }

  /** Wakes up whoever waits. */
  give(name: string): FakeBatch {
    const batch = new FakeBatch(name);
    this.#end().onFound(batch);
    return batch;
  }

  close(): void {
    this.closed = true;
    this.#end().onFound(undefined);
  }

  fail(error: Error): void {
    this.#end().onFailure(error);
  }

  #end(): Listener<FakeBatch> {
    const { listener } = this;
    if (listener === undefined) throw new Error("nobody waits");
    this.listener = undefined;
    return listener;
  }
}

const END = { value: undefined, done: true };

it("gives what is there at once, and gives each back when the next one is asked for", async () => {
  const source = new Source();
  const stream = new BatchStream([source], undefined);
  source.waiting.push(new FakeBatch("a"), new FakeBatch("b"));
  const { value: a } = await stream.next();
  const { value: b } = await stream.next();
  expect([a!.name, a!.released, b!.name, b!.released, source.waits]).toEqual(["a", true, "b", false, 0]);
  const next = stream.next();
  expect([b!.released, source.waits]).toEqual([true, 1]);
  await expect(stream.next()).rejects.toMatchObject({ code: "ERR_RINGLINK_BUSY" });
  const c = source.give("c");
  expect(await next).toEqual({ value: c, done: false });
  expect(c.released).toBe(false);
  expect(await stream.return()).toEqual(END);
  expect([c.released, source.rests, source.looks]).toEqual([true, 1, 3]);
  expect(await stream.next()).toEqual(END);
  expect(source.looks).toBe(3);
});

it("lets the event loop turn where batches never end", async () => {
  const source = new Source();
  const stream = new BatchStream([source], undefined);
  let turns = 0;
  const turn = (): void => {
    turns++;
    immediate = setImmediate(turn);
  };
  let immediate = setImmediate(turn);
  for (let i = 0; i < 100; i++) {
    source.waiting.push(new FakeBatch(String(i)));
    expect((await stream.next()).value!.name).toBe(String(i));
  }
  clearImmediate(immediate);
  expect(turns).toBeGreaterThanOrEqual(5);
  // A turn that nobody waits for any more takes nothing.
  for (let i = 0; i < 100 && source.waits === 0; i++) {
    source.waiting.splice(0, 1, new FakeBatch("last"));
    const left = stream.next();
    const ended = stream.return();
    await left;
    expect(await ended).toEqual(END);
  }
});

it("ends when its ring is closed, and when it is left while it waits", async () => {
  const source = new Source();
  const closed = new BatchStream([source], undefined).next();
  source.close();
  expect(await closed).toEqual(END);
  expect(await new BatchStream([source], undefined).next()).toEqual(END);
  const other = new Source();
  const stream = new BatchStream([other], undefined);
  const waiting = stream.next();
  expect(await stream.return()).toEqual(END);
  expect([await waiting, other.listener]).toEqual([END, undefined]);
});

it("fails with what a look or a wait fails with, once", async () => {
  const source = new Source();
  source.failure = new Error("broken");
  const stream = new BatchStream([source], undefined);
  await expect(stream.next()).rejects.toThrow("broken");
  expect(await stream.next()).toEqual(END);
  const other = new Source();
  const waiting = new BatchStream([other], undefined).next();
  other.fail(new Error("gone"));
  await expect(waiting).rejects.toThrow("gone");
  expect(other.rests).toBe(1);
});

it("listens to its signal once for all waits, and not after its end", async () => {
  const source = new Source();
  const { signal } = new AbortController();
  const stream = new BatchStream([source], signal);
  expect(getEventListeners(signal, "abort").length).toBe(0);
  for (const name of ["a", "b", "c"]) {
    const next = stream.next();
    expect(getEventListeners(signal, "abort").length).toBe(1);
    source.give(name);
    await next;
  }
  await stream.return();
  expect(getEventListeners(signal, "abort").length).toBe(0);
});

it("ends with its signal: while it waits, before, and although there is more", async () => {
  const enough = { name: "AbortError", code: "ABORT_ERR", cause: "enough" };
  const source = new Source();
  const abort = new AbortController();
  const waiting = new BatchStream([source], abort.signal).next();
  abort.abort("enough");
  await expect(waiting).rejects.toMatchObject(enough);
  expect(source.listener).toBeUndefined();
  source.waiting.push(new FakeBatch("a"), new FakeBatch("b"));
  await expect(new BatchStream([source], abort.signal).next()).rejects.toMatchObject(enough);
  const later = new AbortController();
  const stream = new BatchStream([source], later.signal);
  const { value } = await stream.next();
  later.abort("enough");
  await expect(stream.next()).rejects.toMatchObject(enough);
  expect([value!.released, source.waiting.length]).toEqual([true, 1]);
});

it("merges rings: what comes first, each in turn, and what came meanwhile before anything new", async () => {
  const [a, b] = [new Source(), new Source()];
  const stream = new BatchStream([a, b], undefined);
  const first = stream.next();
  b.give("b1");
  const { value } = await first;
  expect([value!.name, a.waits, b.waits]).toEqual(["b1", 1, 1]);
  const second = stream.next();
  expect([value!.released, a.waits, b.waits]).toEqual([true, 1, 2]);
  a.give("a1");
  b.give("b2");
  expect((await second).value!.name).toBe("a1");
  a.waiting.push(new FakeBatch("a2"));
  expect((await stream.next()).value!.name).toBe("b2");
  expect((await stream.next()).value!.name).toBe("a2");
  a.waiting.push(new FakeBatch("a3"), new FakeBatch("a4"));
  b.waiting.push(new FakeBatch("b3"));
  const names: string[] = [];
  for (let i = 0; i < 3; i++) names.push((await stream.next()).value!.name);
  expect(names.toSorted()).toEqual(["a3", "a4", "b3"]);
  expect(names.slice(0, 2)).toContain("b3");
  await stream.return();
  expect([a.rests, b.rests]).toEqual([1, 1]);
});

it("merged rings end when all have ended; what is given back already is no batch", async () => {
  const [a, b] = [new Source(), new Source()];
  const stream = new BatchStream([a, b], undefined);
  const first = stream.next();
  a.give("a1");
  await first;
  b.give("b1").release();
  const second = stream.next();
  a.close();
  const last = b.give("b2");
  expect((await second).value).toBe(last);
  const third = stream.next();
  b.close();
  expect(await third).toEqual(END);
});

it("merged rings fail with the first that fails, after what came before, and leave nothing behind", async () => {
  const [a, b, c] = [new Source(), new Source(), new Source()];
  const stream = new BatchStream([a, b, c], undefined);
  const first = stream.next();
  const one = b.give("b1");
  const two = c.give("c1");
  a.fail(new Error("gone"));
  expect([(await first).value, (await stream.next()).value]).toEqual([one, two]);
  await expect(stream.next()).rejects.toThrow("gone");
  expect([one.released, two.released]).toEqual([true, true]);
  expect(await stream.next()).toEqual(END);

  const left = new BatchStream([b, c], undefined);
  const waiting = left.next();
  b.give("b2");
  await waiting;
  const unread = c.give("c2");
  await left.return();
  expect(unread.released).toBe(true);
  const abort = new AbortController();
  const aborted = new BatchStream([b, c], abort.signal);
  const next = aborted.next();
  b.give("b3");
  await next;
  const unseen = c.give("c3");
  abort.abort();
  await expect(aborted.next()).rejects.toMatchObject({ name: "AbortError" });
  expect(unseen.released).toBe(true);
});
