import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { ffi } from "../../../src/ffi/index.js";
import { netlinkSocket } from "./socket.js";

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  worker.on("message", async (message) => {
    console.log(message);
    await worker.terminate();
    console.log("stopped");
  });
} else {
  const socket = netlinkSocket();
  ffi()
    .poll(socket.fd, () => {})
    .start({ readable: true });
  parentPort!.postMessage("ready");
}
