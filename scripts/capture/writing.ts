/** The file that packets are written to. */
import { version } from "../decoder/help.js";
import { type InterfaceStatistics, PacketWriter, type WriterInterface } from "./library.js";
import type { Options } from "./options.js";
import { hasConversions, strftime } from "./strftime.js";

const STANDARD_OUTPUT = 1;

/** Opens the file of -w. @throws what PacketWriter.open throws, UsageError for a name that cannot be */
export function openWriter(
  options: Options,
  interfaces: readonly WriterInterface[],
  statistics: (interfaceIndex: number) => InterfaceStatistics | undefined,
): PacketWriter {
  const { format, rotateBytes, rotateSeconds, files } = options;
  const path = options.write!;
  return PacketWriter.open(path === "-" ? STANDARD_OUTPUT : path, {
    format,
    interfaces,
    statistics,
    application: `ringlink capture ${version()}`,
    rotate: {
      bytes: rotateBytes,
      seconds: rotateSeconds,
      files,
      name:
        rotateSeconds !== undefined && hasConversions(path) ? nameByTime(path, rotateBytes !== undefined) : undefined,
    },
  });
}

/** Names with the time of the first packet in them. With -C as well, several files may fall into one second. */
function nameByTime(path: string, numbered: boolean): (index: number, startNs: bigint) => string {
  return (index, startNs) => {
    const name = strftime(path, new Date(Number(startNs / 1_000_000n)));
    return numbered && index > 0 ? name + String(index) : name;
  };
}
