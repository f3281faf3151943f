/** Runs the capture program in this process, and makes packets for it. */
import { fileURLToPath } from "node:url";
import { main } from "../../scripts/capture/main.js";
import { type Ran, Sink } from "./support.js";

export const SCRIPT = fileURLToPath(new URL("../../scripts/capture.ts", import.meta.url));

export async function capture(
  args: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<Ran> {
  const [stdout, stderr] = [new Sink(), new Sink()];
  const status = await main(args, { stdin: process.stdin, stdout, stderr, env: {} }, signal);
  return { status, stdout: stdout.text, stderr: stderr.text };
}

const be16 = (value: number): number[] => [value >> 8, value & 0xff];
const be32 = (value: number): number[] => [...be16(value >>> 16), ...be16(value & 0xffff)];

const MACS = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1];
const V6 = (last: number): number[] => [0x20, 0x01, 0x0d, 0xb8, ...Array(11).fill(0), last];

export const ethernet = (type: number, ...payload: number[]): number[] => [...MACS, ...be16(type), ...payload];

export const ipv4 = (protocol: number, payload: readonly number[], fragment = 0): number[] =>
  ethernet(
    0x0800,
    0x45,
    0,
    ...be16(20 + payload.length),
    0,
    7,
    ...be16(fragment),
    64,
    protocol,
    0,
    0,
    10,
    0,
    0,
    1,
    10,
    0,
    0,
    2,
    ...payload,
  );

export const ipv6 = (next: number, payload: readonly number[]): number[] =>
  ethernet(0x86dd, 0x60, 0, 0, 0, ...be16(payload.length), next, 64, ...V6(1), ...V6(2), ...payload);

export const udp = (length: number): number[] => [
  ...be16(1234),
  ...be16(53),
  ...be16(8 + length),
  0,
  0,
  ...Array(length).fill(1),
];

export const tcp = (flags: number, options: readonly number[] = [], length = 0): number[] => [
  ...be16(40000),
  ...be16(80),
  ...be32(1000),
  ...be32(2000),
  ((20 + options.length) / 4) << 4,
  flags,
  ...be16(512),
  0,
  0,
  0,
  3,
  ...options,
  ...Array(length).fill(2),
];

export const icmp = (type: number, code: number, ...rest: number[]): number[] => [type, code, 0, 0, ...rest];

/** Options of a first segment. */
export const SYN_OPTIONS: readonly number[] = [2, 4, ...be16(1460), 4, 2, 8, 10, ...be32(5), ...be32(6), 1, 3, 3, 7];

