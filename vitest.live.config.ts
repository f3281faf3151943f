import { defineConfig } from "vitest/config";

/** Where a machine-readable report goes besides the one on the terminal: a path, or nothing. */
const report = process.env["RINGLINK_TEST_REPORT"];

/** In the lab the policies of its kernel are compared as well; those of the machine's own kernel are in `npm test`. */
const policies = process.env["RINGLINK_LAB"] === "1" ? ["test/lab-policy/policy.test.ts"] : [];

/** Tests against the running kernel: `npm run test:live` here, `npm run test:lab` on a kernel in a box. */
export default defineConfig({
  cacheDir: ".cache/vitest-live",
  test: {
    include: ["test/live/**/*.live.ts", ...policies],
    globalSetup: ["test/live/support/setup.ts"],
    // One worker that keeps its modules: on an emulated machine starting up costs more than the tests.
    pool: "forks",
    maxWorkers: 1,
    fileParallelism: false,
    isolate: false,
    // Compiled modules are kept: an emulated machine finds them made by its host.
    experimental: { fsModuleCache: true, fsModuleCachePath: ".cache/vitest-live" },
    // The kernel answers in its own time on a machine that others use as well: what fails once there is tried once more.
    retry: process.env["CI"] === undefined ? 0 : 1,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: [
      "default",
      "./test/live/support/reporter.ts",
      ...(report === undefined ? [] : [["json", { outputFile: report }] as [string, Record<string, unknown>]]),
    ],
  },
});
