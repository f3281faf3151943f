/**
 * AF_XDP against C with the same system calls, against AF_PACKET and tcpdump, and against sendmmsg, over a veth pair in a network
 * namespace of its own. All readers get the same flood, one at a time, in turns; so do the senders. Processor time is that of
 * the reading or sending process, user and system; what the kernel does to deliver packets in copy mode is done by the sender.
 * Readers, in C as well, and ringlink's sender run for some time before anything counts, until the engine has compiled what there
 * is to compile.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { XdpRedirect, XdpSocket } from "../../src/ring/index.js";
import { median } from "../measure.js";
import { ROOT } from "../messages.js";
import { WARM_S, type XdpResults } from "./results.js";

const LENGTH = 64;
const CAN_PIN = existsSync("/usr/bin/taskset") && availableParallelism() > 1;
/** Sender and reader each have a processor, where there are two. */
const SENDER = 0;
const READER = 1;

interface Counted {
  readonly packets: number;
  readonly seconds: number;
  /** Nanoseconds. */
  readonly cpu: number;
  readonly dropped?: number;
  readonly walkNs?: number;
  readonly bytesPerPacket?: number;
}

interface Pace {
  readonly rounds: number;
  readonly seconds: number;
  readonly warm: number;
  readonly packets: number;
}

const script = (name: string) => fileURLToPath(new URL(`${name}.js`, import.meta.url));

class Place {
  readonly #peer = join(ROOT, ".cache/bench/xdp-c/peer");
  #holder: ChildProcess | undefined;

