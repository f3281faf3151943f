/** AF_XDP sockets against the kernel: packets in, packets out. */
import { describe, expect, vi } from "vitest";
import * as bpf from "../../src/ring/bpf/index.js";
import { XdpRedirect, XdpSocket } from "../../src/ring/xdp/index.js";
import { manyTimes } from "./support/process.js";
import { Checker, exchange, numbered, QUIET_VETH, sendNumbered, TWO_QUEUES, tidy } from "./support/xdp.js";

/** Packets of a flood; a soak test sets more. */
const FLOOD = Number(process.env["RINGLINK_XDP_PACKETS"] ?? manyTimes(20_000));

describe("receiving and sending", () => {
  for (const mode of ["driver", "generic"] as const) {
    tidy(`every packet once, in order, with its bytes: ${mode}`, ["xdpSocket"], async (ns, netns) => {
      await ns.script(QUIET_VETH);
      using sender = XdpSocket.open("va", { netns, mode: "transmit", frameCount: 4096 });
      using receiver = XdpSocket.open("vb", { netns, mode: "receive", redirect: { mode } });
      expect(receiver.redirect?.mode).toBe(mode);
      expect(receiver.zeroCopy).toBe(false);
      const checker = await exchange(sender, receiver, FLOOD, { window: 16_384 });
      expect(checker).toMatchObject({ received: FLOOD, corrupted: 0, disordered: 0, missing: 0 });
      const { sinceOpen } = receiver.statistics();
      expect(sinceOpen).toMatchObject({ received: FLOOD, dropped: 0, invalid: { fill: 0, transmit: 0 } });
      expect(sender.statistics().sinceOpen).toMatchObject({
        queued: FLOOD,
        completed: FLOOD,
        invalid: { transmit: 0 },
      });
      expect(sender.outstanding).toBe(0);
      expect(receiver.statistics().sinceLast.received).toBe(0);
    });
  }

  tidy("with the thread blocked, and with a wakeup for every packet", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using sender = XdpSocket.open("va", { netns, mode: "transmit", frameCount: 1024 });
    using receiver = XdpSocket.open("vb", { netns, mode: "receive", frameCount: 4096, coalesceMs: 0 });
    expect(receiver.nextBatch()).toBeUndefined();
    expect(receiver.nextBatch(1)).toBeUndefined();
    const checker = new Checker();
    for (let number = 0; number < 2000; ) {
      for (let i = 0; i < 100; i++) sender.send(numbered(number++));
      sender.flush();
      while (checker.received < number) {
        using batch = receiver.nextBatch(60_000);
        checker.addBatch(batch!);
      }
    }
    expect(checker).toMatchObject({ received: 2000, corrupted: 0, disordered: 0, missing: 0 });
    expect(sender.drain(60_000)).toBe(true);
    // Written in place.
    const offset = sender.allocate();
    sender.umem.bytes.set(numbered(7, 100), offset + 8);
    expect(sender.submit(offset + 8, 100)).toBe(true);
    expect(sender.flush()).toBe(1);
    for (const packet of receiver.packets({ durationMs: 60_000 })) {
      expect(packet.copy().data).toEqual(numbered(7, 100));
      break;
    }
  });

  tidy("spaced-out packets each wake the reader", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using sender = XdpSocket.open("va", { netns, mode: "transmit", frameCount: 64 });
    using receiver = XdpSocket.open("vb", { netns, mode: "receive", frameCount: 1024 });
    const checker = new Checker();
    for (let i = 0; i < 20; i++) {
      const reading = receiver.read({ timeoutMs: 60_000 });
      await new Promise((resolve) => setTimeout(resolve, i % 7));
      sender.send(numbered(i));
      sender.flush();
      using batch = await reading;
      checker.addBatch(batch!);
    }
    expect(checker).toMatchObject({ received: 20, corrupted: 0, disordered: 0, missing: 0 });
  });

  tidy("as an async iterable, which ends when the socket is closed", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using sender = XdpSocket.open("va", { netns, mode: "transmit", frameCount: 1024 });
    using receiver = XdpSocket.open("vb", { netns, mode: "receive", frameCount: 8192 });
    const sending = sendNumbered(sender, 5000);
    const checker = new Checker();
    let last: { readonly released: boolean } | undefined;
    for await (const batch of receiver) {
      expect(last?.released ?? true).toBe(true);
      last = batch;
      checker.addBatch(batch);
      if (checker.received === 5000) receiver.close();
    }
    await sending;
    expect(last?.released).toBe(true);
    expect(checker).toMatchObject({ received: 5000, corrupted: 0, disordered: 0, missing: 0 });
    expect(receiver.statistics().sinceOpen.received).toBe(5000);
  });
});

