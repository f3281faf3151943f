/** Figures as the tables show them, and figures against what is wanted of them. */

export const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
export const kilo = (value: number): string => `${Math.round(value / 1000).toLocaleString("en-US")} k/s`;

/** Undefined where one of the two was not measured. */
export const ratio = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a / b;

export interface PacketTarget {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
  /** Whether `limit` is the most that is wanted, and not the least. */
  readonly most: boolean;
  readonly unit: string;
}

/** Collects targets of what was measured; what was not is left out. */
export class PacketTargets {
  readonly found: PacketTarget[] = [];

  add(what: string, value: number | undefined, limit: number, most: boolean, unit = "×"): void {
    if (value !== undefined && Number.isFinite(value)) this.found.push({ what, value, limit, most, unit });
  }
}
