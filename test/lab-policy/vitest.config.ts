import { defineConfig } from "vitest/config";

/** The policy check on its own, for a kernel in a box: `npx vitest run --config test/lab-policy/vitest.config.ts`. */
export default defineConfig({
  cacheDir: ".cache/vitest-policy",
  test: { dir: import.meta.dirname, include: ["**/*.test.ts"], testTimeout: 60_000, hookTimeout: 120_000 },
});
