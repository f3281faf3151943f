/**
 * Runs senders and readers in turns, in a network namespace that is only for this: `session.js SECONDS RUNS BUILT`. BUILT is the
 * folder with the C programs. Prints RingResults as JSON.
 */
import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { median } from "../measure.js";
import type { ReaderResult, RingResults, SenderResult } from "./results.js";

const LENGTH = 64;
const [seconds = 10, runs = 5] = process.argv.slice(2, 4).map(Number);
const built = process.argv[4]!;
const script = (name: string) => fileURLToPath(new URL(`${name}.js`, import.meta.url));

/** Sender and reader each have a processor, where there are two. */
const CAN_PIN = existsSync("/usr/bin/taskset") && availableParallelism() > 1;
const pin = (cpu: number, command: string[]) => (CAN_PIN ? ["taskset", "-c", String(cpu), ...command] : command);

interface Reading {
  readonly packets: number;
  /** Packets that the processor time is of. */
  readonly counted: number;
  readonly drops: number;
  readonly cpuNs: number;
  readonly walkNs?: number;
}

interface Sending {
  readonly packets: number;
  /** Packets that both times are of. */
  readonly counted: number;
  readonly seconds: number;
  readonly cpuNs: number;
}

/** Sends at a rate, or as fast as possible when it is 0; frames that were sent. */
async function flood(rate: number): Promise<number> {
  const args = ["interface=va", `seconds=${seconds}`, `length=${LENGTH}`, `rate=${rate}`, "cpu=0"];
  const { stdout } = await promisify(execFile)(join(built, "flood"), args);
  return (JSON.parse(stdout) as Sending).packets;
}

/** What is to be measured, if that many packets came at all; `sent` is how many there were. */
function checked<Found extends Reading>(who: string, found: Found, sent: number): Found {
  const { packets, drops, counted } = found;
  if (packets + drops !== sent) throw new Error(`${who}: of ${sent} packets ${packets} came, ${drops} were dropped`);
  if (counted === 0) throw new Error(`${who}: ${packets} packets are too few to measure`);
  return found;
}

/** Starts a reader, floods it once it is ready, and gives what it counted. */
function read(command: string[], rate = 0): Promise<Reading> {
  return new Promise((resolve, reject) => {
    const [program, ...args] = pin(1, command) as [string, ...string[]];
    const reader = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    let sent: Promise<number> | undefined;
    reader.stdout.on("data", (text) => {
      output += text;
      if (sent !== undefined || !output.includes("ready\n")) return;
      sent = flood(rate);
      sent.catch(reject);
    });
    reader.once("error", reject);
    reader.once("close", (code) => {
      if (code !== 0) return reject(new Error(`${command.join(" ")}: exit status ${code}`));
      const found = JSON.parse(output.split("\n")[1]!) as Reading;
      sent?.then((count) => resolve(checked(command.join(" "), found, count))).catch(reject);
    });
  });
}

/** Processor time that a process has had, ns. */
function processorTime(pid: number): number {
  // proc(5) has it in hundredths of a second; the scheduler's own count is exact, where the kernel offers it.
  if (existsSync("/proc/self/schedstat")) return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]);
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 1e7;
}

/** tcpdump counts for itself; its processor time is read while it still runs. */
function tcpdump(): Promise<Reading> {
  return new Promise((resolve, reject) => {
    const command = pin(1, ["tcpdump", "-n", "-i", "vb", "-w", "/dev/null", "-B", "32768"]) as [string, ...string[]];
    const reader = spawn(command[0], command.slice(1), { stdio: ["ignore", "ignore", "pipe"] });
    let text = "";
    let sent: Promise<number> | undefined;
    let cpuNs = 0;
    const measure = async (): Promise<number> => {
      const before = processorTime(reader.pid!);
      const count = await flood(0);
      // What is in its ring is given to it within a second, its time-out.
      await new Promise((done) => setTimeout(done, 2000));
      cpuNs = processorTime(reader.pid!) - before;
      return count;
    };
    reader.stderr.on("data", (data) => {
      text += data;
      if (sent !== undefined || !text.includes("listening on")) return;
      sent = measure();
      sent.catch(reject).finally(() => reader.kill("SIGINT"));
    });
    reader.once("error", reject);
    reader.once("close", () => {
      if (sent === undefined) return reject(new Error(`tcpdump: ${text}`));
      const count = (what: string) => Number(new RegExp(`(\\d+) packets? ${what}`).exec(text)?.[1] ?? Number.NaN);
      const packets = count("captured");
      const found = { packets, counted: packets, drops: count("dropped by kernel"), cpuNs };
      sent.then((count) => resolve(checked("tcpdump", found, count))).catch(reject);
    });
  });
}

