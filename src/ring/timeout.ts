/** @throws RangeError for what is no length of time; Infinity is one */
export function checkTimeout(timeoutMs: number): number {
  if (typeof timeoutMs !== "number" || Number.isNaN(timeoutMs) || timeoutMs < 0) {
    throw new RangeError(`a time must be a number of milliseconds, 0 or more, is ${String(timeoutMs)}`);
  }
  return timeoutMs;
}
