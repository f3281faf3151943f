/** Programs: loading, the verifier's words, test runs. */
import { nameOf } from "../../codec/index.js";
import { Descriptor, type Ffi, ffi, littleEndian, type NetworkNamespace, SyscallError } from "../../ffi/index.js";
import type { Assembly } from "./assemble.js";
import { BpfAttachType, BpfProgramType, INSTRUCTION_SIZE, NAME_SIZE } from "./constants.js";
import {
  Attributes,
  bpf,
  bpfChecked,
  bpfError,
  checkName,
  fixedBytes,
  inside,
  objectInfo,
  readName,
} from "./syscall.js";

export interface BpfProgramOptions {
  /** `"xdp"` by default. */
  readonly type?: BpfProgramType | undefined;
  /** What `assemble` made, or `struct bpf_insn[]` as bytes. */
  readonly instructions: Assembly | Uint8Array;
  /** `"Dual MIT/GPL"` by default; the kernel keeps many helpers for licences that are compatible with the GPL. */
  readonly license?: string | undefined;
  /** At most 15 letters, digits, `_` and `.`. */
  readonly name?: string | undefined;
  /** `BpfProgramFlags`; 0 by default. */
  readonly flags?: number | undefined;
  /** Index of the device that an XDP program is bound to, with the flag `xdp_dev_bound_only`. Linux 6.3. */
  readonly interfaceIndex?: number | undefined;
  /** Network namespace of that device; the calling thread's by default. */
  readonly netns?: NetworkNamespace | undefined;
  /** Verifier's log to ask for: 1 an outline, 2 every step; 0, the default, none unless loading fails. */
  readonly logLevel?: 0 | 1 | 2 | undefined;
  /** System calls; libc through koffi by default. */
  readonly ffi?: Ffi | undefined;
}

const VERIFIER = Symbol.for("ringlink.VerifierError");

/** A program that the kernel did not take. */
export class VerifierError extends SyscallError {
  readonly [VERIFIER] = true;
  /** What the verifier said, all of it; empty when it did not come to that. */
  readonly log: string;

  constructor(errno: number, subject: string, log: string, hint: string | undefined) {
    const lines = log.trim().split("\n");
    // The reason is the last line that is no statistics.
    const reason = lines.findLast((line) => line !== "" && !/^(?:processed|verification time|stack depth) /.test(line));
    const about = reason === undefined ? subject : `${subject} (${reason.trim()})`;
    super("bpf(BPF_PROG_LOAD)", errno, { subject: about, ...(hint === undefined ? {} : { hint }) });
    this.name = "VerifierError";
    this.log = log;
  }
}

/** Tells a VerifierError apart; also across copies of the package. */
export function isVerifierError(error: unknown): error is VerifierError {
  return typeof error === "object" && error !== null && VERIFIER in error;
}

const BINDING =
  "to be bound to a device, a program needs Linux 6.3 (one with xdp_has_frags 6.7), and the device in this network namespace";

const EAGAIN = 11;
const EINVAL = 22;
const ENOSPC = 28;
const EPERM = 1;
const FIRST_LOG = 64 * 1024;
/** The kernel's limit is 1 GiB; a log as long as this helps nobody. */
const LONGEST_LOG = 16 * 1024 * 1024;
/** The verifier gives up with EAGAIN when a signal comes. */
const ATTEMPTS = 8;

export interface TestRunOptions {
  /** The packet; XDP wants 14 bytes at least. */
  readonly data: Uint8Array;
  /** How often to run it; 1 by default. */
  readonly repeat?: number | undefined;
  /** Room for the packet afterwards, bytes; 512 more than before by default. */
  readonly outputBytes?: number | undefined;
}

export interface TestRun {
  /** What the program returned: of an XDP program an `XdpAction`. */
  readonly result: number;
  /** The packet afterwards. */
  readonly data: Uint8Array;
  /** Mean time of a run, ns. */
  readonly durationNs: number;
}

/** Owns the descriptor of a program that is loaded. */
export class BpfProgram {
  readonly type: BpfProgramType | number;
  readonly name: string;
  /** The verifier's log, when it was asked for. */
  readonly log: string;
  readonly #ffi: Ffi;
  readonly #descriptor: Descriptor;

  private constructor(system: Ffi, fd: number, type: BpfProgramType | number, name: string, log: string) {
    this.#ffi = system;
    this.type = type;
    this.name = name;
    this.log = log;
    this.#descriptor = new Descriptor(system, fd, `bpf program ${name}`);
  }

  /**
   * Loads a program.
   *
   * @throws RangeError for bytes that are no instructions; VerifierError with the verifier's log when the kernel refuses
   */
  static load(options: BpfProgramOptions): BpfProgram {
    const system = options.ffi ?? ffi();
    const { type = "xdp", name = "", license = "Dual MIT/GPL", flags = 0, interfaceIndex = 0, logLevel = 0 } = options;
    if (!Object.hasOwn(BpfProgramType, type)) throw new RangeError(`no type of BPF program: ${JSON.stringify(type)}`);
    const given = options.instructions;
    const bytes = given instanceof Uint8Array ? given : given.bytes;
    if (bytes.length === 0 || bytes.length % INSTRUCTION_SIZE !== 0) {
      throw new RangeError(`a program is a multiple of ${INSTRUCTION_SIZE} bytes, not ${bytes.length}`);
    }
    const attributes = new Attributes(system, 144)
      .u32(0, BpfProgramType[type])
      .u32(4, bytes.length / INSTRUCTION_SIZE)
      .pointer(8, fixedBytes(bytes))
      .pointer(16, fixedBytes(new TextEncoder().encode(`${license}\0`)))
      .u32(44, flags)
      .text(48, NAME_SIZE, checkName(name))
      .u32(64, interfaceIndex)
      .u32(68, type === "xdp" ? BpfAttachType.xdp : 0);
    const { result, log } = inside(system, options.netns, () => load(system, attributes, logLevel));
    if (result >= 0) return new BpfProgram(system, result, type, name, log);
    const about = `${type}${name === "" ? "" : ` ${name}`}`;
    const hint = result === -EINVAL && interfaceIndex !== 0 ? BINDING : bpfError("prog_load", result).hint;
    throw new VerifierError(result, about, log, log === "" ? hint : undefined);
  }

