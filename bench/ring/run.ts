/** Compiles the C programs and runs the ring benchmark in a network namespace of its own. */
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ROOT } from "../messages.js";
import type { RingResults } from "./results.js";

/** Program and what it is linked with. */
const PROGRAMS = { flood: [], "read-ring": [], "read-pcap": ["-ldl"], "send-ring": [] } as const;

/** Results; undefined, with the reason on standard error, where there is no compiler or no namespace can be made. */
export async function benchRings(quick: boolean): Promise<RingResults | undefined> {
  const built = join(ROOT, ".cache/bench/ring-c");
  mkdirSync(built, { recursive: true });
  try {
    for (const [name, libraries] of Object.entries(PROGRAMS)) {
      execFileSync("cc", ["-O2", "-o", join(built, name), join(ROOT, "bench/ring", `${name}.c`), ...libraries]);
    }
    execFileSync("unshare", ["--net", "true"], { stdio: "ignore" });
  } catch (error) {
    console.error(`rings are not measured: ${String((error as Error).message).split("\n")[0]}`);
    return undefined;
  }
  const session = fileURLToPath(new URL("session.js", import.meta.url));
  const pace = quick ? ["2", "1"] : ["10", "5"];
  const { stdout } = await promisify(execFile)("unshare", ["--net", process.execPath, session, ...pace, built]);
  return JSON.parse(stdout) as RingResults;
}