describe("frames", () => {
  const geometries = [
    { frameSizeBytes: 4096, headroomBytes: 0 },
    { frameSizeBytes: 2048, headroomBytes: 192 },
    { frameSizeBytes: 4096, headroomBytes: 2000 },
    { frameSizeBytes: 3000, unalignedChunks: true },
    { frameSizeBytes: 2500, unalignedChunks: true, headroomBytes: 100 },
  ];
  for (const geometry of geometries) {
    tidy(`${JSON.stringify(geometry)}`, ["xdpSocket"], async (ns, netns) => {
      await ns.script(QUIET_VETH);
      using sender = XdpSocket.open("va", { netns, mode: "transmit", frameCount: 256, ...geometry });
      using receiver = XdpSocket.open("vb", { netns, mode: "receive", frameCount: 256, ...geometry });
      const { frameSizeBytes, headroomBytes = 0 } = geometry;
      const checker = new Checker();
      for (let round = 0; round < 8; round++) {
        await sendNumbered(sender, 200, { from: round * 200, length: 1200 + round });
        for (let left = 200; left > 0; ) {
          using batch = await receiver.read({ timeoutMs: 60_000 });
          for (const packet of batch!) {
            expect((packet.offset % frameSizeBytes) - headroomBytes).toBe(256);
            checker.add(packet.data);
            left--;
          }
        }
      }
      expect(checker).toMatchObject({ received: 1600, corrupted: 0, disordered: 0, missing: 0 });
      expect(receiver.statistics().sinceOpen.dropped).toBe(0);
      expect(receiver.umem).toMatchObject({ frameSize: frameSizeBytes, frameCount: 256, headroom: headroomBytes });
    });
  }

  tidy("that are too small for a packet drop it, and say so", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using sender = XdpSocket.open("va", { netns, mode: "transmit", frameCount: 64 });
    using receiver = XdpSocket.open("vb", { netns, mode: "receive", frameCount: 64, headroomBytes: 1000 });
    for (const length of [600, 1000, 600]) sender.send(numbered(length, length));
    sender.flush();
    const lengths: number[] = [];
    while (lengths.length < 2) {
      using batch = await receiver.read({ timeoutMs: 60_000 });
      for (const packet of batch!) lengths.push(packet.length);
    }
    expect(lengths).toEqual([600, 600]);
    expect(receiver.statistics().sinceOpen).toMatchObject({ dropped: 1, drops: { noFrame: 0, ringFull: 0, other: 1 } });
  });

  tidy("several for a packet", ["xdpMultiBuffer", "xdpSocket"], async (ns, netns) => {
    await ns.script(`${QUIET_VETH}; ip link set va mtu 9000; ip link set vb mtu 9000`);
    const options = { netns, multiBuffer: true, frameCount: 512 };
    using sender = XdpSocket.open("va", { ...options, mode: "transmit" });
    using receiver = XdpSocket.open("vb", { ...options, mode: "receive", redirect: { mode: "driver" } });
    const checker = new Checker();
    const pieces = new Set<number>();
    for (let round = 0; round < 20; round++) {
      const length = 60 + round * 400;
      await sendNumbered(sender, 10, { from: round * 10, length });
      for (let left = 10; left > 0; ) {
        using batch = await receiver.read({ timeoutMs: 60_000 });
        for (const packet of batch!) {
          expect(packet.length).toBe(length);
          pieces.add(packet.pieces);
          checker.add(packet.data);
          left--;
        }
      }
    }
    expect(checker).toMatchObject({ received: 200, corrupted: 0, disordered: 0, missing: 0 });
    expect(Math.max(...pieces)).toBeGreaterThan(3);
    expect(pieces.has(1)).toBe(true);
  });
});

