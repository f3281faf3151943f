import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { ffi } from "../../../src/ffi/index.js";
import { netlinkSocket } from "./socket.js";

/** Worker threads of Node 20 do not inherit the loader of TypeScript. */
const START = `import("tsx/esm/api").then(({ register }) => { register(); return import(${JSON.stringify(import.meta.url)}); })`;

if (isMainThread) {
  const worker = new Worker(START, { eval: true });
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
