/** What this library asks of a foreign function interface. Everything above it knows numbers and bytes, no addresses. */
import type { Orphans } from "./orphans.js";

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

/** Receives datagrams into a buffer, one at a time, with the address of their sender. */
export interface Receiver {
  readonly bytes: Uint8Array;
  /** Takes another buffer from here on, on the same terms as that which it was made with. */
  use(bytes: Uint8Array): void;
  /** Sender of the last datagram, a sockaddr; `addressLength` bytes of it are valid. */
  readonly address: Uint8Array;
  readonly addressLength: number;
  /** `msg_flags` of the last datagram; MSG_TRUNC when it did not fit. */
  readonly flags: number;
  /**
   * recvmsg(2). Bytes received, of the whole datagram when `flags` has MSG_TRUNC; a negative errno when it failed.
   */
  receive(fd: number, flags: number): number;
  /** Control messages (cmsghdr and data) of the last datagram; `controlLength` bytes of it are valid. */
  readonly control: Uint8Array;
  readonly controlLength: number;
}

export interface MapOptions {
  /** Bytes; at most what one ArrayBuffer may have. */
  readonly length: number;
  /** What to map; anonymous memory when left out. */
  readonly fd?: number | undefined;
  readonly offset?: number | undefined;
  /** MAP_*; MAP_PRIVATE by default. MAP_ANONYMOUS is added where there is no descriptor. */
  readonly flags?: number | undefined;
  /** PROT_*; always readable and writable, which is the default. */
  readonly protection?: number | undefined;
  /** Asks for huge pages (MADV_HUGEPAGE). The kernel may have none, which is no error. */
  readonly hugePages?: boolean | undefined;
}

/**
 * Memory shared with the kernel. Views of it may be kept and used for ever: closing puts empty memory in its place, which
 * lets go of what was mapped, and the addresses are given back once no view is left.
 */
export interface Mapping {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView<ArrayBuffer>;
  /** For Atomics. */
  readonly words: Int32Array<ArrayBuffer>;
  readonly length: number;
  readonly closed: boolean;
  /** Idempotent. Views read zeros from then on, and writing to them changes nothing that matters. */
  close(): void;
  [Symbol.dispose](): void;
}

/** An argument of `syscall`: a number, or memory whose address is passed. */
export type SyscallArgument = number | bigint | Uint8Array | Mapping;

/** Waits for descriptors with poll(2). */
export interface Waiter {
  /**
   * Blocks the thread until a descriptor is ready, at most `timeoutMs` (0: looks only; negative: no limit). A signal does
   * not end the wait. Number of descriptors that are ready, or a negative errno.
   */
  wait(timeoutMs: number): number;
  /** POLL* that the last wait found for the descriptor at `index`. */
  ready(index: number): number;
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
  receiver(bytes: Uint8Array, addressSize: number, controlSize?: number): Receiver;
  close(fd: number): void;
  open(path: string, flags: number): number;
  /** A second descriptor, closed on exec, for the same open file. */
  duplicate(fd: number): number;
  setns(fd: number, type: number): void;
  unshare(flags: number): void;
  /** mount(2), without data. */
  mount(source: string, target: string, type: string, flags: number): void;
  /** umount2(2). */
  unmount(target: string, flags: number): void;
  /** Index of an interface of the calling thread's network namespace. */
  interfaceIndex(name: string): number;
  interfaceName(index: number): string;
  /** ioctl(2) with a structure, which it may change. What it returned, or a negative errno. */
  ioctl(fd: number, request: number, argument: Uint8Array): number;
  /** sendmmsg(2): `count` of `messages`, an array of struct mmsghdr. How many were sent, or a negative errno. */
  sendmmsg(fd: number, messages: Uint8Array, count: number, flags: number): number;
  /**
   * Any system call, by its number on this machine's architecture; up to six arguments. What it returned, or a negative
   * errno. Memory in an argument is alive during the call only.
   */
  syscall(number: number, ...args: SyscallArgument[]): number;
  /** Bytes of a pointer and of size_t. */
  readonly pointerSize: number;
  /** Bytes of a page of memory. */
  readonly pageSize: number;
  /**
   * Writes the address of `target` at an offset of `structure`, for calls whose structures hold pointers, in `size` bytes (those of a
   * pointer by default; bpf(2) has 8 everywhere). The memory of `target` lives at least as long as that of `structure`, or until
   * another pointer is written there.
   */
  writePointer(structure: Uint8Array, offset: number, target: Uint8Array | Mapping, size?: number): void;
  /** mmap(2). */
  map(options: MapOptions): Mapping;
  /** Where descriptors are written down for the case that their thread is terminated. */
  readonly orphans?: Orphans | undefined;
  /** Prepares waits for descriptors, each with the POLL* events of interest. */
  waiter(descriptors: readonly { readonly fd: number; readonly events: number }[]): Waiter;
  /** Watches a descriptor that the caller owns and keeps open until the handle is closed. */
  poll(fd: number, listener: PollListener): PollHandle;
}
