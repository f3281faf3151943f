/** Sends with ringlink as flood.c and send-ring.c do: `sender.js INTERFACE SECONDS LENGTH MODE`, the mode ring or messages. */
import { Injector } from "../../src/ring/index.js";
import { SENT_BEFORE } from "./pace.js";

const [name = "va", seconds = "1", length = "64", mode = "ring"] = process.argv.slice(2);
const size = Number(length);
const BATCH = 256;

function processorMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function run(injector: Injector): void {
  const { bytes } = injector;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frame = new Uint8Array(size);
  // An EtherType for experiments, as in the C programs: nobody takes it.
  frame.set([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0xb5]);
  const start = performance.now();
  let sent = 0;
  let before = 0;
  let counted = start;
  let cpu = processorMicroseconds();
  for (let now = start; now - start < Number(seconds) * 1000; now = performance.now()) {
    if (before === 0 && sent >= SENT_BEFORE) {
      before = sent;
      counted = now;
      cpu = processorMicroseconds();
    }
    for (let queued = 0; queued < BATCH; queued++) {
      const at = injector.reserve();
      if (at < 0) break;
      // As in the C programs: every frame of the memory is written once, and then only its sequence number.
      if (bytes[at] !== 2) bytes.set(frame, at);
      view.setUint32(at + 42, sent, true);
      view.setUint32(at + 46, 0, true);
      injector.commit(size);
      sent++;
    }
    injector.flush();
    if (injector.pendingCount === injector.frameCount) injector.waitWritable(1);
  }
  const took = (performance.now() - counted) / 1000;
  const cpuNs = (processorMicroseconds() - cpu) * 1000;
  console.log(JSON.stringify({ packets: sent, counted: before === 0 ? 0 : sent - before, seconds: took, cpuNs }));
}

// In messages, frames lie close together as they do in the C program. In a ring they lie as it chooses.
const frameSizeBytes = mode === "ring" ? undefined : Math.max(128, Math.ceil(size / 64) * 64);
const injector = Injector.open(name, { mode: mode as "ring" | "messages", qdiscBypass: true, frameSizeBytes });
run(injector);
injector.waitDrained(1000);
injector.close();
