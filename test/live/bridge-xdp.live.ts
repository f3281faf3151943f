/** Bridges between AF_XDP sockets, against the kernel. */
import { expect } from "vitest";
import { Bridge, type XdpBridgeOptions, type XdpCaptureOptions, XdpSocket } from "../../src/ring/index.js";
import type { Namespace } from "./support/namespace.js";
import { Checker, numbered, QUIET_VETH, sendNumbered, thrownBy, tidy } from "./support/xdp.js";

const PATIENCE_MS = 60_000;
const FRAMES = { frameCount: 2048 } as const;

/** Two pairs, outA with inA and outB with inB: the bridge is between inA and inB. Each end has as many queues. */
async function pairs(ns: Namespace, queues = 1): Promise<void> {
  const count = `numtxqueues ${queues} numrxqueues ${queues}`;
  await ns.script(
    ["A", "B"]
      .map((side) =>
        QUIET_VETH.replaceAll(/\bva\b/g, `out${side}`)
          .replaceAll(/\bvb\b/g, `in${side}`)
          .replace("type veth", `${count} type veth`)
          .replace(/(peer name \w+)/, `$1 ${count}`)
          .replaceAll("02:00:00:00:00:0", `02:00:00:00:0${side}:0`),
      )
      .join("\n"),
  );
}

type Netns = { readonly pid: number };

function bridge(
  netns: Netns,
  options: XdpBridgeOptions = {},
  { a = FRAMES, b = {} }: { readonly a?: XdpCaptureOptions; readonly b?: XdpCaptureOptions } = {},
) {
  return Bridge.open(
    { interface: "inA", xdp: { netns, bindTimeoutMs: 30_000, ...a } },
    { interface: "inB", xdp: { netns, bindTimeoutMs: 30_000, ...b } },
    options,
  );
}

/** A socket at the far end; the second one of a device shares the program of the first. */
function outside(netns: Netns, name: string, first?: XdpSocket): XdpSocket {
  const queue = first === undefined ? 0 : 1;
  return XdpSocket.open(name, { netns, queue, program: first?.redirect, frameCount: 2048, bindTimeoutMs: 30_000 });
}

/** Does something until something holds. */
function until(holds: () => boolean, action: () => void): void {
  for (const end = performance.now() + PATIENCE_MS; !holds(); action()) {
    if (performance.now() > end) throw new Error(`not within ${PATIENCE_MS} ms`);
  }
}

function collect(checker: Checker, socket: XdpSocket): void {
  using batch = socket.nextBatch(1);
  if (batch !== undefined) checker.addBatch(batch);
}

/** Sends in small portions, so that nothing is lost for want of frames; steps the bridge in between. */
function cross(one: { step(timeoutMs: number): number }, from: XdpSocket, to: XdpSocket, count: number): Checker {
  const checker = new Checker();
  for (let sent = 0; sent < count; ) {
    for (const end = Math.min(count, sent + 200); sent < end; sent++) expect(from.send(numbered(sent))).toBe(true);
    from.flush();
    until(
      () => checker.received === sent,
      () => {
        one.step(1);
        collect(checker, to);
      },
    );
  }
  return checker;
}

const INTACT = { corrupted: 0, disordered: 0, missing: 0 };

for (const [name, b, copied] of [
  ["where they lie, in shared memory", {}, 0],
  ["by copies, between memories", FRAMES, 3000],
] as const) {
  tidy(`packets cross in both directions, ${name}`, ["xdpSocket"], async (ns, netns) => {
    await pairs(ns);
    using one = bridge(netns, {}, { b });
    expect(new Set(one.fds).size).toBe(2);
    expect([one.step(), one.step(1)]).toEqual([0, 0]);
    using outA = outside(netns, "outA");
    using outB = outside(netns, "outB");
    expect(cross(one, outA, outB, 3000)).toMatchObject({ received: 3000, ...INTACT });
    expect(cross(one, outB, outA, 3000)).toMatchObject({ received: 3000, ...INTACT });
    const { aToB, bToA } = one.statistics();
    const expected = { received: 3000, forwarded: 3000, rewritten: 0, dropped: 0, noRoom: 0, tooLong: 0, copied };
    expect(aToB).toMatchObject(expected);
    expect(bToA).toMatchObject(expected);
    expect(aToB.receiver.map(({ sinceOpen }) => [sinceOpen.received, sinceOpen.dropped])).toEqual([[3000, 0]]);
    expect(aToB.sender.map(({ sinceOpen }) => sinceOpen.queued)).toEqual([3000]);
  });
}

tidy("a handler drops, rewrites and writes over", ["xdpSocket"], async (ns, netns) => {
  await pairs(ns);
  const seen: string[] = [];
  using one = bridge(netns, {
    handler: (packet, from) => {
      const number = packet.uint32At(14);
      seen.push(`${from}${number}`);
      if (number === 1) return "drop";
      if (number === 2) return numbered(22, 100);
      if (number === 3) packet.data.set(numbered(33));
      if (number === 4) return new Uint8Array(9000);
      return "forward";
    },
  });
  using outA = outside(netns, "outA");
  using outB = outside(netns, "outB");
  for (let i = 0; i < 6; i++) outA.send(numbered(i));
  outA.flush();
  const arrived: Uint8Array[] = [];
  until(
    () => arrived.length === 4,
    () => {
      one.step(1);
      using batch = outB.nextBatch(1);
      if (batch !== undefined) for (const packet of batch) arrived.push(packet.copy().data);
    },
  );
  expect(arrived).toEqual([numbered(0), numbered(22, 100), numbered(33), numbered(5)]);
  expect(seen).toEqual([0, 1, 2, 3, 4, 5].map((i) => `a${i}`));
  expect(one.statistics().aToB).toMatchObject({ received: 6, forwarded: 3, rewritten: 1, dropped: 1, tooLong: 1 });
});

