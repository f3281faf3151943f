/** Reads NLMSG_ERROR and NLMSG_DONE straight from the receive buffer. */
import { type ByteView, isDecodeError } from "../../codec/index.js";
import { littleEndian } from "../../ffi/index.js";
import { AckFlags, NLMSG_ERROR, NLMSG_HDRLEN } from "../header.js";
import { type ControlValue, NetlinkMessage, type Resolve } from "../message.js";
import type { Operation } from "./operation.js";

/** A message in the receive buffer, by offsets. */
export interface Place {
  readonly type: number;
  readonly flags: number;
  readonly start: number;
  readonly end: number;
}

/** The errno of an acknowledgement or of the end of a dump; 0 where it carries none. */
export function errnoOf(view: ByteView, start: number, end: number): number {
  return end - start >= NLMSG_HDRLEN + 4 ? Math.min(0, view.dv.getInt32(start + NLMSG_HDRLEN, littleEndian)) : 0;
}

/** Whether there is more to read than the errno. */
export function hasDetails(flags: number): boolean {
  return (flags & AckFlags.ack_tlvs) !== 0;
}

/** Everything it says. Details that are malformed are left out: the errno counts all the same. */
export function readControl(
  view: ByteView,
  place: Place,
  operation: Operation,
  request: Uint8Array,
  sequence: number,
): ControlValue {
  const { type, flags, start, end } = place;
  const error = errnoOf(view, start, end);
  const resolve: Resolve = (number) =>
    number === operation.type
      ? { name: operation.name, schema: operation.request }
      : { name: number === NLMSG_ERROR ? "NLMSG_ERROR" : "NLMSG_DONE", schema: undefined };
  const raw = {
    length: end - start,
    type,
    flags,
    sequence,
    port: 0,
    start,
    payload: start + NLMSG_HDRLEN,
    end,
    next: end,
  };
  const note = { name: operation.name, type: operation.type, sequence, bytes: request };
  try {
    const message = new NetlinkMessage(view, raw, "reply", littleEndian, resolve, note);
    return { ...(message.value() as ControlValue), error };
  } catch (failure) {
    if (!isDecodeError(failure)) throw failure;
    return { error, code: undefined };
  }
}
