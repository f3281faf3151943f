import { afterEach, expect } from "vitest";
import { Bridge, type BridgeOptions } from "../../src/ring/index.js";
import { frame, sequenceOf } from "../ring/support/frames.js";
import { live } from "./support/live.js";
import type { Namespace } from "./support/namespace.js";
import {
  capture,
  carrier,
  expectNothingLeft,
  injector,
  PATIENCE_MS,
  receive,
  receiveUntil,
  sendAll,
} from "./support/packet-ring.js";

const FEATURES = ["enterNetns", "veth"] as const;

afterEach(expectNothingLeft);

/** Two pairs, outA with inA and outB with inB: the bridge is between inA and inB. */
async function pairs(ns: Namespace): Promise<void> {
  await ns.script(`
    sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 2>/dev/null || :
    for side in A B; do
      ip link add out$side type veth peer name in$side
      ip link set out$side up
      ip link set in$side up
    done
  `);
}

function bridge(ns: Namespace, options: BridgeOptions = {}): Bridge {
  const side = (name: string) => ({ interface: name, capture: { netns: { pid: ns.pid } } });
  return Bridge.open(side("inA"), side("inB"), options);
}

const MARK = 0xffff_ffff;
const isMark = (packet: { data: Uint8Array }) => sequenceOf(packet.data) === MARK;

/** Steps until something holds. */
function stepUntil(one: Bridge, holds: () => boolean): void {
  for (const end = performance.now() + PATIENCE_MS; !holds(); ) {
    if (performance.now() > end) throw new Error(`gave up: ${JSON.stringify(one.statistics())}`);
    one.step(10);
  }
}

live("packets cross in both directions, whole and once", FEATURES, async (ns) => {
  await pairs(ns);
  using one = bridge(ns);
  expect(new Set(one.fds).size).toBe(4);
  expect([one.step(), one.step(1), one.step(1)]).toEqual([0, 0, 0]);
  using fromA = capture(ns, "outA", { ignoreOutgoing: true });
  using fromB = capture(ns, "outB", { ignoreOutgoing: true });
  using toA = injector(ns, "outA");
  using toB = injector(ns, "outB");
  const lengthOf = (i: number) => 60 + ((i * 13) % 1455);
  const frames = Array.from({ length: 200 }, (_, i) => frame(i, { length: lengthOf(i) }));
  sendAll(toA, frames);
  sendAll(toB, frames.slice(0, 50));
  stepUntil(one, () => one.statistics().aToB.received + one.statistics().bToA.received === 250);
  const check = ({ data }: { data: Uint8Array }) => [sequenceOf(data), Buffer.compare(data, frames[sequenceOf(data)]!)];
  expect(receive(fromB, 200, check)).toEqual(frames.map((_, i) => [i, 0]));
  expect(receive(fromA, 50, check)).toEqual(frames.slice(0, 50).map((_, i) => [i, 0]));
  const { aToB, bToA } = one.statistics();
  expect(aToB).toMatchObject({ received: 200, forwarded: 200, dropped: 0, rewritten: 0, noRoom: 0, tooLong: 0 });
  expect(bToA).toMatchObject({ received: 50, forwarded: 50, injector: { completed: 50, rejected: 0 } });
  expect(aToB.capture.sinceOpen).toMatchObject({ received: 200, drops: 0 });
});

live("a handler drops, rewrites in place and sends others", FEATURES, async (ns) => {
  await pairs(ns);
  using one = bridge(ns, {
    handler: (packet, from) => {
      expect(from).toBe("a");
      const sequence = packet.uint32At(42);
      if (sequence === MARK || sequence % 4 === 0) return "forward";
      if (sequence % 4 === 1) return "drop";
      if (sequence % 4 === 2) return frame(sequence + 1000, { length: 100 });
      packet.data[45]! ^= 0x80;
      return "forward";
    },
  });
  using fromB = capture(ns, "outB", { ignoreOutgoing: true });
  using toA = injector(ns, "outA");
  sendAll(toA, [...[0, 1, 2, 3, 4].map((i) => frame(i)), frame(MARK)]);
  stepUntil(one, () => one.statistics().aToB.received === 6);
  const found = receiveUntil(fromB, isMark, ({ data }) => [sequenceOf(data), data.length]);
  expect(found).toEqual([
    [0, 64],
    [1002, 100],
    [131, 64],
    [4, 64],
  ]);
  expect(one.statistics().aToB).toMatchObject({ forwarded: 4, dropped: 1, rewritten: 1 });
});

live("VLAN tags cross, with offloads and without", FEATURES, async (ns) => {
  await pairs(ns);
  for (const offload of [true, false]) {
    using one = bridge(ns, { offload });
    using fromB = capture(ns, "outB", { ignoreOutgoing: true });
    using toA = injector(ns, "outA");
    const tagged = { length: 1518, vlan: { tpid: 0x8100, tci: 0x4007 } };
    sendAll(toA, [frame(1, tagged), frame(2)]);
    stepUntil(one, () => one.statistics().aToB.received === 2);
    const [first, second] = receive(fromB, 2, (packet) => packet.copy());
    expect(first).toMatchObject({ vlan: tagged.vlan, originalLength: 1514 });
    expect(second).toMatchObject({ vlan: undefined, originalLength: 64 });
    expect([sequenceOf(first!.data), sequenceOf(second!.data)]).toEqual([1, 2]);
  }
});

