/** What goes over a connection, for people (NODE_DEBUG=ringlink) and for programs (node:diagnostics_channel). */
import { type AnyType, type ByteView, decodeTree, printTree } from "../../codec/index.js";
import { debugLog, debugSecrets, diagnostics, littleEndian } from "../../ffi/index.js";
import { errnoName } from "../../uapi/errno.js";
import { schemaOf } from "../catalog.js";
import { messageFlagNames, NLMSG_DONE, NLMSG_ERROR, NLMSG_HDRLEN, NLMSG_MIN_TYPE, verbOf } from "../header.js";
import type { Protocol } from "../protocol.js";
import { hideSecrets } from "./secrets.js";

/** Published on `ringlink:netlink:send` and `ringlink:netlink:receive`, once for each datagram. */
export interface DatagramTrace {
  readonly protocol: number;
  readonly port: number;
  /** A copy, whole: keys and passwords are in it. */
  readonly bytes: Uint8Array;
}

/** Published on `ringlink:netlink:unexpected`: what nobody waits for, which is dropped. */
export interface UnexpectedTrace {
  readonly protocol: number;
  readonly port: number;
  readonly type: number;
  readonly sequence: number;
}

const channels = {
  send: diagnostics("netlink:send"),
  receive: diagnostics("netlink:receive"),
  unexpected: diagnostics("netlink:unexpected"),
};

type Way = "send" | "receive";

/** How a message reads: its name, and the schema of its body. */
export interface Meaning {
  readonly name: string;
  readonly schema: AnyType | undefined;
}

/** Finds the meaning of a message by type and sequence number. */
export type Lookup = (type: number, sequence: number) => Meaning | undefined;

interface End {
  readonly protocol: number;
  readonly port: number;
}

function controlText(view: ByteView, type: number, start: number, end: number): string[] {
  if ((type !== NLMSG_ERROR && type !== NLMSG_DONE) || end - start < NLMSG_HDRLEN + 4) return [];
  const error = view.dv.getInt32(start + NLMSG_HDRLEN, littleEndian);
  return [error < 0 ? `  error ${errnoName(error)}` : `  error ${error}`];
}

/** Protocols whose messages are known by type, whoever they are for. */
const protocols = new Map<number, Protocol>();

/** Lets what is received of a protocol be printed by its message types, also where nobody waits for it. */
export function nameMessages(protocol: Protocol): void {
  protocols.set(protocol.number, protocol);
}

/**
 * What a message is. The answer to a request has a type of its own; the schema that reads it is the one that it was asked
 * for with.
 */
function meaningOf(
  way: Way,
  protocol: number,
  type: number,
  first: number | undefined,
  told: Meaning | undefined,
): Meaning | undefined {
  const entry = way === "send" ? undefined : protocols.get(protocol)?.messages.get(type);
  if (entry === undefined) return told;
  return { name: entry.name, schema: told?.schema ?? schemaOf(entry, "reply", first) };
}

const CONTROL = ["NLMSG_NOOP", "NLMSG_ERROR", "NLMSG_DONE", "NLMSG_OVERRUN"];

function describeMessage(
  way: Way,
  protocol: number,
  view: ByteView,
  start: number,
  end: number,
  lookup: Lookup,
): string[] {
  const type = view.dv.getUint16(start + 4, littleEndian);
  const flags = view.dv.getUint16(start + 6, littleEndian);
  const sequence = view.dv.getUint32(start + 8, littleEndian);
  const control = type < NLMSG_MIN_TYPE;
  const first = start + NLMSG_HDRLEN < end ? view.u8[start + NLMSG_HDRLEN] : undefined;
  const meaning = control ? undefined : meaningOf(way, protocol, type, first, lookup(type, sequence));
  const name = control ? (CONTROL[type - 1] ?? `control type ${type}`) : (meaning?.name ?? `type ${type}`);
  const names = messageFlagNames(flags, verbOf(name)).join("|");
  const head = `${way === "send" ? "→" : "←"} ${name} len ${end - start} seq ${sequence} flags ${names || "0"}`;
  if (control) return [head, ...controlText(view, type, start, end)];
  if (meaning?.schema === undefined) return [head];
  const direction = way === "send" ? "request" : "reply";
  const tree = decodeTree(meaning.schema, view, { start: start + NLMSG_HDRLEN, end, direction, littleEndian });
  if (!debugSecrets.enabled) hideSecrets(tree);
  return [head, ...printTree(tree).map((line) => `  ${line}`)];
}

function print(way: Way, end: End, view: ByteView, length: number, lookup: Lookup): void {
  const lines = [`netlink protocol ${end.protocol} port ${end.port}: ${length} bytes`];
  for (let o = 0; o + NLMSG_HDRLEN <= length; ) {
    const size = view.dv.getUint32(o, littleEndian);
    if (size < NLMSG_HDRLEN || o + size > length) break;
    lines.push(...describeMessage(way, end.protocol, view, o, o + size, lookup));
    o += (size + 3) & ~3;
  }
  debugLog("%s", lines.join("\n"));
}

/** Tells of one datagram. Costs nothing while nobody looks. */
export function traceDatagram(way: Way, end: End, view: ByteView, length: number, lookup: Lookup): void {
  const channel = channels[way];
  if (channel.hasSubscribers) {
    const { protocol, port } = end;
    channel.publish({ protocol, port, bytes: view.u8.slice(0, length) } satisfies DatagramTrace);
  }
  if (debugLog.enabled) print(way, end, view, length, lookup);
}

/** Whether anybody looks at datagrams. */
export function isTracing(way: Way): boolean {
  return debugLog.enabled || channels[way].hasSubscribers;
}

export function traceUnexpected(end: End, type: number, sequence: number): void {
  const { protocol, port } = end;
  if (channels.unexpected.hasSubscribers) {
    channels.unexpected.publish({ protocol, port, type, sequence } satisfies UnexpectedTrace);
  }
  if (debugLog.enabled)
    debugLog("netlink protocol %d port %d: type %d seq %d is unexpected", protocol, port, type, sequence);
}
