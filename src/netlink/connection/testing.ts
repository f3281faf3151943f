/** An in-memory transport: the kernel's part is a function from a request to its answers. For tests without a kernel. */
import { type AnyType, type ByteView, encode, type Input, viewOf } from "../../codec/index.js";
import { littleEndian, SyscallError } from "../../ffi/index.js";
import { Errno } from "../../uapi/errno.js";
import { ErrorHeader, ExtendedAck } from "../control.js";
import { AckFlags, MessageFlags, NLMSG_DONE, NLMSG_ERROR, NLMSG_HDRLEN } from "../header.js";
import type { Transport } from "./transport.js";

/** A request as the kernel's part sees it. */
export interface SeenRequest {
  /** NETLINK_* number of the socket that it came through. */
  readonly protocol: number;
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly payload: Uint8Array;
}

/** A message of an answer. */
export interface AnswerMessage {
  readonly type: number;
  readonly flags?: number;
  readonly payload?: Uint8Array;
  /** The request's by default. */
  readonly sequence?: number;
}

/** A datagram of messages, bytes as they are, or what receiving fails with in its place. */
export type Answer = readonly AnswerMessage[] | Uint8Array | Error;

/** The kernel's part: the datagrams that answer a request. */
export type Handler = (request: SeenRequest) => Iterable<Answer>;

/** A message with an encoded body. */
export function answer<T extends AnyType>(type: number, schema: T, value: Input<T>, flags = 0): AnswerMessage {
  return { type, flags, payload: encode(schema, value, { direction: "reply", littleEndian }) };
}

function int32(value: number): Uint8Array {
  return new Uint8Array(new Int32Array([value]).buffer);
}

/** The acknowledgement of a request, or its refusal when `code` is given: `errno(request, "EEXIST", { msg: "…" })`. */
export function errno(request: SeenRequest, code?: keyof typeof Errno, extack?: Input<typeof ExtendedAck>): Answer {
  const error = code === undefined ? 0 : -Errno[code]!;
  const msg = {
    len: NLMSG_HDRLEN + request.payload.length,
    type: request.type,
    flags: request.flags,
    seq: request.sequence,
  };
  const head = encode(ErrorHeader, { error, msg }, { littleEndian });
  const tail = extack === undefined ? new Uint8Array() : encode(ExtendedAck, extack, { littleEndian });
  const flags = AckFlags.capped | (extack === undefined ? 0 : AckFlags.ack_tlvs);
  return [{ type: NLMSG_ERROR, flags, payload: new Uint8Array([...head, ...tail]) }];
}

/** A dump: each batch a datagram of parts, then NLMSG_DONE with a negative errno or 0. */
export function multipart(batches: Iterable<readonly AnswerMessage[]>, error = 0, flags = 0): Answer[] {
  const parts: Answer[] = [...batches].map((batch) =>
    batch.map((message) => ({ ...message, flags: (message.flags ?? 0) | MessageFlags.multi })),
  );
  return [...parts, [{ type: NLMSG_DONE, flags: MessageFlags.multi | flags, payload: int32(error) }]];
}

/** Wraps a handler so that it fails on a request of another type, or without the flags. */
export function checkRequest(expected: { readonly type?: number; readonly flags?: number }, handler: Handler): Handler {
  return (request) => {
    const { type, flags = 0 } = expected;
    if (type !== undefined && request.type !== type) throw new Error(`request of type ${request.type}, not ${type}`);
    if ((request.flags & flags) !== flags) {
      throw new Error(`request with flags 0x${request.flags.toString(16)}, without all of 0x${flags.toString(16)}`);
    }
    return handler(request);
  };
}

function datagramOf(messages: readonly AnswerMessage[], sequence: number, port: number): Uint8Array {
  const sizes = messages.map(({ payload }) => NLMSG_HDRLEN + (payload?.length ?? 0));
  const view = viewOf(new Uint8Array(sizes.reduce((sum, size) => sum + ((size + 3) & ~3), 0)));
  let o = 0;
  messages.forEach((message, i) => {
    view.dv.setUint32(o, sizes[i]!, littleEndian);
    view.dv.setUint16(o + 4, message.type, littleEndian);
    view.dv.setUint16(o + 6, message.flags ?? 0, littleEndian);
    view.dv.setUint32(o + 8, message.sequence ?? sequence, littleEndian);
    view.dv.setUint32(o + 12, port, littleEndian);
    if (message.payload !== undefined) view.u8.set(message.payload, o + NLMSG_HDRLEN);
    o += (sizes[i]! + 3) & ~3;
  });
  return view.u8;
}

