/** One request on its way: what it waits for, and what becomes of the answers. */
import { type AnyType, type ByteView, decode, viewOf } from "../../codec/index.js";
import { littleEndian } from "../../ffi/index.js";
import { MessageFlags, NLMSG_DONE, NLMSG_ERROR, NLMSG_HDRLEN, NLMSG_MIN_TYPE, verbOf } from "../header.js";
import { errnoOf, hasDetails, readControl } from "./control.js";
import { refusal } from "./errors.js";
import type { Operation } from "./operation.js";

/** Room in the receive buffer that answers take, bytes, as the kernel counts: with its bookkeeping, rounded up. */
export const ACK_COST = 1536;
const ANSWER_COST = 12 * 1024;

export interface FlightOptions {
  /** What the request is about, for errors. */
  readonly subject?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Longest silence of the kernel. */
  readonly timeoutMs: number;
}

export abstract class Flight {
  readonly operation: Operation;
  /** The whole message. */
  readonly request: Uint8Array;
  readonly options: FlightOptions;
  /** Bytes of the receive buffer that the answers may take. */
  readonly cost: number;
  /** Number of messages in `request`, which have sequence numbers that follow each other. */
  readonly count: number = 1;
  abstract readonly isDump: boolean;
  /** May share a datagram with its neighbours. */
  readonly packable: boolean;
  sequence = 0;
  /** Left the queue. */
  sent = false;
  /** The caller knows the outcome, or does not care; answers may still come. */
  settled = false;
  /** No answer will come. */
  finished = false;
  /** When the last message came, `performance.now()`. */
  lastSeen = 0;
  timer: ReturnType<typeof setTimeout> | undefined;
  unlisten: (() => void) | undefined;
  readonly #reading: { start: number; end: number; littleEndian: boolean; name: string };

  constructor(operation: Operation, request: Uint8Array, options: FlightOptions, packable: boolean, cost: number) {
    this.operation = operation;
    this.request = request;
    this.options = options;
    this.packable = packable;
    this.cost = cost;
    this.#reading = { start: 0, end: 0, littleEndian, name: operation.name };
  }

  /** Writes the sequence numbers, the first of which is given, into the request. */
  stamp(sequence: number): void {
    this.sequence = sequence;
    viewOf(this.request).dv.setUint32(8, sequence, littleEndian);
  }

  /**
   * Takes a message of the receive buffer. False: more will come; true: that was all; an error: that was all, and it was
   * refused.
   *
   * @throws DecodeError when the message does not fit its schema; more will come
   */
  abstract take(view: ByteView, type: number, flags: number, start: number, end: number): boolean | Error;
  /**
   * Takes messages at one go, from `start` to at most `length` of the receive buffer, as far as there is nothing about them
   * that `take` would have to look at. @returns the offset of the first that was not taken
   */
  skim(_view: ByteView, start: number, _length: number): number {
    return start;
  }
  /** After the last message of a datagram that had some of this flight's. */
  flush(): void {}
  /** Throws away what the consumer has not taken: it does not want it any more. */
  discard(): void {}
  abstract resolve(): void;
  abstract reject(error: unknown): void;
  /** Whether the consumer has as much as it can take. */
  get full(): boolean {
    return false;
  }
  /** Memory of the consumer's own that the next datagram may be received into. */
  get room(): ByteView | undefined {
    return undefined;
  }

  /** The value of a message's body, bytes where it has no schema. @throws DecodeError */
  read(view: ByteView, start: number, end: number): unknown {
    const schema: AnyType | undefined = this.operation.reply;
    if (schema === undefined) return view.u8.slice(start + NLMSG_HDRLEN, end);
    const reading = this.#reading;
    reading.start = start + NLMSG_HDRLEN;
    reading.end = end;
    return decode(schema, view, reading);
  }

  protected refusal(
    view: ByteView,
    type: number,
    flags: number,
    start: number,
    end: number,
    of: { readonly request: Uint8Array; readonly subject: string | undefined; readonly sequence: number } = {
      request: this.request,
      subject: this.options.subject,
      sequence: this.sequence,
    },
  ): Error {
    const { operation } = this;
    const { request, subject, sequence } = of;
    const control = readControl(view, { type, flags, start, end }, operation, request, sequence);
    return refusal(operation, request, control, { subject, sequence });
  }
}

/** What an acknowledged request gave. */
export interface Reply<T> {
  /** The answers before the acknowledgement: the object asked for, or those echoed because of NLM_F_ECHO. */
  readonly values: T[];
  /** What the kernel had to say although it did as asked. */
  readonly warning: string | undefined;
  /** NLMSGERR_ATTR_COOKIE, which few operations hand back. */
  readonly cookie: Uint8Array | undefined;
}

/**
 * Whether a message type is about the same kind of object as another: rtnetlink has four in a row for each. With NLM_F_ECHO
 * the kernel tells of other objects too that the request changed, such as the routes by a next hop.
 */
function isOfOneObject(type: number, other: number): boolean {
  return (type & ~3) === (other & ~3);
}

/** A request that ends with its acknowledgement. */
export class RequestFlight extends Flight {
  readonly isDump = false;
  readonly #values: unknown[] = [];
  readonly #isEcho: boolean;
  #warning: string | undefined;
  #cookie: Uint8Array | undefined;
  readonly #resolve: (reply: Reply<unknown>) => void;
  readonly #reject: (error: Error) => void;

  constructor(
    operation: Operation,
    request: Uint8Array,
    options: FlightOptions & { readonly packable?: boolean; readonly flags: number },
    resolve: (reply: Reply<unknown>) => void,
    reject: (error: Error) => void,
  ) {
    const answers = verbOf(operation.name) === "get" || (options.flags & MessageFlags.echo) !== 0;
    super(operation, request, options, options.packable === true, answers ? ANSWER_COST + ACK_COST : ACK_COST);
    this.#isEcho = (options.flags & MessageFlags.echo) !== 0;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  take(view: ByteView, type: number, flags: number, start: number, end: number): boolean | Error {
    if (type >= NLMSG_MIN_TYPE) {
      if (!this.#isEcho || isOfOneObject(type, this.operation.type)) this.#values.push(this.read(view, start, end));
      return false;
    }
    if (type === NLMSG_DONE) {
      // An answer in parts ends, with its own errno; the acknowledgement follows.
      return errnoOf(view, start, end) < 0 ? this.refusal(view, type, flags, start, end) : false;
    }
    if (type !== NLMSG_ERROR) return false;
    if (errnoOf(view, start, end) < 0) return this.refusal(view, type, flags, start, end);
    if (hasDetails(flags)) {
      const place = { type, flags, start, end };
      const { extack } = readControl(view, place, this.operation, this.request, this.sequence);
      this.#warning = extack?.msg;
      this.#cookie = extack?.cookie;
    }
    return true;
  }

  resolve(): void {
    this.#resolve({ values: this.#values, warning: this.#warning, cookie: this.#cookie });
  }

  reject(error: Error): void {
    this.#reject(error);
  }
}
