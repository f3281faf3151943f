/** Finds what somebody meant to write. Runs only on the way to an error. */

/** Levenshtein distance, given up above `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same));
    }
    row = next;
  }
  return row[b.length]!;
}

/** `; did you mean "mtu"?`, or nothing when no name is near. */
export function suggestion(written: string, names: Iterable<string>): string {
  // A slip of one letter in short words, of two in longer ones.
  const limit = written.length > 5 ? 2 : written.length > 2 ? 1 : 0;
  let best: string | undefined;
  let least = limit + 1;
  if (written.length > 40) return "";
  for (const name of names) {
    const d = distance(written.toLowerCase(), name.toLowerCase(), limit);
    if (d < least) [best, least] = [name, d];
  }
  return best === undefined ? "" : `; did you mean ${JSON.stringify(best)}?`;
}

/** The names that are possible, as long as they fit a line. */
export function oneOf(names: readonly string[]): string {
  return names.length <= 16 ? names.join(", ") : `${names.slice(0, 12).join(", ")} and ${names.length - 12} more`;
}