export interface MemorySocketOptions {
  readonly protocol?: number;
  readonly port?: number;
  readonly receiveBuffer?: number;
  readonly sendBuffer?: number;
  /** Bytes of the buffer that datagrams are received into, 65536 by default: longer ones are truncated. */
  readonly bufferBytes?: number;
}

/** The double. What its handler answers can be received at once; `push` adds more at any time. */
export class MemorySocket implements Transport {
  readonly protocol: number;
  readonly port: number;
  readonly receiveBuffer: number;
  readonly sendBuffer: number;
  #own: ByteView;
  /** Memory that the last datagram was received into in the place of the buffer. */
  #lent: ByteView | undefined;
  truncated = 0;
  /** Datagrams sent so far. */
  readonly sent: Uint8Array[] = [];
  readonly groups = new Set<number>();
  /** Sockets made by `another` that are open. */
  readonly others = new Set<MemorySocket>();
  closed = false;
  referenced = true;
  watching = false;
  readonly #handler: Handler;
  readonly #options: MemorySocketOptions;
  readonly #queue: (Uint8Array | Error)[] = [];
  #listener: (() => void) | undefined;
  #scheduled = false;
  #parent: MemorySocket | undefined;

  constructor(handler: Handler, options: MemorySocketOptions = {}) {
    this.#handler = handler;
    this.#options = options;
    this.protocol = options.protocol ?? 0;
    this.port = options.port ?? 1000;
    this.receiveBuffer = options.receiveBuffer ?? 212_992;
    this.sendBuffer = options.sendBuffer ?? 212_992;
    this.#own = viewOf(new Uint8Array(options.bufferBytes ?? 65_536));
  }

  get view(): ByteView {
    return this.#lent ?? this.#own;
  }

  send(datagram: Uint8Array): void {
    if (this.closed) throw new SyscallError("send", Errno.EBADF);
    if (datagram.length > this.sendBuffer - 32) throw new SyscallError("send", Errno.EMSGSIZE);
    const bytes = datagram.slice();
    this.sent.push(bytes);
    const { dv } = viewOf(bytes);
    for (let o = 0; o + NLMSG_HDRLEN <= bytes.length; ) {
      const length = dv.getUint32(o, littleEndian);
      const sequence = dv.getUint32(o + 8, littleEndian);
      const request: SeenRequest = {
        protocol: this.protocol,
        type: dv.getUint16(o + 4, littleEndian),
        flags: dv.getUint16(o + 6, littleEndian),
        sequence,
        payload: bytes.slice(o + NLMSG_HDRLEN, o + length),
      };
      for (const one of this.#handler(request)) this.push(one, sequence);
      o += (length + 3) & ~3;
    }
  }

  /** Adds a datagram, or an error in the place of one, to what can be received. */
  push(one: Answer, sequence = 0): void {
    const isRaw = one instanceof Uint8Array || one instanceof Error;
    this.#queue.push(isRaw ? one : datagramOf(one, sequence, this.port));
    this.#schedule();
  }

  /** Sends a notification to the members of a group. */
  notify(group: number, messages: Answer): void {
    for (const socket of [this, ...this.others]) if (socket.groups.has(group)) socket.push(messages);
  }

  receive(into?: ByteView): number {
    this.#lent = into === undefined || into.u8.length < this.#own.u8.length ? undefined : into;
    const next = this.#queue.shift();
    if (next === undefined) return -1;
    if (next instanceof Error) throw next;
    const { u8 } = this.view;
    const length = Math.min(next.length, u8.length);
    u8.set(next.subarray(0, length));
    this.truncated = length < next.length ? next.length : 0;
    return length;
  }

  grow(bytes: number): void {
    this.#own = viewOf(new Uint8Array(Math.max(bytes, this.#own.u8.length)));
  }

  #schedule(): void {
    if (this.#scheduled || !this.watching || this.#queue.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (!this.watching || this.closed) return;
      this.#listener?.();
      // Level-triggered, as the event loop's poll.
      this.#schedule();
    });
  }

  watch(listener: () => void): void {
    this.#listener = listener;
  }

  resume(): void {
    this.watching = true;
    this.#schedule();
  }

  pause(): void {
    this.watching = false;
  }

  ref(): void {
    this.referenced = true;
  }

  unref(): void {
    this.referenced = false;
  }

  join(group: number): void {
    this.groups.add(group);
  }

  leave(group: number): void {
    this.groups.delete(group);
  }

  another(options: { readonly protocol?: number } = {}): MemorySocket {
    const { protocol = this.protocol } = options;
    const socket = new MemorySocket(this.#handler, { ...this.#options, protocol });
    socket.#parent = this;
    this.others.add(socket);
    return socket;
  }

  close(): void {
    this.closed = true;
    this.watching = false;
    this.referenced = false;
    this.#queue.length = 0;
    this.#parent?.others.delete(this);
  }
}
