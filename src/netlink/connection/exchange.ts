/**
 * Requests and answers over one transport. Requests in flight are told apart by sequence number; the kernel allows one dump
 * for each socket, so dumps wait for each other; what would overflow the receive buffer waits as well.
 */
import { codedError, isSyscallError, littleEndian } from "../../ffi/index.js";
import { NLMSG_DONE, NLMSG_ERROR, NLMSG_HDRLEN, NLMSG_OVERRUN } from "../header.js";
import { abortError, closedError, framingError, timeoutError } from "./errors.js";
import type { Flight } from "./flight.js";
import { SendQueue } from "./send-queue.js";
import { SpareMemory } from "./spare-memory.js";
import { isTracing, type Lookup, traceDatagram, traceUnexpected } from "./trace.js";
import type { Transport } from "./transport.js";

/** Datagrams received in one turn of the event loop, so that a large dump does not hold up everything else. */
const DATAGRAMS_PER_TURN = 32;
/** Longest time that one turn goes on receiving, ms; a datagram of a dump takes a fraction of one. */
const TURN_MS = 0.5;
/** The same for what a caller starts in the middle of a turn: small dumps are over by then, large ones get turns of their own. */
const CALL_MS = 0.2;
/** How long answers that nobody waits for are remembered, where the request had no time limit. */
const ABANDONED_MS = 30_000;
/** setTimeout takes no more. */
const LONGEST_TIMER_MS = 0x7fff_ffff;

