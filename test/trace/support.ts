import { readFileSync } from "node:fs";
import { type Capture, type Datagram, openReader, type ReaderOptions, readCapture } from "../../src/trace/index.js";

const FIXTURES = new URL("../fixtures/trace/", import.meta.url);

export const fixture = (name: string): Uint8Array => readFileSync(new URL(name, FIXTURES));

export const fixtureText = (name: string): string => readFileSync(new URL(name, FIXTURES), "latin1");

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));

export const readText = (text: string, options: ReaderOptions = {}): Capture => readCapture(bytesOf(text), options);

/** Removes what `-e read=… -e write=…` added. */
export const withoutDumps = (text: string): string =>
  text
    .split("\n")
    .filter((line) => !/^ (?:\||\*|=) /.test(line))
    .join("\n");

/** A hexdump as strace prints it. */
export function dumpOf(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = Buffer.from(bytes.subarray(at, at + 16));
    const pairs = (from: number, to: number) => row.toString("hex", from, to).replace(/../g, "$& ").padEnd(25);
    const characters = row.toString("latin1").replace(/[^ -~]/g, ".");
    lines.push(` | ${at.toString(16).padStart(5, "0")}  ${pairs(0, 8)}${pairs(8, 16)} ${characters.padEnd(16)} |\n`);
  }
  return lines.join("");
}

/** A message with the given body; golden samples come from fixtures, this only fills grammar tests. */
export function message(type: number, flags: number, seq: number, body: Uint8Array = new Uint8Array(4)): Uint8Array {
  const bytes = Buffer.alloc(16 + body.length);
  bytes.writeUInt32LE(bytes.length, 0);
  bytes.writeUInt16LE(type, 4);
  bytes.writeUInt16LE(flags, 6);
  bytes.writeUInt32LE(seq, 8);
  bytes.set(body, 16);
  return new Uint8Array(bytes);
}

/** Feeds an input in pieces that end at the given offsets. */
export function readInPieces(bytes: Uint8Array, cuts: readonly number[], options: ReaderOptions = {}) {
  const reader = openReader(options);
  const datagrams: Datagram[] = [];
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    // A copy that is wiped afterwards: a reader must not keep views of its input.
    const piece = new Uint8Array(bytes.subarray(from, cut));
    datagrams.push(...reader.push(piece));
    piece.fill(0xee);
    from = cut;
  }
  datagrams.push(...reader.end());
  return { format: reader.format, datagrams, notes: reader.notes };
}

/** A datagram as comparable text: what was on the wire, where. */
export const wire = (datagram: Datagram): string =>
  [datagram.direction, datagram.protocol, datagram.fd, datagram.syscall, hex(datagram.bytes)].join(" ");
