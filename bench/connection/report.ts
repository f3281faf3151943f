/** The connection's results as rows of tables. */
import { type ConnectionResults, DRAIN, OURS } from "./results.js";
import type { Spent } from "./timing.js";

const ms = (value: number): string =>
  `${value >= 100 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3)} ms`;
const times = (value: number): string => `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ×`;

export const CONNECTION_HEAD = ["Connection", "by", "processor time", "by the clock", "of ringlink's processor time"];

function rows(what: string, spent: readonly Spent[]): string[][] {
  const ours = spent.find(({ name }) => name === OURS.array)?.cpuMs;
  return spent.map(({ name, cpuMs, ms: clock }, i) => {
    return [i === 0 ? what : "", name, ms(cpuMs), ms(clock), ours === undefined ? "–" : times(cpuMs / ours)];
  });
}

export function connectionRows({
  changes,
  dumps,
  latencyUs,
  events,
  systeminformation,
}: ConnectionResults): string[][] {
  const number = (value: number) => value.toLocaleString("en-US");
  const perSecond = number(Math.round((events.count / events.ms) * 1000));
  const heldUp = (what: string, by: string, middle: number, longest: number) => [
    `event loop held up by the dump of ${what}`,
    by,
    "–",
    `${ms(middle)}, at most ${ms(longest)}`,
    "–",
  ];
  const stalls = dumps.flatMap(({ what, stallMs, longestStallMs, packedStallMs, longestPackedStallMs }) => [
    heldUp(what, OURS.array, stallMs, longestStallMs),
    ...(packedStallMs === undefined || longestPackedStallMs === undefined
      ? []
      : [heldUp(what, OURS.packed, packedStallMs, longestPackedStallMs)]),
  ]);
  const other = [
    ["list of interfaces", "systeminformation", ms(systeminformation.cpuMs), ms(systeminformation.ms), "–"],
    ["event loop held up by it", "systeminformation", "–", ms(systeminformation.stallMs), "–"],
  ];
  return [
    ...rows(`add ${number(changes.routes)} routes`, changes.add),
    ...rows(`delete ${number(changes.routes)} routes`, changes.remove),
    ...dumps.flatMap(({ what, count, spent }) => rows(`dump ${number(count)} ${what}`, spent)),
    ...stalls,
    ...other,
    ["one small request", "ringlink", "–", `${latencyUs.toFixed(0)} µs`, "–"],
    [`${number(events.count)} notifications`, "ringlink", ms(events.cpuMs), `${perSecond} a second`, "–"],
  ];
}

export interface ConnectionTarget {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
  /** Whether the value has to be at most the limit, or at least. */
  readonly most: boolean;
  readonly unit: "×" | "ms";
}

/** Ratios of processor time, but for who is faster, which is a matter of the clock; stalls by the clock. */
export function connectionTargets({ changes, dumps }: ConnectionResults): ConnectionTarget[] {
  const found: ConnectionTarget[] = [];
  const ratio = (spent: readonly Spent[], of: string, to: string, by: "cpuMs" | "ms" = "cpuMs"): number | undefined => {
    const [a, b] = [of, to].map((name) => spent.find((one) => one.name === name)?.[by]);
    return a === undefined || b === undefined ? undefined : a / b;
  };
  const add = (what: string, value: number | undefined, limit: number, most: boolean, unit: "×" | "ms" = "×") => {
    if (value !== undefined) found.push({ what, value, limit, most, unit });
  };
  add("adding routes: against ip -batch", ratio(changes.add, "ringlink", "ip -batch"), 0.9, true);
  for (const { what, spent, longestStallMs, longestPackedStallMs } of dumps) {
    if (what === "routes") {
      for (const way of [OURS.packed, OURS.disposed, OURS.views, OURS.array]) {
        add(`dump of routes (${way}): against the drain in C`, ratio(spent, way, DRAIN), 1.4, true);
      }
      add(
        "dump of routes, by the clock: ip -j against ringlink",
        ratio(spent, "ip -j route", OURS.array, "ms"),
        1,
        false,
      );
      add(
        "dump of routes, by the clock: pyroute2 against ringlink",
        ratio(spent, "pyroute2", OURS.array, "ms"),
        40,
        false,
      );
    }
    const most = what === "links" ? 5 : 20;
    add(`event loop held up by the dump of ${what}`, longestStallMs, most, true, "ms");
    add(`event loop held up by the dump of ${what} (${OURS.packed})`, longestPackedStallMs, most, true, "ms");
  }
  return found;
}
