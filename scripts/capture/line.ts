/** A packet as text. */
import { type Dissected, dissect } from "./dissect/link.js";
import type { Options } from "./options.js";

export interface Shown extends Dissected {
  /** Nanoseconds since 1970; undefined when it has none. */
  readonly timestampNs: bigint | undefined;
  /** Name of the interface where there are several. */
  readonly interfaceName?: string | undefined;
  readonly direction?: string | number | undefined;
}

const SECOND = 1_000_000_000n;

function timeText(timestampNs: bigint | undefined, style: Options["time"]): string {
  if (style === "none") return "";
  if (timestampNs === undefined) return "-- ";
  const fraction = String(timestampNs % SECOND).padStart(9, "0");
  const seconds = timestampNs / SECOND;
  if (style === "epoch") return `${seconds}.${fraction} `;
  const time = new Date(Number(seconds) * 1000);
  // Times beyond what a Date holds have no clock.
  if (Number.isNaN(time.getTime())) return `${seconds}.${fraction} `;
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, "0"));
  return `${clock.join(":")}.${fraction} `;
}

function wayText(direction: Shown["direction"]): string {
  switch (direction) {
    case undefined:
      return "";
    case "outgoing":
      return "Out ";
    case "broadcast":
      return "B   ";
    case "multicast":
      return "M   ";
    case "otherHost":
      return "P   ";
    default:
      return "In  ";
  }
}

/** The lines about a packet: one, and its bytes where they are wanted. */
export function packetLines(packet: Shown, options: Pick<Options, "time" | "link" | "bytes">): string[] {
  const { timestampNs, interfaceName, direction, data } = packet;
  const name = interfaceName === undefined ? "" : `${interfaceName} `;
  const start = timeText(timestampNs, options.time) + name + wayText(direction);
  const lines = [start + dissect(packet, { link: options.link })];
  if (options.bytes) {
    for (let at = 0; at < data.length; at += 16) {
      const row = Buffer.from(data.buffer, data.byteOffset + at, Math.min(16, data.length - at));
      const words = row.toString("hex").replace(/.{1,4}/g, "$& ");
      lines.push(`\t0x${at.toString(16).padStart(4, "0")}:  ${words.trimEnd()}`);
    }
  }
  return lines;
}
