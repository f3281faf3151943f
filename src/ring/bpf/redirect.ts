/** The XDP program that hands packets to the AF_XDP socket of their queue, and passes what it has none for. */
import { EtherType } from "../../uapi/ether-type.js";
import { IpProtocol } from "../../uapi/ip-protocol.js";
import { type Assembly, assemble, type Source } from "./assemble.js";
import { XdpAction } from "./constants.js";
import {
  alu,
  byteSwap,
  call,
  exit,
  jump,
  jumpIf,
  label,
  load,
  loadMap,
  mov,
  r0,
  r1,
  r2,
  r3,
  r4,
  r5,
  r6,
  r7,
  r8,
  r9,
} from "./instruction.js";
import { type RxMetadataProgram, writeRxMetadata } from "./rx-metadata.js";

/** Packets that a program is to take. What is left out does not matter; all that is given has to fit. */
export interface PacketMatch {
  /** Protocol above Ethernet, behind up to two VLAN tags: name or number. */
  readonly etherType?: EtherType | number | undefined;
  /**
   * Protocol above IPv4 or IPv6: name or number. Of an IPv6 packet with extension headers it is the type of the first of
   * them.
   */
  readonly protocol?: IpProtocol | number | undefined;
  /** Source or destination port of TCP, UDP, SCTP, DCCP and UDP-Lite; later fragments have none. */
  readonly port?: number | undefined;
  readonly sourcePort?: number | undefined;
  readonly destinationPort?: number | undefined;
}

export interface RedirectOptions {
  /** A map of type xskmap; its keys are queues. */
  readonly map: number | { readonly fd: number };
  /** What becomes of packets whose queue has no socket, and of those that `match` does not name; `pass` by default. */
  readonly fallback?: "pass" | "drop" | "aborted" | undefined;
  /** Packets to take, those that fit any one of the entries; all by default. */
  readonly match?: readonly PacketMatch[] | undefined;
  /**
   * What to write before packets that are taken. Such a program has to be loaded bound to its device. A packet without room
   * for it is not taken.
   */
  readonly metadata?: RxMetadataProgram | undefined;
}

/** struct xdp_md */
const DATA = 0;
const DATA_END = 4;
const RX_QUEUE_INDEX = 16;

const ETHERNET = 14;
const VLAN_TAG = 4;
const IPV4 = 20;
const IPV6 = 40;
const PORTS = 4;
const WITH_PORTS = ["tcp", "udp", "sctp", "dccp", "udplite"] as const;

interface Match {
  readonly etherType: number | undefined;
  readonly protocols: readonly number[];
  readonly source: number | undefined;
  readonly destination: number | undefined;
  readonly either: number | undefined;
}

function number16(value: number | undefined, what: string): number | undefined {
  if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= 0xffff)) return value;
  throw new RangeError(`${what} is an integer from 0 to 65535: ${value}`);
}

function lookUp(table: Readonly<Record<string, number>>, name: string | number, what: string, most: number): number {
  const value = typeof name === "number" ? name : Object.hasOwn(table, name) ? table[name]! : Number.NaN;
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new RangeError(`no ${what}: ${JSON.stringify(name)}`);
}

function readMatch(match: PacketMatch, index: number): Match {
  const where = `match[${index}]`;
  const { etherType, protocol } = match;
  const either = number16(match.port, `${where}.port`);
  const source = number16(match.sourcePort, `${where}.sourcePort`);
  const destination = number16(match.destinationPort, `${where}.destinationPort`);
  const hasPort = (either ?? source ?? destination) !== undefined;
  if (!hasPort && etherType === undefined && protocol === undefined) {
    throw new RangeError(`${where}: names nothing to match`);
  }
  const withPorts = hasPort ? WITH_PORTS.map((name) => IpProtocol[name]) : [];
  const protocols = protocol === undefined ? withPorts : [lookUp(IpProtocol, protocol, `${where}.protocol`, 0xff)];
  if (hasPort && !protocols.every((one) => WITH_PORTS.some((name) => IpProtocol[name] === one))) {
    throw new RangeError(`${where}: protocol ${JSON.stringify(protocol)} has no ports`);
  }
  const type = etherType === undefined ? undefined : lookUp(EtherType, etherType, `${where}.etherType`, 0xffff);
  if (protocols.length > 0 && type !== undefined && type !== EtherType.ip && type !== EtherType.ipv6) {
    throw new RangeError(`${where}: a protocol or a port goes with etherType ip or ipv6`);
  }
  return { etherType: type, protocols, source, destination, either };
}

/** Ends at `other` unless `size` bytes from r7 on are in the packet. */
function need(size: number): Source {
  return [mov(r2, r7), alu(r2, "+=", size), jumpIf(r2, ">", r8, "other")];
}

