/** What every capture does from its first packet to its last line, whatever the packets come from. */
import type { Counters } from "./counters.js";
import type { CaptureCounters } from "./library.js";
import type { Stage } from "./main.js";

/** What is closed when no more packets come, the file they are written to. */
interface Closable {
  close(): void;
}

/** Runs `show` to its end or to the signal, closes the file and says what was counted, also when one of these fails. */
export async function runCapture(
  { errors, signal }: Stage,
  counters: Counters,
  show: () => Promise<void>,
  writer: Closable | undefined,
  totals: () => CaptureCounters,
): Promise<void> {
  try {
    counters.start();
    await show();
  } catch (error) {
    // The signal ends the wait for packets.
    if (!signal.aborted || (error as Error).name !== "AbortError") throw error;
  } finally {
    counters.stop();
    try {
      writer?.close();
    } finally {
      for (const line of counters.summary(totals())) errors.line(line);
    }
  }
}
