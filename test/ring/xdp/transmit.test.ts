import { describe, expect, it } from "vitest";
import { Kernel, packetOf } from "./kernel.js";

const EAGAIN = -11;

describe.each([0, 0x7fff_fffa, -6])("sending, positions from %i on", (start) => {
  it("sends packets in order, with their bytes, over many rounds", () => {
    const kernel = new Kernel({ start });
    const sent: Uint8Array[] = [];
    kernel.wake = () => {
      sent.push(...kernel.transmit());
      return 0;
    };
    for (let i = 0; i < 300; i++) {
      expect(kernel.transmitter.send(packetOf(i))).toBe(true);
      if (i % 7 === 0) kernel.transmitter.flush();
    }
    kernel.transmitter.flush();
    expect(sent).toEqual(Array.from({ length: 300 }, (_, i) => packetOf(i)));
    expect(kernel.transmitter.outstanding).toBe(0);
    expect(kernel.queue.completed).toBe(300);
    expect(kernel.queue.strays).toBe(0);
    expect(kernel.frames.free).toBe(8);
  });
});

describe("back-pressure", () => {
  it("ends when frames come back", () => {
    const kernel = new Kernel();
    for (let i = 0; i < 8; i++) expect(kernel.transmitter.send(packetOf(i))).toBe(true);
    expect(kernel.transmitter.ready).toBe(false);
    expect(kernel.transmitter.send(packetOf(8))).toBe(false);
    expect(kernel.transmitter.allocate()).toBe(-1);
    expect(kernel.transmitter.flush()).toBe(8);
    expect(kernel.transmitter.outstanding).toBe(8);
    kernel.transmit(1);
    expect(kernel.transmitter.ready).toBe(true);
    expect(kernel.transmitter.send(packetOf(8))).toBe(true);
    expect(kernel.transmitter.packets).toBe(9);
  });

  it("of the ring leaves the frame with its owner", () => {
    const kernel = new Kernel({ ringSize: 4, receiveFrames: 4 });
    const offsets = Array.from({ length: 5 }, () => kernel.transmitter.allocate());
    expect(offsets.slice(0, 4).map((offset) => kernel.transmitter.submit(offset, 60))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(kernel.transmitter.submit(offsets[4]!, 60)).toBe(false);
    kernel.transmitter.flush();
    kernel.transmit();
    expect(kernel.transmitter.submit(offsets[4]!, 60)).toBe(true);
  });
});

describe("flush", () => {
  it("calls until nothing is left, and stops when nothing moves", () => {
    const kernel = new Kernel();
    let calls = 0;
    let room = 5;
    kernel.wake = () => {
      calls++;
      room -= kernel.transmit(Math.min(2, room)).length;
      return EAGAIN;
    };
    for (let i = 0; i < 8; i++) kernel.transmitter.send(packetOf(i));
    expect(kernel.transmitter.flush()).toBe(8);
    expect(kernel.transmitter.outstanding).toBe(3);
    expect(calls).toBeLessThan(10);
    room = 8;
    expect(kernel.transmitter.flush()).toBe(0);
    expect(kernel.transmitter.outstanding).toBe(0);
  });

  it("makes no call when the driver needs none, and none for nothing", () => {
    const kernel = new Kernel();
    let calls = 0;
    kernel.wake = () => {
      calls++;
      return 0;
    };
    kernel.transmitter.flush();
    kernel.tx.needsWakeup = false;
    kernel.transmitter.send(packetOf(1));
    kernel.transmitter.flush();
    expect(calls).toBe(0);
    expect(kernel.tx.count).toBe(1);
  });

  it("shows the kernel nothing before", () => {
    const kernel = new Kernel();
    kernel.transmitter.send(packetOf(1));
    expect(kernel.tx.count).toBe(0);
  });

  it("says why it cannot send", () => {
    const kernel = new Kernel();
    kernel.wake = () => -100;
    kernel.transmitter.send(packetOf(1));
    expect(() => kernel.transmitter.flush()).toThrow(/send AF_XDP: ENETDOWN.*the device is down/);
  });
});

describe("frames", () => {
  const notHeld = expect.objectContaining({ code: "ERR_RINGLINK_FRAME" });

  it("are written in place", () => {
    const kernel = new Kernel();
    const offset = kernel.transmitter.allocate();
    kernel.bytes.set(packetOf(3), offset + 100);
    expect(kernel.transmitter.submit(offset + 100, 60)).toBe(true);
    kernel.transmitter.flush();
    expect(kernel.transmit()).toEqual([packetOf(3)]);
  });

  it("cannot be queued twice, nor after they were given back, nor without having been given", () => {
    const kernel = new Kernel();
    const offset = kernel.transmitter.allocate();
    kernel.transmitter.submit(offset, 60);
    expect(() => kernel.transmitter.submit(offset, 60)).toThrow(notHeld);
    expect(() => kernel.transmitter.cancel(offset)).toThrow(notHeld);
    const other = kernel.transmitter.allocate();
    kernel.transmitter.cancel(other);
    for (const wrong of [other, -1, 1e9, 0.5, Number.NaN, 2 ** 40]) {
      expect(() => kernel.transmitter.submit(wrong, 60)).toThrow(notHeld);
      expect(() => kernel.transmitter.cancel(wrong)).toThrow(notHeld);
    }
    expect(kernel.frames.free).toBe(7);
  });

  it("hold a packet of at least a byte, which ends in them", () => {
    const kernel = new Kernel();
    const offset = kernel.transmitter.allocate();
    for (const length of [0, -1, 2049, 1.5, Number.NaN]) {
      expect(() => kernel.transmitter.submit(offset, length)).toThrow(RangeError);
    }
    expect(() => kernel.transmitter.submit(offset + 2000, 49)).toThrow(/end in its frame/);
    expect(kernel.transmitter.submit(offset + 2000, 48)).toBe(true);
  });

  it("that nobody had sent do not become free when the kernel says so", () => {
    const kernel = new Kernel();
    const free = kernel.frames.free;
    kernel.completion.produce(0);
    kernel.completion.produce(0xffff_0000);
    kernel.queue.reclaim();
    expect(kernel.frames.free).toBe(free);
    expect(kernel.queue.strays).toBe(2);
  });

  it("of a queue that has gone become free, those of others do not", () => {
    const first = new Kernel();
    const second = new Kernel({ receiveFrames: 4 }, first);
    expect(first.frames.free).toBe(4);
    const reserved = first.transmitter.allocate();
    second.transmitter.send(packetOf(1));
    first.queue.abandon();
    expect(first.frames.free).toBe(4 - 2 + 8);
    first.transmitter.cancel(reserved);
    second.queue.abandon();
    expect(first.frames.free).toBe(16);
  });
});

describe("what is no packet", () => {
  it.each<[unknown, string]>([
    ["abc", 'a packet is a Uint8Array, not "abc"'],
    [[1, 2, 3], "a packet is a Uint8Array, not an array of 3"],
    [new Uint16Array(30), "a packet is a Uint8Array, not an object"],
    [{ length: 60 }, "a packet is a Uint8Array, not an object"],
    [undefined, "a packet is a Uint8Array, not undefined"],
  ])("is not sent: %o", (packet, message) => {
    const kernel = new Kernel();
    const { free } = kernel.frames;
    expect(() => kernel.transmitter.send(packet as Uint8Array)).toThrow(new TypeError(message));
    expect(kernel.transmitter.flush()).toBe(0);
    expect(kernel.frames.free).toBe(free);
    expect(kernel.transmitter.send(Buffer.from("abc"))).toBe(true);
  });
});

describe("large packets", () => {
  it("need several frames, and a socket that takes them", () => {
    const kernel = new Kernel();
    expect(() => kernel.transmitter.send(new Uint8Array(2049))).toThrow(/2049 bytes in frames of 2048.*multiBuffer/);
    expect(() => kernel.transmitter.send(new Uint8Array(0))).toThrow(/empty packet/);
  });

  it("go in pieces", () => {
    const kernel = new Kernel({ multiBuffer: true });
    const packet = packetOf(9, 5000);
    expect(kernel.transmitter.send(packet)).toBe(true);
    kernel.transmitter.flush();
    const options = [];
    const bytes: number[] = [];
    for (let entry = kernel.tx.consume(); entry !== undefined; entry = kernel.tx.consume()) {
      options.push(entry.options);
      bytes.push(...kernel.bytes.subarray(entry.address, entry.address + entry.length));
    }
    expect(options).toEqual([1, 1, 0]);
    expect(Uint8Array.from(bytes)).toEqual(packet);
    expect(() => kernel.transmitter.send(new Uint8Array(2048 * 17))).toThrow(/17 frames/);
  });

  it("are queued whole or not at all", () => {
    const kernel = new Kernel({ multiBuffer: true });
    for (let i = 0; i < 6; i++) kernel.transmitter.send(packetOf(i));
    expect(kernel.transmitter.send(new Uint8Array(2048 * 3))).toBe(false);
    kernel.transmitter.flush();
    expect(kernel.tx.count).toBe(6);
  });
});

describe("forwarding", () => {
  it("sends received packets where they lie, and gets frames for others in their place", () => {
    const kernel = new Kernel();
    const sent: Uint8Array[] = [];
    kernel.wake = () => {
      sent.push(...kernel.transmit());
      return 0;
    };
    for (let i = 0; i < 200; i++) {
      expect(kernel.receive(packetOf(i))).toBe(true);
      using batch = kernel.receiver.take()!;
      const cursor = batch.cursor();
      while (cursor.next()) expect(kernel.transmitter.forward(batch, cursor.index)).toBe(true);
      kernel.transmitter.flush();
    }
    expect(sent).toEqual(Array.from({ length: 200 }, (_, i) => packetOf(i)));
    expect(kernel.queue.receiving).toBe(8);
    expect(kernel.fill.count).toBe(8);
    expect(kernel.frames.free).toBe(8);
  });

  it("goes to another queue of the same UMEM", () => {
    const first = new Kernel({ frameCount: 12, receiveFrames: 8 });
    const second = new Kernel({ receiveFrames: 4 }, first);
    for (let i = 0; i < 100; i++) {
      expect(first.receive(packetOf(i))).toBe(true);
      using batch = first.receiver.take()!;
      expect(second.transmitter.forward(batch, 0)).toBe(true);
      second.transmitter.flush();
      expect(second.transmit()).toEqual([packetOf(i)]);
      second.queue.reclaim();
    }
    expect([first.queue.receiving, second.queue.receiving]).toEqual([8, 4]);
  });

  it("takes the packet out of its batch", () => {
    const kernel = new Kernel();
    kernel.receive(packetOf(1));
    kernel.receive(packetOf(2));
    const batch = kernel.receiver.take()!;
    const packets = [...batch];
    expect(kernel.transmitter.forward(batch, packets[0]!.index)).toBe(true);
    const gone = expect.objectContaining({ code: "ERR_RINGLINK_RELEASED" });
    expect(() => packets[0]!.data).toThrow(gone);
    expect(() => kernel.transmitter.forward(batch, 0)).toThrow(gone);
    for (const read of [() => packets[0]!.length, () => packets[0]!.index, () => packets[0]!.uint8At(0)]) {
      expect(read).toThrow(gone);
    }
    expect(packets[1]!.data).toEqual(packetOf(2));
    const cursor = batch.cursor();
    expect(cursor.next()).toBe(true);
    expect(() => cursor.offset).toThrow(gone);
    expect(cursor.next()).toBe(true);
    expect([cursor.index, cursor.uint32At(0)]).toEqual([1, 2]);
    batch.release();
    expect(() => kernel.transmitter.forward(batch, 1)).toThrow(gone);
    expect(kernel.frames.free + kernel.fill.count + kernel.transmitter.outstanding).toBe(16);
  });

  it("refuses what is no packet of one frame of this UMEM", () => {
    const kernel = new Kernel({ multiBuffer: true });
    kernel.receive(packetOf(1), 1);
    kernel.receive(packetOf(2));
    const batch = kernel.receiver.take()!;
    expect(() => kernel.transmitter.forward(batch, 0)).toThrow(/several frames/);
    expect(() => kernel.transmitter.forward(batch, 1)).toThrow(/several frames/);
    for (const index of [2, -1, 0.5, Number.NaN]) {
      expect(() => kernel.transmitter.forward(batch, index)).toThrow(RangeError);
    }
    expect(() => new Kernel().transmitter.forward(batch, 0)).toThrow(/another UMEM/);
  });

  it("leaves the packet in its batch when the ring is full", () => {
    const kernel = new Kernel({ ringSize: 4, receiveFrames: 4 });
    for (let i = 0; i < 4; i++) kernel.transmitter.send(packetOf(i));
    kernel.receive(packetOf(7));
    const batch = kernel.receiver.take()!;
    expect(kernel.transmitter.forward(batch, 0)).toBe(false);
    expect([...batch].map((packet) => packet.data)).toEqual([packetOf(7)]);
    batch.release();
    expect(kernel.fill.count).toBe(4);
  });
});
