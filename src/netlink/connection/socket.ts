/** A netlink socket: datagrams to and from the kernel. */
import { type ByteView, viewOf } from "../../codec/index.js";
import {
  AF_NETLINK,
  Descriptor,
  type Ffi,
  ffi,
  inNamespace,
  isSyscallError,
  littleEndian,
  MSG_TRUNC,
  type NetworkNamespace,
  openNamespace,
  POLLIN,
  type PollHandle,
  type Receiver,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SO_SNDBUF,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOL_SOCKET,
  SyscallError,
  type Waiter,
} from "../../ffi/index.js";
import { Errno } from "../../uapi/errno.js";
import { NetlinkProtocol } from "../header.js";
import { protocolHint } from "./hints.js";
import type { AnotherOptions, Transport } from "./transport.js";

const SOL_NETLINK = 270;

/** Options of SOL_NETLINK, include/uapi/linux/netlink.h. */
export const SocketOption = {
  add_membership: 1,
  drop_membership: 2,
  /** Loses messages without telling: ENOBUFS is not reported. */
  no_enobufs: 5,
  listen_all_nsid: 8,
  cap_ack: 10,
  ext_ack: 11,
  get_strict_chk: 12,
} as const;

/** `sizeof(struct sockaddr_nl)`: family u16, padding u16, port u32, groups u32. */
const ADDRESS_SIZE = 12;

/** Room for the control messages of one datagram, bytes; the one that is asked for takes 24. */
const CONTROL_SIZE = 64;

/** Dumps come in datagrams of at most 32 KiB once the kernel knows that the receiver takes as much. */
const FIRST_BUFFER = 64 * 1024;
const LARGEST_BUFFER = 1024 * 1024;

export interface SocketOptions {
  /** NETLINK_*, by name or number. */
  readonly protocol: NetlinkProtocol | number;
  /** Where to open it; the calling thread's network namespace by default. */
  readonly netns?: NetworkNamespace | undefined;
  /** SO_RCVBUF to ask for, bytes; 1 MiB by default. Above net.core.rmem_max only with CAP_NET_ADMIN. */
  readonly receiveBufferBytes?: number | undefined;
  /** SO_SNDBUF to ask for, bytes; the system's default when left out. */
  readonly sendBufferBytes?: number | undefined;
  /** NETLINK_GET_STRICT_CHK: the kernel checks dump requests in full, and filters by them. On by default. */
  readonly strict?: boolean | undefined;
  /** NETLINK_LISTEN_ALL_NSID: notifications of other network namespaces as well. Needs CAP_NET_BROADCAST. */
  readonly allNamespaces?: boolean | undefined;
  /** System calls; libc through koffi by default. */
  readonly ffi?: Ffi | undefined;
}

function int32(value: number): Uint8Array {
  return new Uint8Array(new Int32Array([value]).buffer);
}

export function protocolNumber(protocol: NetlinkProtocol | number): number {
  const number = typeof protocol === "number" ? protocol : NetlinkProtocol[protocol];
  if (!Number.isInteger(number)) throw new RangeError(`no netlink protocol: ${String(protocol)}`);
  return number;
}

export class NetlinkSocket implements Transport {
  readonly protocol: number;
  readonly port: number;
  /** Whether the kernel took NETLINK_GET_STRICT_CHK; those before 4.20 do not know it. */
  readonly strict: boolean;
  #truncated = 0;
  /** The buffer. */
  #own: ByteView;
  /** Where datagrams are received into: the buffer, or what was given last. */
  #view: ByteView;
  #receiver: Receiver;
  #poll: PollHandle | undefined;
  #waiter: Waiter | undefined;
  #listener: (() => void) | undefined;
  #referenced = true;
  readonly #ffi: Ffi;
  readonly #descriptor: Descriptor;
  readonly #options: SocketOptions;
  /** Held for sockets that follow into the same namespace: its name may stand for another one by then. */
  readonly #namespace: Descriptor | undefined;