describe("full rings", () => {
  tidy("lose packets, each counted once", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using sender = XdpSocket.open("va", { netns, mode: "transmit", frameCount: 4096 });
    for (const [options, kind] of [
      [{ frameCount: 64 }, "noFrame"],
      [{ frameCount: 1024, rxRingSize: 64 }, "ringFull"],
    ] as const) {
      using receiver = XdpSocket.open("vb", { netns, mode: "receive", ...options });
      await sendNumbered(sender, 1000);
      const checker = new Checker();
      for (;;) {
        using batch = receiver.nextBatch();
        if (batch === undefined) break;
        checker.addBatch(batch);
      }
      expect(checker).toMatchObject({ received: 64, corrupted: 0, disordered: 0, missing: 0 });
      const { sinceOpen, sinceLast } = receiver.statistics();
      expect(sinceOpen).toMatchObject({ received: 64, dropped: 936, drops: { [kind]: 936, other: 0 } });
      expect(sinceLast).toEqual(sinceOpen);
      // It goes on where there is room again.
      await exchange(sender, receiver, 64, { from: 2000, window: 32, checker });
      expect(checker).toMatchObject({ received: 128, corrupted: 0, disordered: 0, missing: 2000 - 64 });
      expect(receiver.statistics().sinceLast).toMatchObject({ received: 64, dropped: 0 });
    }
  });

  tidy("of held batches come back in any order", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using sender = XdpSocket.open("va", { netns, mode: "transmit", frameCount: 256 });
    using receiver = XdpSocket.open("vb", { netns, mode: "receive", frameCount: 64, batchSize: 32 });
    await sendNumbered(sender, 100);
    const held = [receiver.nextBatch()!, receiver.nextBatch()!];
    expect(held.map(({ length }) => length)).toEqual([32, 32]);
    expect(receiver.nextBatch()).toBeUndefined();
    held[1]!.release();
    await sendNumbered(sender, 40, { from: 100 });
    using more = receiver.nextBatch();
    expect(more!.length).toBe(32);
    expect([...held[0]!].map((packet) => packet.uint32At(14))).toEqual(Array.from({ length: 32 }, (_, i) => i));
  });
});

