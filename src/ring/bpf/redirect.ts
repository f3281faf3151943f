/** The XDP program that hands packets to the AF_XDP socket of their queue, and passes what it has none for. */
import { didYouMean, nameOf, shownValue } from "../../options/index.js";
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

/** What may become of a packet that is not taken. */
export const REDIRECT_FALLBACKS = ["pass", "drop", "aborted"] as const;

export interface RedirectOptions {
  /** A map of type xskmap; its keys are queues. */
  readonly map: number | { readonly fd: number };
  /** What becomes of packets whose queue has no socket, and of those that `match` does not name; `pass` by default. */
  readonly fallback?: (typeof REDIRECT_FALLBACKS)[number] | undefined;
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

/** A match in numbers. */
interface Match {
  readonly etherType: number | undefined;
  readonly protocols: readonly number[];
  readonly source: number | undefined;
  readonly destination: number | undefined;
  readonly either: number | undefined;
}

/** Told what is wrong: at which place of the list of matches, and why. */
export type MatchComplaint = (path: readonly PropertyKey[], reason: string) => void;

const NO_NAMES: Readonly<Record<string, number>> = {};

function readMatch(match: PacketMatch, index: number, complain: MatchComplaint): Match {
  const wrong = (reason: string) => complain([index], reason);
  const read = (field: keyof PacketMatch, most: number, table = NO_NAMES): number | undefined => {
    const given: unknown = match[field];
    if (given === undefined) return undefined;
    const value = typeof given === "string" && Object.hasOwn(table, given) ? table[given] : given;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
    const hint = didYouMean(given, Object.keys(table));
    const what = table === NO_NAMES ? "an integer" : "a name, or a number";
    complain([index, field], `expected ${what} from 0 to ${most}, got ${shownValue(given)}${hint}`);
    return undefined;
  };
  const either = read("port", 0xffff);
  const source = read("sourcePort", 0xffff);
  const destination = read("destinationPort", 0xffff);
  const etherType = read("etherType", 0xffff, EtherType);
  const protocol = read("protocol", 0xff, IpProtocol);
  const hasPort = (match.port ?? match.sourcePort ?? match.destinationPort) !== undefined;
  if (!hasPort && match.etherType === undefined && match.protocol === undefined) wrong("names nothing to match");
  const withPorts = WITH_PORTS.map((name) => IpProtocol[name]);
  if (hasPort && protocol !== undefined && !withPorts.some((one) => one === protocol)) {
    wrong(`protocol ${JSON.stringify(match.protocol)} has no ports`);
  }
  const protocols = protocol !== undefined ? [protocol] : hasPort ? withPorts : [];
  if (protocols.length > 0 && etherType !== undefined && etherType !== EtherType.ip && etherType !== EtherType.ipv6) {
    wrong("a protocol or a port goes with etherType ip or ipv6");
  }
  return { etherType, protocols, source, destination, either };
}

/** What matches mean. That is so only when nothing is complained of. */
export function readMatches(matches: readonly PacketMatch[], complain: MatchComplaint): Match[] {
  if (matches.length === 0) complain([], "an empty list takes no packet");
  return matches.map((match, index) => readMatch(match, index, complain));
}

function refuseMatch(path: readonly PropertyKey[], reason: string): never {
  throw new RangeError(`${nameOf(["match", ...path])}: ${reason}`);
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
  if (!REDIRECT_FALLBACKS.includes(fallback)) {
    throw new RangeError(`fallback is one of ${REDIRECT_FALLBACKS.join(", ")}: ${String(fallback)}`);
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
  return assemble([select(readMatches(match, refuseMatch)), leave, label("take"), take]);
}
