/** Facts about an interface, for sockets that are bound to it. */
import { type Ffi, littleEndian, SyscallError } from "../../ffi/index.js";
import { ARPHRD_ETHER, IFF_UP, SIOCGIFFLAGS, SIOCGIFHWADDR, SIOCGIFMTU } from "./constants.js";

/** `struct ifreq`: name[16], then a union. */
const IFREQ_SIZE = 40;
const IFNAMSIZ = 16;

export interface NetworkInterface {
  /** `"eth0"`, or `"any"` for all of a namespace. */
  readonly name: string;
  /** 0 for all. */
  readonly index: number;
  /** ARPHRD_* of its packets; undefined for all interfaces together. */
  readonly hardwareType: number | undefined;
  /** Largest packet without its link-layer header, bytes; 0 for all. */
  readonly mtu: number;
  /** Whether it was up. */
  readonly up: boolean;
  /** Its own link-layer address; 6 bytes, or none. */
  readonly address: Uint8Array;
}

function ifreq(name: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(new ArrayBuffer(IFREQ_SIZE));
  Buffer.from(name).copy(bytes, 0, 0, IFNAMSIZ - 1);
  return bytes;
}

/**
 * Looks an interface up by name or index in the calling thread's network namespace.
 *
 * @param system system calls, and `fd` any socket to ask
 * @throws SyscallError (ENODEV) when there is none
 */
export function findInterface(system: Ffi, fd: number, wanted: string | number): NetworkInterface {
  if (wanted === "any" || wanted === 0) {
    return { name: "any", index: 0, hardwareType: undefined, mtu: 0, up: true, address: new Uint8Array(0) };
  }
  const index = typeof wanted === "number" ? wanted : system.interfaceIndex(wanted);
  const name = typeof wanted === "number" ? system.interfaceName(wanted) : wanted;
  const ask = (request: number, call: string): DataView => {
    const bytes = ifreq(name);
    const result = system.ioctl(fd, request, bytes);
    if (result < 0) throw new SyscallError("ioctl", result, { subject: `${call} ${name}` });
    return new DataView(bytes.buffer, IFNAMSIZ);
  };
  const hardware = ask(SIOCGIFHWADDR, "SIOCGIFHWADDR");
  const type = hardware.getUint16(0, littleEndian);
  return {
    name,
    index,
    hardwareType: type,
    mtu: ask(SIOCGIFMTU, "SIOCGIFMTU").getInt32(0, littleEndian),
    up: (ask(SIOCGIFFLAGS, "SIOCGIFFLAGS").getUint16(0, littleEndian) & IFF_UP) !== 0,
    address: type === ARPHRD_ETHER ? new Uint8Array(hardware.buffer, IFNAMSIZ + 2, 6) : new Uint8Array(0),
  };
}