  /** @throws when there is no compiler, or no namespace can be made, or the kernel has no AF_XDP */
  async open(): Promise<void> {
    mkdirSync(join(ROOT, ".cache/bench/xdp-c"), { recursive: true });
    execFileSync("cc", ["-O2", "-o", this.#peer, join(ROOT, "bench/xdp/peer.c")]);
    execFileSync("unshare", ["--net", "true"], { stdio: "ignore" });
    const script = `sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 || :
      ip link add va type veth peer name vb && ip link set va arp off up && ip link set vb arp off up &&
      echo ready && exec cat`;
    this.#holder = spawn("unshare", ["--net", "sh", "-c", script], { stdio: ["pipe", "pipe", "inherit"] });
    await Promise.race([
      once(this.#holder.stdout!, "data"),
      once(this.#holder, "exit").then(() => {
        throw new Error("no pair of interfaces could be made");
      }),
    ]);
    XdpSocket.open("vb", { netns: this.netns, frameCount: 64 }).close();
  }

  get netns(): { readonly pid: number } {
    return { pid: this.#holder!.pid! };
  }

  start(command: readonly string[], cpu: number, fd?: number): ChildProcess {
    const pinned = CAN_PIN ? ["taskset", "-c", String(cpu), ...command] : command;
    const stdio = ["ignore", "pipe", "pipe", ...(fd === undefined ? [] : [fd])] as const;
    return spawn("nsenter", [`--net=/proc/${this.netns.pid}/ns/net`, "--", ...pinned], { stdio: [...stdio] });
  }

  peer(...args: string[]): string[] {
    return [this.#peer, ...args];
  }

  node(name: string, ...args: string[]): string[] {
    return [process.execPath, "--expose-gc", script(name), ...args];
  }

  async close(): Promise<void> {
    const holder = this.#holder;
    if (holder === undefined || holder.exitCode !== null) return;
    const gone = once(holder, "exit");
    holder.stdin!.end();
    await gone;
  }
}

/** Last line of what a process prints; `whenReady` is called when it says so. */
async function resultOf(child: ChildProcess, whenReady?: () => void): Promise<string> {
  let text = "";
  let errors = "";
  child.stdout!.on("data", (chunk: Buffer) => {
    const wasReady = text.includes("ready\n");
    text += String(chunk);
    if (!wasReady && text.includes("ready\n")) whenReady?.();
  });
  child.stderr!.on("data", (chunk: Buffer) => {
    errors += String(chunk);
  });
  const [status] = (await once(child, "close")) as [number | null];
  if (status !== 0) throw new Error(`${child.spawnargs.join(" ")}: ${status} ${errors}`);
  return text.trim().split("\n").at(-1)!;
}

type Traffic = "flood" | "bursts";

/** Runs a reader while packets come. */
async function read(place: Place, reader: ChildProcess, { seconds, warm }: Pace, traffic: Traffic): Promise<Counted> {
  let sender: ChildProcess | undefined;
  const result = await resultOf(reader, () => {
    const length = String(seconds + warm + 10);
    sender = place.start(place.peer(traffic, "va", String(LENGTH), length), SENDER);
  });
  if (sender !== undefined && sender.exitCode === null) {
    const gone = once(sender, "close");
    sender.kill();
    await gone;
  }
  return JSON.parse(result) as Counted;
}

async function readInC(place: Place, mode: string, pace: Pace, traffic: Traffic = "flood"): Promise<Counted> {
  using redirect = XdpRedirect.attach("vb", { netns: place.netns });
  const args = ["read", "vb", "3", String(pace.seconds), mode, String(pace.warm)];
  return await read(place, place.start(place.peer(...args), READER, redirect.map.fd), pace, traffic);
}

function readInNode(place: Place, mode: string, pace: Pace, traffic: Traffic = "flood"): Promise<Counted> {
  const command = place.node("reader", mode, String(pace.seconds), String(pace.warm));
  return read(place, place.start(command, READER), pace, traffic);
}

/** tcpdump counts for itself; its processor time is read while it still runs. */
async function tcpdump(place: Place, { seconds, warm }: Pace): Promise<Counted> {
  const reader = place.start(["tcpdump", "-i", "vb", "-w", "/dev/null", "-B", "32768"], READER);
  let text = "";
  const listening = new Promise<void>((resolve, reject) => {
    reader.once("close", () => reject(new Error(text)));
    reader.stderr!.on("data", (chunk: Buffer) => {
      text += String(chunk);
      if (text.includes("listening on")) resolve();
    });
  });
  await listening;
  const closed = once(reader, "close");
  await resultOf(place.start(place.peer("flood", "va", String(LENGTH), String(seconds + warm)), SENDER));
  await new Promise((resolve) => setTimeout(resolve, 500));
  const fields = readFileSync(`/proc/${reader.pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  const cpu = (Number(fields[11]) + Number(fields[12])) * 1e7;
  reader.kill("SIGINT");
  await closed;
  const found = (what: string) => Number(new RegExp(`(\\d+) packets? ${what}`).exec(text)?.[1] ?? Number.NaN);
  return { packets: found("captured"), dropped: found("dropped by kernel"), seconds: seconds + warm, cpu };
}

async function send(place: Place, command: readonly string[]): Promise<Counted> {
  return JSON.parse(await resultOf(place.start(command, SENDER))) as Counted;
}

type Measure = (place: Place, pace: Pace) => Promise<Counted>;

const READERS: Readonly<Record<string, Measure>> = {
  "ringlink, event loop": (place, pace) => readInNode(place, "await", pace),
  "ringlink, blocking": (place, pace) => readInNode(place, "coalesced", pace),
  "C, nanosleep of 1 ms": (place, pace) => readInC(place, "nap", pace),
  "ringlink, poll": (place, pace) => readInNode(place, "poll", pace),
  "C, poll": (place, pace) => readInC(place, "poll", pace),
  "ringlink, AF_PACKET": (place, pace) => readInNode(place, "capture", pace),
  ...(existsSync("/usr/bin/tcpdump") ? { "tcpdump -w /dev/null": tcpdump } : {}),
};

const DRAINS: Readonly<Record<string, Measure>> = {
  ringlink: (place, pace) => readInNode(place, "drain", pace, "bursts"),
  C: (place, pace) => readInC(place, "drain", pace, "bursts"),
};

const SENDERS: Readonly<Record<string, Measure>> = {
  "ringlink, AF_XDP": (place, { packets }) =>
    send(place, place.node("sender", String(LENGTH), String(packets), String(packets / 2))),
  "C, AF_XDP": (place, { packets }) => send(place, place.peer("send", "va", String(LENGTH), String(packets))),
  "C, sendmmsg": (place, { packets }) => send(place, place.peer("sendmmsg", "va", String(LENGTH), String(packets))),
};

function table(measures: Readonly<Record<string, Measure>>): Map<string, Counted[]> {
  return new Map(Object.keys(measures).map((name) => [name, []]));
}

async function round(
  place: Place,
  pace: Pace,
  measures: Readonly<Record<string, Measure>>,
  into: Map<string, Counted[]>,
) {
  for (const [name, measure] of Object.entries(measures)) into.get(name)!.push(await measure(place, pace));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

async function measure(place: Place, pace: Pace): Promise<XdpResults> {
  const [readers, drains, senders] = [table(READERS), table(DRAINS), table(SENDERS)];
  for (let i = 0; i < pace.rounds; i++) {
    await round(place, pace, READERS, readers);
    await round(place, pace, DRAINS, drains);
    await round(place, pace, SENDERS, senders);
  }
  // Until a batch came that is large enough.
  const heap = await readInNode(place, "heap", { ...pace, seconds: 30 });
  return {
    readers: [...readers].map(([name, runs]) => {
      const cpu = runs.map((run) => run.cpu / run.packets);
      const dropped = sum(runs.map((run) => run.dropped ?? 0));
      return {
        name,
        rate: median(runs.map(({ packets, seconds }) => packets / seconds)),
        cpuNs: median(cpu),
        cpuBest: Math.min(...cpu),
        cpuWorst: Math.max(...cpu),
        lost: dropped / (dropped + sum(runs.map(({ packets }) => packets))),
      };
    }),
    drains: [...drains].map(([name, runs]) => ({ name, ns: median(runs.map(({ walkNs = Number.NaN }) => walkNs)) })),
    senders: [...senders].map(([name, runs]) => {
      const rates = runs.map(({ packets, seconds }) => packets / seconds);
      const cpuNs = median(runs.map(({ packets, cpu }) => cpu / packets));
      return { name, rate: median(rates), best: Math.max(...rates), worst: Math.min(...rates), cpuNs };
    }),
    bytesPerPacket: heap.bytesPerPacket ?? Number.NaN,
    length: LENGTH,
    seconds: pace.seconds,
  };
}

const FULL: Pace = { rounds: 5, seconds: 3, warm: WARM_S, packets: 2_000_000 };
const QUICK: Pace = { rounds: 1, seconds: 0.5, warm: 0.3, packets: 100_000 };

/** Results; undefined, with the reason on standard error, where there is no compiler, no namespace or no AF_XDP. */
export async function benchXdp(quick: boolean): Promise<XdpResults | undefined> {
  const place = new Place();
  try {
    try {
      await place.open();
    } catch (error) {
      console.error(`AF_XDP is not measured: ${String((error as Error).message).split("\n")[0]}`);
      return undefined;
    }
    return await measure(place, quick ? QUICK : FULL);
  } finally {
    await place.close();
  }
}
