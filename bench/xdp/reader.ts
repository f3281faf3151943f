/**
 * Reads from vb as `peer read` does: `reader.js MODE SECONDS WARM`. MODE is await (event loop), coalesced, poll, drain or heap
 * through AF_XDP, or capture (AF_PACKET). Counts from WARM seconds after the first packet; prints one line of JSON.
 */
import { Capture, XdpSocket } from "../../src/ring/index.js";
import { median } from "../measure.js";

const [mode = "coalesced", seconds = 1, warm = 0] = process.argv
  .slice(2)
  .map((text, i) => (i === 0 ? text : Number(text))) as [string, number, number];
const FRAMES = 32768;
const types = new Uint32Array(65536);

interface Walkable {
  cursor(): { readonly bytes: Uint8Array; readonly offset: number; readonly length: number; next(): boolean };
}

/** What every reader does: counts EtherTypes and bytes. */
function look(batch: Walkable): number {
  const cursor = batch.cursor();
  const { bytes } = cursor;
  let sum = 0;
  while (cursor.next()) {
    const { offset } = cursor;
    types[(bytes[offset + 12]! << 8) | bytes[offset + 13]!]!++;
    sum += cursor.length;
  }
  return sum;
}

const start = { at: 0, cpu: process.cpuUsage(), received: 0, dropped: 0, isWarm: false };
const count = { received: 0, walks: [] as number[] };

/** Whether the time is up; `dropped` since the beginning. */
function isOver(dropped: () => number): boolean {
  const now = performance.now();
  if (start.at === 0) {
    if (count.received > 0) start.at = now;
    return false;
  }
  if (!start.isWarm && now - start.at >= warm * 1000) {
    Object.assign(start, {
      isWarm: true,
      at: now,
      received: count.received,
      dropped: dropped(),
      cpu: process.cpuUsage(),
    });
    return false;
  }
  return start.isWarm && now - start.at >= seconds * 1000;
}

function report(dropped: number, more: object = {}): void {
  const { user, system } = process.cpuUsage(start.cpu);
  const packets = count.received - start.received;
  const took = (performance.now() - start.at) / 1000;
  const lost = dropped - start.dropped;
  console.log(JSON.stringify({ packets, dropped: lost, seconds: took, cpu: (user + system) * 1000, ...more }));
}

/** Walks a batch time and again, so that what making a cursor takes does not count for much: heap for each packet, bytes. */
function heapOf(batch: Walkable & { readonly length: number }): number {
  const collect = (globalThis as { gc?: () => void }).gc!;
  const walk = (rounds: number): void => {
    for (let round = 0; round < rounds; round++) look(batch);
  };
  walk(3000);
  collect();
  const before = process.memoryUsage().heapUsed;
  walk(3000);
  return (process.memoryUsage().heapUsed - before) / (3000 * batch.length);
}

// Functions: what stands outside of any is compiled once, and badly.

interface Source {
  nextBatch(timeoutMs?: number): (Walkable & { readonly length: number; release(): void }) | undefined;
}

/** Reads what is there, waiting for it for some time: number of packets. */
function turn(source: Source, timeoutMs: number): number {
  const batch = source.nextBatch(timeoutMs);
  if (batch === undefined) return 0;
  look(batch);
  batch.release();
  count.received += batch.length;
  return batch.length;
}

function readBlocking(source: Source, dropped: () => number): void {
  while (!isOver(dropped)) turn(source, 100);
  report(dropped());
}

async function readOnEventLoop(socket: XdpSocket, dropped: () => number): Promise<void> {
  for await (const batch of socket) {
    look(batch);
    count.received += batch.length;
    if (isOver(dropped)) break;
  }
  report(dropped());
}

/**
 * Lets packets gather, and times how long it takes to read all of them. Before anything counts it does the same without letting
 * them gather, for everything to be compiled as well as it ever will be: a ring is drained a few dozen times in all, and what is
 * done once a batch would be interpreted to the end.
 */
function drain(socket: XdpSocket, dropped: () => number): void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  while (!isOver(dropped)) {
    if (turn(socket, 100) === 0) continue;
    // What is left of the burst.
    if (start.isWarm) Atomics.wait(sleeper, 0, 0, 30);
    const begin = performance.now();
    let packets = 0;
    for (let read = turn(socket, 0); read > 0; read = turn(socket, 0)) packets += read;
    if (start.isWarm && packets >= 1000) count.walks.push(((performance.now() - begin) * 1e6) / packets);
  }
  report(dropped(), { walkNs: count.walks.length === 0 ? 0 : median(count.walks) });
}

function measureHeap(socket: XdpSocket, dropped: () => number): void {
  for (;;) {
    isOver(dropped);
    using batch = socket.nextBatch(100);
    if (batch === undefined) continue;
    count.received += batch.length;
    if (!start.isWarm || batch.length < 100) continue;
    report(dropped(), { bytesPerPacket: heapOf(batch) });
    return;
  }
}

if (mode === "capture") {
  using capture = Capture.open("vb");
  console.log("ready");
  readBlocking(capture, () => capture.statistics().sinceOpen.drops);
} else {
  const coalesceMs = mode === "poll" ? 0 : 1;
  using socket = XdpSocket.open("vb", { mode: "receive", frameCount: FRAMES, coalesceMs, bindTimeoutMs: 10_000 });
  const dropped = () => socket.statistics().sinceOpen.dropped;
  console.log("ready");
  if (mode === "await") await readOnEventLoop(socket, dropped);
  else if (mode === "drain") drain(socket, dropped);
  else if (mode === "heap") measureHeap(socket, dropped);
  else readBlocking(socket, dropped);
}
