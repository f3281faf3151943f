/**
 * Timing of candidates side by side. What is measured is processor time, that of the collector's and the compiler's
 * threads included: unlike the clock on the wall it does not count what other processes do.
 */

/** Something to time: runs `n` times and says how much processor time that took, in nanoseconds. */
export interface Candidate {
  readonly name: string;
  time(n: number): number | Promise<number>;
}

export interface Timing {
  readonly name: string;
  /** Nanoseconds for each operation: the median of the rounds. */
  readonly ns: number;
  readonly best: number;
  readonly worst: number;
  readonly rounds: number;
}

export interface Pace {
  /** How often each candidate has its turn. */
  readonly rounds: number;
  /** What one turn should take, milliseconds. */
  readonly turnMs: number;
  /** How long a candidate runs before it is timed, milliseconds: the optimising compiler has to have seen everything. */
  readonly warmMs: number;
}

export const FULL: Pace = { rounds: 25, turnMs: 40, warmMs: 300 };
/** Enough to see that everything runs; the figures mean little. */
export const QUICK: Pace = { rounds: 3, turnMs: 5, warmMs: 5 };

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const collect = (globalThis as { gc?: () => void }).gc;

/** Results are kept here for a while, so that no work can be left out as unused. */
const sink: unknown[] = new Array(64).fill(undefined);

/**
 * A candidate that calls `step(0)`, `step(1)`, …. Its loop is a function of its own: a shared one would learn the types
 * of every candidate.
 */
export function repeat(name: string, step: (i: number) => unknown): Candidate {
  const loop = new Function("step", "sink", "return (n) => { for (let i = 0; i < n; i++) sink[i & 63] = step(i); };")(
    step,
    sink,
  ) as (n: number) => void;
  return {
    name,
    time(n) {
      const start = process.cpuUsage();
      loop(n);
      const { user, system } = process.cpuUsage(start);
      return (user + system) * 1000;
    },
  };
}

/** How many operations fill a turn. */
async function calibrate(candidate: Candidate, { turnMs, warmMs }: Pace): Promise<number> {
  const wanted = turnMs * 1e6;
  let n = 1;
  for (let spent = 0; ; ) {
    const ns = Math.max(1, await candidate.time(n));
    spent += ns;
    if (ns >= wanted / 2 && spent >= warmMs * 1e6) return Math.max(1, Math.round((n * wanted) / ns));
    if (ns < wanted) n = Math.min(n * 10, Math.ceil((n * wanted) / ns));
  }
}

/** Times candidates in turns, so that what disturbs the machine disturbs them alike. */
export async function interleave(candidates: readonly Candidate[], pace: Pace): Promise<Map<string, Timing>> {
  const counts: number[] = [];
  for (const candidate of candidates) counts.push(await calibrate(candidate, pace));
  const found = candidates.map((): number[] => []);
  for (let round = 0; round < pace.rounds; round++) {
    for (let turn = 0; turn < candidates.length; turn++) {
      const which = (turn + round) % candidates.length;
      collect?.();
      found[which]!.push((await candidates[which]!.time(counts[which]!)) / counts[which]!);
    }
  }
  return new Map(
    candidates.map(({ name }, i) => {
      const times = found[i]!;
      const timing = { name, ns: median(times), best: Math.min(...times), worst: Math.max(...times) };
      return [name, { ...timing, rounds: times.length }];
    }),
  );
}
