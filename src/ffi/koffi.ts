/** libc through koffi. The only module that loads it, and only when a socket is opened. */
import { ftruncateSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { isMainThread, type Worker } from "node:worker_threads";
import type * as Koffi from "koffi";
import { MAP_SHARED, PROT_READ, PROT_WRITE } from "./constants.js";
import { closeDescriptors } from "./descriptor.js";
import { codedError, SyscallError } from "./errors.js";
import type { Ffi, Mapping, Receiver, SyscallArgument } from "./ffi.js";
import { addressOf, type MemoryCalls, mapMemory, retireMappings, retireMemory } from "./mapping.js";
import { openOrphans } from "./orphans.js";
import { closePollHandles, pollHandle } from "./poll.js";
import { littleEndian } from "./runtime.js";
import { waiter } from "./waiter.js";

type Module = typeof Koffi;
type Integer = (...args: (number | bigint | string | Uint8Array)[]) => number;

/** The module. @throws Error with a code when it is missing or may not be loaded */
export function load(): Module {
  const require = createRequire(import.meta.url);
  try {
    return require("koffi") as Module;
  } catch (cause) {
    const code = (cause as { code?: unknown }).code;
    if (code === "ERR_DLOPEN_DISABLED") {
      throw codedError("ERR_RINGLINK_PERMISSION", "loading koffi is not allowed here: run node with --allow-addons", {
        cause,
      });
    }
    const help = code === "MODULE_NOT_FOUND" ? "npm install koffi" : String((cause as Error).message);
    throw codedError("ERR_RINGLINK_FFI", `ringlink reaches the kernel through koffi, which does not load: ${help}`, {
      cause,
    });
  }
}

const MFD_CLOEXEC = 1;
const RTLD_LAZY = 1;
const RTLD_NODELETE = 0x1000;

/**
 * Keeps koffi's code in memory for good. Node unloads an addon with the last thread that uses it, and a worker thread that
 * ends with a poll handle open returns to that code once more: the process would crash.
 */
function pin(library: Koffi.LibraryHandle): void {
  const mapped = /\/.*koffi.*\.node$/m.exec(readFileSync("/proc/self/maps", "utf8"))?.[0];
  if (mapped !== undefined)
    library.func("void *dlopen(const char *path, int flags)")(mapped, RTLD_LAZY | RTLD_NODELETE);
}

/** `struct msghdr` and `struct iovec` where pointers and size_t have `word` bytes. */
function messageLayout(word: number): {
  size: number;
  nameLength: number;
  iov: number;
  control: number;
  flags: number;
} {
  return { size: word * 7, nameLength: word, iov: word * 2, control: word * 4, flags: word * 6 };
}

/** What the kernel is looking at during a call, held where no optimisation can take it for unused. */
const inUse: { memory: readonly unknown[] | undefined } = { memory: undefined };

/** Memory that pointers in other memory lead to, by where they stand. */
const targets = new WeakMap<ArrayBufferLike, Map<number, Uint8Array | Mapping>>();

/** Binds libc. @throws Error with a code when koffi is missing or may not be loaded */
export function koffiFfi(): Ffi {
  const koffi = load();
  const library = koffi.load(null);
  if (!isMainThread) {
    pin(library);
    // Descriptors and mappings belong to the process: they would outlive the thread. A thread that is terminated does not come
    // here: see orphans.ts.
    process.once("exit", () => {
      closePollHandles();
      retireMappings();
      closeDescriptors();
    });
  }
  const bindTo = (definition: string) => library.func(definition) as unknown as Integer;
  const c = {
    socket: bindTo("int socket(int domain, int type, int protocol)"),
    bind: bindTo("int bind(int fd, const void *address, uint32_t length)"),
    getsockname: bindTo("int getsockname(int fd, void *address, void *length)"),
    setsockopt: bindTo("int setsockopt(int fd, int level, int option, const void *value, uint32_t length)"),
    getsockopt: bindTo("int getsockopt(int fd, int level, int option, void *value, void *length)"),
    send: bindTo("intptr_t send(int fd, const void *bytes, size_t length, int flags)"),
    sendto: bindTo("intptr_t sendto(int fd, const void *bytes, size_t n, int flags, const void *to, uint32_t length)"),
    recvmsg: bindTo("intptr_t recvmsg(int fd, uintptr_t message, int flags)"),
    close: bindTo("int close(int fd)"),
    open: bindTo("int open(const char *path, int flags, int mode)"),
    fcntl: bindTo("int fcntl(int fd, int command, int argument)"),
    setns: bindTo("int setns(int fd, int type)"),
    unshare: bindTo("int unshare(int flags)"),
    mount: bindTo(
      "int mount(const char *source, const char *target, const char *type, unsigned long flags, uintptr_t data)",
    ),
    umount2: bindTo("int umount2(const char *target, int flags)"),
    ioctl: bindTo("int ioctl(int fd, unsigned long request, void *argument)"),
    sendmmsg: bindTo("int sendmmsg(int fd, void *messages, uint32_t count, int flags)"),
    poll: bindTo("int poll(void *descriptors, unsigned long count, int timeout)"),
    syscall: bindTo(
      "intptr_t syscall(intptr_t number, intptr_t a, intptr_t b, intptr_t c, intptr_t d, intptr_t e, intptr_t f)",
    ),
    getpagesize: bindTo("int getpagesize()"),
    mmap: bindTo("intptr_t mmap(uintptr_t address, size_t length, int protection, int flags, int fd, int64_t offset)"),
    munmap: bindTo("int munmap(uintptr_t address, size_t length)"),
    madvise: bindTo("int madvise(uintptr_t address, size_t length, int advice)"),
    memfd_create: bindTo("int memfd_create(const char *name, unsigned int flags)"),
    if_nametoindex: bindTo("uint32_t if_nametoindex(const char *name)"),
    if_indextoname: bindTo("intptr_t if_indextoname(uint32_t index, void *name)"),
  };
  const word = koffi.sizeof("void *");
  const layout = messageLayout(word);

  /** The errno of the call just made; never 0, so that a failure stays one. */
  const errno = (): number => koffi.errno() || 5;
  const check = (syscall: string, result: number, subject?: string): number => {
    if (result >= 0) return result;
    const number = errno();
    throw new SyscallError(syscall, number, subject === undefined ? {} : { subject });
  };
  const locate = (memory: Uint8Array | Mapping): bigint =>
    memory instanceof Uint8Array ? koffi.address(memory) : BigInt(addressOf(memory));
  const writeWord = (dv: DataView, offset: number, value: bigint, size = word): void => {
    if (size === 8) dv.setBigUint64(offset, value, littleEndian);
    else dv.setUint32(offset, Number(value), littleEndian);
  };
  /** Addresses are below 2^53 on every system that Node runs on. */
  const writeNumber = (dv: DataView, offset: number, value: number): void => {
    const high = Math.floor(value / 2 ** 32);
    if (word === 8) dv.setUint32(offset + (littleEndian ? 4 : 0), high, littleEndian);
    dv.setUint32(offset + (littleEndian || word === 4 ? 0 : 4), value - high * 2 ** 32, littleEndian);
  };
  const writeAddress = (dv: DataView, offset: number, bytes: Uint8Array): void =>
    writeWord(dv, offset, koffi.address(bytes));
  const raw: MemoryCalls = {
    map(address, length, protection, flags, fd, offset) {
      const result = c.mmap(address, length, protection, flags, fd, offset);
      return result === -1 ? -errno() : result;
    },
    advise: (address, length, advice) => (c.madvise(address, length, advice) < 0 ? -errno() : 0),
    unmap: (address, length) => (c.munmap(address, length) < 0 ? -errno() : 0),
    view: (address, length) => koffi.view(BigInt(address), length),
  };
  const orphans = openOrphans(
    {
      createMemory(name, length) {
        const fd = c.memfd_create(name, MFD_CLOEXEC);
        if (fd < 0) return -errno();
        try {
          ftruncateSync(fd, length);
          return raw.map(0, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        } finally {
          c.close(fd);
        }
      },
      view: raw.view,
      closeDescriptor: (fd) => void c.close(fd),
      retireMapping: (address, length) => retireMemory(raw, address, length),
    },
    !isMainThread,
  );
  if (orphans !== undefined) {
    process.on("worker", (worker: Worker) => worker.once("exit", () => orphans.release()));
  }
  const memory: MemoryCalls = { ...raw, orphans };
  const argument = (value: SyscallArgument): number | bigint => {
    if (typeof value === "number" || typeof value === "bigint") return value;
    return locate(value);
  };
  const sized = (size: number): { bytes: Uint8Array; length: Uint32Array } => {
    return { bytes: new Uint8Array(size), length: new Uint32Array([size]) };
  };
  const lengthBytes = (length: Uint32Array): Uint8Array => new Uint8Array(length.buffer);

  class KoffiReceiver implements Receiver {
    #bytes: Uint8Array;
    /** Where the memory begins that `bytes` is a part of. */
    #base = 0;
    readonly address: Uint8Array;
    readonly #iov: DataView;
    readonly #message: DataView;
    readonly #pointer: number;
    readonly #addressSize: number;
    readonly control: Uint8Array;

    constructor(bytes: Uint8Array, addressSize: number, controlSize: number) {
      // Memory of an ArrayBuffer does not move; these arrays hold it for as long as the kernel is told of it.
      const message = new Uint8Array(new ArrayBuffer(layout.size));
      this.#bytes = bytes;
      this.address = new Uint8Array(new ArrayBuffer(addressSize));
      this.#addressSize = addressSize;
      const iov = new Uint8Array(new ArrayBuffer(2 * word));
      this.#message = new DataView(message.buffer);
      this.#iov = new DataView(iov.buffer);
      this.use(bytes);
      writeAddress(this.#message, 0, this.address);
      writeAddress(this.#message, layout.iov, iov);
      writeWord(this.#message, layout.iov + word, 1n);
      this.control = new Uint8Array(new ArrayBuffer(controlSize));
      if (controlSize > 0) writeAddress(this.#message, layout.control, this.control);
      this.#pointer = Number(koffi.address(message));
    }

    get bytes(): Uint8Array {
      return this.#bytes;
    }

    use(bytes: Uint8Array): void {
      if (bytes.buffer !== this.#bytes.buffer || this.#base === 0) {
        this.#base = Number(koffi.address(bytes)) - bytes.byteOffset;
      }
      this.#bytes = bytes;
      writeNumber(this.#iov, 0, this.#base + bytes.byteOffset);
      writeNumber(this.#iov, word, bytes.length);
    }

    get addressLength(): number {
      return Math.min(this.#message.getUint32(layout.nameLength, littleEndian), this.#addressSize);
    }

    get flags(): number {
      return this.#message.getInt32(layout.flags, littleEndian);
    }

    get controlLength(): number {
      const at = layout.control + word;
      return word === 8
        ? Number(this.#message.getBigUint64(at, littleEndian))
        : this.#message.getUint32(at, littleEndian);
    }

    receive(fd: number, flags: number): number {
      this.#message.setUint32(layout.nameLength, this.#addressSize, littleEndian);
      if (this.control.length > 0) writeWord(this.#message, layout.control + word, BigInt(this.control.length));
      const result = c.recvmsg(fd, this.#pointer, flags);
      return result < 0 ? -errno() : result;
    }
  }

  return {
    name: `koffi ${koffi.version}`,
    socket: (domain, type, protocol) => check("socket", c.socket(domain, type, protocol)),
    bind: (fd, address) => void check("bind", c.bind(fd, address, address.length)),
    getsockname(fd, size) {
      const { bytes, length } = sized(size);
      check("getsockname", c.getsockname(fd, bytes, lengthBytes(length)));
      return bytes.subarray(0, length[0]);
    },
    setsockopt: (fd, level, option, value) =>
      void check("setsockopt", c.setsockopt(fd, level, option, value, value.length)),
    getsockopt(fd, level, option, size) {
      const { bytes, length } = sized(size);
      check("getsockopt", c.getsockopt(fd, level, option, bytes, lengthBytes(length)));
      return bytes.subarray(0, length[0]);
    },
    send(fd, bytes, flags) {
      const result = c.send(fd, bytes, bytes.length, flags);
      return result < 0 ? -errno() : result;
    },
    sendto(fd, bytes, flags, address) {
      const result = c.sendto(fd, bytes, bytes.length, flags, address, address.length);
      return result < 0 ? -errno() : result;
    },
    receiver: (bytes, addressSize, controlSize = 0) => new KoffiReceiver(bytes, addressSize, controlSize),
    close: (fd) => void check("close", c.close(fd)),
    open: (path, flags) => check("open", c.open(path, flags, 0), path),
    // F_DUPFD_CLOEXEC
    duplicate: (fd) => check("fcntl", c.fcntl(fd, 1030, 0)),
    setns: (fd, type) => void check("setns", c.setns(fd, type)),
    unshare: (flags) => void check("unshare", c.unshare(flags)),
    mount: (source, target, type, flags) => void check("mount", c.mount(source, target, type, flags, 0), target),
    unmount: (target, flags) => void check("umount2", c.umount2(target, flags), target),
    interfaceIndex(name) {
      const index = c.if_nametoindex(name);
      return index > 0 ? index : check("if_nametoindex", -1, JSON.stringify(name));
    },
    interfaceName(index) {
      const name = new Uint8Array(16);
      if (c.if_indextoname(index, name) === 0) check("if_indextoname", -1, String(index));
      return Buffer.from(name.subarray(0, name.indexOf(0))).toString();
    },
    ioctl(fd, request, argument) {
      const result = c.ioctl(fd, request, argument);
      return result < 0 ? -errno() : result;
    },
    sendmmsg(fd, messages, count, flags) {
      const result = c.sendmmsg(fd, messages, count, flags);
      return result < 0 ? -errno() : result;
    },
    syscall(number, ...args) {
      if (args.length > 6) throw new RangeError(`a system call has at most 6 arguments, not ${args.length}`);
      inUse.memory = args;
      try {
        const [a = 0, b = 0, d = 0, e = 0, f = 0, g = 0] = args.map(argument);
        const result = c.syscall(number, a, b, d, e, f, g);
        return result === -1 ? -errno() : Number(result);
      } finally {
        inUse.memory = undefined;
      }
    },
    pointerSize: word,
    pageSize: c.getpagesize(),
    writePointer(structure, offset, target, size = word) {
      const dv = new DataView(structure.buffer, structure.byteOffset, structure.byteLength);
      writeWord(dv, offset, locate(target), size);
      const kept = targets.get(structure.buffer) ?? new Map<number, Uint8Array | Mapping>();
      targets.set(structure.buffer, kept.set(structure.byteOffset + offset, target));
    },
    map: (options) => mapMemory(memory, options),
    orphans,
    waiter: (descriptors) =>
      waiter((bytes, count, timeout) => {
        const result = c.poll(bytes, count, timeout);
        return result < 0 ? -errno() : result;
      }, descriptors),
    poll: (fd, listener) => pollHandle(koffi, fd, listener),
  };
}
