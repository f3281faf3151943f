import { readFileSync } from "node:fs";
import { type AnyType, type Direction, decode, type Infer } from "../../src/codec/index.js";
import { readCapture } from "../../src/trace/index.js";

/** A rtnetlink message of a recorded capture, without its nlmsghdr. */
export interface Recorded {
  readonly type: number;
  readonly direction: Direction;
  readonly body: Uint8Array;
}

/** Every rtnetlink message of a capture, in order. */
export function recorded(name: string): Recorded[] {
  const capture = readCapture(readFileSync(new URL(`../fixtures/captures/${name}.txt`, import.meta.url)));
  const out: Recorded[] = [];
  for (const datagram of capture.datagrams) {
    if (datagram.protocol !== 0) continue;
    const view = new DataView(datagram.bytes.buffer, datagram.bytes.byteOffset, datagram.bytes.byteLength);
    for (let o = 0; o + 16 <= view.byteLength; ) {
      const length = view.getUint32(o, true);
      if (length < 16 || o + length > view.byteLength) break;
      const direction = datagram.direction === "send" ? "request" : "reply";
      out.push({ type: view.getUint16(o + 4, true), direction, body: datagram.bytes.slice(o + 16, o + length) });
      o += (length + 3) & ~3;
    }
  }
  return out;
}

/** The values of one message type and direction in a capture. */
export function values<T extends AnyType>(name: string, type: number, direction: Direction, schema: T): Infer<T>[] {
  const found = recorded(name).filter((message) => message.type === type && message.direction === direction);
  return found.map(({ body }) => decode(schema, body, { direction }));
}

/** The one value that `wanted` picks; fails when there is none. */
export function pick<T>(list: readonly T[], wanted: (value: T) => boolean): T {
  const found = list.find(wanted);
  if (found === undefined) throw new Error(`none of ${list.length} messages is the wanted one`);
  return found;
}

/** Keys that are set. */
export function present<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Partial<T>;
}
