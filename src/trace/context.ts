// What the readers of one input share: settled options, the notes, and the making of datagrams.
import { trailingBytes } from "./chain.js";
import type { Datagram, DatagramSource, Note, NoteCode, ReaderOptions } from "./types.js";

/** Notes of one code that are kept before the rest are only counted. */
const NOTES_PER_CODE = 8;

/** NETLINK_KOBJECT_UEVENT: the one protocol of the kernel whose datagrams have no nlmsghdr. */
const KOBJECT_UEVENT = 15;

/** A format's own reader; `out` takes what is complete. */
export interface FormatReader {
  push(chunk: Uint8Array, out: Datagram[]): void;
  end(out: Datagram[]): void;
}

export class Context {
  readonly notes: Note[] = [];
  readonly littleEndian: boolean;
  readonly protocol: number | undefined;
  readonly families: Map<string, number>;
  readonly #onNote: ((note: Note) => void) | undefined;
  readonly #counts = new Map<NoteCode, number>();

  constructor(options: ReaderOptions) {
    this.littleEndian = options.littleEndian ?? true;
    this.protocol = options.protocol;
    this.families = new Map(Object.entries(options.families ?? {}));
    this.#onNote = options.onNote;
  }

  /** Notes it, unless `limit` notes of this code were made before. */
  note(
    code: NoteCode,
    severity: Note["severity"],
    message: string,
    at: { line?: number | undefined; offset?: number | undefined } = {},
    limit: number = NOTES_PER_CODE,
  ): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= limit) this.#add({ code, severity, message, line: at.line, offset: at.offset });
  }

  /** Closes the notes with one line for each code of which some were only counted. */
  finish(): void {
    for (const [code, count] of this.#counts) {
      const kept = this.notes.filter((note) => note.code === code);
      const first = kept[0];
      if (first === undefined || count <= kept.length) continue;
      const message = `${count - kept.length} more like: ${first.message}`;
      this.#add({ code, severity: first.severity, message, line: undefined, offset: undefined });
    }
    this.#counts.clear();
  }

  #add(note: Note): void {
    this.notes.push(note);
    this.#onNote?.(note);
  }

  /** A datagram with every key; `known` says what is known beyond the bytes. */
  datagram(bytes: Uint8Array, source: DatagramSource, known: Partial<Datagram> = {}): Datagram {
    const protocol = known.protocol ?? this.protocol;
    return {
      bytes,
      direction: known.direction ?? "unknown",
      protocol,
      protocolGuessed: known.protocolGuessed ?? false,
      source,
      pid: known.pid,
      comm: known.comm,
      fd: known.fd,
      time: known.time,
      timeNs: known.timeNs,
      syscall: known.syscall,
      port: known.port,
      failed: known.failed,
      truncated: known.truncated,
      trailing: protocol === KOBJECT_UEVENT ? 0 : trailingBytes(bytes, this.littleEndian),
      line: known.line,
      offset: known.offset,
    };
  }
}
