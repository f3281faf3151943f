/**
 * Reads with ringlink what a flood sends, as read-ring.c does: `reader.js INTERFACE WAY [settled]`. The way is `sync` (cursor, blocked
 * thread), `async` (cursor, event loop), `objects` (a packet object each) or `stall` (50 ms of every 500 are spent otherwise).
 */
import { constants, type PerformanceEntry, PerformanceObserver } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { type Batch, Capture } from "../../src/ring/index.js";
import { median } from "../measure.js";
import { READ_BEFORE } from "./pace.js";

const histogram = new Uint32Array(65536);
const sums = { packets: 0, bytes: 0, originals: 0, times: 0 };
const walks = new Float64Array(100_000);
let walked = 0;

function walkCursor(batch: Batch): void {
  const cursor = batch.cursor();
  const ring = batch.bytes;
  let { packets, bytes, originals, times } = sums;
  while (cursor.next()) {
    const at = cursor.offset;
    histogram[(ring[at + 12]! << 8) | ring[at + 13]!]!++;
    bytes += cursor.length;
    originals += cursor.originalLength;
    times ^= cursor.seconds + cursor.nanoseconds;
    packets++;
  }
  sums.packets = packets;
  sums.bytes = bytes;
  sums.originals = originals;
  sums.times = times;
}

function walkObjects(batch: Batch): void {
  let { packets, bytes, originals, times } = sums;
  for (const packet of batch) {
    histogram[packet.uint16At(12)]!++;
    bytes += packet.length;
    originals += packet.originalLength;
    times ^= packet.seconds + packet.nanoseconds;
    packets++;
  }
  sums.packets = packets;
  sums.bytes = bytes;
  sums.originals = originals;
  sums.times = times;
}

const [name = "vb", way = "sync", settles] = process.argv.slice(2);
const walk = way === "objects" ? walkObjects : walkCursor;
const capture = Capture.open(name);
/** Packets that do not count, and processor time when they had been read, microseconds. */
let before = 0;
let begin = 0;
let end = 0;

function take(batch: Batch): void {
  const start = performance.now();
  walk(batch);
  if (batch.length >= 100 && walked < walks.length) {
    walks[walked++] = ((performance.now() - start) * 1e6) / batch.length;
  }
  const { user, system } = process.cpuUsage();
  end = user + system;
  if (before > 0 || sums.packets < READ_BEFORE) return;
  before = sums.packets;
  begin = end;
}

/**
 * Where the event loop runs, V8 collects its whole heap twice to give memory back, some eight seconds after a program has started,
 * rarely sixteen: once in its life, and some 50 ms of processor time. That is over before anything counts. Left out in quick runs.
 */
async function settle(): Promise<void> {
  const start = performance.now();
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { detail } = entry as PerformanceEntry & { readonly detail: { readonly kind: number } };
      // Those of the start itself come before.
      if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR && entry.startTime > start + 4000) collections++;
    }
  });
  observer.observe({ entryTypes: ["gc"] });
  while (collections < 2 && performance.now() < start + 30_000) await sleep(1000);
  observer.disconnect();
}

if (way === "async" && settles === "settled") await settle();
console.log("ready");
const patience = () => (sums.packets === 0 ? 20_000 : 3000);
if (way === "async") {
  let seen = 0;
  let idleSince = performance.now();
  const timer = setInterval(() => {
    if (sums.packets !== seen) idleSince = performance.now();
    seen = sums.packets;
    // Ends the loop below.
    if (performance.now() - idleSince > patience()) capture.close();
  }, 1000);
  for await (const batch of capture) take(batch);
  clearInterval(timer);
} else {
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (let stalled = performance.now(); ; ) {
    using batch = capture.nextBatch(patience());
    if (batch === undefined) break;
    take(batch);
    if (way === "stall" && performance.now() - stalled > 500) {
      Atomics.wait(never, 0, 0, 50);
      stalled = performance.now();
    }
  }
}
const { drops, received } = capture.statistics().sinceOpen;
if (received !== sums.packets) throw new Error(`${received} packets in the ring, ${sums.packets} read`);
console.log(
  JSON.stringify({
    packets: sums.packets,
    counted: before === 0 ? 0 : sums.packets - before,
    drops,
    cpuNs: (end - begin) * 1000,
    walkNs: walked === 0 ? 0 : median([...walks.subarray(0, walked)]),
    check: sums.bytes + sums.originals + sums.times + histogram[0x800]!,
  }),
);
capture.close();
