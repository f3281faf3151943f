// Numbers, names and flag sets as strace prints them: `0x301`, `NLM_F_ACK|0x40`, `X<<8|Y`, `5 /* NAME */`, `12<comm>`.
import { NETLINK_PROTOCOLS } from "./names/protocols.js";

/** Longest text taken for a number or a set of flags. */
const MAX_TEXT = 4096;

/** Drops comments and the `<comm>` behind a process id. */
function bare(text: string): string {
  if (text.length > MAX_TEXT) return "";
  const plain = text.includes("/*") ? text.replace(/\/\*.*?\*\//g, "") : text;
  return (plain.includes("<") ? plain.replace(/^(-?\d+)<.*>$/s, "$1") : plain).trim();
}

const NUMBER = /^(-?)(0x[0-9a-f]{1,16}|\d{1,20})$/i;

/** A plain number, decimal, hex or octal (`0644`). */
export function parseNumber(text: string): number | undefined {
  const match = NUMBER.exec(bare(text));
  if (match === null) return undefined;
  const digits = match[2]!;
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return match[1] === "-" ? -value : value;
}

/** Value of `A|B|0x4`, each part a number, a shifted part (`A<<8`) or a name that `lookup` knows. */
export function parseFlags(text: string, lookup: (name: string) => number | undefined): number | undefined {
  let value = 0;
  for (const part of bare(text).split("|")) {
    const [name, shift] = part.split("<<");
    const bits = parseNumber(name ?? "") ?? lookup((name ?? "").trim());
    const by = shift === undefined ? 0 : parseNumber(shift);
    if (bits === undefined || bits < 0 || by === undefined || by > 31) return undefined;
    value = (value | (bits << by)) >>> 0;
  }
  return value;
}

/** Whether a flags argument has a flag, printed by name or only as a number. */
export function hasFlag(text: string, name: string, bit: number): boolean {
  if (text.includes(name)) return true;
  return text.split("|").some((part) => ((parseNumber(part) ?? 0) & bit) !== 0);
}

/** A lookup in one or more tables. */
export function lookupIn(...tables: readonly Readonly<Record<string, number>>[]): (name: string) => number | undefined {
  const names = new Map(tables.flatMap((table) => Object.entries(table)));
  return (name) => names.get(name);
}

const protocolByName = lookupIn(NETLINK_PROTOCOLS);

/** NETLINK_* number of a socket() argument or of the name in a descriptor's description (no prefix there). */
export function parseProtocol(text: string): number | undefined {
  const name = bare(text);
  return parseNumber(name) ?? protocolByName(name) ?? protocolByName(`NETLINK_${name}`);
}
