/** Messages whose members are decoded when they are read. */
import { type ByteView, type CodecOptions, decode, generatesCode, interpretDecode } from "./codec.js";
import { compiledGetter } from "./jit/getter.js";
import { valueKeys } from "./layout.js";
import { type AnyType, type AttrsType, type MessageType, node } from "./type.js";

/** Makes a view of the message in a region of bytes, offsets in bytes. The bytes must stay as they are. */
export type LazyReader = (view: ByteView, start: number, end: number) => unknown;

const VIEW = Symbol("ringlink.view");
const START = Symbol("ringlink.start");
const END = Symbol("ringlink.end");
/** The whole value, where members are not decoded one by one. */
const WHOLE = Symbol("ringlink.whole");
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

interface Members {
  readonly [VIEW]: ByteView;
  readonly [START]: number;
  readonly [END]: number;
  [WHOLE]?: unknown;
}

const readers = new WeakMap<object, Map<string, LazyReader>>();

/**
 * Prepares views of messages: objects that have a getter for each key of the schema, which finds its attribute and
 * decodes it, every time that it is read. A view says what `decode` says. It looks at no more than it needs, so that
 * members of a message that does not decode may be readable; the others throw the DecodeError.
 *
 * `JSON.stringify`, `console.log` and `toJSON()` show the whole value. Keys are not a view's own: `{ ...view }` is empty.
 * A schema that is neither a message nor a set has no members to read: its views are values.
 */
export function lazyReader(schema: AnyType, options: Omit<CodecOptions, "scope"> = {}): LazyReader {
  const { littleEndian = true, direction = "reply", name = "" } = options;
  const key = `${littleEndian} ${direction} ${generatesCode()} ${name}`;
  let known = readers.get(schema);
  if (known === undefined) {
    known = new Map();
    readers.set(schema, known);
  }
  let reader = known.get(key);
  if (reader === undefined) {
    reader = makeReader(schema, options);
    known.set(key, reader);
  }
  return reader;
}

function makeReader(schema: AnyType, options: CodecOptions): LazyReader {
  const t = node(schema);
  if (t.tag !== "message" && t.tag !== "attrs") {
    return (view, start, end) => decode(schema, view, { ...options, start, end });
  }
  class LazyMessage implements Members {
    readonly [VIEW]: ByteView;
    readonly [START]: number;
    readonly [END]: number;

    constructor(view: ByteView, start: number, end: number) {
      this[VIEW] = view;
      this[START] = start;
      this[END] = end;
    }

    toJSON(): unknown {
      return decode(schema, this[VIEW], { ...options, start: this[START], end: this[END] });
    }

    [INSPECT](): unknown {
      return this.toJSON();
    }
  }
  const { always, optional } = valueKeys(t);
  for (const key of [...always, ...optional]) defineGetter(LazyMessage.prototype, t, key, options);
  // V8 throws away what it has compiled for a class with the last instance: this one stays.
  const idle = new LazyMessage({ u8: new Uint8Array(), dv: new DataView(new ArrayBuffer(0)) }, 0, 0);
  return (view, start, end) => (view === idle[VIEW] ? idle : new LazyMessage(view, start, end));
}

/** Adds a getter that compiles itself when it is used. */
function defineGetter(prototype: object, t: MessageType | AttrsType, key: string, options: CodecOptions): void {
  const { littleEndian = true, direction = "reply" } = options;
  const define = (get: () => unknown) =>
    Object.defineProperty(prototype, key, { get, enumerable: true, configurable: true });
  const whole = function (this: Members): unknown {
    this[WHOLE] ??= decode(t, this[VIEW], { ...options, start: this[START], end: this[END] });
    return (this[WHOLE] as Record<string, unknown>)[key];
  };
  const otherwise = (self: object): unknown => {
    const { [VIEW]: view, [START]: start, [END]: end } = self as Members;
    return (interpretDecode(t, view, start, end, direction, options) as Record<string, unknown>)[key];
  };
  // What is unknown is known when everything else has been looked at.
  if (key === "unknown" || !generatesCode()) {
    define(whole);
    return;
  }
  define(function (this: Members): unknown {
    const parts = { view: VIEW, start: START, end: END, direction, otherwise };
    define(compiledGetter(t, key, littleEndian, parts) ?? whole);
    return (this as unknown as Record<string, unknown>)[key];
  });
}
