/** AF_XDP sockets against the kernel: opening, refusals, misuse, and the end of them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, vi } from "vitest";
import { BpfMap, BpfProgram, redirectProgram } from "../../src/ring/bpf/index.js";
import { XdpRedirect, XdpSocket, type XdpSocketOptions } from "../../src/ring/xdp/index.js";
import { compileText } from "../support/program.js";
import { Checker, exchange, numbered, QUIET_VETH, sendNumbered, thrownBy, tidy } from "./support/xdp.js";

const SMALL = { frameCount: 64 } as const;

/** Whether an XDP program is on a device. */
async function hasProgram(ns: { json<T>(...command: string[]): Promise<T> }, device: string): Promise<boolean> {
  const [link] = await ns.json<{ xdp?: object }[]>("ip", "-j", "link", "show", device);
  return link?.xdp !== undefined;
}

describe("options that the kernel refuses", () => {
  tidy("say which rule they broke", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    const refusal = (device: string, options: XdpSocketOptions) =>
      thrownBy(() => XdpSocket.open(device, { netns, bindTimeoutMs: 20, ...SMALL, ...options }));
    expect(refusal("vb", { copyMode: "zeroCopy" })).toMatchObject({
      code: "EOPNOTSUPP",
      message: expect.stringMatching(/^bind AF_XDP to queue 0 of vb: EOPNOTSUPP.*cannot do without copies/),
    });
    expect(refusal("vb", { queue: 9 })).toMatchObject({
      code: "EINVAL",
      message: expect.stringMatching(/queue 9.*no such queue/),
    });
    expect(refusal("nothere", {}).code).toBe("ENODEV");
    expect(refusal("any", {}).message).toMatch(/on one device/);
    using held = XdpSocket.open("vb", { netns, mode: "receive", ...SMALL });
    expect(refusal("vb", { program: "none" })).toMatchObject({
      code: "EBUSY",
      message: expect.stringMatching(/another AF_XDP socket has the queue/),
    });
    held.close();
    using redirect = XdpRedirect.attach("vb", { netns });
    expect(refusal("vb", {})).toMatchObject({
      code: "EBUSY",
      message: expect.stringMatching(/share one, an XdpRedirect/),
    });
    expect(refusal("va", { program: redirect }).message).toMatch(/program: is attached to vb/);
    expect(refusal("vb", { frameSizeBytes: 3000 }).message).toMatch(/3000 is no power of two: set unalignedChunks/);
    expect(refusal("vb", { frameSizeBytes: 65536 }).message).toMatch(/frameSizeBytes: at most \d+, the size of a page/);
  });

  tidy("are tried for some time where they may go away", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    // The kernel gives a queue free some milliseconds after its socket.
    for (let round = 0; round < 10; round++) {
      using socket = XdpSocket.open("vb", { netns, ...SMALL, bindTimeoutMs: 30_000 });
      expect(socket.queue).toBe(0);
    }
  });

  tidy("or that it cannot fulfil have a fallback", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using socket = XdpSocket.open("vb", {
      netns,
      frameCount: 2048,
      hugePages: true,
      preferBusyPoll: true,
      busyPollUs: 20,
      busyPollBudget: 64,
      needWakeup: false,
      copyMode: "copy",
    });
    using sender = XdpSocket.open("va", { netns, mode: "transmit", ...SMALL });
    expect(typeof socket.umem.hugePages).toBe("boolean");
    expect(await exchange(sender, socket, 1000, { window: 512 })).toMatchObject({ corrupted: 0, missing: 0 });
  });
});

describe("a program of one's own", () => {
  tidy("by map and descriptor", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using map = BpfMap.create({ type: "xskmap", keySize: 4, valueSize: 4, maxEntries: 4 });
    using program = BpfProgram.load({ instructions: redirectProgram({ map }).bytes });
    using same = BpfProgram.of(program.fd);
    using redirect = XdpRedirect.attach("vb", { netns, program: same, map });
    using socket = XdpSocket.open("vb", { netns, mode: "receive", frameCount: 1024, program: "none" });
    using sender = XdpSocket.open("va", { netns, mode: "transmit", frameCount: 256 });
    await sendNumbered(sender, 10);
    expect(socket.nextBatch(5)).toBeUndefined();
    map.update(0, socket.fd);
    expect(await exchange(sender, socket, 500, { window: 256 })).toMatchObject({ corrupted: 0, missing: 0 });
    redirect.remove(0);
    await sendNumbered(sender, 10);
    expect(socket.nextBatch(5)).toBeUndefined();
    expect(() => redirect.set(4, socket.fd)).toThrow(/room for 4/);
    redirect.close();
    expect(program.closed).toBe(false);
    expect(() => redirect.set(0, socket.fd)).toThrow(expect.objectContaining({ code: "ERR_RINGLINK_CLOSED" }));
  });
});

