/** Sends with ringlink as flood.c and send-ring.c do: `sender.js INTERFACE SECONDS LENGTH MODE`, the mode ring or messages. */
import { Injector } from "../../src/ring/index.js";

const [name = "va", seconds = "1", length = "64", mode = "ring"] = process.argv.slice(2);
const size = Number(length);
const BATCH = 256;

function run(injector: Injector, end: number): number {
  const { bytes } = injector;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frame = new Uint8Array(size);
  frame.set([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0]);
  let sent = 0;
  while (performance.now() < end) {
    for (let queued = 0; queued < BATCH; queued++) {
      const at = injector.reserve();
      if (at < 0) break;
      bytes.set(frame, at);
      view.setUint32(at + 42, sent, true);
      injector.commit(size);
      sent++;
    }
    injector.flush();
    if (injector.pendingCount === injector.frameCount) injector.waitWritable(1);
  }
  return sent;
}

const injector = Injector.open(name, { mode: mode as "ring" | "messages", qdiscBypass: true });
const begin = process.cpuUsage();
const start = performance.now();
const sent = run(injector, start + Number(seconds) * 1000);
const { user, system } = process.cpuUsage(begin);
console.log(`${sent} ${((performance.now() - start) / 1000).toFixed(3)} ${((user + system) / 1e6).toFixed(3)}`);
injector.waitDrained(1000);
injector.close();
