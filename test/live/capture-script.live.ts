/** The capture program on interfaces: lines, files, signals, fanout. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, expect } from "vitest";
import { main } from "../../scripts/capture/main.js";
import { compileFilter, LinkType, readPackets } from "../../src/ring/index.js";
import { frame } from "../ring/support/frames.js";
import { SCRIPT } from "../scripts/capture-support.js";
import { type Ran, Sink } from "../scripts/support.js";
import { compileProgram } from "../support/program.js";
import { live } from "./support/live.js";
import type { Namespace } from "./support/namespace.js";
import { expectNothingLeft, injector, PATIENCE_MS, quietVeth, sendAll } from "./support/packet-ring.js";

const folder = mkdtempSync(join(tmpdir(), "ringlink-capture-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(expectNothingLeft);

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; !isSo(); await sleep(5)) {
    if (performance.now() > end) throw new Error(`${what}: not within ${PATIENCE_MS} ms`);
  }
}

interface Running {
  readonly done: Promise<Ran>;
  readonly stderr: Sink;
  readonly stdout: Sink;
  stop(): void;
}

/** The program in this process, capturing in a namespace. Resolves when packets flow into its ring. */
async function start(ns: Namespace, ...args: string[]): Promise<Running> {
  const stop = new AbortController();
  const [stdout, stderr] = [new Sink(), new Sink()];
  const io = { stdin: process.stdin, stdout, stderr, env: {} };
  const where = ["--netns", `/proc/${ns.pid}/ns/net`, "--preset", "lowMemory"];
  const done = main([...where, ...args], io, stop.signal).then((status) => ({
    status,
    stdout: stdout.text,
    stderr: stderr.text,
  }));
  let ended = false;
  void done.then(() => {
    ended = true;
  });
  await until("the capture to start", () => ended || stderr.text.includes("listening on"));
  return { done, stdout, stderr, stop: () => stop.abort() };
}

const summary = (count: number): string =>
  `${count} packet${count === 1 ? "" : "s"} captured\n${count} packet${count === 1 ? "" : "s"} received by filter\n0 packets dropped by kernel\n`;