/** Packets and how they read. */
export const LINES: readonly (readonly [bytes: readonly number[], text: string])[] = [
  [ipv4(17, udp(20)), "IP 10.0.0.1.1234 > 10.0.0.2.53: UDP, length 20"],
  [
    ipv4(6, tcp(2, SYN_OPTIONS)),
    "IP 10.0.0.1.40000 > 10.0.0.2.80: Flags [S], seq 1000, win 512, options [mss 1460,sackOK,TS val 5 ecr 6,nop,wscale 7], length 0",
  ],
  [
    ipv4(6, tcp(0x18, [], 5)),
    "IP 10.0.0.1.40000 > 10.0.0.2.80: Flags [P.], seq 1000:1005, ack 2000, win 512, length 5",
  ],
  [
    ipv4(6, tcp(0x10, [1, 1, 5, 10, ...be32(1), ...be32(9)])),
    "IP 10.0.0.1.40000 > 10.0.0.2.80: Flags [.], ack 2000, win 512, options [nop,nop,sack 1 {1:9}], length 0",
  ],
  [ipv4(6, tcp(0x20)), "IP 10.0.0.1.40000 > 10.0.0.2.80: Flags [U], win 512, urg 3, length 0"],
  [ipv4(6, tcp(0)), "IP 10.0.0.1.40000 > 10.0.0.2.80: Flags [none], win 512, length 0"],
  [ipv4(1, icmp(8, 0, 0, 9, 0, 3, 1, 2)), "IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 9, seq 3, length 10"],
  [ipv4(1, icmp(3, 4, 0, 0, 5, 220)), "IP 10.0.0.1 > 10.0.0.2: ICMP unreachable - need to frag (mtu 1500), length 8"],
  [ipv4(1, icmp(3, 3, 0, 0, 0, 0)), "IP 10.0.0.1 > 10.0.0.2: ICMP unreachable - port, length 8"],
  [ipv4(1, icmp(5, 1, 10, 0, 0, 9)), "IP 10.0.0.1 > 10.0.0.2: ICMP redirect to 10.0.0.9, code 1, length 8"],
  [ipv4(1, icmp(11, 0, 0, 0, 0, 0)), "IP 10.0.0.1 > 10.0.0.2: ICMP time exceeded in-transit, length 8"],
  [ipv4(1, icmp(42, 1)), "IP 10.0.0.1 > 10.0.0.2: ICMP type 42, code 1, length 4"],
  [ipv4(47, [0, 0, 8, 0]), "IP 10.0.0.1 > 10.0.0.2: GRE, length 4"],
  [ipv4(200, [1]), "IP 10.0.0.1 > 10.0.0.2: protocol 200, length 1"],
  [ipv4(132, [0, 1, 0, 2, 0, 0]), "IP 10.0.0.1.1 > 10.0.0.2.2: SCTP, length 6"],
  [ipv4(17, udp(4), 0x2000), "IP 10.0.0.1.1234 > 10.0.0.2.53: UDP, length 4 (frag 7:12@0+)"],
  [ipv4(17, [1, 2, 3], 185), "IP 10.0.0.1 > 10.0.0.2: UDP (frag 7:3@1480)"],
  // Padding of the frame is none of the packet's.
  [[...ipv4(17, udp(0)), ...Array(18).fill(0)], "IP 10.0.0.1.1234 > 10.0.0.2.53: UDP, length 0"],
  [ipv6(17, udp(3)), "IP6 2001:db8::1.1234 > 2001:db8::2.53: UDP, length 3"],
  [
    ipv6(0, [58, 0, 5, 2, 0, 0, 1, 0, ...icmp(143, 0, 0, 0, 0, 0)]),
    "IP6 2001:db8::1 > 2001:db8::2: ICMP6, multicast listener report v2, length 8 (HBH)",
  ],
  [
    ipv6(58, icmp(135, 0, 0, 0, 0, 0, ...V6(2))),
    "IP6 2001:db8::1 > 2001:db8::2: ICMP6, neighbor solicitation, who has 2001:db8::2, length 24",
  ],
  [
    ipv6(58, icmp(136, 0, 0, 0, 0, 0, ...V6(2))),
    "IP6 2001:db8::1 > 2001:db8::2: ICMP6, neighbor advertisement, tgt is 2001:db8::2, length 24",
  ],
  [ipv6(58, icmp(2, 0, 0, 0, 5, 0)), "IP6 2001:db8::1 > 2001:db8::2: ICMP6, packet too big, mtu 1280, length 8"],
  [ipv6(58, icmp(1, 4, 0, 0, 0, 0)), "IP6 2001:db8::1 > 2001:db8::2: ICMP6, destination unreachable, code 4, length 8"],
  [
    ipv6(43, [44, 0, 4, 0, 0, 0, 0, 0, 17, 0, 0, 1, 0, 0, 0, 5, ...udp(0)]),
    "IP6 2001:db8::1.1234 > 2001:db8::2.53: UDP, length 0 (RT frag (0x00000005:8@0+))",
  ],
  [ipv6(44, [17, 0, 0, 8, 0, 0, 0, 5, 1, 2]), "IP6 2001:db8::1 > 2001:db8::2: UDP (frag (0x00000005:2@8))"],
  [
    ipv6(60, [51, 0, 1, 4, 0, 0, 0, 0, 59, 1, ...Array(10).fill(0)]),
    "IP6 2001:db8::1 > 2001:db8::2: no next header (DSTOPT AH)",
  ],
  [
    ethernet(0x0806, 0, 1, 8, 0, 6, 4, 0, 1, ...MACS.slice(6), 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2),
    "ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28",
  ],
  [
    ethernet(0x0806, 0, 1, 8, 0, 6, 4, 0, 2, ...MACS.slice(6), 10, 0, 0, 1, ...MACS.slice(0, 6), 10, 0, 0, 2),
    "ARP, Reply 10.0.0.1 is-at 02:00:00:00:00:01, length 28",
  ],
  [ethernet(0x0806, 0, 7, 8, 0, 1, 4, 0, 9), "ARP, operation 9, hardware type 7, protocol 0x0800, length 8"],
  [
    ethernet(0x8100, 0x60, 5, 0x08, 0x06, 0, 7, 8, 0, 1, 4, 0, 1),
    "vlan 5, p 3, ARP, Request, hardware type 7, protocol 0x0800, length 8",
  ],
  [
    ethernet(0x88a8, 0x10, 5, 0x81, 0, 0, 6, 0x08, 0x00, ...ipv4(17, udp(1)).slice(14)),
    "vlan (0x88a8) 5, p 0, DEI, vlan 6, p 0, IP 10.0.0.1.1234 > 10.0.0.2.53: UDP, length 1",
  ],
  [ethernet(0x88cc, 1, 2, 3), "LLDP (0x88cc), length 3"],
  [ethernet(0x1234, 1), "unknown (0x1234), length 1"],
  [ethernet(4, 0x42, 0x42, 3, 0), "LLC, dsap 0x42, ssap 0x42, length 4"],
  [ethernet(0x0800, 0x65, 0), "IP version 6 where 4 should be"],
  [ipv4(6, [0, 80, 0, 81]), "IP 10.0.0.1.80 > 10.0.0.2.81: TCP [cut]"],
  [MACS.slice(0, 8), "[too short]"],
];
