/** Programs that files and filters are compared with. They are packages of their own; CI has them. */
import { spawnSync } from "node:child_process";
import { libpcap } from "../../../src/ffi/index.js";

/** Whether a program is there; where CI lacks it, that is an error. */
export function hasTool(name: string, ...args: string[]): boolean {
  const { error, status } = spawnSync(name, args, { timeout: 60_000 });
  if (error === undefined && status === 0) return true;
  const message = `${name} is not installed (apt install ${name === "capinfos" ? "wireshark-common" : name})`;
  if (process.env["CI"]) throw new Error(message);
  console.warn(`not compared: ${message}`);
  return false;
}

/** Whether there is a libpcap to compile expressions; where CI lacks it, that is an error. */
export function hasLibpcap(): boolean {
  try {
    libpcap();
    return true;
  } catch (error) {
    if (process.env["CI"]) throw error;
    console.warn(`not tested: ${(error as Error).message}`);
    return false;
  }
}

/** Standard output of a program. */
export function outputOf(name: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(name, args, {
    encoding: "utf8",
    timeout: 120_000,
    maxBuffer: 1 << 28,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${name} ${args.join(" ")}: exit status ${status}: ${stderr}`);
  return stdout;
}