describe("waits", () => {
  tidy("end with time, signal and close", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using socket = XdpSocket.open("vb", { netns, ...SMALL });
    expect(await socket.read({ timeoutMs: 2 })).toBeUndefined();
    const abort = new AbortController();
    const waiting = socket.read({ signal: abort.signal });
    await expect(socket.read()).rejects.toMatchObject({ code: "ERR_RINGLINK_BUSY" });
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    await expect(socket.read({ signal: abort.signal })).rejects.toMatchObject({ name: "AbortError" });
    const last = socket.read();
    socket.close();
    expect(await last).toBeUndefined();
  });

  tidy("for room end when there is some", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using sender = XdpSocket.open("va", { netns, mode: "transmit", frameCount: 32 });
    let count = 0;
    while (sender.send(numbered(count))) count++;
    expect(count).toBe(32);
    expect(await sender.writable({ timeoutMs: 60_000 })).toBe(true);
    expect(sender.send(numbered(count))).toBe(true);
    expect(await sender.drained({ timeoutMs: 60_000 })).toBe(true);
    expect(sender.umem.freeFrames).toBe(32);
    await ns.script("ip link set va down");
    sender.send(numbered(0));
    expect(thrownBy(() => sender.flush())).toMatchObject({
      code: "ENETDOWN",
      message: expect.stringMatching(/device is down/),
    });
    await expect(sender.drained()).rejects.toMatchObject({ code: "ENETDOWN" });
  });
});

describe("a device that is removed", () => {
  tidy("ends reading with an error, after its last packets", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using waiting = XdpSocket.open("va", { netns, ...SMALL });
    using sender = XdpSocket.open("vb", { netns, mode: "both", ...SMALL });
    const checker = new Checker();
    const reading = async (): Promise<void> => {
      for await (const batch of waiting) checker.addBatch(batch);
    };
    const ended = expect(reading()).rejects.toMatchObject({
      code: "ENODEV",
      message: expect.stringMatching(/va.*removed/),
    });
    await sendNumbered(sender, 10);
    await vi.waitFor(() => expect(checker.received).toBe(10), { timeout: 60_000 });
    await ns.script("ip link del va");
    await ended;
    // With the thread blocked: nobody has told this one.
    expect(thrownBy(() => sender.nextBatch(60_000))).toMatchObject({ code: "ENODEV" });
    expect(thrownBy(() => sender.nextBatch())).toMatchObject({ code: "ENODEV" });
    await expect(sender.read()).rejects.toMatchObject({ code: "ENODEV" });
    sender.send(numbered(1));
    expect(thrownBy(() => sender.flush())).toMatchObject({ code: "ENXIO" });
    expect(waiting.statistics().sinceOpen.received).toBe(10);
  });

  tidy("is not one that goes down and comes up again", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using receiver = XdpSocket.open("va", { netns, mode: "receive", frameCount: 512 });
    using sender = XdpSocket.open("vb", { netns, mode: "transmit", ...SMALL });
    const checker = await exchange(sender, receiver, 100, { window: 64 });
    await ns.script("ip link set va down; ip link set va up; ip link set vb down; ip link set vb up");
    await exchange(sender, receiver, 100, { from: 100, window: 64, checker });
    expect(checker).toMatchObject({ received: 200, corrupted: 0, disordered: 0, missing: 0 });
  });
});

describe("closing", () => {
  tidy("with traffic, batches and views out", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using sender = XdpSocket.open("va", { netns, mode: "transmit", frameCount: 512 });
    for (let round = 0; round < 5; round++) {
      const receiver = XdpSocket.open("vb", { netns, frameCount: 512, bindTimeoutMs: 30_000 });
      for (let i = 0; i < 200; i++) sender.send(numbered(i));
      sender.flush();
      const batch = receiver.nextBatch(60_000)!;
      const [packet] = batch;
      const { data } = packet!;
      const { bytes } = receiver.umem;
      const offset = receiver.allocate();
      for (let i = 0; i < 100; i++) sender.send(numbered(i));
      sender.flush();
      receiver.close();
      receiver.close();
      expect(batch.released).toBe(true);
      expect(() => packet!.data).toThrow(expect.objectContaining({ code: "ERR_RINGLINK_RELEASED" }));
      batch.release();
      // Views outlive it, and lead nowhere.
      expect(data.every((byte) => byte === 0)).toBe(true);
      bytes.fill(1);
      const closed = expect.objectContaining({ code: "ERR_RINGLINK_CLOSED" });
      for (const use of [
        () => receiver.nextBatch(),
        () => receiver.send(numbered(1)),
        () => receiver.allocate(),
        () => receiver.submit(offset, 10),
        () => receiver.cancel(offset),
        () => receiver.forward(batch, 0),
        () => receiver.flush(),
        () => receiver.drain(1),
        () => receiver.batches(),
        () => [...receiver.packets()],
      ]) {
        expect(use).toThrow(closed);
      }
      await expect(receiver.read()).rejects.toThrow(closed);
      await expect(receiver.writable()).rejects.toThrow(closed);
      expect(thrownBy(() => XdpSocket.open("vb", { netns, umem: receiver.umem })).message).toMatch(
        /umem: its sockets are closed/,
      );
      expect([receiver.fd, receiver.outstanding >= 0]).toEqual([-1, true]);
      receiver.ref();
      receiver.unref();
      expect(receiver.statistics().sinceLast.received).toBe(0);
      expect(await sender.drained({ timeoutMs: 60_000 })).toBe(true);
    }
    expect(await hasProgram(ns, "vb")).toBe(false);
  });

  tidy("takes the socket out of a program that stays", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using redirect = XdpRedirect.attach("vb", { netns });
    using sender = XdpSocket.open("va", { netns, mode: "transmit", ...SMALL });
    for (let round = 0; round < 3; round++) {
      using receiver = XdpSocket.open("vb", {
        netns,
        program: redirect,
        mode: "receive",
        frameCount: 256,
        bindTimeoutMs: 30_000,
      });
      expect(await exchange(sender, receiver, 100, { window: 64 })).toMatchObject({ missing: 0 });
    }
    expect(await hasProgram(ns, "vb")).toBe(true);
  });

  tidy("what is opened for one way refuses the other", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using receiver = XdpSocket.open("vb", { netns, mode: "receive", ...SMALL });
    using sender = XdpSocket.open("va", { netns, mode: "transmit", ...SMALL });
    expect(() => receiver.send(numbered(1))).toThrow(/opened for receiving only/);
    expect(() => sender.nextBatch()).toThrow(/opened for sending only/);
    expect(sender.redirect).toBeUndefined();
    expect(await hasProgram(ns, "va")).toBe(false);
  });
});

