/** A dump on its way: many datagrams, ended by NLMSG_DONE. */
import type { ByteView } from "../../codec/index.js";
import { MessageFlags, NLMSG_DONE, NLMSG_ERROR, NLMSG_HDRLEN, NLMSG_MIN_TYPE } from "../header.js";
import { errnoOf } from "./control.js";
import { Flight, type FlightOptions } from "./flight.js";
import type { Operation } from "./operation.js";

/** Where the entries of a dump go. */
export interface DumpSink {
  /**
   * Takes an entry, a message of the receive buffer from `start` to `end`, header included.
   *
   * @throws DecodeError, and what a filter throws: the dump has failed then
   */
  add(flight: DumpFlight, view: ByteView, start: number, end: number): void;
  /**
   * Takes entries at one go, as a flight does: those of a dump with a sequence number, without the message flags of `stop`,
   * and of wanted families.
   */
  skim?(
    dump: { readonly sequence: number; readonly stop: number; readonly families: Families | undefined },
    view: ByteView,
    start: number,
    length: number,
  ): number;
  /** After the last entry of a datagram. */
  flush(): void;
  /** After the last entry. */
  end(): void;
  fail(error: unknown): void;
  /** Throws away what waits to be taken. */
  discard(): void;
  readonly full: boolean;
  /** As a flight's. */
  room?(): ByteView;
}

/** 1 for each wanted value of the first byte of a body, which is the address family where families matter. */
export type Families = Uint8Array;

/** Offset of that byte in a message. */
export const FAMILY_OFFSET = NLMSG_HDRLEN;

export class DumpFlight extends Flight {
  readonly isDump = true;
  /** A message said that the table changed meanwhile. */
  interrupted = false;
  /** The kernel said that it applied the filter of the request. */
  filtered = false;
  readonly #sink: DumpSink;
  readonly #families: Families | undefined;

  constructor(
    operation: Operation,
    request: Uint8Array,
    options: FlightOptions,
    sink: DumpSink,
    families?: readonly number[],
  ) {
    // The kernel makes the next part only when there is room for it.
    super(operation, request, options, false, 0);
    this.#sink = sink;
    if (families === undefined) return;
    this.#families = new Uint8Array(256);
    for (const family of families) this.#families[family] = 1;
  }

  override get full(): boolean {
    return this.#sink.full;
  }

  override get room(): ByteView | undefined {
    return this.settled ? undefined : this.#sink.room?.();
  }

  take(view: ByteView, type: number, flags: number, start: number, end: number): boolean | Error {
    if ((flags & MessageFlags.dump_intr) !== 0 && type !== NLMSG_ERROR) this.interrupted = true;
    if (type >= NLMSG_MIN_TYPE) {
      if ((flags & MessageFlags.dump_filtered) !== 0) this.filtered = true;
      if (this.#isWanted(view, start, end)) this.#sink.add(this, view, start, end);
      return false;
    }
    if (type !== NLMSG_DONE && type !== NLMSG_ERROR) return false;
    return errnoOf(view, start, end) < 0 ? this.refusal(view, type, flags, start, end) : true;
  }

  /** What has no family is for its reader to complain about. */
  #isWanted({ u8 }: ByteView, start: number, end: number): boolean {
    const at = start + FAMILY_OFFSET;
    return this.#families === undefined || at >= end || this.#families[u8[at]!] === 1;
  }

  override skim(view: ByteView, start: number, length: number): number {
    if (this.settled || this.#sink.skim === undefined) return start;
    const { dump_intr, dump_filtered } = MessageFlags;
    const stop = (this.interrupted ? 0 : dump_intr) | (this.filtered ? 0 : dump_filtered);
    return this.#sink.skim({ sequence: this.sequence, stop, families: this.#families }, view, start, length);
  }

  override flush(): void {
    if (!this.settled) this.#sink.flush();
  }

  override discard(): void {
    this.#sink.discard();
  }

  resolve(): void {
    // The kernel may put the end into the datagram of the last entries.
    this.#sink.flush();
    this.#sink.end();
  }

  reject(error: unknown): void {
    // What came before it is not lost.
    this.#sink.flush();
    this.#sink.fail(error);
  }
}