describe("shared memory", () => {
  tidy("by two queues", ["xdpSocket"], async (ns, netns) => {
    await ns.script(TWO_QUEUES);
    using redirect = XdpRedirect.attach("vb", { netns });
    using first = XdpSocket.open("vb", {
      netns,
      queue: 0,
      mode: "receive",
      program: redirect,
      frameCount: 1024,
      receiveFrames: 512,
    });
    using second = XdpSocket.open("vb", {
      netns,
      queue: 1,
      mode: "receive",
      program: redirect,
      umem: first.umem,
      receiveFrames: 512,
    });
    expect(second.umem.freeFrames).toBe(0);
    for (const [queue, socket] of [first, second].entries()) {
      using sender = XdpSocket.open("va", { netns, queue, mode: "transmit", frameCount: 256 });
      const checker = await exchange(sender, socket, 2000, { window: 256 });
      expect(checker).toMatchObject({ corrupted: 0, disordered: 0, missing: 0 });
    }
    // The second goes on when the first has gone, and the first one's frames are free.
    first.close();
    expect(second.umem.freeFrames).toBe(512);
    using sender = XdpSocket.open("va", { netns, queue: 1, mode: "transmit", frameCount: 256 });
    const checker = await exchange(sender, second, 500, { window: 256 });
    expect(checker).toMatchObject({ corrupted: 0, disordered: 0, missing: 0 });
  });

  tidy("by two sockets of one queue", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using receiver = XdpSocket.open("vb", { netns, mode: "receive", frameCount: 1024 });
    using first = XdpSocket.open("va", { netns, mode: "transmit", frameCount: 512 });
    using second = XdpSocket.open("va", { netns, mode: "transmit", umem: first.umem });
    const checker = new Checker();
    for (const [round, socket] of [first, second, first, second].entries()) {
      await exchange(socket, receiver, 600, { from: round * 600, window: 512, checker });
    }
    first.close();
    await exchange(second, receiver, 600, { from: 2400, window: 512, checker });
    expect(await second.drained({ timeoutMs: 60_000 })).toBe(true);
    expect(checker).toMatchObject({ corrupted: 0, disordered: 0, missing: 0 });
    expect(second.umem.freeFrames).toBe(512);
  });

  tidy("by two devices, which forward packets without copying them", ["xdpSocket"], async (ns, netns) => {
    await ns.script(
      `${QUIET_VETH}; ip link add vc type veth peer name vd; ip link set vc arp off up; ip link set vd arp off up`,
    );
    using sender = XdpSocket.open("va", { netns, mode: "transmit", frameCount: 512 });
    using entrance = XdpSocket.open("vb", { netns, mode: "receive", frameCount: 1024, receiveFrames: 512 });
    using exit = XdpSocket.open("vc", { netns, mode: "transmit", umem: entrance.umem });
    using receiver = XdpSocket.open("vd", { netns, mode: "receive", frameCount: 1024 });
    const forwarding = (async () => {
      for (let count = 0; count < 5000; ) {
        using batch = await entrance.read({ timeoutMs: 60_000 });
        const cursor = batch!.cursor();
        while (cursor.next()) {
          while (!exit.forward(batch!, cursor.index)) exit.flush();
          count++;
        }
        exit.flush();
      }
    })();
    const [checker] = await Promise.all([exchange(sender, receiver, 5000, { window: 256 }), forwarding]);
    expect(checker).toMatchObject({ received: 5000, corrupted: 0, disordered: 0, missing: 0 });
    expect(await exit.drained({ timeoutMs: 60_000 })).toBe(true);
    expect(entrance.statistics().sinceOpen.dropped).toBe(0);
    expect(exit.statistics().sinceOpen).toMatchObject({ queued: 5000, completed: 5000 });
  });
});

