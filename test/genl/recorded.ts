import { readFileSync } from "node:fs";
import { type AnyType, type Direction, decode } from "../../src/codec/index.js";
import { sockDiag } from "../../src/diag/protocol.js";
import { genericFamilies } from "../../src/genl/families.js";
import { GENL_ID_CTRL } from "../../src/genl/header.js";
import { GenlFamily } from "../../src/genl/nlctrl/nlctrl.js";
import type { GenericFamily, MessageEntry, MessageSchema } from "../../src/netlink/protocol.js";
import { readCapture } from "../../src/trace/index.js";

const NETLINK_SOCK_DIAG = 4;
const NETLINK_GENERIC = 16;
const NLMSG_HDRLEN = 16;
const NLMSG_MIN_TYPE = 16;

/** A message of a capture with the schema that its family or protocol has for it. */
export interface Recorded {
  name: string;
  direction: Direction;
  schema: AnyType;
  body: Uint8Array;
  /** Line of the capture. */
  line: number | undefined;
}

/** The generic netlink and sock_diag messages of a capture in test/fixtures, `captures/diag-inet`. Family numbers are learned from it. */
export function recorded(capture: string): Recorded[] {
  const file = new URL(`../fixtures/${capture}.txt`, import.meta.url);
  const families = new Map<number, GenericFamily | undefined>([[GENL_ID_CTRL, genericFamilies.get("nlctrl")]]);
  const out: Recorded[] = [];
  for (const datagram of readCapture(readFileSync(file)).datagrams) {
    const { bytes, line, protocol } = datagram;
    const direction = datagram.direction === "send" ? "request" : "reply";
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let o = 0; o + NLMSG_HDRLEN <= bytes.length; ) {
      const length = view.getUint32(o, true);
      const type = view.getUint16(o + 4, true);
      if (length < NLMSG_HDRLEN || o + length > bytes.length) break;
      const body = bytes.subarray(o + NLMSG_HDRLEN, o + length);
      o += (length + 3) & ~3;
      if (type < NLMSG_MIN_TYPE) continue;
      let entry: MessageEntry | undefined;
      if (protocol === NETLINK_GENERIC) {
        if (type === GENL_ID_CTRL && direction === "reply") {
          const { familyId, familyName } = decode(GenlFamily, body);
          if (familyId !== undefined && familyName !== undefined)
            families.set(familyId, genericFamilies.get(familyName));
        }
        entry = families.get(type)?.[direction].get(body[0] ?? -1);
      } else if (protocol === NETLINK_SOCK_DIAG) entry = sockDiag.messages.get(type);
      const schema = choose(entry?.[direction], body[0]);
      if (entry !== undefined && schema !== undefined) out.push({ name: entry.name, direction, schema, body, line });
    }
  }
  return out;
}

function choose(schema: MessageSchema | undefined, family: number | undefined): AnyType | undefined {
  if (schema === undefined || "tag" in schema) return schema;
  return family === undefined ? undefined : schema.byFamily.get(family);
}

/** The messages of a capture that one schema reads, decoded. */
export function decoded<T extends AnyType>(
  capture: string,
  name: string,
  direction: Direction,
  schema: T,
): T["~out"][] {
  return recorded(capture)
    .filter((message) => message.name === name && message.direction === direction && message.schema === schema)
    .map(({ body }) => decode(schema, body, { direction, name }));
}
