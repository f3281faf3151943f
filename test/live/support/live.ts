/** A test against the running kernel. */
import { inject, test } from "vitest";
import type { FeatureName } from "./features.js";
import { Namespace } from "./namespace.js";

/**
 * Declares a test that gets a network namespace of its own. It is skipped, with the reason, where the kernel lacks one of the
 * features, and fails where the kernel has the feature and its probe failed all the same.
 */
export function live(
  name: string,
  features: readonly FeatureName[],
  body: (namespace: Namespace) => Promise<void>,
): void {
  test(name, async ({ skip }) => {
    const findings = inject("features");
    for (const feature of features) {
      const { state, reason } = findings[feature];
      if (state === "broken") throw new Error(`${feature}: ${reason}`);
      if (state === "absent") skip(`${feature}: ${reason}`);
    }
    const namespace = await Namespace.open();
    try {
      await body(namespace);
    } finally {
      await namespace.close();
    }
  });
}
