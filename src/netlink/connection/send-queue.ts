/** Requests that wait to be sent: for room in the receive buffer, or for the dump before them. */
import { viewOf } from "../../codec/index.js";
import type { Flight } from "./flight.js";
import { isTracing, type Lookup, traceDatagram } from "./trace.js";
import type { Transport } from "./transport.js";

/** Longest datagram that requests are packed into, bytes. */
const LONGEST_PACK = 32 * 1024;

/** Places at the front of the queue that may be empty before it is moved up. */
const COMPACT = 4096;

export class SendQueue {
  /** The one dump that the kernel works on. */
  dump: Flight | undefined;
  readonly #transport: Transport;
  readonly #pending: Map<number, Flight>;
  #waiting: Flight[] = [];
  /** Index of the first of `#waiting` that is still there. */
  #head = 0;
  readonly #dumps: Flight[] = [];
  /** Bytes of the receive buffer that answers may take, of those on their way. */
  #used = 0;
  readonly #window: number;
  readonly #longest: number;
  #sequence = 0;
  #pack: Uint8Array | undefined;

  constructor(transport: Transport, pending: Map<number, Flight>) {
    this.#transport = transport;
    this.#pending = pending;
    // Half for answers, half for a dump.
    this.#window = transport.receiveBuffer / 2;
    // af_netlink.c: netlink_sendmsg keeps 32 bytes.
    this.#longest = Math.max(0, Math.min(LONGEST_PACK, transport.sendBuffer - 32));
  }

  add(flight: Flight): void {
    this.#waiting.push(flight);
  }

  /** Takes everything out. */
  clear(): Flight[] {
    const rest = [...this.#waiting.slice(this.#head), ...this.#dumps];
    this.#waiting = [];
    this.#head = 0;
    this.#dumps.length = 0;
    return rest;
  }

  /** Makes room. */
  finished(flight: Flight): void {
    if (flight.sent) this.#used -= flight.cost;
    if (this.dump === flight) this.dump = undefined;
  }

  /** Sends what may be sent now, and adds it to `sent`. */
  send(sent: Flight[], failed: (flight: Flight, error: unknown) => void): void {
    for (;;) {
      const pack = this.#next();
      if (pack.length === 0) return;
      for (const flight of pack) {
        flight.sent = true;
        flight.stamp(this.#nextSequence(flight.count));
        for (let i = 0; i < flight.count; i++) this.#pending.set(flight.sequence + i, flight);
        this.#used += flight.cost;
        if (flight.isDump) this.dump = flight;
      }
      try {
        this.#transmit(pack);
        for (const flight of pack) sent.push(flight);
      } catch (error) {
        for (const flight of pack) failed(flight, error);
      }
    }
  }

  /** The first of `count` numbers in a row that are free. */
  #nextSequence(count: number): number {
    for (let first = this.#sequence + 1; ; first++) {
      // 0 is what notifications have.
      if (first + count > 0xffff_ffff) first = 1;
      let free = 0;
      while (free < count && !this.#pending.has(first + free)) free++;
      if (free < count) {
        first += free;
        continue;
      }
      this.#sequence = first + count - 1;
      return first;
    }
  }

  /** The flights of the next datagram; none when they have to wait. */
  #next(): Flight[] {
    const pack: Flight[] = [];
    let bytes = 0;
    let cost = this.#used;
    for (;;) {
      const flight = this.#peek();
      if (flight === undefined) return pack;
      const end = ((bytes + 3) & ~3) + flight.request.length;
      if (pack.length > 0 && (!flight.packable || end > this.#longest)) return pack;
      if (cost > 0 && cost + flight.cost > this.#window) return pack;
      pack.push(flight);
      this.#take();
      if (!flight.packable) return pack;
      bytes = end;
      cost += flight.cost;
    }
  }

  /** The first that is still wanted and need not wait for a dump. */
  #peek(): Flight | undefined {
    while (this.dump === undefined && this.#dumps.length > 0) {
      const [flight] = this.#dumps;
      if (!flight!.finished) return flight;
      this.#dumps.shift();
    }
    if (this.#head >= COMPACT) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    for (; this.#head < this.#waiting.length; this.#head++) {
      const flight = this.#waiting[this.#head]!;
      if (flight.finished) continue;
      if (!flight.isDump || this.dump === undefined) return flight;
      this.#dumps.push(flight);
    }
    this.#waiting = [];
    this.#head = 0;
    return undefined;
  }

  /** Removes what `#peek` gave. */
  #take(): void {
    if (this.dump === undefined && this.#dumps.length > 0) this.#dumps.shift();
    else this.#head++;
  }

  #packed(pack: readonly Flight[]): Uint8Array {
    this.#pack ??= new Uint8Array(this.#longest);
    let end = 0;
    for (const { request } of pack) {
      const start = (end + 3) & ~3;
      this.#pack.fill(0, end, start);
      this.#pack.set(request, start);
      end = start + request.length;
    }
    return this.#pack.subarray(0, end);
  }

  #transmit(pack: readonly Flight[]): void {
    const datagram = pack.length === 1 ? pack[0]!.request : this.#packed(pack);
    if (isTracing("send")) {
      const lookup: Lookup = (_type, sequence) => {
        const operation = this.#pending.get(sequence)?.operation;
        return operation && { name: operation.name, schema: operation.request };
      };
      traceDatagram("send", this.#transport, viewOf(datagram), datagram.length, lookup);
    }
    this.#transport.send(datagram);
  }
}