/** r7: behind the Ethernet header; r5: EtherType. r6: context, r8: end of the packet. */
function ethernet(): Source {
  const tag = (n: number): Source => [
    jumpIf(r5, "==", EtherType["8021q"], `tag${n}`),
    jumpIf(r5, "!=", EtherType["8021ad"], "network"),
    label(`tag${n}`),
    need(VLAN_TAG),
    load(r5, "u16", r7, 2),
    byteSwap(r5, "be16"),
    alu(r7, "+=", VLAN_TAG),
  ];
  return [
    mov(r6, r1),
    load(r7, "u32", r1, DATA),
    load(r8, "u32", r1, DATA_END),
    need(ETHERNET),
    load(r5, "u16", r7, 12),
    byteSwap(r5, "be16"),
    alu(r7, "+=", ETHERNET),
    tag(1),
    tag(2),
    label("network"),
  ];
}

/** r9: protocol; r7: behind the IP header; r0: whether the ports follow. */
function network(): Source {
  return [
    mov(r0, 1),
    jumpIf(r5, "==", EtherType.ip, "ipv4"),
    jumpIf(r5, "!=", EtherType.ipv6, "other"),
    need(IPV6),
    load(r9, "u8", r7, 6),
    alu(r7, "+=", IPV6),
    jump("transport"),
    label("ipv4"),
    need(IPV4),
    load(r9, "u8", r7, 9),
    load(r4, "u16", r7, 6),
    byteSwap(r4, "be16"),
    // Offset of a fragment.
    alu(r4, "&=", 0x1fff),
    jumpIf(r4, "==", 0, "whole"),
    mov(r0, 0),
    label("whole"),
    // Length of the header, in words of 4 bytes.
    load(r3, "u8", r7, 0),
    alu(r3, "&=", 15),
    alu(r3, "<<=", 2),
    jumpIf(r3, "<", IPV4, "other"),
    alu(r7, "+=", r3),
    label("transport"),
  ];
}

function ports(): Source {
  return [
    jumpIf(r0, "==", 0, "other"),
    need(PORTS),
    load(r3, "u16", r7, 0),
    byteSwap(r3, "be16"),
    load(r4, "u16", r7, 2),
    byteSwap(r4, "be16"),
  ];
}

/** Goes to `take` when the match fits, on to the next one otherwise. r3: source port, r4: destination port. */
function test({ etherType, protocols, source, destination, either }: Match, index: number): Source {
  const next = `next${index}`;
  const fits = `protocol${index}`;
  return [
    etherType === undefined ? [] : jumpIf(r5, "!=", etherType, next),
    protocols.map((protocol) => jumpIf(r9, "==", protocol, fits)),
    protocols.length === 0 ? [] : [jump(next), label(fits)],
    source === undefined ? [] : jumpIf(r3, "!=", source, next),
    destination === undefined ? [] : jumpIf(r4, "!=", destination, next),
    either === undefined ? [] : [jumpIf(r3, "==", either, "take"), jumpIf(r4, "!=", either, next)],
    jump("take"),
    label(next),
  ];
}

function select(matches: readonly Match[]): Source {
  const indexed = matches.map((match, index) => ({ match, index }));
  const hasPort = ({ match }: { match: Match }): boolean =>
    (match.source ?? match.destination ?? match.either) !== undefined;
  const stages = [
    indexed.filter(({ match }) => match.protocols.length === 0),
    indexed.filter((one) => one.match.protocols.length > 0 && !hasPort(one)),
    indexed.filter(hasPort),
  ] as const;
  const tests = (stage: (typeof stages)[number]): Source => stage.map(({ match, index }) => test(match, index));
  const isIpNeeded = stages[1].length + stages[2].length > 0;
  return [
    ethernet(),
    tests(stages[0]),
    isIpNeeded ? [network(), tests(stages[1])] : [],
    stages[2].length > 0 ? [ports(), tests(stages[2])] : [],
    label("other"),
  ];
}

/**
 * The program. Without `match` and `metadata` it is five instructions.
 *
 * @throws RangeError for a match that names nothing or does not fit together
 */
export function redirectProgram(options: RedirectOptions): Assembly {
  const { map, fallback = "pass", match, metadata } = options;
  if (fallback !== "pass" && fallback !== "drop" && fallback !== "aborted") {
    throw new RangeError(`fallback is pass, drop or aborted: ${String(fallback)}`);
  }
  const context = match === undefined && metadata === undefined ? r1 : r6;
  const take: Source = [
    metadata === undefined ? [] : [writeRxMetadata(metadata, "redirect", "leave"), label("redirect")],
    load(r2, "u32", context, RX_QUEUE_INDEX),
    loadMap(r1, map),
    // What the helper returns when the queue has no socket.
    mov(r3, XdpAction[fallback]),
    call("redirect_map"),
    exit(),
  ];
  const leave: Source = [label("leave"), mov(r0, XdpAction[fallback]), exit()];
  if (match === undefined) return assemble(metadata === undefined ? take : [mov(r6, r1), take, leave]);
  if (match.length === 0) throw new RangeError("match: an empty list takes no packet");
  return assemble([select(match.map(readMatch)), leave, label("take"), take]);
}
