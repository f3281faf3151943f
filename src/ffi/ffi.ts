/** What this library asks of a foreign function interface. Everything above it knows numbers and bytes, no addresses. */

/** Which events a poll handle reports. */
export interface PollEvents {
  readonly readable?: boolean;
  readonly writable?: boolean;
}

/**
 * Called by the event loop. `error` is a negative errno when the descriptor has an error to report (a socket gives it to
 * whoever receives next), 0 otherwise; watching goes on in both cases. What it throws becomes an uncaught exception.
 */
export type PollListener = (error: number, events: PollEvents) => void;

/** A descriptor that the event loop watches, level-triggered. Every method may be called in any state, in any order. */
export interface PollHandle {
  /** Starts watching, or changes what is watched. */
  start(events: PollEvents): void;
  stop(): void;
  /** Whether a started handle keeps the process alive; it does at first. */
  ref(): void;
  unref(): void;
  /** Must come before the descriptor is closed. */
  close(): void;
}

/** A buffer that datagrams are received into, one at a time, with the address of their sender. */
export interface Receiver {
  readonly bytes: Uint8Array;
  /** Sender of the last datagram, a sockaddr; `addressLength` bytes of it are valid. */
  readonly address: Uint8Array;
  readonly addressLength: number;
  /** `msg_flags` of the last datagram; MSG_TRUNC when it did not fit. */
  readonly flags: number;
  /**
   * recvmsg(2). Bytes received, of the whole datagram when `flags` has MSG_TRUNC; a negative errno when it failed.
   */
  receive(fd: number, flags: number): number;
}

/**
 * System calls, each with errno taken at once. Those on the hot path (`send`, `receive`) return a negative errno, the
 * others throw a SyscallError.
 */
export interface Ffi {
  /** The binding and its version, `"koffi 3.3.4"`. */
  readonly name: string;
  socket(domain: number, type: number, protocol: number): number;
  bind(fd: number, address: Uint8Array): void;
  /** The sockaddr that a socket is bound to; `size` bytes at most. */
  getsockname(fd: number, size: number): Uint8Array;
  setsockopt(fd: number, level: number, option: number, value: Uint8Array): void;
  /** Value of a socket option; `size` bytes at most. */
  getsockopt(fd: number, level: number, option: number, size: number): Uint8Array;
  /** Bytes sent, or a negative errno. */
  send(fd: number, bytes: Uint8Array, flags: number): number;
  /** Bytes sent, or a negative errno. */
  sendto(fd: number, bytes: Uint8Array, flags: number, address: Uint8Array): number;
  /** Makes a buffer for `receive`. The buffer must not be resized or transferred. */
  receiver(bytes: Uint8Array, addressSize: number): Receiver;
  close(fd: number): void;
  open(path: string, flags: number): number;
  /** A second descriptor, closed on exec, for the same open file. */
  duplicate(fd: number): number;
  setns(fd: number, type: number): void;
  unshare(flags: number): void;
  /** Index of an interface of the calling thread's network namespace. */
  interfaceIndex(name: string): number;
  interfaceName(index: number): string;
  /** Watches a descriptor that the caller owns and keeps open until the handle is closed. */
  poll(fd: number, listener: PollListener): PollHandle;
}
