/** The bytes of one message with a comment for each piece. */
import { type AnnotatedSpan, annotate } from "../codec/annotate.js";
import { quoteText } from "../codec/print.js";
import { messageFlagNames, NLMSG_HDRLEN } from "./header.js";
import type { NetlinkMessage } from "./message.js";

/** Spans for the whole message, header included; offsets count from its start. */
export function annotateMessage(message: NetlinkMessage): AnnotatedSpan[] {
  const { length, type, flags, sequence, port } = message.raw;
  const names = messageFlagNames(flags, message.verb).join("|");
  // The name comes from the wire.
  const family = message.family === undefined ? "" : `${quoteText(message.family).slice(1, -1)} `;
  const header: [number, number, string][] = [
    [0, 4, `nlmsg_len ${length}`],
    [4, 2, `nlmsg_type ${type} ${family}${message.name}`],
    [6, 2, `nlmsg_flags ${names === "" ? "0" : names}`],
    [8, 4, `nlmsg_seq ${sequence}`],
    [12, 4, `nlmsg_pid ${port}`],
  ];
  const spans: AnnotatedSpan[] = header.map(([offset, size, note]) => ({ offset, length: size, depth: 0, note }));
  for (const span of annotate(message.tree(), length - NLMSG_HDRLEN)) {
    spans.push({ ...span, offset: span.offset + NLMSG_HDRLEN });
  }
  return spans;
}