describe("the network stack", () => {
  tidy("keeps what no match takes", ["xdpSocket"], async (ns, netns) => {
    await ns.script(`
      ip link add va type veth peer name vb; ip link set va up; ip netns add peer
      ip link set vb netns peer; ip -n peer link set vb up
      ip address add 10.9.0.1/24 dev va; ip -n peer address add 10.9.0.2/24 dev vb`);
    const match = [{ protocol: "udp", destinationPort: 5353 }] as const;
    using socket = XdpSocket.open("va", { netns, mode: "receive", frameCount: 256, redirect: { match } });
    const unwanted = async () => Number(await ns.run("awk", "/^Udp: [0-9]/ { print $3 }", "/proc/net/snmp"));
    expect(await unwanted()).toBe(0);
    // ARP must pass for any of it to come.
    await ns.script(`for port in 5353 5354 5353; do
      ip netns exec peer bash -c "echo -n $port >/dev/udp/10.9.0.1/$port" 2>/dev/null || :
    done`);
    const payloads: string[] = [];
    while (payloads.length < 2) {
      using batch = await socket.read({ timeoutMs: 60_000 });
      for (const packet of batch!) payloads.push(Buffer.from(packet.data.subarray(42, 46)).toString());
    }
    expect(payloads).toEqual(["5353", "5353"]);
    await vi.waitFor(async () => expect(await unwanted()).toBe(1), { timeout: 60_000, interval: 50 });
    expect(socket.nextBatch()).toBeUndefined();
  });

  tidy("sees packets of queues without socket, and none of others", ["xdpSocket"], async (ns, netns) => {
    await ns.script(TWO_QUEUES);
    const heard = async () =>
      (await ns.json<{ stats64: { rx: { packets: number } } }[]>("ip", "-j", "-s", "link", "show", "vb"))[0]!.stats64
        .rx;
    using receiver = XdpSocket.open("vb", { netns, queue: 1, mode: "receive", frameCount: 256 });
    using zero = XdpSocket.open("va", { netns, queue: 0, mode: "transmit", frameCount: 64 });
    using one = XdpSocket.open("va", { netns, queue: 1, mode: "transmit", frameCount: 64 });
    await sendNumbered(zero, 10);
    await sendNumbered(one, 20);
    const checker = new Checker();
    while (checker.received < 20) {
      using batch = receiver.nextBatch(60_000);
      checker.addBatch(batch!);
    }
    expect(checker).toMatchObject({ received: 20, disordered: 0, missing: 0 });
    expect(receiver.nextBatch()).toBeUndefined();
    expect((await heard()).packets).toBe(30);
  });

  tidy("is told of promiscuous mode for as long as the socket is open", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    const promiscuity = async () =>
      (await ns.json<{ promiscuity: number }[]>("ip", "-j", "-d", "link", "show", "vb"))[0]!.promiscuity;
    expect(await promiscuity()).toBe(0);
    using socket = XdpSocket.open("vb", { netns, mode: "receive", frameCount: 64, promiscuous: true });
    expect(await promiscuity()).toBe(1);
    socket.close();
    expect(await promiscuity()).toBe(0);
  });
});

describe("metadata", () => {
  for (const mode of ["driver", "generic"] as const) {
    tidy(`of a program of one's own comes before the packet: ${mode}`, ["xdpSocket"], async (ns, netns) => {
      await ns.script(QUIET_VETH);
      using map = bpf.BpfMap.create({ type: "xskmap", keySize: 4, valueSize: 4, maxEntries: 1 });
      const { r0, r1, r2, r3, r6 } = bpf;
      // When it was received, by CLOCK_MONOTONIC, in 8 bytes before the packet.
      using program = bpf.BpfProgram.load({
        instructions: bpf.assemble([
          bpf.mov(r6, r1),
          bpf.mov(r2, -8),
          bpf.call("xdp_adjust_meta"),
          bpf.jumpIf(r0, "!=", 0, "drop"),
          bpf.call("ktime_get_ns"),
          bpf.load(r1, "u32", r6, 0),
          bpf.load(r2, "u32", r6, 8),
          bpf.mov(r3, r2),
          bpf.alu(r3, "+=", 8),
          bpf.jumpIf(r3, ">", r1, "drop"),
          bpf.store("u64", r2, 0, r0),
          bpf.load(r2, "u32", r6, 16),
          bpf.loadMap(r1, map),
          bpf.mov(r3, bpf.XdpAction.pass),
          bpf.call("redirect_map"),
          bpf.exit(),
          bpf.label("drop"),
          bpf.mov(r0, bpf.XdpAction.drop),
          bpf.exit(),
        ]),
      });
      using redirect = XdpRedirect.attach("vb", { netns, mode, program, map });
      using receiver = XdpSocket.open("vb", { netns, mode: "receive", program: redirect, frameCount: 256 });
      using sender = XdpSocket.open("va", { netns, mode: "transmit", frameCount: 64 });
      const before = process.hrtime.bigint();
      await sendNumbered(sender, 20);
      const stamps: bigint[] = [];
      while (stamps.length < 20) {
        using batch = await receiver.read({ timeoutMs: 60_000 });
        for (const packet of batch!) {
          const metadata = packet.metadata(8);
          stamps.push(new DataView(metadata.buffer, metadata.byteOffset).getBigUint64(0, true));
        }
      }
      const order = [before, ...stamps, process.hrtime.bigint()];
      expect([...order].sort((a, b) => (a < b ? -1 : 1))).toEqual(order);
    });
  }
});
