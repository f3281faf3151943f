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
  readonly drops: number;
  readonly cpuNs: number;
  readonly walkNs?: number;
  readonly rate: number;
}

/** Sends at a rate, or as fast as possible when it is 0; frames that were sent. */
async function flood(rate: number): Promise<number> {
  const args = ["va", String(seconds), String(LENGTH), String(rate), "0"];
  const { stdout } = await promisify(execFile)(join(built, "flood"), args);
  return Number(stdout.split(" ")[0]);
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
      const found = JSON.parse(output.split("\n")[1]!) as Omit<Reading, "rate">;
      sent?.then((count) => {
        if (found.packets + found.drops !== count) reject(new Error(`${count} packets sent: ${output}`));
        else resolve({ ...found, rate: found.packets / seconds });
      }, reject);
    });
  });
}

/** tcpdump counts for itself; its processor time is read while it still runs. */
function tcpdump(): Promise<Reading> {
  return new Promise((resolve, reject) => {
    const command = pin(1, ["tcpdump", "-i", "vb", "-w", "/dev/null", "-B", "32768"]) as [string, ...string[]];
    const reader = spawn(command[0], command.slice(1), { stdio: ["ignore", "ignore", "pipe"] });
    let text = "";
    let cpuNs = 0;
    reader.stderr.on("data", (data) => {
      const wasReady = text.includes("listening on");
      text += data;
      if (wasReady || !text.includes("listening on")) return;
      spawn(join(built, "flood"), ["va", String(seconds), String(LENGTH), "0", "0"], { stdio: "ignore" }).once(
        "close",
        () => {
          setTimeout(() => {
            const fields = readFileSync(`/proc/${reader.pid}/stat`, "utf8").split(") ")[1]!.split(" ");
            cpuNs = (Number(fields[11]) + Number(fields[12])) * 1e7;
            reader.kill("SIGINT");
          }, 1000);
        },
      );
    });
    reader.once("error", reject);
    reader.once("close", () => {
      const count = (what: string) => Number(new RegExp(`(\\d+) packets ${what}`).exec(text)?.[1] ?? Number.NaN);
      resolve({
        packets: count("captured"),
        drops: count("dropped by kernel"),
        cpuNs,
        rate: count("captured") / seconds,
      });
    });
  });
}

function send(command: string[]): { rate: number; cpuNs: number } {
  const [program, ...args] = pin(0, command) as [string, ...string[]];
  const [sent, took, cpu] = execFileSync(program, args, { encoding: "utf8" }).split(" ").map(Number) as [
    number,
    number,
    number,
  ];
  return { rate: sent / took, cpuNs: (cpu * 1e9) / sent };
}

const RING = [String(1 << 20), "32", "60"];
const node = (name: string, ...args: string[]) => [process.execPath, script(name), ...args];
const READERS: Record<string, () => Promise<Reading>> = {
  "ringlink, cursor": () => read(node("reader", "vb", "sync")),
  "ringlink, cursor on the event loop": () => read(node("reader", "vb", "async")),
  "ringlink, packet objects": () => read(node("reader", "vb", "objects")),
  "a ring in C": () => read([join(built, "read-ring"), "vb", ...RING]),
  "libpcap in C": () => read([join(built, "read-pcap"), "vb", String(32 << 20), "60"]),
  ...(existsSync("/usr/bin/tcpdump") && { "tcpdump -w /dev/null": tcpdump }),
};
const SENDERS: Record<string, string[]> = {
  "ringlink, ring": node("sender", "va", String(seconds), String(LENGTH), "ring"),
  "a ring in C": [join(built, "send-ring"), "va", String(seconds), String(LENGTH), "1024"],
  "ringlink, sendmmsg": node("sender", "va", String(seconds), String(LENGTH), "messages"),
  "sendmmsg in C": [join(built, "flood"), "va", String(seconds), String(LENGTH)],
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
const sendings = new Map(Object.keys(SENDERS).map((name) => [name, [] as { rate: number; cpuNs: number }[]]));
for (let run = 0; run < runs; run++) {
  for (const [name, start] of Object.entries(READERS)) readings.get(name)!.push(await start());
  for (const [name, command] of Object.entries(SENDERS)) sendings.get(name)!.push(send(command));
}
const stall = await read(node("reader", "vb", "stall"), 600_000);
const allocation = execFileSync(process.execPath, ["--expose-gc", script("allocation"), "va", "vb"], {
  encoding: "utf8",
});

const each = ({ cpuNs, packets }: Reading) => cpuNs / packets;
const results: RingResults = {
  readers: [...readings].map(([name, found]): ReaderResult => {
    const walks = found.flatMap(({ walkNs }) => walkNs ?? []);
    return {
      name,
      rate: median(found.map(({ rate }) => rate)),
      drops: found.reduce((sum, { drops }) => sum + drops, 0),
      cpuNs: median(found.map(each)),
      cpuBest: Math.min(...found.map(each)),
      cpuWorst: Math.max(...found.map(each)),
      walkNs: walks.length === 0 ? undefined : median(walks),
      runs: found.length,
    };
  }),
  senders: [...sendings].map(([name, found]): SenderResult => {
    const rates = found.map(({ rate }) => rate);
    return {
      name,
      rate: median(rates),
      best: Math.max(...rates),
      worst: Math.min(...rates),
      cpuNs: median(found.map(({ cpuNs }) => cpuNs)),
      runs: found.length,
    };
  }),
  stall: { packets: stall.packets, drops: stall.drops, rate: stall.rate },
  bytesPerPacket: (JSON.parse(allocation) as { bytesPerPacket: number }).bytesPerPacket,
  length: LENGTH,
  seconds,
};
console.log(JSON.stringify(results));
