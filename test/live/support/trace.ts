/** The netlink traffic of one command, dissected and checked. */
import { expect } from "vitest";
import { type AnyType, everything, hexDigits, type Infer, undescribed } from "../../../src/index.js";
import {
  type ControlValue,
  Dissector,
  type NetlinkMessage,
  NLMSG_DONE,
  NLMSG_ERROR,
} from "../../../src/netlink/index.js";
import type { Capture } from "../../../src/trace/index.js";
import { parseOutput } from "./namespace.js";

export class Trace {
  readonly command: string;
  /** What the command printed. */
  readonly stdout: string;
  readonly messages: readonly NetlinkMessage[];

  /** Reads and checks everything: see `problems`. */
  constructor(command: string, stdout: string, capture: Capture) {
    this.command = command;
    this.stdout = stdout;
    const dissector = new Dissector(everything);
    const messages: NetlinkMessage[] = [];
    const found: string[] = capture.notes.map(({ message }) => `capture: ${message}`);
    for (const { bytes, direction, protocol, fd, truncated } of capture.datagrams) {
      if (truncated !== undefined) found.push(`capture: datagram cut (${truncated.reason})`);
      const input = { bytes, protocol, direction: DIRECTIONS[direction], conversation: `fd ${fd}` };
      const { messages: inside, split } = dissector.dissect(input);
      if (split.error !== undefined) found.push(`framing: ${split.error}`);
      messages.push(...inside);
    }
    for (const message of messages) found.push(...problems(message));
    expect(found, `netlink traffic of ${command}`).toEqual([]);
    this.messages = messages;
  }

  /** The printed JSON. */
  json<T>(): T {
    return parseOutput<T>(this.stdout);
  }

  /** Decoded bodies of the messages of one name, `RTM_NEWLINK`, in order. */
  replies<T extends AnyType>(name: string, schema: T): Infer<T>[] {
    return this.#values(name, "reply", schema);
  }

  requests<T extends AnyType>(name: string, schema: T): Infer<T>[] {
    return this.#values(name, "request", schema);
  }

  #values<T extends AnyType>(name: string, direction: string, schema: T): Infer<T>[] {
    const wanted = this.messages.filter((message) => message.name === name && message.direction === direction);
    for (const message of wanted) {
      // What is cast below is what the schema infers.
      if (message.schema !== schema) throw new Error(`${this.command}: ${name} is read with another schema`);
    }
    return wanted.map((message) => message.value() as Infer<T>);
  }

  /** Acknowledgements and refusals, in order. */
  acks(): ControlValue[] {
    const wanted = this.messages.filter(({ raw }) => raw.type === NLMSG_ERROR || raw.type === NLMSG_DONE);
    return wanted.map((message) => message.value() as ControlValue);
  }
}

const DIRECTIONS = { send: "request", receive: "reply", unknown: undefined } as const;

/** What is wrong with a message: no schema, malformed, an unknown attribute, bytes that are not encoded again as they were. */
function problems(message: NetlinkMessage): string[] {
  const name = `${message.direction} ${message.family === undefined ? "" : `${message.family} `}${message.name}`;
  if (!message.isDecodable) return [`${name}: no schema`];
  const found: string[] = [];
  try {
    message.value();
  } catch (error) {
    found.push(`${name}: ${String(error)}`);
  }
  const tree = message.tree();
  for (const { path, attribute } of undescribed(tree)) {
    found.push(`${name}: unknown attribute ${path.join(" › ")} (${attribute.length} bytes)`);
  }
  const again = message.encode(tree);
  if (Buffer.compare(again, message.bytes) !== 0) {
    found.push(`${name}: ${hexDigits(message.bytes)} is encoded as ${hexDigits(again)}`);
  }
  return found;
}
