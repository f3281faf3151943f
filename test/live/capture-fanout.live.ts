import { afterEach, expect } from "vitest";
import type { Capture, FanoutOptions } from "../../src/ring/index.js";
import { frame } from "../ring/support/frames.js";
import { live } from "./support/live.js";
import type { Namespace } from "./support/namespace.js";
import { capture, expectNothingLeft, injector, PATIENCE_MS, quietVeth, sendAll } from "./support/packet-ring.js";

afterEach(expectNothingLeft);

const FEATURES = ["enterNetns", "veth"] as const;

const FLOWS = 16;
const PER_FLOW = 25;

/** Sends packets of many flows to a group of two; source ports that each of them got, packet by packet. */
async function shareOut(ns: Namespace, options: Omit<FanoutOptions, "group">, small = false): Promise<number[][]> {
  await quietVeth(ns);
  // Nobody reads before everything is sent: on a slow machine more blocks would have had their time by then than there are.
  const ring = small ? ({ blockSizeBytes: 4096, blockCount: 2 } as const) : ({ blockTimeoutMs: 250 } as const);
  const fanout = { group: 0xbeef, ...options };
  using first = capture(ns, "vb", { ...ring, fanout });
  using second = capture(ns, "vb", { ...(small ? {} : ring), fanout });
  expect([first.fanoutGroup, second.fanoutGroup]).toEqual([0xbeef, 0xbeef]);
  using to = injector(ns, "va", { frameCount: 512 });
  const frames = Array.from({ length: FLOWS * PER_FLOW }, (_, i) => frame(i, { sourcePort: 4000 + (i % FLOWS) }));
  sendAll(to, frames);
  const counted = (what: "received" | "drops") =>
    [first, second].reduce((sum, one) => sum + one.statistics().sinceOpen[what], 0);
  const found: [number[], number[]] = [[], []];
  for (const end = performance.now() + PATIENCE_MS; found[0].length + found[1].length < counted("received"); ) {
    if (performance.now() > end) throw new Error(`${found[0].length} and ${found[1].length} packets`);
    [first, second].forEach((one, index) => {
      using batch = one.nextBatch(5);
      for (const packet of batch ?? []) found[index]!.push(packet.uint16At(34));
    });
  }
  expect(counted("received") + counted("drops")).toBe(frames.length);
  // A ring may be found full only when it is too late to choose another one.
  if (!small) expect(counted("drops")).toBe(0);
  return found;
}

live("fanout by hash: a flow stays with one socket", FEATURES, async (ns) => {
  const [first, second] = (await shareOut(ns, { mode: "hash" })) as [number[], number[]];
  expect([...new Set(first)].filter((port) => second.includes(port))).toEqual([]);
  expect(new Set([...first, ...second]).size).toBe(FLOWS);
});

live("fanout in turn", FEATURES, async (ns) => {
  const found = await shareOut(ns, { mode: "loadBalance" });
  expect(found.map(({ length }) => length)).toEqual([200, 200]);
});

live("fanout at random", FEATURES, async (ns) => {
  const found = await shareOut(ns, { mode: "random" });
  // With even chances either gets less than 100 of 400 once in some 10^24 times.
  for (const { length } of found) expect(length).toBeGreaterThan(100);
});

live("fanout by receive queue: a device with one queue has one socket", FEATURES, async (ns) => {
  const found = await shareOut(ns, { mode: "queueMapping" });
  expect(found.map(({ length }) => length).sort((a, b) => a - b)).toEqual([0, 400]);
});

live("fanout by processor", FEATURES, async (ns) => {
  const found = await shareOut(ns, { mode: "cpu" });
  expect(found.flat()).toHaveLength(400);
});

live("fanout with rollover: what one ring cannot take goes to the other", FEATURES, async (ns) => {
  const found = await shareOut(ns, { mode: "rollover" }, true);
  expect(found[0]!.length).toBeGreaterThan(0);
  expect(found[1]!.length).toBeGreaterThan(found[0]!.length);
});

live("fanout by a classic program", FEATURES, async (ns) => {
  // ldh [20]: the UDP source port, as the program sees the packet from its network layer on; its last bit chooses.
  const program = [
    { code: 0x28, jt: 0, jf: 0, k: 20 },
    { code: 0x54, jt: 0, jf: 0, k: 1 },
    { code: 0x16, jt: 0, jf: 0, k: 0 },
  ];
  const [first, second] = (await shareOut(ns, { mode: "classicBpf", program })) as [number[], number[]];
  expect(first.every((port) => port % 2 === 0)).toBe(true);
  expect(second.every((port) => port % 2 === 1)).toBe(true);
  expect([first.length, second.length]).toEqual([200, 200]);
});

live("a group's number may be the kernel's choice, and its members must agree", FEATURES, async (ns) => {
  await quietVeth(ns);
  const opened: Capture[] = [];
  const open = (fanout: FanoutOptions) => {
    const one = capture(ns, "vb", { fanout });
    opened.push(one);
    return one;
  };
  try {
    const first = open({ mode: "hash", uniqueId: true });
    const other = open({ mode: "hash", uniqueId: true });
    expect(other.fanoutGroup).not.toBe(first.fanoutGroup);
    const group = first.fanoutGroup!;
    expect(open({ mode: "hash", group }).fanoutGroup).toBe(group);
    expect(() => open({ mode: "cpu", group })).toThrow(
      /PACKET_FANOUT cpu .*EINVAL.*share interface, protocol, mode and flags/,
    );
    expect(() => open({ mode: "hash", group, defragment: true })).toThrow(expect.objectContaining({ code: "EINVAL" }));
    // Any number but those that the kernel has just given out.
    const free = [7, 8, 9].find((number) => ![first, other].some(({ fanoutGroup }) => fanoutGroup === number))!;
    expect(open({ mode: "hash", group: free, rollover: true }).statistics().rollover).toEqual({
      all: 0,
      huge: 0,
      failed: 0,
    });
  } finally {
    for (const one of opened) one.close();
  }
});
