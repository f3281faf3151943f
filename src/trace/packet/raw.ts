// A binary file that is netlink messages back to back.
import type { Context, FormatReader } from "../context.js";
import { MessageStream } from "../messages.js";
import type { Datagram } from "../types.js";

export class RawReader implements FormatReader {
  readonly #stream: MessageStream;
  #offset = 0;

  constructor(context: Context) {
    this.#stream = new MessageStream(context, "packet");
  }

  push(chunk: Uint8Array, out: Datagram[]): void {
    this.#stream.append(chunk, { line: undefined, offset: this.#offset }, out);
    this.#offset += chunk.length;
  }

  end(out: Datagram[]): void {
    this.#stream.flush(out);
  }
}
