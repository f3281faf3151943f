/** Runs the decoder in this process, with streams of the test's own. */
import { readdirSync } from "node:fs";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Io } from "../../scripts/decoder/io.js";
import { main } from "../../scripts/decoder/main.js";
import type { Json } from "../../src/codec/json.js";

export const CAPTURES = fileURLToPath(new URL("../fixtures/captures/", import.meta.url));
export const SCRIPT = fileURLToPath(new URL("../../scripts/decoder.ts", import.meta.url));

/** Names of the recorded captures. */
export const captures: readonly string[] = readdirSync(CAPTURES)
  .filter((name) => name.endsWith(".txt"))
  .sort();

export const capture = (name: string): string => CAPTURES + name;

/** A stream that keeps what it is given. */
export class Sink extends Writable {
  text = "";
  isTTY = false;
  columns: number | undefined;

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.text += chunk.toString("utf8");
    done();
  }
}

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Setting {
  readonly stdin?: string | Uint8Array | Readable;
  readonly env?: Readonly<Record<string, string>>;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export async function run(args: readonly string[], setting: Setting = {}): Promise<Ran> {
  const stdout = new Sink();
  const stderr = new Sink();
  stdout.isTTY = setting.isTTY ?? false;
  stdout.columns = setting.columns;
  const { stdin = "" } = setting;
  const io: Io = {
    stdin: stdin instanceof Readable ? stdin : Readable.from([Buffer.from(stdin)]),
    stdout: stdout,
    stderr: stderr,
    env: setting.env ?? {},
  };
  const status = await main(args, io);
  return { status, stdout: stdout.text, stderr: stderr.text };
}

/** An object of `--json`. */
export interface Line {
  readonly n: number;
  readonly direction?: string;
  readonly protocol?: string;
  readonly type?: number;
  readonly typeName?: string;
  readonly flags?: number;
  readonly seq?: number;
  readonly port?: number;
  readonly length: number;
  readonly family?: string;
  readonly value?: Json;
  readonly tree?: Json;
  readonly unknown: readonly { readonly path: readonly string[]; readonly length: number }[];
  readonly trailing?: string;
  readonly error?: string;
}

/** The objects of `--json` output. */
export function lines({ stdout }: Ran): Line[] {
  return stdout
    .split("\n")
    .filter((text) => text !== "")
    .map((text) => JSON.parse(text) as Line);
}

/** A netlink message, host order of a little-endian machine unless told otherwise. */
export function netlinkMessage(
  type: number,
  payload: readonly number[],
  { flags = 1, seq = 7, port = 0, littleEndian = true } = {},
): Uint8Array {
  const bytes = new Uint8Array(16 + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, littleEndian);
  view.setUint16(4, type, littleEndian);
  view.setUint16(6, flags, littleEndian);
  view.setUint32(8, seq, littleEndian);
  view.setUint32(12, port, littleEndian);
  bytes.set(payload, 16);
  return bytes;
}

/** Bytes as a hex file. */
export const hexFile = (...messages: readonly Uint8Array[]): string =>
  messages.map((bytes) => Buffer.from(bytes).toString("hex").replace(/../g, "$& ")).join("\n");
