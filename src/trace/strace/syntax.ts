// strace's way of writing arguments: lists, structures, quoted strings and atoms.
import { HEX_DIGITS } from "../bytes.js";

/** One value as printed. `cut`/`more` mean that strace left something out (`...`). */
export type Value =
  | { readonly kind: "string"; readonly bytes: Uint8Array; readonly cut: boolean }
  | { readonly kind: "group"; readonly items: readonly Item[]; readonly more: boolean }
  | { readonly kind: "atom"; readonly text: string };

export interface Item {
  readonly name: string | undefined;
  readonly value: Value;
}

/** A call's arguments as text, and what follows the closing parenthesis. */
export interface CallText {
  readonly args: readonly string[];
  readonly rest: string;
}

const MAX_DEPTH = 64;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Index just behind the string that starts at `at`, or -1 when it does not end. */
function stringEnd(text: string, at: number): number {
  for (let i = at + 1; ; ) {
    const quote = text.indexOf('"', i);
    if (quote < 0) return -1;
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return quote + 1;
    i = quote + 1;
  }
}

/** Splits `a, b, c) = …` (what follows the opening parenthesis) at the top level; `undefined` when it is not closed. */
export function splitCall(text: string, start: number): CallText | undefined {
  const args: string[] = [];
  let depth = 0;
  let from = start;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = stringEnd(text, at) - 1;
      if (at < 0) return undefined;
    } else if (code === 0x28 || code === 0x5b || code === 0x7b) {
      depth++;
    } else if (code === 0x29 && depth === 0) {
      if (at > from || args.length > 0) args.push(text.slice(from, at).trimStart());
      return { args, rest: text.slice(at + 1) };
    } else if (code === 0x29 || code === 0x5d || code === 0x7d) {
      depth--;
    } else if (code === 0x2c && depth === 0 && text.charCodeAt(at + 1) === 0x20) {
      args.push(text.slice(from, at).trimStart());
      from = at + 2;
    } else if (code === 0x3c && at > from && isFdMark(text, from, at)) {
      at = angleEnd(text, at) - 1;
      if (at < 0) return undefined;
    } else if (code === 0x2f && text.charCodeAt(at + 1) === 0x2a) {
      const end = text.indexOf("*/", at + 2);
      if (end < 0) return undefined;
      at = end + 1;
    }
  }
  return undefined;
}

/** A `<` right after a number opens the description of a descriptor or process: `3</path(1)>`. */
function isFdMark(text: string, from: number, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return at > from && before >= 0x30 && before <= 0x39 && text.charCodeAt(at + 1) !== 0x3c;
}

/** Descriptions nest (`3</dev/null<char 1:3>>`) and may hold `->` and quoted paths; `<` and `>` in paths are escaped. */
function angleEnd(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x3c) depth++;
    else if (code === 0x3e && text.charCodeAt(i - 1) !== 0x2d && --depth === 0) return i + 1;
  }
  return -1;
}

/** Drops `name=` (strace -N) in front of an argument. */
export function argumentValue(arg: string): string {
  const match = /^[a-z_][a-z0-9_]*=/i.exec(arg);
  return match === null ? arg : arg.slice(match[0].length);
}

/** Parses one value; `undefined` when the text is not of this grammar or has something behind the value. */
export function parseValue(text: string): Value | undefined {
  const parser = new Parser(text);
  const value = parser.value(0);
  return value !== undefined && parser.at === text.length ? value : undefined;
}

class Parser {
  at = 0;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  value(depth: number): Value | undefined {
    const code = this.text.charCodeAt(this.at);
    if (code === QUOTE) return this.#string();
    if (code === 0x5b || code === 0x7b) return depth < MAX_DEPTH ? this.#group(depth) : undefined;
    return this.#atom();
  }

