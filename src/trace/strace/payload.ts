// Payloads out of call arguments, for captures without hexdumps: quoted strings, or messages that can be rebuilt.
import { align4, u16, u32 } from "../chain.js";
import type { DataCall } from "./calls.js";
import { hasFlag } from "./numbers.js";
import { isNetlink, type Rebuilder, Refusal, type RefusalReason } from "./rebuild.js";
import { argumentValue, type Item, parseValue, type Value } from "./syntax.js";

/** What the arguments give for one datagram. */
export type Payload =
  | { readonly bytes: Uint8Array; readonly source: "string" | "rebuilt" }
  | { readonly refused: RefusalReason | "no-bytes"; readonly detail: string; readonly netlink: boolean };

const items = (value: Value | undefined): readonly Item[] => (value?.kind === "group" ? value.items : []);

function named(list: readonly Item[], name: string): Value | undefined {
  return list.find((item) => item.name === name)?.value;
}

/** The msghdr of each element of an *mmsg array, or of the one message. */
function headers(shape: DataCall["shape"], argument: Value | undefined): readonly (Value | undefined)[] {
  if (shape === "message") return [argument];
  // `{msg_hdr={…}, msg_len=20}`, before 4.13 `{{…}, 20}`.
  return items(argument).map(({ value }) => named(items(value), "msg_hdr") ?? items(value)[0]?.value);
}

/** The buffers of an iovec array: `{iov_base=…, iov_len=…}`, before 4.13 `{…, 20}`. */
function buffers(vector: Value | undefined): (Value | undefined)[] | undefined {
  if (vector?.kind !== "group") return undefined;
  const list = vector.items.map(({ value }) => named(items(value), "iov_base") ?? items(value)[0]?.value);
  return vector.more ? [...list, undefined] : list;
}

/** One payload for each datagram of a call. */
export function payloads(call: DataCall, args: readonly string[], rebuilder: Rebuilder): Payload[] {
  const argument = parseValue(argumentValue(args[1] ?? ""));
  if (call.shape === "buffer") return [join([argument], rebuilder)];
  if (call.shape === "vector") return [join(buffers(argument), rebuilder)];
  return headers(call.shape, argument).map((header) => join(buffers(named(items(header), "msg_iov")), rebuilder));
}

/** Whether the kernel cut each received message: MSG_TRUNC (0x20) in its msg_flags. */
export function messageFlagsTruncated(call: DataCall, args: readonly string[]): boolean[] {
  if (call.shape !== "message" && call.shape !== "messages") return [];
  const text = args[1] ?? "";
  if (!text.includes("MSG_TRUNC") && !text.includes("msg_flags=0x")) return [];
  return headers(call.shape, parseValue(argumentValue(text))).map((header) => {
    const flags = named(items(header), "msg_flags");
    return flags?.kind === "atom" && hasFlag(flags.text, "MSG_TRUNC", 0x20);
  });
}

function join(parts: readonly (Value | undefined)[] | undefined, rebuilder: Rebuilder): Payload {
  const netlink = parts?.some((part) => isNetlink(part)) ?? false;
  if (parts === undefined || parts.length === 0) return { refused: "no-bytes", detail: "no payload printed", netlink };
  const chunks: Uint8Array[] = [];
  for (const part of parts) {
    if (part?.kind === "string" && part.cut) return { refused: "cut", detail: "the string is cut", netlink };
    if (part?.kind === "string") chunks.push(part.bytes);
    else if (part === undefined || part.kind === "atom") {
      if (part?.text === "NULL") continue;
      return { refused: "no-bytes", detail: "no payload printed", netlink };
    } else {
      try {
        chunks.push(rebuilder.rebuild(part));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { refused: error.reason, detail: error.message, netlink };
      }
    }
  }
  return { bytes: concat(chunks), source: netlink ? "rebuilt" : "string" };
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** Family names and ids out of CTRL_CMD_NEWFAMILY messages (type 16, command 1): id is attribute 1, name 2. */
export function learnFamilies(bytes: Uint8Array, littleEndian: boolean, families: Map<string, number>): void {
  const half = (at: number): number => u16(bytes, at, littleEndian);
  for (let at = 0; at + 20 <= bytes.length; ) {
    const length = u32(bytes, at, littleEndian);
    if (length < 20 || length > bytes.length - at) return;
    if (half(at + 4) === 16 && bytes[at + 16] === 1 && families.size < 4096) {
      let id = -1;
      let name = "";
      for (let attr = at + 20; attr + 4 <= at + length; ) {
        const size = half(attr);
        if (size < 4 || attr + size > at + length) break;
        if ((half(attr + 2) & 0x3fff) === 1 && size >= 6) id = half(attr + 4);
        if ((half(attr + 2) & 0x3fff) === 2) {
          for (const byte of bytes.subarray(attr + 4, attr + size)) if (byte !== 0) name += String.fromCharCode(byte);
        }
        attr += align4(size);
      }
      if (id >= 0 && name !== "") families.set(name, id);
    }
    at += align4(length);
  }
}
