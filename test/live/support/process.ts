/** Programs of the machine, run with a limit and with their outputs apart. */
import { spawn } from "node:child_process";

export interface Finished {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const IN_LAB = process.env["RINGLINK_LAB"] === "1";

/** Emulated machines are slow: no command of these tests takes long otherwise. */
const LIMIT_SECONDS = IN_LAB ? 280 : 120;

/** How often something is done that is done many times: less often where a processor is emulated. */
export function manyTimes(count: number): number {
  return IN_LAB ? Math.ceil(count / 16) : count;
}

/** Runs a program to its end, whatever its exit status. */
export function finish(
  command: readonly string[],
  options: { input?: string; env?: NodeJS.ProcessEnv; limitSeconds?: number } = {},
): Promise<Finished> {
  const limit = options.limitSeconds ?? LIMIT_SECONDS;
  return new Promise((resolve, reject) => {
    const child = spawn(command[0]!, command.slice(1), {
      stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      env: { ...process.env, LC_ALL: "C.UTF-8", ...options.env },
      timeout: limit * 1000,
      killSignal: "SIGKILL",
    });
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout!.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr!.on("data", (chunk: Buffer) => errors.push(chunk));
    child.stdin?.on("error", () => {});
    child.stdin?.end(options.input);
    child.once("error", (error) => reject(new Error(`${command[0]}: ${error.message}`)));
    child.once("close", (code, signal) => {
      const stderr = Buffer.concat(errors).toString();
      if (code === null) reject(new Error(`${command.join(" ")}: ended by ${signal} (limit ${limit} s)\n${stderr}`));
      else resolve({ status: code, stdout: Buffer.concat(out).toString(), stderr });
    });
  });
}
