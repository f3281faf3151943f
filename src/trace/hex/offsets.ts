// Hexdumps with an offset on each line: hexdump (-C), xxd, od, tcpdump -x/-xx/-X, Wireshark.

/** One line of a hexdump. */
export interface OffsetLine {
  /** The offset's digits, whose base (16, 8 or 10) the line alone does not tell. */
  offset: string;
  bytes: Uint8Array;
}

const LINE = /^\s*(0x)?([0-9a-f]{4,16})(:?)(\s*)(.*)$/i;

/** A line of a hexdump; `undefined` when it is not one. */
export function parseOffsetLine(text: string, littleEndian: boolean): OffsetLine | undefined {
  const match = LINE.exec(text);
  if (match === null) return undefined;
  const [, prefix, offset, colon, gap, rest] = match as unknown as string[];
  if (rest !== "" && gap === "") return undefined;
  if (prefix !== undefined && colon === "") return undefined;
  const bytes = colon === ":" ? ordered(rest!) : columns(rest!, littleEndian);
  return bytes === undefined ? undefined : { offset: offset!, bytes };
}

/** Whether a line starts a hexdump: its offset is 0, and it is not just hex that starts with zeros. */
export function startsDump(text: string): boolean {
  const match = /^\s*(0x)?(0{4,16})(:?)(\s*)([0-9a-f]{2,16})(?:\s|$)/i.exec(text);
  if (match === null) return false;
  const [, , zeros, colon, gap] = match as unknown as string[];
  if (colon === ":") return true;
  // od and hexdump print 6 or 7 digits, then one space; others print at least two spaces.
  return gap!.length >= 2 || (gap!.length === 1 && (zeros!.length === 6 || zeros!.length === 7));
}

/** xxd and tcpdump: groups in byte order, one space between them, two before the characters. */
function ordered(rest: string): Uint8Array | undefined {
  // `hexdump -C` style gaps are double too, but those lines have no colon.
  const hex = rest.split(/ {2,}|\t/)[0]!;
  return fromGroups(hex.split(" "), true, true);
}

/** Columns of bytes or host-order words; characters may follow behind `|`, `>` or three spaces. */
function columns(rest: string, littleEndian: boolean): Uint8Array | undefined {
  const body = rest.split(/[|>]/)[0]!;
  const groups: string[] = [];
  let cut = body.length < rest.length;
  for (const part of body.matchAll(/(\s*)(\S+)/g)) {
    const [, gap, group] = part as unknown as [string, string, string];
    if ((groups.length > 0 && gap.length > 2) || !/^(?:[0-9a-f]{2})+$/i.test(group)) {
      cut ||= groups.length < 16;
      return fromGroups(cut ? groups : groups.slice(0, 16), false, littleEndian);
    }
    if (groups.length > 0 && group.length !== groups[0]!.length) return undefined;
    groups.push(group);
  }
  return fromGroups(groups, false, littleEndian);
}

function fromGroups(groups: readonly string[], inOrder: boolean, littleEndian: boolean): Uint8Array | undefined {
  const bytes: number[] = [];
  for (const group of groups) {
    if (group === "") continue;
    if (!/^(?:[0-9a-f]{2})+$/i.test(group)) return undefined;
    const word: number[] = [];
    for (let i = 0; i < group.length; i += 2) word.push(Number.parseInt(group.slice(i, i + 2), 16));
    bytes.push(...(inOrder || !littleEndian ? word : word.reverse()));
  }
  return Uint8Array.from(bytes);
}

/** Whether an offset's digits mean `value` in one of the bases in use, and in which. */
export function offsetBase(digits: string, value: number, base: number | undefined): number | undefined {
  for (const candidate of base === undefined ? [16, 8, 10] : [base]) {
    const valid = candidate === 16 || (candidate === 8 ? /^[0-7]+$/ : /^[0-9]+$/).test(digits);
    if (valid && Number.parseInt(digits, candidate) === value) return candidate;
  }
  return undefined;
}