export class Exchange {
  /** For packed lists. */
  readonly spare = new SpareMemory();
  readonly #transport: Transport;
  readonly #queue: SendQueue;
  /** Sent and not finished, by sequence number. */
  readonly #pending = new Map<number, Flight>();
  /** Flights that somebody waits for. */
  #live = 0;
  #closed = false;
  #busy = false;
  #watching = false;
  #referenced = true;
  /** Datagrams that callers may still receive by themselves in this turn of the event loop. */
  #credits = DATAGRAMS_PER_TURN;
  /** When this turn has to make room for others, `performance.now()`. */
  #deadline = 0;
  /** The kernel told that answers were lost. */
  #lost = false;
  /** Flights that the datagram being read has messages for. */
  readonly #touched: Flight[] = [];
  readonly #lookup: Lookup = (type, sequence) => {
    const operation = this.#pending.get(sequence)?.operation;
    return operation && { name: `type ${type}, answer to ${operation.name}`, schema: operation.reply };
  };

  constructor(transport: Transport) {
    this.#transport = transport;
    this.#queue = new SendQueue(transport, this.#pending);
    transport.watch(() => {
      this.#credits = DATAGRAMS_PER_TURN;
      this.#run(TURN_MS);
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Requests on their way or waiting to be sent. */
  get waiting(): number {
    return this.#live;
  }

  /** Sends requests, or queues them. What becomes of each is its own matter. */
  submit(flights: readonly Flight[]): void {
    if (this.#closed) {
      for (const flight of flights) flight.reject(closedError(flight.operation.name));
      return;
    }
    this.#live += flights.length;
    for (const flight of flights) this.#queue.add(flight);
    this.#run();
    for (const flight of flights) if (!flight.settled) this.#listen(flight);
  }

  /** Receives what is there, on behalf of a consumer that has become free. */
  resume(): void {
    if (!this.#closed) this.#run();
  }

  /** Nobody waits for a flight any more: its answers are read and dropped. */
  abandon(flight: Flight): void {
    if (flight.settled) return;
    if (!flight.sent) flight.finished = true;
    this.#settle(flight);
    this.#run();
  }

  ref(): void {
    this.#referenced = true;
    this.#update();
  }

  unref(): void {
    this.#referenced = false;
    this.#update();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const flights = [...new Set(this.#pending.values()), ...this.#queue.clear()];
    this.#pending.clear();
    this.#transport.close();
    this.spare.close();
    for (const flight of flights) {
      flight.discard();
      this.#fail(flight, closedError(flight.operation.name));
      this.#finish(flight);
    }
  }

  #listen(flight: Flight): void {
    const { signal } = flight.options;
    if (signal === undefined) return;
    const onAbort = () => {
      if (!flight.sent) flight.finished = true;
      flight.discard();
      this.#fail(flight, abortError(signal));
      this.#run();
    };
    signal.addEventListener("abort", onAbort, { once: true });
    flight.unlisten = () => signal.removeEventListener("abort", onAbort);
  }

  #arm(flight: Flight, delayMs = flight.options.timeoutMs): void {
    if (delayMs === Number.POSITIVE_INFINITY) {
      if (flight.settled) this.#arm(flight, ABANDONED_MS);
      return;
    }
    flight.timer = setTimeout(() => this.#expire(flight), Math.min(delayMs, LONGEST_TIMER_MS));
    if (!this.#referenced || flight.settled) flight.timer.unref();
  }

  #expire(flight: Flight): void {
    flight.timer = undefined;
    const { timeoutMs } = flight.options;
    const limit = timeoutMs === Number.POSITIVE_INFINITY ? ABANDONED_MS : timeoutMs;
    const left = flight.lastSeen + limit - performance.now();
    // A consumer that takes its time is not the kernel's silence.
    if (left > 1 || (this.#isPaused() && !flight.settled)) {
      this.#arm(flight, left > 1 ? left : limit);
      return;
    }
    this.#fail(flight, timeoutError(flight.operation.name, timeoutMs));
    this.#finish(flight);
    this.#run();
  }

  #settle(flight: Flight): void {
    flight.settled = true;
    this.#live--;
    flight.unlisten?.();
    flight.unlisten = undefined;
    // Answers are still awaited, but not by anybody whose process should live for them.
    if (flight.timer !== undefined) flight.timer.unref();
    else if (flight.sent && !flight.finished) this.#arm(flight);
  }

  #fail(flight: Flight, error: unknown): void {
    if (flight.settled) return;
    this.#settle(flight);
    flight.reject(error);
  }

  /** No more answers. */
  #finish(flight: Flight): void {
    flight.finished = true;
    for (let i = 0; i < flight.count; i++) this.#pending.delete(flight.sequence + i);
    this.#queue.finished(flight);
    clearTimeout(flight.timer);
    flight.timer = undefined;
    if (flight.settled) return;
    this.#settle(flight);
    flight.resolve();
  }

  #isPaused(): boolean {
    return this.#live === 1 && this.#queue.dump !== undefined && !this.#queue.dump.settled && this.#queue.dump.full;
  }

  /** Whether others should have their turn: dumps, and datagrams of very many requests, take the kernel some time each. */
  #isOverdue(last?: Flight): boolean {
    const isHeavy = this.#queue.dump !== undefined || (last !== undefined && last.count > 1);
    return isHeavy && performance.now() > this.#deadline;
  }

  /** Sends what may be sent and receives what is there, for this time at most. */
  #run(limitMs = CALL_MS): void {
    if (this.#busy || this.#closed) return;
    this.#busy = true;
    const sent: Flight[] = [];
    try {
      this.#deadline = performance.now() + limitMs;
      for (let used = 1; ; ) {
        this.#queue.send(sent, (flight, error) => {
          this.#fail(flight, error);
          this.#finish(flight);
        });
        // What has been sent wakes the next turn.
        if (used === 0 || this.#credits <= 0 || this.#closed || this.#isOverdue(sent.at(-1))) break;
        used = this.#receive();
        this.#credits -= used;
      }
    } finally {
      this.#busy = false;
    }
    for (const flight of sent) {
      if (flight.finished || flight.timer !== undefined) continue;
      this.#arm(flight);
    }
    this.#update();
  }

  #update(): void {
    if (this.#closed) return;
    if (this.#referenced && this.#live > 0) this.#transport.ref();
    else this.#transport.unref();
    const watch = this.#pending.size > 0 && !this.#isPaused();
    if (watch === this.#watching) return;
    this.#watching = watch;
    if (watch) this.#transport.resume();
    else this.#transport.pause();
  }

  /** Number of datagrams, or errors in their place, that were received. */
  #receive(): number {
    let count = 0;
    while (count < this.#credits && !this.#isPaused() && !this.#closed) {
      if (count > 0 && this.#isOverdue()) break;
      let length: number;
      try {
        length = this.#transport.receive(this.#queue.dump?.room);
      } catch (error) {
        count++;
        this.#receiveFailed(error);
        continue;
      }
      if (length < 0) {
        if (this.#lost) this.#failLost();
        break;
      }
      count++;
      if (isTracing("receive")) traceDatagram("receive", this.#transport, this.#transport.view, length, this.#lookup);
      if (this.#transport.truncated > 0) this.#truncated(length);
      else this.#datagram(length);
    }
    return count;
  }

  #receiveFailed(error: unknown): void {
    if (isSyscallError(error, "ENOBUFS")) {
      this.#lost = true;
      return;
    }
    // The kernel reports a dump that it cannot go on with in the place of a datagram.
    const { dump } = this.#queue;
    const failed = dump === undefined ? new Set(this.#pending.values()) : [dump];
    for (const flight of failed) {
      this.#fail(flight, error);
      this.#finish(flight);
    }
  }

  /** Everything that was not lost has been read: whoever still waits for a first answer waits in vain. */
  #failLost(): void {
    this.#lost = false;
    for (const flight of new Set(this.#pending.values())) {
      // The kernel does not drop parts of a dump, it makes them when there is room.
      if (flight.isDump && flight.lastSeen > 0) continue;
      const { name } = flight.operation;
      const message = `${name}: the answer was lost, the receive buffer was full; the request may have been carried out`;
      this.#fail(flight, codedError("ERR_RINGLINK_LOST", message));
      this.#finish(flight);
    }
  }

  #truncated(length: number): void {
    const { view, truncated } = this.#transport;
    const flight = length < NLMSG_HDRLEN ? undefined : this.#pending.get(view.dv.getUint32(8, littleEndian));
    const message = `a datagram of ${truncated} bytes did not fit the receive buffer of ${length}`;
    this.#transport.grow(truncated);
    for (const failed of flight === undefined ? new Set(this.#pending.values()) : [flight]) {
      this.#fail(failed, codedError("ERR_RINGLINK_TRUNCATED", `${failed.operation.name}: ${message}`));
      // The acknowledgement may have been in it.
      if (!failed.isDump) this.#finish(failed);
    }
  }

  #datagram(length: number): void {
    const { view } = this.#transport;
    const { dv } = view;
    const now = performance.now();
    let flight: Flight | undefined;
    let o = 0;
    while (o + NLMSG_HDRLEN <= length) {
      const size = dv.getUint32(o, littleEndian);
      if (size < NLMSG_HDRLEN || o + size > length) {
        this.#misframed(flight, `nlmsg_len ${size} does not fit the ${length - o} bytes left`, o);
        break;
      }
      const sequence = dv.getUint32(o + 8, littleEndian);
      if (flight === undefined || flight.sequence !== sequence || flight.finished || flight.count > 1) {
        flight = this.#pending.get(sequence);
        if (flight !== undefined) {
          flight.lastSeen = now;
          this.#touched.push(flight);
        }
      }
      if (flight?.isDump === true) {
        const next = flight.skim(view, o, length);
        if (next !== o) {
          o = next;
          continue;
        }
      }
      this.#message(flight, dv.getUint16(o + 4, littleEndian), dv.getUint16(o + 6, littleEndian), o, o + size);
      o += (size + 3) & ~3;
    }
    for (const touched of this.#touched) touched.flush();
    this.#touched.length = 0;
  }

  #message(flight: Flight | undefined, type: number, flags: number, start: number, end: number): void {
    if (type === NLMSG_OVERRUN) this.#lost = true;
    if (flight === undefined) {
      const { view } = this.#transport;
      traceUnexpected(this.#transport, type, view.dv.getUint32(start + 8, littleEndian));
      return;
    }
    if (flight.settled) {
      if (type === NLMSG_ERROR || (type === NLMSG_DONE && flight.isDump)) this.#finish(flight);
      return;
    }
    try {
      const taken = flight.take(this.#transport.view, type, flags, start, end);
      if (taken === false) return;
      if (taken !== true) this.#fail(flight, taken);
      this.#finish(flight);
    } catch (error) {
      // A message that does not fit its schema, or what a filter threw.
      this.#fail(flight, error);
    }
  }

  #misframed(flight: Flight | undefined, reason: string, offset: number): void {
    for (const failed of flight === undefined ? new Set(this.#pending.values()) : [flight]) {
      this.#fail(failed, framingError(failed.operation.name, reason, offset));
      this.#finish(failed);
    }
  }
}
