/** One question to the kernel over netlink and its answers, without the event loop: it has answered when the send returns. */
import { decode } from "../../codec/index.js";
import { codedError, type Ffi, littleEndian, type NetworkNamespace } from "../../ffi/index.js";
import { errnoOf, readControl } from "../../netlink/connection/control.js";
import { refusal } from "../../netlink/connection/errors.js";
import { encodeRequest, type Operation, type ReplyOf, type RequestOf } from "../../netlink/connection/operation.js";
import { NetlinkSocket } from "../../netlink/connection/socket.js";
import { MessageFlags, NLMSG_ERROR, NLMSG_HDRLEN } from "../../netlink/header.js";

export interface AskOptions {
  /** `route` by default. */
  readonly protocol?: "route" | "generic" | undefined;
  readonly netns?: NetworkNamespace | undefined;
  /** What the request is about, for errors. */
  readonly subject: string;
  readonly ffi: Ffi;
}

const SEQUENCE = 1;

/** Answers to a request. @throws NetlinkError when the kernel refuses; SyscallError */
export function ask<O extends Operation>(operation: O, value: RequestOf<O>, options: AskOptions): ReplyOf<O>[] {
  const request = encodeRequest(operation, value, MessageFlags.ack);
  new DataView(request.buffer, request.byteOffset).setUint32(8, SEQUENCE, littleEndian);
  using socket = NetlinkSocket.open({ ...options, protocol: options.protocol ?? "route" });
  socket.send(request);
  const values: ReplyOf<O>[] = [];
  for (;;) {
    const length = socket.receive();
    if (length < 0) throw codedError("ERR_RINGLINK_NO_ANSWER", `${operation.name}: the kernel gave no answer`);
    if (socket.truncated > 0) throw codedError("ERR_RINGLINK_TRUNCATED", `${operation.name}: the answer did not fit`);
    const { view } = socket;
    for (let start = 0; start + NLMSG_HDRLEN <= length; ) {
      const size = view.dv.getUint32(start, littleEndian);
      if (size < NLMSG_HDRLEN || start + size > length) break;
      const end = start + size;
      const type = view.dv.getUint16(start + 4, littleEndian);
      if (type === NLMSG_ERROR) {
        if (errnoOf(view, start, end) === 0) return values;
        const flags = view.dv.getUint16(start + 6, littleEndian);
        const control = readControl(view, { type, flags, start, end }, operation, request, SEQUENCE);
        throw refusal(operation, request, control, { subject: options.subject, sequence: SEQUENCE });
      }
      if (operation.reply !== undefined) {
        const place = { start: start + NLMSG_HDRLEN, end, littleEndian, name: operation.name };
        values.push(decode(operation.reply, view, place) as ReplyOf<O>);
      }
      start += (size + 3) & ~3;
    }
  }
}
