/**
 * Worker threads that share out the queues of a device, and what is left of those that end in three ways: `xdp-workers`, with a
 * pair va and vb of four queues. Prints what it found as JSON.
 */
import { once } from "node:events";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { XdpCapture, XdpRedirect, type XdpRedirectHandle, XdpSocket } from "../../../src/ring/index.js";

interface Task {
  readonly queue: number;
  readonly program: XdpRedirectHandle;
}

const NUMBER = 14;
const PORTION = 1500;

async function work({ queue, program }: Task): Promise<void> {
  const capture = XdpCapture.open("vb", { queues: [queue], program, frameCount: 2048 });
  parentPort!.on("message", (message: string) => {
    if (message === "exit") process.exit(3);
    if (message === "throw") throw new Error("on purpose");
    capture.close();
    parentPort!.close();
  });
  parentPort!.postMessage("ready");
  let received = 0;
  let disordered = 0;
  let foreign = 0;
  for await (const batch of capture) {
    const cursor = batch.cursor();
    while (cursor.next()) {
      if (cursor.uint32At(NUMBER) !== received % PORTION) disordered++;
      if (cursor.uint8At(NUMBER + 4) !== queue) foreign++;
      received++;
    }
    if (received % PORTION === 0) parentPort!.postMessage({ received, disordered, foreign });
  }
}

function send(queue: number): void {
  using socket = XdpSocket.open("va", { mode: "transmit", queue, frameCount: 2048, bindTimeoutMs: 60_000 });
  const packet = new Uint8Array(64).fill(queue);
  packet.set([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0xb5]);
  const view = new DataView(packet.buffer);
  for (let number = 0; number < PORTION; number++) {
    view.setUint32(NUMBER, number);
    while (!socket.send(packet)) socket.drain(60_000);
  }
  if (!socket.drain(60_000)) throw new Error("nothing is sent");
}

async function lead(): Promise<void> {
  const redirect = XdpRedirect.attach("vb");
  const program = redirect.handle();
  const queues = XdpCapture.queuesOf("vb");
  const start = async (queue: number): Promise<Worker> => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { queue, program } satisfies Task });
    await once(worker, "message");
    return worker;
  };
  const workers: Worker[] = [];
  for (const queue of queues) workers.push(await start(queue));
  const portion = async (queue: number): Promise<unknown> => {
    const counted = once(workers[queue]!, "message");
    send(queue);
    return (await counted)[0];
  };
  const counts: unknown[] = [];
  for (const queue of queues) counts.push(await portion(queue));
  const ended: unknown[] = [];
  const end = async (queue: number, how: () => unknown): Promise<void> => {
    const worker = workers[queue]!;
    worker.once("error", (error) => ended.push((error as Error).message));
    const exited = new Promise((resolve) => worker.once("exit", resolve));
    how();
    ended.push(await exited);
  };
  await end(1, () => workers[1]!.postMessage("exit"));
  await end(2, () => workers[2]!.postMessage("throw"));
  // Their queues are free for others.
  for (const queue of [1, 2]) {
    using again = XdpCapture.open("vb", { queues: [queue], program: redirect, bindTimeoutMs: 60_000, frameCount: 64 });
    ended.push(again.queues);
  }
  await end(3, () => workers[3]!.terminate());
  // The socket of a thread that was torn down is there still: its packets are led past it.
  redirect.remove(3);
  counts.push(await portion(0));
  await end(0, () => workers[0]!.postMessage("close"));
  redirect.close();
  let stale: unknown;
  try {
    XdpSocket.open("vb", { queue: 0, program, frameCount: 64, bindTimeoutMs: 60_000 });
  } catch (error) {
    stale = (error as { code?: string }).code;
  }
  console.log(JSON.stringify({ queues, counts, ended, stale }));
}

if (isMainThread) await lead();
else await work(workerData as Task);
