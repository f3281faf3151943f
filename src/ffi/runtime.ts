/** What the layers above need of Node besides system calls. */
import { channel } from "node:diagnostics_channel";
import { endianness } from "node:os";
import { debuglog } from "node:util";

/** Byte order of this machine. */
export const littleEndian: boolean = endianness() === "LE";

/** Prints when NODE_DEBUG names `ringlink`. */
export const debugLog = debuglog("ringlink");

/** On when NODE_DEBUG names `ringlink-secrets` as well: what is printed then has keys and passwords in it. */
export const debugSecrets = debuglog("ringlink-secrets");

/** A channel of node:diagnostics_channel under the library's name. */
export function diagnostics(name: string): ReturnType<typeof channel> {
  return channel(`ringlink:${name}`);
}

/** Memory outside of the heap that holds anything: for those who write before they read. */
export function uninitialized(length: number): Uint8Array {
  const { buffer, byteOffset } = Buffer.allocUnsafeSlow(length);
  return new Uint8Array(buffer, byteOffset, length);
}
