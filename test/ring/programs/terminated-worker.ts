/**
 * Worker threads that are terminated with everything open, while they wait and while they work: nothing of them is left.
 * `terminated-worker`, with a pair va and vb. First the main thread has loaded nothing, and what is left goes when somebody else opens
 * a ring; then it has, and does not need to do anything.
 */
import { readdirSync, readFileSync } from "node:fs";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { Bridge, Capture, Injector, XdpSocket } from "../../../src/ring/index.js";

const sockets = () => readFileSync("/proc/thread-self/net/packet", "utf8").trim().split("\n").length - 1;
const descriptors = () => readdirSync("/proc/self/fd").length;
const mapped = () => readFileSync("/proc/self/maps", "utf8").match(/socket:\[\d+\]/g)?.length ?? 0;

/** Terminates a worker once it is ready; how many packet sockets there were before. */
async function worker(isBusy: boolean): Promise<number> {
  const one = new Worker(new URL(import.meta.url), { workerData: isBusy });
  await new Promise((resolve, reject) => {
    one.once("message", resolve);
    one.once("error", reject);
  });
  const open = sockets();
  await one.terminate();
  return open;
}

function left(before: number): string {
  return `${sockets()} ${mapped()} ${descriptors() - before}`;
}

if (isMainThread) {
  const loaded = process.argv.includes("loaded");
  if (loaded) Capture.open("lo").close();
  // What Node itself opens for its first worker stays, and so does the memory that workers share.
  await worker(false);
  Capture.open("lo").close();
  const before = descriptors();
  const open = [await worker(false), await worker(true)];
  if (!loaded) Capture.open("lo").close();
  console.log(open.join(), left(before));
} else {
  const capture = Capture.open("vb", { preset: "lowMemory" });
  const injector = Injector.open("va");
  const bridge = Bridge.open("va", "vb");
  const xdp = XdpSocket.open("vb", { mode: "transmit", bindTimeoutMs: 60_000 });
  // What was closed before is nobody's any more.
  Capture.open("va").close();
  void capture.read();
  void bridge.run();
  injector.write(new Uint8Array(64));
  parentPort!.postMessage(xdp.fd);
  while (workerData as boolean) capture.nextBatch(1)?.release();
}
