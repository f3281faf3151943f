/** After all tests: what was skipped and why, so that nothing is left out unseen. */
import type { Reporter, TestModule } from "vitest/node";

export default class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const byReason = new Map<string, string[]>();
    let passed = 0;
    let failed = 0;
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") passed++;
        else if (result.state === "failed") failed++;
        else {
          const reason = (result.state === "skipped" ? result.note : undefined) ?? "did not run";
          byReason.set(reason, [...(byReason.get(reason) ?? []), test.fullName]);
        }
      }
    }
    const skipped = [...byReason.values()].flat().length;
    process.stdout.write(`live tests: ${passed} passed, ${failed} failed, ${skipped} skipped\n`);
    for (const [reason, names] of [...byReason].sort()) process.stdout.write(`  ${reason}: ${names.join("; ")}\n`);
  }
}
