/** The two errors of the codec. Both name the place in the kernel's words and the offset in bytes. */

const DECODE = Symbol.for("ringlink.DecodeError");
const ENCODE = Symbol.for("ringlink.EncodeError");

function place(path: readonly string[]): string {
  return path.length === 0 ? "" : `${path.join(" › ")}: `;
}

/** Bytes that do not fit their schema. Nothing else is thrown by a decoder. */
export class DecodeError extends Error {
  readonly [DECODE] = true;
  readonly code = "ERR_RINGLINK_DECODE";
  /** Kernel names from the outermost attribute to the one that is wrong. */
  readonly path: readonly string[];
  /** Bytes from the start of the decoded region. */
  readonly offset: number;
  /** What was wrong, without the place. */
  readonly reason: string;

  constructor(reason: string, path: readonly string[], offset: number) {
    super(`${place(path)}${reason} at offset ${offset}`);
    this.name = "DecodeError";
    this.reason = reason;
    this.path = path;
    this.offset = offset;
  }
}

/** A value that its schema cannot express: out of range, of the wrong type, or under an unknown key. */
export class EncodeError extends Error {
  readonly [ENCODE] = true;
  readonly code = "ERR_RINGLINK_ENCODE";
  /** Kernel names from the outermost attribute to the one that is wrong. */
  readonly path: readonly string[];
  /** What was wrong, without the place. */
  readonly reason: string;

  constructor(reason: string, path: readonly string[]) {
    super(`${place(path)}${reason}`);
    this.name = "EncodeError";
    this.reason = reason;
    this.path = path;
  }
}

/** A schema that contradicts itself: thrown while the schema is built, never on data. */
export class SchemaError extends Error {
  readonly code = "ERR_RINGLINK_SCHEMA";
  constructor(message: string) {
    super(message);
    this.name = "SchemaError";
  }
}

function branded(error: unknown, brand: symbol): boolean {
  return typeof error === "object" && error !== null && brand in error;
}

/** Tells a DecodeError apart, also across copies of the package. */
export function isDecodeError(error: unknown): error is DecodeError {
  return branded(error, DECODE);
}

/** Tells an EncodeError apart, also across copies of the package. */
export function isEncodeError(error: unknown): error is EncodeError {
  return branded(error, ENCODE);
}
