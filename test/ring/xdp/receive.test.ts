import { describe, expect, it } from "vitest";
import type { XdpBatch } from "../../../src/ring/xdp/batch.js";
import { ConsumerRing, ProducerRing, readRingOffsets } from "../../../src/ring/xdp/ring.js";
import { Kernel, KernelRing, OFFSETS, packetOf } from "./kernel.js";

/** Positions from which every test runs: the last ones wrap. */
const STARTS = [0, 0x7fff_fffa, -6] as const;

describe.each(STARTS)("receiving, positions from %i on", (start) => {
  it("gives packets in order, with their bytes", () => {
    const kernel = new Kernel({ start });
    for (let i = 0; i < 5; i++) kernel.receive(packetOf(i, 60 + i));
    const batch = kernel.receiver.take()!;
    expect([batch.length, batch.queue]).toEqual([5, 3]);
    expect([...batch].map((packet) => [packet.length, packet.uint32At(0)])).toEqual(
      [0, 1, 2, 3, 4].map((i) => [60 + i, i]),
    );
    expect([...batch].map((packet) => packet.data)).toEqual([0, 1, 2, 3, 4].map((i) => packetOf(i, 60 + i)));
    batch.release();
    expect(kernel.receiver.take()).toBeUndefined();
    expect(kernel.receiver.packets).toBe(5);
  });

  it("keeps every frame, over many rounds", () => {
    const kernel = new Kernel({ start });
    for (let i = 0; i < 1000; i++) {
      let received = 0;
      while (received < 1 + (i % 8) && kernel.receive(packetOf(i))) received++;
      using batch = kernel.receiver.take();
      expect(batch!.length).toBe(received);
    }
    expect(kernel.fill.count).toBe(8);
    expect(kernel.frames.free).toBe(8);
    const addresses = new Set<number>();
    for (let entry = kernel.fill.consume(); entry !== undefined; entry = kernel.fill.consume()) {
      addresses.add(entry.address);
      expect(entry.address % 2048).toBe(0);
    }
    expect(addresses.size).toBe(8);
  });

  it("takes batches back in any order", () => {
    const kernel = new Kernel({ start });
    const batches = [0, 1, 2].map((i) => {
      kernel.receive(packetOf(i));
      return kernel.receiver.take()!;
    });
    expect(kernel.receiver.heldCount).toBe(3);
    expect(kernel.fill.count).toBe(5);
    batches[1]!.release();
    batches[0]!.release();
    expect([...batches[2]!].map((packet) => packet.uint32At(0))).toEqual([2]);
    batches[2]!.release();
    expect(kernel.fill.count).toBe(8);
    expect(kernel.receiver.heldCount).toBe(0);
  });

  it("goes on for as long as a batch is held, however small the ring", () => {
    for (const rxRingSize of [16, 2]) {
      const kernel = new Kernel({ start, rxRingSize });
      for (const number of [100, 101]) kernel.receive(packetOf(number));
      const held = kernel.receiver.take()!;
      const cursor = held.cursor();
      cursor.next();
      for (let i = 0; i < 1000; i++) {
        expect(kernel.receive(packetOf(i))).toBe(true);
        using batch = kernel.receiver.take()!;
        expect([...batch].map((packet) => packet.uint32At(0))).toEqual([i]);
      }
      expect(cursor.uint32At(0)).toBe(100);
      cursor.next();
      expect(cursor.uint32At(0)).toBe(101);
      expect([...held].map((packet) => packet.data)).toEqual([100, 101].map((number) => packetOf(number)));
      held.release();
      expect(kernel.receiver.heldCount).toBe(0);
      expect(kernel.fill.count).toBe(8);
    }
  });

  it("leaves every other batch as it was, whichever are given back", () => {
    const kernel = new Kernel({ start, frameCount: 64, ringSize: 64, receiveFrames: 64 });
    const held: { readonly batch: XdpBatch; readonly first: number }[] = [];
    let sent = 0;
    for (let i = 0; i < 2000; i++) {
      const first = sent;
      for (let n = 0; n <= i % 4; n++) if (kernel.receive(packetOf(sent))) sent++;
      const batch = kernel.receiver.take();
      if (batch !== undefined) held.push({ batch, first });
      if (batch === undefined || held.length > 5) held.splice((i * 7) % held.length, 1)[0]!.batch.release();
      for (const { batch, first } of held) {
        const numbers = [...batch].map((packet) => packet.uint32At(0));
        expect(numbers).toEqual(Array.from({ length: batch.length }, (_, n) => first + n));
      }
    }
    for (const { batch } of held) batch.release();
    expect(kernel.fill.count).toBe(64);
    expect(kernel.receiver.packets).toBe(sent);
  });
});

