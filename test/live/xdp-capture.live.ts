/** All queues of a device at once, against the kernel. */
import { describe, expect } from "vitest";
import { ffi } from "../../src/ffi/index.js";
import { XdpCapture, XdpSocket } from "../../src/ring/xdp/index.js";
import { receiveQueues } from "../../src/ring/xdp/queues.js";
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
