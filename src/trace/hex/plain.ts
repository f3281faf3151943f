// Hex without offsets: `4c:00`, `4c00`, `\x4c\0`, `0x4c, 0x00`, "quoted" strings, comments; a superset of pyroute2's format.
import { ByteBuffer } from "../bytes.js";
import { unescapeC } from "../strace/syntax.js";
import { TraceError } from "../types.js";

const SEPARATORS = " \t\f\v,:-{}[]()";
/** What may not be swallowed as the one character behind a byte (pyroute2: any separator). */
const TOKEN_STARTS = "#;/\\\"'";

/** Reads lines; remembers an open block comment and the end of the data. */
export class PlainHex {
  /** True after `.`, `#!` or `#:`: the rest of the file is not data. */
  done = false;
  #inComment = false;
  #text = "";
  #at = 0;
  #line = 0;
  readonly #out = new ByteBuffer(256);

  /** Bytes of one line; throws a `TraceError` at what is not hex. */
  read(text: string, line: number): Uint8Array {
    this.#text = text;
    this.#at = 0;
    this.#line = line;
    this.#out.clear();
    while (this.#at < text.length && !this.done) this.#token();
    return this.#out.copy();
  }

  #token(): void {
    const text = this.#text;
    const char = text[this.#at]!;
    if (this.#inComment) this.#blockComment();
    else if (SEPARATORS.includes(char)) this.#at++;
    else if (char === "#" || char === ";") {
      this.done = char === "#" && (text[this.#at + 1] === "!" || text[this.#at + 1] === ":");
      this.#at = text.length;
    } else if (char === ".") this.done = true;
    else if (text.startsWith("//", this.#at)) this.#at = text.length;
    else if (text.startsWith("/*", this.#at)) {
      this.#inComment = true;
      this.#at += 2;
    } else if (char === '"' || char === "'") this.#string(char);
    else if (char === "b" && /["']/.test(text[this.#at + 1] ?? "")) this.#at++;
    else if (char === "\\") this.#escape();
    else this.#digits();
  }

  #blockComment(): void {
    const end = this.#text.indexOf("*/", this.#at);
    this.#inComment = end < 0;
    this.#at = end < 0 ? this.#text.length : end + 2;
  }

  #string(quote: string): void {
    const start = this.#at + 1;
    let end = start;
    while (end < this.#text.length && this.#text[end] !== quote) end += this.#text[end] === "\\" ? 2 : 1;
    if (end >= this.#text.length) this.#fail("a string without its closing quote");
    const bytes = unescapeC(this.#text, start, end);
    if (bytes === undefined) this.#fail("a string with an unknown escape");
    if (this.#text.startsWith("...", end + 1)) this.#fail('a string that is cut ("…"...)');
    this.#out.append(bytes);
    this.#at = end + 1;
  }

  #escape(): void {
    if (this.#at + 1 >= this.#text.length) {
      this.#at++;
      return;
    }
    const match = /^\\(?:x[0-9a-f]{1,2}|[0-7]{1,3}|.)/i.exec(this.#text.slice(this.#at, this.#at + 4))!;
    const bytes = unescapeC(match[0], 0, match[0].length);
    if (bytes === undefined || bytes.length !== 1) this.#fail(`an unknown escape ${match[0]}`);
    this.#out.append(bytes);
    this.#at += match[0].length;
  }

  #digits(): void {
    const pattern = /(0x)?([0-9a-f]+)/iy;
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) this.#fail(`${JSON.stringify(this.#text[this.#at])} is not hex`);
    const [all, prefix, digits] = match as unknown as [string, string | undefined, string];
    if (prefix !== undefined && digits.length > 2) this.#fail(`${all}: the byte order of a number is not known`);
    if (prefix === undefined && digits.length % 2 === 1)
      this.#fail(`an odd number of hex digits: ${digits.slice(0, 40)}`);
    for (let i = 0; i < digits.length; i += 2) this.#out.push(Number.parseInt(digits.slice(i, i + 2), 16));
    this.#at += all.length;
    const next = this.#text[this.#at];
    if (next !== undefined && !TOKEN_STARTS.includes(next) && !/[0-9a-z]/i.test(next)) this.#at++;
  }

  #fail(message: string): never {
    throw new TraceError(`column ${this.#at + 1}: ${message}`, { line: this.#line });
  }
}
