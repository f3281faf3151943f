/** The compiler of libpcap, for tcpdump's filter expressions. The library is loaded with the first expression. */
import type * as Koffi from "koffi";
import { codedError } from "./errors.js";
import { load } from "./koffi.js";
import { checkRuntime } from "./open.js";
import { littleEndian } from "./runtime.js";

/** One expression to compile. */
export interface FilterRequest {
  readonly expression: string;
  /** DLT_* number, by which libpcap knows where headers are. */
  readonly dlt: number;
  /** What the program returns for packets that match. */
  readonly snapLength: number;
  readonly optimize: boolean;
  /** Of the network that `ip broadcast` is about, as an address in a number, big-endian; undefined when it is not known. */
  readonly netmask: number | undefined;
  /**
   * Interface, in the calling thread's network namespace, whose packets are to be filtered in the kernel. libpcap opens a
   * packet socket on it for a moment, as only then it looks for VLAN tags where the kernel puts them.
   */
  readonly device: string | undefined;
}

export interface Libpcap {
  /** `"libpcap version 1.10.3 (with TPACKET_V3)"` */
  readonly version: string;
  /**
   * The program, as an array of struct sock_filter.
   *
   * @throws Error with code ERR_RINGLINK_FILTER and libpcap's own words
   */
  compile(request: FilterRequest): Uint8Array;
}

/** Names of the library: of Debian and its descendants, of others, and that of the development package. */
const NAMES = ["libpcap.so.0.8", "libpcap.so.1", "libpcap.so"];

/** PCAP_ERRBUF_SIZE */
const ERROR_SIZE = 256;
const PCAP_NETMASK_UNKNOWN = 0xffffffff;
/** Bytes of a ring that is never read. */
const SMALL_BUFFER = 64 * 1024;

let library: Libpcap | undefined;

/** @throws Error with code ERR_RINGLINK_LIBPCAP when libpcap is not installed */
export function libpcap(): Libpcap {
  library ??= bindLibpcap();
  return library;
}

function open(koffi: typeof Koffi, names: readonly string[]): Koffi.LibraryHandle {
  let cause: unknown;
  for (const name of names) {
    try {
      return koffi.load(name);
    } catch (error) {
      cause ??= error;
    }
  }
  const message = "filter expressions are compiled by libpcap, which is not here: apt install libpcap0.8";
  throw codedError("ERR_RINGLINK_LIBPCAP", message, { cause });
}

/** Binds the first library that is found. */
export function bindLibpcap(names: readonly string[] = NAMES): Libpcap {
  checkRuntime({ platform: process.platform, bun: process.versions["bun"] });
  const koffi = load();
  const lib = open(koffi, names);
  const word = koffi.sizeof("void *");
  const c = {
    version: lib.func("const char *pcap_lib_version()") as () => string,
    openDead: lib.func("uintptr_t pcap_open_dead(int linktype, int snaplen)") as (...args: number[]) => number,
    create: lib.func("uintptr_t pcap_create(const char *device, void *errbuf)") as (
      device: string,
      errbuf: Uint8Array,
    ) => number,
    setSnapLength: lib.func("int pcap_set_snaplen(uintptr_t p, int snaplen)") as (...args: number[]) => number,
    setBufferSize: lib.func("int pcap_set_buffer_size(uintptr_t p, int size)") as (...args: number[]) => number,
    activate: lib.func("int pcap_activate(uintptr_t p)") as (p: number) => number,
    datalink: lib.func("int pcap_datalink(uintptr_t p)") as (p: number) => number,
    setDatalink: lib.func("int pcap_set_datalink(uintptr_t p, int dlt)") as (...args: number[]) => number,
    statusText: lib.func("const char *pcap_statustostr(int status)") as (status: number) => string,
    error: lib.func("const char *pcap_geterr(uintptr_t p)") as (p: number) => string,
    compile: lib.func(
      "int pcap_compile(uintptr_t p, void *program, const char *expression, int optimize, uint32_t netmask)",
    ) as (p: number, program: Uint8Array, expression: string, optimize: number, netmask: number) => number,
    free: lib.func("void pcap_freecode(void *program)") as (program: Uint8Array) => void,
    close: lib.func("void pcap_close(uintptr_t p)") as (p: number) => void,
    copy: koffi.load(null).func("void *memcpy(void *to, uintptr_t from, size_t length)") as (
      to: Uint8Array,
      from: number,
      length: number,
    ) => unknown,
  };

  const fail = (message: string): never => {
    throw codedError("ERR_RINGLINK_FILTER", message);
  };

  const openLive = (device: string, { dlt, snapLength }: FilterRequest): number => {
    const errors = new Uint8Array(ERROR_SIZE);
    const handle = c.create(device, errors);
    if (handle === 0) fail(`${device}: ${Buffer.from(errors.subarray(0, errors.indexOf(0))).toString()}`);
    try {
      c.setSnapLength(handle, snapLength);
      c.setBufferSize(handle, SMALL_BUFFER);
      const status = c.activate(handle);
      // Above 0 are warnings.
      if (status < 0) fail(`${device}: ${c.error(handle) || c.statusText(status)}`);
      if (c.datalink(handle) !== dlt && c.setDatalink(handle, dlt) !== 0) {
        fail(`${device} has packets of link type ${c.datalink(handle)}, not ${dlt}`);
      }
      return handle;
    } catch (error) {
      c.close(handle);
      throw error;
    }
  };

  /** The instructions of a struct bpf_program. */
  const instructions = (program: Uint8Array): Uint8Array => {
    const view = new DataView(program.buffer);
    const bytes = new Uint8Array(view.getUint32(0, littleEndian) * 8);
    const address = word === 8 ? Number(view.getBigUint64(8, littleEndian)) : view.getUint32(4, littleEndian);
    c.copy(bytes, address, bytes.length);
    return bytes;
  };

  return {
    version: c.version(),
    compile(request) {
      const { expression, dlt, snapLength, optimize, netmask, device } = request;
      const handle = device === undefined ? c.openDead(dlt, snapLength) : openLive(device, request);
      if (handle === 0) fail("libpcap has no memory left");
      const program = new Uint8Array(new ArrayBuffer(word * 2));
      try {
        if (c.compile(handle, program, expression, optimize ? 1 : 0, netmask ?? PCAP_NETMASK_UNKNOWN) !== 0) {
          fail(`${c.error(handle)}, in ${JSON.stringify(expression)}`);
        }
        try {
          return instructions(program);
        } finally {
          c.free(program);
        }
      } finally {
        c.close(handle);
      }
    },
  };
}
