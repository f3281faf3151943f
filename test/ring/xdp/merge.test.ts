import { expect, it } from "vitest";
import { type BatchSource, MergedStream } from "../../../src/ring/xdp/merge.js";
import { Kernel, packetOf } from "./kernel.js";

/** A socket whose batches come when the test says so. */
class Source implements BatchSource {
  closed = false;
  reads = 0;
  readonly kernel = new Kernel();
  onAbort: (reason: unknown) => void = (reason) => this.fail(reason);
  #settle: { resolve(batch: undefined | ReturnType<Source["take"]>): void; reject(error: unknown): void } | undefined;

  take() {
    return this.kernel.receiver.take();
  }

  read({ signal }: { readonly signal: AbortSignal }) {
    this.reads++;
    return new Promise<ReturnType<Source["take"]>>((resolve, reject) => {
      this.#settle = { resolve, reject };
      signal.addEventListener("abort", () => this.onAbort(signal.reason));
    });
  }

  give(number: number): void {
    this.kernel.receive(packetOf(number));
    this.#settle!.resolve(this.take());
  }

  fail(error: unknown): void {
    this.#settle!.reject(error);
  }

  close(): void {
    this.closed = true;
    this.#settle!.resolve(undefined);
  }
}

it("yields what comes first, and gives each batch back when the next one is asked for", async () => {
  const [a, b] = [new Source(), new Source()];
  const stream = new MergedStream([a, b], undefined);
  const first = stream.next();
  b.give(1);
  const { value } = await first;
  expect([...value!].map((packet) => packet.uint32At(0))).toEqual([1]);
  expect(b.reads).toBe(1);
  const second = stream.next();
  expect(value!.released).toBe(true);
  expect([a.reads, b.reads]).toEqual([1, 2]);
  a.give(2);
  b.give(3);
  const numbers = [(await second).value!, (await stream.next()).value!].map((batch) => batch.queue);
  expect(numbers).toEqual([3, 3]);
  await stream.return();
  expect([a.kernel.receiver.heldCount, b.kernel.receiver.heldCount]).toEqual([0, 0]);
  expect(await stream.next()).toEqual({ value: undefined, done: true });
});

it("ends when all sources have ended", async () => {
  const [a, b] = [new Source(), new Source()];
  const stream = new MergedStream([a, b], undefined);
  const first = stream.next();
  a.close();
  b.give(1);
  expect((await first).done).toBe(false);
  const last = stream.next();
  b.close();
  expect(await last).toEqual({ value: undefined, done: true });
  expect(a.reads).toBe(1);
});

it("fails with the first source that fails, and leaves nothing behind", async () => {
  const [a, b] = [new Source(), new Source()];
  const stream = new MergedStream([a, b], undefined);
  const first = stream.next();
  b.give(1);
  a.fail(new Error("gone"));
  await expect(first).rejects.toThrow("gone");
  expect(b.kernel.receiver.heldCount).toBe(0);
  expect(await stream.next()).toEqual({ value: undefined, done: true });
});

it("ends with its signal", async () => {
  const source = new Source();
  const abort = new AbortController();
  const first = new MergedStream([source], abort.signal).next();
  abort.abort("enough");
  await expect(first).rejects.toMatchObject({ name: "AbortError", cause: "enough" });
  await expect(new MergedStream([source], abort.signal).next()).rejects.toMatchObject({ name: "AbortError" });
});

it("gives back what comes after it was left", async () => {
  const source = new Source();
  source.onAbort = () => source.give(1);
  const stream = new MergedStream([source], undefined);
  const waiting = stream.next();
  await stream.return();
  expect((await waiting).done).toBe(true);
  expect(source.kernel.receiver.packets).toBe(1);
  expect(source.kernel.receiver.heldCount).toBe(0);
});