describe("a process of its own", () => {
  /** Runs code in a process with little memory to lock and without the right to lock more. */
  async function run(source: string, limits: readonly string[]): Promise<ReturnType<typeof spawn>> {
    const code = await compileText(`import { XdpSocket } from "./src/ring/xdp/index.js";\n${source}`);
    const [program, ...args] = [...limits, process.execPath, code];
    return spawn(program!, args, { stdio: ["ignore", "pipe", "inherit"] });
  }

  async function output(child: ReturnType<typeof spawn>): Promise<string> {
    const chunks: Buffer[] = [];
    child.stdout!.on("data", (chunk: Buffer) => chunks.push(chunk));
    const [status] = (await once(child, "close")) as [number | null];
    expect(status).toBe(0);
    return Buffer.concat(chunks).toString();
  }

  tidy("that is killed leaves no program behind", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    const child = await run(
      `globalThis.socket = XdpSocket.open("vb", { netns: { pid: ${ns.pid} } }); console.log("open"); for await (const _ of socket);`,
      [],
    );
    const exit = once(child, "exit");
    try {
      const [first] = (await Promise.race([once(child.stdout!, "data"), exit.then(() => ["ended"])])) as [unknown];
      expect(String(first)).toContain("open");
      expect(await hasProgram(ns, "vb")).toBe(true);
    } finally {
      child.kill("SIGKILL");
      await exit;
    }
    await vi.waitFor(async () => expect(await hasProgram(ns, "vb")).toBe(false), { timeout: 60_000, interval: 50 });
    // The queue is free, too.
    using socket = XdpSocket.open("vb", { netns, ...SMALL, bindTimeoutMs: 60_000 });
    expect(socket.closed).toBe(false);
  });

  tidy("that may lock little memory gets fewer frames, and locked memory back", ["xdpSocket"], async (ns) => {
    await ns.script(QUIET_VETH);
    const mebibytes = 8;
    const limits = [
      "setpriv",
      "--bounding-set=-ipc_lock",
      "--inh-caps=-ipc_lock",
      "prlimit",
      `--memlock=${mebibytes << 20}`,
    ];
    const child = await run(
      `
      const netns = { pid: ${ns.pid} };
      const got = [];
      // Six of eight mebibytes: there is room for one at a time. The kernel takes a moment to unlock them.
      const open = (options) => {
        for (let end = performance.now() + 60_000; ; ) {
          try {
            return XdpSocket.open("vb", { netns, bindTimeoutMs: 60_000, ...options });
          } catch (error) {
            if (error.code !== "ENOBUFS" || performance.now() > end) throw error;
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
          }
        }
      };
      for (let i = 0; i < 6; i++) {
        const socket = open({ frameCount: 3072 });
        got.push(socket.umem.frameCount);
        let refused = "";
        try { XdpSocket.open("va", { netns, frameCount: 3072 }).close(); } catch (error) { refused = error.message; }
        if (!/ENOBUFS.*RLIMIT_MEMLOCK/.test(refused)) throw new Error("not refused: " + refused);
        socket.close();
      }
      const fewer = open({});
      got.push(fewer.umem.frameCount);
      fewer.close();
      console.log(JSON.stringify(got));
      `,
      limits,
    );
    const counts = JSON.parse(await output(child)) as number[];
    expect(counts.slice(0, 6)).toEqual([3072, 3072, 3072, 3072, 3072, 3072]);
    expect(counts[6]).toBeGreaterThanOrEqual(512);
    expect(counts[6]! * 2048).toBeLessThanOrEqual(mebibytes << 20);
  });
});
