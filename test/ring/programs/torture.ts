/**
 * Calls everything that rings offer in random order: after close, on packets whose batch is gone, inside callbacks, with garbage
 * collected in between and worker threads beside it. Errors are expected, a crash is not.
 *
 *   torture SEED ROUNDS     in a network namespace with a pair of va and vb
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { mappedBytes, openDescriptors, watchedDescriptors } from "../../../src/ffi/index.js";
import {
  type Batch,
  Bridge,
  Capture,
  Injector,
  isExpectedError,
  type Packet,
  type PacketCursor,
  type PacketFields,
  type Slot,
} from "./torture-support.js";

const collect = (globalThis as { gc?: () => void }).gc ?? (() => {});

class Torture {
  #state: number;
  readonly captures: Capture[] = [];
  readonly injectors: Injector[] = [];
  readonly bridges: Bridge[] = [];
  readonly batches: Batch[] = [];
  readonly packets: PacketFields[] = [];
  readonly cursors: PacketCursor[] = [];
  readonly slots: Slot[] = [];
  readonly views: Uint8Array[] = [];
  readonly streams: AsyncIterator<Batch, undefined>[] = [];
  readonly generators: Generator<Packet, void, undefined>[] = [];
  readonly pending = new Set<Promise<unknown>>();
  readonly errors = new Map<string, number>();
  calls = 0;

  constructor(seed: number) {
    this.#state = seed | 1;
  }

  /** 0 to n - 1; xorshift. */
  next(n: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) % n;
  }

  pick<T>(list: readonly T[]): T | undefined {
    return list.length === 0 ? undefined : list[this.next(list.length)];
  }

  keep<T>(list: T[], item: T | undefined): void {
    if (item === undefined) return;
    if (list.length > 12) list.splice(this.next(list.length), 1);
    list.push(item);
  }

  note(error: unknown): void {
    if (!isExpectedError(error)) throw error;
    const { code, name } = error as { code?: string; name: string };
    this.errors.set(code ?? name, (this.errors.get(code ?? name) ?? 0) + 1);
  }

  try(action: () => unknown): void {
    this.calls++;
    try {
      const result = action();
      if (result instanceof Promise) this.watch(result);
    } catch (error) {
      this.note(error);
    }
  }

  watch(promise: Promise<unknown>): void {
    const settled = promise.catch((error) => this.note(error)).finally(() => this.pending.delete(settled));
    this.pending.add(settled);
  }

  openCapture(): Capture {
    const one = Capture.open(this.pick(["va", "vb", "any"])!, {
      blockSizeBytes: 4096 * (1 + this.next(8)),
      blockCount: 1 + this.next(6),
      blockTimeoutMs: 1,
      promiscuous: this.next(5) === 0,
      ...(this.next(4) === 0 && { fanout: { mode: "hash", group: this.next(3) } }),
      ...(this.next(4) === 0 && { snapLengthBytes: 20 + this.next(80) }),
    });
    this.captures.push(one);
    return one;
  }

  openInjector(): Injector {
    const mode = this.pick(["ring", "messages", "auto"] as const)!;
    const timestamps = this.next(3) === 0 ? "software" : undefined;
    const one = Injector.open(this.pick(["va", "vb"])!, {
      mode,
      frameCount: 1 + this.next(20),
      timestamps,
      qdiscBypass: this.next(2) === 0,
    });
    this.injectors.push(one);
    return one;
  }

  readonly #operations: readonly (() => unknown)[] = [
    () => this.captures.length < 3 && this.openCapture(),
    () => this.injectors.length < 3 && this.openInjector(),
    () => this.bridges.length < 1 && this.keep(this.bridges, this.#openBridge()),
    () => this.keep(this.batches, this.pick(this.captures)?.nextBatch(this.next(3))),
    () => this.keep(this.batches, this.pick(this.captures)?.nextBatch()),
    () => this.pick(this.batches)?.release(),
    () => this.pick(this.batches)?.release(),
    () => this.keep(this.cursors, this.pick(this.batches)?.cursor()),
    () => this.pick(this.cursors)?.next(),
    () => this.pick(this.cursors)?.next(),
    () => this.keep(this.packets, this.pick(this.cursors)?.packet()),
    () => {
      for (const packet of this.pick(this.batches) ?? []) this.keep(this.packets, packet);
    },
    () => this.read(this.pick([...this.packets, ...this.cursors])),
    () => this.read(this.pick(this.packets)),
    () => this.pick(this.views)?.fill(this.next(256)),
    () => this.pick(this.views)?.reduce((a, b) => a ^ b, 0),
    () =>
      this.pick(this.captures)
        ?.read({ timeoutMs: this.next(5) })
        .then((batch) => this.keep(this.batches, batch)),
    () => this.pick(this.captures)?.read({ signal: AbortSignal.timeout(this.next(4)) }),
    () => this.keep(this.streams, this.pick(this.captures)?.batches()),
    () =>
      this.pick(this.streams)
        ?.next()
        .then(({ value }) => this.keep(this.batches, value)),
    () => this.pick(this.streams)?.return?.(),
    () => this.keep(this.generators, this.pick(this.captures)?.packets({ durationMs: 1 })),
    () => {
      const result = this.pick(this.generators)?.next();
      if (result?.done === false) this.keep(this.packets, result.value);
    },
    () => this.pick(this.generators)?.return(),
    () =>
      this.pick(this.captures)?.setFilter(this.next(2) ? undefined : [{ code: 6, jt: 0, jf: 0, k: this.next(200) }]),
    () => this.pick(this.captures)?.setFilter([{ code: 5, jt: 9, jf: 9, k: 0xffff_ffff }]),
    () => this.pick(this.captures)?.attachProgram(this.next(3)),
    () => this.pick(this.captures)?.statistics(),
    () => (this.next(2) ? this.pick(this.captures)?.ref() : this.pick(this.captures)?.unref()),
    () => this.pick(this.injectors)?.write(new Uint8Array(this.next(2100)).fill(this.next(256))),
    () => this.pick(this.injectors)?.send(new Uint8Array(60 + this.next(100)).fill(255)),
    () => this.pick(this.injectors)?.send(new Uint8Array(60 + this.next(100)).fill(255)),
    () => {
      const one = this.pick(this.injectors);
      const slot = one?.allocate(this.next(1600));
      this.keep(this.slots, slot);
      this.keep(this.views, slot?.data);
    },
    () => this.pick(this.slots)?.send(),
    () => this.pick(this.slots)?.discard(),
    () => this.pick(this.slots)?.setLength(this.next(100)),
    () => this.pick(this.slots)?.data.fill(3),
    () => this.pick(this.injectors)?.reserve(),
    () => this.pick(this.injectors)?.commit(this.next(2100)),
    () => this.pick(this.injectors)?.flush(),
    () => this.pick(this.injectors)?.waitWritable(this.next(2)),
    () => this.pick(this.injectors)?.waitDrained(this.next(2)),
    () => this.pick(this.injectors)?.writable({ timeoutMs: this.next(4) }),
    () => this.pick(this.injectors)?.drained({ timeoutMs: this.next(4) }),
    () => this.pick(this.injectors)?.readTimestamps(),
    () => this.keep(this.views, this.pick(this.injectors)?.bytes),
    () => this.pick(this.injectors)?.statistics(),
    () => this.pick(this.bridges)?.step(this.next(2)),
    () => this.pick(this.bridges)?.run({ signal: AbortSignal.timeout(this.next(6)) }),
    () => this.pick(this.bridges)?.statistics(),
    () => this.next(4) === 0 && this.pick(this.bridges)?.close(),
    () => this.next(8) === 0 && this.drop(this.captures, this.next(2) === 0),
    () => this.next(8) === 0 && this.drop(this.injectors, this.next(2) === 0),
    () => this.next(8) === 0 && this.drop(this.bridges, true),
    () => this.next(6) === 0 && collect(),
  ];

  #openBridge(): Bridge {
    const injector = { frameSizeBytes: 2048, frameCount: 8 };
    const capture = { blockSizeBytes: 8192, blockCount: 4 };
    const one: Bridge = Bridge.open(
      { interface: "va", injector, capture },
      { interface: "vb", injector, capture },
      {
        transmitTimeoutMs: 1,
        offload: this.next(2) === 0,
        handler: (packet) => {
          this.keep(this.packets, packet);
          switch (this.next(40)) {
            case 0:
              one.close();
              return "forward";
            case 1:
              throw new RangeError("handler");
            case 2:
              this.try(() => this.pick(this.captures)?.close());
              return "forward";
            case 3:
              return packet.data;
            default:
              return this.next(2) ? "forward" : "drop";
          }
        },
      },
    );
    return one;
  }

  read(packet: PacketFields | undefined): void {
    if (packet === undefined) return;
    this.keep(this.views, packet.data);
    packet.copy();
    packet.uint32At(this.next(100));
    if (packet.offset < 0 || packet.length < 0) throw new Error("a packet before the ring");
  }

  /** Closes one, which others may still hold parts of; it stays to be called, or is forgotten. */
  drop(list: { close(): void }[], forget: boolean): void {
    const one = this.pick(list);
    one?.close();
    if (one !== undefined && forget) list.splice(list.indexOf(one), 1);
  }

  async run(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      this.try(this.pick(this.#operations)!);
      // Closed ones make room now and then.
      if (round % 50 === 0) {
        for (const list of [this.captures, this.injectors, this.bridges]) {
          const closed = list.findIndex((one) => one.closed);
          if (closed >= 0) list.splice(closed, 1);
        }
      }
      if (round % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const one of [...this.captures, ...this.injectors, ...this.bridges]) one.close();
    for (const stream of this.streams) this.try(() => stream.return?.());
    await Promise.all(this.pending);
    for (const view of this.views) view.fill(1);
  }
}

async function settled(what: string, holds: () => boolean, details = () => ""): Promise<void> {
  for (const end = Date.now() + 60_000; !holds(); ) {
    if (Date.now() > end) throw new Error(`left behind: ${what} ${details()}`);
    collect();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

const descriptors = () => readdirSync("/proc/self/fd").length;

/** What every descriptor is of. */
function listing(): string {
  return readdirSync("/proc/self/fd")
    .map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return "gone";
      }
    })
    .join();
}
const sockets = () => readFileSync("/proc/thread-self/net/packet", "utf8").trim().split("\n").length - 1;

