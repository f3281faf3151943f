/** Link-layer headers, and what follows them by EtherType. */
import { LinkType } from "../library.js";
import { arp, ipv4, ipv6 } from "./network.js";
import { CutOff, hex, PacketReader } from "./reader.js";

export interface DissectOptions {
  /** Whether link-layer addresses are shown (-e). */
  readonly link: boolean;
}

/** What is known of a packet before its first byte. */
export interface Dissected {
  readonly data: Uint8Array;
  readonly originalLength: number;
  readonly linkType: number;
  /** A tag that is not in the bytes. */
  readonly vlan?: { readonly tci: number; readonly tpid: number } | undefined;
  /** EtherType of a packet that begins at its network layer. */
  readonly protocol?: number | undefined;
}

const ETHERNET_NAMES: ReadonlyMap<number, string> = new Map([
  [0x0800, "IPv4"],
  [0x0806, "ARP"],
  [0x8100, "802.1Q"],
  [0x86dd, "IPv6"],
  [0x8809, "slow protocols"],
  [0x8847, "MPLS"],
  [0x8863, "PPPoE discovery"],
  [0x8864, "PPPoE session"],
  [0x888e, "EAPOL"],
  [0x88a8, "802.1ad"],
  [0x88cc, "LLDP"],
  [0x88e5, "MACsec"],
  [0x88f7, "PTP"],
]);
const VLAN_TAGS: readonly number[] = [0x8100, 0x88a8, 0x9100];
/** Tags that are followed, one in the other. */
const MOST_TAGS = 8;

const etherName = (type: number): string => ETHERNET_NAMES.get(type) ?? "unknown";

/** One line about a packet, up to its transport layer. Everything in it comes from numbers: it needs no escaping. */
export function dissect(packet: Dissected, options: DissectOptions): string {
  const { data, originalLength, linkType } = packet;
  const reader = new PacketReader(data, originalLength);
  const parts: string[] = [];
  try {
    parts.push(...byLinkType(linkType, reader, packet, options, parts));
  } catch (error) {
    if (!(error instanceof CutOff)) throw error;
    parts.push(data.length < originalLength ? "[cut]" : "[too short]");
  }
  return parts.join(", ");
}

function byLinkType(
  linkType: number,
  reader: PacketReader,
  packet: Dissected,
  options: DissectOptions,
  parts: string[],
): string[] {
  switch (linkType) {
    case LinkType.ethernet:
      return ethernet(reader, packet, options, parts);
    case LinkType.raw: {
      const { protocol } = packet;
      if (protocol !== undefined && protocol !== 0x0800 && protocol !== 0x86dd)
        return byEtherType(protocol, reader, parts);
      const version = reader.peek() >> 4;
      if (version !== 4 && version !== 6) return [`IP version ${version}, length ${reader.left}`];
      return byEtherType(version === 4 ? 0x0800 : 0x86dd, reader, parts);
    }
    case LinkType.linuxSll: {
      const type = reader.u16();
      reader.skip(12);
      const protocol = reader.u16();
      if (options.link) parts.push(`packet type ${type}, ethertype ${etherName(protocol)} (${hex(protocol, 4)})`);
      return byEtherType(protocol, reader, parts);
    }
    case LinkType.linuxSll2: {
      const protocol = reader.u16();
      reader.skip(2);
      const index = reader.u32();
      reader.skip(12);
      parts.push(`ifindex ${index}`);
      if (options.link) parts.push(`ethertype ${etherName(protocol)} (${hex(protocol, 4)})`);
      return byEtherType(protocol, reader, parts);
    }
    default:
      return [`link type ${linkType}, length ${packet.originalLength}`];
  }
}

function ethernet(
  reader: PacketReader,
  { vlan, originalLength }: Dissected,
  { link }: DissectOptions,
  parts: string[],
) {
  const destination = reader.mac();
  const source = reader.mac();
  if (vlan !== undefined) parts.push(tagText(vlan.tpid, vlan.tci));
  const type = reader.u16();
  if (link) {
    const name = type < 0x600 ? "802.3" : `ethertype ${etherName(type)} (${hex(type, 4)})`;
    parts.unshift(`${source} > ${destination}`, name, `length ${originalLength + (vlan === undefined ? 0 : 4)}`);
  }
  return byEtherType(type, reader, parts);
}

const tagText = (tpid: number, tci: number): string => {
  const kind = tpid === 0x8100 ? "vlan" : `vlan (${hex(tpid, 4)})`;
  return `${kind} ${tci & 0xfff}, p ${tci >> 13}${tci & 0x1000 ? ", DEI" : ""}`;
};

/** What follows an EtherType, or the length in its place. Tags go into `parts` as they are read. */
function byEtherType(first: number, reader: PacketReader, parts: string[]): string[] {
  let type = first;
  for (let tags = 0; VLAN_TAGS.includes(type) && tags < MOST_TAGS; tags++) {
    const tci = reader.u16();
    parts.push(tagText(type, tci));
    type = reader.u16();
  }
  switch (type) {
    case 0x0800:
      return [`IP ${ipv4(reader)}`];
    case 0x86dd:
      return [`IP6 ${ipv6(reader)}`];
    case 0x0806:
      return [arp(reader)];
    default:
      if (type >= 0x600) return [`${etherName(type)} (${hex(type, 4)}), length ${reader.left}`];
      return llc(type, reader);
  }
}

/** An 802.3 frame: a length where others have an EtherType. */
function llc(length: number, reader: PacketReader): string[] {
  reader.limit(length);
  const destination = reader.u8();
  const source = reader.u8();
  return [`LLC, dsap ${hex(destination, 2)}, ssap ${hex(source, 2)}, length ${length}`];
}
