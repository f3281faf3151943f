/** bpf(2): commands with a `union bpf_attr`. */

import { kernelName } from "../../codec/constants.js";
import {
  codedError,
  type Ffi,
  inNamespace,
  littleEndian,
  type NetworkNamespace,
  openNamespace,
  SyscallError,
} from "../../ffi/index.js";
import { BpfCommand } from "./constants.js";

/** __NR_bpf by architecture, as process.arch names it. */
const NUMBERS: Readonly<Record<string, number>> = {
  x64: 321,
  arm64: 280,
  riscv64: 280,
  loong64: 280,
  arm: 386,
  ia32: 357,
  ppc64: 361,
  s390x: 351,
};

/** Memory of an ArrayBuffer of its own: small typed arrays may be moved by the garbage collector, this never is. */
export function fixedBytes(size: number | Uint8Array): Uint8Array<ArrayBuffer> {
  if (typeof size === "number") return new Uint8Array(new ArrayBuffer(size));
  const bytes = new Uint8Array(new ArrayBuffer(size.length));
  bytes.set(size);
  return bytes;
}

/** A `union bpf_attr` being filled in. Pointers in it have 64 bits on every architecture. */
export class Attributes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView<ArrayBuffer>;
  readonly #ffi: Ffi;

  constructor(ffi: Ffi, size: number) {
    this.#ffi = ffi;
    this.bytes = fixedBytes(size);
    this.view = new DataView(this.bytes.buffer);
  }

  u32(offset: number, value: number): this {
    this.view.setUint32(offset, value, littleEndian);
    return this;
  }

  u64(offset: number, value: number): this {
    this.view.setBigUint64(offset, BigInt(value), littleEndian);
    return this;
  }

  pointer(offset: number, target: Uint8Array): this {
    this.#ffi.writePointer(this.bytes, offset, target, 8);
    return this;
  }

  text(offset: number, size: number, value: string): this {
    const bytes = new TextEncoder().encode(value);
    this.bytes.set(bytes.subarray(0, size - 1), offset);
    return this;
  }

  getU32(offset: number): number {
    return this.view.getUint32(offset, littleEndian);
  }
}

/** What it returned, or a negative errno. @throws Error with a code on an architecture whose number is not known */
export function bpf(ffi: Ffi, command: BpfCommand, attributes: Attributes): number {
  const number = NUMBERS[process.arch];
  if (number === undefined) {
    throw codedError("ERR_RINGLINK_PLATFORM", `the number of bpf(2) on ${process.arch} is not known`);
  }
  const EINTR = -4;
  for (;;) {
    const result = ffi.syscall(number, BpfCommand[command], attributes.bytes, attributes.bytes.length);
    if (result !== EINTR) return result;
  }
}

/** Runs `action` in a network namespace; in the thread's own where none is given. */
export function inside<T>(system: Ffi, netns: NetworkNamespace | undefined, action: () => T): T {
  if (netns === undefined) return action();
  using namespace = openNamespace(system, netns);
  return inNamespace(system, namespace, action);
}

const EPERM = 1;
const ENOSYS = 38;

/** The error for a bpf(2) that failed. */
export function bpfError(command: BpfCommand, errno: number, subject?: string, hint = commonHint(errno)): SyscallError {
  return new SyscallError(`bpf(${kernelName(BpfCommand, command)})`, errno, {
    ...(subject === undefined ? {} : { subject }),
    ...(hint === undefined ? {} : { hint }),
  });
}

function commonHint(errno: number): string | undefined {
  if (Math.abs(errno) === EPERM) return "CAP_BPF is needed, for XDP programs CAP_NET_ADMIN as well";
  if (Math.abs(errno) === ENOSYS) return "the kernel is built without CONFIG_BPF_SYSCALL";
  return undefined;
}

/** As `bpf`; failing is an exception. @throws SyscallError */
export function bpfChecked(ffi: Ffi, command: BpfCommand, attributes: Attributes, subject?: string): number {
  const result = bpf(ffi, command, attributes);
  if (result < 0) throw bpfError(command, result, subject);
  return result;
}

/** `struct bpf_*_info` of an object, as far as the kernel fills it in. @throws SyscallError */
export function objectInfo(ffi: Ffi, fd: number, size: number, subject: string): DataView<ArrayBuffer> {
  const info = fixedBytes(size);
  const attributes = new Attributes(ffi, 16).u32(0, fd).u32(4, size).pointer(8, info);
  bpfChecked(ffi, "obj_get_info_by_fd", attributes, subject);
  return new DataView(info.buffer);
}

/** A name as the kernel takes it: letters, digits, `_` and `.`, at most 15. @throws RangeError */
export function checkName(name: string): string {
  if (!/^[A-Za-z0-9_.]{0,15}$/.test(name)) {
    throw new RangeError(`a name of at most 15 letters, digits, "_" and ".": ${JSON.stringify(name)}`);
  }
  return name;
}

/** A name in a structure, up to its terminator. */
export function readName(view: DataView, offset: number, size: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + offset, size);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(bytes.subarray(0, end < 0 ? size : end));
}