tidy("it runs on the event loop until a signal, with several queues", ["xdpSocket"], async (ns, netns) => {
  await pairs(ns, 2);
  using one = bridge(netns);
  expect(one.fds).toHaveLength(4);
  const stop = new AbortController();
  const running = one.run({ signal: stop.signal });
  await expect(one.run()).rejects.toThrow(/running already/);
  using firstA = outside(netns, "outA");
  using firstB = outside(netns, "outB");
  using secondA = outside(netns, "outA", firstA);
  using secondB = outside(netns, "outB", firstB);
  const sockets = [
    [firstA, firstB],
    [secondA, secondB],
  ] as const;
  const checkers = sockets.map(() => new Checker());
  // No more at a time than there are frames for.
  for (let from = 0; from < 5000; from += 500) {
    const sending = Promise.all(sockets.map(([outA]) => sendNumbered(outA, 500, { from })));
    for (const [index, [, outB]] of sockets.entries()) {
      while (checkers[index]!.received < from + 500) {
        using batch = await outB.read({ timeoutMs: PATIENCE_MS });
        checkers[index]!.addBatch(batch!);
      }
    }
    await sending;
  }
  for (const checker of checkers) expect(checker).toMatchObject({ received: 5000, ...INTACT });
  expect(one.statistics().aToB).toMatchObject({ received: 10_000, forwarded: 10_000, copied: 0 });
  stop.abort();
  await running;
  const again = one.run();
  one.close();
  await again;
  expect(() => one.step()).toThrow(/the bridge is closed/);
});

tidy("a side that goes down and comes up is no end", ["xdpSocket"], async (ns, netns) => {
  await pairs(ns);
  using one = bridge(netns, { transmitTimeoutMs: 1 });
  using outA = outside(netns, "outA");
  using outB = outside(netns, "outB");
  await ns.script("ip link set inB down");
  for (let i = 0; i < 50; i++) outA.send(numbered(i));
  outA.flush();
  until(
    () => one.statistics().aToB.received === 50,
    () => one.step(10),
  );
  await ns.script("ip link set inB up");
  const checker = new Checker();
  // What waited is sent now, with what comes after it.
  until(
    () => checker.received > 0,
    () => {
      outA.send(numbered(1000));
      outA.flush();
      one.step(10);
      collect(checker, outB);
    },
  );
  expect(checker.corrupted).toBe(0);
});

tidy("a handler may throw, or close the bridge; a device that goes is the end", ["xdpSocket"], async (ns, netns) => {
  await pairs(ns);
  using outA = outside(netns, "outA");
  const send = () => {
    outA.send(numbered(1));
    outA.flush();
  };
  {
    using one = bridge(netns, {
      handler: () => {
        throw new RangeError("handler says no");
      },
    });
    send();
    expect(() =>
      until(
        () => false,
        () => one.step(10),
      ),
    ).toThrow("handler says no");
    const running = expect(one.run()).rejects.toThrow("handler says no");
    send();
    await running;
  }
  {
    const one = bridge(netns, {
      handler: () => {
        one.close();
        return "forward";
      },
    });
    const running = one.run();
    send();
    await running;
    expect(one.closed).toBe(true);
  }
  {
    using one = bridge(netns);
    const running = expect(one.run()).rejects.toMatchObject({ code: "ENODEV" });
    await ns.script("ip link del inB");
    await running;
    expect(() =>
      until(
        () => false,
        () => one.step(2000),
      ),
    ).toThrow(/ENODEV/);
  }
});

tidy("options that do not go together are refused", ["xdpSocket"], async (ns, netns) => {
  await pairs(ns);
  const xdp = { netns, frameCount: 64 };
  const refused = (action: () => unknown, text: RegExp) => {
    const error = thrownBy(action);
    expect(error).toMatchObject({ code: "ERR_RINGLINK_OPTION" });
    expect(error.message).toMatch(text);
  };
  const side = { interface: "inA", xdp };
  refused(() => Bridge.open(side, "inB" as never), /b: is no AF_XDP side/);
  refused(() => Bridge.open("inA" as never, side), /a: is no AF_XDP side/);
  refused(() => Bridge.open(side, side, { offload: true } as never), /offload/);
  refused(() => Bridge.open({ interface: "inA", xdp: { netns, queues: [] } }, side), /Bridge\.open: queues/);
  // All or nothing: side a is closed again.
  expect(thrownBy(() => Bridge.open(side, { interface: "inB", xdp: { netns, queues: [7] } }))).toMatchObject({
    code: "EINVAL",
  });
  using free = XdpSocket.open("inA", { netns, frameCount: 64, bindTimeoutMs: 30_000 });
  expect(free.queue).toBe(0);
});
