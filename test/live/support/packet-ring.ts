/** What tests of packet rings share. */
import { expect } from "vitest";
import { openDescriptors, watchedDescriptors } from "../../../src/ffi/index.js";
import { Capture, type CaptureOptions, Injector, type InjectorOptions, type Packet } from "../../../src/ring/index.js";
import type { Namespace } from "./namespace.js";

/** A quiet pair, va and vb: nothing sends by itself. Both up. */
export async function quietVeth(ns: Namespace): Promise<void> {
  await ns.script(`
    sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 2>/dev/null || :
    ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
    ip link set va up
    ip link set vb up
  `);
}

/** Waits until an interface has its carrier, and its queueing discipline knows. */
export async function carrier(ns: Namespace, name: string): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
    const [link] = await ns.json<{ operstate: string }[]>("ip", "-j", "link", "show", name);
    if (link!.operstate === "UP") return;
  }
  throw new Error(`${name} has no carrier`);
}

export function capture(ns: Namespace, name: string | number, options: CaptureOptions = {}): Capture {
  return Capture.open(name, { preset: "lowMemory", blockTimeoutMs: 10, netns: { pid: ns.pid }, ...options });
}

export function injector(ns: Namespace, name: string | number, options: InjectorOptions = {}): Injector {
  return Injector.open(name, { frameCount: 256, netns: { pid: ns.pid }, ...options });
}

/** Long enough for a busy machine; tests wait for conditions, and this is where they give up. */
export const PATIENCE_MS = 60_000;

/** Takes packets until there are `count`, with the thread blocked. */
export function receive<T>(from: Capture, count: number, take: (packet: Packet) => T): T[] {
  const found: T[] = [];
  const end = performance.now() + PATIENCE_MS;
  while (found.length < count) {
    using batch = from.nextBatch(1000);
    if (batch !== undefined) for (const packet of batch) found.push(take(packet));
    else if (performance.now() > end) throw new Error(`${found.length} packets of ${count} came`);
  }
  return found;
}

/** Takes what has come and what comes before a mark, which is the last frame sent. */
export function receiveUntil<T>(from: Capture, isMark: (packet: Packet) => boolean, take: (packet: Packet) => T): T[] {
  const found: T[] = [];
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    using batch = from.nextBatch(1000);
    for (const packet of batch ?? []) {
      if (isMark(packet)) return found;
      found.push(take(packet));
    }
    if (performance.now() > end) throw new Error(`no mark after ${found.length} packets`);
  }
}

/** Sends frames, waiting for room. */
export function sendAll(to: Injector, frames: Iterable<Uint8Array>): void {
  for (const bytes of frames) {
    while (!to.write(bytes)) expect(to.waitWritable(PATIENCE_MS)).toBe(true);
  }
  expect(to.waitDrained(PATIENCE_MS)).toBe(true);
}

/** No descriptor and no poll handle is left. */
export function expectNothingLeft(): void {
  expect([...openDescriptors()]).toEqual([]);
  expect(watchedDescriptors()).toEqual([]);
}
