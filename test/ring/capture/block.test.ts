/** Walking blocks, on memory without a kernel. */
import { expect, it } from "vitest";
import type { Packet } from "../../../src/ring/capture/packet.js";
import { PacketStatus, packetStatusNames } from "../../../src/ring/packet/status.js";
import { BLOCK_SIZE, bytes, fakeRing } from "../support/block.js";

const data = (value: number, length = 60) => new Uint8Array(length).fill(value);

it("gives nothing before the kernel has given a block", () => {
  const { ring } = fakeRing(2);
  expect(ring.ready).toBe(false);
  expect(ring.take()).toBeUndefined();
});

it("walks packets in order, by cursor and by object", () => {
  const { ring, fill } = fakeRing(2);
  fill(0, { packets: [{ data: data(1) }, { data: data(2, 61) }, { data: data(3, 900) }] });
  using batch = ring.take()!;
  expect(batch.length).toBe(3);
  expect([...batch].map((packet) => [packet.data[0], packet.length])).toEqual([
    [1, 60],
    [2, 61],
    [3, 900],
  ]);
  const cursor = batch.cursor();
  const seen: number[] = [];
  while (cursor.next()) seen.push(cursor.bytes[cursor.offset + cursor.length - 1]!);
  expect(seen).toEqual([1, 2, 3]);
  expect(cursor.next()).toBe(false);
});

it("an empty block has no packets", () => {
  const { ring, fill } = fakeRing(1);
  fill(0, { packets: [] });
  using batch = ring.take()!;
  expect([...batch]).toEqual([]);
  expect(batch.cursor().next()).toBe(false);
});

it("stops where there is no next packet, whatever the count says", () => {
  const { ring, fill } = fakeRing(1);
  fill(0, { packets: [{ data: data(7) }], count: 10 });
  using batch = ring.take()!;
  expect([...batch].map(({ length }) => length)).toEqual([60]);
  const cursor = batch.cursor();
  expect([cursor.next(), cursor.next(), cursor.next()]).toEqual([true, false, false]);
});

it("stops at the end of a block that was written over", () => {
  const { ring, fill } = fakeRing(2);
  fill(0, { packets: [{ data: data(1) }, { data: data(2) }] });
  const view = new DataView(ring.memory.bytes.buffer);
  view.setUint32(48, BLOCK_SIZE * 5, true);
  using batch = ring.take()!;
  expect([...batch]).toHaveLength(1);
  view.setUint32(48 + 12, 0xffff_ffff, true);
  expect([...batch][0]!.data.length).toBeLessThanOrEqual(BLOCK_SIZE * 2);
});

it("reads every field", () => {
  const { ring, fill } = fakeRing(1);
  const status = 1 | PacketStatus.vlanValid | PacketStatus.vlanTpidValid | PacketStatus.timestampRawHardware;
  fill(0, {
    packets: [
      {
        data: bytes(1, 2, 3, 4, 5, 6, 7, 8),
        originalLength: 99,
        seconds: 1_700_000_000,
        nanoseconds: 999_999_999,
        status,
        rxhash: 0xdeadbeef,
        tci: 0x6005,
        tpid: 0x88a8,
        type: 4,
        protocol: 0x86dd,
        interfaceIndex: 12,
        address: [2, 0, 0, 0, 0, 9],
      },
    ],
  });
  using batch = ring.take()!;
  const [packet] = [...batch] as [Packet];
  const own = {
    originalLength: 99,
    timestampNs: 1_700_000_000_999_999_999n,
    timestampClock: "rawHardware",
    status: status >>> 0,
    rxhash: 0xdeadbeef,
    vlan: { tci: 0x6005, tpid: 0x88a8 },
    direction: "outgoing",
    protocol: 0x86dd,
    interfaceIndex: 12,
    hardwareType: 1,
    linkLayerAddress: bytes(2, 0, 0, 0, 0, 9),
    data: bytes(1, 2, 3, 4, 5, 6, 7, 8),
  };
  expect(packet.copy()).toEqual(own);
  expect(packet).toMatchObject({ length: 8, isTruncated: true, seconds: 1_700_000_000, nanoseconds: 999_999_999 });
  expect([packet.uint8At(7), packet.uint16At(0), packet.uint32At(4)]).toEqual([8, 0x0102, 0x05060708]);
  expect([packet.uint8At(8), packet.uint16At(7), packet.uint32At(6)]).toEqual([0, 0, 0x07080000]);
  expect(packetStatusNames(packet.status)).toEqual(["vlanValid", "vlanTpidValid", "timestampRawHardware"]);
});

it("a packet without a tag has none, and the clock is the best that stamped it", () => {
  const { ring, fill } = fakeRing(1);
  const all = PacketStatus.timestampRawHardware | PacketStatus.timestampSystemHardware | PacketStatus.timestampSoftware;
  fill(0, {
    packets: [
      { data: data(1), status: 1, tci: 77 },
      { data: data(2), status: PacketStatus.vlanValid, tci: 5 },
      { data: data(3), status: all },
      { data: data(4), status: PacketStatus.timestampSystemHardware },
      { data: data(5), status: PacketStatus.timestampSoftware | PacketStatus.vlanValid },
    ],
  });
  using batch = ring.take()!;
  const packets = [...batch];
  expect(packets.map(({ vlan }) => vlan)).toEqual([
    undefined,
    { tci: 5, tpid: 0x8100 },
    undefined,
    undefined,
    { tci: 0, tpid: 0x8100 },
  ]);
  expect(packets.map(({ timestampClock }) => timestampClock)).toEqual([
    "ring",
    "ring",
    "rawHardware",
    "systemHardware",
    "software",
  ]);
});

