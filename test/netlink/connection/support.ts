/** A small protocol to converse in: items with a number and a name. */
import { attr, attrs, cstring, type Input, message, nested, struct, u16, u32 } from "../../../src/codec/index.js";
import {
  type Answer,
  type AnswerMessage,
  answer,
  Connection,
  errno,
  type Handler,
  MemorySocket,
  type MemorySocketOptions,
  operation,
  type SeenRequest,
} from "../../../src/netlink/connection/index.js";

export const Item = message(
  struct("itemmsg", 4, { id: u32 }),
  attrs({
    name: attr(1, "ITEM_NAME", cstring),
    info: attr(2, "ITEM_INFO", nested(attrs({ kind: attr(1, "INFO_KIND", cstring), size: attr(2, "INFO_SIZE", u16) }))),
  }),
);

export const NewItem = operation("ITEM_NEW", 16, Item);
export const DelItem = operation("ITEM_DEL", 17, Item);
export const GetItem = operation("ITEM_GET", 18, Item);

export function item(id: number, more: Omit<Input<typeof Item>, "id"> = {}): AnswerMessage {
  return answer(16, Item, { id, ...more });
}

/** An item whose attribute ends after the message. */
export const MALFORMED: AnswerMessage = { type: 16, payload: Uint8Array.of(1, 0, 0, 0, 200, 0, 1, 0) };

/** The number in a request. */
export function idOf({ payload }: SeenRequest): number {
  return new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
}

export function converse(
  handler: Handler,
  options: MemorySocketOptions = {},
  timeoutMs?: number,
): { nl: Connection; socket: MemorySocket } {
  const socket = new MemorySocket(handler, options);
  return { nl: Connection.over(socket, timeoutMs === undefined ? {} : { timeoutMs }), socket };
}

/** Acknowledges everything. */
export const agree: Handler = (request): Answer[] => [errno(request)];

/** What a promise was rejected with. */
export async function failure(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  return promise.then(
    () => {
      throw new Error("did not fail");
    },
    (error: Error) => error,
  );
}

/** Lets the event loop turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
