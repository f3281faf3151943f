/** `--check`: encodes every message again from its tree, and counts. */
import { clean, type Output } from "./io.js";
import { hexDigits, type NetlinkMessage, undescribed } from "./library.js";
import type { Numbered, Seen } from "./session.js";
import { problemOf } from "./text.js";
import type { View } from "./view.js";

/** Different paths that are counted apart; the rest is counted under `…`. */
const MAX_PATHS = 10_000;

export class CheckView implements View {
  readonly #out: Output;
  readonly #unknownByPath = new Map<string, number>();
  /** Messages of the present datagram, encoded again. */
  readonly #encoded = new Map<NetlinkMessage, Uint8Array>();
  #datagrams = 0;
  #messages = 0;
  #bytes = 0;
  #mismatches = 0;
  #malformed = 0;
  #undecoded = 0;
  #unknownAttributes = 0;

  constructor(out: Output) {
    this.#out = out;
  }

  datagram(seen: Seen): void {
    this.#datagrams++;
    this.#bytes += seen.datagram.bytes.length;
    const before = this.#mismatches;
    this.#encoded.clear();
    for (const numbered of seen.messages) this.#message(numbered);
    if (seen.isPlain) {
      this.#undecoded++;
      return;
    }
    if (seen.error !== undefined) {
      this.#malformed++;
      this.#say("malformed", seen, clean(seen.error));
    }
    if (this.#mismatches === before && !isSame(this.#rebuild(seen), seen.datagram.bytes)) {
      this.#mismatches++;
      this.#say("mismatch", seen, "between or behind the messages");
    }
  }

  #say(what: string, seen: Seen, text: string): void {
    const n = seen.n ?? seen.messages[0]?.n;
    this.#out.line(`${what}: #${n} ${seen.protocol ?? "unknown protocol"}: ${text}`);
  }

  #message({ n, message }: Numbered): void {
    this.#messages++;
    const tree = message.tree();
    const again = message.encode(tree);
    this.#encoded.set(message, again);
    if (!isSame(again, message.bytes)) {
      this.#mismatches++;
      this.#out.line(`mismatch: #${n} ${message.name}: ${hexDigits(message.bytes)} became ${hexDigits(again)}`);
    }
    const problem = problemOf(message);
    if (problem !== undefined) {
      this.#malformed++;
      this.#out.line(`malformed: #${n} ${message.direction} ${clean(problem)}`);
    }
    if (!message.isDecodable) this.#undecoded++;
    for (const { path } of undescribed(tree)) this.#unknown([nameOf(message), ...path].join(" › "));
  }

  /**
   * The whole datagram from the trees of its messages. Padding is zeros up to a multiple of four, as far as the datagram
   * goes; padding that is not zeros, and what lies behind the last message, mean nothing and are kept as they are.
   */
  #rebuild({ dissected, trailing }: Seen): Uint8Array {
    const parts: Uint8Array[] = [];
    for (const message of dissected.messages) {
      const { end, next, length } = message.raw;
      const padding = dissected.view.u8.subarray(end, next);
      const zeros = new Uint8Array(Math.min(-length & 3, next - end));
      parts.push(this.#encoded.get(message) ?? message.encode(message.tree()));
      parts.push(padding.some((byte) => byte !== 0) ? padding : zeros);
    }
    return Buffer.concat([...parts, trailing]);
  }

  #unknown(path: string): void {
    this.#unknownAttributes++;
    const key = this.#unknownByPath.size < MAX_PATHS || this.#unknownByPath.has(path) ? path : "…";
    this.#unknownByPath.set(key, (this.#unknownByPath.get(key) ?? 0) + 1);
  }

  end(): number {
    this.#out.line(
      JSON.stringify({
        datagrams: this.#datagrams,
        messages: this.#messages,
        bytes: this.#bytes,
        mismatches: this.#mismatches,
        malformed: this.#malformed,
        undecoded: this.#undecoded,
        unknownAttributes: this.#unknownAttributes,
        unknownByPath: Object.fromEntries(this.#unknownByPath),
      }),
    );
    return this.#mismatches === 0 && this.#malformed === 0 ? 0 : 1;
  }
}

function nameOf(message: NetlinkMessage): string {
  return message.family === undefined ? message.name : `${message.family}:${message.name}`;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
