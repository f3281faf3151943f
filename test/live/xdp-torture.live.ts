/**
 * Every public method of AF_XDP sockets in random order, on sockets that are open, closed and without a device: errors, and
 * never a crash. The order follows from a seed, which failures name.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect } from "vitest";
import { openDescriptors } from "../../src/ffi/index.js";
import type { XdpBatch, XdpCursor, XdpPacket } from "../../src/ring/xdp/index.js";
import { XdpSocket, type XdpSocketOptions } from "../../src/ring/xdp/index.js";
import { numbered, QUIET_VETH, tidy } from "./support/xdp.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Numbers that follow from a seed: mulberry32. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** Errors that misuse leads to; everything else is a bug. */
function isExpected(error: unknown): boolean {
  if (error instanceof RangeError || error instanceof TypeError) return true;
  const { code } = error as { code?: unknown };
  return typeof code === "string" && /^(?:ERR_RINGLINK_\w+|ENODEV|ENXIO|ENETDOWN|EBUSY|EINVAL|ABORT_ERR)$/.test(code);
}

class Torture {
  readonly #pick: (below: number) => number;
  readonly #netns: { readonly pid: number };
  readonly #sockets: XdpSocket[] = [];
  readonly #batches: XdpBatch[] = [];
  readonly #cursors: XdpCursor[] = [];
  readonly #packets: XdpPacket[] = [];
  readonly #views: Uint8Array[] = [];
  readonly #offsets: number[] = [0, -1, 17, 2048, 1e12];
  readonly #waits: Promise<unknown>[] = [];
  number = 0;

  constructor(seed: number, netns: { readonly pid: number }) {
    this.#pick = random(seed);
    this.#netns = netns;
  }

  #one<T>(list: readonly T[]): T | undefined {
    return list[this.#pick(list.length || 1)];
  }

  #open(): void {
    const mode = this.#one(["receive", "transmit", "both"] as const)!;
    const shared = this.#pick(4) === 0 ? this.#one(this.#sockets)?.umem : undefined;
    const options: XdpSocketOptions = {
      netns: this.#netns,
      mode,
      bindTimeoutMs: 40,
      coalesceMs: mode === "transmit" ? undefined : this.#pick(2),
      ...(shared === undefined
        ? { frameCount: 64 << this.#pick(3), multiBuffer: this.#pick(3) === 0 }
        : { umem: shared }),
    };
    this.#sockets.push(XdpSocket.open(this.#one(["va", "vb"])!, options));
  }

  /** One step. Promises that it makes may reject as any call may throw. */
  step(): void {
    const socket = this.#one(this.#sockets);
    const batch = this.#one(this.#batches);
    const cursor = this.#one(this.#cursors);
    const packet = this.#one(this.#packets);
    const pick = this.#pick;
    const actions: (() => unknown)[] = [
      () => this.#open(),
      () => pick(3) === 0 && socket?.close(),
      () => this.#keep(socket?.nextBatch(pick(3))),
      () => this.#keep(socket?.nextBatch()),
      () => socket?.read({ timeoutMs: pick(4) }).then((found) => this.#keep(found)),
      () => socket?.batches().return?.(),
      () => [...(socket?.packets({ durationMs: 1 }) ?? [])].length,
      () => socket?.send(numbered(this.number++, 60 + pick(1400))),
      () => socket?.send(new Uint8Array(pick(9000))),
      () => socket && this.#offsets.push(socket.allocate()),
      () => socket?.submit(this.#one(this.#offsets)! + pick(3), pick(3000)),
      () => socket?.cancel(this.#one(this.#offsets)!),
      () => batch && socket?.forward(batch, pick(4)),
      () => socket?.flush(),
      () => socket?.drain(pick(2)),
      () => socket?.writable({ timeoutMs: 1 }),
      () => socket?.drained({ timeoutMs: 1, signal: pick(2) === 0 ? AbortSignal.abort() : undefined }),
      () => socket?.statistics(),
      () => [socket?.fd, socket?.outstanding, socket?.umem.freeFrames, socket?.zeroCopy, socket?.queue],
      () => socket?.ref(),
      () => socket?.unref(),
      () => socket && this.#views.push(socket.umem.bytes),
      () => batch?.release(),
      () => batch && this.#cursors.push(batch.cursor()),
      () => batch && this.#packets.push(...batch),
      () => [batch?.length, batch?.queue, batch?.released, batch?.bytes.length],
      () => cursor?.next(),
      () => cursor && this.#packets.push(cursor.packet()),
      () => [cursor?.offset, cursor?.length, cursor?.index, cursor?.bytes[cursor.offset]],
      () => packet && this.#views.push(packet.data),
      () => [
        packet?.copy(),
        packet?.pieces,
        packet?.piece(pick(2)),
        packet?.metadata(pick(300)),
        packet?.uint32At(pick(99)),
      ],
      // Memory that may be closed is read and written.
      () => this.#one(this.#views)?.fill(pick(256), 0, 64),
      () => this.#one(this.#views)?.reduce((sum, byte, i) => (i < 64 ? sum + byte : sum), 0),
      () => pick(10) === 0 && collect(),
      () => pick(10) === 0 && this.#forget(),
    ];
    const result = actions[pick(actions.length)]!();
    if (result instanceof Promise) this.#waits.push(result.catch((error) => this.#judge(error)));
  }

  #keep(batch: XdpBatch | undefined): void {
    if (batch !== undefined) this.#batches.push(batch);
  }

  #judge(error: unknown): void {
    if (!isExpected(error)) throw error;
  }

  /** Lets go of what is held, for the garbage collector. */
  #forget(): void {
    for (const list of [this.#batches, this.#cursors, this.#packets, this.#views]) list.length = 0;
  }

  async run(steps: number): Promise<void> {
    for (let i = 0; i < steps; i++) {
      try {
        this.step();
      } catch (error) {
        this.#judge(error);
      }
      if (this.#pick(8) === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(this.#waits);
  }

  /** Every frame is where it should be: free, or with a socket. */
  close(): void {
    for (const batch of this.#batches) batch.release();
    for (const socket of this.#sockets) socket.close();
    for (const view of this.#views) view.fill(1);
    collect();
  }
}

describe("torture", () => {
  for (const seed of [1, 2, 3, 4]) {
    tidy(`seed ${seed}`, ["xdpSocket"], async (ns, netns) => {
      await ns.script(QUIET_VETH);
      const torture = new Torture(seed, netns);
      try {
        await torture.run(500);
        await ns.script("ip link del va");
        await torture.run(150);
      } finally {
        torture.close();
      }
      expect([...openDescriptors().values()].filter((purpose) => purpose.startsWith("AF_XDP"))).toEqual([]);
    });
  }
});
