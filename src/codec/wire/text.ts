/**
 * Strings on the wire are bytes. Valid UTF-8 decodes as such; a byte that is not part of it becomes the lone surrogate
 * U+DC00 + byte (Python's surrogateescape), so that decoding and encoding lose nothing.
 */

const CHUNK = 4096;

/** Decodes `[start, end)`. Fast for short ASCII. */
export function readText(u8: Uint8Array, start: number, end: number): string {
  if (end - start > 24) return readLong(u8, start, end);
  let s = "";
  for (let i = start; i < end; i++) {
    const c = u8[i]!;
    if (c > 0x7f) return readUtf8(u8, start, end);
    s += String.fromCharCode(c);
  }
  return s;
}

function readLong(u8: Uint8Array, start: number, end: number): string {
  for (let i = start; i < end; i++) if (u8[i]! > 0x7f) return readUtf8(u8, start, end);
  let s = "";
  for (let i = start; i < end; i += CHUNK) {
    s += String.fromCharCode.apply(null, u8.subarray(i, Math.min(i + CHUNK, end)) as unknown as number[]);
  }
  return s;
}

/** Length of the valid UTF-8 sequence at `i`, 0 when there is none. Overlong forms and surrogates are not valid. */
function sequence(u8: Uint8Array, i: number, end: number): number {
  const c = u8[i]!;
  const next = (k: number) => (i + k < end && (u8[i + k]! & 0xc0) === 0x80 ? u8[i + k]! : -1);
  if (c < 0x80) return 1;
  if (c >= 0xc2 && c <= 0xdf) return next(1) >= 0 ? 2 : 0;
  if (c >= 0xe0 && c <= 0xef) {
    const second = next(1);
    if (second < (c === 0xe0 ? 0xa0 : 0x80) || second > (c === 0xed ? 0x9f : 0xbf)) return 0;
    return next(2) >= 0 ? 3 : 0;
  }
  if (c >= 0xf0 && c <= 0xf4) {
    const second = next(1);
    if (second < (c === 0xf0 ? 0x90 : 0x80) || second > (c === 0xf4 ? 0x8f : 0xbf)) return 0;
    return next(2) >= 0 && next(3) >= 0 ? 4 : 0;
  }
  return 0;
}

function readUtf8(u8: Uint8Array, start: number, end: number): string {
  const units: string[] = [];
  for (let i = start; i < end; ) {
    const c = u8[i]!;
    switch (sequence(u8, i, end)) {
      case 1:
        units.push(String.fromCharCode(c));
        i += 1;
        break;
      case 2:
        units.push(String.fromCharCode(((c & 0x1f) << 6) | (u8[i + 1]! & 0x3f)));
        i += 2;
        break;
      case 3:
        units.push(String.fromCharCode(((c & 0x0f) << 12) | ((u8[i + 1]! & 0x3f) << 6) | (u8[i + 2]! & 0x3f)));
        i += 3;
        break;
      case 4:
        units.push(
          String.fromCodePoint(
            ((c & 0x07) << 18) | ((u8[i + 1]! & 0x3f) << 12) | ((u8[i + 2]! & 0x3f) << 6) | (u8[i + 3]! & 0x3f),
          ),
        );
        i += 4;
        break;
      default:
        units.push(String.fromCharCode(0xdc00 + c));
        i += 1;
    }
  }
  return units.join("");
}

/**
 * Writes a string at `offset` and returns the offset after it, or -1 when it holds a NUL or a surrogate that stands for
 * no byte. Bytes beyond the array are counted, not written: the caller compares the result with its capacity.
 */
export function writeText(u8: Uint8Array, offset: number, s: string): number {
  const n = s.length;
  for (let i = 0; i < n; i++) {
    const c = s.charCodeAt(i);
    if (c > 0x7f || c === 0) return writeUtf8(u8, offset, s);
    u8[offset + i] = c;
  }
  return offset + n;
}

function writeUtf8(u8: Uint8Array, offset: number, s: string): number {
  let o = offset;
  for (let i = 0; i < s.length; i++) {
    const c = s.codePointAt(i)!;
    if (c === 0) return -1;
    if (c < 0x80) u8[o++] = c;
    else if (c < 0x800) {
      u8[o++] = 0xc0 | (c >> 6);
      u8[o++] = 0x80 | (c & 0x3f);
    } else if (c >= 0xdc80 && c <= 0xdcff) {
      u8[o++] = c - 0xdc00;
    } else if (c >= 0xd800 && c <= 0xdfff) {
      return -1;
    } else if (c < 0x10000) {
      u8[o++] = 0xe0 | (c >> 12);
      u8[o++] = 0x80 | ((c >> 6) & 0x3f);
      u8[o++] = 0x80 | (c & 0x3f);
    } else {
      u8[o++] = 0xf0 | (c >> 18);
      u8[o++] = 0x80 | ((c >> 12) & 0x3f);
      u8[o++] = 0x80 | ((c >> 6) & 0x3f);
      u8[o++] = 0x80 | (c & 0x3f);
      i++;
    }
  }
  return o;
}

/** End of a NUL-terminated string in `[start, end)`: the first NUL, or `end`. */
export function textEnd(u8: Uint8Array, start: number, end: number): number {
  for (let i = start; i < end; i++) if (u8[i] === 0) return i;
  return end;
}