  /** A program that is loaded, by a descriptor that stays the caller's. @throws SyscallError when it is none */
  static of(fd: number, options: { readonly ffi?: Ffi | undefined } = {}): BpfProgram {
    const system = options.ffi ?? ffi();
    const info = programInfo(system, fd, `descriptor ${fd}`);
    return new BpfProgram(system, system.duplicate(fd), info.type, info.name, "");
  }

  /** The descriptor; -1 once closed. */
  get fd(): number {
    return this.#descriptor.fd;
  }

  get closed(): boolean {
    return this.#descriptor.closed;
  }

  /** What the kernel knows of it. @throws SyscallError */
  info(): ProgramInfo {
    return programInfo(this.#ffi, this.fd, this.name);
  }

  /**
   * Runs the program on a packet that goes nowhere, BPF_PROG_TEST_RUN.
   *
   * @throws RangeError; SyscallError: EINVAL for a packet that is too short, ENOSPC when it grew beyond `outputBytes`,
   *   EOPNOTSUPP for a type of program that cannot be tried
   */
  testRun(options: TestRunOptions): TestRun {
    const { data, repeat = 1, outputBytes = data.length + 512 } = options;
    if (!Number.isInteger(repeat) || repeat < 1 || repeat > 0x7fff_ffff) {
      throw new RangeError(`repeat is an integer of at least 1: ${repeat}`);
    }
    if (!Number.isInteger(outputBytes) || outputBytes < 0) throw new RangeError(`outputBytes: ${outputBytes}`);
    const output = fixedBytes(outputBytes);
    const attributes = new Attributes(this.#ffi, 80)
      .u32(0, this.fd)
      .u32(8, data.length)
      .u32(12, outputBytes)
      .pointer(16, fixedBytes(data))
      .pointer(24, output)
      .u32(32, repeat);
    bpfChecked(this.#ffi, "prog_test_run", attributes, this.name);
    return {
      result: attributes.getU32(4),
      data: output.subarray(0, Math.min(outputBytes, attributes.getU32(12))),
      durationNs: attributes.getU32(36),
    };
  }

  /** Gives up the descriptor; a second call does nothing. Where the program is attached, it stays. */
  close(): void {
    this.#descriptor.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** What the kernel knows of a program, struct bpf_prog_info. */
export interface ProgramInfo {
  readonly type: BpfProgramType | number;
  /** As `bpftool prog` shows it. */
  readonly id: number;
  /** Hash of the instructions, hexadecimal. */
  readonly tag: string;
  readonly name: string;
  /** Total time of its runs, ns, and their number, as far as the system counts them (sysctl kernel.bpf_stats_enabled). */
  readonly runTimeNs: number;
  readonly runCount: number;
}

function programInfo(system: Ffi, fd: number, subject: string): ProgramInfo {
  const info = objectInfo(system, fd, 208, subject);
  const type = info.getUint32(0, littleEndian);
  return {
    type: (nameOf(BpfProgramType, type) as BpfProgramType | undefined) ?? type,
    id: info.getUint32(4, littleEndian),
    tag: Buffer.from(info.buffer, 8, 8).toString("hex"),
    name: readName(info, 64, NAME_SIZE),
    runTimeNs: Number(info.getBigUint64(192, littleEndian)),
    runCount: Number(info.getBigUint64(200, littleEndian)),
  };
}

/** A descriptor or a negative errno, and the log. Writing a log costs: the first attempt goes without. */
function load(system: Ffi, attributes: Attributes, logLevel: number): { result: number; log: string } {
  if (logLevel === 0) {
    const result = attempt(system, attributes);
    if (result >= 0 || result === -EPERM) return { result, log: "" };
  }
  for (let size = FIRST_LOG; ; ) {
    const buffer = fixedBytes(size);
    attributes
      .u32(24, logLevel === 0 ? 1 : logLevel)
      .u32(28, size)
      .pointer(32, buffer);
    const result = attempt(system, attributes);
    // log_true_size, Linux 6.4.
    const wanted = attributes.getU32(140);
    if (result !== -ENOSPC || size === LONGEST_LOG) {
      const end = buffer.indexOf(0);
      return { result, log: new TextDecoder().decode(buffer.subarray(0, end < 0 ? size : end)) };
    }
    size = Math.min(LONGEST_LOG, Math.max(size * 4, wanted));
  }
}

function attempt(system: Ffi, attributes: Attributes): number {
  for (let count = 1; ; count++) {
    const result = bpf(system, "prog_load", attributes);
    if (result !== -EAGAIN || count === ATTEMPTS) return result;
  }
}