  #string(): Value | undefined {
    const end = stringEnd(this.text, this.at);
    if (end < 0) return undefined;
    const bytes = unescapeC(this.text, this.at + 1, end - 1);
    if (bytes === undefined) return undefined;
    const cut = this.text.startsWith("...", end);
    this.at = cut ? end + 3 : end;
    return { kind: "string", bytes, cut };
  }

  #group(depth: number): Value | undefined {
    const close = this.text.charCodeAt(this.at++) === 0x5b ? "]" : "}";
    const items: Item[] = [];
    let more = false;
    while (this.at < this.text.length) {
      if (this.text[this.at] === close) {
        this.at++;
        return { kind: "group", items, more };
      }
      if (this.text.startsWith("...", this.at)) {
        more = true;
        this.at += 3;
      } else {
        const name = this.#name();
        const value = this.value(depth + 1);
        if (value === undefined) return undefined;
        items.push({ name, value });
      }
      this.#comment();
      if (this.text.startsWith(", ", this.at)) this.at += 2;
      else if (this.text[this.at] !== close) return undefined;
    }
    return undefined;
  }

  /** `name=` or, before 4.13, `name(count)=`. */
  #name(): string | undefined {
    const pattern = /([a-z_][a-z0-9_]*)(?:\(\d+\))?=/iy;
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.at = pattern.lastIndex;
    return match[1];
  }

  #comment(): void {
    if (!this.text.startsWith(" /*", this.at)) return;
    const end = this.text.indexOf("*/", this.at);
    if (end > 0) this.at = end + 2;
  }

  #atom(): Value | undefined {
    const start = this.at;
    let depth = 0;
    for (; this.at < this.text.length; this.at++) {
      const code = this.text.charCodeAt(this.at);
      if (code === QUOTE) {
        const end = stringEnd(this.text, this.at);
        if (end < 0) return undefined;
        this.at = end - 1;
      } else if (code === 0x28) depth++;
      else if (code === 0x29) depth--;
      else if (code === 0x2f && this.text.charCodeAt(this.at + 1) === 0x2a) {
        const end = this.text.indexOf("*/", this.at);
        if (end < 0) return undefined;
        this.at = end + 1;
      } else if (depth <= 0 && (code === 0x5d || code === 0x7d)) break;
      else if (depth <= 0 && code === 0x2c && this.text.charCodeAt(this.at + 1) === 0x20) break;
    }
    return this.at > start ? { kind: "atom", text: this.text.slice(start, this.at) } : undefined;
  }
}

const SINGLE: Readonly<Record<string, number>> = {
  '"': 34,
  "'": 39,
  "\\": 92,
  a: 7,
  b: 8,
  e: 27,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};

const hexDigit = (text: string, at: number): number => HEX_DIGITS[text.charCodeAt(at) & 0xff]!;

/** Bytes of C string text between `start` and `end`; `undefined` for an escape that C does not have. */
export function unescapeC(text: string, start: number, end: number): Uint8Array | undefined {
  const bytes = new Uint8Array(end - start);
  let length = 0;
  for (let at = start; at < end; ) {
    const code = text.charCodeAt(at++);
    if (code !== BACKSLASH) {
      bytes[length++] = code;
      continue;
    }
    const letter = text.charCodeAt(at);
    let value = -1;
    let width = 0;
    if (letter === 0x78) {
      while (width < 2 && at + 1 + width < end && hexDigit(text, at + 1 + width) >= 0) {
        value = Math.max(value, 0) * 16 + hexDigit(text, at + 1 + width++);
      }
      if (width > 0) width++;
    } else {
      while (width < 3 && at + width < end && hexDigit(text, at + width) >= 0 && hexDigit(text, at + width) < 8) {
        value = Math.max(value, 0) * 8 + hexDigit(text, at + width++);
      }
    }
    if (width > 0) {
      bytes[length++] = value;
      at += width;
    } else {
      const single = SINGLE[text[at] ?? ""];
      if (single === undefined || at >= end) return undefined;
      bytes[length++] = single;
      at++;
    }
  }
  return bytes.slice(0, length);
}
