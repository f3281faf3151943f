/** Bytes of heap that reading a packet takes: `allocation.js SENDER RECEIVER`, on a pair of interfaces. Prints bytes per packet. */
import { Capture, Injector } from "../../src/ring/index.js";

const [from = "va", to = "vb"] = process.argv.slice(2);
const collect = (globalThis as { gc?: () => void }).gc;
if (collect === undefined) throw new Error("needs --expose-gc");

using capture = Capture.open(to);
using injector = Injector.open(from);
for (let i = 0; i < 2000; i++) {
  while (!injector.send(new Uint8Array(64).fill(255))) injector.waitWritable(1000);
}
using batch = capture.nextBatch(10_000);
if (batch === undefined || batch.length < 100) throw new Error("no packets to read");

/** Walks the batch time and again, so that what making a cursor takes does not count for much. */
function walk(rounds: number): { packets: number; sum: number } {
  let packets = 0;
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    const cursor = batch!.cursor();
    while (cursor.next()) {
      // Kept a small integer: a larger one would be a number on the heap, and that is not the cursor's.
      sum ^=
        cursor.offset ^ cursor.length ^ cursor.originalLength ^ cursor.seconds ^ cursor.nanoseconds ^ cursor.status;
      packets++;
    }
  }
  return { packets, sum };
}

for (let i = 0; i < 300; i++) walk(10);
collect();
const before = process.memoryUsage().heapUsed;
const { packets, sum } = walk(300);
const bytes = process.memoryUsage().heapUsed - before;
console.log(JSON.stringify({ bytesPerPacket: bytes / packets, packets, check: sum }));
