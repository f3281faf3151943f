/** Errors of system calls, shaped like Node's own. */
import { constants } from "node:os";
import { getSystemErrorMap } from "node:util";

const SYSCALL = Symbol.for("ringlink.SyscallError");

/** Two names of one number: the one that Linux's own manuals use. */
const PREFERRED = ["EAGAIN", "EOPNOTSUPP"];

let names: Map<number, string> | undefined;

function errnoNames(): Map<number, string> {
  const numbers: Record<string, number> = constants.errno;
  const known = new Map([...getSystemErrorMap()].map(([number, [name]]) => [-number, name]));
  for (const name of [...Object.keys(numbers), ...PREFERRED]) known.set(numbers[name]!, name);
  return known;
}

/** `"ENODEV"` for 19 or -19; `"errno 999"` for a number without a name. */
export function errnoCode(errno: number): string {
  names ??= errnoNames();
  return names.get(Math.abs(errno)) ?? `errno ${Math.abs(errno)}`;
}

/** What an errno means, in English: `"file already exists"`; undefined when nothing is known. */
export function errnoText(errno: number): string | undefined {
  return getSystemErrorMap().get(-Math.abs(errno))?.[1];
}

export interface SyscallErrorOptions extends ErrorOptions {
  /** What the call was about, `"/proc/7/ns/net"`. */
  readonly subject?: string;
  /** What would help, where that is certain. */
  readonly hint?: string;
}

/** A system call that failed. */
export class SyscallError extends Error {
  readonly [SYSCALL] = true;
  /** Name of the errno, `"EPERM"`. */
  readonly code: string;
  /** The errno, negative as in Node's own errors. */
  readonly errno: number;
  /** Name of the call, `"setns"`. */
  readonly syscall: string;
  readonly hint: string | undefined;

  constructor(syscall: string, errno: number, options: SyscallErrorOptions = {}) {
    const code = errnoCode(errno);
    const text = errnoText(errno);
    const subject = options.subject === undefined ? "" : ` ${options.subject}`;
    const hint = options.hint === undefined ? "" : ` [${options.hint}]`;
    super(`${syscall}${subject}: ${code}${text === undefined ? "" : `: ${text}`}${hint}`, options);
    this.name = "SyscallError";
    this.code = code;
    this.errno = -Math.abs(errno);
    this.syscall = syscall;
    this.hint = options.hint;
  }
}

/** Tells a SyscallError apart, of one errno when `code` is given; also across copies of the package. */
export function isSyscallError(error: unknown, code?: string): error is SyscallError {
  if (typeof error !== "object" || error === null || !(SYSCALL in error)) return false;
  return code === undefined || (error as SyscallError).code === code;
}

/** An error with a code of this library: misuse, or surroundings that it cannot work in. */
export interface CodedError extends Error {
  readonly code: `ERR_RINGLINK_${string}`;
}

export function codedError(code: CodedError["code"], message: string, options?: ErrorOptions): CodedError {
  return Object.assign(new Error(message, options), { code });
}