live("it runs on the event loop until a signal, a close or a throwing handler", FEATURES, async (ns) => {
  await pairs(ns);
  using fromB = capture(ns, "outB", { ignoreOutgoing: true });
  using toA = injector(ns, "outA");
  {
    using one = bridge(ns);
    const stop = new AbortController();
    const running = one.run({ signal: stop.signal });
    await expect(one.run()).rejects.toThrow(/running already/);
    expect(() => one.step()).toThrow(/running already/);
    sendAll(toA, [frame(1)]);
    using batch = await fromB.read({ timeoutMs: PATIENCE_MS });
    expect([...batch!].map(({ data }) => sequenceOf(data))).toEqual([1]);
    stop.abort();
    await running;
    await one.run({ signal: AbortSignal.abort() });
    const again = one.run();
    one.close();
    await again;
    await expect(one.run()).rejects.toThrow(/the bridge is closed/);
    expect(() => one.step()).toThrow(/the bridge is closed/);
  }
  {
    using one = bridge(ns, {
      handler: () => {
        throw new RangeError("handler says no");
      },
    });
    const running = expect(one.run()).rejects.toThrow("handler says no");
    sendAll(toA, [frame(2)]);
    await running;
    sendAll(toA, [frame(3)]);
    expect(() => stepUntil(one, () => false)).toThrow("handler says no");
  }
  {
    const one: Bridge = bridge(ns, {
      handler: () => {
        one.close();
        return "forward";
      },
    });
    const running = one.run();
    sendAll(toA, [frame(4)]);
    await running;
    expect(one.closed).toBe(true);
  }
  {
    using one = bridge(ns, { handler: () => "back" as never });
    sendAll(toA, [frame(5)]);
    expect(() => stepUntil(one, () => false)).toThrow(/a handler returns "forward", "drop" or bytes, not back/);
  }
});

live("a side that goes down and comes up is no end", FEATURES, async (ns) => {
  await pairs(ns);
  using one = bridge(ns, { transmitTimeoutMs: 1 });
  using fromB = capture(ns, "outB", { ignoreOutgoing: true });
  using toA = injector(ns, "outA");
  await ns.script("ip link set inB down");
  sendAll(
    toA,
    Array.from({ length: 300 }, (_, i) => frame(i)),
  );
  stepUntil(one, () => one.statistics().aToB.received === 300);
  const { aToB } = one.statistics();
  expect(aToB.forwarded + aToB.noRoom).toBe(300);
  expect(aToB.noRoom).toBeGreaterThan(0);
  await ns.script("ip link set inB up");
  await carrier(ns, "inB");
  await carrier(ns, "outB");
  sendAll(toA, [frame(MARK)]);
  stepUntil(one, () => one.statistics().aToB.received === 301);
  stepUntil(one, () => one.statistics().aToB.injector.pending === 0);
  receiveUntil(fromB, isMark, () => 0);
});

live("interfaces that are no Ethernet are refused", FEATURES, async (ns) => {
  await pairs(ns);
  expect(() => Bridge.open({ interface: "lo", capture: { netns: { pid: ns.pid } } }, "inA")).toThrow(
    /Bridge.open: a: lo is no Ethernet interface \(hardware type 772\)/,
  );
});

/** TCP between two namespaces: large segments, checksums that nobody has made yet. */
const SERVER = `
  const server = require("net").createServer({ allowHalfOpen: true }, (socket) => {
    const hash = require("crypto").createHash("sha256");
    let length = 0;
    socket.on("data", (data) => { length += data.length; hash.update(data); });
    socket.on("end", () => { socket.end(length + " " + hash.digest("hex")); server.close(); });
  });
  server.listen(5000, "10.7.0.1");
`;
const CLIENT = `
  const data = Buffer.alloc(4_000_000, (i) => i);
  for (let i = 0; i < data.length; i++) data[i] = (i * 7 + (i >> 8)) & 255;
  console.log(data.length + " " + require("crypto").createHash("sha256").update(data).digest("hex"));
  const go = () => {
    const socket = require("net").connect(5000, "10.7.0.2", () => socket.end(data));
    let answer = "";
    socket.on("data", (text) => { answer += text; });
    socket.on("error", () => setTimeout(go, 50));
    socket.on("end", () => console.log(answer));
  };
  go();
`.replace("10.7.0.2", "10.7.0.1");

live("TCP crosses, with its segments and checksums left to the sending side", FEATURES, async (ns) => {
  await pairs(ns);
  await ns.script(`
    ip netns add left
    ip netns add right
    ip link set outA netns left
    ip link set outB netns right
    ip -n left address add 10.7.0.1/24 dev outA
    ip -n left link set outA up
    ip -n right address add 10.7.0.2/24 dev outB
    ip -n right link set outB up
  `);
  await carrier(ns, "inA");
  await carrier(ns, "inB");
  using one = bridge(ns);
  const stop = new AbortController();
  const running = one.run({ signal: stop.signal });
  const server = ns.run("ip", "netns", "exec", "left", process.execPath, "-e", SERVER);
  const output = await ns.run("ip", "netns", "exec", "right", process.execPath, "-e", CLIENT);
  await server;
  const [sent, arrived] = output.trim().split("\n");
  expect(sent).toMatch(/^4000000 /);
  expect(arrived).toBe(sent);
  stop.abort();
  await running;
  const { aToB, bToA } = one.statistics();
  expect([aToB.tooLong, bToA.tooLong, aToB.injector.rejected, bToA.injector.rejected]).toEqual([0, 0, 0, 0]);
});
