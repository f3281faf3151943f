/** A packet socket: what capturing and injecting have in common. */
import {
  AF_INET,
  AF_PACKET,
  Descriptor,
  type Ffi,
  ffi,
  inNamespace,
  isSyscallError,
  littleEndian,
  type NetworkNamespace,
  openNamespace,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SO_SNDBUF,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOL_SOCKET,
  SyscallError,
} from "../../ffi/index.js";
import {
  PACKET_ADD_MEMBERSHIP,
  PACKET_MR_PROMISC,
  SO_ERROR,
  SO_SNDBUFFORCE,
  SOCKADDR_LL_SIZE,
  SOL_PACKET,
} from "./constants.js";
import { findInterface, type NetworkInterface } from "./network-interface.js";

export interface PacketSocketOptions {
  readonly netns?: NetworkNamespace | undefined;
  /** System calls; libc through koffi by default. */
  readonly ffi?: Ffi | undefined;
}

/** Integers as the kernel reads them. */
export function integers(...values: number[]): Uint8Array {
  return new Uint8Array(new Uint32Array(values).buffer);
}

export class PacketSocket {
  readonly ffi: Ffi;
  readonly interface: NetworkInterface;
  /** Whether packets begin at the network layer, with the link layer in their address. */
  readonly cooked: boolean;
  readonly #descriptor: Descriptor;

  private constructor(system: Ffi, descriptor: Descriptor, device: NetworkInterface, cooked: boolean) {
    this.ffi = system;
    this.interface = device;
    this.cooked = cooked;
    this.#descriptor = descriptor;
  }

  /**
   * Opens a socket that gets no packets until it is bound.
   *
   * @param purpose of the descriptor, for leak checks
   * @param isCooked decides by the interface
   * @throws SyscallError with a hint where a capability is missing
   */
  static open(
    name: string | number,
    purpose: string,
    isCooked: (device: NetworkInterface) => boolean,
    options: PacketSocketOptions,
  ): PacketSocket {
    const system = options.ffi ?? ffi();
    const create = () => PacketSocket.#create(system, name, purpose, isCooked);
    if (options.netns === undefined) return create();
    using namespace = openNamespace(system, options.netns);
    return inNamespace(system, namespace, create);
  }

  static #create(
    system: Ffi,
    name: string | number,
    purpose: string,
    isCooked: (device: NetworkInterface) => boolean,
  ): PacketSocket {
    // Interfaces are asked through any socket; one of this kind needs no privilege.
    using asking = new Descriptor(system, system.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "interface lookup");
    const device = findInterface(system, asking.fd, name);
    const cooked = isCooked(device);
    const type = (cooked ? SOCK_DGRAM : SOCK_RAW) | SOCK_NONBLOCK | SOCK_CLOEXEC;
    let fd: number;
    try {
      fd = system.socket(AF_PACKET, type, 0);
    } catch (error) {
      throw explained(error, device.name);
    }
    return new PacketSocket(system, new Descriptor(system, fd, `${purpose} ${device.name}`), device, cooked);
  }

  /** -1 once closed. */
  get fd(): number {
    return this.#descriptor.fd;
  }

  /** Starts the flow of packets. @param protocol ETH_P_*; 0: none are received */
  bind(protocol: number): void {
    const address = new Uint8Array(SOCKADDR_LL_SIZE);
    const view = new DataView(address.buffer);
    view.setUint16(0, AF_PACKET, littleEndian);
    view.setUint16(2, protocol);
    view.setInt32(4, this.interface.index, littleEndian);
    this.ffi.bind(this.fd, address);
  }

  /** Index that the socket is bound to: -1 when the interface has gone. */
  boundIndex(): number {
    const name = this.ffi.getsockname(this.fd, SOCKADDR_LL_SIZE);
    return new DataView(name.buffer, name.byteOffset).getInt32(4, littleEndian);
  }

  setOption(level: number, option: number, name: string, ...values: number[]): void {
    this.setBytes(level, option, name, integers(...values));
  }

  setBytes(level: number, option: number, name: string, value: Uint8Array): void {
    try {
      this.ffi.setsockopt(this.fd, level, option, value);
    } catch (error) {
      if (!isSyscallError(error)) throw error;
      throw new SyscallError("setsockopt", error.errno, { subject: `${name} on ${this.interface.name}`, cause: error });
    }
  }

  /** An option of SOL_PACKET, as 32-bit words. */
  getWords(option: number, count: number): number[] {
    const bytes = this.ffi.getsockopt(this.fd, SOL_PACKET, option, count * 4);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: bytes.byteLength >>> 2 }, (_, index) => view.getUint32(index * 4, littleEndian));
  }

  /** The error that the socket has to report, negative errno or 0; reporting clears it. */
  takeError(): number {
    const bytes = this.ffi.getsockopt(this.fd, SOL_SOCKET, SO_ERROR, 4);
    return -new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, littleEndian);
  }

  /** Sees packets to other stations too, for as long as the socket is open. */
  promiscuous(): void {
    // struct packet_mreq: ifindex s32, type u16, address length u16, address[8].
    const bytes = new Uint8Array(16);
    const view = new DataView(bytes.buffer);
    view.setInt32(0, this.interface.index, littleEndian);
    view.setUint16(4, PACKET_MR_PROMISC, littleEndian);
    this.setBytes(SOL_PACKET, PACKET_ADD_MEMBERSHIP, "PACKET_ADD_MEMBERSHIP", bytes);
  }

  /** Above the system's limit where that is allowed. Bytes that the kernel accounts for, which is twice what it was asked. */
  setBuffer(direction: "receive" | "send", bytes: number): number {
    const [force, plain] = direction === "receive" ? [SO_RCVBUFFORCE, SO_RCVBUF] : [SO_SNDBUFFORCE, SO_SNDBUF];
    try {
      this.ffi.setsockopt(this.fd, SOL_SOCKET, force, integers(bytes));
    } catch (error) {
      if (!isSyscallError(error, "EPERM")) throw error;
      this.setOption(SOL_SOCKET, plain, direction === "receive" ? "SO_RCVBUF" : "SO_SNDBUF", bytes);
    }
    const value = this.ffi.getsockopt(this.fd, SOL_SOCKET, plain, 4);
    return new DataView(value.buffer, value.byteOffset).getInt32(0, littleEndian);
  }

  /** Memory mapped from the socket holds it open too: that must be closed before. Idempotent. */
  close(): void {
    this.#descriptor.close();
  }
}

function explained(error: unknown, subject: string): unknown {
  if (!isSyscallError(error)) return error;
  const hint =
    error.code === "EPERM"
      ? "CAP_NET_RAW is needed, in the user namespace that owns the network namespace"
      : error.code === "EAFNOSUPPORT"
        ? "this kernel lacks CONFIG_PACKET, module af_packet"
        : undefined;
  if (hint === undefined) return error;
  return new SyscallError("socket", error.errno, { subject: `AF_PACKET for ${subject}`, hint, cause: error });
}