function send(command: string[]): Sending {
  const [program, ...args] = pin(0, command) as [string, ...string[]];
  const found = JSON.parse(execFileSync(program, args, { encoding: "utf8" })) as Sending;
  if (found.counted === 0) throw new Error(`${command.join(" ")}: ${found.packets} packets are too few to measure`);
  return found;
}

const RING = [`blocksize=${1 << 20}`, "blocks=32", "timeout=60"];
const PCAP = [`buffer=${32 << 20}`, "timeout=60"];
const SEND = ["interface=va", `seconds=${seconds}`, `length=${LENGTH}`];
const node = (name: string, ...args: string[]) => [process.execPath, script(name), ...args];
const READERS: Record<string, () => Promise<Reading>> = {
  "ringlink, cursor": () => read(node("reader", "vb", "sync")),
  "ringlink, cursor on the event loop": () => read(node("reader", "vb", "async", seconds < 10 ? "" : "settled")),
  "ringlink, packet objects": () => read(node("reader", "vb", "objects")),
  "a ring in C": () => read([join(built, "read-ring"), "interface=vb", ...RING]),
  "libpcap in C": () => read([join(built, "read-pcap"), "interface=vb", ...PCAP]),
  ...(existsSync("/usr/bin/tcpdump") && { "tcpdump -w /dev/null": tcpdump }),
};
const SENDERS: Record<string, string[]> = {
  "ringlink, ring": node("sender", "va", String(seconds), String(LENGTH), "ring"),
  "a ring in C": [join(built, "send-ring"), ...SEND, "frames=1024"],
  "ringlink, sendmmsg": node("sender", "va", String(seconds), String(LENGTH), "messages"),
  "sendmmsg in C": [join(built, "flood"), ...SEND, "type=0x88b5"],
};

execFileSync("sh", [
  "-ec",
  `
  sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 2>/dev/null || :
  ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
  ip link set va up
  ip link set vb up
`,
]);

const readings = new Map(Object.keys(READERS).map((name) => [name, [] as Reading[]]));
const sendings = new Map(Object.keys(SENDERS).map((name) => [name, [] as Sending[]]));

/** The same in every run, but each time another one comes first. */
function turns<Kind>(kinds: Record<string, Kind>, run: number): [string, Kind][] {
  const all = Object.entries(kinds);
  return all.map((_, turn) => all[(turn + run) % all.length]!);
}

for (let run = 0; run < runs; run++) {
  for (const [name, start] of turns(READERS, run)) readings.get(name)!.push(await start());
  for (const [name, command] of turns(SENDERS, run)) sendings.get(name)!.push(send(command));
}
const stall = await read(node("reader", "vb", "stall"), 600_000);
const allocation = execFileSync(process.execPath, ["--expose-gc", script("allocation"), "va", "vb"], {
  encoding: "utf8",
});

const each = ({ cpuNs, counted }: { readonly cpuNs: number; readonly counted: number }) => cpuNs / counted;
const results: RingResults = {
  readers: [...readings].map(([name, found]): ReaderResult => {
    const walks = found.flatMap(({ walkNs }) => walkNs || []);
    return {
      name,
      rate: median(found.map(({ packets }) => packets / seconds)),
      drops: found.reduce((sum, { drops }) => sum + drops, 0),
      cpuNs: median(found.map(each)),
      cpuBest: Math.min(...found.map(each)),
      cpuWorst: Math.max(...found.map(each)),
      walkNs: walks.length === 0 ? undefined : median(walks),
      runs: found.length,
    };
  }),
  senders: [...sendings].map(([name, found]): SenderResult => {
    const rates = found.map(({ counted, seconds }) => counted / seconds);
    return {
      name,
      rate: median(rates),
      best: Math.max(...rates),
      worst: Math.min(...rates),
      cpuNs: median(found.map(each)),
      runs: found.length,
    };
  }),
  stall: { packets: stall.packets, drops: stall.drops, rate: stall.packets / seconds },
  bytesPerPacket: (JSON.parse(allocation) as { bytesPerPacket: number }).bytesPerPacket,
  length: LENGTH,
  seconds,
};
console.log(JSON.stringify(results));
