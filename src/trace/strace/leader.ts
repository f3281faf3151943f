// What stands before the call on a line of strace output: pid, time, relative time, call number, instruction pointer.
import { indexWithin, latin1 } from "../bytes.js";

/** No process id is above this (PID_MAX_LIMIT), so that a larger leading integer is a time. */
const MAX_PID = 4_194_304;

const SPACE = 0x20;
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** Reads leaders; its fields describe the last line read. */
export class Leader {
  pid: number | undefined;
  comm: string | undefined;
  /** As printed; a relative time that stands alone gets a `+` before it. */
  time: string | undefined;
  /** True when `time` is seconds since the epoch. */
  absolute = false;
  /** Where the rest of the line starts. */
  body = 0;

  read(bytes: Uint8Array, start: number, end: number): void {
    this.pid = undefined;
    this.comm = undefined;
    this.time = undefined;
    this.absolute = false;
    // `[context] ` of --secontext stands before the time, `[  47] ` and `[00007fe3188b4ae7] ` behind it.
    let at = skipGroups(bytes, this.#pid(bytes, start, end), end);
    at = this.#times(bytes, at, end);
    this.body = skipGroups(bytes, at, end);
  }

  #pid(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    const bracket = bytes[at] === 0x5b && bytes[at + 1] === 0x70 && bytes[at + 2] === 0x69 && bytes[at + 3] === 0x64;
    if (bracket) {
      at += 4;
      while (bytes[at] === SPACE) at++;
    }
    const first = at;
    let pid = 0;
    while (at < end && isDigit(bytes[at]) && at - first < 10) pid = pid * 10 + (bytes[at++]! - 0x30);
    if (at === first || pid > MAX_PID || (bytes[at] !== SPACE && bytes[at] !== 0x3c && bytes[at] !== 0x5d))
      return start;
    let comm: string | undefined;
    if (bytes[at] === 0x3c) {
      const close = indexWithin(bytes, 0x3e, at, end);
      if (close < 0) return start;
      comm = latin1(bytes, at + 1, close);
      at = close + 1;
    }
    if (bracket) {
      if (bytes[at] !== 0x5d) return start;
      at++;
    }
    this.pid = pid;
    this.comm = comm;
    if (bytes[at] === SPACE) at++;
    // `%-5u `: a short pid is padded on the right, which is not the padding of a relative time (that is wider).
    if (!bracket && comm === undefined) while (bytes[at] === SPACE && at - first < 6) at++;
    return at;
  }

  #times(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    const first = skipSpaces(bytes, at, end);
    const stop = numberEnd(bytes, first, end);
    if (stop > first && bytes[stop] === SPACE) {
      const text = latin1(bytes, first, stop);
      const seconds = text.includes(":") ? -1 : Number.parseFloat(text);
      this.absolute = seconds >= 1e8;
      this.time = seconds < 0 || this.absolute ? text : `+${text}`;
      at = stop + 1;
    }
    // The relative time that goes with an absolute one: `(+     0.000123) `.
    if (bytes[at] === 0x28 && bytes[at + 1] === 0x2b) {
      const close = indexWithin(bytes, 0x29, at, end);
      if (close > 0) {
        this.time ??= `+${latin1(bytes, at + 2, close).trim()}`;
        at = bytes[close + 1] === SPACE ? close + 2 : close + 1;
      }
    }
    return at;
  }
}

/** End of a time: digits, colons and one dot. */
function numberEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (isDigit(bytes[at]) || (at > start && (bytes[at] === 0x3a || bytes[at] === 0x2e)))) at++;
  return at;
}

function skipSpaces(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] === SPACE) at++;
  return at;
}

/** Skips groups in brackets that a space follows. */
function skipGroups(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (bytes[at] === 0x5b) {
    const close = indexWithin(bytes, 0x5d, at, end);
    if (close < 0 || bytes[close + 1] !== SPACE) break;
    at = close + 2;
  }
  return at;
}

/** Nanoseconds since the epoch of a printed `seconds[.fraction]`. */
export function epochNanoseconds(text: string): bigint | undefined {
  const match = /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(text);
  if (match === null) return undefined;
  return BigInt(match[1]!) * 1_000_000_000n + BigInt((match[2] ?? "").padEnd(9, "0"));
}
