/** What goes wrong in a conversation. */
import { DecodeError, decode, isDecodeError, quoteText } from "../../codec/index.js";
import { codedError, errnoText, littleEndian } from "../../ffi/index.js";
import { errnoName } from "../../uapi/errno.js";
import { NLMSG_HDRLEN } from "../header.js";
import type { ControlValue } from "../message.js";
import { refusalHint } from "./hints.js";
import type { Operation } from "./operation.js";

const NETLINK = Symbol.for("ringlink.NetlinkError");
const INTERRUPTED = Symbol.for("ringlink.DumpInterruptedError");

/** The extended acknowledgement of a refusal. */
export interface Extack {
  /** The kernel's words. */
  readonly message: string | undefined;
  /** Where: bytes from the start of the request's nlmsghdr. */
  readonly offset: number | undefined;
  /** The attribute at that place, in kernel names from the outermost in; empty when unknown. */
  readonly attribute: readonly string[];
  /** Kernel name or number of an attribute that should have been there. */
  readonly missing: string | undefined;
}

export interface NetlinkErrorDetails {
  readonly operation: string;
  readonly subject?: string | undefined;
  readonly sequence?: number | undefined;
  readonly extack?: Extack | undefined;
  readonly hint?: string | undefined;
}

/** Text from outside on one line: printable as it is, otherwise quoted. */
function shown(text: string): string {
  const quoted = quoteText(text);
  return quoted === `"${text}"` ? text : quoted;
}

function messageOf(errno: number, { operation, subject, extack, hint }: NetlinkErrorDetails): string {
  const about = subject === undefined || subject === "" ? operation : `${operation} ${shown(subject)}`;
  const reason = extack?.message === undefined ? errnoText(errno) : shown(extack.message);
  const place = [...(extack?.attribute ?? [])];
  if (extack?.missing !== undefined) place.push(`missing ${extack.missing}`);
  const where = place.length === 0 ? "" : ` (${place.join(" › ")})`;
  const why = reason === undefined ? "" : `: ${reason}`;
  return `${about}: ${errnoName(errno)}${why}${where}${hint === undefined ? "" : ` [${hint}]`}`;
}

/** A request that the kernel refused. */
export class NetlinkError extends Error {
  readonly [NETLINK] = true;
  /** Name of the errno, `"EEXIST"`. */
  readonly code: string;
  /** The errno, negative as in Node's own errors. */
  readonly errno: number;
  readonly syscall = "netlink";
  /** The kernel's name of the request, `RTM_NEWLINK`. */
  readonly operation: string;
  /** What the request was about, `vx0`. */
  readonly subject: string | undefined;
  readonly sequence: number | undefined;
  readonly extack: Extack | undefined;
  /** What would help, where that is certain. */
  readonly hint: string | undefined;

  constructor(errno: number, details: NetlinkErrorDetails) {
    super(messageOf(errno, details));
    this.name = "NetlinkError";
    this.code = errnoName(errno);
    this.errno = -Math.abs(errno);
    this.operation = details.operation;
    this.subject = details.subject;
    this.sequence = details.sequence;
    this.extack = details.extack;
    this.hint = details.hint;
  }
}

/** Tells a NetlinkError apart, of one errno when `code` is given; also across copies of the package. */
export function isNetlinkError(error: unknown, code?: string): error is NetlinkError {
  if (typeof error !== "object" || error === null || !(NETLINK in error)) return false;
  return code === undefined || (error as NetlinkError).code === code;
}

/** A table changed while the kernel dumped it (NLM_F_DUMP_INTR): entries may be missing or old. */
export class DumpInterruptedError<T = unknown> extends Error {
  readonly [INTERRUPTED] = true;
  readonly code = "ERR_RINGLINK_DUMP_INTERRUPTED";
  /** What the last attempt gave. */
  readonly values: readonly T[];

  constructor(operation: string, attempts: number, values: readonly T[]) {
    super(
      `${operation}: the table changed during the dump, ${attempts} times in a row; its ${values.length} entries are in the error`,
    );
    this.name = "DumpInterruptedError";
    this.values = values;
  }
}

export function isDumpInterruptedError(error: unknown): error is DumpInterruptedError {
  return typeof error === "object" && error !== null && INTERRUPTED in error;
}

/** What an aborted signal makes of a wait, as in Node's own functions. */
export function abortError(signal: AbortSignal): Error {
  const error = new Error("The operation was aborted", { cause: signal.reason });
  error.name = "AbortError";
  return Object.assign(error, { code: "ABORT_ERR" });
}

export function timeoutError(operation: string, timeoutMs: number): Error {
  const error = codedError("ERR_RINGLINK_TIMEOUT", `${operation}: no answer within ${timeoutMs} ms`);
  error.name = "TimeoutError";
  return error;
}

export function closedError(operation?: string): Error {
  const about = operation === undefined ? "" : `${operation}: `;
  return codedError("ERR_RINGLINK_CLOSED", `${about}the connection is closed`);
}

const MISSING = "missing ";

function extackOf(control: ControlValue): Extack | undefined {
  const { extack, attribute = [] } = control;
  if (extack === undefined) return undefined;
  const last = attribute.at(-1);
  const missing = extack.missType === undefined ? undefined : last?.slice(MISSING.length);
  return {
    message: extack.msg,
    offset: extack.offs,
    attribute: missing === undefined ? attribute : attribute.slice(0, -1),
    missing,
  };
}

/** Key by which requests name the object that they are about, where the caller does not say. */
function subjectOf(value: unknown): string | undefined {
  const name = typeof value === "object" && value !== null ? (value as { ifname?: unknown }).ifname : undefined;
  return typeof name === "string" ? name : undefined;
}

function requestValue(operation: Operation, request: Uint8Array): unknown {
  if (operation.request === undefined) return undefined;
  try {
    return decode(operation.request, request, { start: NLMSG_HDRLEN, direction: "request", littleEndian });
  } catch (error) {
    if (isDecodeError(error)) return undefined;
    throw error;
  }
}

/** The error for a refused request. `request` is the whole message. */
export function refusal(
  operation: Operation,
  request: Uint8Array,
  control: ControlValue,
  options: { readonly subject?: string | undefined; readonly sequence: number },
): NetlinkError {
  const extack = extackOf(control);
  const value = requestValue(operation, request);
  const hint = refusalHint({
    operation: operation.name,
    code: errnoName(control.error),
    message: extack?.message,
    value,
  });
  return new NetlinkError(control.error, {
    operation: operation.name,
    subject: options.subject ?? subjectOf(value),
    sequence: options.sequence,
    extack,
    hint,
  });
}

/** Bytes that are no messages. */
export function framingError(operation: string, reason: string, offset: number): DecodeError {
  return new DecodeError(reason, [operation], offset);
}
