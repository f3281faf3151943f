/** Results of the ring benchmark as rows, and against their targets. */
import { digits, kilo, type PacketTarget, PacketTargets, ratio } from "../figures.js";
import type { ReaderResult, RingResults, SenderResult } from "./results.js";

export const RING_HEAD = ["Packets", "rate", "processor time each", "best", "worst", "walking a block", "drops"];

export function ringRows({ readers, senders }: RingResults): string[][] {
  return [
    ...readers.map(({ name, rate, cpuNs, cpuBest, cpuWorst, walkNs, drops }) => [
      `received by ${name}`,
      kilo(rate),
      `${digits(cpuNs)} ns`,
      `${digits(cpuBest)} ns`,
      `${digits(cpuWorst)} ns`,
      walkNs === undefined ? "–" : `${digits(walkNs)} ns`,
      String(drops),
    ]),
    ...senders.map(({ name, rate, best, worst, cpuNs }) => [
      `sent by ${name}`,
      kilo(rate),
      `${digits(cpuNs)} ns`,
      kilo(best),
      kilo(worst),
      "–",
      "–",
    ]),
  ];
}

/** How to read the rows. */
export const RING_NOTE =
  "A sender in C floods a veth; reader and sender have a processor each. The first 200,000 packets that a reader gets, and the first 100,000 that a sender sends, are not counted, for all of them alike. The reader on the event loop is left alone before, until V8 has tidied its heap: once in a program's life, which takes some 50 ms of processor time.";

export function ringTargets({ readers, senders, stall, bytesPerPacket }: RingResults): PacketTarget[] {
  const reader = (name: string): ReaderResult | undefined => readers.find((one) => one.name === name);
  const sender = (name: string): SenderResult | undefined => senders.find((one) => one.name === name);
  const targets = new PacketTargets();
  const pcap = reader("libpcap in C");
  for (const [name, limit] of [
    ["ringlink, cursor", 1.1],
    ["ringlink, cursor on the event loop", 1.1],
    ["ringlink, packet objects", 2],
  ] as const) {
    targets.add(`${name}: processor time against libpcap in C`, ratio(reader(name)?.cpuNs, pcap?.cpuNs), limit, true);
    if (pcap?.drops === 0) targets.add(`${name}: drops where libpcap has none`, reader(name)?.drops, 0, true, "");
  }
  targets.add(
    "walking a block against C",
    ratio(reader("ringlink, cursor")?.walkNs, reader("a ring in C")?.walkNs),
    1.2,
    true,
  );
  // A sender never sleeps: on a processor of its own this is the ratio of the rates, and otherwise what others leave it of one does
  // not count.
  const sends = (name: string, against: string) => ratio(sender(against)?.cpuNs, sender(name)?.cpuNs);
  targets.add(
    "sending from a ring, in the same processor time, against C",
    sends("ringlink, ring", "a ring in C"),
    0.95,
    false,
  );
  targets.add(
    "sending messages, in the same processor time, against C",
    sends("ringlink, sendmmsg", "sendmmsg in C"),
    0.95,
    false,
  );
  targets.add("drops, program stalled for 50 ms at 600,000 packets a second", stall.drops, 0, true, "");
  targets.add(
    "heap for each packet, cursor (it makes one object a batch)",
    Math.max(0, bytesPerPacket),
    0.5,
    true,
    "bytes",
  );
  return targets.found;
}