it("batches tell their number, gaps, times and why they were given", () => {
  const { ring, fill } = fakeRing(3);
  fill(0, {
    packets: [
      { data: data(1), seconds: 10, nanoseconds: 1 },
      { data: data(1), seconds: 11, nanoseconds: 2 },
    ],
  });
  fill(1, { packets: [{ data: data(1) }], sequence: 2, timedOut: true });
  fill(2, { packets: [{ data: data(1) }], sequence: 6 });
  const batches = [ring.take()!, ring.take()!, ring.take()!];
  expect(batches.map(({ sequence, gap, timedOut }) => [sequence, gap, timedOut])).toEqual([
    [1, 0, false],
    [2, 0, true],
    [6, 3, false],
  ]);
  expect([batches[0]!.firstTimestampNs, batches[0]!.lastTimestampNs]).toEqual([10_000_000_001n, 11_000_000_002n]);
  expect(ring.lostBlocks).toBe(3);
});

it("a block is the kernel's again when its batch is released, in any order", () => {
  const { ring, fill } = fakeRing(2);
  const status = (block: number) => ring.memory.shared[(block * BLOCK_SIZE + 8) >>> 2];
  fill(0, { packets: [{ data: data(1) }] });
  fill(1, { packets: [{ data: data(2) }] });
  const [first, second] = [ring.take()!, ring.take()!];
  expect(ring.heldCount).toBe(2);
  expect(() => ring.take()).toThrow(/all 2 batches of the ring are held/);
  second.release();
  expect([status(0), status(1)]).toEqual([1, 0]);
  expect(ring.previousHeld).toBe(false);
  first.release();
  first.release();
  expect([status(0), status(1), ring.heldCount]).toEqual([0, 0, 0]);
  fill(0, { packets: [{ data: data(3) }], sequence: 3 });
  using third = ring.take()!;
  expect(ring.previousHeld).toBe(true);
  expect([...third][0]!.data[0]).toBe(3);
});

it("a held block is not given twice", () => {
  const { ring, fill } = fakeRing(2);
  fill(0, { packets: [{ data: data(1) }] });
  fill(1, { packets: [{ data: data(1) }] });
  using held = ring.take()!;
  ring.take()!.release();
  expect(held.released).toBe(false);
  expect(ring.ready).toBe(false);
  expect(ring.take()).toBeUndefined();
});

it("packets, cursors and iterators are an error after their batch was released; copies are not", () => {
  const { ring, fill } = fakeRing(1);
  fill(0, { packets: [{ data: data(1) }, { data: data(2) }] });
  const batch = ring.take()!;
  const [packet] = [...batch];
  const cursor = batch.cursor();
  cursor.next();
  const iterator = batch[Symbol.iterator]();
  const copy = packet!.copy();
  batch.release();
  const released = /batch was given back, or its capture closed/;
  for (const use of [
    () => packet!.data,
    () => packet!.length,
    () => packet!.offset,
    () => packet!.timestampNs,
    () => packet!.vlan,
    () => packet!.uint8At(0),
    () => packet!.copy(),
    () => cursor.length,
    () => cursor.next(),
    () => cursor.bytes,
    () => iterator.next(),
    () => batch.cursor(),
    () => batch.bytes,
    () => [...batch],
  ]) {
    expect(use).toThrow(released);
  }
  expect(copy.data).toEqual(data(1));
  expect(batch.length).toBe(2);
});

it("a cursor has no packet before the first and behind the last", () => {
  const { ring, fill } = fakeRing(1);
  fill(0, { packets: [{ data: data(1) }] });
  using batch = ring.take()!;
  const cursor = batch.cursor();
  expect(() => cursor.length).toThrow(/call next\(\) first/);
  cursor.next();
  expect(cursor.packet().length).toBe(60);
  cursor.next();
  expect(() => cursor.offset).toThrow(/call next\(\) first/);
  expect(() => cursor.packet()).toThrow(/call next\(\) first/);
});

it("revoking releases what is held", () => {
  const { ring, fill } = fakeRing(2);
  fill(0, { packets: [{ data: data(1) }] });
  fill(1, { packets: [{ data: data(1) }] });
  const batches = [ring.take()!, ring.take()!];
  ring.revoke();
  expect(batches.map(({ released }) => released)).toEqual([true, true]);
});

it("a packet is described in one go, with the tag that was taken out and without", () => {
  const { ring, fill } = fakeRing(1);
  const status = PacketStatus.vlanValid | PacketStatus.vlanTpidValid;
  fill(0, {
    packets: [
      { data: data(1, 70), originalLength: 90, seconds: 7, nanoseconds: 8, status, tci: 5, tpid: 0x88a8, type: 4 },
      { data: data(2), type: 99 },
    ],
  });
  const batch = ring.take()!;
  const cursor = batch.cursor();
  const into = {
    bytes: new Uint8Array(0),
    offset: 0,
    length: 0,
    originalLength: 0,
    seconds: 0,
    nanoseconds: 0,
    direction: undefined as string | number | undefined,
    vlan: undefined as { tci: number; tpid: number } | undefined,
  };
  const expected = () => {
    const { bytes, offset, length, originalLength, seconds, nanoseconds, direction, vlan } = cursor;
    return { bytes, offset, length, originalLength, seconds, nanoseconds, direction, vlan };
  };
  for (const [direction, tci] of [
    ["outgoing", 5],
    [99, undefined],
  ]) {
    expect(cursor.next()).toBe(true);
    cursor.describe(into);
    expect(into).toEqual(expected());
    expect([into.direction, into.vlan?.tci]).toEqual([direction, tci]);
  }
  batch.release();
  expect(() => cursor.describe(into)).toThrow(/batch was given back/);
});
