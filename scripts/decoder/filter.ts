/** `--filter`: which messages are wanted. */
import { type NetlinkMessage, NLMSG_DONE, NLMSG_ERROR } from "./library.js";

const NLMSG_NOOP = 1;
const NLMSG_OVERRUN = 4;

/** The errno of NLMSG_ERROR, 0 for an acknowledgement; undefined when the message is cut. */
export function errnoOf(message: NetlinkMessage): number | undefined {
  const { bytes, littleEndian } = message;
  if (bytes.length < 20) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getInt32(16, littleEndian);
}

type Test = (message: NetlinkMessage) => boolean;

const WORDS: Readonly<Record<string, Test>> = {
  error: (message) => message.raw.type === NLMSG_ERROR && errnoOf(message) !== 0,
  ack: (message) => message.raw.type === NLMSG_ERROR && errnoOf(message) === 0,
  done: (message) => message.raw.type === NLMSG_DONE,
  noop: (message) => message.raw.type === NLMSG_NOOP,
  overrun: (message) => message.raw.type === NLMSG_OVERRUN,
};

function testOf(text: string): Test {
  const lower = text.toLowerCase();
  if (Object.hasOwn(WORDS, lower)) return WORDS[lower]!;
  if (/^(?:\d+|0x[0-9a-f]+)$/i.test(text)) return (message) => message.raw.type === Number(text);
  const colon = text.indexOf(":");
  const family = colon < 0 ? undefined : text.slice(0, colon);
  const name = text.slice(colon + 1);
  const wanted = name.toUpperCase();
  const command = Number(name);
  return (message) => {
    if (family !== undefined && message.family !== family) return false;
    if (family === undefined && message.family === text) return true;
    if (family !== undefined && name !== "" && message.bytes[16] === command) return true;
    return message.name === wanted || message.name.endsWith(`_${wanted}`);
  };
}

export class Filter {
  readonly #tests: readonly Test[];

  /** Accepts what one of `texts` names; everything when there is none. */
  constructor(texts: readonly string[]) {
    this.#tests = texts.map(testOf);
  }

  get isEmpty(): boolean {
    return this.#tests.length === 0;
  }

  accepts(message: NetlinkMessage): boolean {
    return this.isEmpty || this.#tests.some((test) => test(message));
  }
}
