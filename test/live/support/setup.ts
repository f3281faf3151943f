/** Before all tests: tries the features out, and says what will be skipped. */
import type { TestProject } from "vitest/node";
import { type Findings, probeFeatures } from "./features.js";

declare module "vitest" {
  export interface ProvidedContext {
    features: Findings;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  const findings = await probeFeatures();
  project.provide("features", findings);
  const states = Object.values(findings).map(({ state }) => state);
  const count = (state: string) => states.filter((one) => one === state).length;
  process.stdout.write(`features: ${count("present")} present, ${count("absent")} absent, ${count("broken")} broken\n`);
  for (const [name, { state, reason }] of Object.entries(findings)) {
    if (state !== "present") process.stdout.write(`  ${state}: ${name}: ${reason}\n`);
  }
}