describe("a batch", () => {
  it("has at most as many packets as was asked for", () => {
    const kernel = new Kernel({ largestBatch: 3 });
    for (let i = 0; i < 8; i++) kernel.receive(packetOf(i));
    const lengths: number[] = [];
    for (let batch = kernel.receiver.take(); batch !== undefined; batch = kernel.receiver.take()) {
      lengths.push(batch.length);
      batch.release();
    }
    expect(lengths).toEqual([3, 3, 2]);
  });

  it("may be long, and is read from its beginning by every cursor", () => {
    const kernel = new Kernel({ frameCount: 256, ringSize: 256, receiveFrames: 256, largestBatch: 256 });
    for (let i = 0; i < 200; i++) kernel.receive(packetOf(i));
    using batch = kernel.receiver.take()!;
    const cursors = [batch.cursor(), batch.cursor()];
    for (let i = 0; i < 200; i++) {
      for (const cursor of cursors) {
        expect(cursor.next()).toBe(true);
        expect(cursor.uint32At(0)).toBe(i);
      }
    }
    expect(cursors.map((cursor) => cursor.next())).toEqual([false, false]);
    expect([...batch].map((packet) => packet.uint32At(0))).toEqual(Array.from({ length: 200 }, (_, i) => i));
  });

  it("is an error once its receiver has ended, like all others that are out", () => {
    const kernel = new Kernel();
    const batches = [0, 1, 2, 3].map((i) => {
      kernel.receive(packetOf(i));
      return kernel.receiver.take()!;
    });
    batches[1]!.release();
    batches[3]!.release();
    expect(kernel.receiver.heldCount).toBe(2);
    kernel.receiver.revoke();
    expect(kernel.receiver.heldCount).toBe(0);
    expect(batches.map(({ released }) => released)).toEqual([true, true, true, true]);
    expect(kernel.fill.count).toBe(8);
  });

  it("is an error after it was given back, in all its parts", () => {
    const kernel = new Kernel();
    kernel.receive(packetOf(7));
    const batch = kernel.receiver.take()!;
    const cursor = batch.cursor();
    cursor.next();
    const packet = cursor.packet();
    const view = packet.data;
    batch.release();
    batch.release();
    const released = expect.objectContaining({ code: "ERR_RINGLINK_RELEASED" });
    for (const use of [
      () => batch.bytes,
      () => batch.cursor(),
      () => [...batch],
      () => cursor.next(),
      () => cursor.offset,
      () => cursor.bytes,
      () => cursor.packet(),
      () => packet.data,
      () => packet.length,
      () => packet.offset,
      () => packet.uint8At(0),
      () => packet.copy(),
      () => packet.metadata(8),
      () => packet.piece(0),
      () => packet.index,
    ]) {
      expect(use).toThrow(released);
    }
    expect(view.length).toBe(60);
    expect(kernel.fill.count).toBe(8);
  });

  it("has a cursor that is at no packet before the first and behind the last", () => {
    const kernel = new Kernel();
    kernel.receive(packetOf(7));
    const cursor = kernel.receiver.take()!.cursor();
    const nowhere = expect.objectContaining({ code: "ERR_RINGLINK_CURSOR" });
    expect(() => cursor.offset).toThrow(nowhere);
    expect(cursor.next()).toBe(true);
    expect(cursor.bytes.subarray(cursor.offset, cursor.offset + cursor.length)).toEqual(packetOf(7));
    expect(cursor.next()).toBe(false);
    expect(cursor.next()).toBe(false);
    expect(() => cursor.length).toThrow(nowhere);
  });

  it("gives packets that outlive it as copies", () => {
    const kernel = new Kernel();
    kernel.receive(packetOf(1));
    const batch = kernel.receiver.take()!;
    const [copy] = [...batch].map((packet) => packet.copy());
    batch.release();
    kernel.bytes.fill(0xff);
    expect(copy!.data).toEqual(packetOf(1));
  });

  it("reads numbers within the packet only", () => {
    const kernel = new Kernel();
    kernel.bytes.fill(0xee);
    kernel.receive(Uint8Array.of(1, 2, 3, 4, 5));
    const [packet] = kernel.receiver.take()!;
    expect(packet!.uint8At(4)).toBe(5);
    expect(packet!.uint8At(5)).toBe(0);
    expect(packet!.uint8At(-1)).toBe(0);
    expect(packet!.uint16At(3)).toBe(0x0405);
    expect(packet!.uint16At(4)).toBe(0);
    expect(packet!.uint32At(1)).toBe(0x02030405);
  });

  it("gives metadata as far as there is any before the packet", () => {
    const kernel = new Kernel();
    kernel.receive(packetOf(1));
    const batch = kernel.receiver.take()!;
    const [packet] = batch;
    kernel.bytes.set([1, 2, 3, 4], packet!.offset - 4);
    expect(packet!.metadata(4)).toEqual(Uint8Array.of(1, 2, 3, 4));
    expect(packet!.metadata(256).length).toBe(256);
    expect(() => packet!.metadata(257)).toThrow(/0 to 256 bytes: 257/);
    expect(() => packet!.metadata(-1)).toThrow(RangeError);
  });
});

