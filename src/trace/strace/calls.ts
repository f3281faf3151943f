// The calls that carry netlink datagrams, and what their printed results mean.
import { parseNumber } from "./numbers.js";

export interface DataCall {
  readonly direction: "send" | "receive";
  /** How the payload is passed: a buffer, a msghdr, an iovec array, or an array of mmsghdr. */
  readonly shape: "buffer" | "message" | "vector" | "messages";
  /** Index of the flags argument. */
  readonly flags: number | undefined;
}

const call = (direction: DataCall["direction"], shape: DataCall["shape"], flags?: number): DataCall => ({
  direction,
  shape,
  flags,
});

export const DATA_CALLS: ReadonlyMap<string, DataCall> = new Map([
  ["sendto", call("send", "buffer", 3)],
  ["send", call("send", "buffer", 3)],
  ["write", call("send", "buffer")],
  ["sendmsg", call("send", "message", 2)],
  ["writev", call("send", "vector")],
  ["sendmmsg", call("send", "messages", 3)],
  ["recvfrom", call("receive", "buffer", 3)],
  ["recv", call("receive", "buffer", 3)],
  ["read", call("receive", "buffer")],
  ["recvmsg", call("receive", "message", 2)],
  ["readv", call("receive", "vector")],
  ["recvmmsg", call("receive", "messages", 3)],
  ["recvmmsg_time32", call("receive", "messages", 3)],
  ["recvmmsg_time64", call("receive", "messages", 3)],
]);

export interface CallResult {
  /** `undefined` for `?` and for a call that did not return. */
  readonly value: number | undefined;
  /** Name of the errno. */
  readonly failed: string | undefined;
  /** The printed result from its number on. */
  readonly text: string;
}

/** Reads what follows the closing parenthesis: `   = 20 <0.000012>`, `= -1 EAGAIN (…)`, `= ?`. */
export function parseResult(rest: string): CallResult | undefined {
  const match = /^\s*= (-?(?:0x[0-9a-f]+|\d+)|\?)/i.exec(rest);
  if (match === null) return undefined;
  const text = rest.slice(rest.indexOf("=") + 2);
  const failed = /^(?:-1|\?) (E[A-Z0-9]+)\b/.exec(text)?.[1];
  return { value: match[1] === "?" ? undefined : parseNumber(match[1]!), failed, text };
}
