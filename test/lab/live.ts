/** `npm run test:lab` and `test:matrix`: the live tests in the lab, on one kernel or on several, one after the other. */
import { spawnSync } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { LabError } from "./arguments.js";
import { main as lab } from "./lab.js";

const WORK_TREE = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const VITEST = join(WORK_TREE, "node_modules/vitest/vitest.mjs");
const CONFIG = ["--config", "vitest.live.config.ts"];

/** Options that are the lab's; everything else is vitest's. */
const LAB_OPTIONS = ["--root", "--timeout", "--write"];
const TIMEOUT_SECONDS = 3600;

interface Arguments {
  /** One run each; undefined: the default kernel. */
  readonly kernels: readonly (string | undefined)[];
  readonly lab: readonly string[];
  readonly vitest: readonly string[];
}

function parse(argv: readonly string[]): Arguments {
  const kernels: string[] = [];
  const forLab: string[] = [];
  const forVitest: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at]!;
    const [name] = argument.split("=");
    const isLab = name === "--kernel" || LAB_OPTIONS.includes(name!);
    if (!isLab) forVitest.push(argument);
    else {
      const value = argument.includes("=") ? argument.slice(name!.length + 1) : argv[++at];
      if (value === undefined) throw new LabError(`${name} needs a value`);
      if (name === "--kernel") kernels.push(value);
      else forLab.push(name!, value);
    }
  }
  return { kernels: kernels.length === 0 ? [undefined] : kernels, lab: forLab, vitest: forVitest };
}

/** Compiles the tests here, where that takes seconds; the guest finds the result in the cache. A failure shows inside, too. */
function warmUp(): void {
  spawnSync(process.execPath, [VITEST, "list", ...CONFIG], {
    ...{ cwd: WORK_TREE, stdio: "ignore", timeout: 300_000 },
    env: { ...process.env, RINGLINK_LAB: "1" },
  });
}

/** Where the machine-readable report of a run goes; of several runs each has one of its own. */
function reportOf(asked: string | undefined, kernel: string | undefined, runs: number): string | undefined {
  if (asked === undefined || asked === "") return undefined;
  const path = resolve(asked);
  return runs === 1 ? path : path.replace(/(\.json)?$/, `-${kernel!.replaceAll("/", "_")}.json`);
}

async function run(argv: readonly string[]): Promise<number> {
  const args = parse(argv);
  const asked = process.env["RINGLINK_TEST_REPORT"];
  warmUp();
  const results: [string, number][] = [];
  for (const kernel of args.kernels) {
    const name = kernel ?? "the default kernel";
    process.stdout.write(`== live tests on ${name}\n`);
    const report = reportOf(asked, kernel, args.kernels.length);
    if (report !== undefined) process.env["RINGLINK_TEST_REPORT"] = report;
    const status = await lab([
      ...(kernel === undefined ? [] : ["--kernel", kernel]),
      ...(report === undefined ? [] : ["--write", dirname(report)]),
      ...["--timeout", String(TIMEOUT_SECONDS), ...args.lab, "--"],
      ...["node", VITEST, "run", ...CONFIG, ...args.vitest],
    ]);
    results.push([name, status]);
    // A signal ends the whole matrix.
    if (status > 128) break;
  }
  if (results.length > 1) {
    for (const [name, status] of results) {
      process.stdout.write(`${name}: ${status === 0 ? "passed" : `failed (exit status ${status})`}\n`);
    }
  }
  return results.find(([, status]) => status !== 0)?.[1] ?? 0;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  process.stderr.write(`test:lab: ${error.message}\n`);
  process.exitCode = 2;
}
