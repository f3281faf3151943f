/** strftime(3), as far as names of files need it. */
import { UsageError } from "../decoder/io.js";

const pad = (value: number, digits = 2): string => String(value).padStart(digits, "0");

const DAY_MS = 86_400_000;

function dayOfYear(time: Date): number {
  const midnight = Date.UTC(time.getFullYear(), time.getMonth(), time.getDate());
  return Math.round((midnight - Date.UTC(time.getFullYear(), 0, 1)) / DAY_MS) + 1;
}

const CONVERSIONS: Readonly<Record<string, (time: Date) => string>> = {
  Y: (time) => String(time.getFullYear()),
  y: (time) => pad(time.getFullYear() % 100),
  m: (time) => pad(time.getMonth() + 1),
  d: (time) => pad(time.getDate()),
  H: (time) => pad(time.getHours()),
  M: (time) => pad(time.getMinutes()),
  S: (time) => pad(time.getSeconds()),
  j: (time) => pad(dayOfYear(time), 3),
  s: (time) => String(Math.floor(time.getTime() / 1000)),
  F: (time) => `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`,
  T: (time) => `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}`,
  "%": () => "%",
};

/** Whether a text has conversions. */
export const hasConversions = (format: string): boolean => format.includes("%");

/** Local time in a text's conversions. @throws UsageError for one that is not known */
export function strftime(format: string, time: Date): string {
  return format.replace(/%(.?)/gs, (conversion, letter: string) => {
    const convert = Object.hasOwn(CONVERSIONS, letter) ? CONVERSIONS[letter] : undefined;
    if (convert !== undefined) return convert(time);
    const known = Object.keys(CONVERSIONS).map((key) => `%${key}`);
    throw new UsageError(`-w: ${conversion} is none of ${known.join(" ")}`);
  });
}
