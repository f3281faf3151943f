/** Dumps with the thread blocked, for programs that start up. */
import { decode } from "../../codec/index.js";
import { codedError, littleEndian } from "../../ffi/index.js";
import { GetFlags, MessageFlags, NLMSG_DONE, NLMSG_ERROR, NLMSG_HDRLEN, NLMSG_MIN_TYPE } from "../header.js";
import { errnoOf, readControl } from "./control.js";
import { DumpInterruptedError, framingError, refusal, timeoutError } from "./errors.js";
import { encodeRequest, type Operation, type ReplyOf, type RequestOf } from "./operation.js";
import type { NetlinkSocket } from "./socket.js";

export interface BlockingOptions {
  /** Longest silence of the kernel, ms. */
  readonly timeoutMs: number;
  /** How often a dump that the kernel marked as interrupted is made again. */
  readonly retries: number;
}

/** What of a socket a blocking dump uses. */
export type BlockingSocket = Pick<NetlinkSocket, "send" | "receive" | "wait" | "view" | "truncated">;

/**
 * A dump as an array, read with the thread blocked. The socket must have no other conversation.
 *
 * @throws as `Connection.list`
 */
export function dumpBlocking<O extends Operation>(
  socket: BlockingSocket,
  operation: O,
  value: RequestOf<O>,
  options: BlockingOptions,
): ReplyOf<O>[] {
  for (let attempt = 0; ; attempt++) {
    const { values, interrupted } = readDump(socket, operation, value, attempt + 1, options.timeoutMs);
    if (!interrupted) return values as ReplyOf<O>[];
    if (attempt >= options.retries) throw new DumpInterruptedError(operation.name, attempt + 1, values);
  }
}

function readDump(
  socket: BlockingSocket,
  operation: Operation,
  value: unknown,
  sequence: number,
  timeoutMs: number,
): { values: unknown[]; interrupted: boolean } {
  const { name, reply } = operation;
  const request = encodeRequest(operation, value, GetFlags.dump);
  new DataView(request.buffer, request.byteOffset).setUint32(8, sequence, littleEndian);
  socket.send(request);
  const values: unknown[] = [];
  let interrupted = false;
  for (;;) {
    const length = receive(socket, name, timeoutMs);
    const { view } = socket;
    for (let o = 0; o + NLMSG_HDRLEN <= length; ) {
      const size = view.dv.getUint32(o, littleEndian);
      if (size < NLMSG_HDRLEN || o + size > length) {
        throw framingError(name, `nlmsg_len ${size} does not fit the ${length - o} bytes left`, o);
      }
      const start = o;
      const end = o + size;
      o += (size + 3) & ~3;
      // What is left of an attempt that was given up.
      if (view.dv.getUint32(start + 8, littleEndian) !== sequence) continue;
      const type = view.dv.getUint16(start + 4, littleEndian);
      const flags = view.dv.getUint16(start + 6, littleEndian);
      if ((flags & MessageFlags.dump_intr) !== 0 && type !== NLMSG_ERROR) interrupted = true;
      if (type >= NLMSG_MIN_TYPE) {
        const body = { start: start + NLMSG_HDRLEN, end, littleEndian, name };
        values.push(reply === undefined ? view.u8.slice(body.start, end) : decode(reply, view, body));
        continue;
      }
      if (type !== NLMSG_DONE && type !== NLMSG_ERROR) continue;
      if (errnoOf(view, start, end) === 0) return { values, interrupted };
      const control = readControl(view, { type, flags, start, end }, operation, request, sequence);
      throw refusal(operation, request, control, { sequence });
    }
  }
}

/** Length of the next datagram. */
function receive(socket: BlockingSocket, name: string, timeoutMs: number): number {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const length = socket.receive();
    if (length >= 0 && socket.truncated === 0) return length;
    if (length >= 0) {
      const message = `${name}: a datagram of ${socket.truncated} bytes did not fit the receive buffer of ${length}`;
      throw codedError("ERR_RINGLINK_TRUNCATED", message);
    }
    // Messages of other senders wake the wait as well, and are dropped.
    const left = end - performance.now();
    if (left <= 0) throw timeoutError(name, timeoutMs);
    socket.wait(left);
  }
}
