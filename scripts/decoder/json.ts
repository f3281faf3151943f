/** `--json` and `--tree`: one JSON object a message and line. */
import type { Output } from "./io.js";
import { hexDigits, isDecodeError, type NetlinkMessage, type TreeNode, toJson, undescribed } from "./library.js";
import type { Numbered, Seen } from "./session.js";
import type { View } from "./view.js";

export class JsonView implements View {
  readonly #out: Output;
  readonly #tree: boolean;

  /** `tree`: the lossless tree in place of the value. */
  constructor(out: Output, tree: boolean) {
    this.#out = out;
    this.#tree = tree;
  }

  datagram(seen: Seen): void {
    const last = seen.dissected.messages.at(-1);
    for (const numbered of seen.messages) {
      const isLast = numbered.message === last;
      this.#put({ ...this.#message(seen, numbered), ...(isLast ? leftoverOf(seen) : {}) });
    }
    if (seen.n === undefined) return;
    const { protocol, datagram, n, error } = seen;
    const direction =
      datagram.direction === "unknown" ? undefined : datagram.direction === "send" ? "request" : "reply";
    const value = { [this.#tree ? "tree" : "value"]: hexDigits(datagram.bytes) };
    this.#put({ n, direction, protocol, length: datagram.bytes.length, ...value, unknown: [], error });
  }

  end(): number {
    return 0;
  }

  #put(object: Readonly<Record<string, unknown>>): void {
    this.#out.line(JSON.stringify(object));
  }

  #message({ protocol }: Seen, { n, message }: Numbered): Record<string, unknown> {
    const { direction, family, name } = message;
    const { type, flags, sequence, port, length } = message.raw;
    const head = { n, direction, protocol, type, typeName: name, flags, seq: sequence, port, length, family };
    const { value, error } = valueJson(message);
    if (this.#tree) {
      const tree = message.tree();
      return { ...head, tree: toJson(tree), unknown: unknownJson(tree), error };
    }
    // Most messages hold nothing unknown, and their trees cost more than all the rest.
    const isPlain = error === undefined && message.isDecodable && !hasUnknown(value);
    return { ...head, value, unknown: isPlain ? [] : unknownJson(message.tree()), error };
  }
}

/** The attributes that no schema describes. */
export function unknownJson(tree: TreeNode): { path: readonly string[]; length: number }[] {
  return undescribed(tree).map(({ path, attribute }) => ({ path, length: attribute.length }));
}

/** Whether a set in the value kept attributes that it does not declare, under the key that all sets have for them. */
function hasUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return "unknown" in value || Object.values(value).some(hasUnknown);
}

/** The value of a message, or its bytes and what is wrong with them. */
export function valueJson(message: NetlinkMessage): { value: unknown; error?: string } {
  try {
    return { value: toJson(message.value()) };
  } catch (error) {
    if (!isDecodeError(error)) throw error;
    const { payload, start } = message.raw;
    return { value: hexDigits(message.bytes.subarray(payload - start)), error: error.message };
  }
}

/** Bytes behind the last message of a datagram. */
function leftoverOf({ trailing, error }: Seen): Record<string, unknown> {
  if (trailing.length === 0) return {};
  return { trailing: hexDigits(trailing), ...(error === undefined ? {} : { error }) };
}