  private constructor(options: SocketOptions, descriptor: Descriptor, namespace: Descriptor | undefined, system: Ffi) {
    this.#ffi = system;
    this.#descriptor = descriptor;
    this.#namespace = namespace;
    this.#options = options;
    this.protocol = protocolNumber(options.protocol);
    // The kernel chooses the port id.
    const address = new Uint8Array(ADDRESS_SIZE);
    new DataView(address.buffer).setUint16(0, AF_NETLINK, littleEndian);
    this.#setBuffers();
    this.setOption(SocketOption.ext_ack, 1);
    this.setOption(SocketOption.cap_ack, 1);
    this.strict = options.strict !== false && this.setOption(SocketOption.get_strict_chk, 1);
    if (options.allNamespaces === true) this.#listenEverywhere();
    system.bind(descriptor.fd, address);
    this.port = viewOf(system.getsockname(descriptor.fd, ADDRESS_SIZE)).dv.getUint32(4, littleEndian);
    this.#own = viewOf(new Uint8Array(new ArrayBuffer(FIRST_BUFFER)));
    this.#view = this.#own;
    this.#receiver = this.#makeReceiver();
  }

  #makeReceiver(): Receiver {
    const controlSize = this.#options.allNamespaces === true ? CONTROL_SIZE : 0;
    return this.#ffi.receiver(this.#view.u8, ADDRESS_SIZE, controlSize);
  }

  #listenEverywhere(): void {
    try {
      if (this.setOption(SocketOption.listen_all_nsid, 1)) return;
    } catch (error) {
      if (!isSyscallError(error, "EPERM")) throw error;
      const hint = "CAP_NET_BROADCAST is needed in the user namespace that owns the network namespace";
      throw new SyscallError("setsockopt", error.errno, { subject: "NETLINK_LISTEN_ALL_NSID", hint, cause: error });
    }
    throw new SyscallError("setsockopt", Errno.ENOPROTOOPT!, { subject: "NETLINK_LISTEN_ALL_NSID" });
  }

  /**
   * Opens a socket with extended acknowledgements on.
   *
   * @throws SyscallError when the kernel refuses; Error with a code where there are no netlink sockets
   */
  static open(options: SocketOptions): NetlinkSocket {
    const system = options.ffi ?? ffi();
    if (options.netns === undefined) return NetlinkSocket.#create(options, undefined, system);
    return NetlinkSocket.#inside(options, openNamespace(system, options.netns), system);
  }

  static #inside(options: SocketOptions, namespace: Descriptor, system: Ffi): NetlinkSocket {
    try {
      return inNamespace(system, namespace, () => NetlinkSocket.#create(options, namespace, system));
    } catch (error) {
      namespace.close();
      throw error;
    }
  }

  static #create(options: SocketOptions, namespace: Descriptor | undefined, system: Ffi): NetlinkSocket {
    const protocol = protocolNumber(options.protocol);
    let fd: number;
    try {
      fd = system.socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    } catch (error) {
      if (!isSyscallError(error, "EPROTONOSUPPORT")) throw error;
      const hint = protocolHint(protocol);
      throw new SyscallError("socket", error.errno, { subject: `netlink protocol ${protocol}`, hint, cause: error });
    }
    const descriptor = new Descriptor(system, fd, `netlink socket, protocol ${protocol}`);
    try {
      return new NetlinkSocket(options, descriptor, namespace, system);
    } catch (error) {
      descriptor.close();
      throw error;
    }
  }

  #setBuffers(): void {
    const { receiveBufferBytes = 1024 * 1024, sendBufferBytes } = this.#options;
    const { fd } = this.#descriptor;
    try {
      this.#ffi.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, int32(receiveBufferBytes));
    } catch (error) {
      if (!isSyscallError(error)) throw error;
      this.#ffi.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, int32(receiveBufferBytes));
    }
    if (sendBufferBytes !== undefined) this.#ffi.setsockopt(fd, SOL_SOCKET, SO_SNDBUF, int32(sendBufferBytes));
  }

  get view(): ByteView {
    return this.#view;
  }

  get truncated(): number {
    return this.#truncated;
  }

  get closed(): boolean {
    return this.#descriptor.closed;
  }

  #socketOption(option: number): number {
    const value = this.#ffi.getsockopt(this.#descriptor.fd, SOL_SOCKET, option, 4);
    return viewOf(value).dv.getInt32(0, littleEndian);
  }

  get receiveBuffer(): number {
    return this.#socketOption(SO_RCVBUF);
  }

  get sendBuffer(): number {
    return this.#socketOption(SO_SNDBUF);
  }

  /** Sets a number of SOL_NETLINK; false when this kernel does not know the option. @throws SyscallError */
  setOption(option: number, value: number): boolean {
    try {
      this.#ffi.setsockopt(this.#descriptor.fd, SOL_NETLINK, option, int32(value));
      return true;
    } catch (error) {
      if (isSyscallError(error, "ENOPROTOOPT")) return false;
      throw error;
    }
  }

  /** Blocks the thread until a datagram or an error waits, at most `timeoutMs`; false when none came. @throws SyscallError */
  wait(timeoutMs: number): boolean {
    this.#waiter ??= this.#ffi.waiter([{ fd: this.#descriptor.fd, events: POLLIN }]);
    const ready = this.#waiter.wait(timeoutMs);
    if (ready < 0) throw new SyscallError("poll", ready);
    return ready > 0;
  }

  send(datagram: Uint8Array): void {
    for (;;) {
      const sent = this.#ffi.send(this.#descriptor.fd, datagram, 0);
      if (sent >= 0) return;
      if (-sent !== Errno.EINTR) throw new SyscallError("send", sent);
    }
  }

  receive(into?: ByteView): number {
    const receiver = this.#receiver;
    const { fd } = this.#descriptor;
    const view = into === undefined || into.u8.length < this.#own.u8.length ? this.#own : into;
    if (view !== this.#view) {
      this.#view = view;
      receiver.use(view.u8);
    }
    for (;;) {
      // With MSG_TRUNC the result is the length of the datagram, also when it did not fit.
      const length = receiver.receive(fd, MSG_TRUNC);
      if (length < 0) {
        if (-length === Errno.EAGAIN) return -1;
        if (-length === Errno.EINTR) continue;
        throw new SyscallError("recvmsg", length);
      }
      // Any process may send to any port: only port 0 is the kernel.
      const { address } = receiver;
      if ((address[4]! | address[5]! | address[6]! | address[7]!) !== 0) continue;
      const fits = length <= this.#view.u8.length;
      this.#truncated = fits ? 0 : length;
      return fits ? length : this.#view.u8.length;
    }
  }

  /** Bit mask of the group that the last datagram was sent to, 0 for an answer; groups above 32 show as 0. */
  get groups(): number {
    return viewOf(this.#receiver.address).dv.getUint32(8, littleEndian);
  }

  get nsid(): number | undefined {
    const { control, controlLength } = this.#receiver;
    const { pointerSize } = this.#ffi;
    // struct cmsghdr: length size_t, level int, type int; the data is aligned to size_t.
    if (control.length === 0 || controlLength < pointerSize + 12) return undefined;
    const { dv } = viewOf(control);
    if (dv.getInt32(pointerSize, littleEndian) !== SOL_NETLINK) return undefined;
    if (dv.getInt32(pointerSize + 4, littleEndian) !== SocketOption.listen_all_nsid) return undefined;
    return dv.getInt32(pointerSize + 8, littleEndian);
  }

  grow(bytes: number): void {
    const size = Math.min(LARGEST_BUFFER, bytes);
    if (size <= this.#own.u8.length) return;
    this.#own = viewOf(new Uint8Array(new ArrayBuffer(size)));
    this.#view = this.#own;
    this.#receiver = this.#makeReceiver();
  }

  watch(listener: () => void): void {
    this.#listener = listener;
  }

  resume(): void {
    if (this.closed) return;
    if (this.#poll === undefined) {
      this.#poll = this.#ffi.poll(this.#descriptor.fd, () => this.#listener?.());
      if (!this.#referenced) this.#poll.unref();
    }
    this.#poll.start({ readable: true });
  }

  pause(): void {
    this.#poll?.stop();
  }

  ref(): void {
    this.#referenced = true;
    this.#poll?.ref();
  }

  unref(): void {
    this.#referenced = false;
    this.#poll?.unref();
  }

  join(group: number): void {
    this.#membership(SocketOption.add_membership, group);
  }

  leave(group: number): void {
    this.#membership(SocketOption.drop_membership, group);
  }

  #membership(option: number, group: number): void {
    if (!Number.isInteger(group) || group < 1) throw new RangeError(`no multicast group: ${group}`);
    this.#ffi.setsockopt(this.#descriptor.fd, SOL_NETLINK, option, int32(group));
  }

  another(options: AnotherOptions = {}): NetlinkSocket {
    const merged = { ...this.#options, ...options };
    if (this.#namespace === undefined) return NetlinkSocket.#create(merged, undefined, this.#ffi);
    return NetlinkSocket.#inside(merged, openNamespace(this.#ffi, { fd: this.#namespace.fd }), this.#ffi);
  }

  close(): void {
    this.#poll?.close();
    this.#poll = undefined;
    this.#namespace?.close();
    this.#descriptor.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
