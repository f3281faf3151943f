/** What the layers above need of Node besides system calls. */
import { channel } from "node:diagnostics_channel";
import { endianness } from "node:os";
import { debuglog } from "node:util";

/** Byte order of this machine. */
export const littleEndian: boolean = endianness() === "LE";

/** Prints when NODE_DEBUG names `ringlink`. */
export const debugLog = debuglog("ringlink");

/** A channel of node:diagnostics_channel under the library's name. */
export function diagnostics(name: string): ReturnType<typeof channel> {
  return channel(`ringlink:${name}`);
}
