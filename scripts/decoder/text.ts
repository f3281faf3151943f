/** The output for people: a heading line for each message, its tree below. */
import { type Paint, painter } from "./color.js";
import { refusalOf } from "./failure.js";
import { clean, type Output } from "./io.js";
import {
  type Datagram,
  hexDigits,
  isDecodeError,
  messageFlagNames,
  type NetlinkMessage,
  printTree,
  quoteText,
} from "./library.js";
import { familyText, type Numbered, type Seen } from "./session.js";
import type { View } from "./view.js";

const INDENT = "    ";
/** Bytes of leftovers that are shown. */
const SHOWN = 64;

export class TextView implements View {
  readonly #out: Output;
  readonly #paint: Paint;

  constructor(out: Output, color: boolean) {
    this.#out = out;
    this.#paint = painter(color);
  }

  datagram(seen: Seen): void {
    for (const numbered of seen.messages) this.#message(seen, numbered);
    if (seen.n !== undefined) this.#plain(seen, seen.n);
    else if (seen.error !== undefined) this.#leftover(seen.error, seen.trailing);
  }

  end(): number {
    return 0;
  }

  #message(seen: Seen, { n, message }: Numbered): void {
    this.#out.line(headingOf(seen, n, message, this.#paint));
    const tree = message.tree();
    const refusal = refusalOf(message, tree);
    if (refusal !== undefined) {
      const { code, message: text, attribute } = refusal;
      const where = attribute.length === 0 ? "" : ` (${attribute.map(clean).join(" › ")})`;
      this.#note(`${code}${text === undefined ? "" : `: ${clean(text)}`}${where}`, "error");
    }
    const malformed = problemOf(message);
    if (malformed !== undefined) this.#note(`malformed: ${clean(malformed)}`, "error");
    if (message.raw.payload === message.raw.end) return;
    for (const line of printTree(tree, { paint: this.#paint })) this.#out.line(INDENT + line);
  }

  #note(text: string, role: "error" | "note"): void {
    this.#out.line(INDENT + this.#paint(text, role));
  }

  #leftover(error: string, bytes: Uint8Array): void {
    this.#note(`malformed: ${error}: ${leftoverText(bytes)}`, "error");
  }

  /** A datagram without messages: a uevent, or bytes that are no netlink. */
  #plain(seen: Seen, n: number): void {
    const { datagram, protocol = "unknown protocol", isPlain, error } = seen;
    const arrow = datagram.direction === "send" ? "→" : "←";
    const heading = [`#${n}`, ...originOfDatagram(datagram), `${arrow} ${protocol}`, `${datagram.bytes.length} bytes`];
    this.#out.line(this.#paint(heading.join("  "), "heading"));
    if (isPlain) for (const text of ueventTexts(datagram.bytes)) this.#out.line(INDENT + this.#paint(text, "text"));
    else
      this.#note(`${error ?? "no message"}: ${leftoverText(datagram.bytes)}`, error === undefined ? "note" : "error");
  }
}

function leftoverText(bytes: Uint8Array): string {
  return hexDigits(bytes.subarray(0, SHOWN)) + (bytes.length > SHOWN ? "…" : "");
}

/** The strings of a uevent; udev's own begin with a binary header, whose bytes are escaped. */
function ueventTexts(bytes: Uint8Array): string[] {
  return Buffer.from(bytes)
    .toString("latin1")
    .split("\0")
    .filter((text) => text !== "")
    .map(quoteText);
}

/** Why the value of a message cannot be read; undefined when it can. */
export function problemOf(message: NetlinkMessage): string | undefined {
  try {
    message.value();
    return undefined;
  } catch (error) {
    if (isDecodeError(error)) return error.message;
    throw error;
  }
}

/** When, which process, which descriptor: as far as the input says. */
function originOfDatagram({ time, pid, comm, fd }: Datagram): string[] {
  const parts: string[] = [];
  if (time !== undefined) parts.push(clean(time));
  if (pid !== undefined) parts.push(comm === undefined ? `pid ${pid}` : `pid ${pid} ${quoteText(comm)}`);
  if (fd !== undefined) parts.push(`fd ${fd}`);
  return parts;
}

function cutText({ truncated, bytes }: Datagram): string | undefined {
  if (truncated === undefined || truncated.reason === "unprinted") return undefined;
  const { reason, length } = truncated;
  return `(cut: ${reason}, ${bytes.length} of ${length ?? "?"} bytes)`;
}

/** Direction, type, flags, sequence and port of a message, and which request it answers. */
export function describeMessage(message: NetlinkMessage, paint: Paint): string[] {
  const { direction, raw, answers } = message;
  const family = message.family === undefined ? "" : `${familyText(message.family)}:`;
  const arrow = direction === "request" ? "→" : "←";
  const flags = messageFlagNames(raw.flags, message.verb).join("|");
  const parts = [paint(`${arrow} ${family}${message.name}`, direction)];
  if (flags !== "") parts.push(flags);
  parts.push(`seq ${raw.sequence}`);
  if (raw.port !== 0) parts.push(`port ${raw.port}`);
  parts.push(paint(`${raw.length} bytes`, "unit"));
  if (answers !== undefined) parts.push(paint(`answers ${answers.name}`, "note"));
  return parts;
}

function headingOf(seen: Seen, n: number, message: NetlinkMessage, paint: Paint): string {
  const { datagram, protocol } = seen;
  const parts = [paint(`#${n}`, "heading"), ...originOfDatagram(datagram)];
  const [what, ...rest] = describeMessage(message, paint);
  // Generic netlink shows in the family's name.
  if (message.family === undefined) parts.push(protocol ?? "unknown protocol");
  parts.push(what!, ...rest);
  if (datagram.failed !== undefined)
    parts.push(paint(`${clean(datagram.syscall ?? "call")} failed: ${clean(datagram.failed)}`, "error"));
  const cut = cutText(datagram);
  if (cut !== undefined) parts.push(paint(cut, "error"));
  return parts.join("  ");
}
