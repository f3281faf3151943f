/**
 * AF_XDP against C with the same system calls, and against sendmmsg, over a veth pair in a namespace of its own. All readers
 * get the same flood, one at a time, in turns; so do the senders. CPU time is that of the reading or sending process, user
 * and system; in copy mode the kernel's own work is charged to whoever sends.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type XdpBatch, XdpRedirect, XdpSocket } from "../../src/ring/xdp/index.js";
import { ROOT } from "../messages.js";

export interface XdpMeasure {
  readonly name: string;
  /** Packets per second, thousands; of a reader as far as the sender goes. */
  readonly kpps: number;
  /** CPU time of the process, ns per packet. */
  readonly cpuNs: number;
  /** Packets that the kernel dropped, of those that arrived. */
  readonly dropped: number;
}

export interface XdpResults {
  readonly receive: readonly XdpMeasure[];
  readonly transmit: readonly XdpMeasure[];
  /** Bytes on the heap for each packet read in batches. */
  readonly bytesPerPacket: number | undefined;
}

interface Counted {
  readonly packets: number;
  readonly seconds: number;
  readonly cpu: number;
  readonly dropped?: number;
}

const LENGTH = 64;
const FRAMES = 32768;

class Place {
  readonly directory = mkdtempSync(join(tmpdir(), "ringlink-xdp-bench-"));
  readonly peer = join(this.directory, "peer");
  readonly #holder: ChildProcess;

  constructor() {
    execFileSync("gcc", ["-O2", "-o", this.peer, join(ROOT, "bench/xdp/peer.c")]);
    this.#holder = spawn("unshare", ["--net", "sh", "-c", "echo ready; exec cat"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
  }

