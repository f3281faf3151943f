/** The connection's benchmarks, in a network namespace that nobody else uses. Prints its results as JSON. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import systeminformation from "systeminformation";
import { Rtnl } from "../../src/rtnl/index.js";
import { median } from "../measure.js";
import { ROOT } from "../messages.js";
import { type ConnectionResults, DRAIN, OURS, STALLS, type What } from "./results.js";
import { longestStall, type Sample, sample, sampleProgram, samplesOf, spent, WARM_ROUNDS } from "./timing.js";

const quick = process.argv.includes("--quick");
const ROUTES = quick ? 8192 : 131_072;
const LINKS = quick ? 100 : 1000;
const ROUNDS = quick ? 1 : 5;
/** Dumps of a round. */
const IN_A_ROW = quick ? 2 : 24;
const EVENTS = quick ? 2000 : 50_000;
const REQUESTS = quick ? 50 : 3000;
const PYTHON = process.env["PYTHON"] ?? "/usr/bin/python3";

const folder = mkdtempSync(join(tmpdir(), "ringlink-bench-"));
const ip = (...args: string[]) => execFileSync("ip", args);

function compileDrain(): string | undefined {
  const program = join(folder, "drain");
  try {
    execFileSync("gcc", ["-O2", "-o", program, join(ROOT, "bench/connection/drain.c")], { stdio: "ignore" });
    return program;
  } catch {
    return undefined;
  }
}

const destination = (i: number) => `100.${64 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}/32`;
const routes = Array.from({ length: ROUTES }, (_, i) => ({ dst: destination(i), gateway: "10.0.0.2", dev: "va" }));

function batchFile(verb: string): string {
  const path = join(folder, verb);
  writeFileSync(
    path,
    routes.map(({ dst, gateway, dev }) => `route ${verb} ${dst} via ${gateway} dev ${dev}\n`).join(""),
  );
  return path;
}

/** Adding and deleting, in turns. */
async function changes(rtnl: Rtnl): Promise<ConnectionResults["changes"]> {
  const samples = { add: [] as Sample[], remove: [] as Sample[], ipAdd: [] as Sample[], ipRemove: [] as Sample[] };
  const [add, remove] = [batchFile("add"), batchFile("del")];
  const check = (results: readonly { readonly status: string }[]) => {
    if (results.some(({ status }) => status === "rejected")) throw new Error("a route was refused");
  };
  // The compiler has to have seen everything.
  check(await rtnl.routes.addMany(routes));
  check(await rtnl.routes.deleteMany(routes));
  for (let round = 0; round < (quick ? 1 : 4); round++) {
    samples.ipAdd.push(sampleProgram("ip", "-batch", add));
    samples.ipRemove.push(sampleProgram("ip", "-batch", remove));
    samples.add.push(await sample(async () => check(await rtnl.routes.addMany(routes))));
    samples.remove.push(await sample(async () => check(await rtnl.routes.deleteMany(routes))));
  }
  // To be dumped.
  check(await rtnl.routes.addMany(routes));
  return {
    routes: ROUTES,
    add: [spent("ringlink", samples.add), spent("ip -batch", samples.ipAdd)],
    remove: [spent("ringlink", samples.remove), spent("ip -batch", samples.ipRemove)],
  };
}

/** Every candidate is a program of its own, and runs several times in a row: the first rounds do not count. */
function dumps(what: What, drain: string | undefined): ConnectionResults["dumps"][number] {
  const reader = (way: string, rounds: number) => {
    const found = samplesOf(process.execPath, join(import.meta.dirname, "reader.js"), what, way, String(rounds));
    if (found === undefined) throw new Error(`${way}: the dump of ${what} failed`);
    return found;
  };
  const samples = new Map<string, Sample[]>();
  const note = (name: string, some: readonly Sample[]) => samples.set(name, [...(samples.get(name) ?? []), ...some]);
  const shown = `ip -j ${what.slice(0, -1)}`;
  const stalls: number[] = [];
  const packedStalls: number[] = [];
  let count = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of Object.values(OURS)) {
      const some = reader(way, IN_A_ROW);
      count = some[0]!.count;
      note(way, some);
      const drained = drain && samplesOf(drain, what, String(WARM_ROUNDS + IN_A_ROW));
      if (drained) note(DRAIN, drained.slice(WARM_ROUNDS));
    }
    if (round < 3) note(shown, [sampleProgram("ip", "-j", ...(what === "routes" ? ["-4", "route"] : ["link"]))]);
    stalls.push(...reader(STALLS.array, 3).map(({ ms }) => ms));
    packedStalls.push(...reader(STALLS.packed, 3).map(({ ms }) => ms));
  }
  const python = samplesOf(PYTHON, "-I", join(ROOT, "bench/connection/dump.py"), what, "1");
  if (python !== undefined) note("pyroute2", python);
  const spentBy = [...samples].map(([name, some]) => spent(name, some));
  return {
    what,
    count,
    spent: spentBy,
    stallMs: median(stalls),
    longestStallMs: Math.max(...stalls),
    packedStallMs: median(packedStalls),
    longestPackedStallMs: Math.max(...packedStalls),
  };
}

async function makeLinks(rtnl: Rtnl): Promise<void> {
  for (let i = 0; i < LINKS / 2; i++) await rtnl.links.add({ kind: "veth", name: `b${i}`, peer: { name: `c${i}` } });
}

/** systeminformation's list of interfaces. */
async function listedElsewhere(): Promise<ConnectionResults["systeminformation"]> {
  const list = () => systeminformation.networkInterfaces();
  return { ...(await sample(list)), stallMs: await longestStall(list) };
}

async function latency(rtnl: Rtnl): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < REQUESTS; i++) {
    const start = performance.now();
    await rtnl.routes.lookup("10.0.0.9");
    times.push((performance.now() - start) * 1000);
  }
  return median(times);
}

async function events(rtnl: Rtnl): Promise<ConnectionResults["events"]> {
  const subscription = rtnl.connection.subscribe({ groups: ["ipv4-route"], receiveBufferBytes: 64 * 1024 * 1024 });
  const list = routes.slice(0, EVENTS);
  const { cpuMs, ms } = await sample(async () => {
    const changing = rtnl.routes.deleteMany(list);
    let count = 0;
    for await (const batch of subscription.batches()) {
      count += batch.filter(({ kind }) => kind !== "lost").length;
      if (count >= EVENTS || batch.some(({ kind }) => kind === "lost")) break;
    }
    await changing;
  });
  subscription.close();
  return { count: EVENTS, ms, cpuMs };
}

async function main(): Promise<ConnectionResults> {
  ip("link", "set", "lo", "up");
  ip("link", "add", "va", "type", "veth", "peer", "name", "vb");
  ip("link", "set", "va", "up");
  ip("link", "set", "vb", "up");
  ip("address", "add", "10.0.0.1/24", "dev", "va");
  using rtnl = await Rtnl.open();
  const drain = compileDrain();
  const changed = await changes(rtnl);
  const routeDump = dumps("routes", drain);
  const latencyUs = await latency(rtnl);
  const seen = await events(rtnl);
  await makeLinks(rtnl);
  const linkDump = dumps("links", drain);
  return {
    changes: changed,
    dumps: [routeDump, linkDump],
    latencyUs,
    events: seen,
    systeminformation: await listedElsewhere(),
  };
}

try {
  console.log(JSON.stringify(await main()));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
