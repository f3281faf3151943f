/** Messages to mutate: everything in the fixtures that has a schema, in both byte orders. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import {
  type AnyType,
  type Direction,
  decode,
  encode,
  everything,
  isDecodeError,
  isEncodeError,
  netlink,
} from "../../src/index.js";
import { type Datagram, readCapture, TraceError } from "../../src/trace/index.js";

export interface Sample {
  readonly name: string;
  readonly schema: AnyType;
  readonly direction: Direction;
  readonly littleEndian: boolean;
  /** The message's body, its nlmsghdr excluded. */
  readonly bytes: Uint8Array;
}

export interface Corpus {
  readonly samples: readonly Sample[];
  /** Whole datagrams with the protocol of their socket. */
  readonly datagrams: readonly Datagram[];
  /** The captures as text. */
  readonly texts: readonly Uint8Array[];
}

const FIXTURES = new URL("../fixtures/", import.meta.url);
const FOLDERS = ["captures/", "golden/"];

function textsOf(folder: string): Uint8Array[] {
  const url = new URL(folder, FIXTURES);
  if (!existsSync(url)) return [];
  return readdirSync(url, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:txt|hex)$/.test(name))
    .sort()
    .map((name) => new Uint8Array(readFileSync(new URL(name, url))));
}

function datagramsOf(text: Uint8Array): Datagram[] {
  try {
    return readCapture(text).datagrams;
  } catch (error) {
    if (error instanceof TraceError) return [];
    throw error;
  }
}

/** The same message from a machine of the other byte order, where its value says all that is in it. */
function bigEndian(sample: Sample): Sample | undefined {
  const { schema, direction } = sample;
  try {
    const value = decode(schema, sample.bytes, { direction });
    const bytes = encode(schema, value, { direction, littleEndian: false });
    return { ...sample, littleEndian: false, bytes };
  } catch (error) {
    if (isEncodeError(error) || isDecodeError(error)) return undefined;
    throw error;
  }
}

export function readCorpus(): Corpus {
  const texts = FOLDERS.flatMap(textsOf);
  const seen = new Set<string>();
  const samples: Sample[] = [];
  const datagrams: Datagram[] = [];
  for (const text of texts) {
    const dissector = new netlink.Dissector(everything);
    for (const datagram of datagramsOf(text)) {
      const { bytes, protocol, pid, fd } = datagram;
      const direction = datagram.direction === "send" ? "request" : "reply";
      const { messages } = dissector.dissect({ bytes, protocol, direction, conversation: `${pid}/${fd}` });
      let fresh = false;
      for (const { schema, name, raw } of messages) {
        if (schema === undefined) continue;
        const body = bytes.slice(raw.payload, raw.end);
        // Ids, sequence numbers and counters differ from dump to dump: one message of a shape and length is enough.
        const key = `${name}/${direction}/${body.length}/${Buffer.from(body.subarray(0, 2)).toString("hex")}`;
        if (seen.has(key)) continue;
        seen.add(key);
        fresh = true;
        const sample: Sample = { name, schema, direction, littleEndian: true, bytes: body };
        samples.push(sample);
        const other = bigEndian(sample);
        if (other !== undefined) samples.push(other);
      }
      if (fresh) datagrams.push(datagram);
    }
  }
  return { samples, datagrams, texts };
}
