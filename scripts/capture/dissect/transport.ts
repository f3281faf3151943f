/** TCP, UDP, and others by their name or number. */
import { icmp, icmp6 } from "./icmp.js";
import { CutOff, type PacketReader } from "./reader.js";

export interface Endpoints {
  readonly source: string;
  readonly destination: string;
  readonly family: 4 | 6;
}

const NAMES: ReadonlyMap<number, string> = new Map([
  [1, "ICMP"],
  [2, "IGMP"],
  [4, "IP-in-IP"],
  [6, "TCP"],
  [17, "UDP"],
  [41, "IPv6-in-IP"],
  [47, "GRE"],
  [50, "ESP"],
  [58, "ICMP6"],
  [89, "OSPF"],
  [103, "PIM"],
  [112, "VRRP"],
  [115, "L2TP"],
  [132, "SCTP"],
  [136, "UDP-Lite"],
]);

/** Name of an IP protocol. */
export const protocolName = (protocol: number): string => NAMES.get(protocol) ?? `protocol ${protocol}`;

/** Addresses and ports, then what the transport header says. */
export function transport(protocol: number, { source, destination, family }: Endpoints, reader: PacketReader): string {
  const addresses = `${source} > ${destination}`;
  if (protocol === 6 || protocol === 17 || protocol === 132 || protocol === 136) {
    const length = reader.left;
    let ends = addresses;
    try {
      ends = `${source}.${reader.u16()} > ${destination}.${reader.u16()}`;
      if (protocol === 6) return `${ends}: ${tcp(reader)}`;
      if (protocol === 17) return `${ends}: ${udp(reader)}`;
    } catch (error) {
      if (!(error instanceof CutOff)) throw error;
      return `${ends}: ${protocolName(protocol)} [cut]`;
    }
    return `${ends}: ${protocolName(protocol)}, length ${length}`;
  }
  if (protocol === 1 && family === 4) return `${addresses}: ${icmp(reader)}`;
  if (protocol === 58 && family === 6) return `${addresses}: ${icmp6(reader)}`;
  return `${addresses}: ${protocolName(protocol)}, length ${reader.left}`;
}

function udp(reader: PacketReader): string {
  const length = reader.u16();
  reader.skip(2);
  // 0: a jumbogram.
  const payload = length === 0 ? reader.left : length - 8;
  return payload < 0 ? `UDP, bad length ${length}` : `UDP, length ${payload}`;
}

/** Flags from bit 0, as tcpdump writes them; an acknowledgement is a dot. */
const FLAGS = "FSRP.UEWe";

function tcp(reader: PacketReader): string {
  const segment = reader.left + 4;
  const seq = reader.u32();
  const ack = reader.u32();
  const word = reader.u16();
  const window = reader.u16();
  reader.skip(2);
  const urgent = reader.u16();
  const flags = [...FLAGS].filter((_, bit) => word & (1 << bit)).join("");
  const headerLength = (word >> 12) * 4;
  const parts = [`Flags [${flags === "" ? "none" : flags}]`];
  if (headerLength < 20 || headerLength > segment) return `${parts[0]}, a header of ${headerLength} bytes`;
  const payload = segment - headerLength;
  if (payload > 0) parts.push(`seq ${seq}:${(seq + payload) % 0x1_0000_0000}`);
  else if ((word & 0b111) !== 0) parts.push(`seq ${seq}`);
  if ((word & 0b10000) !== 0) parts.push(`ack ${ack}`);
  parts.push(`win ${window}`);
  if ((word & 0b100000) !== 0) parts.push(`urg ${urgent}`);
  if (headerLength > 20) parts.push(`options [${tcpOptions(reader, headerLength - 20)}]`);
  parts.push(`length ${payload}`);
  return parts.join(", ");
}

function tcpOptions(reader: PacketReader, length: number): string {
  const shown: string[] = [];
  const end = reader.left - length;
  try {
    while (reader.left > end) {
      const kind = reader.u8();
      if (kind === 0) {
        shown.push("eol");
        break;
      }
      if (kind === 1) {
        shown.push("nop");
        continue;
      }
      const size = reader.u8();
      if (size < 2 || size - 2 > reader.left - end) {
        shown.push(`bad option ${kind}`);
        break;
      }
      shown.push(tcpOption(kind, size - 2, reader));
    }
  } catch (error) {
    if (!(error instanceof CutOff)) throw error;
    shown.push("[cut]");
  }
  return shown.join(",");
}

function tcpOption(kind: number, size: number, reader: PacketReader): string {
  if (kind === 2 && size === 2) return `mss ${reader.u16()}`;
  if (kind === 3 && size === 1) return `wscale ${reader.u8()}`;
  if (kind === 4 && size === 0) return "sackOK";
  if (kind === 8 && size === 8) return `TS val ${reader.u32()} ecr ${reader.u32()}`;
  if (kind === 5 && size % 8 === 0) {
    const blocks = Array.from({ length: size / 8 }, () => `{${reader.u32()}:${reader.u32()}}`);
    return `sack ${blocks.length} ${blocks.join("")}`;
  }
  const value = reader.bytes(size);
  return `unknown-${kind}${size === 0 ? "" : ` 0x${Buffer.from(value).toString("hex")}`}`;
}
