/** What it costs to import the package, in fresh processes. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { median } from "./measure.js";
import type { ImportResult } from "./results.js";

const ENTRIES = {
  "ringlink/codec": "codec/index.js",
  "ringlink/rtnl": "rtnl/index.js",
  "ringlink/genl": "genl/index.js",
  "ringlink/trace": "trace/index.js",
  ringlink: "index.js",
} as const;

/** Where the benchmarks' own build of src/ is. */
const BUILT = new URL("../src/", import.meta.url);

export function benchImports(processes: number): ImportResult[] {
  const found = new Map<string, number[]>();
  for (let round = 0; round < processes; round++) {
    for (const [name, file] of Object.entries(ENTRIES)) {
      const url = JSON.stringify(new URL(file, BUILT).href);
      const script = `const t = performance.now(); import(${url}).then(() => console.log(performance.now() - t));`;
      const ms = Number(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }));
      found.set(name, [...(found.get(name) ?? []), ms]);
    }
  }
  return [...found].map(([name, times]) => {
    return { name, ms: median(times), best: Math.min(...times), worst: Math.max(...times), processes };
  });
}

/** Whether this process runs the build that is measured, and not the sources through a loader. */
export function runsBuilt(): boolean {
  return import.meta.url.startsWith(pathToFileURL(join(process.cwd(), ".cache/bench/")).href);
}