const frames = (count: number): Uint8Array[] => Array.from({ length: count }, (_, i) => frame(i, { length: 60 + i }));
/** Packets in a file that is being written: its last one may be there in part. */
function countIn(file: string): number {
  let count = 0;
  try {
    for (const _ of readPackets(file)) count++;
  } catch {
    return count;
  }
  return count;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** The frame with a VLAN tag. */
function tagged(bytes: Uint8Array, tci: number): Uint8Array {
  return Buffer.concat([bytes.subarray(0, 12), Uint8Array.of(0x81, 0, tci >> 8, tci & 0xff), bytes.subarray(12)]);
}

live("shows a line for each packet, and ends with -c", ["veth", "enterNetns"], async (ns) => {
  await quietVeth(ns);
  const running = await start(ns, "-i", "vb", "-c", "3", "-t", "-e");
  using to = injector(ns, "va");
  sendAll(to, frames(10));
  const { status, stdout, stderr } = await running.done;
  expect(status).toBe(0);
  expect(stdout.split("\n")).toHaveLength(4);
  expect(stdout).toMatch(/^In {2}02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype IPv4 \(0x0800\), length 60, IP /);
  expect(stderr).toMatch(/^capture: listening on vb, \d+ blocks of \d+ bytes\n3 packets captured\n/);
});

for (const format of ["pcapng", "pcap"]) {
  live(`writes what came to a ${format} file, tags and all`, ["veth", "enterNetns"], async (ns) => {
    await quietVeth(ns);
    const file = join(folder, `live.${format}`);
    const running = await start(ns, "-i", "vb", "-w", file, "-c", "40");
    using to = injector(ns, "va");
    const sent = frames(40).map((bytes, i) => (i % 4 === 0 ? tagged(bytes, 0x2000 + i) : bytes));
    sendAll(to, sent);
    expect(await running.done).toMatchObject({ status: 0, stdout: "" });
    const read = readPackets(file);
    const packets = [...read];
    expect(packets.map(({ data }) => hex(data))).toEqual(sent.map(hex));
    expect(packets.map(({ originalLength }) => originalLength)).toEqual(sent.map(({ length }) => length));
    const [described] = read.interfaces;
    if (format === "pcap") return;
    expect(described).toMatchObject({ name: "vb", linkType: LinkType.ethernet });
    expect(described!.statistics).toEqual({ received: 40, dropped: 0, delivered: 40 });
    expect(new Set(packets.map(({ direction }) => direction))).toEqual(new Set(["host"]));
  });
}

live("filters tags that the kernel keeps beside the bytes", ["veth", "enterNetns"], async (ns) => {
  await quietVeth(ns);
  const namespace = { pid: ns.pid };
  // Compiled for the device, the program asks for the tag that is not in the bytes.
  const onDevice = compileFilter("vlan 5", { interface: "vb", namespace });
  expect(onDevice.some(({ k }) => k === 0xfffff030)).toBe(true);
  expect(compileFilter("vlan 5").some(({ k }) => k >= 0xfffff000)).toBe(false);
  expect(() => compileFilter("vlan 5", { interface: "none", namespace })).toThrow(/^none: /);
  const file = join(folder, "vlan.pcapng");
  const running = await start(ns, "-i", "vb", "-w", file, "-c", "2", "vlan", "5");
  using to = injector(ns, "va");
  const bytes = frames(1)[0]!;
  sendAll(to, [bytes, tagged(bytes, 6), tagged(bytes, 5), bytes, tagged(bytes, 0x6005)]);
  expect(await running.done).toMatchObject({ status: 0 });
  expect([...readPackets(file)].map(({ data }) => hex(data))).toEqual(
    [5, 0x6005].map((tci) => hex(tagged(bytes, tci))),
  );
});

live("ends at an interrupt with a file that is whole", ["veth", "enterNetns"], async (ns) => {
  await quietVeth(ns);
  const file = join(folder, "interrupted.pcapng");
  const inside = [
    "--target",
    String(ns.pid),
    "--net",
    "--",
    process.execPath,
    await compileProgram(pathToFileURL(SCRIPT)),
  ];
  const child = spawn("nsenter", [...inside, "-i", "vb", "-U", "-w", file, "-s", "30"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  try {
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said += String(chunk);
    });
    await until("the capture to start", () => said.includes("listening on") || child.exitCode !== null);
    expect(said).toContain("listening on vb to ");
    using to = injector(ns, "va");
    sendAll(to, frames(25));
    await until("the packets in the file", () => countIn(file) === 25);
    const ended = once(child, "close");
    child.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
    expect(said.slice(-summary(25).length)).toBe(summary(25));
  } finally {
    child.kill("SIGKILL");
  }
  const read = readPackets(file);
  const packets = [...read];
  expect(packets.map(({ data, originalLength }) => [data.length, originalLength])).toEqual(
    frames(25).map(({ length }) => [30, length]),
  );
  expect(read.interfaces[0]!.statistics).toEqual({ received: 25, dropped: 0, delivered: 25 });
});

live("captures on all interfaces, with a header that tells them apart", ["veth", "enterNetns"], async (ns) => {
  await quietVeth(ns);
  const links = await ns.json<{ ifindex: number; ifname: string }[]>("ip", "-j", "link");
  const index = (name: string) => links.find(({ ifname }) => ifname === name)!.ifindex;
  const file = join(folder, "any.pcapng");
  const running = await start(ns, "-i", "any", "-w", file, "--print", "-t", "-c", "6", "ip");
  using to = injector(ns, "va");
  const sent = [...frames(2), tagged(frames(3)[2]!, 5)];
  sendAll(to, sent);
  const { status, stdout } = await running.done;
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`^if${index("va")} Out IP `, "m"));
  expect(stdout).toMatch(new RegExp(`^if${index("vb")} In {2}IP `, "m"));
  const packets = [...readPackets(file)];
  expect(new Set(packets.map(({ linkType }) => linkType))).toEqual(new Set([LinkType.linuxSll2]));
  const from = packets.map(({ data }) => Buffer.from(data.buffer).readUint32BE(data.byteOffset + 4));
  expect(from.filter((one) => one === index("vb"))).toHaveLength(3);
  expect(from.filter((one) => one === index("va"))).toHaveLength(3);
});

live("shares packets out among the sockets of a fanout group", ["veth", "enterNetns"], async (ns) => {
  await quietVeth(ns);
  const files = ["one", "two"].map((name) => join(folder, name));
  const both = [];
  for (const file of files) both.push(await start(ns, "-i", "vb", "-U", "-w", file, "--fanout", "loadBalance:7"));
  using to = injector(ns, "va");
  sendAll(to, frames(40));
  await until("40 packets in both files", () => countIn(files[0]!) + countIn(files[1]!) === 40);
  for (const running of both) running.stop();
  for (const running of both) {
    const { status, stderr } = await running.done;
    expect([status, stderr.endsWith(summary(20))]).toEqual([0, true]);
  }
});

live("says in a line what it cannot capture on", ["veth", "enterNetns"], async (ns) => {
  const none = await (await start(ns, "-i", "none")).done;
  expect([none.status, none.stdout]).toEqual([1, ""]);
  expect(none.stderr).toMatch(/^capture: .*none.*\n$/);
  const wrong = await (await start(ns, "-i", "lo", "tcp", "prot")).done;
  expect(wrong).toMatchObject({ status: 1, stdout: "" });
  expect(wrong.stderr).toMatch(/^capture: .*syntax error, in "tcp prot"\n$/);
  const full = await (await start(ns, "-i", "lo", "-w", "/none/file")).done;
  expect(full).toMatchObject({ status: 1, stderr: "capture: /none/file: no such file or directory\n" });
});
