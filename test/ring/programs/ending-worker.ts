/** A worker thread that ends with everything open, while it waits: nothing of it is left. `ending-worker`, with a pair va and vb. */
import { readdirSync, readFileSync } from "node:fs";
import { isMainThread, Worker } from "node:worker_threads";
import { Bridge, Capture, Injector } from "../../../src/ring/index.js";

const sockets = () => readFileSync("/proc/thread-self/net/packet", "utf8").trim().split("\n").length - 1;
const descriptors = () => readdirSync("/proc/self/fd").length;

/** Runs a worker to its end; exit code, and how many packet sockets there were before it. */
function worker(): Promise<[code: number, open: number]> {
  return new Promise((resolve, reject) => {
    const one = new Worker(new URL(import.meta.url));
    let open = 0;
    one.on("message", () => {
      open = sockets();
      one.postMessage("end");
    });
    one.once("error", reject);
    one.once("exit", (code) => resolve([code, open]));
  });
}

if (isMainThread) {
  await worker();
  const before = descriptors();
  console.log((await worker()).join(), sockets(), descriptors() - before);
} else {
  const { parentPort } = await import("node:worker_threads");
  const capture = Capture.open("vb", { preset: "lowMemory" });
  const injector = Injector.open("va");
  const bridge = Bridge.open("va", "vb");
  void capture.read();
  void bridge.run();
  injector.write(new Uint8Array(64));
  parentPort!.once("message", () => process.exit(5));
  parentPort!.postMessage("ready");
}
