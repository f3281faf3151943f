/** Runs the connection's benchmarks in a fresh network namespace. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ConnectionResults } from "./results.js";

/** Undefined where no network namespace can be made. */
export function benchConnection(quick: boolean): ConnectionResults | undefined {
  const user = process.getuid?.() === 0 ? [] : ["--map-root-user"];
  const inside = fileURLToPath(new URL("inside.js", import.meta.url));
  const command = [process.execPath, "--expose-gc", inside, ...(quick ? ["--quick"] : [])];
  try {
    execFileSync("unshare", [...user, "--net", "--", "true"], { stdio: "ignore" });
  } catch {
    console.error("no benchmarks of the connection: unshare makes no network namespace here");
    return undefined;
  }
  const said = execFileSync("unshare", [...user, "--net", "--", ...command], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 26,
  });
  return JSON.parse(said) as ConnectionResults;
}
