/** Timing of what talks to the kernel: by the clock, and processor time, which other processes do not disturb. */
import { execFileSync, spawnSync } from "node:child_process";
import { median } from "../measure.js";

export interface Sample {
  /** Milliseconds by the clock. */
  readonly ms: number;
  /** Milliseconds of processor time, the kernel's on behalf of the process included. */
  readonly cpuMs: number;
}

/** What something took: medians over rounds. */
export interface Spent extends Sample {
  readonly name: string;
  readonly rounds: number;
}

export function spent(name: string, samples: readonly Sample[]): Spent {
  const of = (key: keyof Sample) => median(samples.map((sample) => sample[key]));
  return { name, ms: of("ms"), cpuMs: of("cpuMs"), rounds: samples.length };
}

/**
 * Dumps at the start of a program that do not count, in C as well: the compiler has to have seen everything, and the kernel
 * finds its own tables in the processor's caches from the tenth or so on.
 */
export const WARM_ROUNDS = 30;

/** Runs something once, with a heap that was cleaned up before. */
export async function sample(action: () => unknown): Promise<Sample> {
  (globalThis as { gc?: () => void }).gc?.();
  // What it leaves to threads of its own is not the action's doing.
  await new Promise((resolve) => setTimeout(resolve, 20));
  return timed(action);
}

/** Runs something once, whatever the state of the heap. */
export async function timed(action: () => unknown): Promise<Sample> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await action();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1000 };
}

/** Runs a program once, its output thrown away. bash tells what its children took. */
export function sampleProgram(...command: string[]): Sample {
  const script = `TIMEFORMAT='%3R %3U %3S'; time "$@" >/dev/null`;
  const { stderr, status } = spawnSync("bash", ["-c", script, "bash", ...command], { encoding: "utf8" });
  const [real, user, system] = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
  if (status !== 0 || system === undefined) throw new Error(`${command.join(" ")}: ${stderr}`);
  return { ms: real! * 1000, cpuMs: (user! + system) * 1000 };
}

/** Runs a program that prints a sample on each line; undefined where it cannot run. */
export function samplesOf(...command: [string, ...string[]]): (Sample & { readonly count: number })[] | undefined {
  try {
    const said = execFileSync(command[0], command.slice(1), { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return said
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Sample & { readonly count: number });
  } catch {
    return undefined;
  }
}

/** Longest time that the event loop did not turn while something ran, milliseconds. */
export async function longestStall(action: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  let going = true;
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (going) setImmediate(turn);
  };
  setImmediate(turn);
  await action();
  going = false;
  await new Promise((resolve) => setImmediate(resolve));
  return longest;
}
