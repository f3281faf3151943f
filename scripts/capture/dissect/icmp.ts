/** ICMP of both families: what happens often by name, the rest by number. */
import type { PacketReader } from "./reader.js";

const UNREACHABLE: readonly string[] = [
  "net",
  "host",
  "protocol",
  "port",
  "need to frag",
  "source route",
  "net unknown",
  "host unknown",
  "source isolated",
  "net prohibited",
  "host prohibited",
  "net for TOS",
  "host for TOS",
  "admin prohibited",
  "precedence violation",
  "precedence cutoff",
];
const NAMES: ReadonlyMap<number, string> = new Map([
  [4, "source quench"],
  [9, "router advertisement"],
  [10, "router solicitation"],
  [12, "parameter problem"],
  [13, "time stamp request"],
  [14, "time stamp reply"],
]);

const echo = (reader: PacketReader, name: string): string => `${name}, id ${reader.u16()}, seq ${reader.u16()}`;

export function icmp(reader: PacketReader): string {
  const length = reader.left;
  const type = reader.u8();
  const code = reader.u8();
  reader.skip(2);
  return `ICMP ${icmpText(type, code, reader)}, length ${length}`;
}

function icmpText(type: number, code: number, reader: PacketReader): string {
  switch (type) {
    case 0:
      return echo(reader, "echo reply");
    case 8:
      return echo(reader, "echo request");
    case 3: {
      const what = UNREACHABLE[code] ?? `code ${code}`;
      reader.skip(2);
      const mtu = reader.u16();
      return code === 4 ? `unreachable - need to frag (mtu ${mtu})` : `unreachable - ${what}`;
    }
    case 5:
      return `redirect to ${reader.ipv4()}, code ${code}`;
    case 11:
      return code === 0 ? "time exceeded in-transit" : "time exceeded reassembly";
    default:
      return `${NAMES.get(type) ?? `type ${type}`}, code ${code}`;
  }
}

const NAMES6: ReadonlyMap<number, string> = new Map([
  [1, "destination unreachable"],
  [4, "parameter problem"],
  [130, "multicast listener query"],
  [131, "multicast listener report"],
  [132, "multicast listener done"],
  [133, "router solicitation"],
  [134, "router advertisement"],
  [137, "redirect"],
  [143, "multicast listener report v2"],
]);

export function icmp6(reader: PacketReader): string {
  const length = reader.left;
  const type = reader.u8();
  const code = reader.u8();
  reader.skip(2);
  return `ICMP6, ${icmp6Text(type, code, reader)}, length ${length}`;
}

function icmp6Text(type: number, code: number, reader: PacketReader): string {
  switch (type) {
    case 2:
      return `packet too big, mtu ${reader.u32()}`;
    case 3:
      return code === 0 ? "time exceeded in-transit" : "time exceeded reassembly";
    case 128:
      return echo(reader, "echo request");
    case 129:
      return echo(reader, "echo reply");
    case 135:
      reader.skip(4);
      return `neighbor solicitation, who has ${reader.ipv6()}`;
    case 136:
      reader.skip(4);
      return `neighbor advertisement, tgt is ${reader.ipv6()}`;
    default:
      return `${NAMES6.get(type) ?? `type ${type}`}${type === 1 || type === 4 || !NAMES6.has(type) ? `, code ${code}` : ""}`;
  }
}
