/** Options that several verbs take, and what becomes of them. */
import { z } from "zod";
import type { Constants } from "../../codec/index.js";
import { didYouMean, OptionError, shownValue, waiting } from "../../options/index.js";
import { AddressFamily, RouteProtocol, RouteTable } from "../constants.js";

/** Adds a problem to what zod collects. */
interface Collector {
  readonly issues: unknown[];
}

/** Reports a problem of the value at hand; the transform's result then counts for nothing. */
export function refuse(context: Collector, input: unknown, message: string): never {
  context.issues.push({ code: "custom", message: input === undefined ? "is missing" : message, input });
  return z.NEVER;
}

/** What is wrong with an option that fits by itself, to be thrown. */
export function problem(call: string, option: string, reason: string): OptionError {
  return new OptionError(call, [{ option, reason }]);
}

/** A whole number within limits. */
export function whole(max: number, min = 0) {
  return z.int().min(min).max(max);
}

export const u8 = whole(0xff);
export const u16 = whole(0xffff);
export const u32 = whole(0xffff_ffff);

/** A name of a table of constants, or a number. Gives the number. */
export function named(table: Constants, max: number, what: string) {
  const names = Object.keys(table);
  return z.custom<string | number>().transform((value, context): number => {
    if (typeof value === "string") {
      if (Object.hasOwn(table, value)) return table[value]!;
      const list = names.length > 14 ? `${names.slice(0, 14).join(", ")} …` : names.join(", ");
      const hint = didYouMean(value, names);
      return refuse(context, value, `no ${what}: ${shownValue(value)} (${list}, or a number)${hint}`);
    }
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max) return value;
    return refuse(context, value, `expected a ${what} by name or number 0 … ${max}, got ${shownValue(value)}`);
  });
}

/** Names of flags. Gives the bits. */
export function flagNamesOf(table: Constants, what: string) {
  const names = Object.keys(table);
  return z.custom<readonly string[]>().transform((value, context): number => {
    if (!Array.isArray(value)) {
      return refuse(context, value, `expected an array of names of a ${what}, got ${shownValue(value)}`);
    }
    let bits = 0;
    for (const name of value as unknown[]) {
      if (typeof name !== "string" || !Object.hasOwn(table, name)) {
        return refuse(context, value, `no ${what}: ${shownValue(name)} (${names.join(", ")})`);
      }
      bits |= table[name]!;
    }
    return bits >>> 0;
  });
}

/** A family of IP addresses. */
export const ipFamily = z.enum(["inet", "inet6"]);

/** AF_* of a family; where none is given, of all. */
export function familyNumber(family: "inet" | "inet6" | undefined): number {
  return AddressFamily[family ?? "unspec"];
}

/** Who made a route and the like: RTPROT_*. */
export const protocol = named(RouteProtocol, 0xff, "route protocol");

/** A routing table: `"main"`, `"local"`, `"default"`, or its number. Gives the number. */
export const table = named(
  { main: RouteTable.main, local: RouteTable.local, default: RouteTable.default, unspec: 0 },
  0xffff_ffff,
  "routing table",
);

/** Text `"0x1"` or `"17"` as a number of 32 bits; -1 for anything else. */
export function unsignedOf(text: string): number {
  if (!/^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text)) return -1;
  const value = Number(text);
  return value <= 0xffff_ffff ? value : -1;
}

/** A mark: a number, or text in decimal or hexadecimal. */
export const mark = z.custom<string | number>().transform((value, context): number => {
  const number = typeof value === "string" ? unsignedOf(value) : value;
  if (typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= 0xffff_ffff) return number;
  return refuse(context, value, `expected a number of 32 bits, got ${shownValue(value)}`);
});

/** Lower and upper end, both included. */
export interface NumberRange {
  readonly start: number;
  readonly end: number;
}

/** `80`, `"80"`, `"80-90"` or `{ start, end }`. */
export function range(max: number, what: string) {
  return z.custom<number | string | NumberRange>().transform((value, context): NumberRange => {
    const found = rangeOf(value);
    const fits = (number: number) => Number.isInteger(number) && number >= 0 && number <= max;
    if (found !== undefined && fits(found.start) && fits(found.end) && found.start <= found.end) return found;
    return refuse(
      context,
      value,
      `expected a ${what} or a range of them, "80-90", within 0 … ${max}, got ${shownValue(value)}`,
    );
  });
}

function rangeOf(value: unknown): NumberRange | undefined {
  if (typeof value === "number") return { start: value, end: value };
  if (typeof value === "string") {
    const parts = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(value);
    return parts === null ? undefined : { start: Number(parts[1]), end: Number(parts[2] ?? parts[1]) };
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { start, end, ...rest } = value as Partial<NumberRange>;
  if (typeof start !== "number" || typeof end !== "number" || Object.keys(rest).length > 0) return undefined;
  return { start, end };
}

export { waiting };

/** Those of every list. */
export const listing = {
  ...waiting,
  retries: z.int().min(0).optional(),
  interrupted: z.enum(["throw", "keep"]).optional(),
};

/** A link-layer address: pairs of hexadecimal digits with colons or dashes, or bytes. */
export const lladdrOption = z.custom<string | Uint8Array>().transform((value, context): string | Uint8Array => {
  if (value instanceof Uint8Array && value.length > 0) return value;
  if (typeof value === "string" && /^[0-9a-f]{1,2}(?:[:-][0-9a-f]{1,2})*$/i.test(value)) return value;
  return refuse(
    context,
    value,
    `expected a link-layer address, "02:00:00:00:00:01" or bytes, got ${shownValue(value)}`,
  );
});
