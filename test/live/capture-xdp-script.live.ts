/** The capture program with --xdp: lines, files, filters, errors. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect } from "vitest";
import { main } from "../../scripts/capture/main.js";
import { Injector, readPackets, XdpSocket } from "../../src/ring/index.js";
import { frame } from "../ring/support/frames.js";
import { Sink } from "../scripts/support.js";
import { sendAll } from "./support/packet-ring.js";
import { numbered, sendNumbered, TAGGED_BESIDE, TWO_QUEUES, tidy } from "./support/xdp.js";

const PATIENCE_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), "ringlink-capture-xdp-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The program in this process, capturing in a namespace. Resolves when it listens, or has ended. */
async function start(netns: { readonly pid: number }, ...args: string[]) {
  const stop = new AbortController();
  const [stdout, stderr] = [new Sink(), new Sink()];
  const io = { stdin: process.stdin, stdout, stderr, env: {} };
  let status: number | undefined;
  const done = main(["--netns", `/proc/${netns.pid}/ns/net`, "--xdp", ...args], io, stop.signal).then((value) => {
    status = value;
    return { status: value, stdout: stdout.text, stderr: stderr.text };
  });
  for (const end = performance.now() + PATIENCE_MS; !stderr.text.includes("listening on") && status === undefined; ) {
    if (performance.now() > end) throw new Error("the capture does not start");
    await sleep(5);
  }
  return { done, stop: () => stop.abort() };
}

function queue(netns: { readonly pid: number }, number: number): XdpSocket {
  return XdpSocket.open("va", { netns, queue: number, mode: "transmit", frameCount: 512 });
}

tidy("writes the packets of all queues, and counts them", ["xdpSocket"], async (ns, netns) => {
  await ns.script(TWO_QUEUES);
  const file = join(folder, "all.pcapng");
  const running = await start(netns, "-i", "vb", "-w", file, "-c", "300", "-s", "40");
  using zero = queue(netns, 0);
  using one = queue(netns, 1);
  await Promise.all([sendNumbered(zero, 200), sendNumbered(one, 100, { from: 1000 })]);
  const { status, stdout, stderr } = await running.done;
  expect([status, stdout]).toEqual([0, ""]);
  expect(stderr).toMatch(/^capture: listening on vb to .*, 2 queues of \d+ frames, past the network stack\n/);
  expect(stderr).toMatch(/\n300 packets captured\n300 packets received by filter\n0 packets dropped by kernel\n$/);
  const read = readPackets(file);
  const packets = [...read];
  const numbers = packets.map(({ data }) => new DataView(data.buffer, data.byteOffset).getUint32(14));
  expect(numbers.filter((number) => number < 1000)).toEqual(Array.from({ length: 200 }, (_, i) => i));
  expect(numbers.filter((number) => number >= 1000)).toEqual(Array.from({ length: 100 }, (_, i) => 1000 + i));
  expect(packets.every(({ data, originalLength }) => data.length === 40 && originalLength === 64)).toBe(true);
  expect(packets[0]!.data).toEqual(numbered(numbers[0]!).slice(0, 40));
  expect(read.interfaces[0]!.statistics).toEqual({ received: 300, dropped: 0, delivered: 300 });
});

tidy("shows lines of what passes the filter, until it is stopped", ["xdpSocket"], async (ns, netns) => {
  await ns.script(TWO_QUEUES);
  const running = await start(netns, "-i", "vb", "-t", "-e", "-c", "3", "ether[17] & 1 = 1");
  using zero = queue(netns, 0);
  await sendNumbered(zero, 20);
  const { status, stdout, stderr } = await running.done;
  expect(status).toBe(0);
  expect(stdout.trim().split("\n")).toHaveLength(3);
  expect(stdout).toMatch(/^02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype .*0x88b5.*, length 64/);
  expect(stderr).toMatch(/\n3 packets captured\n\d+ packets received by filter\n0 packets dropped by kernel\n$/);
  const stopped = await start(netns, "-i", "vb");
  stopped.stop();
  expect(await stopped.done).toMatchObject({ status: 0, stdout: "" });
});

tidy("puts VLAN tags back that the device took out", ["xdpMetadata", "bridgeVlan"], async (ns, netns) => {
  await ns.script(TAGGED_BESIDE);
  const file = join(folder, "tagged.pcap");
  const running = await start(netns, "-i", "vb", "-e", "--print", "-w", file, "-c", "3", "vlan 5 and udp dst port 9");
  using injector = Injector.open("vd", { netns });
  const sent = Array.from({ length: 3 }, (_, i) => frame(i, { destinationPort: 9 }));
  sendAll(injector, [frame(9, { destinationPort: 10 }), ...sent]);
  const { status, stdout } = await running.done;
  expect(status).toBe(0);
  expect(stdout.trim().split("\n")).toEqual(
    Array(3).fill(expect.stringMatching(/ethertype 802\.1Q \(0x8100\), length 68, vlan 5, p 0, IP /)),
  );
  const tag = [0x81, 0, 0, 5];
  expect([...readPackets(file)].map(({ data }) => [...data])).toEqual(
    sent.map((data) => [...data.slice(0, 12), ...tag, ...data.slice(12)]),
  );
});

tidy("says in a line what it cannot do", ["xdpSocket"], async (ns, netns) => {
  await ns.script(TWO_QUEUES);
  const none = await (await start(netns, "-i", "none")).done;
  expect(none).toMatchObject({ status: 1, stdout: "" });
  expect(none.stderr).toMatch(/^capture: .*none.*\n$/);
  const wrong = await (await start(netns, "-i", "vb", "tcp", "prot")).done;
  expect(wrong).toMatchObject({ status: 1, stderr: expect.stringMatching(/^capture: .*syntax error/) });
  using taken = XdpSocket.open("vb", { netns, frameCount: 64 });
  const busy = await (await start(netns, "-i", "vb")).done;
  expect(busy).toMatchObject({ status: 1, stdout: "" });
  expect(busy.stderr).toMatch(/^capture: attach vb: EBUSY.*another XDP program is attached.*\n$/);
  expect(taken.closed).toBe(false);
  for (const [args, text] of [
    [["-i", "any"], "one interface, not of any"],
    [["-i", "vb", "--fanout", "hash"], "--fanout is for AF_PACKET"],
    [["-i", "vb", "--preset", "jumbo"], "--preset is for AF_PACKET"],
  ] as const) {
    const used = await (await start(netns, ...args)).done;
    expect([used.status, used.stdout]).toEqual([2, ""]);
    expect(used.stderr).toContain(text);
  }
});
