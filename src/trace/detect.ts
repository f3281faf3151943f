// Which format an input has, from its first bytes and lines. The answer does not depend on how the input is cut up.
import { ByteBuffer, latin1 } from "./bytes.js";
import { u32 } from "./chain.js";
import { pcapMagic } from "./packet/pcap.js";
import { Leader } from "./strace/leader.js";
import { type CaptureFormat, TraceError } from "./types.js";

/** Bytes looked at before giving up (a terminal log may start with a program's own output). */
const LIMIT = 65_536;
/** Part of a line that is looked at. */
const MAX_LINE = 4096;

const PCAPNG = 0x0a0d0d0a;
/** gzip, xz, zstd, bzip2: first bytes, big-endian. */
const COMPRESSED: readonly (readonly [magic: number, bits: number, name: string])[] = [
  [0x1f8b, 16, "gzip"],
  [0xfd377a58, 32, "xz"],
  [0x28b52ffd, 32, "zstd"],
  [0x425a68, 24, "bzip2"],
];

const STRACE_LINE = new RegExp(
  [
    "^ \\| [0-9a-f]{5,} {2}[0-9a-f]{2} ",
    "^ \\* \\d+ bytes in buffer \\d+$",
    "^ = \\d+ buffers in vector \\d+$",
    "^(?:strace: )?Process \\d+ attached",
  ].join("|"),
);
const STRACE_BODY =
  /^(?:[a-z_][a-z0-9_]*\(.*(?:\) += |<unfinished \.\.\.>$)|<\.\.\. \w+ resumed>|\+\+\+ (?:exited|killed)|--- SIG)/;
const HEX_LINE =
  /^\s*(?:0x0{4,}:|0{4,16}:? +[0-9a-f]{2,}|(?:b?["']\s*)?\\x[0-9a-f]{2}|0x[0-9a-f]{1,2}[,\s]|[{[]\s*0x|(?:[0-9a-f]{2}[\s:,-]+){3}[0-9a-f]{2}|[0-9a-f]{16,}\s*$)/i;

/** Collects the first bytes of an input until its format is clear. */
export class Detector {
  readonly buffer = new ByteBuffer();
  #scanned = 0;
  #lineStart = 0;
  readonly #leader = new Leader();

  /** Takes bytes; the format once it is clear. The bytes stay in `buffer`. */
  push(chunk: Uint8Array): CaptureFormat | undefined {
    this.buffer.append(chunk);
    return this.#decide(false);
  }

  end(): CaptureFormat {
    return this.#decide(true) ?? "hex";
  }

  #decide(final: boolean): CaptureFormat | undefined {
    const { bytes, length } = this.buffer;
    if (length < 4 && !final) return undefined;
    if (this.#scanned === 0) {
      const byMagic = binaryFormat(bytes, length);
      if (byMagic !== undefined) return byMagic;
    }
    const stop = Math.min(length, LIMIT);
    for (; this.#scanned < stop; this.#scanned++) {
      const byte = bytes[this.#scanned]!;
      if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) return "raw";
      if (byte !== 10) continue;
      const format = this.#line(bytes, this.#lineStart, this.#scanned);
      this.#lineStart = this.#scanned + 1;
      if (format !== undefined) return format;
    }
    if (final && stop === length) return this.#line(bytes, this.#lineStart, length);
    return length >= LIMIT ? "hex" : undefined;
  }

  #line(bytes: Uint8Array, start: number, end: number): CaptureFormat | undefined {
    const line = latin1(bytes, start, Math.min(end, start + MAX_LINE))
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are colours
      .replace(/\x1b\[[0-9;]*m/g, "")
      .replace(/\r$/, "");
    if (STRACE_LINE.test(line)) return "strace";
    const plain = Uint8Array.from(line, (char) => char.charCodeAt(0));
    this.#leader.read(plain, 0, plain.length);
    // A long line is cut here, so its end cannot be asked for.
    const body = line.slice(this.#leader.body);
    if (STRACE_BODY.test(body) || (line.length === MAX_LINE && /^[a-z_][a-z0-9_]*\(\d/.test(body))) return "strace";
    return HEX_LINE.test(line) ? "hex" : undefined;
  }
}

/** The format of a capture file by its first four bytes. @throws TraceError when it is compressed, or UTF-16 text */
export function binaryFormat(bytes: Uint8Array, length: number): "pcap" | "pcapng" | undefined {
  if (length < 4) return undefined;
  const big = u32(bytes, 0, false);
  if (big === PCAPNG) return "pcapng";
  if (pcapMagic(big, u32(bytes, 0, true)) !== undefined) return "pcap";
  for (const [value, bits, name] of COMPRESSED) {
    if (big >>> (32 - bits) === value) throw new TraceError(`this is ${name} data; unpack it first`);
  }
  if (big >>> 16 === 0xfffe || big >>> 16 === 0xfeff) throw new TraceError("this is UTF-16 text; convert it to UTF-8");
  return undefined;
}
