/** Waiting for what no descriptor tells of: frames that come back. */
import { abortError, type WaitOptions } from "../limited-wait.js";
import { checkTimeout } from "../timeout.js";

const LOOK_MS = 1;

/** Asks until there is an answer; false when the time is up. @throws AbortError; what `ask` throws */
export async function waitFor(ask: () => boolean | undefined, options: WaitOptions): Promise<boolean> {
  const { signal, timeoutMs = Number.POSITIVE_INFINITY } = options;
  const end = performance.now() + checkTimeout(timeoutMs);
  for (;;) {
    if (signal?.aborted) throw abortError(signal);
    const answer = ask();
    if (answer !== undefined) return answer;
    if (performance.now() >= end) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