describe("packets of several frames", () => {
  const CONTD = 1;

  it("come as one", () => {
    const kernel = new Kernel({ multiBuffer: true });
    kernel.receive(packetOf(1, 100), CONTD);
    kernel.receive(packetOf(2, 100), CONTD);
    kernel.receive(packetOf(3, 50));
    kernel.receive(packetOf(4, 70));
    const batch = kernel.receiver.take()!;
    expect(batch.length).toBe(2);
    const [first, second] = batch;
    expect([first!.length, first!.pieces, second!.length, second!.pieces]).toEqual([250, 3, 70, 1]);
    expect(first!.data).toEqual(Uint8Array.from([...packetOf(1, 100), ...packetOf(2, 100), ...packetOf(3, 50)]));
    expect(first!.piece(2)).toEqual(packetOf(3, 50));
    expect(() => first!.piece(3)).toThrow(/piece 3 of a packet of 3/);
    batch.release();
    expect(kernel.fill.count).toBe(8);
  });

  it("wait until they are whole", () => {
    const kernel = new Kernel({ multiBuffer: true });
    kernel.receive(packetOf(1, 100));
    kernel.receive(packetOf(2, 100), CONTD);
    using batch = kernel.receiver.take();
    expect(batch!.length).toBe(1);
    expect(kernel.receiver.take()).toBeUndefined();
    kernel.receive(packetOf(3, 100));
    using rest = kernel.receiver.take();
    expect([...rest!].map((packet) => packet.length)).toEqual([200]);
  });

  it("may be many, of many frames each", () => {
    const sizes = { frameCount: 1024, ringSize: 1024, receiveFrames: 1024, largestBatch: 1024 };
    const kernel = new Kernel({ ...sizes, multiBuffer: true, start: -500 });
    const pieces = Array.from({ length: 60 }, (_, i) => 1 + ((i * 5) % 23));
    pieces.push(300);
    for (const [number, count] of pieces.entries()) {
      for (let i = 0; i < count; i++)
        expect(kernel.receive(packetOf(number, 10), i < count - 1 ? CONTD : 0)).toBe(true);
    }
    using batch = kernel.receiver.take()!;
    const cursor = batch.cursor();
    for (const [number, count] of pieces.entries()) {
      expect(cursor.next()).toBe(true);
      expect([cursor.uint32At(0), cursor.length, cursor.pieces]).toEqual([number, 10 * count, count]);
    }
    for (let i = 0; i < 3; i++) {
      expect(cursor.next()).toBe(false);
      expect(() => cursor.offset).toThrow(/at no packet/);
    }
    expect(batch.length).toBe(pieces.length);
  });

  it("that are longer than a batch come in parts, and nothing stands still", () => {
    const kernel = new Kernel({ largestBatch: 2, multiBuffer: true });
    for (let i = 0; i < 3; i++) kernel.receive(packetOf(i, 10), CONTD);
    kernel.receive(packetOf(9, 10));
    const lengths: number[] = [];
    for (let batch = kernel.receiver.take(); batch !== undefined; batch = kernel.receiver.take()) {
      lengths.push(...[...batch].map((packet) => packet.length));
      batch.release();
    }
    expect(lengths).toEqual([20, 20]);
    expect(kernel.fill.count).toBe(8);
  });
});

