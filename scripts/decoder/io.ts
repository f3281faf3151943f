/** What the program talks to, so that tests can put streams of their own in place of the process's. */
import type { Readable, Writable } from "node:stream";

/** An output; the last two are there on terminals. */
export type OutStream = Writable & { readonly isTTY?: boolean | undefined; readonly columns?: number | undefined };

export interface Io {
  readonly stdin: Readable;
  readonly stdout: OutStream;
  readonly stderr: OutStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Wrong use: one line that says what was wrong; the program exits with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Something that could not be read, written or run: one line, and the exit status. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly status: number;

  constructor(message: string, status = 1) {
    super(message);
    this.status = status;
  }
}

/** Whoever read the output has gone: time to stop quietly. */
export class BrokenPipe extends Error {
  override readonly name = "BrokenPipe";
}

/** Bytes of text that are collected before they are written. */
const FLUSH_AT = 64 * 1024;

/** Text on its way to a stream. Collects small writes; `flush` waits until the stream has taken them. */
export class Output {
  readonly stream: OutStream;
  #text = "";
  #error: NodeJS.ErrnoException | undefined;

  constructor(stream: OutStream) {
    this.stream = stream;
    // A failed write is reported to its callback too; without a listener the event would end the process.
    stream.on("error", this.#onError);
  }

  #onError = (error: NodeJS.ErrnoException): void => {
    this.#error ??= error;
  };

  line(text: string): void {
    this.#text += text;
    this.#text += "\n";
  }

  get isFull(): boolean {
    return this.#text.length >= FLUSH_AT;
  }

  /** @throws BrokenPipe when the reader has gone, Failure when writing failed otherwise */
  async flush(): Promise<void> {
    this.#check();
    if (this.#text === "") return;
    const text = this.#text;
    this.#text = "";
    // The callback comes when the stream has passed the text on: nothing piles up before a slow reader.
    const error = await new Promise<Error | null | undefined>((resolve) => {
      this.stream.write(text, resolve);
    });
    if (error) this.#error ??= error;
    this.#check();
  }

  #check(): void {
    if (this.#error === undefined) return;
    const { code, message } = this.#error;
    if (code === "EPIPE" || code === "ERR_STREAM_DESTROYED" || code === "ERR_STREAM_WRITE_AFTER_END")
      throw new BrokenPipe(message);
    throw new Failure(`cannot write: ${message}`);
  }

  /** Stops listening. The stream stays open: it is not ours. A failed write can be followed by its event later on. */
  release(): void {
    if (this.#error === undefined) this.stream.off("error", this.#onError);
  }
}

/** Text that cannot move the cursor or colour the terminal: control characters and the like in escaped form. */
export function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (char) => {
    const code = char.codePointAt(0)!;
    return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });
}

/** How a system error reads in one line. */
export function systemMessage(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const known: Record<string, string> = {
    ENOENT: "no such file or directory",
    EACCES: "permission denied",
    EISDIR: "is a directory",
    ENOTDIR: "not a directory",
    EEXIST: "exists and is not a directory",
  };
  return (code !== undefined && known[code]) || clean(message ?? String(error));
}