  async ready(): Promise<void> {
    await once(this.#holder.stdout!, "data");
    for (const line of [
      "sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1",
      "ip link add va type veth peer name vb",
      "ip link set va arp off up",
      "ip link set vb arp off up",
    ]) {
      execFileSync("nsenter", this.#inside(line.split(" ")));
    }
  }

  get netns(): { readonly pid: number } {
    return { pid: this.#holder.pid! };
  }

  #inside(command: readonly string[]): string[] {
    return [`--net=/proc/${this.#holder.pid}/ns/net`, "--", ...command];
  }

  /** Starts the C program. @param fd becomes its descriptor 3 */
  start(args: readonly string[], fd?: number): { readonly child: ChildProcess; readonly result: Promise<Counted> } {
    const stdio = ["ignore", "pipe", "pipe", ...(fd === undefined ? [] : [fd])] as const;
    const child = spawn("nsenter", this.#inside([this.peer, ...args]), { stdio: [...stdio] });
    const chunks: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout!.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr!.on("data", (chunk: Buffer) => errors.push(chunk));
    const result = once(child, "close").then(([status]) => {
      if (status !== 0) throw new Error(`peer ${args.join(" ")}: ${Buffer.concat(errors)}`);
      return JSON.parse(Buffer.concat(chunks).toString()) as Counted;
    });
    return { child, result };
  }

  async close(): Promise<void> {
    const gone = once(this.#holder, "exit");
    this.#holder.stdin!.end();
    await gone;
    rmSync(this.directory, { recursive: true, force: true });
  }
}

const types = new Float64Array(65536);

/** What every reader does: counts EtherTypes and bytes. */
function look(batch: XdpBatch): number {
  const cursor = batch.cursor();
  const { bytes } = cursor;
  let sum = 0;
  while (cursor.next()) {
    const { offset } = cursor;
    const type = (bytes[offset + 12]! << 8) | bytes[offset + 13]!;
    types[type] = types[type]! + 1;
    sum += cursor.length;
  }
  return sum;
}

function cpuNs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) * 1000;
}

type Reader = (place: Place, seconds: number) => Promise<Counted>;

const READERS: Readonly<Record<string, Reader>> = {
  "ringlink, for await (coalesced)": async (place, seconds) => {
    using socket = open(place, 1);
    const start = performance.now();
    const before = process.cpuUsage();
    for await (const batch of socket) {
      look(batch);
      if (performance.now() - start > seconds * 1000) break;
    }
    return counted(socket, start, before);
  },
  "ringlink, nextBatch (coalesced)": async (place, seconds) => block(place, seconds, 1),
  "ringlink, nextBatch (poll)": async (place, seconds) => block(place, seconds, 0),
  "C, nanosleep 1 ms": (place, seconds) => inC(place, seconds, "nap"),
  "C, poll": (place, seconds) => inC(place, seconds, "poll"),
};

function open({ netns }: Place, coalesceMs: number): XdpSocket {
  return XdpSocket.open("vb", {
    netns,
    mode: "receive",
    frameCount: FRAMES,
    batchSize: FRAMES,
    coalesceMs,
    bindTimeoutMs: 10_000,
  });
}

function block(place: Place, seconds: number, coalesceMs: number): Counted {
  using socket = open(place, coalesceMs);
  const start = performance.now();
  const before = process.cpuUsage();
  while (performance.now() - start < seconds * 1000) {
    using batch = socket.nextBatch(100);
    if (batch !== undefined) look(batch);
  }
  return counted(socket, start, before);
}

function counted(socket: XdpSocket, start: number, before: NodeJS.CpuUsage): Counted {
  const cpu = cpuNs(before);
  const seconds = (performance.now() - start) / 1000;
  const { received, dropped } = socket.statistics().sinceOpen;
  return { packets: received, dropped, seconds, cpu };
}

async function inC(place: Place, seconds: number, mode: string): Promise<Counted> {
  using redirect = XdpRedirect.attach("vb", { netns: place.netns });
  const { result } = place.start(["read", "vb", "3", String(seconds), mode], redirect.map.fd);
  // Awaited: the program is detached when this function ends.
  return await result;
}

const SENDERS: Readonly<Record<string, (place: Place, count: number) => Promise<Counted>>> = {
  "ringlink, AF_XDP": async (place, count) => {
    using socket = XdpSocket.open("va", {
      netns: place.netns,
      mode: "transmit",
      frameCount: 4096,
      bindTimeoutMs: 10_000,
    });
    return transmit(socket, count);
  },
  "C, AF_XDP": (place, count) => place.start(["send", "va", String(LENGTH), String(count)]).result,
  "C, sendmmsg": (place, count) => place.start(["sendmmsg", "va", String(LENGTH), String(count)]).result,
};

function transmit(socket: XdpSocket, count: number): Counted {
  const { bytes } = socket.umem;
  const header = Uint8Array.of(2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0xb5);
  for (let at = 0; at < bytes.length; at += socket.umem.frameSize) bytes.set(header, at);
  const view = new DataView(bytes.buffer);
  const start = performance.now();
  const before = process.cpuUsage();
  for (let sent = 0; sent < count; ) {
    for (let i = 0; i < 256 && sent < count; i++) {
      const offset = socket.allocate();
      if (offset < 0) break;
      view.setUint32(offset + 14, sent);
      if (!socket.submit(offset, LENGTH)) {
        socket.cancel(offset);
        break;
      }
      sent++;
    }
    socket.flush();
  }
  while (socket.outstanding > 0) socket.flush();
  return { packets: count, seconds: (performance.now() - start) / 1000, cpu: cpuNs(before) };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

function summary(name: string, runs: readonly Counted[]): XdpMeasure {
  return {
    name,
    kpps: median(runs.map(({ packets, seconds }) => packets / seconds / 1000)),
    cpuNs: median(runs.map(({ packets, cpu }) => cpu / packets)),
    dropped:
      runs.reduce((sum, run) => sum + (run.dropped ?? 0), 0) /
      runs.reduce((sum, run) => sum + run.packets + (run.dropped ?? 0), 0),
  };
}

/** Heap growth while packets are read with a cursor; undefined without --expose-gc. */
async function allocation(place: Place, seconds: number): Promise<number | undefined> {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (collect === undefined) return undefined;
  using socket = open(place, 1);
  const flood = place.start(["flood", "va", String(LENGTH), String(seconds)]);
  const step = (until: number): number => {
    let packets = 0;
    while (performance.now() < until) {
      using batch = socket.nextBatch(20);
      if (batch !== undefined) packets += look(batch) / LENGTH;
    }
    return packets;
  };
  step(performance.now() + seconds * 300);
  collect();
  const before = process.memoryUsage().heapUsed;
  const packets = step(performance.now() + seconds * 400);
  const grown = process.memoryUsage().heapUsed - before;
  await flood.result;
  return grown / packets;
}

/** @param quick shows that everything runs */
export async function benchXdp(quick: boolean): Promise<XdpResults> {
  const [rounds, seconds, count] = quick ? [1, 1, 100_000] : [5, 4, 2_000_000];
  const place = new Place();
  try {
    await place.ready();
    const receive = new Map<string, Counted[]>();
    const transmitted = new Map<string, Counted[]>();
    for (let round = 0; round < rounds; round++) {
      for (const [name, reader] of Object.entries(READERS)) {
        const flood = place.start(["flood", "va", String(LENGTH), String(seconds + 1)]);
        receive.set(name, [...(receive.get(name) ?? []), await reader(place, seconds)]);
        await flood.result;
      }
      for (const [name, sender] of Object.entries(SENDERS)) {
        transmitted.set(name, [...(transmitted.get(name) ?? []), await sender(place, count)]);
      }
    }
    return {
      receive: [...receive].map(([name, runs]) => summary(name, runs)),
      transmit: [...transmitted].map(([name, runs]) => summary(name, runs)),
      bytesPerPacket: await allocation(place, quick ? 2 : 10),
    };
  } finally {
    await place.close();
  }
}
