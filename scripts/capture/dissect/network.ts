/** ARP, IPv4 and IPv6 with their extension headers. */
import { CutOff, hex, type PacketReader } from "./reader.js";
import { type Endpoints, protocolName, transport } from "./transport.js";

const ARP_OPERATIONS: ReadonlyMap<number, string> = new Map([
  [1, "Request"],
  [2, "Reply"],
  [3, "Reverse request"],
  [4, "Reverse reply"],
]);

export function arp(reader: PacketReader): string {
  const length = reader.left;
  const hardware = reader.u16();
  const protocol = reader.u16();
  const sizes = [reader.u8(), reader.u8()];
  const operation = reader.u16();
  const name = ARP_OPERATIONS.get(operation) ?? `operation ${operation}`;
  if (hardware !== 1 || protocol !== 0x0800 || sizes[0] !== 6 || sizes[1] !== 4) {
    return `ARP, ${name}, hardware type ${hardware}, protocol ${hex(protocol, 4)}, length ${length}`;
  }
  const [senderMac, sender, targetMac, target] = [reader.mac(), reader.ipv4(), reader.mac(), reader.ipv4()];
  const known = targetMac === "00:00:00:00:00:00" || targetMac === "ff:ff:ff:ff:ff:ff" ? "" : ` (${targetMac})`;
  if (operation === 1) return `ARP, Request who-has ${target}${known} tell ${sender}, length ${length}`;
  if (operation === 2) return `ARP, Reply ${sender} is-at ${senderMac}, length ${length}`;
  return `ARP, ${name} ${senderMac} ${sender} > ${targetMac} ${target}, length ${length}`;
}

/** What is behind a header, or that it was cut: what is in front of that is shown all the same. */
function behind(show: () => string): string {
  try {
    return show();
  } catch (error) {
    if (error instanceof CutOff) return "[cut]";
    throw error;
  }
}

export function ipv4(reader: PacketReader): string {
  const first = reader.u8();
  if (first >> 4 !== 4) return `version ${first >> 4} where 4 should be`;
  const headerLength = (first & 0x0f) * 4;
  reader.skip(1);
  const total = reader.u16();
  const id = reader.u16();
  const fragment = reader.u16();
  reader.skip(1);
  const protocol = reader.u8();
  reader.skip(2);
  const ends: Endpoints = { source: reader.ipv4(), destination: reader.ipv4(), family: 4 };
  const addresses = `${ends.source} > ${ends.destination}`;
  if (headerLength < 20) return `${addresses}: a header of ${headerLength} bytes`;
  // 0: segmentation is left to the device, and the length with it.
  if (total !== 0) {
    if (total < headerLength) return `${addresses}: a total length of ${total}`;
    reader.limit(total - 20);
  }
  const offset = (fragment & 0x1fff) * 8;
  const more = (fragment & 0x2000) !== 0;
  const note =
    offset > 0 || more ? ` (frag ${id}:${reader.left - (headerLength - 20)}@${offset}${more ? "+" : ""})` : "";
  const rest = behind(() => {
    reader.skip(headerLength - 20);
    if (offset > 0) return undefinedEnds(addresses, protocolName(protocol));
    return transport(protocol, ends, reader);
  });
  return (rest === "[cut]" ? `${addresses}: [cut]` : rest) + note;
}

const undefinedEnds = (addresses: string, name: string): string => `${addresses}: ${name}`;

/** Extension headers by their number; all but the last two begin with the next header's number and their length. */
const EXTENSIONS: ReadonlyMap<number, string> = new Map([
  [0, "HBH"],
  [43, "RT"],
  [60, "DSTOPT"],
  [135, "mobility"],
  [139, "HIP"],
  [140, "SHIM6"],
  [44, "frag"],
  [51, "AH"],
]);

export function ipv6(reader: PacketReader): string {
  const first = reader.u8();
  if (first >> 4 !== 6) return `version ${first >> 4} where 6 should be`;
  reader.skip(3);
  const length = reader.u16();
  let next = reader.u8();
  reader.skip(1);
  const ends: Endpoints = { source: reader.ipv6(), destination: reader.ipv6(), family: 6 };
  // 0: a jumbogram, or segmentation that is left to the device.
  if (length !== 0) reader.limit(length);
  const extensions: string[] = [];
  const rest = behind(() => {
    // Each takes eight bytes at least: the packet bounds their number.
    for (let name = EXTENSIONS.get(next); name !== undefined; name = EXTENSIONS.get(next)) {
      const kind = next;
      next = reader.u8();
      const size = reader.u8();
      if (kind === 44) {
        const offset = reader.u16();
        const id = reader.u32();
        const more = (offset & 1) !== 0 ? "+" : "";
        extensions.push(`frag (${hex(id, 8)}:${reader.left}@${offset & 0xfff8}${more})`);
        if ((offset & 0xfff8) > 0) return `${ends.source} > ${ends.destination}: ${protocolName(next)}`;
        continue;
      }
      extensions.push(name);
      reader.skip(kind === 51 ? (size + 2) * 4 - 2 : size * 8 + 6);
    }
    if (next === 59) return `${ends.source} > ${ends.destination}: no next header`;
    return transport(next, ends, reader);
  });
  const shown = rest === "[cut]" ? `${ends.source} > ${ends.destination}: [cut]` : rest;
  return extensions.length === 0 ? shown : `${shown} (${extensions.join(" ")})`;
}