/** A thread that does the same, beside this one; resolves with its exit code. */
function startWorker(seed: number, rounds: number): Promise<number> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { seed, rounds } });
  return new Promise((resolve, reject) => worker.once("exit", resolve).once("error", reject));
}

/** What Node opens for itself, for an event loop and for a first thread, is open from then on. */
async function openOnce(): Promise<void> {
  using one = Capture.open("va", { preset: "lowMemory" });
  await one.read({ timeoutMs: 1 });
  await startWorker(1, 0);
}

async function main(seed: number, rounds: number): Promise<void> {
  await openOnce();
  const before = descriptors();
  const names = listing();
  const ended = [1, 2].map((i) => startWorker(seed + i, rounds));
  const calls = await torture(seed, rounds);
  const codes = await Promise.all(ended);
  if (codes.some((code) => code !== 0)) throw new Error(`workers ended with ${codes.join()}`);
  await settled(
    "descriptors",
    () => descriptors() <= before,
    () => `${names} before, now ${listing()}`,
  );
  if (sockets() !== 0) throw new Error(`left behind: ${sockets()} packet sockets`);
  console.log(calls);
}

async function torture(seed: number, rounds: number): Promise<string> {
  const run = async (): Promise<string> => {
    const one = new Torture(seed);
    await one.run(rounds);
    return `${one.calls} calls, errors: ${JSON.stringify(Object.fromEntries(one.errors))}`;
  };
  const calls = await run();
  if (openDescriptors().size > 0) throw new Error(`left behind: ${[...openDescriptors().values()].join()}`);
  if (watchedDescriptors().length > 0) throw new Error("left behind: poll handles");
  await settled("mappings", () => mappedBytes() === 0);
  return calls;
}

if (isMainThread) await main(Number(process.argv[2]), Number(process.argv[3]));
else await torture(workerData.seed, workerData.rounds);
