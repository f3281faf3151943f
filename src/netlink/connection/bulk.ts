/** Many requests of one kind: packed as they are made, acknowledged once for each datagram. */
import { type ByteView, viewOf } from "../../codec/index.js";
import { littleEndian } from "../../ffi/index.js";
import { MessageFlags, NLMSG_ERROR } from "../header.js";
import { errnoOf } from "./control.js";
import type { Exchange } from "./exchange.js";
import { ACK_COST, Flight, type FlightOptions, type Reply } from "./flight.js";
import { encodeRequestAt, type Operation } from "./operation.js";

/** What became of one request of a batch. */
export type BatchResult<T = unknown> =
  | { readonly status: "fulfilled"; readonly value: Reply<T> }
  | { readonly status: "rejected"; readonly reason: Error };

/** Carried out, and nothing more to say. */
const DONE: BatchResult<never> = Object.freeze({
  status: "fulfilled",
  value: Object.freeze({ values: Object.freeze([]) as unknown as never[], warning: undefined, cookie: undefined }),
});

/** Longest datagram, bytes, and most requests in it: the kernel works through it in one go, in which nothing else happens here. */
const LONGEST = 16 * 1024;
const MOST = 256;

/** A datagram of requests. */
class BulkFlight extends Flight {
  readonly isDump = false;
  override readonly count: number;
  readonly #ends: readonly number[];
  readonly #subjectOf: (index: number) => string | undefined;
  readonly #settle: (results: BatchResult[]) => void;
  readonly #refused = new Map<number, Error>();

  constructor(
    operation: Operation,
    request: Uint8Array,
    ends: readonly number[],
    options: FlightOptions,
    subjectOf: (index: number) => string | undefined,
    settle: (results: BatchResult[]) => void,
  ) {
    // Each may be refused.
    super(operation, request, options, false, ends.length * ACK_COST);
    this.count = ends.length;
    this.#ends = ends;
    this.#subjectOf = subjectOf;
    this.#settle = settle;
  }

  override stamp(sequence: number): void {
    super.stamp(sequence);
    const { dv } = viewOf(this.request);
    for (let i = 1; i < this.count; i++) dv.setUint32(this.#startOf(i) + 8, sequence + i, littleEndian);
  }

  #startOf(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1]! + 3) & ~3;
  }

  take(view: ByteView, type: number, flags: number, start: number, end: number): boolean {
    if (type !== NLMSG_ERROR) return false;
    const sequence = view.dv.getUint32(start + 8, littleEndian);
    const index = sequence - this.sequence;
    if (errnoOf(view, start, end) < 0) {
      const request = this.request.subarray(this.#startOf(index), this.#ends[index]!);
      const subject = this.#subjectOf(index);
      this.#refused.set(index, this.refusal(view, type, flags, start, end, { request, subject, sequence }));
    }
    // The kernel goes through them in order, and acknowledges the last.
    return index === this.count - 1;
  }

  resolve(): void {
    this.#finish(DONE);
  }

  reject(reason: Error): void {
    this.#finish({ status: "rejected", reason });
  }

  #finish(others: BatchResult): void {
    const results = new Array<BatchResult>(this.count).fill(others);
    for (const [index, reason] of this.#refused) results[index] = { status: "rejected", reason };
    this.#settle(results);
  }
}

/**
 * Requests of one operation, collected and then sent in few datagrams. The kernel carries them out in order, each for
 * itself. It tells of every one that it refuses, and acknowledges the last of each datagram: warnings about those that it
 * carried out are not asked for.
 */
export class Bulk<V> {
  readonly #exchange: Exchange;
  readonly #operation: Operation;
  readonly #flags: number;
  readonly #packs: { request: Uint8Array; ends: number[] }[] = [];
  readonly #subjects: (string | undefined)[] = [];
  readonly #view: ByteView = viewOf(new Uint8Array(LONGEST));
  readonly #wait: FlightOptions;
  #ends: number[] = [];

  constructor(exchange: Exchange, operation: Operation, flags: number, wait: FlightOptions) {
    this.#exchange = exchange;
    this.#operation = operation;
    this.#flags = flags;
    this.#wait = wait;
  }

  /** Number of requests so far. */
  get length(): number {
    return this.#subjects.length;
  }

  /**
   * Adds a request.
   *
   * @param subject what it is about, for errors
   * @throws EncodeError when the value does not fit
   */
  add(value: V, subject?: string): void {
    let start = ((this.#ends.at(-1) ?? 0) + 3) & ~3;
    let end = encodeRequestAt(this.#view, start, this.#operation, value, this.#flags);
    if (end > LONGEST && start > 0) {
      this.#close();
      start = 0;
      end = encodeRequestAt(this.#view, start, this.#operation, value, this.#flags);
    }
    if (end > LONGEST) {
      const own = viewOf(new Uint8Array(end));
      encodeRequestAt(own, 0, this.#operation, value, this.#flags | MessageFlags.ack);
      this.#packs.push({ request: own.u8, ends: [end] });
    } else {
      this.#ends.push(end);
      if (this.#ends.length === MOST) this.#close();
    }
    this.#subjects.push(subject);
  }

  /** Ends a datagram: its last request asks for an acknowledgement. */
  #close(): void {
    const end = this.#ends.at(-1);
    if (end === undefined) return;
    const request = this.#view.u8.slice(0, end);
    const last = this.#ends.length === 1 ? 0 : (this.#ends.at(-2)! + 3) & ~3;
    const { dv } = viewOf(request);
    dv.setUint16(last + 6, dv.getUint16(last + 6, littleEndian) | MessageFlags.ack, littleEndian);
    this.#packs.push({ request, ends: this.#ends });
    this.#ends = [];
  }

  /** Sends them. @returns what became of each, in order */
  send(): Promise<BatchResult[]> {
    this.#close();
    const packs = this.#packs.splice(0);
    const subjects = this.#subjects.splice(0);
    const results = new Array<BatchResult>(subjects.length);
    if (packs.length === 0) return Promise.resolve(results);
    return new Promise((resolve) => {
      let left = packs.length;
      let first = 0;
      const flights = packs.map(({ request, ends }) => {
        const base = first;
        first += ends.length;
        const settle = (some: BatchResult[]): void => {
          some.forEach((result, i) => {
            results[base + i] = result;
          });
          left--;
          if (left === 0) resolve(results);
        };
        return new BulkFlight(this.#operation, request, ends, this.#wait, (i) => subjects[base + i], settle);
      });
      this.#exchange.submit(flights);
    });
  }
}
