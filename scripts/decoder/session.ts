/** Datagrams of one input as messages with names, numbered, and filtered. */

import type { Filter } from "./filter.js";
import { clean } from "./io.js";
import {
  type Datagram,
  type DissectedDatagram,
  Dissector,
  everything,
  kernelName,
  type NetlinkMessage,
  NetlinkProtocol,
  nameOf,
} from "./library.js";
import { type Options, protocolNumber } from "./options.js";
import type { Input } from "./source.js";

/** NETLINK_KOBJECT_UEVENT: the kernel's one protocol without nlmsghdr. */
const KOBJECT_UEVENT = 15;

/** A message with its number in the input. */
export interface Numbered {
  readonly n: number;
  readonly message: NetlinkMessage;
}

/** A datagram, the messages in it that were asked for, and what is left over. */
export interface Seen {
  readonly datagram: Datagram;
  /** Short name of the protocol, `ROUTE`; undefined when it is not known. */
  readonly protocol: string | undefined;
  readonly dissected: DissectedDatagram;
  readonly messages: readonly Numbered[];
  /** Number of a datagram that has no message in it. */
  readonly n: number | undefined;
  /** Bytes behind the last message; empty: none. */
  readonly trailing: Uint8Array;
  /** Why bytes of the datagram are no message. */
  readonly error: string | undefined;
  /** The datagram is not made of messages: a uevent. */
  readonly isPlain: boolean;
  /** What tells sockets apart: `port 37`; undefined where the input does not. */
  readonly socket: string | undefined;
  readonly commands: readonly string[];
  readonly facts: ReadonlyMap<string, string>;
  /** Ids of the generic netlink families that are known by now. */
  readonly families: ReadonlyMap<number, string>;
}

export function protocolName(number: number | undefined): string | undefined {
  if (number === undefined) return undefined;
  const name = nameOf(NetlinkProtocol, number);
  return name === undefined ? String(number) : kernelName(NetlinkProtocol, name).slice("NETLINK_".length);
}

/** Ports that were seen sending; more are forgotten. */
const MAX_PORTS = 4096;

/** Counts messages over all inputs. */
export class Counter {
  n = 0;
}

export class Session {
  readonly #dissector: Dissector;
  readonly #filter: Filter;
  readonly #counter: Counter;
  readonly #ports = new Set<number>();

  constructor(options: Options, input: Input, filter: Filter, counter: Counter = new Counter()) {
    this.#dissector = new Dissector(everything, { littleEndian: input.littleEndian, families: options.families });
    this.#filter = filter;
    this.#counter = counter;
  }

  /** Everything of an input, in order. Datagrams of which the filter leaves nothing are left out. */
  async *read(input: Input): AsyncGenerator<Seen[]> {
    for await (const { datagrams, sidelines } of input.batches) {
      const seen: Seen[] = [];
      for (const datagram of datagrams) {
        const one = this.#see(datagram, sidelines.directivesAt(datagram.line));
        const commands = sidelines.commandsAt(datagram.line);
        if (one !== undefined) seen.push({ ...one, commands, facts: sidelines.facts });
      }
      yield seen;
    }
  }

  #see(
    datagram: Datagram,
    said: ReadonlyMap<string, string> | undefined,
  ): Omit<Seen, "commands" | "facts"> | undefined {
    const given = said?.get("protocol");
    const number = (given === undefined ? undefined : protocolNumber(given)) ?? datagram.protocol;
    const family = /^(.+)=(\d+)$/.exec(said?.get("family") ?? "");
    if (family !== null) this.#dissector.introduce(family[1]!, Number(family[2]));
    const isPlain = number === KOBJECT_UEVENT;
    const socket = said?.get("socket") ?? this.#socket(datagram);
    const dissected = this.#dissector.dissect({
      bytes: isPlain ? new Uint8Array(0) : datagram.bytes,
      protocol: number,
      direction: directionOf(datagram, said?.get("direction")),
      ...(socket === undefined ? {} : { conversation: socket }),
    });
    const messages = dissected.messages.map((message) => ({ n: ++this.#counter.n, message }));
    const isEmpty = messages.length === 0;
    const n = isEmpty && datagram.bytes.length > 0 ? ++this.#counter.n : undefined;
    const kept = messages.filter(({ message }) => this.#filter.accepts(message));
    if (kept.length === 0 && !(isEmpty && this.#filter.isEmpty)) return undefined;
    const trailing = isPlain ? datagram.bytes : datagram.bytes.subarray(dissected.split.end);
    const { error } = dissected.split;
    const families = this.#dissector.familyIds;
    return {
      datagram,
      protocol: protocolName(number),
      dissected,
      messages: kept,
      n,
      trailing,
      error,
      isPlain,
      socket,
      families,
    };
  }

  /**
   * Tells sockets apart. Threads share a descriptor, so the process id does not help; the port id does, but it is not
   * known yet when an unbound socket sends its first request.
   */
  #socket({ port, fd, direction }: Datagram): string | undefined {
    if (port !== undefined && direction === "send") {
      if (this.#ports.size >= MAX_PORTS) this.#ports.clear();
      this.#ports.add(port);
    }
    if (port !== undefined && this.#ports.has(port)) return `port ${port}`;
    return fd === undefined ? undefined : `fd ${fd}`;
  }
}

function directionOf(datagram: Datagram, said: string | undefined): "request" | "reply" | undefined {
  if (said === "request" || said === "reply") return said;
  if (datagram.direction === "unknown") return undefined;
  return datagram.direction === "send" ? "request" : "reply";
}

/** A family's name as it may be shown: it comes from the wire. */
export function familyText(family: string): string {
  return clean(family);
}
