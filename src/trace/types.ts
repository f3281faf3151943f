// What every reader of this folder takes and gives. Readers know framing only: no schema, no I/O, no host API.

/** The kinds of input that can be read. */
export type CaptureFormat = "strace" | "pcap" | "pcapng" | "hex" | "raw";

/** How the bytes of a datagram were obtained, from the most to the least direct. */
export type DatagramSource =
  /** A packet of a capture file, or a binary file of messages. */
  | "packet"
  /** A hexdump (strace's own, or a hex file). */
  | "dump"
  /** A whole quoted string of an strace line. */
  | "string"
  /** Rebuilt from a header that strace decoded and a payload that it printed in hex; lengths were checked. */
  | "rebuilt";

export interface Truncation {
  /**
   * - `clamped`: strace dumped more than the program's buffer holds; only the program's part is kept.
   * - `MSG_TRUNC`: the kernel cut the datagram to the program's buffer.
   * - `incomplete`: the capture itself lost bytes (a cut file, a missing dump line, memory that could not be read).
   * - `unprinted`: bytes after the last message were never printed; the messages themselves are whole.
   * - `snaplen`: the packet was cut when it was captured.
   */
  reason: "clamped" | "MSG_TRUNC" | "incomplete" | "unprinted" | "snaplen";
  /** Length of the whole datagram in bytes, where it is known. */
  length: number | undefined;
}

/** One netlink datagram. Every key is present; what is not known is `undefined`. */
export interface Datagram {
  /** Netlink messages back to back, as they were on the socket. Never aliases the input. */
  bytes: Uint8Array;
  /** Seen from the traced program: `send` goes to the kernel. */
  direction: "send" | "receive" | "unknown";
  /** NETLINK_* number of the socket. */
  protocol: number | undefined;
  /** True when nothing in the input says which socket this was and the bytes were taken because they look like netlink. */
  protocolGuessed: boolean;
  source: DatagramSource;
  /** Process or thread id, as the tracer sees it. */
  pid: number | undefined;
  comm: string | undefined;
  fd: number | undefined;
  /** The time as printed: `12:00:00.000001`, seconds since the epoch, or `+0.000017` after the previous line. */
  time: string | undefined;
  /** Nanoseconds since the epoch, where the input has absolute time. */
  timeNs: bigint | undefined;
  syscall: string | undefined;
  /** Port id of the socket, unsigned. */
  port: number | undefined;
  /** Name of the errno when the call failed; what a failed send tried to say is still here. */
  failed: string | undefined;
  truncated: Truncation | undefined;
  /** Bytes after the last whole message; zeros there are normal for iproute2. 0 for protocols without nlmsghdr. */
  trailing: number;
  /** Line of the call, from 1 (text formats). */
  line: number | undefined;
  /** Offset of that line, packet or message in the input, bytes. */
  offset: number | undefined;
}

export type NoteCode =
  | "cut-string"
  | "decoded-payload"
  | "no-bytes"
  | "unknown-family"
  | "unfinished"
  | "cannot-fetch"
  | "lost-lines"
  | "broken-line"
  | "long-line"
  | "too-large"
  | "not-netlink"
  | "guessed"
  | "trailing"
  | "link-type"
  | "truncated-file"
  | "no-datagrams";

/** Something that a person should know about the input. The same code is noted a few times, then counted. */
export interface Note {
  code: NoteCode;
  severity: "info" | "warning" | "error";
  message: string;
  /** Line, from 1 (text formats). */
  line: number | undefined;
  /** Byte offset in the input. */
  offset: number | undefined;
}

export interface ReaderOptions {
  /** Skips detection. */
  format?: CaptureFormat | undefined;
  /** NETLINK_* number for input that does not say. */
  protocol?: number | undefined;
  /** Host byte order of the machine that was captured; default true. */
  littleEndian?: boolean | undefined;
  /** Generic netlink family ids by name, for lines where strace printed a name; ids seen in the capture are learned. */
  families?: Readonly<Record<string, number>> | undefined;
  /** Called for each note, as it is made. */
  onNote?: ((note: Note) => void) | undefined;
}

/** A push parser. Results do not depend on how the input is cut into chunks. */
export interface CaptureReader {
  /** The format in use; `undefined` until it was detected. */
  readonly format: CaptureFormat | undefined;
  /** Bounded: at most a few notes of each code, then a count at the end. */
  readonly notes: readonly Note[];
  /** Takes the next bytes; they are not kept. */
  push(chunk: Uint8Array): Datagram[];
  /**
   * Says that there is no more input. An error that is met only now, behind datagrams that are returned, becomes a note
   * of severity `error`, since no later call could report it.
   */
  end(): Datagram[];
}

/** Input that cannot be read at all: wrong format, or a file that contradicts itself. */
export class TraceError extends Error {
  override readonly name = "TraceError";
  readonly line: number | undefined;
  readonly offset: number | undefined;

  constructor(message: string, at: { line?: number | undefined; offset?: number | undefined } = {}) {
    const place = at.line !== undefined ? `line ${at.line}: ` : at.offset !== undefined ? `offset ${at.offset}: ` : "";
    super(place + message);
    this.line = at.line;
    this.offset = at.offset;
  }
}
