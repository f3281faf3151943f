/** What a conversation runs over: a netlink socket, or the double that tests put in its place. */
import type { ByteView } from "../../codec/index.js";

export interface AnotherOptions {
  readonly receiveBufferBytes?: number | undefined;
  /** NETLINK_* number; the same by default. */
  readonly protocol?: number;
  /** Whether notifications of other network namespaces come as well. */
  readonly allNamespaces?: boolean;
}

export interface Transport {
  /** NETLINK_* number. */
  readonly protocol: number;
  /** Port id, the nl_pid of the socket's address. */
  readonly port: number;
  /**
   * Where the last datagram is, until the next `receive`: the transport's own buffer, which nothing may keep a reference
   * into, or what that call was given.
   */
  readonly view: ByteView;
  /** Length of the last datagram when it did not fit the buffer, bytes; 0 when it did. */
  readonly truncated: number;
  /** Id of the network namespace that the last datagram came from; undefined: the socket's own. */
  readonly nsid?: number | undefined;
  /** SO_RCVBUF as the kernel counts it, bytes: what may wait to be received, bookkeeping included. */
  readonly receiveBuffer: number;
  /** SO_SNDBUF as the kernel counts it, bytes: a longer datagram is refused. */
  readonly sendBuffer: number;

  /** Sends one datagram to the kernel. @throws SyscallError */
  send(datagram: Uint8Array): void;
  /**
   * Takes one datagram: its length in bytes, -1 when none waits.
   *
   * @param into memory that belongs to the caller, to be used in the place of the transport's buffer; it is not where it is
   *   shorter than that
   * @throws SyscallError what the kernel reports in the place of a datagram, ENOBUFS after it lost some
   */
  receive(into?: ByteView): number;
  /** Lets the next datagrams be larger, up to a limit. */
  grow(bytes: number): void;

  /** What the event loop calls when a datagram or an error waits, while watching is on. */
  watch(listener: () => void): void;
  resume(): void;
  pause(): void;
  /** Whether watching keeps the process alive. */
  ref(): void;
  unref(): void;

  join(group: number): void;
  leave(group: number): void;
  /** Another transport like this one, in the same network namespace; of another protocol (NETLINK_* number) when told. */
  another(options: AnotherOptions): Transport;
  /** Gives everything back; a second call does nothing. */
  close(): void;
}
