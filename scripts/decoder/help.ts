import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { STRACE_RECIPE } from "./library.js";

export const HELP = `Decodes netlink messages from strace captures, pcap and pcapng files, and hexdumps.

Usage: decoder.ts [options] [FILE…]           standard input when there is no file, or for -
       decoder.ts run [options] -- COMMAND…   runs the command under strace and decodes as it goes
       decoder.ts diff [options] A B          the messages of two captures side by side

Output (one of):
  (none)              a heading and an indented tree for each message
  --json              one JSON object for each message
  --tree              the same with the lossless tree in place of the value
  --hex               annotated bytes, which this program reads back
  --check             encodes every message again; problems, then counts as JSON; status 1 when there are problems
  --fixture DIR       writes annotated hex and JSON for each message into a directory
    --note KEY=VALUE  a line for the header of these files (kernel, command, tool …); repeatable
  --schema TYPE       what is known about a message type: names, numbers, types, units

Choice:
  --filter TYPE       only these messages: RTM_NEWLINK, NEWLINK, wireguard:GET_DEVICE, wireguard, a number,
                      error, ack, done; repeatable

Input that does not say it all:
  --protocol NAME|N   the netlink protocol: ROUTE, GENERIC, SOCK_DIAG, 16 …
  --family NAME=ID    the id of a generic netlink family; repeatable
  --big-endian        the capture is from a big-endian machine
  --format FORMAT     strace, pcap, pcapng, hex or raw; found out from the content otherwise

  --color WHEN        auto, always or never; NO_COLOR and FORCE_COLOR count for auto
  --help, --version

diff compares by type, in order. Sequence numbers, ports, statistics and timers are not compared; status 0 when all
else is equal, 1 when something differs. run ends with the status of the command. Wrong use gives status 2.

A capture that holds every byte:
  ${STRACE_RECIPE}

Examples:
  decoder.ts capture.txt
  decoder.ts run -- ip link add eth0.100 link eth0 type vlan id 100
  decoder.ts --json --filter NEWROUTE capture.txt | jq .value
  decoder.ts --filter error capture.txt
  decoder.ts --protocol GENERIC --family wireguard=33 dump.hex
  decoder.ts --fixture fixtures --note command='wg show' capture.txt
  decoder.ts diff ip.txt mine.txt
  decoder.ts --schema RTM_NEWNEIGH
`;

/** The version in package.json, which lies some folders up: fewer from the sources than from what is built. */
export function version(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file)) return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
    if (folder === dirname(folder)) return "unknown";
  }
}
