/** `--hex`: annotated bytes that the program reads back. */
import { clean, type Output } from "./io.js";
import { annotateMessage, hexDigits, hexLines, messageFlagNames, type NetlinkMessage } from "./library.js";
import type { Numbered, Seen } from "./session.js";
import type { View } from "./view.js";

/** Comments that tell a reader of hex what the bytes themselves do not. `littleEndian` and protocol hold for the file. */
export function directivesOf(message: NetlinkMessage, protocol: string | undefined): string[] {
  const lines = [`# direction: ${message.direction}`];
  if (protocol !== undefined) lines.push(`# protocol: ${protocol}`);
  if (message.family !== undefined && /^[\w.-]+$/.test(message.family)) {
    // `0x1c` stands for a family that nobody introduced.
    if (!message.family.startsWith("0x")) lines.push(`# family: ${message.family}=${message.raw.type}`);
  }
  return lines;
}

export const byteOrderLine = (littleEndian: boolean): string =>
  `# byte order: ${littleEndian ? "little-endian" : "big-endian"}`;

/** A message as annotated hex, without comments in front of it. */
export function messageLines(message: NetlinkMessage): string[] {
  return hexLines(message.bytes, annotateMessage(message));
}

export class HexView implements View {
  readonly #out: Output;
  #first = true;

  constructor(out: Output) {
    this.#out = out;
  }

  datagram(seen: Seen): void {
    if (seen.n !== undefined) {
      this.#out.line(
        `# #${seen.n}: ${seen.datagram.bytes.length} bytes without a message: ${hexDigits(seen.datagram.bytes)}`,
      );
      return;
    }
    for (const numbered of seen.messages) this.#message(seen, numbered);
    // Bytes that are no message would end the messages of a hex file.
    const { trailing } = seen;
    if (trailing.length === 0) return;
    const zeros = trailing.every((byte) => byte === 0);
    this.#out.line(`# then ${trailing.length} ${zeros ? "zero bytes" : `bytes: ${hexDigits(trailing)}`}`);
  }

  end(): number {
    return 0;
  }

  #message(seen: Seen, { n, message }: Numbered): void {
    if (this.#first) this.#out.line(byteOrderLine(message.littleEndian));
    this.#first = false;
    const { sequence, length, flags, end, next } = message.raw;
    const family = message.family === undefined ? "" : `${clean(message.family)}:`;
    const names = messageFlagNames(flags, message.verb).join("|") || "0";
    this.#out.line("");
    this.#out.line(`# #${n} ${family}${message.name} ${names} seq ${sequence}, ${length} bytes`);
    for (const line of directivesOf(message, seen.protocol)) this.#out.line(line);
    if (seen.socket !== undefined) this.#out.line(`# socket: ${seen.socket}`);
    for (const line of messageLines(message)) this.#out.line(line);
    // The next message begins at a multiple of four.
    const bytes = new Uint8Array(-length & 3);
    bytes.set(seen.dissected.view.u8.subarray(end, next).subarray(0, bytes.length));
    const span = { offset: 0, length: bytes.length, depth: 0, note: "padding" };
    for (const line of hexLines(bytes, [span], length)) this.#out.line(line);
  }
}
