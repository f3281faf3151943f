/** What tests of AF_XDP share: a pair of devices, numbered packets, and nothing left behind. */
import { expect } from "vitest";
import { openDescriptors, watchedDescriptors } from "../../../src/ffi/index.js";
import type { XdpBatch, XdpSocket } from "../../../src/ring/xdp/index.js";
import { live } from "./live.js";
import type { Namespace } from "./namespace.js";

/** va and vb, which carry nothing but what tests send: no ARP, no IPv6. */
export const QUIET_VETH = `
  sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 || :
  ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
  ip link set va arp off up
  ip link set vb arp off up`;

/** The same with two queues at each end. */
export const TWO_QUEUES = QUIET_VETH.replace(
  "type veth peer name vb",
  "numtxqueues 2 numrxqueues 2 type veth peer name vb numtxqueues 2 numrxqueues 2",
);

/** What is sent from vd untagged comes in at vb with the tag of VLAN 5, which travels beside the packet. */
export const TAGGED_BESIDE = `${QUIET_VETH}
  ip link add vc type veth peer name vd
  ip link add br0 type bridge vlan_filtering 1 mcast_snooping 0
  ip link set vc master br0 up; ip link set vd arp off up; ip link set va master br0; ip link set br0 up
  bridge vlan add vid 5 dev va; bridge vlan add vid 5 dev vc pvid untagged`;

/** A test that leaves no descriptor behind, and none that is watched. */
export function tidy(
  name: string,
  features: Parameters<typeof live>[1],
  body: (ns: Namespace, netns: { readonly pid: number }) => Promise<void>,
): void {
  live(name, features, async (ns) => {
    const before = [...openDescriptors().keys()];
    const watched = watchedDescriptors().length;
    await body(ns, { pid: ns.pid });
    expect([...openDescriptors()].filter(([fd]) => !before.includes(fd))).toEqual([]);
    expect(watchedDescriptors().length).toBe(watched);
  });
}

/** EtherType of the tests' packets: for experiments, IEEE 802. */
export const ETHER_TYPE = 0x88b5;
const HEADER = 14;

/** A packet of the given length: number, then bytes that follow from the number. */
export function numbered(number: number, length = 64, bytes = new Uint8Array(length)): Uint8Array {
  bytes.set([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, ETHER_TYPE >> 8, ETHER_TYPE & 0xff]);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(HEADER, number);
  for (let i = HEADER + 4; i < length; i++) bytes[i] = (number * 31 + i) & 0xff;
  return bytes;
}

/** Checks that packets are those that `numbered` makes, each later than the one before. */
export class Checker {
  received = 0;
  /** Packets that are not what was sent. */
  corrupted = 0;
  /** Packets that come after one with a higher number, or twice. */
  disordered = 0;
  /** Numbers that were left out. */
  missing = 0;
  #next = 0;
  readonly #expected = new Uint8Array(16384);

  add(data: Uint8Array): void {
    this.received++;
    const number = new DataView(data.buffer, data.byteOffset).getUint32(HEADER);
    numbered(number, data.length, this.#expected.subarray(0, data.length));
    if (Buffer.compare(data, this.#expected.subarray(0, data.length)) !== 0) this.corrupted++;
    if (number < this.#next) this.disordered++;
    else this.missing += number - this.#next;
    this.#next = number + 1;
  }

  addBatch(batch: XdpBatch): void {
    for (const packet of batch) this.add(packet.data);
  }
}

/** Queues and sends numbered packets, waiting for room as needed. */
export async function sendNumbered(
  socket: XdpSocket,
  count: number,
  options: { readonly from?: number; readonly length?: number; readonly burst?: number } = {},
): Promise<void> {
  const { from = 0, length = 64, burst = 256 } = options;
  const packet = new Uint8Array(length);
  for (let number = from; number < from + count; ) {
    const end = Math.min(from + count, number + burst);
    while (number < end && socket.send(numbered(number, length, packet))) number++;
    socket.flush();
    if (number < end) expect(await socket.writable({ timeoutMs: 60_000 })).toBe(true);
    else await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await socket.drained({ timeoutMs: 60_000 })).toBe(true);
}

/**
 * Sends numbered packets and reads them at the other end, never more than `window` at a time on the way: none is lost for
 * want of frames, however slow the machine.
 */
export async function exchange(
  sender: XdpSocket,
  receiver: XdpSocket,
  count: number,
  options: { readonly window: number; readonly from?: number; readonly length?: number; readonly checker?: Checker },
): Promise<Checker> {
  const { window, from = 0, length = 64, checker = new Checker() } = options;
  const before = checker.received;
  const packet = new Uint8Array(length);
  for (let sent = 0; checker.received - before < count; ) {
    const end = Math.min(count, checker.received - before + window, sent + 512);
    while (sent < end && sender.send(numbered(from + sent, length, packet))) sent++;
    sender.flush();
    using batch = await receiver.read({ timeoutMs: sent === end ? 60_000 : 1 });
    if (batch !== undefined) checker.addBatch(batch);
    else if (sent === end) throw new Error(`no packet for 60 s, after ${checker.received}`);
  }
  return checker;
}

/** What an action throws. */
export function thrownBy(action: () => unknown): Error & { code?: string } {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}
