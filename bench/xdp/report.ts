/** Results of the AF_XDP benchmark as rows, and against their targets. */
import { digits, kilo, type PacketTarget, PacketTargets, ratio } from "../figures.js";
import { WARM_S, type XdpResults } from "./results.js";

export const XDP_HEAD = ["AF_XDP, veth", "rate", "processor time each", "best", "worst", "lost"];

export function xdpRows({ readers, drains, senders }: XdpResults): string[][] {
  return [
    ...readers.map(({ name, rate, cpuNs, cpuBest, cpuWorst, lost }) => [
      `received by ${name}`,
      kilo(rate),
      `${digits(cpuNs)} ns`,
      `${digits(cpuBest)} ns`,
      `${digits(cpuWorst)} ns`,
      `${(lost * 100).toFixed(2)} %`,
    ]),
    ...drains.map(({ name, ns }) => [`a full ring drained by ${name}`, "–", `${digits(ns)} ns`, "–", "–", "–"]),
    ...senders.map(({ name, rate, best, worst, cpuNs }) => [
      `sent by ${name}`,
      kilo(rate),
      `${digits(cpuNs)} ns`,
      kilo(best),
      kilo(worst),
      "–",
    ]),
  ];
}

/** How to read the rows. */
export const XDP_NOTE = `The same flood over a veth for every reader, one at a time. Readers, in C as well, run for ${WARM_S} s before anything counts.`;

export function xdpTargets({ readers, drains, senders, bytesPerPacket }: XdpResults): PacketTarget[] {
  const cpu = (name: string) => readers.find((one) => one.name === name)?.cpuNs;
  const drain = (name: string) => drains.find((one) => one.name === name)?.ns;
  const rate = (name: string) => senders.find((one) => one.name === name)?.rate;
  const targets = new PacketTargets();
  targets.add("AF_XDP drained against C", ratio(drain("ringlink"), drain("C")), 1.2, true);
  targets.add(
    "AF_XDP received, blocking: against C",
    ratio(cpu("ringlink, blocking"), cpu("C, nanosleep of 1 ms")),
    1.3,
    true,
  );
  targets.add(
    "AF_XDP received on the event loop: against C",
    ratio(cpu("ringlink, event loop"), cpu("C, nanosleep of 1 ms")),
    1.3,
    true,
  );
  targets.add("AF_XDP received, woken up for each: against C", ratio(cpu("ringlink, poll"), cpu("C, poll")), 1.3, true);
  targets.add("AF_XDP sent against C", ratio(rate("ringlink, AF_XDP"), rate("C, AF_XDP")), 0.95, false);
  targets.add("AF_XDP sent against sendmmsg in C", ratio(rate("ringlink, AF_XDP"), rate("C, sendmmsg")), 1.25, false);
  targets.add(
    "AF_XDP: heap for each packet, cursor (it makes one object a batch)",
    Math.max(0, bytesPerPacket),
    0.5,
    true,
    "bytes",
  );
  return targets.found;
}
