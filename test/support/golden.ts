/** The golden fixtures: messages of real traffic with the values that they are known to have. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Json } from "../../src/codec/json.js";
import { everything, netlink } from "../../src/index.js";
import { readCapture } from "../../src/trace/index.js";

export const GOLDEN = fileURLToPath(new URL("../fixtures/golden/", import.meta.url));

/** What the JSON file of a fixture says. */
export interface Expected {
  readonly direction: "request" | "reply";
  readonly protocol: string;
  readonly type: number;
  readonly typeName: string;
  readonly flags: number;
  readonly seq: number;
  readonly port: number;
  readonly length: number;
  readonly family?: string;
  readonly byteOrder: "little-endian" | "big-endian";
  readonly value: Json;
  readonly unknown: readonly { readonly path: readonly string[]; readonly length: number }[];
  /** Why the value cannot be read, for messages that were sent malformed on purpose. */
  readonly error?: string;
  /** Whether the value alone encodes to the bytes; absent for control messages. */
  readonly canonical?: boolean;
  /** The request that an error answers, in hexadecimal, and its family. */
  readonly answers?: string;
  readonly answersFamily?: string;
}

export interface Golden {
  /** Path below the folder, without the ending. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly expected: Expected;
}

function protocolNumber(name: string): number {
  const number = (netlink.NetlinkProtocol as Readonly<Record<string, number>>)[name.toLowerCase()];
  if (number === undefined) throw new Error(`no protocol ${name}`);
  return number;
}

/** Names of all fixtures; both files of each are there. */
export function goldenNames(): string[] {
  const files = readdirSync(GOLDEN, { recursive: true, encoding: "utf8" }).sort();
  const names = files.filter((file) => file.endsWith(".hex")).map((file) => file.slice(0, -".hex".length));
  const alone = files.filter(
    (file) => file.endsWith(".json") && !existsSync(join(GOLDEN, file.replace(/json$/, "hex"))),
  );
  if (alone.length > 0) throw new Error(`fixtures without bytes: ${alone.join(", ")}`);
  return names;
}

export function readGolden(name: string): Golden {
  const expected = JSON.parse(readFileSync(join(GOLDEN, `${name}.json`), "utf8")) as Expected;
  const { datagrams } = readCapture(readFileSync(join(GOLDEN, `${name}.hex`)), {
    format: "hex",
    littleEndian: expected.byteOrder === "little-endian",
  });
  if (datagrams.length !== 1) throw new Error(`${name}: ${datagrams.length} messages in one fixture`);
  return { name, bytes: datagrams[0]!.bytes, expected };
}

/** What dissects bytes in the place of a fixture's message: after its request, where it has one. */
export function dissectorFor({ expected }: Golden): (bytes: Uint8Array) => netlink.DissectedDatagram {
  const { family, type, answers, answersFamily, direction } = expected;
  const littleEndian = expected.byteOrder === "little-endian";
  const protocol = protocolNumber(expected.protocol);
  const dissector = new netlink.Dissector(everything, {
    littleEndian,
    families: family === undefined || family === "nlctrl" ? {} : { [family]: type },
  });
  if (answers !== undefined) {
    const request = Uint8Array.from(Buffer.from(answers, "hex"));
    const id = new DataView(request.buffer).getUint16(4, littleEndian);
    if (answersFamily !== undefined) dissector.introduce(answersFamily, id);
    dissector.dissect({ bytes: request, protocol, direction: "request" });
  }
  return (bytes) => dissector.dissect({ bytes, protocol, direction });
}

/** The message of a fixture. */
export function messageOf(golden: Golden): netlink.NetlinkMessage {
  const { messages } = dissectorFor(golden)(golden.bytes);
  if (messages.length !== 1) throw new Error(`${golden.name}: ${messages.length} messages`);
  return messages[0]!;
}

/** The first `length` bytes as a message of that length. */
export function truncated({ bytes, expected }: Golden, length: number): Uint8Array {
  const cut = bytes.slice(0, length);
  new DataView(cut.buffer).setUint32(0, length, expected.byteOrder === "little-endian");
  return cut;
}
