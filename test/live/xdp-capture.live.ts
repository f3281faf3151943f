/** All queues of a device at once, against the kernel. */
import { describe, expect } from "vitest";
import { ffi } from "../../src/ffi/index.js";
import { XdpCapture, XdpRedirect, XdpSocket } from "../../src/ring/xdp/index.js";
import { receiveQueues } from "../../src/ring/xdp/queues.js";
import { compileProgram } from "../support/program.js";
import { Checker, numbered, QUIET_VETH, sendNumbered, TWO_QUEUES, thrownBy, tidy } from "./support/xdp.js";

describe("a capture of all queues", () => {
  tidy("merges them, each in order", ["xdpSocket"], async (ns, netns) => {
    await ns.script(TWO_QUEUES);
    using capture = XdpCapture.open("vb", { netns, frameCount: 8192 });
    expect(capture.queues).toEqual([0, 1]);
    const checkers = [new Checker(), new Checker()];
    using zero = XdpSocket.open("va", { netns, queue: 0, mode: "transmit", frameCount: 512 });
    using one = XdpSocket.open("va", { netns, queue: 1, mode: "transmit", frameCount: 512 });
    const sending = Promise.all([sendNumbered(zero, 3000), sendNumbered(one, 2000)]);
    for await (const batch of capture) {
      checkers[batch.queue]!.addBatch(batch);
      if (checkers[0]!.received + checkers[1]!.received === 5000) break;
    }
    await sending;
    expect(checkers[0]).toMatchObject({ received: 3000, corrupted: 0, disordered: 0, missing: 0 });
    expect(checkers[1]).toMatchObject({ received: 2000, corrupted: 0, disordered: 0, missing: 0 });
    expect(capture.statistics().map(({ sinceOpen }) => sinceOpen.received)).toEqual([3000, 2000]);
    // Leaving the loop leaves the capture open.
    const rest = capture.batches();
    const next = rest.next();
    one.send(numbered(5));
    one.flush();
    expect((await next).value?.queue).toBe(1);
    const last = rest.next();
    capture.close();
    expect(await last).toEqual({ value: undefined, done: true });
    expect(await ns.json("ip", "-j", "link", "show", "vb")).toMatchObject([{ ifname: "vb" }]);
  });

  tidy("takes the queues that it is told", ["xdpSocket"], async (ns, netns) => {
    await ns.script(TWO_QUEUES);
    using capture = XdpCapture.open("vb", { netns, queues: [1], frameCount: 64, promiscuous: true });
    expect(capture.queues).toEqual([1]);
    for (const queues of [[], [0, 0], [-1], [0.5], "some" as "all"]) {
      expect(thrownBy(() => XdpCapture.open("va", { netns, queues }))).toMatchObject({ code: "ERR_RINGLINK_OPTION" });
    }
    // What only the device tells is said in the terms of the call, too.
    expect(
      thrownBy(() => XdpCapture.open("va", { netns, frameSizeBytes: 65536, unalignedChunks: true })).message,
    ).toMatch(/^XdpCapture\.open: frameSizeBytes: at most \d+, the size of a page$/);
    // All or nothing.
    expect(thrownBy(() => XdpCapture.open("va", { netns, queues: [0, 7], frameCount: 64 }))).toMatchObject({
      code: "EINVAL",
    });
    using free = XdpSocket.open("va", { netns, frameCount: 64, bindTimeoutMs: 30_000 });
    expect(free.queue).toBe(0);
  });

  tidy("ends with an error when the device is removed", ["xdpSocket"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using capture = XdpCapture.open("vb", { netns, frameCount: 64 });
    const next = expect(capture.batches().next()).rejects.toMatchObject({ code: "ENODEV" });
    await ns.script("ip link del vb");
    await next;
  });

  tidy("asks for the number of queues that are in use", ["xdpSocket"], async (ns, netns) => {
    await ns.script(`${TWO_QUEUES}
      ip link set lo up`);
    const links = await ns.json<{ ifindex: number; ifname: string }[]>("ip", "-j", "link");
    const count = (name: string) =>
      receiveQueues({ ffi: ffi(), netns, name, index: links.find((link) => link.ifname === name)!.ifindex });
    // lo has no channels.
    expect([count("va"), count("lo")]).toEqual([2, 1]);
  });
});

describe("worker threads", () => {
  tidy("share out the queues; those that end leave nothing in the way", ["xdpSocket"], async (ns) => {
    await ns.script(TWO_QUEUES.replaceAll(/queues 2/g, "queues 4"));
    const program = await compileProgram(new URL("../ring/programs/xdp-workers.ts", import.meta.url));
    const found = JSON.parse(await ns.run(process.execPath, program)) as Record<string, unknown>;
    const whole = (received: number) => ({ received, disordered: 0, foreign: 0 });
    expect(found).toEqual({
      queues: [0, 1, 2, 3],
      counts: [whole(1500), whole(1500), whole(1500), whole(1500), whole(3000)],
      // Exit codes and messages, and the queues that were taken again.
      ended: [3, "on purpose", 1, [1], [2], 1, 0],
      stale: "ERR_RINGLINK_CLOSED",
    });
  });

  tidy("need a handle of a program that is attached, to the same device", ["xdpSocket"], async (ns, netns) => {
    await ns.script(TWO_QUEUES);
    const redirect = XdpRedirect.attach("vb", { netns, queues: 1 });
    const handle = structuredClone(redirect.handle());
    const open = (name: string, program: typeof handle | XdpRedirect, queue = 0) =>
      thrownBy(() => XdpSocket.open(name, { netns, queue, program, frameCount: 64, bindTimeoutMs: 30_000 }));
    expect(open("va", handle).message).toMatch(/program: is attached to vb/);
    expect(open("vb", { ...handle, mapId: handle.mapId + 1 })).toMatchObject({ code: "ERR_RINGLINK_CLOSED" });
    expect(open("vb", { ...handle, mapFd: 0 })).toMatchObject({ code: "ERR_RINGLINK_CLOSED" });
    expect(open("vb", {} as typeof handle).message).toMatch(/program: expected/);
    expect(open("vb", handle, 1).message).toMatch(/queue: 1: the program has room for 1, from 0 on/);
    const capture = () => XdpCapture.open("vb", { netns, queues: [1], program: handle, bindTimeoutMs: 30_000 });
    expect(thrownBy(capture).message).toBe("XdpCapture.open: queues: 1: the program has room for 1, from 0 on");
    // What could not be put into the map is not taken out of it: the error is the first one.
    expect(open("vb", redirect, 1).message).toMatch(/queue 1: the map has room for 1, from 0 on/);
    using joined = XdpSocket.open("vb", { netns, program: handle, frameCount: 64, bindTimeoutMs: 30_000 });
    expect(joined.redirect).toBeUndefined();
    redirect.close();
    expect(() => redirect.handle()).toThrow(/detached/);
    joined.close();
    expect(open("vb", handle)).toMatchObject({ code: "ERR_RINGLINK_CLOSED" });
  });
});