describe("a ring that somebody else wrote to", () => {
  it("leads to nothing outside of the UMEM", () => {
    const kernel = new Kernel();
    kernel.rx.produce(0xffff_f000, 100);
    kernel.rx.produce(2048 * 16 - 10, 100);
    kernel.rx.produce(300, 0x7fff_ffff);
    const batch = kernel.receiver.take()!;
    for (const packet of batch) {
      expect(packet.offset + packet.length).toBeLessThanOrEqual(kernel.bytes.length);
      expect(packet.data.length).toBe(packet.length);
    }
    batch.release();
  });

  it("has no more entries than it has room for", () => {
    const ring = new KernelRing(16, "descriptors");
    const consumer = new ConsumerRing(ring.words, OFFSETS, 16, "descriptors");
    ring.words[OFFSETS.producer / 4] = 1000;
    expect(consumer.available(16)).toBe(0);
    ring.words[OFFSETS.producer / 4] = -1;
    expect(consumer.available(16)).toBe(0);
    ring.words[OFFSETS.producer / 4] = 0;
    const producer = new ProducerRing(ring.words, OFFSETS, 16, "descriptors");
    for (const wrong of [5, -1000]) {
      ring.words[OFFSETS.consumer / 4] = wrong;
      expect(producer.space(1000)).toBe(16);
      expect(producer.pending).toBe(0);
    }
  });
});

it("unaligned chunks have their offset in the upper bits", () => {
  const kernel = new Kernel({ frameSize: 3000, frameCount: 8, receiveFrames: 8, unaligned: true });
  const { address } = kernel.fill.consume()!;
  kernel.bytes.set(packetOf(5), address + 256);
  kernel.rx.produce(address, 60, 0, 256 << 16);
  const batch = kernel.receiver.take()!;
  expect([...batch].map((packet) => packet.data)).toEqual([packetOf(5)]);
  batch.release();
  let last: number | undefined;
  for (let entry = kernel.fill.consume(); entry !== undefined; entry = kernel.fill.consume()) last = entry.address;
  expect(last).toBe(address);
});

it("reads where the kernel has put the rings", () => {
  const bytes = new Uint8Array(128);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 16; i++)
    view.setBigUint64(i * 8, BigInt(i * 64), new Uint8Array(Uint16Array.of(1).buffer)[0] === 1);
  const [rx, , , completion] = readRingOffsets(bytes);
  expect(rx).toEqual({ producer: 0, consumer: 64, entries: 128, flags: 192 });
  expect(completion).toEqual({ producer: 768, consumer: 832, entries: 896, flags: 960 });
});
