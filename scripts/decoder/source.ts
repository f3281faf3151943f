/** Datagrams from files and standard input, a chunk at a time. */
import { createReadStream, statSync } from "node:fs";
import type { Readable } from "node:stream";
import { clean, Failure, type Io, systemMessage } from "./io.js";
import { type CaptureReader, type Datagram, type Note, openReader, TraceError } from "./library.js";
import { type Options, protocolNumber } from "./options.js";
import type { Progress } from "./progress.js";
import { Sidelines } from "./sidelines.js";

/** The datagrams of one chunk of input. */
export interface Batch {
  readonly datagrams: readonly Datagram[];
  readonly sidelines: Sidelines;
}

/** One input and the settings that it is read with. */
export interface Input {
  /** Name for people. */
  readonly name: string;
  readonly littleEndian: boolean;
  readonly batches: AsyncIterable<Batch>;
}

const CHUNK = 256 * 1024;

function openFile(name: string, io: Io): { stream: Readable; size: number | undefined } {
  if (name === "-") return { stream: io.stdin, size: undefined };
  try {
    const stat = statSync(name);
    if (stat.isDirectory()) throw Object.assign(new Error("is a directory"), { code: "EISDIR" });
    return { stream: createReadStream(name, { highWaterMark: CHUNK }), size: stat.isFile() ? stat.size : undefined };
  } catch (error) {
    throw new Failure(`${clean(name)}: ${systemMessage(error)}`, 2);
  }
}

/** Says a note of the reader in one line. */
export type Complain = (text: string) => void;

function noteText(name: string, note: Note): string {
  const place = note.line === undefined ? "" : `line ${note.line}: `;
  return `${clean(name)}: ${place}${note.severity === "info" ? "" : `${note.severity}: `}${clean(note.message)}`;
}

/**
 * Opens an input. Its first bytes are read at once: a hex file of this program says in comments which byte order it has.
 *
 * @throws Failure when it cannot be opened
 */
export async function openInput(
  name: string,
  options: Options,
  io: Io,
  complain: Complain,
  progress?: Progress,
): Promise<Input> {
  const { stream, size } = openFile(name, io);
  return fromStream(name === "-" ? "standard input" : name, stream, options, complain, progress?.of(name, size));
}

/** An input whose bytes come from a stream that is open. */
export async function fromStream(
  name: string,
  stream: AsyncIterable<Uint8Array | string>,
  options: Options,
  complain: Complain,
  onBytes: (count: number) => void = () => {},
): Promise<Input> {
  const chunks = stream[Symbol.asyncIterator]();
  const first = await next(name, chunks);
  const sidelines = new Sidelines(options.command === "decode" && options.mode === "fixture");
  if (first !== undefined) sidelines.push(first);
  const littleEndian = options.littleEndian ?? sidelines.head.get("byte order") !== "big-endian";
  const given = sidelines.head.get("protocol");
  const reader = openReader({
    format: options.format,
    protocol: options.protocol ?? (given === undefined ? undefined : protocolNumber(given)),
    littleEndian,
    families: options.families,
    onNote: (note) => complain(noteText(name, note)),
  });
  return { name, littleEndian, batches: batchesOf(name, first, chunks, reader, sidelines, onBytes) };
}

async function next(name: string, chunks: AsyncIterator<Uint8Array | string>): Promise<Uint8Array | undefined> {
  try {
    const { value, done } = await chunks.next();
    if (done === true) return undefined;
    return typeof value === "string" ? Buffer.from(value) : value;
  } catch (error) {
    throw new Failure(`${clean(name)}: ${systemMessage(error)}`);
  }
}

async function* batchesOf(
  name: string,
  first: Uint8Array | undefined,
  chunks: AsyncIterator<Uint8Array | string>,
  reader: CaptureReader,
  sidelines: Sidelines,
  onBytes: (count: number) => void,
): AsyncGenerator<Batch> {
  try {
    for (let chunk = first; chunk !== undefined; chunk = await next(name, chunks)) {
      if (chunk !== first) sidelines.push(chunk);
      onBytes(chunk.length);
      yield { datagrams: reader.push(chunk), sidelines };
      sidelines.use(reader.format);
    }
    yield { datagrams: reader.end(), sidelines };
  } catch (error) {
    if (error instanceof TraceError) throw new Failure(`${clean(name)}: ${clean(error.message)}`);
    throw error;
  } finally {
    await chunks.return?.();
  }
}
